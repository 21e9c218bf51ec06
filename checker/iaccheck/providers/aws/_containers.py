"""Containers of task and job definitions: Terraform has them as a document of JSON, CloudFormation as objects."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from ...facts import Fact
from ...graph import Resource, Unknown, Value, reveal
from .. import read
from ..attributes import elements, read_all


def containers(resource: Resource) -> list[Fact[Value]]:
    """The containers of a task definition, each an object or unknown."""
    if resource.dialect == "cloudformation":
        return read_all(resource, "ContainerDefinitions[]")
    return _documents(read(resource, "container_definitions"))


def job_container(resource: Resource) -> list[Fact[Value]]:
    """The container of a batch job definition."""
    if resource.dialect == "cloudformation":
        return read_all(resource, "ContainerProperties")
    return _documents(read(resource, "container_properties"))


def _documents(fact: Fact[Value]) -> list[Fact[Value]]:
    value = fact.value
    if isinstance(value, Unknown):
        if value.document is None:
            return [fact]
        value = value.document
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return []
    return [Fact(reveal(item), fact.evidence) for item in elements(value)]


def setting(container: Fact[Value], terraform: str, cloudformation: str, default: Value) -> Fact[Value]:
    """One setting of a container, named in the one way or the other."""
    if not isinstance(container.value, Mapping):
        return container if isinstance(container.value, Unknown) else Fact(default, container.evidence)
    for name in (terraform, cloudformation):
        value = reveal(container.value.get(name))
        if value is not None:
            return Fact(value, container.evidence)
    return Fact(default, container.evidence)
