"""Arithmetic of points in time, in RFC 3339."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from ..values import EvaluationError
from . import define

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS = {"ns": Fraction(1, 10**9), "us": Fraction(1, 10**6), "µs": Fraction(1, 10**6), "μs": Fraction(1, 10**6),
            "ms": Fraction(1, 1000), "s": Fraction(1), "m": Fraction(60), "h": Fraction(3600)}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _moment(text: str) -> tuple[datetime, Fraction]:
    """A point in time: whole seconds, and what lies beyond them."""
    found = _STAMP.fullmatch(text)
    if found is None:
        raise EvaluationError(f'not a valid RFC3339 timestamp: cannot parse "{text[:60]}"', argument=0)
    try:
        moment = datetime.fromisoformat(found[1] + found[3])
        moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise EvaluationError(f"not a valid RFC3339 timestamp: {error}", argument=0) from None
    return moment, Fraction(f"0.{found[2][:9]}") if found[2] else Fraction(0)


def _duration(text: str) -> Fraction:
    sign = -1 if text.startswith("-") else 1
    body = text[1:] if text[:1] in ("-", "+") else text
    parts = _DURATION.findall(body)
    if (body != "0" and "".join(a + b for a, b in parts) != body) or not body or len(body) > 200:
        raise EvaluationError(f'time: invalid duration "{text[:60]}"')
    total = sum((Fraction(a if a[-1] != "." else a[:-1]) * _SECONDS[b] for a, b in parts), Fraction(0))
    if total >= Fraction(2**63, 10**9):
        raise EvaluationError(f'time: invalid duration "{text[:60]}"')
    return sign * total


def _timeadd(text: str, duration: str) -> str:
    moment, beyond = _moment(text)
    total = beyond + _duration(duration)
    whole = total.numerator // total.denominator
    try:
        moved = moment + timedelta(seconds=whole)
    except OverflowError:
        raise EvaluationError("the result is out of range") from None
    return f"{moved.year:04}-" + moved.strftime("%m-%dT%H:%M:%S") + _zone(moved, colon=True, zulu=True)


def _timecmp(one: str, other: str) -> int:
    left, right = _moment(one), _moment(other)
    return (left > right) - (left < right)


def _formatdate(layout: str, text: str) -> str:
    moment, _ = _moment(text)
    return "".join(_verb(part, moment) for part in _parts(layout))


def _parts(layout: str) -> Iterator[str]:
    """Runs of one letter, quoted literals, and everything else character by character."""
    at = 0
    while at < len(layout):
        begin = at
        character = layout[at]
        if character == "'":
            at += 1
            while True:
                end = layout.find("'", at)
                if end < 0:
                    raise EvaluationError("unterminated literal '", argument=0)
                at = end + 1
                if layout[at:at + 1] != "'":
                    break
                at += 1
        elif character.isascii() and character.isalpha():
            while at < len(layout) and layout[at] == character:
                at += 1
        else:
            at += 1
        yield layout[begin:at]


def _verb(verb: str, moment: datetime) -> str:
    if verb.startswith("'"):
        return verb[1:-1].replace("''", "'")
    if not (verb[0].isascii() and verb[0].isalpha()):
        return verb
    hour = moment.hour % 12 or 12
    month, day = _MONTHS[moment.month - 1], _DAYS[moment.weekday()]
    found = {
        "YYYY": f"{moment.year:04}", "YY": f"{moment.year % 100:02}", "MMMM": month, "MMM": month[:3],
        "MM": f"{moment.month:02}", "M": str(moment.month), "DD": f"{moment.day:02}", "D": str(moment.day), "EEEE": day,
        "EEE": day[:3], "hh": f"{moment.hour:02}", "h": str(moment.hour), "HH": f"{hour:02}", "H": str(hour),
        "AA": "AM" if moment.hour < 12 else "PM", "aa": "am" if moment.hour < 12 else "pm", "mm": f"{moment.minute:02}",
        "m": str(moment.minute), "ss": f"{moment.second:02}", "s": str(moment.second),
        "ZZZZZ": _zone(moment, colon=True, zulu=False), "ZZZZ": _zone(moment, colon=False, zulu=False),
        "Z": _zone(moment, colon=True, zulu=True),
        "ZZZ": "UTC" if not moment.utcoffset() else _zone(moment, colon=False, zulu=False),
    }.get(verb)
    if found is None:
        raise EvaluationError(f'invalid date format verb "{verb}"', argument=0)
    return found


def _zone(moment: datetime, *, colon: bool, zulu: bool) -> str:
    if zulu and not moment.utcoffset():
        return "Z"
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:]}" if colon else text


FUNCTIONS = {
    "formatdate": define("format: string, time: string -> string", _formatdate),
    "timeadd": define("timestamp: string, duration: string -> string", _timeadd),
    "timecmp": define("timestamp_a: string, timestamp_b: string -> number", _timecmp),
}
