"""A module of the fixture, and expressions evaluated in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from record import VALUE, source

from iaccheck.files import Files
from iaccheck.frontends import Context
from iaccheck.frontends.terraform.configuration import Configurations
from iaccheck.frontends.terraform.evaluator import evaluate
from iaccheck.frontends.terraform.module import Module, World
from iaccheck.frontends.terraform.numbers import number_text
from iaccheck.frontends.terraform.parser import parse_file
from iaccheck.frontends.terraform.syntax import ParseError, SourceFile
from iaccheck.frontends.terraform.types import Collection, ObjectType, Primitive, TupleType, Type, type_of
from iaccheck.frontends.terraform.values import EvaluationError, sensitive_in, unmark
from iaccheck.graph import Graph, Reason, Unknown, Value

FIXTURES = Path(__file__).parents[2] / "fixtures"


def module(root: Path) -> Module:
    """The root module of a directory."""
    context = Context(Files(str(root)), Graph(), computed=_computed)
    configurations = Configurations(context, {})
    return Module(World(context, configurations, ".", {}), configurations.load("."), "")


def _computed(type_: str, attributes: Mapping[str, Value], attribute: str) -> Value:
    return Unknown(Reason.COMPUTED, kind="string" if attribute == "id" else "")


def evaluated(expression: str, inside: Module) -> Value:
    """The value of an expression, raw.  Raises what is wrong with it."""
    file = SourceFile("e.tf", source(expression).encode())
    problems: list[ParseError] = []
    parsed = parse_file(file, problems.append)
    attribute = None
    for block in parsed.body.blocks:
        attribute = block.body.attributes.get("value", attribute)
    lowered = attribute.expression if attribute is not None else None
    problems += parsed.problems
    if problems:
        problem = min(problems, key=lambda p: (p.line, p.column))
        raise ProblemError(problem.message, *_place(problem.line, problem.column))
    assert lowered is not None
    try:
        return evaluate(lowered, inside.frame)
    except EvaluationError as error:
        raise ProblemError(error.message, *_place(*file.position(error.start))) from None


class ProblemError(Exception):
    """What is wrong with an expression, and where in it."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def _place(line: int, column: int) -> tuple[int, int]:
    return line - 1, column - (len(VALUE) if line == 2 else 0)


def recorded() -> list[dict[str, Any]]:
    """The recording, its numbers exact."""
    lines = (FIXTURES / "terraform_expressions.jsonl").read_text().splitlines()
    return [json.loads(line, parse_float=Decimal) for line in lines]


def difference(record: dict[str, Any], inside: Module) -> str | None:
    """How our value differs from what is recorded, or None."""
    try:
        value = evaluated(record["expression"], inside)
    except ProblemError as problem:
        return None if "error" in record or "infinite" in record else f"error: {problem.message}"
    if "error" in record:
        return f"{shown(value)!r} instead of an error: {record['error']}: {record['detail']}"
    sensitive, value = sensitive_in(value), unmark(value)
    if "infinite" in record:
        return None if "inf" in repr(value) else f"{value!r} not infinite"
    if (why := _differs(value, record.get("value"), record.get("unknown", False))) is not None:
        return why
    if sensitive != record.get("sensitive", False):
        return f"sensitive: {sensitive}"
    if "type" in record and "unknown" not in record and record["value"] is not None:
        made = shown_type(type_of(value))
        if not _same_type(made, record["type"]):
            return f"type {made} instead of {record['type']}"
    return None


def _differs(value: Value, wanted: Any, unknown: Any) -> str | None:
    if unknown is True:
        return None if isinstance(value, Unknown) else f"{shown(value)!r} instead of unknown"
    if isinstance(value, Unknown):
        return "unknown" if not _all_unknown(unknown) else None
    if isinstance(value, dict):
        if not isinstance(wanted, dict):
            return f"{shown(value)!r} instead of {wanted!r}"
        places = unknown if isinstance(unknown, dict) else {}
        if value.keys() != wanted.keys() | places.keys():
            return f"{shown(value)!r} instead of {wanted!r}"
        return next((why for k in value if (why := _differs(value[k], wanted.get(k), places.get(k, False)))), None)
    if isinstance(value, list):
        places = unknown if isinstance(unknown, list) else [False] * len(value)
        if not isinstance(wanted, list) or len(value) != len(wanted) or len(places) != len(value):
            return f"{shown(value)!r} instead of {wanted!r}"
        return next((why for v, w, u in zip(value, wanted, places, strict=True) if (why := _differs(v, w, u))), None)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not isinstance(wanted, bool):
        same = isinstance(wanted, (int, Decimal)) and Decimal(number_text(value)) == Decimal(wanted)
    else:
        same = type(value) is type(wanted) and value == wanted
    return None if same else f"{shown(value)!r} instead of {wanted!r}"


def _all_unknown(places: Any) -> bool:
    return places is True


def shown(value: Value) -> Any:
    """A value as the recording has it."""
    if isinstance(value, dict):
        return {k: shown(v) for k, v in value.items()}
    if isinstance(value, list):
        return [shown(v) for v in value]
    return number_text(value) if isinstance(value, float) else value


def shown_type(type_: Type) -> Any:
    """A type as Terraform's JSON has it."""
    if isinstance(type_, Primitive):
        return "dynamic" if type_.name == "any" else type_.name
    if isinstance(type_, Collection):
        return [type_.name, shown_type(type_.element)]
    if isinstance(type_, ObjectType):
        return ["object", {k: shown_type(f.type) for k, f in type_.fields.items()}]
    assert isinstance(type_, TupleType)
    return ["tuple", [shown_type(e) for e in type_.elements]]


def _same_type(made: Any, wanted: Any) -> bool:
    """Whether types agree, where ours is known: that of a null within an object is not."""
    if made == "dynamic" or made == wanted:
        return True
    if isinstance(made, list) and isinstance(wanted, list) and made[0] == wanted[0]:
        one, other = made[1], wanted[1]
        if isinstance(one, dict) and isinstance(other, dict):
            return one.keys() == other.keys() and all(_same_type(one[k], other[k]) for k in one)
        if made[0] == "tuple":
            return len(one) == len(other) and all(map(_same_type, one, other))
        return _same_type(one, other)
    return False
