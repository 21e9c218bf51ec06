"""Facts over several blocks, none of which may be there, or not be known."""

from __future__ import annotations

from collections.abc import Iterable

from ...facts import Evidence, Fact, all_of, any_of
from ...graph import Resource, Unknown, first_unknown
from ..attributes import read_all


def hidden_blocks(resource: Resource, path: str) -> list[Fact[bool]]:
    """An unknown fact for each element at a path that is not known: ``blocks`` leaves these out."""
    return [Fact(f.value, f.evidence) for f in read_all(resource, path + "[]") if isinstance(f.value, Unknown)]


def one_holds(resource: Resource, path: str, facts: Iterable[Fact[bool]]) -> Fact[bool]:
    """Whether one of the blocks at a path has what the facts say: false where there is none."""
    found = [*facts, *hidden_blocks(resource, path)]
    return any_of(found) if found else _nothing(resource, path)


def all_hold(resource: Resource, path: str, facts: Iterable[Fact[bool]]) -> Fact[bool]:
    """Whether all of them have, and there is one."""
    found = [*facts, *hidden_blocks(resource, path)]
    return all_of(found) if found else _nothing(resource, path)


def _nothing(resource: Resource, path: str) -> Fact[bool]:
    top = path.split(".", maxsplit=1)[0].removesuffix("[]")
    hole = first_unknown(resource.attributes.get(top))
    evidence = (Evidence(resource, (top,), hole, absent=hole is None),)
    return Fact(False if hole is None else hole, evidence)
