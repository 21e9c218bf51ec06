"""The JSON form of Terraform's language (``.tf.json``), as the same syntax tree.

What is a block and what an attribute depends on a schema that nobody has here: below a resource, objects and lists of
objects stay values, which reads the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...files import InputError, decode
from ..documents import Document, Report, read
from .parser import parse_template
from .syntax import Attribute, Block, Body, Expression, Literal, ObjectCons, ParseError, SourceFile, TupleCons

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
_SKIPPED = {"//", "terraform", "moved", "removed", "import", "check"}


def parse_json(path: str, data: bytes, report: Callable[[ParseError], None]) -> Body:
    """The body of a file of JSON."""
    errors: list[InputError] = []
    try:
        text = decode(data, path)
    except InputError as error:
        report(ParseError(error.message, error.line, error.column))
        return Body()
    documents = list(read(text, path, Report(path, errors)))
    for problem in errors:
        report(ParseError(problem.message, problem.line, problem.column))
    body = Body()
    for document in documents:
        tree = _Tree(document, SourceFile(path, text.encode("utf-8", "surrogatepass")))
        if isinstance(document.data, dict):
            body.blocks += tree.blocks(document.data)
        elif document.data is not None:
            report(ParseError("the file must hold a JSON object", 1, 1))
    return body


class _Tree:
    def __init__(self, document: Document, file: SourceFile) -> None:
        self.document = document
        self.file = file

    def blocks(self, root: dict[str, Any]) -> Iterator[Block]:
        for type_, content in root.items():
            if type_ == "locals":
                for path, value in _each((type_,), content):
                    yield self.block("locals", (), path, value)
            elif type_ in _LABELS and type_ not in _SKIPPED:
                for path, labels, value in self._labelled((type_,), content, _LABELS[type_]):
                    yield self.block(type_, labels, path, value)

    def _labelled(self, path: tuple[str | int, ...], content: Any,
                  depth: int) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        if depth == 0:
            yield from ((p, (), v) for p, v in _each(path, content))
            return
        for inner, value in _each(path, content):
            for label, rest in value.items():
                for found, labels, body in self._labelled((*inner, label), rest, depth - 1):
                    yield found, (label, *labels), body

    def block(self, type_: str, labels: tuple[str, ...], path: tuple[str | int, ...], value: dict[str, Any]) -> Block:
        attributes = {name: self.attribute(name, (*path, name), item) for name, item in value.items() if name != "//"}
        blocks = []
        for name in ("dynamic", "lifecycle", "provisioner", "connection"):
            if name in attributes and type_ in ("resource", "data"):
                del attributes[name]
                if name == "dynamic":
                    blocks += list(self._dynamic((*path, name), value[name]))
        start, end = self._offsets(path)
        return Block(type_, labels, Body(attributes, blocks), self.file, start, start, end)

    def _dynamic(self, path: tuple[str | int, ...], content: Any) -> Iterator[Block]:
        for inner, value in _each(path, content):
            for label, body in value.items():
                for at, item in _each((*inner, label), body):
                    made = self.block("dynamic", (label,), at, {k: v for k, v in item.items() if k != "content"})
                    made.body.blocks += [self.block("content", (), p, v)
                                         for p, v in _each((*at, "content"), item.get("content", {}))]
                    yield made

    def attribute(self, name: str, path: tuple[str | int, ...], value: Any) -> Attribute:
        start, end = self._offsets(path)
        raw = name == "type" and path[0] == "variable"

        def lower() -> Expression:
            if raw and isinstance(value, str):
                from .parser import parse_expression

                return parse_expression(value, self.file, start, end)
            return self.expression(value, start, end)

        return Attribute(name, self.file, start, start, end, lower=lower)

    def expression(self, value: Any, start: int, end: int) -> Expression:
        if isinstance(value, str):
            return parse_template(value, self.file, start, end)
        if isinstance(value, list):
            return TupleCons(tuple([self.expression(v, start, end) for v in value]), start, end)
        if isinstance(value, dict):
            items = [(parse_template(k, self.file, start, end), self.expression(v, start, end))
                     for k, v in value.items() if k != "//"]
            return ObjectCons(tuple(items), start, end)
        return Literal(value, start, end)

    def _offsets(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        span = self.document.span(path)
        return self.file.offset(span.line, span.column), self.file.offset(span.end_line, span.end_column or 1)


def _each(path: tuple[str | int, ...], content: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """The objects that stand at a place: one, or a list of them."""
    if isinstance(content, dict):
        yield path, content
    elif isinstance(content, list):
        for position, item in enumerate(content):
            if isinstance(item, dict):
                yield (*path, position), item
