"""Limits of what functions make, and what they need to know of their arguments."""

from __future__ import annotations

from ....graph import Sensitive, Unknown, Value
from ..types import STRING, convert
from ..values import EvaluationError, LimitError

MAX_ELEMENTS = 100_000
MAX_STRING = 16 * 1024 * 1024


def string(value: Value) -> str:
    """A string that stands in a list or map; numbers and bools are converted."""
    if value is None:
        raise EvaluationError("argument must not be null")
    text = convert(value, STRING)
    if not isinstance(text, str):
        raise EvaluationError("string required")
    return text


def whole(value: float) -> int:
    """A whole number."""
    if not isinstance(value, int):
        raise EvaluationError("a whole number is required")
    return value


def sequence(value: Value) -> list[Value]:
    """A list, tuple or set."""
    if not isinstance(value, list):
        raise EvaluationError("list required")
    return value


def mapping(value: Value) -> dict[str, Value]:
    """A map or object."""
    if not isinstance(value, dict):
        raise EvaluationError("map required")
    return value


def bare(value: Value) -> Value:
    """The value without its mark."""
    return value.value if isinstance(value, Sensitive) else value


def certain(value: Value) -> bool:
    """Whether the value is one that can be compared."""
    return not isinstance(value, Unknown)


def bounded(text: str) -> str:
    """The string, if it is not too long."""
    if len(text) > MAX_STRING:
        raise LimitError(f"the result has more than {MAX_STRING} characters")
    return text


def few(count: int) -> int:
    """The number of elements to make, if that is not too many."""
    if count > MAX_ELEMENTS:
        raise LimitError(f"the result has more than {MAX_ELEMENTS} elements")
    return count
