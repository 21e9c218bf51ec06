"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

from ....graph import Unknown, Value
from ..numbers import exact, from_float, rounded
from ..types import type_name
from ..values import EvaluationError, derived
from . import define
from ._arguments import whole

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _parseint(text: Value, base: Value) -> Value:
    for unknown in (text, base):
        if isinstance(unknown, Unknown):
            return derived(unknown, "number")
    if not isinstance(text, str):
        raise EvaluationError(f"first argument must be a string, not {type_name(text)}", argument=0)
    radix = whole(base)
    if not 2 <= radix <= 62:
        raise EvaluationError("base must be a whole number between 2 and 62 inclusive", argument=1)
    digits = text[1:] if text[:1] in ("-", "+") else text
    result = 0
    if not 0 < len(digits) < 4000:
        raise EvaluationError(f'cannot parse "{text[:100]}" as a base {radix} integer', argument=0)
    for character in digits if radix > 36 else digits.lower():
        place = _DIGITS.find(character)
        if not 0 <= place < radix:
            raise EvaluationError(f'cannot parse "{text[:100]}" as a base {radix} integer', argument=0)
        result = result * radix + place
    return -result if text.startswith("-") else result


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _pow(base: float, exponent: float) -> Value:
    try:
        return from_float(math.pow(_float(base), _float(exponent)))
    except OverflowError:
        return math.inf if base > 0 or exponent % 2 == 0 else -math.inf
    except ValueError:
        if base == 0:
            return math.inf
        raise EvaluationError("the result is not a number") from None


def _logarithm(value: float) -> float:
    if value <= 0:
        if value == 0:
            return -math.inf
        raise EvaluationError("the result is not a number")
    return math.log(_float(value))


def _log(value: float, base: float) -> Value:
    top, bottom = _logarithm(value), _logarithm(base)
    if bottom == 0:
        if top == 0:
            raise EvaluationError("the result is not a number")
        return math.copysign(math.inf, top)
    return from_float(top / bottom)


def _rounded(work: Callable[[float], int]) -> Callable[[float], Value]:
    return lambda v: v if isinstance(v, int) or not math.isfinite(v) else work(exact(v))  # type: ignore[arg-type]


def _abs(value: float) -> Value:
    return abs(value) if isinstance(value, int) or not math.isfinite(value) else rounded(abs(exact(value)))


def _signum(value: float) -> int:
    if not math.isfinite(value) or not isinstance(value, int):
        raise EvaluationError("value must be a whole number, between -9223372036854775808 and 9223372036854775807 "
                              "inclusive")
    return (value > 0) - (value < 0)


def _extreme(work: Callable[[list[float]], float]) -> Callable[..., Value]:
    def find(*values: float) -> Value:
        if not values:
            raise EvaluationError("must pass at least one number")
        return work(list(values))

    return find


FUNCTIONS = {
    "abs": define("num: number -> number", _abs),
    "ceil": define("num: number -> number", _rounded(math.ceil)),
    "floor": define("num: number -> number", _rounded(math.floor)),
    "log": define("num: number, base: number -> number", _log),
    "max": define("*numbers: number -> number", _extreme(max)),
    "min": define("*numbers: number -> number", _extreme(min)),
    "parseint": define("number: any, base: number -> number", _parseint, takes_unknown=True),
    "pow": define("num: number, power: number -> number", _pow),
    "signum": define("num: number -> number", _signum),
}
