"""What is judged where conditions are open: every way in which they can be decided, each on its own.

A finding that holds in all of them is one finding; one that holds in some says in which.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeAlias

from .graph import Graph, Resource
from .providers.registry import Registry

MAX_CONDITIONS = 3
"""How many conditions are decided both ways for one resource; others stay open."""

MAX_WORLDS = 32
"""How many ways to decide the conditions of one template are looked at."""

World: TypeAlias = dict[str, bool]


class Worlds:
    """The graphs of what is deployed under assumptions, made when a resource needs one and kept."""

    def __init__(self, graph: Graph, registry: Registry) -> None:
        self._graph = graph
        self._registry = registry
        self._made: dict[str, dict[tuple[tuple[str, bool], ...], Graph | None]] = {}

    def of(self, resource: Resource) -> list[tuple[World, Graph, Resource]]:
        """The ways in which the open conditions around a resource can be decided so that it exists."""
        if resource.scope not in self._graph.worlds:
            return []
        names = list(dict.fromkeys(n for r in self._graph.around(resource) for n in r.open_conditions))[:MAX_CONDITIONS]
        if not names:
            return []
        found = []
        for world in self._assignments(resource, sorted(names)):
            key = tuple(world.items())
            made = self._made.setdefault(resource.scope, {})
            if key not in made:
                if len(made) >= MAX_WORLDS:
                    return []
                graph = made[key] = self._graph.worlds[resource.scope](world)
                if graph is not None:
                    self._registry.link(graph)
            graph = made[key]
            there = graph.get(resource.scope, resource.address) if graph is not None else None
            if graph is not None and there is not None:
                found.append((world, graph, there))
        return found

    @staticmethod
    def _assignments(resource: Resource, names: Sequence[str]) -> Iterator[World]:
        for answers in product((True, False), repeat=len(names)):
            world = dict(zip(names, answers, strict=True))
            if world.get(resource.condition, True):
                yield world


def when(resource: Resource, some: Sequence[World], among: Sequence[World]) -> str:
    """Under which conditions one is in ``some`` of the worlds ``among``: empty, or as the end of a sentence."""
    terms: list[World] = []
    for world in some if len(some) < len(among) else ():
        term = dict(world)
        for name in sorted(world, key=lambda n: n == resource.condition):
            shorter = {n: v for n, v in term.items() if n != name}
            if all(w in some for w in among if shorter.items() <= w.items()):
                term = shorter
        if term not in terms:
            terms.append(term)
    own = resource.condition
    said = [" and ".join(f"{n} holds" if v else f"{n} does not hold" for n, v in term.items() if n != own)
            for term in terms]
    parts = ([f"{own} holds"] if own else []) + ([" or ".join(filter(None, said))] if any(said) else [])
    return f" (when {' and '.join(parts)})" if parts else ""
