"""The plan frontend: ``terraform show -json``, ``tofu show -json`` and stored states become resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...files import InputError
from ...graph import Origin, Path, Reason, Resource, Span, Unknown, Value
from .. import Context, Input
from .changes import leave_unchanged
from .configuration import Configuration, ModuleInstance, parse_references
from .document import EMPTY, Json, Problems, entries, parse
from .places import Places
from .source import Document, PlanSource
from .values import ABSENT, MAX_DEPTH
from .written import written_beside

_PROVIDERS = {"awscc": "aws", "azurerm": "azure", "azuread": "azure", "azapi": "azure", "google": "gcp"}
_PLAN_KEYS = frozenset({"planned_values", "resource_changes", "prior_state", "values", "output_changes",
                        "configuration", "resource_drift", "errored"})


def load(inputs: Sequence[Input], context: Context) -> None:
    """Put the resources of plans and states into the graph; what cannot be read becomes an error of the context."""
    for item in inputs:
        try:
            _load(item, context)
        except InputError as error:
            context.errors.append(error)


def _load(item: Input, context: Context) -> None:
    data = context.files.read(item.path) if item.data is None else item.data
    context.read.add(item.path)
    raw = parse(data, item.path)
    _check(raw, item.path)
    problems = Problems()
    section = problems.mapping(raw.get("configuration"), "configuration")
    root = problems.mapping(section.get("root_module"), "configuration.root_module")
    configuration = Configuration(root, present=bool(section))

    def read_again() -> bytes:
        return data

    document = Document(configuration, Places(item.path, read_again), context, item.path, {})
    span = Span(item.path, 1)
    found = list(entries(raw, problems))
    document.written = written_beside(item.path, [e.address for e in found if e.mode == "managed"], context)
    made: dict[str, Resource] = {}
    for entry in found:
        name = "data." * (entry.mode == "data") + f"{entry.type}.{entry.name}"
        module = entry.module or _module_of(entry.address, name)
        key = entry.address[len(f"{module}." * bool(module) + name):]
        where = configuration.module(module)
        configuration.add(where.address, name, key, entry.address)
        if entry.unknown:
            document.unknown[entry.address] = entry.unknown
        block = document.written.find(entry.address) if document.written is not None else None
        made[entry.address] = Resource(
            address=entry.address, type="data." * (entry.mode == "data") + entry.type, name=entry.name,
            provider=_provider(entry.type), format="terraform-plan", scope=item.path,
            span=block.span if block is not None else span,
            source=PlanSource(document, entry, where, key, _node(configuration, where, name), block))
        context.graph.add(made[entry.address])
    if context.options.changed_only:
        leave_unchanged(raw, found, made)
    for provider in _providers(section, document, span):
        context.graph.add(provider)
    if problems.count:
        context.error(item.path, f"has not the shape of a plan: {problems.message}", 1)
    if raw.get("errored") is True:
        context.warning(item.path, "the plan is incomplete: Terraform met an error while it planned")


def _check(raw: Mapping[str, Json], path: str) -> None:
    """An error for what looks like a plan or a state and is none that can be read."""
    if "encrypted_data" in raw:
        raise InputError(path, "is a state encrypted by OpenTofu; `tofu show -json` prints it in the clear", 1)
    if "format_version" not in raw:
        if "version" not in raw or not ("terraform_version" in raw or "resources" in raw):
            raise InputError(path, "is not a plan: it has no format_version", 1)
        return
    version = raw["format_version"]
    if not isinstance(version, str) or not re.fullmatch(r"[01]\.\d+", version):
        raise InputError(path, f"has a format_version that is not known: {str(version)[:40]!r}", 1)
    if not _PLAN_KEYS & raw.keys() and not raw.keys() <= {"format_version", "terraform_version"}:
        raise InputError(path, "is not a plan: it has neither planned_values nor resource_changes", 1)


def _module_of(address: str, name: str) -> str:
    """The module in an address whose entry does not name it."""
    at = address.find(f".{name}")
    return address[:at] if address.startswith("module.") and at > 0 else ""


def _node(configuration: Configuration, where: ModuleInstance, name: str) -> Mapping[str, Json] | None:
    """The configuration of a resource.  A plan's resource that its configuration lacks sets nothing (an import)."""
    return configuration.resource(where, name) if configuration.present else None


def _provider(type_: str) -> str:
    """Whose resource type it is, told by its prefix as Terraform does."""
    prefix = type_.partition("_")[0]
    return _PROVIDERS.get(prefix, prefix)


class _Constants:
    """The ``Source`` of a provider block: what the plan's configuration has as constants."""

    __slots__ = ("_address", "_document", "_expressions")

    def __init__(self, document: Document, address: str, expressions: Mapping[str, Json]) -> None:
        self._document = document
        self._address = address
        self._expressions = expressions

    def attributes(self) -> Mapping[str, Value]:
        found = {name: constant(node) for name, node in self._expressions.items()}
        return {name: value for name, value in found.items() if value is not ABSENT}

    def locate(self, path: Path) -> Span:  # noqa: ARG002
        return Span(self._document.scope, 1)

    def origin(self, path: Path) -> tuple[Origin, ...]:  # noqa: ARG002
        return ()

    def references(self) -> Iterable[tuple[str, str]]:
        return ()


def constant(node: Json, depth: int = 0) -> Any:
    """The value of expressions and nested blocks, as far as they are constants; ``ABSENT`` for others."""
    if depth > MAX_DEPTH:
        return ABSENT
    if isinstance(node, list):
        return [value for block in node if (value := constant(block, depth + 1)) is not ABSENT]
    if not isinstance(node, dict):
        return ABSENT
    if "constant_value" in node:
        return node["constant_value"]
    if isinstance(node.get("references"), list):
        references = parse_references(node)
        return Unknown(Reason.VARIABLE, references[0].text if references else "")
    found = {name: constant(below, depth + 1) for name, below in node.items()}
    return {name: value for name, value in found.items() if value is not ABSENT}


def _providers(section: Mapping[str, Json], document: Document, span: Span) -> Iterator[Resource]:
    """The provider configurations of the root module."""
    for key, item in _mapping(section.get("provider_config")).items():
        item = _mapping(item)
        name, alias = item.get("name"), item.get("alias")
        if not isinstance(name, str) or item.get("module_address") or ":" in key:
            continue
        address = f"provider.{name}" + (f".{alias}" if isinstance(alias, str) and alias else "")
        yield Resource(address=address, type=f"provider.{name}", name=name, provider=_provider(f"{name}_"),
                       format="terraform-plan", span=span, scope=document.scope,
                       source=_Constants(document, address, _mapping(item.get("expressions"))))


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else EMPTY
