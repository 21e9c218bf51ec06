"""Conversions between types, and what is sensitive or ephemeral."""

from __future__ import annotations

from collections.abc import Callable

from ....graph import Sensitive, Unknown, Value
from ..types import ANY, BOOL, NUMBER, STRING, Collection, Type, convert, kind, type_name
from ..values import EvaluationError, LazyObject, Unexpanded, derived
from . import define


def _to(type_: Type) -> Callable[[Value], Value]:
    def work(value: Value) -> Value:
        if isinstance(value, (LazyObject, Unexpanded)):
            value = value.unknown()
        try:
            return convert(value, type_)
        except EvaluationError as error:
            shown = type_name(value.value if isinstance(value, Sensitive) else value)
            if isinstance(type_, Collection):
                raise EvaluationError(f"cannot convert {shown} to {type_.name} of any single type",
                                      argument=0) from None
            raise EvaluationError(f"cannot convert {shown} to {kind(type_)}: {error.message}", argument=0) from None

    return work


def _nonsensitive(value: Value) -> Value:
    return value.value if isinstance(value, Sensitive) else value


def _issensitive(value: Value) -> Value:
    return derived(value, "bool") if isinstance(value, Unknown) else isinstance(value, Sensitive)


FUNCTIONS = {
    "ephemeralasnull": define("value?: any", lambda v: v, takes_unknown=True, keeps_marks=True),
    "issensitive": define("value?: any -> bool", _issensitive, takes_unknown=True, keeps_marks=True),
    "nonsensitive": define("value?: any", _nonsensitive, takes_unknown=True, keeps_marks=True),
    "sensitive": define("value?: any", Sensitive, takes_unknown=True),
    "tobool": define("v?: any -> bool", _to(BOOL), takes_unknown=True, keeps_marks=True),
    "tolist": define("v?: any -> list(any)", _to(Collection("list", ANY)), takes_unknown=True, keeps_marks=True),
    "tomap": define("v?: any -> map(any)", _to(Collection("map", ANY)), takes_unknown=True, keeps_marks=True),
    "tonumber": define("v?: any -> number", _to(NUMBER), takes_unknown=True, keeps_marks=True),
    "toset": define("v?: any -> set(any)", _to(Collection("set", ANY)), takes_unknown=True),
    "tostring": define("v?: any -> string", _to(STRING), takes_unknown=True, keeps_marks=True),
}
"""``nonsensitive`` and ``issensitive`` are asked before the marks are taken off: see ``functions.call``."""
