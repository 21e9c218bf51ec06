"""The resource graph: all resources of a scan, their references, and the indexes by which they are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .resource import Resource
from .values import Unknown, Value, reveal


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` refers to ``target`` in its top-level attribute ``attribute``."""

    source: Resource
    target: Resource
    attribute: str


class Graph:
    """Resources and the references between them.  Every look-up is by index: none walks all the resources."""

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self._by_address: dict[tuple[str, str], Resource] = {}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_scope_type: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._out: dict[int, list[Edge]] | None = None
        self._into: dict[int, list[Edge]] = {}
        self._linkers: list[Callable[[Graph], Iterable[Edge]]] = []
        self.worlds: dict[str, Callable[[Mapping[str, bool]], Graph | None]] = {}
        """By scope, where conditions are open: the resources of the scope under assumptions about them, or None where
        the assumptions exclude each other."""
        self._values: dict[tuple[str, str, str], dict[str, list[Resource]]] = {}

    # -- building

    def add(self, resource: Resource) -> None:
        """Put a resource in.  A second one of the same scope and address is kept but not found by address."""
        self.resources.append(resource)
        self._by_address.setdefault((resource.scope, resource.address), resource)
        self._by_type[resource.type].append(resource)
        self._by_scope_type[resource.scope, resource.type].append(resource)
        self._out = None

    def add_linker(self, linker: Callable[[Graph], Iterable[Edge]]) -> None:
        """Have ``linker`` add edges that the syntax does not show (a Service's selector), once edges are asked for."""
        self._linkers.append(linker)
        self._out = None

    # -- finding resources

    def types(self) -> Iterable[str]:
        return self._by_type.keys()

    def of_type(self, *types: str) -> Iterator[Resource]:
        for type_ in types:
            yield from self._by_type.get(type_, ())

    def get(self, scope: str, address: str) -> Resource | None:
        return self._by_address.get((scope, address))

    def siblings(self, resource: Resource, *types: str) -> Iterator[Resource]:
        """The resources of these types in the same scope (the resource itself among them, if it is of one)."""
        for type_ in types:
            yield from self._by_scope_type.get((resource.scope, type_), ())

    # -- following edges

    @property
    def edges(self) -> Iterator[Edge]:
        for edges in self._linked().values():
            yield from edges

    def out(self, resource: Resource, attribute: str | None = None) -> Iterator[Edge]:
        """The edges from the resource, of one of its attributes or of all."""
        for edge in self._linked().get(id(resource), ()):
            if attribute is None or edge.attribute == attribute:
                yield edge

    def into(self, resource: Resource, *types: str, attribute: str | None = None) -> Iterator[Edge]:
        """The edges to the resource, from resources of these types (of any, when none is named)."""
        self._linked()
        for edge in self._into.get(id(resource), ()):
            if (not types or edge.source.type in types) and (attribute is None or edge.attribute == attribute):
                yield edge

    def target(self, resource: Resource, attribute: str, *types: str) -> Resource | None:
        """The resource that an attribute refers to: the first of these types (of any, when none is named)."""
        for edge in self.out(resource, attribute):
            if not types or edge.target.type in types:
                return edge.target
        return None

    def referring(self, resource: Resource, *types: str, via: str, keys: Iterable[str] = ()) -> list[Resource]:
        """The resources of ``types`` whose attribute ``via`` names this one: by reference, or by an equal value.

        ``keys`` are the attributes of this resource by whose value it can be named (``bucket``, ``name``, ``id``).
        What refers to another resource of this type does not mean this one, though both have the same name.
        """
        found = {id(e.source): e.source for e in self.into(resource, *types, attribute=via)}
        for key in keys:
            value = reveal(resource.attributes.get(key))
            if isinstance(value, str) and value:
                for type_ in types:
                    for other in self.with_value(resource.scope, type_, via, value):
                        if self.target(other, via, resource.type) in (None, resource):
                            found.setdefault(id(other), other)
        return list(found.values())

    def around(self, resource: Resource, steps: int = 2, limit: int = 64) -> list[Resource]:
        """The resource and those that edges in either direction lead to in so many steps, the nearest first."""
        found = {id(resource): resource}
        ring = [resource]
        for _ in range(steps):
            beyond: list[Resource] = []
            for inner in ring:
                for other in (*(e.target for e in self.out(inner)), *(e.source for e in self.into(inner))):
                    if len(found) >= limit:
                        return list(found.values())
                    if id(other) not in found:
                        found[id(other)] = other
                        beyond.append(other)
            ring = beyond
        return list(found.values())

    def with_value(self, scope: str, type_: str, attribute: str, value: str) -> list[Resource]:
        """The resources of a scope and type whose top-level attribute has exactly this string."""
        index = self._values.get((scope, type_, attribute))
        if index is None:
            index = defaultdict(list)
            for resource in self._by_scope_type.get((scope, type_), ()):
                have: Value = reveal(resource.attributes.get(attribute))
                if isinstance(have, str):
                    index[have].append(resource)
            self._values[scope, type_, attribute] = index
        return index.get(value, [])

    def referenced(self, resource: Resource, value: Value) -> Resource | None:
        """The resource whose attribute an unknown value stands for (``aws_s3_bucket.b[0].arn``), if that is known."""
        value = reveal(value)
        if not isinstance(value, Unknown) or not value.reference:
            return None
        name = value.reference
        while name:
            if (found := self.get(resource.scope, name)) is not None:
                return found
            cut = max(name.rfind("."), name.rfind("["))
            name = name[:cut] if cut > 0 else ""
        return None

    def _linked(self) -> dict[int, list[Edge]]:
        if self._out is None:
            out: dict[int, list[Edge]] = {}
            into: dict[int, list[Edge]] = {}
            self._out, self._into = out, into
            for resource in self.resources:
                seen = set()
                for attribute, address in resource.source.references():
                    target = self._by_address.get((resource.scope, address))
                    if target is not None and target is not resource and (attribute, address) not in seen:
                        seen.add((attribute, address))
                        self._join(Edge(resource, target, attribute))
            for linker in self._linkers:
                for edge in linker(self):
                    self._join(edge)
        return self._out

    def _join(self, edge: Edge) -> None:
        assert self._out is not None
        self._out.setdefault(id(edge.source), []).append(edge)
        self._into.setdefault(id(edge.target), []).append(edge)
