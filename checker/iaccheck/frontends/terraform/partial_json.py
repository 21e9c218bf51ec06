"""What a template that writes JSON decodes to, where some of what it interpolates is not known.

A policy in a heredoc that names another resource's ARN is a string of which only the ends are known.  Its JSON says
more: everything but that one ARN.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ... import lenient_json
from ...graph import Unknown, Value

MARK = "\ue000"
"""A character of the private use area: no document has it, or else it is not looked into."""
MARKED = re.compile(f"{MARK}(\\d+){MARK}")
MOST_HOLES = 1_000


def decode(texts: Sequence[str | Unknown], join: Callable[[list[Value]], Value]) -> Value:
    """The document, with ``Unknown`` for what is not known of it; None when the parts do not make JSON.

    ``join`` makes the string of the parts that one string of the document has.
    """
    first, last = texts[0], texts[-1]
    if isinstance(first, Unknown) or isinstance(last, Unknown):
        return None
    if first.lstrip()[:1] not in ("{", "[") or last.rstrip()[-1:] not in ("}", "]"):
        return None
    holes = [t for t in texts if isinstance(t, Unknown)]
    if len(holes) > MOST_HOLES or any(MARK in t for t in texts if isinstance(t, str)):
        return None
    try:
        return _filled(lenient_json.loads(_marked(texts)), holes, join)
    except (ValueError, RecursionError):
        return None


def _marked(texts: Sequence[str | Unknown]) -> str:
    """The text with a mark for each hole: within a string as it is, elsewhere as a string of its own."""
    made: list[str] = []
    inside = False
    number = 0
    for text in texts:
        if isinstance(text, Unknown):
            mark = f"{MARK}{number}{MARK}"
            made.append(mark if inside else f'"{mark}"')
            number += 1
        else:
            made.append(text)
            inside = _ends_inside(text, inside)
    return "".join(made)


def _ends_inside(text: str, inside: bool) -> bool:
    """Whether a text ends within a string, if it begins within one or not."""
    position = 0
    while True:
        if not inside:
            position = text.find('"', position)
            if position < 0:
                return False
            position += 1
        at = position
        while (found := text.find('"', at)) >= 0:
            slashes = found - len(text[position:found].rstrip("\\")) - position
            if slashes % 2 == 0:
                break
            at = found + 1
        if found < 0:
            return True
        position, inside = found + 1, False


def _filled(value: Value, holes: Sequence[Unknown], join: Callable[[list[Value]], Value]) -> Value:
    if isinstance(value, dict):
        return {key: _filled(item, holes, join) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, holes, join) for item in value]
    if not isinstance(value, str) or MARK not in value:
        return value
    parts = MARKED.split(value)  # text, number, text, number, …, text
    if len(parts) == 3 and not parts[0] and not parts[2]:
        hole = holes[int(parts[1])]
        return hole if hole.document is None else hole.document
    return join([holes[int(part)] if odd else part for odd, part in _alternating(parts) if odd or part])


def _alternating(parts: list[str]) -> list[tuple[bool, str]]:
    return [(bool(position % 2), part) for position, part in enumerate(parts)]
