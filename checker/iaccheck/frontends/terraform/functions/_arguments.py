"""Arguments as the types that functions want."""

from __future__ import annotations

from ....graph import Value
from ..types import BOOL, NUMBER, STRING, convert
from ..values import EvaluationError, LimitError

MAX_ELEMENTS = 100_000
MAX_STRING = 16 * 1024 * 1024


def string(value: Value) -> str:
    """A string; numbers and bools are converted."""
    if value is None:
        raise EvaluationError("argument must not be null")
    text = convert(value, STRING)
    if not isinstance(text, str):
        raise EvaluationError("string required")
    return text


def number(value: Value) -> int | float:
    """A number; strings of digits are converted."""
    if value is None:
        raise EvaluationError("argument must not be null")
    found = convert(value, NUMBER)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise EvaluationError("a number is required")
    return found


def whole(value: Value) -> int:
    """A whole number."""
    found = number(value)
    if int(found) != found:
        raise EvaluationError("a whole number is required")
    return int(found)


def boolean(value: Value) -> bool:
    """A bool."""
    found = convert(value, BOOL)
    if not isinstance(found, bool):
        raise EvaluationError("a bool is required")
    return found


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
