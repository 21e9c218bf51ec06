"""From HCL's bytes to the syntax tree.  The only module that knows tree-sitter and python-hcl2.

tree-sitter-hcl parses, since it is fast, keeps positions and goes on after an error.  It says where an error is but not
what: python-hcl2 is asked for that, and only then.  Expressions are lowered when they are first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .diagnose import diagnose
from .numbers import parse_number
from .syntax import (
    Attribute,
    Bad,
    Binary,
    Block,
    Body,
    Conditional,
    Expression,
    For,
    FunctionCall,
    GetAttr,
    Index,
    Literal,
    ObjectCons,
    ParseError,
    SourceFile,
    Splat,
    Step,
    Template,
    TemplateFor,
    Traversal,
    TupleCons,
    Unary,
    Variable,
)
from .values import normal

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_DEPTH = 250
"""How deep expressions, templates and blocks may be nested in each other."""

MAX_ERRORS = 20
"""How many syntax errors of one file are reported."""

_SIMPLE = re.compile(rb'"(?P<string>[^"\\$%\r\n]*)"'
                     rb'|(?P<name>[A-Za-z_][\w-]*)(?P<rest>(?:\.[A-Za-z_][\w-]*)*)|(?P<int>\d{1,18})')
_KEYWORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|(\$|%)\4\{', re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_MARKER_ESCAPE = re.compile(r"(\$|%)\1\{")
_OPERATORS = frozenset(["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"])
_MARKS = frozenset(["template_interpolation", "template_if_intro", "template_else_intro", "template_if_end",
                    "template_for_start", "template_for_end"])


class Parsed(NamedTuple):
    """What a file holds and what is wrong with it.  Blocks without an error are there even if others have one."""

    body: Body
    problems: list[ParseError]


_parser: Parser | None = None


def parse_file(file: SourceFile, report: Callable[[ParseError], None]) -> Parsed:
    """The body of a file of HCL.  ``report`` hears of what is found wrong in expressions, when those are lowered."""
    data = file.data
    if not data.isascii():
        problem = _not_text(data)
        if problem is not None:
            return Parsed(Body(), [problem])
    elif (at := data.find(b"\0")) >= 0:
        line, column = file.position(at)
        return Parsed(Body(), [ParseError("Invalid character: this character (NUL) is not used within the language",
                                             line, column)])
    skip = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    source = data if not skip else b"   " + data[3:]
    root = _tree(source)
    lowering = _Lowering(file, source, report)
    body = Body()
    problems: list[ParseError] = lowering.problems
    if root.has_error:
        problems.append(_explain(source, root, file))
        lowering.salvage(root, body)
    else:
        for child in root.children:
            if child.type == "body":
                lowering.body(child, body, 0)
    return Parsed(body, problems[:MAX_ERRORS])


def parse_expression(text: str, file: SourceFile, start: int, end: int) -> Expression:
    """An expression in text of its own (a variable's value on the command line); every node stands at ``start``."""
    data = b"x = " + text.encode("utf-8", "surrogatepass") + b"\n"
    root = _tree(data)
    if root.has_error:
        return Bad("Invalid expression", start, end)
    return _alone(root, data, file, start, end)


def parse_template(text: str, file: SourceFile, start: int, end: int) -> Expression:
    """A template that is a text of its own (a template file, a string of JSON syntax); all stands at ``start``."""
    if "${" not in text and "%{" not in text:
        return Literal(text, start, end)
    marker = "IACCHECK_TEMPLATE"
    while marker in text:
        marker += "_"
    data = f"x = <<{marker}\n{text}\n{marker}\n".encode("utf-8", "surrogatepass")
    root = _tree(data)
    if root.has_error:
        return Bad("Invalid template", start, end)
    return _alone(root, data, file, start, end, whole=True)


def _alone(root: Node, data: bytes, file: SourceFile, start: int, end: int, whole: bool = False) -> Expression:
    problems: list[ParseError] = []
    lowering = _Lowering(file, data, problems.append)
    lowering.at = (start, end)
    lowering.drop_last_newline = whole
    found = lowering.problems
    body = Body()
    for child in root.children:
        if child.type == "body":
            lowering.body(child, body, 0)
    if len(body.attributes) != 1 or body.blocks or found:
        return Bad(found[0].message if found else "Invalid expression", start, end)
    expression = body.attributes["x"].expression
    if problems:
        return Bad(problems[0].message, start, end)
    return expression


def _tree(data: bytes) -> Node:
    global _parser
    if _parser is None:
        import tree_sitter_hcl
        from tree_sitter import Language, Parser
        _parser = Parser(Language(tree_sitter_hcl.language()))
    data = _legible(data)
    root = _parser.parse(data).root_node
    if root.has_error and (plain := _plain_numbers(data)) != data:
        return _parser.parse(plain).root_node
    return root


def _not_text(data: bytes) -> ParseError | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        return ParseError("Invalid character encoding: all input files must be UTF-8 encoded "
                             f"(byte 0x{data[error.start]:02x})", line, column)
    if (at := text.find("\0")) >= 0:
        return ParseError("Invalid character: this character (NUL) is not used within the language",
                             text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    return None


class _TooDeepError(Exception):
    def __init__(self, offset: int) -> None:
        self.offset = offset


class _Lowering:
    """Turns the nodes of one parsed text into the syntax tree."""

    def __init__(self, file: SourceFile, data: bytes, report: Callable[[ParseError], None]) -> None:
        self.file = file
        self.data = data
        self.report = report
        self.problems: list[ParseError] = []
        self.at: tuple[int, int] | None = None
        """Where every node is said to stand, for text that is not the file's own."""
        self.drop_last_newline = False

    # -- bodies

    def body(self, node: Node, into: Body, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._problem(f"blocks are nested more than {MAX_DEPTH} deep", node.start_byte)
            return
        last_row = -1
        for child in node.named_children:
            kind = child.type
            if kind == "comment":
                continue
            row = child.start_point[0]
            if row == last_row:
                self._problem("Missing newline after argument: an argument or block definition must begin on its own "
                              "line", child.start_byte)
            if kind == "attribute":
                self.attribute(child, into)
            elif kind == "block":
                self.block(child, into, depth)
            last_row = child.end_point[0]

    def salvage(self, root: Node, into: Body) -> None:
        """The blocks and attributes at the top level that have no error in them."""
        todo = list(reversed(root.named_children))
        while todo:
            child = todo.pop()
            if child.type == "block" and not child.has_error:
                self.block(child, into, 0)
            elif child.type == "attribute" and not child.has_error:
                self.attribute(child, into)
            elif child.type in ("body", "config_file"):
                todo.extend(reversed(child.named_children))

    def attribute(self, node: Node, into: Body) -> None:
        name_node = value = None
        for child in node.named_children:
            if child.type == "identifier" and name_node is None:
                name_node = child
            elif child.type == "expression":
                value = child
        if name_node is None or value is None:
            return
        start = name_node.start_byte
        name = self.data[start:name_node.end_byte].decode()
        if name in into.attributes:
            line, _ = self.file.position(into.attributes[name].start)
            self._problem(f'Attribute redefined: the argument "{name}" was already set on line {line}; each argument '
                          "may be set only once", start)
            return
        expression = self.simple(value.start_byte, value.end_byte)
        lower = None
        if expression is None:
            found = value

            def lower() -> Expression:
                return self.top(found)

        into.attributes[name] = Attribute(name, self.file, *self._place(start, value.start_byte, value.end_byte),
                                          expression=expression, lower=lower)

    def block(self, node: Node, into: Body, depth: int) -> None:
        type_ = ""
        labels: list[str] = []
        body = Body()
        header_end = node.start_byte
        for child in node.named_children:
            kind = child.type
            if kind == "identifier":
                text = self.data[child.start_byte:child.end_byte].decode()
                if type_:
                    labels.append(text)
                else:
                    type_ = text
                header_end = child.end_byte
            elif kind == "string_lit":
                labels.append(_unescape(self.data[child.start_byte + 1:child.end_byte - 1].decode()))
                header_end = child.end_byte
            elif kind == "body":
                self.body(child, body, depth + 1)
        into.blocks.append(Block(type_, tuple(labels), body, self.file, node.start_byte, header_end, node.end_byte))

    def _place(self, start: int, value_start: int, end: int) -> tuple[int, int, int]:
        return (start, value_start, end) if self.at is None else (self.at[0], self.at[0], self.at[1])

    def _problem(self, message: str, offset: int) -> None:
        line, column = self.file.position(offset if self.at is None else self.at[0])
        self.problems.append(ParseError(message, line, column))

    # -- expressions

    def top(self, node: Node) -> Expression:
        """The expression of an attribute; an error becomes a ``Bad`` and is reported."""
        try:
            return self.expression(node, 0)
        except _TooDeepError as deep:
            message = f"expressions are nested more than {MAX_DEPTH} deep"
            offset = deep.offset
        except ParseError as problem:
            self.report(problem)
            return Bad(problem.message, node.start_byte, node.end_byte)
        line, column = self.file.position(offset if self.at is None else self.at[0])
        self.report(ParseError(message, line, column))
        return Bad(message, node.start_byte, node.end_byte)

    def simple(self, start: int, end: int) -> Expression | None:
        """The expression, when it is a string without templates, a whole number, a keyword or ``a.b.c``."""
        found = _SIMPLE.fullmatch(self.data, start, end)
        if found is None:
            return None
        if self.at is not None:
            start, end = self.at
        if (string := found["string"]) is not None:
            return Literal(normal(string.decode()), start, end)
        if (number := found["int"]) is not None:
            return Literal(int(number), start, end)
        name: bytes = found["name"]
        rest: bytes = found["rest"]
        if not rest:
            if name in _KEYWORDS:
                return Literal(_KEYWORDS[name], start, end)
            return Variable(name.decode(), start, end)
        steps = tuple([GetAttr(step) for step in rest[1:].decode().split(".")])
        return Traversal(Variable(name.decode(), start, end), steps, start, end)

    def expression(self, node: Node, depth: int) -> Expression:
        """A node of type ``expression``."""
        start, end = node.start_byte, node.end_byte
        found = self.simple(start, end)
        if found is not None:
            return found
        if depth > MAX_DEPTH:
            raise _TooDeepError(start)
        return self.terms(_significant(node.children), depth)

    def terms(self, children: list[Node], depth: int) -> Expression:
        """A term and what follows it: attributes, indexes, splats."""
        first = children[0]
        start = first.start_byte
        kind = first.type
        if kind == "(":
            source = self.expression(children[1], depth + 1)
            if isinstance(source, Variable) or (isinstance(source, Literal) and len(children) == 3):
                source = source._replace(start=self._start(start), end=self._end(children[2].end_byte))
            rest = children[3:]
        else:
            source = self.term(first, depth)
            rest = children[1:]
        if not rest:
            return source
        steps = self.steps(rest, depth)
        return Traversal(source, steps, self._start(start), self._end(children[-1].end_byte))

    def steps(self, nodes: list[Node], depth: int) -> tuple[Step, ...]:
        if depth > MAX_DEPTH:
            raise _TooDeepError(nodes[0].start_byte if nodes else 0)
        steps: list[Step] = []
        for position, node in enumerate(nodes):
            kind = node.type
            if kind == "get_attr":
                steps.append(GetAttr(self._text(node)[1:].strip()))
            elif kind == "index":
                inner = node.named_children[0]
                if inner.type == "legacy_index":
                    text = self._text(inner)[1:]
                    steps.append(Index(Literal(int(text) if text.isdigit() else text, *self._span(inner))))
                else:
                    key = next(child for child in inner.named_children if child.type == "expression")
                    steps.append(Index(self.expression(key, depth + 1)))
            elif kind == "splat":
                inner = node.named_children[0]
                taken = self.steps([c for c in inner.named_children if c.type != "comment"], depth)
                if inner.type == "full_splat":
                    rest = self.steps(nodes[position + 1:], depth + 1)
                    return (*steps, Splat((*taken, *rest)))
                # ".*" takes attributes for each element; an index after them is one into the resulting list.
                inside = [c for c in inner.named_children if c.type != "comment"] + nodes[position + 1:]
                cut = next((i for i, c in enumerate(inside) if not _attribute_like(c)), len(inside))
                steps.append(Splat(self.steps(inside[:cut], depth)))
                return (*steps, *self.steps(inside[cut:], depth + 1))
            else:
                raise ParseError("Invalid expression", *self._position(node))
        return tuple(steps)

    def term(self, node: Node, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise _TooDeepError(node.start_byte)
        kind = node.type
        if kind == "expression":
            return self.expression(node, depth + 1)
        if kind == "variable_expr":
            return Variable(self._text(node), *self._span(node))
        if kind == "literal_value":
            return self.literal(node)
        if kind == "template_expr":
            return self.template(node.named_children[0], depth)
        if kind == "collection_value":
            inner = node.named_children[0]
            return self.tuple_cons(inner, depth) if inner.type == "tuple" else self.object_cons(inner, depth)
        if kind == "for_expr":
            return self.for_expression(node.named_children[0], depth)
        if kind == "function_call":
            return self.function_call(node, depth)
        if kind == "operation":
            return self.operation(node.named_children[0], depth)
        if kind == "conditional":
            return self.conditional(node, depth)
        raise ParseError("Invalid expression", *self._position(node))

    def literal(self, node: Node) -> Expression:
        inner = node.named_children[0]
        text = self._text(inner)
        if inner.type == "string_lit":
            return self.template(inner, 0)
        if inner.type == "bool_lit":
            return Literal(text == "true", *self._span(node))
        if inner.type == "null_lit":
            return Literal(None, *self._span(node))
        value = parse_number(text)
        if value is None:
            raise ParseError("Invalid number literal: failed to recognize the value of this number literal",
                             *self._position(node))
        return Literal(value, *self._span(node))

    def tuple_cons(self, node: Node, depth: int) -> Expression:
        items = tuple([self.expression(c, depth + 1) for c in node.named_children if c.type == "expression"])
        return TupleCons(items, *self._span(node))

    def object_cons(self, node: Node, depth: int) -> Expression:
        items: list[tuple[Expression, Expression]] = []
        previous: Node | None = None
        for child in node.children:
            if child.type == ",":
                previous = None
            if child.type != "object_elem":
                continue
            if previous is not None and b"\n" not in self.data[previous.end_byte:child.start_byte]:
                raise ParseError("Missing attribute separator: expected a newline or comma to mark the beginning of "
                                    "the next attribute", *self._position(child))
            previous = child
            pair = [c for c in child.named_children if c.type == "expression"]
            if len(pair) != 2:
                raise ParseError("Invalid object", *self._position(child))
            key = self.expression(pair[0], depth + 1)
            # A bare name is the key itself; in parentheses it is a reference.
            if self.data[pair[0].start_byte:pair[0].start_byte + 1] != b"(":
                named = isinstance(key, Literal) and (key.value is None or isinstance(key.value, bool))
                if named or isinstance(key, Variable):
                    key = Literal(self._text(pair[0]), key.start, key.end)
                elif isinstance(key, Traversal) and isinstance(key.source, Variable) and isinstance(
                        key.steps[0], GetAttr):
                    raise ParseError("Ambiguous attribute key: if this expression is intended to be a reference, wrap "
                                     "it in parentheses; if it's instead intended as a literal name containing "
                                     "periods, wrap it in quotes to create a string literal", *self._position(pair[0]))
            items.append((key, self.expression(pair[1], depth + 1)))
        return ObjectCons(tuple(items), *self._span(node))

    def for_expression(self, node: Node, depth: int) -> Expression:
        names: list[str] = []
        results: list[Expression] = []
        collection: Expression | None = None
        condition: Expression | None = None
        group = False
        for child in node.named_children:
            kind = child.type
            if kind == "for_intro":
                for part in child.named_children:
                    if part.type == "identifier":
                        names.append(self._text(part))
                    elif part.type == "expression":
                        collection = self.expression(part, depth + 1)
            elif kind == "expression":
                results.append(self.expression(child, depth + 1))
            elif kind == "for_cond":
                part = next(c for c in child.named_children if c.type == "expression")
                condition = self.expression(part, depth + 1)
            elif kind == "ellipsis":
                group = True
        if collection is None or not results or not names:
            raise ParseError("Invalid 'for' expression", *self._position(node))
        key = names[0] if len(names) == 2 else ""
        key_result = results[0] if node.type == "for_object_expr" else None
        return For(key, names[-1], collection, key_result, results[-1], condition, group, *self._span(node))

    def function_call(self, node: Node, depth: int) -> Expression:
        name = ""
        arguments: list[Expression] = []
        expand = False
        for child in node.named_children:
            if child.type == "identifier":
                name = self._text(child)
            elif child.type == "function_arguments":
                for part in child.named_children:
                    if part.type == "expression":
                        arguments.append(self.expression(part, depth + 1))
                    elif part.type == "ellipsis":
                        expand = True
        return FunctionCall(name, tuple(arguments), expand, *self._span(node))

    def operation(self, node: Node, depth: int) -> Expression:
        if node.type == "unary_operation":
            children = _significant(node.children)
            operand = self.terms(children[1:], depth + 1)
            return Unary(children[0].type, operand, *self._span(node))
        # Chains such as a + b + c + … nest to the left, as deep as they are long: walked, not recursed into.
        pending: list[tuple[str, Expression, Node]] = []
        while True:
            children = _significant(node.children)
            cut = next(i for i, child in enumerate(children) if child.type in _OPERATORS and not child.is_named)
            pending.append((children[cut].type, self.terms(children[cut + 1:], depth + 1), node))
            left = children[:cut]
            if len(left) == 1 and left[0].type == "operation" and left[0].named_children[0].type == "binary_operation":
                node = left[0].named_children[0]
                if len(pending) > 4 * MAX_DEPTH:
                    raise _TooDeepError(node.start_byte)
                continue
            result = self.terms(left, depth + 1)
            break
        for operator, right, whole in reversed(pending):
            result = Binary(operator, result, right, *self._span(whole))
        return result

    def conditional(self, node: Node, depth: int) -> Expression:
        # The grammar reads "a ? b : c ? d : e" as "(a ? b : c) ? d : e"; the language means "a ? b : (c ? d : e)".
        chain: list[tuple[Node, Node, Node]] = []
        while True:
            condition, yes, no = [child for child in node.named_children if child.type == "expression"]
            chain.append((condition, yes, no))
            inner = [child for child in condition.children if child.type != "comment"]
            if len(inner) == 1 and inner[0].type == "conditional":
                node = inner[0]
                continue
            break
        end = self._end(chain[0][2].end_byte)
        result = self.expression(chain[0][2], depth + 1)
        for position, (_, yes, _) in enumerate(chain):
            before = chain[position + 1][2] if position + 1 < len(chain) else chain[position][0]
            condition_ = self.expression(before, depth + 1)
            result = Conditional(condition_, self.expression(yes, depth + 1), result,
                                 self._start(before.start_byte), end)
            if position + depth > MAX_DEPTH:
                raise _TooDeepError(before.start_byte)
        return result

    # -- templates

    def template(self, node: Node, depth: int) -> Expression:
        """A quoted template, a heredoc, or a string literal."""
        if depth > MAX_DEPTH:
            raise _TooDeepError(node.start_byte)
        heredoc = node.type == "heredoc_template"
        if heredoc:
            if self.data[node.start_byte + 2:node.start_byte + 3].isspace():
                raise ParseError("Invalid expression: expected the start of an expression, but found an invalid "
                                 "expression token", *self._position(node))
            markers = [child for child in node.named_children if child.type == "heredoc_identifier"]
            begin = self.data.index(b"\n", markers[0].end_byte) + 1
            finish = self.data.rfind(b"\n", 0, markers[1].start_byte) + 1
            flush = self.data[node.start_byte:node.start_byte + 3] == b"<<-"
        else:
            begin, finish, flush = node.start_byte + 1, node.end_byte - 1, False
        tokens = self.tokens(node, begin, max(begin, finish), heredoc, depth)
        if self.drop_last_newline and heredoc and depth == 0 and tokens and isinstance(tokens[-1].text, str):
            tokens[-1] = tokens[-1]._replace(text=tokens[-1].text.removesuffix("\n"))
        _strip(tokens)
        if flush:
            _flush(tokens)
        parts, rest = self.assemble(tokens, 0, depth, ())
        if rest != len(tokens):
            raise ParseError("Unexpected template directive", *self._position(node))
        return _joined(parts, *self._span(node), wrap=False)

    def tokens(self, node: Node, begin: int, finish: int, heredoc: bool, depth: int) -> list[_Token]:
        """Literals and markers of a template, in order; a heredoc's literals end at newlines, as HCL's own do."""
        marks: list[Node] = []
        todo = list(reversed(node.named_children))
        while todo:
            child = todo.pop()
            if child.type in _MARKS:
                marks.append(child)
            elif child.type in ("template_directive", "template_if", "template_for"):
                todo.extend(reversed(child.named_children))
        tokens: list[_Token] = []
        at = begin
        for mark in marks:
            self._literal(tokens, at, mark.start_byte, heredoc)
            tokens.append(self._mark(mark, depth))
            at = mark.end_byte
        self._literal(tokens, at, finish, heredoc)
        return tokens

    def _literal(self, tokens: list[_Token], start: int, end: int, heredoc: bool) -> None:
        if start >= end:
            return
        text = self.data[start:end].decode("utf-8", "surrogatepass")
        if not heredoc:
            if "\n" in text:
                where = self.file.position(start if self.at is None else self.at[0])
                raise ParseError("Invalid multi-line string: quoted strings may not be split over multiple lines; "
                                    "use \"\\n\" or a heredoc", *where)
            tokens.append(_Token("literal", _unescape(text) if "\\" in text or "{" in text else normal(text)))
            return
        text = normal(text)
        if "\r\n" in text:
            text = text.replace("\r\n", "\n")
        lines = text.splitlines(keepends=True) if _ONLY_NEWLINES.search(text) is None else _lines(text)
        tokens += [_Token("literal", _MARKER_ESCAPE.sub(r"\1{", line) if "{" in line else line) for line in lines]

    def _mark(self, node: Node, depth: int) -> _Token:
        text = self.data[node.start_byte:node.end_byte]
        left = text[2:3] == b"~"
        right = text[-2:-1] == b"~"
        expressions = [child for child in node.named_children if child.type == "expression"]
        names = tuple([self._text(child) for child in node.named_children if child.type == "identifier"])
        kind = {"template_interpolation": "interpolation", "template_if_intro": "if", "template_else_intro": "else",
                "template_if_end": "endif", "template_for_start": "for", "template_for_end": "endfor"}[node.type]
        if not expressions and kind in ("interpolation", "if", "for"):
            raise ParseError("Invalid expression: expected the start of an expression", *self._position(node))
        value = self.expression(expressions[0], depth + 1) if expressions else None
        return _Token(kind, None, value, names, left, right, *self._span(node))

    def assemble(self, tokens: list[_Token], at: int, depth: int,
                 until: tuple[str, ...]) -> tuple[list[Expression], int]:
        """The parts from ``at`` on, up to a marker of ``until``; and where that is."""
        if depth > MAX_DEPTH:
            raise _TooDeepError(tokens[at].start if at < len(tokens) else 0)
        parts: list[Expression] = []
        while at < len(tokens):
            token = tokens[at]
            kind = token.kind
            if kind in until:
                return parts, at
            at += 1
            if token.text is not None:
                if token.text:
                    if parts and isinstance(parts[-1], Literal) and isinstance(parts[-1].value, str):
                        parts[-1] = parts[-1]._replace(value=parts[-1].value + token.text)
                    else:
                        parts.append(Literal(token.text, token.start, token.end))
            elif kind == "interpolation":
                assert token.value is not None
                value = token.value
                # A literal null or number in a template must stay apart from its text.
                parts.append(Template((value,), value.start, value.end) if isinstance(value, Literal) else value)
            elif kind == "if":
                assert token.value is not None
                yes, at = self.assemble(tokens, at, depth + 1, ("else", "endif"))
                no: list[Expression] = []
                if at < len(tokens) and tokens[at].kind == "else":
                    no, at = self.assemble(tokens, at + 1, depth + 1, ("endif",))
                at += 1
                parts.append(Conditional(token.value, _joined(yes, token.start, token.end),
                                         _joined(no, token.start, token.end), token.start, token.end))
            elif kind == "for":
                assert token.value is not None
                body, at = self.assemble(tokens, at, depth + 1, ("endfor",))
                at += 1
                key = token.names[0] if len(token.names) == 2 else ""
                inner = Template(tuple(body), token.start, token.end)
                parts.append(TemplateFor(key, token.names[-1], token.value, inner, token.start, token.end))
            else:
                return parts, at - 1
        return parts, at

    # -- places

    def _start(self, start: int) -> int:
        return start if self.at is None else self.at[0]

    def _end(self, end: int) -> int:
        return end if self.at is None else self.at[1]

    def _span(self, node: Node) -> tuple[int, int]:
        return (node.start_byte, node.end_byte) if self.at is None else self.at

    def _position(self, node: Node) -> tuple[int, int]:
        return self.file.position(node.start_byte if self.at is None else self.at[0])

    def _text(self, node: Node) -> str:
        return self.data[node.start_byte:node.end_byte].decode()


def _attribute_like(node: Node) -> bool:
    """Whether a step is ``.name`` or ``.0``."""
    return node.type == "get_attr" or (node.type == "index" and node.named_children[0].type == "legacy_index")


class _Token(NamedTuple):
    kind: str
    text: str | None = None
    value: Expression | None = None
    names: tuple[str, ...] = ()
    left: bool = False
    right: bool = False
    start: int = 0
    end: int = 0


_ONLY_NEWLINES = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\r]")


def _lines(text: str) -> list[str]:
    return [line for line in re.split("(?<=\n)", text) if line]


def _strip(tokens: list[_Token]) -> None:
    """Take away the white space next to a ``~``."""
    for at, token in enumerate(tokens):
        if token.left and at > 0 and (before := tokens[at - 1]).text is not None:
            tokens[at - 1] = before._replace(text=before.text.rstrip())
        if token.right and at + 1 < len(tokens) and (after := tokens[at + 1]).text is not None:
            tokens[at + 1] = after._replace(text=after.text.lstrip())


def _flush(tokens: list[_Token]) -> None:
    """Take away the indentation that all lines of a ``<<-`` heredoc share."""
    smallest: int | None = None
    adjust: list[int] = []
    newline = True
    for at, token in enumerate(tokens):
        text = token.text
        if newline:
            newline = False
            spaces = 0
            if text is not None:
                trimmed = text.lstrip()
                if not trimmed and text.endswith("\n"):
                    newline = True
                    continue
                spaces = len(text) - len(trimmed)
                adjust.append(at)
            smallest = spaces if smallest is None else min(smallest, spaces)
        if text is not None and text.endswith("\n"):
            newline = True
    if smallest:
        for at in adjust:
            text = tokens[at].text
            assert text is not None
            tokens[at] = tokens[at]._replace(text=text[smallest:])


def _joined(parts: list[Expression], start: int, end: int, wrap: bool = True) -> Expression:
    """The template of these parts; a single text is a literal, and, unless ``wrap``, a single value is itself."""
    if not parts:
        return Literal("", start, end)
    if len(parts) == 1:
        only = parts[0]
        if isinstance(only, Literal):
            return only._replace(start=start, end=end)
        if not wrap and isinstance(only, Template) and len(only.parts) == 1 and isinstance(only.parts[0], Literal):
            return only.parts[0]
        if not wrap and not isinstance(only, (TemplateFor,)):
            return only
    return Template(tuple(parts), start, end)


def _significant(children: list[Node]) -> list[Node]:
    for child in children:
        if child.type == "comment":
            return [c for c in children if c.type != "comment"]
    return children


def _unescape(text: str) -> str:
    return normal(_ESCAPE.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    four, eight, one, marker = found.groups()
    if marker is not None:
        return marker + "{"
    if one is not None:
        return _ESCAPES.get(one, found[0])
    code = int(four or eight, 16)
    return chr(code) if code < 0x110000 else "\ufffd"


_RUN = re.compile(rb"\${3,}\{|%{3,}\{")
_POWER = re.compile(rb"(?<![\w.-])\d+(?:\.\d+)?[eE][+-]?\d+|(?<=-)\d+[eE][+-]?\d+")


def _legible(data: bytes) -> bytes:
    """The text for tree-sitter, as long as the original: what its grammar does not know is made up.

    A run of three or more ``$`` before a brace is text, and a number may have an exponent without a fraction.  What
    stands there is read from the original.
    """
    if b"$$${" in data or b"%%%{" in data:
        data = _RUN.sub(lambda found: b"x" * len(found[0]), data)
    return data


def _plain_numbers(data: bytes) -> bytes:
    return _POWER.sub(lambda found: b"0" * len(found[0]), data)


# -- what is wrong


def _explain(data: bytes, root: Node, file: SourceFile) -> ParseError:
    """What is wrong with a text that did not parse: Terraform's reason, python-hcl2's, or tree-sitter's place."""
    text = data.decode("utf-8", "replace")
    if (fault := diagnose(text)) is not None:
        return ParseError(fault.message, *file.position(len(text[:fault.offset].encode("utf-8"))))
    node = _first_error(root)
    line, column = file.position(node.start_byte)
    if len(data) <= 1024 * 1024:
        problem = _ask_hcl2(data)
        if problem is not None:
            return problem
    if node.is_missing:
        return ParseError(f"Invalid syntax: expected {node.type!r}", line, column)
    near = data[node.start_byte:node.end_byte].split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    if len(near) > 40:
        near = near[:39] + "…"
    return ParseError(f"Invalid syntax near {near!r}" if near else "Invalid syntax", line, column)


def _first_error(root: Node) -> Node:
    node = root
    while True:
        if (node.type == "ERROR" and node is not root) or node.is_missing:
            return node
        for child in node.children:
            if child.has_error or child.is_missing or child.type == "ERROR":
                node = child
                break
        else:
            return node


_TOKENS = {"LBRACE": "'{'", "RBRACE": "'}'", "LSQB": "'['", "RSQB": "']'", "LPAR": "'('", "RPAR": "')'", "EQ": "'='",
           "COLON": "':'", "COMMA": "','", "QMARK": "'?'", "NL_OR_COMMENT": "a newline", "NAME": "a name",
           "DBLQUOTE": "'\"'", "INTERP_START": "'${'", "STRING_CHARS": "text", "DOT": "'.'",
           "$END": "the end of the file",
           "INT_LITERAL": "a number", "FLOAT_LITERAL": "a number"}


def _ask_hcl2(data: bytes) -> ParseError | None:
    from hcl2.parser import parser as hcl2_parser
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

    text = data.decode("utf-8", "replace")
    try:
        hcl2_parser().parse(text if text.endswith("\n") else text + "\n")
    except (UnexpectedInput, RecursionError, ValueError) as error:
        if isinstance(error, UnexpectedToken):
            expected = sorted({_TOKENS[name] for name in error.expected if name in _TOKENS})
            wanted = f"; expected {', '.join(expected)}" if 0 < len(expected) <= 6 else ""
            token = str(error.token)
            if error.token.type == "$END" or not token:
                found = "end of file"
            elif token.strip():
                found = repr(token.strip().split("\n", 1)[0][:40])
            else:
                found = "newline"
            if error.line is not None and error.line > 0:
                return ParseError(f"Invalid syntax: unexpected {found}{wanted}", error.line, max(error.column, 1))
            line = text.count("\n") + 1
            return ParseError(f"Invalid syntax: unexpected {found}{wanted}", line, 1)
        if isinstance(error, UnexpectedCharacters):
            return ParseError(f"Invalid character: {error.char!r} is not used within the language here",
                                 error.line, max(error.column, 1))
        if isinstance(error, UnexpectedEOF):
            return ParseError("Invalid syntax: unexpected end of file", text.count("\n") + 1, 1)
    return None
