"""YAML read from the events of libyaml's parser, without recursion and without ever making anything but plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ...graph import Value
from .document import MAX_DEPTH, Document, Place, Report, Tags
from .scalars import number, plain

MAX_ALIASED = 500_000
"""How many values the aliases and merge keys of one document may stand for."""

_SEPARATOR = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_STANDARD = "tag:yaml.org,2002:"
_BLOCK = ("|", ">")
_IGNORED = frozenset(_STANDARD + name for name in ("str", "map", "seq", "set", "omap", "pairs", "binary", "timestamp"))
_NUMBERS = frozenset((_STANDARD + "int", _STANDARD + "float"))
_WORDS = frozenset((_STANDARD + "bool", _STANDARD + "null"))


def read_yaml(text: str, file: str, report: Report, tags: Tags | None = None) -> list[Document]:
    """The documents of a YAML stream.  A document that cannot be read is one error; the others are read."""
    documents: list[Document] = []
    failed = _read(text, 0, file, report, tags, documents)
    if failed is None:
        return documents
    # One broken document: each of those that follow is parsed alone, so that the time stays linear.
    starts = [0, *(m.start() for m in _SEPARATOR.finditer(text) if m.start())]
    line, at = 0, 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", at, start)
        at = start
        if line >= failed:
            _read(text[start:end], line, file, report, tags, documents, alone=True)
    return documents


class _ProblemError(Exception):
    """A document that cannot be read, at a mark."""

    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(message)
        self.message = message
        self.mark = mark


def _read(text: str, first_line: int, file: str, report: Report, tags: Tags | None,
          documents: list[Document], alone: bool = False) -> int | None:
    """Read documents until the end (None), or until one is broken: then the line, from 0, from which to go on."""
    at = first_line
    try:
        parser = CParser(text)
        get = parser.get_event
        while (event := get()) is not None:
            if type(event) is DocumentStartEvent:
                mark: Any = event.start_mark
                at = first_line + mark.line
                builder = _Builder(get, first_line, report, tags, text)
                builder.build()
                documents.append(Document(file, builder.root, builder))
                at = builder.end_line
    except _ProblemError as problem:
        report(problem.message, first_line + problem.mark.line + 1, problem.mark.column + 1)
    except YAMLError as error:
        if getattr(error, "problem_mark", None) is None and not alone:
            # A character that YAML does not allow, read ahead: it need not be in this document.
            return at
        report(*_explained(error, text, first_line))
    else:
        return None
    return at + 1


class _Builder:
    """Builds one document, and afterwards finds places in it.

    ``marks`` has, by the identity of each mapping and list of the document, the marks of its keys or items in order,
    and as its last element the line (from 0) of the container's last event.
    """

    __slots__ = ("_aliased", "_get", "_index", "_offset", "_report", "_tags", "_text", "_weights", "anchors",
                 "end_line", "marks", "root", "start")

    def __init__(self, get: Any, offset: int, report: Report, tags: Tags | None, text: str) -> None:
        self._get = get
        self._offset = offset
        self._report = report
        self._tags = tags
        self._text = text
        self._aliased = 0
        self._weights: dict[int, tuple[int, int]] = {}
        self._index: dict[int, dict[str, int]] = {}
        self.anchors: dict[str, Value] = {}
        self.marks: dict[int, list[Any]] = {}
        self.root: Value = None
        self.start: Any = None
        self.end_line = offset

    def build(self) -> None:
        get, marks_of, anchors = self._get, self.marks, self.anchors
        stack: list[tuple[Any, ...]] = []
        top: Any = None
        marks: list[Any] = []
        key: str | None = None
        mapping = False
        merges: list[tuple[Value, Any]] | None = None
        tag: str | None = None
        anchor: str | None = None
        opened: Any = None
        last = 0
        value: Value
        while True:
            event = get()
            kind = type(event)
            if kind is ScalarEvent:
                if mapping and key is None:
                    key = event.value
                    if event.anchor is not None:
                        anchors[event.anchor] = key
                    if key in top:
                        self._report(f"the key {_quoted(key)} is there twice; the later value is used",
                                     self._offset + event.start_mark.line + 1, event.start_mark.column + 1)
                    elif key == "<<" and not event.style:
                        key = _MERGE
                        continue
                    else:
                        marks.append(event.start_mark)
                        top[key] = None
                    continue
                text = event.value
                if event.tag is None:
                    value = text if event.style else plain(text)
                else:
                    value = self._tagged(event.tag, self._scalar(event), event.start_mark)
                if event.anchor is not None:
                    anchors[event.anchor] = value
                mark = event.start_mark
                last = _block_end(event, self._text) if event.style in _BLOCK else event.end_mark.line
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if mapping and key is None:
                    raise _ProblemError("a mapping or list is used as a key", event.start_mark)
                if len(stack) >= MAX_DEPTH:
                    raise _ProblemError(f"is nested more than {MAX_DEPTH} levels deep", event.start_mark)
                stack.append((top, marks, key, mapping, merges, tag, anchor, opened))
                if event.anchor is not None:
                    # Until it is complete, an alias to it would make it contain itself.
                    anchors[event.anchor] = _OPEN
                mapping = kind is MappingStartEvent
                top = {} if mapping else []
                marks, key, merges, tag, anchor, opened = [], None, None, event.tag, event.anchor, event.start_mark
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value, mark = top, opened
                if event.end_mark.index != event.start_mark.index:
                    # The closing bracket of flow style; a block's end has no width and stands anywhere behind it.
                    last = event.end_mark.line
                if merges is not None:
                    self._merge(top, marks, merges)
                marks.append(last)
                marks_of[id(value)] = marks
                if tag is not None:
                    value = self._tagged(tag, value, mark)
                if anchor is not None:
                    anchors[anchor] = value
                    self._weigh(value)
                top, marks, key, mapping, merges, tag, anchor, opened = stack.pop()
            elif kind is AliasEvent:
                mark = event.start_mark
                value = anchors.get(event.anchor, _UNDEFINED)
                if value is _UNDEFINED:
                    raise _ProblemError(f"the alias *{event.anchor} has no anchor", mark)
                if value is _OPEN:
                    raise _ProblemError(f"the alias *{event.anchor} stands inside of what it stands for", mark)
                if mapping and key is None:
                    if type(value) is not str:
                        raise _ProblemError("a mapping or list is used as a key", mark)
                    key = value
                    if key not in top:
                        marks.append(mark)
                        top[key] = None
                    continue
                self._charge(value, len(stack), mark)
                last = mark.line
            elif kind is DocumentEndEvent:
                self.end_line = self._offset + event.end_mark.line
                return
            else:
                raise _ProblemError("ends within a document", self.start or event.start_mark)
            # A complete value: put it where it belongs.
            if top is None:
                self.root, self.start = value, mark
            elif mapping:
                if key is _MERGE:
                    if merges is None:
                        merges = []
                    merges.append((value, mark))
                else:
                    top[key] = value
                key = None
            else:
                top.append(value)
                marks.append(mark)

    def _scalar(self, event: Any) -> Value:
        if event.tag in _NUMBERS:
            return number(event.value)
        if event.tag in _WORDS:
            return plain(event.value)
        # What an application's tag stands before is text, unless it is plain: !Equals and the like take lists.
        return event.value

    def _tagged(self, tag: str, value: Value, mark: Any) -> Value:
        if tag == "!" or tag in _IGNORED or tag in _NUMBERS or tag in _WORDS:
            return value
        problem = "is not understood; what it stands before is read as plain data"
        if self._tags is not None and not tag.startswith(_STANDARD):
            try:
                result = self._tags(tag, value)
            except ValueError as error:
                problem = str(error) or problem
            else:
                if result is not value and isinstance(result, dict):
                    inner = next(iter(result.values()), None)
                    last = self.marks[id(value)][-1] if isinstance(value, dict | list) and id(value) in self.marks \
                        else mark.line
                    self.marks[id(result)] = [mark, last]
                    if inner is not value and isinstance(inner, list):
                        self.marks[id(inner)] = [*[mark] * len(inner), last]
                return result
        shown = "!!" + tag.removeprefix(_STANDARD) if tag.startswith(_STANDARD) else tag
        self._report(f"the tag {_quoted(shown)} {problem}", self._offset + mark.line + 1, mark.column + 1)
        return value

    def _merge(self, top: dict[str, Value], marks: list[Any], merges: list[tuple[Value, Any]]) -> None:
        """Put in what merge keys bring; what the mapping says itself wins, then what comes first."""
        for value, mark in merges:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    raise _ProblemError("a merge key takes mappings only", mark)
                self._aliased += len(source)
                self._check(mark)
                for (key, inherited), place in zip(source.items(), self.marks[id(source)], strict=False):
                    if key not in top:
                        top[key] = inherited
                        marks.append(place)

    def _charge(self, value: Value, depth: int, mark: Any) -> None:
        weight, height = self._weights.get(id(value), (1, 0)) if isinstance(value, dict | list) else (1, 0)
        self._aliased += weight
        self._check(mark)
        if depth + height > MAX_DEPTH:
            raise _ProblemError(f"is nested more than {MAX_DEPTH} levels deep through aliases", mark)

    def _check(self, mark: Any) -> None:
        if self._aliased > MAX_ALIASED:
            raise _ProblemError(f"its aliases stand for more than {MAX_ALIASED:,} values", mark)

    def _weigh(self, value: Value) -> None:
        """Note how many values an anchored one holds and how deep they go; each anchored value within is one step."""
        if not isinstance(value, dict | list):
            return
        count, height = 1, 1
        pending: list[tuple[Any, int]] = [(value, 1)]
        while pending:
            container, depth = pending.pop()
            height = max(height, depth)
            items = container.values() if isinstance(container, dict) else container
            count += len(items)
            for item in items:
                if isinstance(item, dict | list):
                    if (inner := self._weights.get(id(item))) is not None:
                        count += inner[0]
                        height = max(height, depth + inner[1])
                    else:
                        pending.append((item, depth + 1))
        self._weights[id(value)] = (count, height)

    # -- finding places

    def find(self, path: Sequence[str | int]) -> Place:
        value = self.root
        if self.start is None:
            return Place(self._offset + 1, 1, self._offset + 1)
        mark = self.start
        for step in path:
            place = self._entry(value, step)
            if place is None:
                break
            mark, value = place
        marks = self.marks.get(id(value)) if isinstance(value, dict | list) else None
        line = self._offset + mark.line
        # The value of an alias ends elsewhere, maybe above.
        end = max(self._offset + marks[-1], line) if marks else line
        return Place(line + 1, mark.column + 1, end + 1)

    def _entry(self, value: Value, step: str | int) -> tuple[Any, Value] | None:
        marks = self.marks.get(id(value)) if isinstance(value, dict | list) else None
        if marks is None:
            return None
        if isinstance(value, dict):
            index = self._index.get(id(value))
            if index is None:
                index = self._index[id(value)] = {key: at for at, key in enumerate(value)}
            at = index.get(step) if isinstance(step, str) else None
            return None if at is None else (marks[at], value[step])
        if isinstance(step, int) and 0 <= step < len(value):
            return marks[step], value[step]
        return None


def _block_end(event: Any, text: str) -> int:
    """The last line of a block scalar that has text: its end mark stands behind the blank lines after it."""
    start, end = event.start_mark, event.end_mark
    return int(start.line) + text[start.index : end.index].rstrip().count("\n")


def _explained(error: YAMLError, text: str, first_line: int) -> tuple[str, int, int]:
    """Message, line and column of what libyaml says."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)
    if mark is not None:
        context = getattr(error, "context", None)
        if problem == "exceeded maximum nesting depth":  # libyaml's own limit; its scanner reads ahead of our count
            return f"is nested more than {MAX_DEPTH} levels deep", first_line + mark.line + 1, mark.column + 1
        message = f"{problem} {context}" if context else str(problem)
        return f"is not valid YAML: {message}", first_line + mark.line + 1, mark.column + 1
    # A reader error has no mark but the offset of the character.
    reason = str(getattr(error, "reason", error)).split("\n")[0]
    for line, column, char in _unreadable(text):
        return f"is not valid YAML: {reason} (U+{ord(char):04X})", first_line + line + 1, column + 1
    return f"is not valid YAML: {reason}", first_line + 1, 1


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _unreadable(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _CONTROL.finditer(text):
        at = found.start()
        yield text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1), found.group()


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "…")


_MERGE: Any = type("_Merge", (), {})()
_OPEN: Any = type("_Open", (), {})()
_UNDEFINED: Any = type("_Undefined", (), {})()
