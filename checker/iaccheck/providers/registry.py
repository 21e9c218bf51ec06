"""Which module knows a resource type, without importing any: by the index of our own and by entry points."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property
from importlib import import_module, resources
from importlib.metadata import EntryPoint, entry_points

from ..facets import Facet
from ..graph import Graph, Reason, Resource, Unknown, Value
from .service import Builder, Service

GROUP = "iaccheck.providers"


class Registry:
    """The services, imported when one of their types occurs."""

    def __init__(self) -> None:
        self._builders: dict[str, list[Builder]] = {}
        self._services: dict[str, list[Service]] = {}

    @cached_property
    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = json.loads(
            resources.files(__package__).joinpath("index.json").read_text("utf-8"))
        return index

    @cached_property
    def _entry_points(self) -> list[EntryPoint]:
        return list(entry_points(group=GROUP))

    def services(self, type_: str) -> list[Service]:
        """The services that know a type."""
        found = self._services.get(type_)
        if found is None:
            modules = [import_module(f"{__package__}.{name}") for name in self._index.get(type_, ())]
            modules += [point.load() for point in self._entry_points if fnmatchcase(type_, point.name)]
            found = self._services[type_] = [module.SERVICE for module in modules]
        return found

    def builders(self, type_: str) -> list[Builder]:
        """What makes facets of resources of a type."""
        found = self._builders.get(type_)
        if found is None:
            found = self._builders[type_] = [b for s in self.services(type_) for b in s.builders.get(type_, ())]
        return found

    def facets(self, resource: Resource, graph: Graph) -> list[Facet]:
        """All facets of a resource."""
        found: list[Facet] = []
        for build in self.builders(resource.type):
            made = build(resource, graph)
            if isinstance(made, Facet):
                found.append(made)
            elif made is not None:
                found.extend(made)
        return found

    def computed(self, type_: str, attributes: Mapping[str, Value], attribute: str) -> Value:
        """The value of an attribute that the configuration does not set (a frontend's ``Computed``)."""
        for service in self.services(type_):
            work = service.computed.get((type_, attribute))
            if work is not None:
                return work(attributes)
        return Unknown(Reason.DATA_SOURCE if type_.startswith("data.") else Reason.COMPUTED)

    def link(self, graph: Graph) -> None:
        """Have the services of all types in the graph add the edges that only they know."""
        for service in {id(s): s for type_ in graph.types() for s in self.services(type_)}.values():
            for linker in service.linkers:
                graph.add_linker(linker)


def modules() -> Iterable[str]:
    """The names of our own service modules, relative to this package: ``aws.s3``."""
    root = resources.files(__package__)
    for provider in sorted(p.name for p in root.iterdir() if p.is_dir() and not p.name.startswith("_")):
        for file in sorted(f.name for f in root.joinpath(provider).iterdir()):
            if file.endswith(".py") and not file.startswith("_"):
                yield f"{provider}.{file.removesuffix('.py')}"


def make_index() -> dict[str, list[str]]:
    """Type → modules that know it, from the modules themselves."""
    index: dict[str, list[str]] = {}
    for name in modules():
        service = getattr(import_module(f"{__package__}.{name}"), "SERVICE", None)
        if service is not None:
            for type_ in service.types:
                index.setdefault(type_, []).append(name)
    return dict(sorted(index.items()))
