"""The lines of source around a place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..files import Files, InputError, decode
from ..graph import Span

_SECRET = re.compile(r"(?i)((?:password|passwd|secret|token|private_?key|api_?key|access_?key)[a-z_]{0,20}"
                     r"[\"']?\s{0,20}[:=]\s{0,20})(?!\s|[!$&{(\[]|(?:var|local|data|module|aws_\w{1,60})\.)\S.*")
_KEY = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{16}|-----BEGIN [A-Z ]{0,40}PRIVATE KEY.*")


def masked(line: str) -> str:
    """A line without what is assigned to a name that says it is a secret, unless that is a reference or a boolean."""
    found = _SECRET.search(line)
    if found is not None and line[found.end(1):].strip(" ,").lower() not in ("true", "false", "null", "none"):
        line = line[:found.end(1)] + "(not shown)"
    return _KEY.sub("(not shown)", line)


@dataclass(slots=True)
class Excerpts:
    """Lines of files, each file read once."""

    files: Files
    sources: Mapping[str, bytes]
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def around(self, span: Span, before: int = 1, after: int = 1, most: int = 6) -> list[tuple[int, str, bool]]:
        """``(number, text, is it the place)`` for the lines of a span and some around; none when it cannot be read."""
        lines = self._read(span.file)
        last = min(span.end_line, span.line + most - 1)
        first, end = max(1, span.line - before), min(len(lines), last + after)
        return [(n, masked(lines[n - 1][:200]), span.line <= n <= last) for n in range(first, end + 1)]

    def _read(self, file: str) -> list[str]:
        found = self._lines.get(file)
        if found is None:
            try:
                data = self.sources[file] if file in self.sources else self.files.read(file)
                found = decode(data, file).splitlines()
            except InputError:
                found = []
            self._lines[file] = found
        return found
