"""What the tests of templates share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from iaccheck.files import Files
from iaccheck.frontends import Context, Input, Options
from iaccheck.frontends.cloudformation.load import load
from iaccheck.graph import Graph, Resource


def loaded(text: str | Mapping[str, Any], name: str = "t.yaml", **parameters: str) -> Context:
    """Load one template, given as text or as data (then as JSON)."""
    if not isinstance(text, str):
        text, name = json.dumps(text, indent=1), "t.json"
    context = Context(Files("."), Graph(), Options(parameters=parameters))
    load([Input("cloudformation", name, text.encode())], context)
    return context


def resources(text: str | Mapping[str, Any], **parameters: str) -> dict[str, Resource]:
    """The resources of a template without errors, by logical id."""
    context = loaded(text, **parameters)
    assert not context.errors
    return {resource.address: resource for resource in context.graph.resources}


def errors(text: str) -> list[str]:
    return [f"{e.line}:{e.column} {e.message}" for e in loaded(text).errors]
