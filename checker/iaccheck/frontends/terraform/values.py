"""Values while they are evaluated: the graph's plain data, and the few kinds of Terraform's that plain data lacks.

Numbers, strings, bools, null, lists, dictionaries, ``Unknown`` and ``Sensitive`` are as in the graph.  A list is a
tuple and a dictionary an object, as the language writes them; a ``ListValue``, ``SetValue`` or ``MapValue`` has
elements of one type, and knows it even where it has none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ...graph import Reason, Sensitive, Unknown, Value

if TYPE_CHECKING:
    from .types import Type


class EvaluationError(Exception):
    """An expression has no value.  ``start`` is an offset of the file that the expression stands in, -1: not known.

    ``argument`` is the position of the function's argument that is wrong, -1 where none is.
    """

    def __init__(self, message: str, start: int = -1, argument: int = -1) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.argument = argument


class UnresolvedError(EvaluationError):
    """A reference to something that is not declared, or a file that is not there: a warning, not an error."""


class LimitError(EvaluationError):
    """A limit has been passed."""


class ListValue(list):  # type: ignore[type-arg]
    """A list: elements of one type."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element
        """The type of the elements; None where nothing is known about it."""


class SetValue(ListValue):
    """A set: no duplicates, in the order in which Terraform iterates over it."""

    __slots__ = ()


class MapValue(dict):  # type: ignore[type-arg]
    """A map: elements of one type."""

    __slots__ = ("element",)

    def __init__(self, items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (),
                 element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element


class BlockValue(dict):  # type: ignore[type-arg]
    """A nested block's attributes.  What is not set in it is the provider's to compute, not an error."""

    __slots__ = ("reference",)
    reference: str


class LazyObject:
    """The base of objects whose attributes are evaluated when they are asked for."""

    __slots__ = ()

    reference: str

    def get(self, name: str) -> Value:
        raise NotImplementedError

    def unknown(self) -> Unknown:
        """What the object is to somebody who needs all of it at once."""
        return Unknown(Reason.COMPUTED, reference=self.reference, not_null=True, kind="object")


class Unexpanded:
    """The instances of a resource or module whose ``count`` or ``for_each`` is not known: one stands for all."""

    __slots__ = ("cause", "keyed", "one", "reference")

    def __init__(self, one: LazyObject, cause: Unknown, reference: str, keyed: bool) -> None:
        self.one = one
        self.cause = cause
        self.reference = reference
        self.keyed = keyed

    def unknown(self) -> Unknown:
        return replace(self.cause, prefix="", suffix="", kind="", not_null=True, document=None)


def plain(value: Value) -> Value:
    """The value for the graph: lazy objects become ``Unknown``, everything else is as it is."""
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, (LazyObject, Unexpanded)):
        return value.unknown()
    if isinstance(value, Sensitive):
        inner = plain(value.value)
        return value if inner is value.value else Sensitive(inner)
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


def unknown_in(value: Value) -> Unknown | None:
    """The first unknown in a value, lazy objects included."""
    if isinstance(value, (str, int, float)) or value is None:
        return None
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (LazyObject, Unexpanded)):
        return value.unknown()
    if isinstance(value, Sensitive):
        return unknown_in(value.value)
    for item in value.values() if isinstance(value, dict) else value:
        if (found := unknown_in(item)) is not None:
            return found
    return None


def sensitive_in(value: Value) -> bool:
    """Whether there is something sensitive in a value."""
    if isinstance(value, (str, int, float)) or value is None or isinstance(value, Unknown):
        return False
    if isinstance(value, Sensitive):
        return True
    if isinstance(value, dict):
        return any(sensitive_in(v) for v in value.values())
    if isinstance(value, list):
        return any(sensitive_in(v) for v in value)
    return False


def unmark(value: Value) -> Value:
    """The value without any ``Sensitive`` in it."""
    if isinstance(value, Sensitive):
        return unmark(value.value)
    if isinstance(value, dict) and sensitive_in(value):
        return like(value, {k: unmark(v) for k, v in value.items()})
    if isinstance(value, list) and sensitive_in(value):
        return like(value, [unmark(v) for v in value])
    return value


def like(model: Value, made: Value) -> Value:
    """A list or dictionary as the kind of collection that ``model`` is."""
    if isinstance(model, (ListValue, MapValue)):
        return type(model)(made, model.element)
    return made


MAX_NODES = 250_000
"""How many values one value may hold, all the way down: what locals double a few times would fill any memory."""
MAX_TEXT = 16 * 1024 * 1024
"""How many characters the strings of a value may have that is written as text."""


def sized(value: Value) -> Value:
    """The value, if it is not too large.  Raises ``LimitError``."""
    if isinstance(value, (list, dict)):
        pending: list[Value] = [value]
        count = 0
        while pending:
            one = pending.pop()
            count += len(one)
            if count > MAX_NODES:
                raise LimitError(f"the value holds more than {MAX_NODES} values")
            for item in one.values() if isinstance(one, dict) else one:
                inner = item.value if isinstance(item, Sensitive) else item
                if isinstance(inner, (list, dict)) and inner:
                    pending.append(inner)
    return value


def readable(value: Value) -> Value:
    """The value, if it is not too much text.  Raises ``LimitError``."""
    pending: list[Value] = [value]
    length = 0
    while pending:
        one = pending.pop()
        one = one.value if isinstance(one, Sensitive) else one
        if isinstance(one, str):
            length += len(one)
            if length > MAX_TEXT:
                raise LimitError(f"the result has more than {MAX_TEXT} characters")
        elif isinstance(one, dict):
            pending += one
            pending += one.values()
        elif isinstance(one, list):
            pending += one
    return value


def derived(cause: Unknown, kind: str = "", *, not_null: bool = True, prefix: str = "", suffix: str = "",
            document: Value = None) -> Unknown:
    """What is worked out from an unknown value: the same cause, another shape."""
    return Unknown(cause.reason, cause.reference, prefix, suffix, not_null, kind, document)


def mapped(value: Value, function: Callable[[Value], Value]) -> Value:
    """``function`` of what is inside of a ``Sensitive``, marked again."""
    return Sensitive(function(value.value)) if isinstance(value, Sensitive) else function(value)


def normal(text: str) -> str:
    """A string as Terraform keeps it: composed characters."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)
