"""The resource graph as JSON, for Graphviz, and for Mermaid."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import orjson

from ..engine import facet_names
from ..graph import Edge, Graph, Resource
from ..providers.registry import Registry
from .escape import printable
from .json import plain


def to_json(graph: Graph, registry: Registry) -> str:
    """The contract's graph document, ``schema_version`` 1."""
    document = {
        "schema_version": 1,
        "resources": [_resource(r, graph, registry) for r in graph.resources],
        "edges": [{"source": e.source.address, "target": e.target.address, "attribute": e.attribute}
                  for e in _edges(graph)],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2, default=str).decode() + "\n"


def to_dot(graph: Graph, registry: Registry) -> str:  # noqa: ARG001
    """For ``dot``."""
    lines = ["digraph iaccheck {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    names = {id(r): f"r{n}" for n, r in enumerate(graph.resources)}
    lines += [f"  {names[id(r)]} [label={_dot(r.address)}];" for r in graph.resources]
    lines += [f"  {names[id(e.source)]} -> {names[id(e.target)]} [label={_dot(e.attribute)}];" for e in _edges(graph)]
    return "\n".join([*lines, "}", ""])


def to_mermaid(graph: Graph, registry: Registry) -> str:  # noqa: ARG001
    """For Mermaid, as GitHub renders it."""
    names = {id(r): f"r{n}" for n, r in enumerate(graph.resources)}
    lines = ["flowchart LR"]
    lines += [f'  {names[id(r)]}["{_mermaid(r.address)}"]' for r in graph.resources]
    lines += [f'  {names[id(e.source)]} -->|"{_mermaid(e.attribute)}"| {names[id(e.target)]}' for e in _edges(graph)]
    return "\n".join([*lines, ""])


RENDERERS: dict[str, Callable[[Graph, Registry], str]] = {"json": to_json, "dot": to_dot, "mermaid": to_mermaid}


def _edges(graph: Graph) -> list[Edge]:
    return sorted(graph.edges, key=lambda e: (e.source.address, e.target.address, e.attribute))


def _resource(resource: Resource, graph: Graph, registry: Registry) -> dict[str, Any]:
    return {
        "address": resource.address, "type": resource.type, "provider": resource.provider, "format": resource.format,
        "file": resource.span.file, "line": resource.span.line, "scope": resource.scope,
        "attributes": plain(dict(resource.attributes)),
        "facets": facet_names(registry.facets(resource, graph)),
    }


def _dot(text: str) -> str:
    return '"' + printable(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _mermaid(text: str) -> str:
    return re.sub(r"[^\w .:/@-]", lambda m: f"#{ord(m.group())};", printable(text))
