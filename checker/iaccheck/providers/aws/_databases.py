"""What RDS, Neptune and DocumentDB share: storage that inherits its encryption, and snapshots of it.

A replica, a restored instance and a snapshot are encrypted as what they were made from, whatever else they say (RDS
User Guide, "Encrypting Amazon RDS resources"; Neptune's and DocumentDB's guides say the same).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ...facets import DataAtRest
from ...facts import Evidence, Fact
from ...graph import Graph, Reason, Resource, Unknown
from .. import Attr, Condition, read
from ..attributes import set_at_all

_DEPTH = 8
"""Copies of copies are followed no further."""


@dataclass(frozen=True, slots=True)
class Storage:
    """How one resource type says that it is encrypted, and what it can be made from."""

    encrypted: Condition
    sources: tuple[str, ...] = ()
    """The attributes that name what it is made from."""
    key: Attr | None = None
    """The key: naming one is asking for encryption, where the source does not decide."""


Table: TypeAlias = Mapping[str, Storage]


def encryption(resource: Resource, graph: Graph, table: Table, depth: int = 0) -> Fact[bool] | None:
    """Whether a resource of the table is encrypted, by its own attributes or by what it is made from."""
    storage = table.get(resource.type)
    if storage is None:
        return None
    said = storage.encrypted(resource)
    if said is None or said.value is True:
        return said
    source = made_from(resource, storage)
    if source is None:
        return said
    if storage.key is not None and (key := storage.key(resource)) is not None and set_at_all(key).value is True:
        return Fact(True, key.evidence)  # a copy that is given a key is encrypted with it
    inherited = _inherited(resource, graph, table, source, depth)
    # Where the source is out of sight, what somebody wrote down is the best evidence there is.
    return said if inherited.unknown is not None and not said.evidence[0].absent else inherited


def made_from(resource: Resource, storage: Storage) -> str | None:
    """The attribute that names what the resource is made from; None where it is made anew."""
    return next((n for n in storage.sources if set_at_all(read(resource, n)).value is not False), None)


def original(table: Table) -> Condition:
    """Whether a resource is made anew, so that it does not inherit its key."""

    def ask(resource: Resource) -> Fact[bool]:
        source = made_from(resource, table[resource.type])
        return Fact(source is None, () if source is None else read(resource, source).evidence)

    return ask


def database(resource: Resource, graph: Graph, table: Table, what: str, part: str = "") -> DataAtRest | None:
    """The facet of a resource of the table."""
    fact = encryption(resource, graph, table)
    return None if fact is None else DataAtRest(resource=resource, what=what, part=part, encrypted=fact)


def _inherited(resource: Resource, graph: Graph, table: Table, name: str, depth: int) -> Fact[bool]:
    source = read(resource, name)
    origin = graph.referenced(resource, source.value) or graph.target(resource, name.split(".")[0], *table)
    if origin is not None and depth < _DEPTH:
        fact = encryption(origin, graph, table, depth + 1)
        if fact is not None:
            return Fact(fact.value, (*source.evidence, *fact.evidence), "encrypt what it is made from")
    value = source.value if isinstance(source.value, Unknown) else Unknown(
        Reason.COMPUTED, f"the encryption of what `{name}` names")
    return Fact(value, (Evidence(resource, source.evidence[0].path, source.value),))
