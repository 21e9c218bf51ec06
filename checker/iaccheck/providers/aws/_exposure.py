"""The firewalls before a machine or service: its security groups, found through references."""

from __future__ import annotations

from collections.abc import Iterable

from ...facets import GuardedBy, TrafficRule
from ...graph import Graph, Resource
from .security_groups import GROUPS, rules_of


def guarded(resource: Resource, graph: Graph, attributes: Iterable[str], what: str) -> GuardedBy | None:
    """The resource with the rules of all groups that these attributes of its name."""
    groups = {id(e.target): e.target
              for name in attributes for e in graph.out(resource, name) if e.target.type in GROUPS}
    rules: list[TrafficRule] = [rule for group in groups.values() for rule in rules_of(group, graph)]
    return GuardedBy(resource=resource, what=what, rules=tuple(rules)) if rules else None
