"""JSON read by the standard library; the places of its keys are worked out when one is asked for."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from ...graph import Value
from .document import MAX_DEPTH, MAX_ERRORS, Document, Place, Report

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def read_json(text: str, file: str, report: Report) -> list[Document]:
    """The JSON values of a text, one or several after each other.  The first that cannot be read is an error."""
    documents: list[Document] = []
    lines = _Lines(text)
    at = _space(text, 0)
    while at < len(text):
        twice: list[bool] = []
        try:
            data, end = _decoder(twice).raw_decode(text, at)
        except json.JSONDecodeError as error:
            report(f"is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", error.lineno, error.colno)
            break
        except RecursionError:
            report(f"is nested more than {MAX_DEPTH} levels deep", *_deep(text, at))
            break
        except ValueError as error:
            report(f"is not valid JSON: {error}", *_line(text, at))
            break
        if _too_deep(data):
            report(f"is nested more than {MAX_DEPTH} levels deep", *_deep(text, at))
            break
        if _SURROGATE.search(text, at, end):
            data = _without_surrogates(data)
        places = _JsonPlaces(text, at, end, lines)
        if twice:
            # Each place costs a walk to it, so no more are asked for than are told.
            for key, offset in places.duplicates()[: MAX_ERRORS + 1]:
                report(f"the key {key[:80]} is there twice; the later value is used", *_line(text, offset))
        documents.append(Document(file, data, places))
        at = _space(text, end)
    return documents


def _decoder(twice: list[bool]) -> json.JSONDecoder:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            twice.append(True)
        return found

    def constant(name: str) -> Any:
        raise ValueError(f"{name} is not a number in JSON")

    return json.JSONDecoder(object_pairs_hook=pairs, parse_constant=constant)


class _JsonPlaces:
    """The places in one JSON value.  The text is scanned once, at the first question."""

    __slots__ = ("_end", "_lines", "_start", "_text", "_tree", "_twice")

    def __init__(self, text: str, start: int, end: int, lines: _Lines) -> None:
        self._text = text
        self._start = start
        self._end = end
        self._tree: _Node | None = None
        self._twice: list[tuple[str, int]] = []
        self._lines = lines

    def duplicates(self) -> list[tuple[str, int]]:
        """The keys that are written twice in an object: as written, and the offset of the later one."""
        self._scan()
        return self._twice

    def find(self, path: Sequence[str | int]) -> Place:
        node: _Node | None = self._scan()
        offset, end = self._start, self._end
        for step in path:
            entry = node.entries.get(step) if node is not None else None
            if entry is None:
                break
            offset, node = entry
            end = node.end if node is not None else offset + 1
        line, column = self._lines.position(offset)
        return Place(line, column, self._lines.position(max(offset, end - 1))[0])

    def _scan(self) -> _Node:
        if self._tree is None:
            self._tree = self._scanned()
        return self._tree

    def _scanned(self) -> _Node:
        root = _Node(False)
        stack: list[_Node] = []
        node, key, at = root, None, self._start
        root_set = False
        for token in _TOKEN.finditer(self._text, self._start, self._end):
            text = token.group()
            first = text[0]
            if first == "{" or first == "[":
                child = _Node(first == "{")
                if not root_set:
                    root, root_set = child, True
                elif node.is_object:
                    node.entries[key] = (at, child)
                    key = None
                else:
                    node.entries[len(node.entries)] = (token.start(), child)
                stack.append(node)
                node = child
            elif first == "}" or first == "]":
                node.end = token.end()
                node = stack.pop()
            elif first == "," or first == ":":
                continue
            elif node.is_object:
                if key is None:
                    key, at = json.loads(text) if "\\" in text else text[1:-1], token.start()
                    if key in node.entries:
                        self._twice.append((text, at))
                else:
                    node.entries[key] = (at, None)
                    key = None
            elif stack:
                node.entries[len(node.entries)] = (token.start(), None)
        return root


class _Lines:
    """Where the lines of a file begin, found when the first place in it is asked for."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character."""
        if not self._starts:
            self._starts = [0, *(m.end() for m in re.finditer("\n", self._text))]
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


class _Node:
    """An object or array: for each key or item the offset where it begins and, when it is a container, its node."""

    __slots__ = ("end", "entries", "is_object")

    def __init__(self, is_object: bool) -> None:
        self.is_object = is_object
        self.entries: dict[Any, tuple[int, _Node | None]] = {}
        self.end = 0


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _line(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _too_deep(data: Value) -> bool:
    level = [data] if isinstance(data, dict | list) else []
    for _ in range(MAX_DEPTH):
        if not level:
            return False
        level = [v for c in level for v in (c.values() if type(c) is dict else c) if type(v) is dict or type(v) is list]
    return bool(level)


def _deep(text: str, at: int) -> tuple[int, int]:
    """Where the nesting passes the limit."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        first = text[token.start()]
        if first in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                return _line(text, token.start())
        elif first in "}]":
            depth -= 1
    return _line(text, at)


def _without_surrogates(data: Value) -> Value:
    """The data with halves of surrogate pairs replaced: no output could encode them."""
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(data, list):
        return [_without_surrogates(item) for item in data]
    if isinstance(data, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in data.items()}
    return data
