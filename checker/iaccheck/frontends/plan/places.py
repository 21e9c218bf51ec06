"""Where things stand in the JSON of a plan: searched for when a finding asks, since a plan has no lines of its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

import orjson

from ...graph import Span
from .recognise import to_utf8

_ADDRESS = re.compile(rb'"address"\s*:\s*("(?:[^"\\]|\\.)*")')
_STORED = re.compile(rb'"type"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"name"\s*:\s*("(?:[^"\\]|\\.)*")')


class Places:
    """The lines of one document.  The first question reads it once more; the others are look-ups."""

    def __init__(self, file: str, read: Callable[[], bytes]) -> None:
        self.file = file
        self._read = read
        self._data: bytes | None = None
        self._lines: list[int] = []
        self._offsets: dict[str, int] = {}
        self._ordered: list[int] = []

    def of(self, address: str, attribute: str = "") -> Span:
        """The place of a resource's address, or of one of its attributes where the document is spread over lines."""
        self._index()
        start = self._offsets.get(address)
        if start is None:  # a state stores the instances of a resource together, and no addresses
            start = self._offsets.get(_base(address))
        if start is None:
            return Span(self.file, 1)
        if attribute and self._data is not None and len(self._lines) > 1:
            following = bisect_right(self._ordered, start)
            end = self._ordered[following] if following < len(self._ordered) else len(self._data)
            found = self._data.find(orjson.dumps(attribute) + b":", start, end)
            start = found if found >= 0 else start
        return self._span(start)

    def _span(self, offset: int) -> Span:
        line = bisect_right(self._lines, offset)
        return Span(self.file, line, offset - self._lines[line - 1] + 1)

    def _index(self) -> None:
        if self._data is not None:
            return
        data = self._data = to_utf8(self._read())
        self._lines = [0, *(m.end() for m in re.finditer(rb"\n", data))]
        for match in _ADDRESS.finditer(data):
            self._ordered.append(match.start())
            self._offsets.setdefault(_text(match[1]), match.start())
        if not self._offsets:
            for match in _STORED.finditer(data):
                self._ordered.append(match.start())
                self._offsets.setdefault(f"{_text(match[1])}.{_text(match[2])}", match.start())


def _base(address: str) -> str:
    """``module.a["x"].data.aws_ami.b[0]`` → ``aws_ami.b``: all that a stored state's entry has in one place."""
    names = [m[1] for m in re.finditer(r'\.?([^.\[\]"]+)|\[(?:"(?:[^"\\]|\\.)*"|\d+)\]', address) if m[1]]
    return ".".join(names[-2:])


def _text(literal: bytes) -> str:
    try:
        text = orjson.loads(literal)
    except orjson.JSONDecodeError:
        return ""
    return text if isinstance(text, str) else ""
