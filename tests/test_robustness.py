"""No resource of any type is a defect of ours, whatever its attributes are: unknown, null, or of another shape."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import import_module, resources
from typing import Any

import pytest

from iaccheck import providers
from iaccheck.engine import judge
from iaccheck.graph import Graph, Reason, Resource, Sensitive, Span, Unknown
from iaccheck.selection import Selection
from resources import Plain
from support import catalogue, registry

UNKNOWN = Unknown(Reason.VARIABLE, "var.x")
SHAPES: dict[str, Any] = {
    "unknown": UNKNOWN, "computed": Unknown(Reason.COMPUTED, "aws_x.y.z"),
    "prefix": Unknown(Reason.PARTIAL, "v", "arn:"),
    "text": "x", "number": 3, "negative": -1.5, "true": True, "empty text": "", "empty list": [], "empty map": {},
    "list of unknown": [UNKNOWN], "list of list": [["x"]], "list of null": [None], "map of unknown": {"x": UNKNOWN},
    "secret": Sensitive("x"), "secret unknown": Sensitive(UNKNOWN), "json": '{"Statement": [{"Effect": 3}]}',
    "broken json": "{", "wildcards": "*", "huge": "9" * 400,
}


def names_in(module: str, shared: bool) -> set[str]:
    """The words of a provider module's strings (and of the helpers beside it): what it can read has such a name."""
    folder, _, name = module.partition(".")
    texts = [f.read_text("utf-8") for f in resources.files(providers).joinpath(folder).iterdir()
             if f.name == f"{name}.py" or (shared and f.name.startswith("_") and f.name.endswith(".py"))]
    return {word for text in texts for found in re.findall(r'"([A-Za-z_][A-Za-z_0-9.\[\]]*)"', text)
            for word in found.replace("[]", "").split(".")}


@cache
def names_of(modules: tuple[str, ...], shared: bool) -> tuple[str, ...]:
    return tuple(sorted({n for m in modules for n in names_in(m, shared)}))


def nested(shape: Any, names: tuple[str, ...], depth: int) -> dict[str, Any]:
    """A block that has every name: each with the shape, or with one block of the same kind, down to the shape."""
    below = [nested(shape, names, depth - 1)] if depth else shape
    return dict.fromkeys(names, below)


def defects(shape: Any = None, depth: int = -1) -> list[str]:
    graph = Graph()
    for type_, modules in registry()._index.items():
        format_ = "cloudformation" if "::" in type_ else "kubernetes" if type_[0].isupper() else "terraform"
        attributes = nested(shape, names_of(tuple(modules), depth < 2), depth) if depth >= 0 else {}
        graph.add(Resource(address=f"{type_}.x", type=type_, provider="x", format=format_, span=Span("x", 1),
                           source=Plain(attributes), name="x"))
    return judge(graph, catalogue(), registry(), Selection()).defects


@pytest.mark.parametrize("depth", [0, 1, 2])
@pytest.mark.parametrize("shape", list(SHAPES))
def test_no_shape_of_the_attributes_is_a_defect(shape: str, depth: int) -> None:
    assert defects(SHAPES[shape], depth) == []


def test_a_resource_without_attributes_is_no_defect() -> None:
    assert defects() == []


def test_the_index_is_current() -> None:
    made = import_module("iaccheck.providers.registry").make_index()
    assert json.loads(resources.files(providers).joinpath("index.json").read_text("utf-8")) == made, "run `make index`"
