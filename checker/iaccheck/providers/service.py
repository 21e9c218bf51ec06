"""A service: which resource types it has, and how facets are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from ..facets import Control, DataAtRest, DataInTransit, Facet, Kind, PublicAccess, PublicEndpoint
from ..facts import Fact
from ..graph import Edge, Graph, Resource, Value
from .attributes import Condition

Builder: TypeAlias = Callable[[Resource, Graph], "Iterable[Facet] | Facet | None"]
B = TypeVar("B", bound=Builder)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: for these types, this facet."""

    types: tuple[str, ...]
    build: Builder


class Service:
    """What one module knows of one service."""

    def __init__(self, *rows: Row) -> None:
        self.builders: dict[str, list[Builder]] = {}
        self.computed: dict[tuple[str, str], Callable[[Mapping[str, Value]], Value]] = {}
        self.linkers: list[Callable[[Graph], Iterable[Edge]]] = []
        self.rows(*rows)

    @property
    def types(self) -> set[str]:
        """All the types that it says something of."""
        return {*self.builders, *(type_ for type_, _ in self.computed)}

    def rows(self, *rows: Row) -> None:
        """Add rows of a table."""
        for row in rows:
            for type_ in row.types:
                self.builders.setdefault(type_, []).append(row.build)

    def facet(self, *types: str) -> Callable[[B], B]:
        """Register a function ``(resource, graph) -> facet, facets or None`` for these types."""

        def register(build: B) -> B:
            self.rows(Row(types, build))
            return build

        return register

    def computes(self, type_: str, attribute: str) -> Callable[[Callable[[Mapping[str, Value]], Value]],
                                                               Callable[[Mapping[str, Value]], Value]]:
        """Register a function that works an attribute out of those that are set, as the provider does."""

        def register(work: Callable[[Mapping[str, Value]], Value]) -> Callable[[Mapping[str, Value]], Value]:
            self.computed[type_, attribute] = work
            return work

        return register

    def links(self, linker: Callable[[Graph], Iterable[Edge]]) -> Callable[[Graph], Iterable[Edge]]:
        """Register a function that yields edges which the syntax does not show."""
        self.linkers.append(linker)
        return linker


# -- rows: each is one resource type (by its Terraform and its CloudFormation name) and what decides


def at_rest(*types: str, what: str, encrypted: Condition | None = None, declared: Condition | None = None,
            customer_key: Condition | None = None, part: str = "", additional: bool = False) -> Row:
    """A ``DataAtRest`` row."""

    def build(resource: Resource, graph: Graph) -> DataAtRest | None:  # noqa: ARG001
        facts = [_ask(encrypted, resource), _ask(declared, resource), _ask(customer_key, resource)]
        if not any(facts):
            return None
        return DataAtRest(resource=resource, what=what, part=part, encrypted=facts[0], declared=facts[1],
                          customer_key=facts[2], additional=additional)

    return Row(types, build)


def key_encrypts(*types: str, what: str, key: Condition, part: str = "") -> Row:
    """A ``DataAtRest`` row for storage that the provider always encrypts: only whose key it is differs."""
    return at_rest(*types, what=what, customer_key=key, part=part)


def in_transit(*types: str, what: str, encrypted: Condition | None = None,
               minimum_version: Callable[[Resource], Fact[str] | None] | None = None,
               strong_ciphers: Condition | None = None, certificate: Condition | None = None,
               declared: Condition | None = None, part: str = "") -> Row:
    """A ``DataInTransit`` row."""

    def build(resource: Resource, graph: Graph) -> DataInTransit | None:  # noqa: ARG001
        version = None if minimum_version is None else minimum_version(resource)
        facts = [_ask(encrypted, resource), _ask(strong_ciphers, resource), _ask(certificate, resource),
                 _ask(declared, resource)]
        if version is None and not any(facts):
            return None
        return DataInTransit(resource=resource, what=what, part=part, encrypted=facts[0], minimum_version=version,
                             strong_ciphers=facts[1], certificate=facts[2], declared=facts[3])

    return Row(types, build)


def public(*types: str, what: str, when: Condition, part: str = "", access: tuple[str, ...] = (),
           audience: str = "everyone on the internet") -> Row:
    """A ``PublicAccess`` row."""

    def build(resource: Resource, graph: Graph) -> PublicAccess | None:  # noqa: ARG001
        fact = when(resource)
        return None if fact is None else PublicAccess(resource=resource, what=what, part=part, public=fact,
                                                      access=access, audience=audience)

    return Row(types, build)


def endpoint(*types: str, what: str, reachable: Condition, part: str = "") -> Row:
    """A ``PublicEndpoint`` row."""

    def build(resource: Resource, graph: Graph) -> PublicEndpoint | None:  # noqa: ARG001
        fact = reachable(resource)
        return None if fact is None else PublicEndpoint(resource=resource, what=what, part=part, reachable=fact)

    return Row(types, build)


def control(*types: str, what: str, kind: Kind, on: Condition, part: str = "") -> Row:
    """A ``Control`` row."""

    def build(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
        fact = on(resource)
        return None if fact is None else Control(resource=resource, what=what, part=part, kind=kind, on=fact)

    return Row(types, build)


def _ask(condition: Condition | None, resource: Resource) -> Fact[bool] | None:
    return None if condition is None else condition(resource)
