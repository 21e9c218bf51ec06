"""What a policy is, and what it says with.

A policy is a function over one facet type that yields verdicts, with the texts that explain it.  It knows no
attribute of any provider and no format: what it says of values comes from the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from .facets import Control, Facet, Kind
from .facts import Evidence, Fact
from .findings import Severity
from .graph import Resource, Unknown

F = TypeVar("F", bound=Facet)

FAMILIES = ("iam-wildcard", "public-access", "encryption-at-rest", "customer-managed-key", "encryption-in-transit",
            "network-exposure", "logging-monitoring", "backup-resilience", "authentication", "secrets",
            "workload-hardening", "control-plane", "patching-versioning", "governance", "iam-other", "other")
STRIDE = ("spoofing", "tampering", "repudiation", "information-disclosure", "denial-of-service",
          "elevation-of-privilege")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of a facet.  ``failed`` is Kleene's: True, False, or the Unknown that decides."""

    failed: bool | Unknown
    message: str
    causes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    mend: str = ""
    severity: Severity | None = None
    """Where this case is better or worse than the policy's own severity."""
    resource: Resource | None = None
    """What it is about, where that is another resource than the facet's (a rule written beside its group)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One thing to look for."""

    id: str
    title: str
    severity: Severity
    family: str
    facet: type[Facet]
    check: Callable[[Any], Iterable[Verdict]]
    subject: StrEnum | None = None
    """The ``subject`` of the facets that it judges; None: whatever they speak of."""
    why: str
    """What an attacker does with it, or what is lost: one to three sentences."""
    mend: str
    """What to do, in words that hold for every format."""
    stride: str = "information-disclosure"
    references: tuple[str, ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    """Format → what good configuration looks like, for ``explain``."""

    def __post_init__(self) -> None:
        if not (self.title and self.why and self.mend):
            raise ValueError(f"policy {self.id} needs a title, a reason and a way to mend it")
        if self.stride not in STRIDE:
            raise ValueError(f"policy {self.id}: {self.stride} is not a STRIDE class")


def require(fact: Fact[bool] | None, message: str, *causes: str, severity: Severity | None = None,
            resource: Resource | None = None) -> Iterator[Verdict]:
    """Say ``message`` unless the fact is true; nothing when it does not apply."""
    if fact is None:
        return
    says = fact.says()
    failed = fact.value if isinstance(fact.value, Unknown) else not fact.value
    text = f"{message}: {says}" if says else message
    yield Verdict(failed, text, causes, fact.evidence, fact.mend, severity, resource)


def forbid(fact: Fact[bool] | None, message: str, *causes: str, severity: Severity | None = None,
           resource: Resource | None = None) -> Iterator[Verdict]:
    """Say ``message`` if the fact is true; nothing when it does not apply."""
    if fact is not None:
        yield from require(Fact(fact.value if isinstance(fact.value, Unknown) else not fact.value, fact.evidence,
                                fact.mend), message, *causes, severity=severity, resource=resource)


def control(kind: Kind, says: str, **fields: Any) -> Policy:
    """The policy that requires one kind of ``Control``.  ``says`` completes "WHAT …": "is not in a private network"."""

    def check(facet: Control) -> Iterator[Verdict]:
        yield from require(facet.on, f"{facet.what} {says}", facet.part)

    return Policy(facet=Control, subject=kind, check=check, **fields)


def policy(facet: type[F], **fields: Any) -> Callable[[Callable[[F], Iterable[Verdict]]], Policy]:
    """Make a policy of a function over ``facet``."""

    def wrap(check: Callable[[F], Iterable[Verdict]]) -> Policy:
        return Policy(facet=facet, check=check, **fields)

    return wrap
