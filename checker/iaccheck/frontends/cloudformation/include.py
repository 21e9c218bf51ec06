"""``AWS::Include``: parts of a template that lie in other files.

Source: AWS CloudFormation User Guide, "AWS::Include transform".  An included file has no transforms of its own, so
that one round is enough.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Sequence

from ...graph import Path, Span, Value
from ..documents import Document

NAME = "AWS::Include"

Find = Callable[[str], Document | None]
"""A path relative to the root → the document there; None when it is no file of the tree or holds no mapping."""


class Composed(Document):
    """A template with the parts that other files hold, each with the place where it stands."""

    __slots__ = ("_base", "_parts")

    def __init__(self, base: Document, data: Value, parts: dict[Path, Document]) -> None:
        super().__init__(base.file, data, base._places)
        self._base = base
        self._parts = parts

    def span(self, path: Sequence[str | int] = ()) -> Span:
        path = tuple(path)
        for length in range(len(path)):
            part = self._parts.get(path[:length])
            if part is not None and path[length] in part.data:
                return part.span(path[length:])
        return self._base.span(path)


def composed(document: Document, find: Find) -> Document:
    """The document with what it includes from disk; itself when that is nothing."""
    parts: dict[Path, Document] = {}
    data = _filled(document.data, (), document.file, find, parts)
    return Composed(document, data, parts) if parts else document


def _filled(value: Value, path: Path, file: str, find: Find, parts: dict[Path, Document]) -> Value:
    if isinstance(value, list):
        return [_filled(item, (*path, index), file, find, parts) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    included = _included(value.get("Fn::Transform"), file, find)
    if included is None and not path:
        included = _included(value.get("Transform"), file, find)
    result = {key: _filled(item, (*path, key), file, find, parts) for key, item in value.items()
              if included is None or key != "Fn::Transform"}
    if included is not None:
        fresh = {key: item for key, item in included.data.items() if key not in result}
        # Only what is not said in the template itself stands elsewhere.
        parts[path] = _Part(included, fresh)
        result.update(fresh)
    return result


class _Part(Document):
    """Some of the keys of an included file."""

    __slots__ = ()

    def __init__(self, document: Document, data: Value) -> None:
        super().__init__(document.file, data, document._places)


def _included(transform: Value, file: str, find: Find) -> Document | None:
    if not isinstance(transform, dict) or transform.get("Name") != NAME:
        return None
    parameters = transform.get("Parameters")
    location = parameters.get("Location") if isinstance(parameters, dict) else None
    if not isinstance(location, str) or not location or "://" in location or "\0" in location or len(location) > 1000:
        return None
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), location))
    return find(path) if path != file else None
