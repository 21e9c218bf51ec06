"""One document of a file, the places of its keys, and where errors about it go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from ...files import InputError
from ...graph import Span, Value

MAX_DEPTH = 150
"""How deep mappings and lists may nest.  The API server's own schemas and the largest templates stay below 60;
what walks the values by recursion stays within Python's stack."""

MAX_ERRORS = 20
"""How many errors of one file are told one by one."""

Tags: TypeAlias = Callable[[str, Value], Value]
"""``(tag, value)`` → the value that an application's tag (``!Ref``) stands for.  Raises ``ValueError``: unknown tag."""


class Report:
    """Takes the errors of one file and keeps their number within ``MAX_ERRORS``."""

    __slots__ = ("count", "errors", "file")

    def __init__(self, file: str, errors: list[InputError]) -> None:
        self.file = file
        self.errors = errors
        self.count = 0

    def __call__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.count += 1
        if self.count <= MAX_ERRORS:
            self.errors.append(InputError(self.file, message, line, column))
        elif self.count == MAX_ERRORS + 1:
            message = f"has more than {MAX_ERRORS} errors; the others are not told"
            self.errors.append(InputError(self.file, message, line, column))


class Place(NamedTuple):
    """Where a key or list item begins and where its value ends; lines and columns are 1-based."""

    line: int
    column: int
    end_line: int


class Places(Protocol):
    """The positions in one document."""

    def find(self, path: Sequence[str | int]) -> Place:
        """The place of the key or item at ``path``; of its deepest parent when it is absent."""


class Document:
    """One document: its data, and the span of anything in it."""

    __slots__ = ("_places", "data", "file")

    def __init__(self, file: str, data: Value, places: Places) -> None:
        self.file = file
        self.data = data
        self._places = places

    def span(self, path: Sequence[str | int] = ()) -> Span:
        """The span of the key or item at ``path``, its value included; of the deepest parent when it is absent."""
        place = self._places.find(path)
        return Span(self.file, place.line, place.column, max(place.line, place.end_line))
