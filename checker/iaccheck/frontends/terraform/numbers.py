"""Numbers as Terraform counts: in binary, with 512 bits of precision.

A whole number is an ``int``.  Any other is a ``Fractional``: a float to everybody else, exact for arithmetic and text.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

PRECISION = 512
_MAX_EXPONENT = 100_000
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,9})?", re.ASCII)


class Fractional(float):
    """A number that is not whole, with all of its bits."""

    __slots__ = ("exact", "precision")

    exact: Fraction
    precision: int

    def __reduce__(self) -> tuple[object, ...]:
        return rounded, (self.exact, self.precision)


def rounded(value: Fraction | int, precision: int = PRECISION) -> int | float:
    """The nearest number that has so many bits."""
    if isinstance(value, int):
        return value if value.bit_length() <= precision else int(_nearest(Fraction(value), precision))
    if value.denominator == 1:
        return rounded(value.numerator, precision)
    value = _nearest(value, precision)
    if value.denominator == 1:
        return value.numerator
    try:
        made = Fractional(value)
    except OverflowError:
        made = Fractional(math.inf if value > 0 else -math.inf)
    made.exact = value
    made.precision = precision
    return made


def _exponent(value: Fraction) -> int:
    """The n for which 2**n <= |value| < 2**(n+1)."""
    top, bottom = abs(value.numerator), value.denominator
    guess = top.bit_length() - bottom.bit_length()
    below = (top << -guess) < bottom if guess < 0 else top < (bottom << guess)
    return guess - 1 if below else guess


def _nearest(value: Fraction, precision: int) -> Fraction:
    shift = precision - 1 - _exponent(value)
    scaled = value * (1 << shift) if shift >= 0 else value / (1 << -shift)
    whole = round(scaled)  # to even, as Terraform's own
    return Fraction(whole, 1 << shift) if shift >= 0 else Fraction(whole << -shift)


def exact(value: float) -> Fraction:
    """A number without any loss.  Raises ``OverflowError`` for what is not finite."""
    if isinstance(value, Fractional):
        return value.exact
    return Fraction(value)


def precision(*values: float) -> int:
    """The precision of what is worked out from these."""
    return max((v.precision for v in values if isinstance(v, Fractional)), default=PRECISION) if all(
        isinstance(v, Fractional) for v in values) else PRECISION


def parse_number(text: str) -> int | float | None:
    """The number that a string stands for, or None."""
    if len(text) > 4000 or _NUMBER.fullmatch(text) is None:
        return float("-inf" if text[0] == "-" else "inf") if text in ("Inf", "+Inf", "-Inf", "inf", "+inf",
                                                                      "-inf") else None
    if text.isdecimal():
        return rounded(int(text))
    _, _, power = text.lower().partition("e")
    if power and abs(int(power)) > _MAX_EXPONENT:
        return None
    return rounded(Fraction(text))


def from_float(value: float) -> int | float:
    """A result of floating point arithmetic: 53 bits of precision."""
    if not math.isfinite(value):
        return value
    if abs(value) >= 2**53:
        return int(Decimal(repr(value)))
    return rounded(Fraction(value), 53)


def number_text(value: float) -> str:
    """A number without an exponent: as few digits as tell it from its neighbours."""
    if isinstance(value, int):
        return _whole_text(value)
    if not math.isfinite(value) and not isinstance(value, Fractional):
        return "Inf" if value > 0 else "-Inf"
    number = exact(value)
    if not number:
        return "0"
    digits, point = shortest(number, value.precision if isinstance(value, Fractional) else 53)
    sign = "-" if number < 0 else ""
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


def _whole_text(value: int) -> str:
    if value.bit_length() <= PRECISION:
        return str(value)
    digits, point = shortest(Fraction(value), PRECISION)
    return ("-" if value < 0 else "") + digits + "0" * (point - len(digits))


def shortest(number: Fraction, bits: int) -> tuple[str, int]:
    """The digits of a number, and where in them its point is, as few as name it at a precision."""
    number = abs(number)
    power = _exponent(number)
    unit = Fraction(2) ** (power - bits + 1)
    above = unit / 2
    below = unit / 4 if number == Fraction(2) ** power else unit / 2
    even = (number / unit).numerator % 2 == 0
    point = math.floor(power * math.log10(2)) + 1  # or one less
    while number >= Fraction(10) ** point:
        point += 1
    while number < Fraction(10) ** (point - 1):
        point -= 1
    least, most = 1, 1 + int(bits * 0.302) + 3

    def candidate(count: int) -> Fraction:
        scale = Fraction(10) ** (count - point)
        return round(number * scale) / scale

    def fits(count: int) -> bool:
        difference = candidate(count) - number
        limit = above if difference > 0 else below
        return abs(difference) < limit or (even and abs(difference) == limit)

    while least < most:
        middle = (least + most) // 2
        if fits(middle):
            most = middle
        else:
            least = middle + 1
    found = candidate(least)
    if found >= Fraction(10) ** point:
        point += 1
    digits = str((found * Fraction(10) ** (least - point)).numerator) if (
        found * Fraction(10) ** (least - point)).denominator == 1 else str(int(found * Fraction(10) ** least))
    return digits.rstrip("0") or "0", point
