"""Says what is wrong with HCL that does not parse, in the words in which Terraform says it.

tree-sitter finds that something is wrong and goes on; this reads the same text strictly, and stops at the first thing
that the language does not allow.  It makes no tree, and is asked for nothing but a reason.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

MAX_DEPTH = 250

_TOKEN = re.compile(
    r"(?P<space>[ \t\r]+)|(?P<newline>\n)|(?P<comment>(?:#|//)[^\n]*|/\*.*?\*/)"
    r"|(?P<heredoc><<-?[^\W\d][\w-]*\r?\n)|(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>[^\W\d][\w-]*)"
    r"|(?P<operator>\.\.\.|=>|==|!=|<=|>=|&&|\|\||::|[{}\[\]()=:,.?+\-*/%<>!&|~\"])", re.DOTALL)
_START = "Invalid expression: expected the start of an expression, but found an invalid expression token"
_LEVELS = (("||",), ("&&",), ("==", "!="), (">", ">=", "<", "<="), ("+", "-"), ("*", "/", "%"))


class Fault(NamedTuple):
    """What is wrong, and where in the text."""

    message: str
    offset: int


class _FoundError(Exception):
    def __init__(self, message: str, offset: int) -> None:
        self.fault = Fault(message, offset)


def diagnose(text: str) -> Fault | None:
    """The first thing in a file that Terraform would complain of, or None if this finds nothing."""
    try:
        _Reader(text).body(top=True)
    except _FoundError as found:
        return found.fault
    return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.inside = 0
        """How many brackets are open: newlines mean nothing inside."""
        self.depth = 0

    # -- tokens

    def fail(self, message: str, offset: int | None = None) -> NoReturn:
        raise _FoundError(message, self.at if offset is None else offset)

    def peek(self) -> tuple[str, str]:
        """The kind and text of the next token; ``self.at`` is where it begins."""
        while self.at < len(self.text):
            found = _TOKEN.match(self.text, self.at)
            if found is None:
                return self.stray()
            kind = found.lastgroup or ""
            if kind == "space" or (kind == "newline" and self.inside) or kind == "comment":
                self.at = found.end()
            elif kind == "operator":
                return found[0], found[0]
            else:
                return kind, found[0]
        return "end", ""

    def stray(self) -> NoReturn:
        character = self.text[self.at]
        if character == "'":
            self.fail('Invalid character: single quotes are not valid; use double quotes (") to enclose strings')
        if character == "`":
            self.fail('Invalid character: the "`" character is not valid; to create a multi-line string, use the '
                      '"heredoc" syntax, like "<<EOT"')
        if character in "\u201c\u201d":
            self.fail("Invalid character: \"curly quotes\" are not valid here; these can sometimes be inadvertently "
                      "introduced when sharing code via documents or discussion forums; it might help to replace the "
                      "character with a \"straight quote\"")
        self.fail("Invalid character: this character is not used within the language")

    def take(self) -> str:
        kind, text = self.peek()
        self.at += len(text)
        return kind

    def accept(self, kind: str) -> bool:
        if self.peek()[0] != kind:
            return False
        self.take()
        return True

    # -- bodies

    def body(self, top: bool = False, opened: int = 0) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"blocks are nested more than {MAX_DEPTH} deep")
        while True:
            kind, _ = self.peek()
            if kind == "newline":
                self.take()
            elif kind == "end":
                if not top:
                    self.fail("Unclosed configuration block: there is no closing brace for this block before the end "
                              "of the file; this may be caused by incorrect brace nesting elsewhere in this file",
                              opened)
                break
            elif kind == "}" and not top:
                self.take()
                break
            elif kind == "name":
                self.item()
            elif kind == '"':
                self.fail("Invalid argument name: argument names must not be quoted")
            else:
                self.fail("Argument or block definition required: an argument or block definition is required here")
        self.depth -= 1

    def item(self) -> None:
        self.take()
        kind, _ = self.peek()
        if kind == "=":
            self.take()
            self.expression()
            kind, _ = self.peek()
            if kind not in ("newline", "end"):
                if kind == "}":
                    return
                self.unfinished(kind)
                self.fail("Missing newline after argument: an argument definition must end with a newline")
            return
        while True:
            kind, _ = self.peek()
            if kind == "name":
                self.take()
            elif kind == '"':
                self.string(template=False)
            elif kind == "{":
                opened = self.at
                self.take()
                self.body(opened=opened)
                kind, _ = self.peek()
                if kind not in ("newline", "end", "}"):
                    self.fail("Missing newline after block definition: a block definition must end with a newline")
                return
            elif kind == "=":
                self.fail("Invalid block definition: either a quoted string block label or an opening brace (\"{\") is "
                          "expected here; the equals sign \"=\" indicates an argument definition, and must not be used "
                          "when defining a block")
            elif kind in ("newline", "end"):
                self.fail("Invalid block definition: a block definition must have block content delimited by \"{\" and "
                          "\"}\", starting on the same line as the block header")
            else:
                self.fail("Invalid block definition: either a quoted string block label or an opening brace (\"{\") is "
                          "expected here")

    def unfinished(self, kind: str) -> None:
        if kind in ("&", "|"):
            word = "AND (\"&&\")" if kind == "&" else "OR (\"||\")"
            self.fail(f"Unsupported operator: bitwise operators are not supported; did you mean boolean {word}?")

    # -- expressions

    def expression(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"expressions are nested more than {MAX_DEPTH} deep")
        self.binary(0)
        if self.accept("?"):
            self.expression()
            kind, _ = self.peek()
            if kind != ":":
                self.fail("Missing false expression in conditional: the conditional operator (...?...:...) requires a "
                          "false expression, delimited by a colon")
            self.take()
            self.expression()
        self.depth -= 1

    def binary(self, level: int) -> None:
        if level == len(_LEVELS):
            self.traversal()
            return
        self.binary(level + 1)
        while True:
            kind, _ = self.peek()
            if kind not in _LEVELS[level]:
                self.unfinished(kind)
                return
            self.take()
            self.binary(level + 1)

    def traversal(self) -> None:
        while self.peek()[0] in ("-", "!"):
            self.take()
        self.term()
        while True:
            kind, _ = self.peek()
            if kind == ".":
                self.take()
                kind, _ = self.peek()
                if kind not in ("name", "number", "*"):
                    self.fail("Invalid attribute name: an attribute name is required after a dot")
                self.take()
            elif kind == "[":
                self.take()
                self.inside += 1
                if not self.accept("*"):
                    self.expression()
                kind, _ = self.peek()
                if kind != "]":
                    self.fail("Missing close bracket on index: the index operator must end with a closing bracket "
                              "(\"]\")")
                self.inside -= 1
                self.take()
            else:
                return

    def term(self) -> None:
        kind, text = self.peek()
        if kind == "(":
            self.take()
            self.inside += 1
            self.expression()
            if self.peek()[0] != ")":
                self.fail("Unbalanced parentheses: expected a closing parenthesis to terminate the expression")
            self.inside -= 1
            self.take()
        elif kind == "number":
            self.take()
        elif kind == "name":
            self.take()
            while self.accept("::"):
                if not self.accept("name"):
                    self.fail("Missing function name: function scope resolution symbol :: must be followed by a "
                              "function name in this scope")
            if self.peek()[0] == "(":
                self.arguments()
        elif kind == '"':
            self.string(template=True)
        elif kind == "heredoc":
            self.heredoc(text)
        elif kind == "[":
            self.tuple_cons()
        elif kind == "{":
            self.object_cons()
        else:
            self.fail(_START)

    def arguments(self) -> None:
        self.take()
        self.inside += 1
        while self.peek()[0] != ")":
            self.expression()
            kind, _ = self.peek()
            if kind == "...":
                self.take()
                self.accept(",")
                if self.peek()[0] != ")":
                    self.fail("Missing closing parenthesis: an expanded function argument (with ...) must be "
                              "immediately followed by closing parentheses")
                break
            if kind == ")":
                break
            if kind != ",":
                self.fail("Missing argument separator: a comma is required to separate each function argument from the "
                          "next")
            self.take()
        self.inside -= 1
        self.take()

    def tuple_cons(self) -> None:
        self.take()
        self.inside += 1
        if self.peek() == ("name", "for"):
            self.loop("]", "tuple")
            return
        while self.peek()[0] != "]":
            self.expression()
            kind, _ = self.peek()
            if kind == "]":
                break
            if kind != ",":
                if kind == "end":
                    self.fail("Unterminated tuple constructor expression: there is no corresponding closing bracket "
                              "before the end of the file; this may be caused by incorrect bracket nesting elsewhere "
                              "in this file")
                self.fail("Missing item separator: expected a comma to mark the beginning of the next item")
            self.take()
        self.inside -= 1
        self.take()

    def object_cons(self) -> None:
        self.take()
        outer, self.inside = self.inside, 0
        self.newlines()
        if self.peek() == ("name", "for") and re.match(r"for\s+[^\W\d]", self.text[self.at:self.at + 200]):
            self.inside = outer + 1
            self.loop("}", "object")
            return
        while self.peek()[0] != "}":
            if self.peek()[0] == "end":
                self.fail("Unterminated object constructor expression: there is no corresponding closing brace before "
                          "the end of the file; this may be caused by incorrect brace nesting elsewhere in this file")
            self.expression()
            kind, _ = self.peek()
            if kind not in ("=", ":"):
                if kind in ("newline", "end"):
                    self.fail("Missing attribute value: expected an attribute value, introduced by an equals sign "
                              "(\"=\")")
                self.fail("Missing key/value separator: expected an equals sign (\"=\") to mark the beginning of the "
                          "attribute value")
            self.take()
            self.expression()
            kind, _ = self.peek()
            if kind == "}":
                break
            if kind not in (",", "newline"):
                self.fail("Missing attribute separator: expected a newline or comma to mark the beginning of the next "
                          "attribute")
            self.take()
            self.newlines()
        self.take()
        self.inside = outer

    def newlines(self) -> None:
        while self.accept("newline"):
            pass

    def loop(self, close: str, made: str) -> None:
        self.take()
        if self.peek()[0] != "name":
            self.fail("Invalid 'for' expression: for expression requires variable name after 'for'")
        self.take()
        if self.accept(",") and not self.accept("name"):
            self.fail("Invalid 'for' expression: for expression requires value variable name after comma")
        if self.peek() != ("name", "in"):
            self.fail("Invalid 'for' expression: for expression requires the 'in' keyword after its name declarations")
        self.take()
        self.expression()
        if self.peek()[0] != ":":
            self.fail("Invalid 'for' expression: for expression requires a colon after the collection expression")
        self.take()
        begun = self.peek() and self.at
        self.expression()
        if self.peek()[0] == "=>":
            if made == "tuple":
                self.fail("Invalid 'for' expression: key expression is not valid when building a tuple", begun)
            self.take()
            self.expression()
            self.accept("...")
        elif made == "object":
            self.fail("Invalid 'for' expression: key expression is required when building an object", begun)
        if self.peek() == ("name", "if"):
            self.take()
            self.expression()
        if self.peek()[0] != close:
            self.fail("Invalid 'for' expression: extra characters after the end of the 'for' expression")
        self.inside -= 1
        self.take()

    # -- templates

    def string(self, template: bool) -> None:
        self.at += 1
        opened: list[tuple[str, int]] = []
        while True:
            if self.at >= len(self.text) or self.text[self.at] == "\n":
                self.fail("Invalid multi-line string: quoted strings may not be split over multiple lines; to produce "
                          "a multi-line string, either use the \\n escape to represent a newline character or use the "
                          "\"heredoc\" multi-line template syntax")
            character = self.text[self.at]
            if character == '"':
                if opened:
                    word, _ = opened[-1]
                    word = "if" if word == "else" else word
                    self.fail(f"Unexpected end of template: the {word} directive is missing its corresponding "
                              "end{word} directive")
                self.at += 1
                return
            if character == "\\":
                self.escape()
            elif template and character in "$%":
                self.marker(opened)
            else:
                self.at += 1

    def escape(self) -> None:
        selector = self.text[self.at + 1:self.at + 2]
        if selector in ("u", "U"):
            count, word = (4, "four") if selector == "u" else (8, "eight")
            digits = self.text[self.at + 2:self.at + 2 + count]
            if not re.fullmatch(f"[0-9A-Fa-f]{{{count}}}", digits):
                self.fail(f"Invalid escape sequence: the \\{selector} escape sequence must be followed by {word} "
                          "hexadecimal digits")
            self.at += 2 + count
        elif selector and selector in 'nrt"\\':
            self.at += 2
        else:
            self.fail(f'Invalid escape sequence: the symbol "{selector}" is not a valid escape sequence selector')

    def marker(self, opened: list[tuple[str, int]]) -> None:
        sign = self.text[self.at]
        run = re.compile(re.escape(sign) + "+").match(self.text, self.at)
        length = len(run[0]) if run else 1
        begin = self.at
        if self.text[begin + length:begin + length + 1] != "{" or length > 1:
            self.at = begin + length + (self.text[begin + length:begin + length + 1] == "{")
            return
        self.at = begin + 2
        if self.text.startswith("~", self.at):
            self.at += 1
        outer, self.inside = self.inside, 1
        if sign == "$":
            self.expression()
            self.closing("interpolation expression", "Expected a closing brace to end the interpolation expression, "
                         "but found extra characters")
        else:
            self.directive(opened, begin)
        self.inside = outer

    def closing(self, what: str, detail: str) -> None:
        if self.peek()[0] == "end":
            self.fail(_START)
        if self.text.startswith("~", self.at):
            self.at += 1
        if self.peek()[0] != "}":
            self.fail(f"Extra characters after {what}: {detail[0].lower()}{detail[1:]}")
        self.at += 1

    def directive(self, opened: list[tuple[str, int]], begin: int) -> None:
        kind, word = self.peek()
        if kind != "name":
            self.fail("Invalid template directive: a template directive keyword (\"if\", \"for\", etc) is expected at "
                      "the beginning of a %{ sequence")
        if word not in ("if", "else", "endif", "for", "endfor"):
            self.fail(f'Invalid template control keyword: "{word}" is not a valid template control keyword')
        self.take()
        last = opened[-1][0] if opened else ""
        if word == "if":
            self.expression()
            opened.append(("if", begin))
        elif word == "for":
            self.accept("name")
            if self.accept(","):
                self.accept("name")
            if self.peek() != ("name", "in"):
                self.fail("Invalid 'for' directive: for directive requires 'in' keyword after names")
            self.take()
            self.expression()
            opened.append(("for", begin))
        elif word == "else":
            if last == "else":
                self.fail("Unexpected else directive: already in the else clause for the if", begin)
            if last != "if":
                self.fail("Unexpected else directive: the control directives within this template are unbalanced",
                          begin)
            opened[-1] = ("else", opened[-1][1])
        else:
            if last not in (("if", "else") if word == "endif" else ("for",)):
                self.fail(f"Unexpected {word} directive: the control directives within this template are unbalanced",
                          begin)
            opened.pop()
        self.closing(f"{word} marker", "Expected a closing brace to end the sequence")

    def heredoc(self, opening: str) -> None:
        name = opening.strip().lstrip("<-")
        start = self.at
        self.at += len(opening)
        end = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*\r?$", re.MULTILINE)
        opened: list[tuple[str, int]] = []
        while True:
            found = end.search(self.text, self.at)
            if found is None:
                self.fail("Unterminated template string: no closing marker was found for the string", start)
            sign = re.compile(r"[$%]").search(self.text, self.at, found.start())
            if sign is None:
                self.at = found.end()
                return
            self.at = sign.start()
            self.marker(opened)
