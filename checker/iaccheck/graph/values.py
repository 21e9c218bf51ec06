"""Values of attributes: plain Python data, or ``Unknown``, or ``Sensitive`` around either.

Absent and null are not Unknown: a key that is missing, or ``None``, is known to be so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in a resource: keys and list positions, from the top: ``("ingress", 0, "cidr_blocks")``."""

Value: TypeAlias = Any
"""``None | bool | int | float | str | list[Value] | dict[str, Value] | Unknown | Sensitive``."""


class Reason(StrEnum):
    """Why a value is not known."""

    COMPUTED = "computed by the provider"
    VARIABLE = "variable without a value"
    DATA_SOURCE = "data source"
    MODULE = "module that is not on disk"
    FUNCTION = "function without a fixed result"
    IMPORT = "import from elsewhere"
    PARAMETER = "parameter without a default"
    CONDITION = "condition that cannot be decided"
    DYNAMIC_REFERENCE = "reference resolved at deployment"
    LIMIT = "limit reached"
    ERROR = "expression that could not be evaluated"
    PARTIAL = "depends on a value that is not known"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be known from what was given, with all that is known nevertheless.

    ``reference`` names the value that decides (``var.acl``, ``aws_s3_bucket.logs.arn``); ``prefix`` and ``suffix``
    are what a string is known to begin and end with; ``kind`` is the type it will have, in Terraform's words
    (``string``, ``number``, ``bool``, ``list(string)``, …), empty when that is not known either.  ``document`` is what
    a string of JSON decodes to, where only parts of it are not known: a policy that names another resource's ARN.
    """

    reason: Reason
    reference: str = ""
    prefix: str = ""
    suffix: str = ""
    not_null: bool = False
    kind: str = ""
    document: Any = field(default=None, compare=False)

    def __bool__(self) -> bool:
        raise TypeError(f"an unknown value ({self}) is neither true nor false; decide with Fact, isinstance or known()")

    def __str__(self) -> str:
        return f"{self.reference} ({self.reason.value})" if self.reference else self.reason.value


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A value that no report, log, error or debug output may print.  ``reveal`` takes the wrapper off, to decide."""

    value: Any

    def __repr__(self) -> str:
        return "Sensitive(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)


def reveal(value: Value) -> Value:
    """The value without its ``Sensitive`` wrapper (one level: what a mapping holds stays wrapped)."""
    while isinstance(value, Sensitive):
        value = value.value
    return value


def known(value: Value) -> bool:
    """Whether the value is known, all the way down."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return False
    if isinstance(value, Mapping):
        return all(known(v) for v in value.values())
    if isinstance(value, list):
        return all(known(v) for v in value)
    return True


def first_unknown(value: Value) -> Unknown | None:
    """The first ``Unknown`` in the value, in reading order, or None when all of it is known."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return value
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for item in items:
        if (found := first_unknown(item)) is not None:
            return found
    return None


def show(value: Value, limit: int = 60) -> str:
    """The value as a person reads it in a message: JSON-like, shortened, never a sensitive one."""
    text = _show(value, limit)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _show(value: Value, limit: int) -> str:
    match value:
        case Sensitive():
            return "(sensitive)"
        case Unknown():
            return str(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + value[: limit + 1] + '"'
        case Mapping():
            return "{" + ", ".join(f"{k}: {_show(v, limit)}" for k, v in list(value.items())[:8]) + "}"
        case list() | tuple():
            return "[" + ", ".join(_show(v, limit) for v in list(value)[:16]) + "]"
        case _:
            return str(value)
