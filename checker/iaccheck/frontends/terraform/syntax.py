"""The syntax tree of Terraform's language: what the parsers make and the evaluator reads.

Expressions are named tuples: light to make, immutable, and made of nothing but each other and plain data.  ``start``
and ``end`` are offsets into the bytes of the ``SourceFile`` that they stand in; lines and columns are worked out when
somebody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ...graph import Span

Scalar: TypeAlias = "str | int | float | bool | None"


class Literal(NamedTuple):
    """A number, string, bool or null that is written out."""

    value: Scalar
    start: int
    end: int


class Variable(NamedTuple):
    """The root of a traversal: ``var``, ``local``, ``each``, ``aws_s3_bucket``, the name that a ``for`` binds, …"""

    name: str
    start: int
    end: int


class GetAttr(NamedTuple):
    """One step of a traversal: ``.name``."""

    name: str


class Index(NamedTuple):
    """One step of a traversal: ``[key]``, or ``.0``."""

    key: Expression


class Splat(NamedTuple):
    """One step of a traversal: ``[*]`` or ``.*``, with the steps that are taken for each element."""

    steps: tuple[Step, ...]


Step: TypeAlias = "GetAttr | Index | Splat"


class Traversal(NamedTuple):
    """Steps into the value of an expression."""

    source: Expression
    steps: tuple[Step, ...]
    start: int
    end: int


class Template(NamedTuple):
    """Parts whose values are joined to one string."""

    parts: tuple[Expression, ...]
    start: int
    end: int


class TemplateFor(NamedTuple):
    """``%{ for key, value in collection }body%{ endfor }``."""

    key: str
    value: str
    collection: Expression
    body: Template
    start: int
    end: int


class TupleCons(NamedTuple):
    """``[a, b]``."""

    items: tuple[Expression, ...]
    start: int
    end: int


class ObjectCons(NamedTuple):
    """``{ a = b }``."""

    items: tuple[tuple[Expression, Expression], ...]
    start: int
    end: int


class FunctionCall(NamedTuple):
    """``name(arguments)``; ``expand`` where the last argument is followed by ``...``."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool
    start: int
    end: int


class Conditional(NamedTuple):
    """``condition ? yes : no``."""

    condition: Expression
    yes: Expression
    no: Expression
    start: int
    end: int


class Binary(NamedTuple):
    """``left operator right``."""

    operator: str
    left: Expression
    right: Expression
    start: int
    end: int


class Unary(NamedTuple):
    """``-operand`` or ``!operand``."""

    operator: str
    operand: Expression
    start: int
    end: int


class For(NamedTuple):
    """``[for …]``, or ``{for …}`` where ``key_result`` is set; ``group`` where its result is followed by ``...``."""

    key: str
    value: str
    collection: Expression
    key_result: Expression | None
    result: Expression
    condition: Expression | None
    group: bool
    start: int
    end: int


class Bad(NamedTuple):
    """An expression that could not be parsed; the error has been reported."""

    message: str
    start: int
    end: int


Expression: TypeAlias = ("Literal | Variable | Traversal | Template | TemplateFor | TupleCons | ObjectCons"
                         " | FunctionCall"
                         " | Conditional | Binary | Unary | For | Bad")


class SourceFile:
    """A file's bytes, and where in it an offset stands.  ``shift`` lies between offsets and the bytes of the file."""

    __slots__ = ("_lines", "data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._lines: list[int] | None = None

    def position(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in characters) of an offset."""
        if self._lines is None:
            lines = [0]
            at = self.data.find(b"\n")
            while at >= 0:
                lines.append(at + 1)
                at = self.data.find(b"\n", at + 1)
            self._lines = lines
        line = bisect_right(self._lines, offset)
        begin = self._lines[line - 1]
        return line, len(self.data[begin:offset].decode("utf-8", "replace")) + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, as near as the file allows."""
        self.position(0)
        assert self._lines is not None
        begin = self._lines[min(max(line, 1), len(self._lines)) - 1]
        return min(begin + max(column - 1, 0), len(self.data))

    def span(self, start: int, end: int) -> Span:
        line, column = self.position(start)
        end_line, end_column = self.position(max(start, end))
        return Span(self.path, line, column, end_line, end_column)

    def text(self, start: int, end: int) -> str:
        return self.data[start:end].decode("utf-8", "replace")


class Attribute:
    """``name = expression`` in a body.  The expression is made when it is first asked for."""

    __slots__ = ("_expression", "_lower", "end", "file", "name", "start", "value_start")

    def __init__(self, name: str, file: SourceFile, start: int, value_start: int, end: int, *,
                 expression: Expression | None = None, lower: Callable[[], Expression] | None = None) -> None:
        self.name = name
        self.file = file
        self.start = start
        self.value_start = value_start
        self.end = end
        self._expression = expression
        self._lower = lower

    @property
    def expression(self) -> Expression:
        if self._expression is None:
            assert self._lower is not None
            self._expression = self._lower()
            self._lower = None
        return self._expression

    @property
    def span(self) -> Span:
        return self.file.span(self.start, self.end)

    @property
    def text(self) -> str:
        return self.file.text(self.value_start, self.end)


class Body:
    """What stands between braces, or in a file: attributes by name and blocks in order."""

    __slots__ = ("attributes", "blocks")

    def __init__(self, attributes: dict[str, Attribute] | None = None, blocks: list[Block] | None = None) -> None:
        self.attributes: dict[str, Attribute] = {} if attributes is None else attributes
        self.blocks: list[Block] = [] if blocks is None else blocks


class Block:
    """``type "label" { body }``."""

    __slots__ = ("body", "end", "file", "header_end", "labels", "start", "type")

    def __init__(self, type_: str, labels: tuple[str, ...], body: Body, file: SourceFile, start: int, header_end: int,
                 end: int) -> None:
        self.type = type_
        self.labels = labels
        self.body = body
        self.file = file
        self.start = start
        self.header_end = header_end
        self.end = end

    @property
    def span(self) -> Span:
        """From the first character of the header to the closing brace."""
        return self.file.span(self.start, self.end)

    @property
    def header(self) -> Span:
        return self.file.span(self.start, self.header_end)


class ParseError(Exception):
    """Something that does not parse, at an offset of the file."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
