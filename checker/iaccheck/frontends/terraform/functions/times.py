"""Arithmetic of points in time, in RFC 3339."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ....graph import Value
from ..values import EvaluationError
from . import Function
from ._arguments import string

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_VERBS = re.compile(r"'(?:[^']|'')*'|YYYY|YY|MMMM|MMM|MM|M|DD|D|EEEE|EEE|hh|h|HH|H|AA|aa|mm|m|ss|s"
                    r"|ZZZZZ|ZZZZ|ZZZ|Z|[A-Za-z]+")


def _moment(value: Value) -> datetime:
    text = string(value)
    if _STAMP.fullmatch(text) is None:
        raise EvaluationError(f'not a valid RFC3339 timestamp: "{text}"')
    return datetime.fromisoformat(text)


def _timeadd(value: Value, duration: Value) -> str:
    moment, text = _moment(value), string(duration)
    sign = -1 if text.startswith("-") else 1
    body = text.lstrip("+-")
    parts = _DURATION.findall(body)
    if body != "0" and "".join(a + b for a, b in parts) != body:
        raise EvaluationError(f'time: invalid duration "{text}"')
    moved = moment + sign * timedelta(seconds=sum(float(a) * _SECONDS[b] for a, b in parts))
    return moved.strftime("%Y-%m-%dT%H:%M:%S") + _zone(moved, colon=True, zulu=True)


def _timecmp(one: Value, other: Value) -> int:
    left, right = _moment(one), _moment(other)
    return (left > right) - (left < right)


def _formatdate(layout: Value, value: Value) -> str:
    moment = _moment(value)
    return _VERBS.sub(lambda m: _verb(m.group(), moment), string(layout))


def _verb(verb: str, moment: datetime) -> str:
    if verb.startswith("'"):
        return verb[1:-1].replace("''", "'")
    hour = moment.hour % 12 or 12
    found = {
        "YYYY": f"{moment.year:04}", "YY": f"{moment.year % 100:02}", "MMMM": moment.strftime("%B"),
        "MMM": moment.strftime("%b"), "MM": f"{moment.month:02}", "M": str(moment.month), "DD": f"{moment.day:02}",
        "D": str(moment.day), "EEEE": moment.strftime("%A"), "EEE": moment.strftime("%a"), "hh": f"{moment.hour:02}",
        "h": str(moment.hour), "HH": f"{hour:02}", "H": str(hour), "AA": "AM" if moment.hour < 12 else "PM",
        "aa": "am" if moment.hour < 12 else "pm", "mm": f"{moment.minute:02}", "m": str(moment.minute),
        "ss": f"{moment.second:02}", "s": str(moment.second), "ZZZZZ": _zone(moment, colon=True, zulu=False),
        "ZZZZ": _zone(moment, colon=False, zulu=False), "Z": _zone(moment, colon=True, zulu=True),
        "ZZZ": "UTC" if moment.utcoffset() == timedelta(0) else _zone(moment, colon=False, zulu=False),
    }.get(verb)
    if found is None:
        raise EvaluationError(f'invalid date format verb "{verb}"')
    return found


def _zone(moment: datetime, *, colon: bool, zulu: bool) -> str:
    if zulu and moment.astimezone(UTC).replace(tzinfo=None) == moment.replace(tzinfo=None):
        return "Z"
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:]}" if colon else text


FUNCTIONS = {
    "formatdate": Function(_formatdate, 2, 2, "string"),
    "timeadd": Function(_timeadd, 2, 2, "string"),
    "timecmp": Function(_timecmp, 2, 2, "number"),
}
