"""The catalogue: all policies of all packs, and the data beside them.

A pack is found by the entry point group ``iaccheck.policies``: a module or package with a ``PACK``.  Its modules have
``POLICIES``; beside them may lie ``crosswalk/*.jsonl`` and ``controls.jsonl``, which are read only when asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module, resources
from importlib.metadata import entry_points
from importlib.resources.abc import Traversable

from .crosswalk import Controls, Crosswalk
from .policy import Policy

GROUP = "iaccheck.policies"


@dataclass(frozen=True, slots=True)
class Pack:
    """Policies that come together.  ``modules`` are names of modules of ``package`` with ``POLICIES``; none means the
    package itself has them."""

    name: str
    package: str
    modules: tuple[str, ...] = ()

    def policies(self) -> Iterator[Policy]:
        """The pack's policies."""
        names = [f"{self.package}.{m}" for m in self.modules] or [self.package]
        for name in names:
            yield from import_module(name).POLICIES

    def data(self) -> Traversable:
        """Where the crosswalk and the controls lie."""
        module = import_module(self.package)
        return resources.files(self.package if hasattr(module, "__path__") else self.package.rpartition(".")[0])


class Catalogue:
    """The policies by id, the crosswalk, the controls."""

    def __init__(self, packs: Iterable[Pack] | None = None) -> None:
        """``packs``: None for all that are installed.  ``ValueError`` when two policies share an id."""
        self.packs = list(installed() if packs is None else packs)
        self.policies: dict[str, Policy] = {}
        for pack in self.packs:
            for policy in pack.policies():
                if policy.id in self.policies:
                    raise ValueError(f"two policies are called {policy.id}")
                self.policies[policy.id] = policy

    @cached_property
    def crosswalk(self) -> Crosswalk:
        """Which checks of other tools are answered."""
        return Crosswalk(pack.data() for pack in self.packs)

    @cached_property
    def controls(self) -> Controls:
        """Which controls of frameworks are touched."""
        return Controls(pack.data() for pack in self.packs)


def installed() -> Iterator[Pack]:
    """The packs of all installed distributions, our own first."""
    points = sorted(entry_points(group=GROUP), key=lambda p: (p.value != "iaccheck_policies", p.name))
    for point in points:
        yield point.load().PACK
