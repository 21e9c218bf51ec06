"""Where a file does not parse, and the reason that is given."""

from __future__ import annotations

import pytest

from iaccheck.frontends.terraform.parser import parse_file
from iaccheck.frontends.terraform.syntax import ParseError, SourceFile

CASES = [
    ('resource "a" "b" {\n  x = 1\n', 1, 18, "Unclosed configuration block"),
    ("a = 1 b = 2\n", 1, 7, "Missing newline after argument"),
    ("a = [1 2]\n", 1, 8, "Missing item separator"),
    ("a = f(1 2)\n", 1, 9, "Missing argument separator"),
    ("a = (1\nb = 2\n", 2, 1, "Unbalanced parentheses"),
    ("a = { b = 1 c = 2 }\n", 1, 13, "Missing attribute separator"),
    ("a = { b }\n", 1, 9, "Missing key/value separator"),
    ('a = "x\n', 1, 7, "Invalid multi-line string"),
    ('a = "\\q"\n', 1, 6, "Invalid escape sequence"),
    ("a = 'x'\n", 1, 5, "Invalid character"),
    ("a = 1 & 2\n", 1, 7, "Unsupported operator"),
    ("a = true ? 1\n", 1, 13, "Missing false expression in conditional"),
    ("a = b.\n", 1, 7, "Invalid attribute name"),
    ("a = [for x in y z]\n", 1, 17, "Invalid 'for' expression"),
    ('a = "%{ if true }x"\n', 1, 19, "Unexpected end of template"),
    ('a = "%{ endif }"\n', 1, 6, "Unexpected endif directive"),
    ('a = "${x y}"\n', 1, 10, "Extra characters after interpolation expression"),
    ("a = <<EOT\nx\n", 1, 5, "Unterminated template string"),
    ("a {\n  b\n}\n", 2, 4, "Invalid block definition"),
    ("a b = 1\n", 1, 5, "Invalid block definition"),
    ("}\n", 1, 1, "Argument or block definition required"),
    ('"a" = 1\n', 1, 1, "Invalid argument name"),
    ("\u00e9 = [1 2]\n", 1, 8, "Missing item separator"),
    ("\ufeffa = [1 2]\n", 1, 9, "Missing item separator"),
    ("a = 1\r\nb = [1 2]\r\n", 2, 8, "Missing item separator"),
]


@pytest.mark.parametrize(("text", "line", "column", "summary"), CASES)
def test_a_syntax_error_says_where_and_why(text: str, line: int, column: int, summary: str) -> None:
    heard: list[ParseError] = []
    parsed = parse_file(SourceFile("main.tf", text.encode()), heard.append)
    for attribute in parsed.body.attributes.values():
        assert attribute.expression is not None
    (problem,) = [*parsed.problems, *heard]
    assert problem.message.startswith(summary)
    assert abs(problem.column - column) <= (1 if text.startswith("\ufeff") else 0)
    assert problem.line == line


@pytest.mark.parametrize("text", [
    "a = <<EOT\n  x ${b} $${c} %{ if d ~} e %{ endif }\n  EOT\n",
    "a = <<-END-1\n  x\nEND-1\n",
    "a = <<EOT\nEOT\n",
    "a = 1e3\nb = 1.5e-7\nc = -2E+2\n",
    'a = "$$${b}"\n',
    "# only a comment",
    "",
    "a = [\n  1, # one\n  2,\n]\n",
    "a = provider::x::y(1)\n",
    'a {}\nb "c" d {\n}\n',
    "a { b = 1 }\n",
])
def test_what_terraform_takes_is_taken(text: str) -> None:
    heard: list[ParseError] = []
    parsed = parse_file(SourceFile("main.tf", text.encode()), heard.append)
    for attribute in parsed.body.attributes.values():
        assert attribute.expression is not None
    assert (parsed.problems, heard) == ([], [])
