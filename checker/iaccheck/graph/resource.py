"""A resource: what every frontend makes and every provider reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from .span import Origin, Span
from .values import Path, Value


class Source(Protocol):
    """The syntax that a resource came from; a frontend implements it.  Everything here is worked out on demand."""

    def attributes(self) -> Mapping[str, Value]:
        """The evaluated attributes.  Called once.  Nested blocks are lists of objects, as in ``terraform show``."""

    def locate(self, path: Path) -> Span:
        """The place a person would change for ``path``: the attribute, or what it would stand in when it is absent."""

    def origin(self, path: Path) -> tuple[Origin, ...]:
        """The steps by which the value at ``path`` came there, nearest first; empty for a literal."""

    def references(self) -> Iterable[tuple[str, str]]:
        """``(attribute, address)`` for each reference to a resource of the same scope; ``attribute`` is top-level."""


class Resource:
    """One resource (or data source) of the graph.

    ``type`` is the format's own name for it: ``aws_s3_bucket``, ``data.aws_iam_policy_document`` for a data source,
    ``AWS::S3::Bucket``, ``Deployment``, ``serving.knative.dev/Service`` for a kind outside of Kubernetes itself.
    ``scope`` tells apart what is deployed apart: a Terraform root module, a template; addresses are unique in it.
    ``dialect`` says whose names the attributes have: ``terraform``, ``cloudformation`` or ``kubernetes``.
    """

    __slots__ = ("_attributes", "address", "condition", "format", "judged", "metadata", "name", "note",
                 "open_conditions", "provider", "scope", "source", "span", "type")

    def __init__(self, *, address: str, type: str, provider: str, format: str, span: Span, source: Source,  # noqa: A002
                 name: str = "", scope: str = "", metadata: Mapping[str, Value] | None = None,
                 condition: str = "", open_conditions: tuple[str, ...] = (), note: str = "") -> None:
        self.address = address
        self.type = type
        self.provider = provider
        self.format = format
        self.span = span
        """The whole block, from its first line to its last."""
        self.source = source
        self.name = name
        """The label, logical id or metadata.name."""
        self.scope = scope
        self.metadata = metadata or {}
        """What the format keeps beside the attributes: CloudFormation's ``Metadata`` and ``DeletionPolicy``, …"""
        self.condition = condition
        """The condition under which it exists, where that could not be decided; empty otherwise."""
        self.open_conditions = open_conditions
        """All conditions that decide about it or its attributes and could not be decided."""
        self.note = note
        """What a person who wrote no such file knows it by: the path of a construct of the CDK."""
        self.judged = True
        """Whether policies judge it; False for what a plan leaves as it is, when only its changes are asked for."""
        self._attributes: Mapping[str, Value] | None = None

    @property
    def attributes(self) -> Mapping[str, Value]:
        if self._attributes is None:
            self._attributes = self.source.attributes()
        return self._attributes

    @property
    def dialect(self) -> str:
        return "terraform" if self.format.startswith("terraform") else self.format

    def __repr__(self) -> str:
        return f"<{self.format} {self.address} at {self.span.file}:{self.span.line}>"
