"""Functions of numbers."""

from __future__ import annotations

import math
from decimal import Decimal

from ....graph import Value
from ..types import narrow
from ..values import EvaluationError
from . import Function
from ._arguments import number, string, whole

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _tidy(value: float) -> int | float:
    return narrow(Decimal(repr(value))) if isinstance(value, float) and math.isfinite(value) else value


def _parseint(text: Value, base: Value) -> int:
    digits, radix = string(text), whole(base)
    if not 2 <= radix <= 62 or not 0 < len(digits) < 4000:
        raise EvaluationError("base must be a whole number between 2 and 62 inclusive")
    sign = -1 if digits[0] == "-" else 1
    result = 0
    for character in digits.lstrip("+-") if radix > 36 else digits.lstrip("+-").lower():
        place = _DIGITS.find(character)
        if not 0 <= place < radix:
            raise EvaluationError(f'cannot parse "{digits}" as a base {radix} integer')
        result = result * radix + place
    return sign * result


def _pow(base: Value, exponent: Value) -> int | float:
    one, other = number(base), number(exponent)
    if abs(other) > 10_000:
        raise EvaluationError("number out of range")
    return _tidy(float(one) ** float(other)) if not (isinstance(other, int) and other >= 0) else one**other


def _log(value: Value, base: Value) -> int | float:
    return _tidy(math.log(number(value), number(base)))


FUNCTIONS = {
    "abs": Function(lambda v: abs(number(v)), 1, 1, "number"),
    "ceil": Function(lambda v: math.ceil(number(v)), 1, 1, "number"),
    "floor": Function(lambda v: math.floor(number(v)), 1, 1, "number"),
    "log": Function(_log, 2, 2, "number"),
    "max": Function(lambda *v: max(map(number, v)), 1, None, "number"),
    "min": Function(lambda *v: min(map(number, v)), 1, None, "number"),
    "parseint": Function(_parseint, 2, 2, "number"),
    "pow": Function(_pow, 2, 2, "number"),
    "signum": Function(lambda v: (number(v) > 0) - (number(v) < 0), 1, 1, "number"),
}
