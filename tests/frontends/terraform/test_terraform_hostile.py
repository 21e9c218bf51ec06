"""Input that means harm: each ends soon, with an error that says where, or with a value."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from iaccheck.files import Files, InputError
from iaccheck.frontends import Context, Input
from iaccheck.frontends.terraform.load import load
from iaccheck.graph import Graph

DEEP = 30_000


def _locals(first: str, rest: str, count: int = 12) -> str:
    lines = [f"  a0 = {first}", *(f"  a{i} = " + rest.replace("@", f"local.a{i - 1}") for i in range(1, count))]
    return "locals {\n" + "\n".join(lines) + "\n}\n"


def _scan(root: Path, source: bytes) -> Context:
    (root / "main.tf").write_bytes(source)
    context = Context(Files(str(root)), Graph())
    load([Input("terraform", ".")], context)
    for resource in context.graph.resources:
        for name in resource.attributes:
            resource.attributes[name]
    return context


TEN = ", ".join(["@"] * 10)

MANY = "a" * 1000

EXPRESSIONS = {
    "interpolations": '"${' * 1000 + "1" + '}"' * 1000,
    "parentheses": "(" * DEEP + "1" + ")" * DEEP,
    "lists": "[" * DEEP + "]" * DEEP,
    "objects": "{a=" * DEEP + "1" + "}" * DEEP,
    "calls": "upper(" * DEEP + '"a"' + ")" * DEEP,
    "unclosed brackets": "[" * DEEP,
    "unclosed braces": "{" * DEEP,
    "unclosed templates": '"${' * 10_000,
    "indexes in indexes": "a" + "[0" * DEEP + "]" * DEEP,
    "splats": "[1]" + "[*]" * DEEP,
    "legacy splats": "[1]" + ".*" * DEEP,
    "conditionals": "true ? 1 : " * DEEP + "1",
    "negations": "!" * DEEP + "true",
    "additions": "1 + " * DEEP + "1",
    "for in for": "[for x in [1] : " * 5000 + "x" + "]" * 5000,
    "directives": '"' + "%{ if true }" * 5000 + "x" + "%{ endif }" * 5000 + '"',
    "a product of 10^9": "setproduct(range(1000), range(1000), range(1000))",
    "a range of 10^9": "range(0, 1e9)",
    "a catastrophic pattern": 'regex("^(a+)+$", "' + "a" * 5000 + 'b")',
    "a pattern too large": 'regex("(((a{100}){100}){100})", "b")',
    "a replacement that grows": f'replace(replace("{MANY}", "a", "{MANY}"), "a", "{MANY}")',
    "a template of itself": 'templatefile("itself.tftpl", {})',
    "a file elsewhere": 'file("/etc/passwd")',
    "a file above": 'file("../../../../../../../etc/passwd")',
    "a file of the user": 'file("~/.ssh/id_rsa")',
    "for in for in for": "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]",
    "a power too large": "pow(10, 1e9) * 0",
    "an exponent too large": "1e999999999",
    "a width too large": 'format("%999999999d", 1)',
    "an indent too large": 'indent(999999999, "a\\nb")',
    "a long number": 'parseint("' + "9" * 100_000 + '", 10)',
    "deep JSON": 'jsondecode(file("deep.json"))',
    "deep YAML": 'yamldecode(file("deep.json"))',
    "aliases of aliases": 'yamldecode(file("laughs.yaml"))',
    "a heredoc without an end": "<<EOT\nhello",
}


def seconds() -> float:
    """The time that is given: ten seconds of work, several times that where each line is traced for coverage."""
    return 10 if sys.gettrace() is None else 50


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_ends_with_an_error_that_says_where(name: str, tmp_path: Path) -> None:
    (tmp_path / "itself.tftpl").write_text('${templatefile("itself.tftpl", {})}')
    (tmp_path / "deep.json").write_text("[" * 100_000 + "]" * 100_000)
    (tmp_path / "laughs.yaml").write_text("a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12)))
    began = time.process_time()
    context = _scan(tmp_path, b'resource "a_b" "c" {\n  x = ' + EXPRESSIONS[name].encode() + b"\n}\n")
    assert time.process_time() - began < seconds()
    said = [*context.errors, *context.warnings]
    assert said
    assert all(e.file == "main.tf" and e.line >= 1 and e.column >= 1 and 0 < len(e.message) < 1000 for e in said)


CONFIGURATIONS = {
    "strings that grow": _locals('"lol"', '"' + "${@}" * 10 + '"'),
    "lists that grow": _locals('["lol"]', f"concat({TEN})"),
    "tuples that grow": _locals('["lol"]', f"[{TEN}]"),
    "objects that grow": _locals('{ a = "lol" }', "{ " + ", ".join(f"k{i} = @" for i in range(10)) + " }"),
    "comparisons of what grows": _locals('["lol"]', f"[{TEN}]").replace("}\n", "  b = local.a11 == local.a11\n}\n"),
    "a cycle": "locals {\n  a11 = local.b\n  b = local.a11\n}\n",
    "itself": "locals {\n  a11 = local.a11\n}\n",
    "a long chain": _locals("1", "@", 3000) + "locals {\n  b = local.a2999\n}\n",
    "blocks in blocks": 'resource "d_e" "f" {\n' + "b {\n" * DEEP + "}\n" * DEEP + "}\n",
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_ends_with_an_error_that_says_where(name: str, tmp_path: Path) -> None:
    last = "local.a2999" if name == "a long chain" else "local.a11"
    began = time.process_time()
    context = _scan(tmp_path, (CONFIGURATIONS[name] + f'resource "a_b" "c" {{\n  x = {last}\n}}\n').encode())
    assert time.process_time() - began < seconds()
    said = [*context.errors, *context.warnings]
    assert said
    assert all(e.file == "main.tf" and e.line >= 1 and e.column >= 1 for e in said)


def test_numbers_stay_as_precise_as_those_of_terraform_however_often_they_are_multiplied(tmp_path: Path) -> None:
    source = _locals("1.00000001", "@ * @", 40) + _locals("99999999999", "@ * @", 12).replace("a", "b")
    began = time.process_time()
    context = _scan(tmp_path, (source + 'resource "a_b" "c" {\n  x = "${local.a39}"\n}\n').encode())
    assert time.process_time() - began < seconds()
    assert not [e for e in context.errors if "defect" in e.message]


@pytest.mark.parametrize(("data", "line", "column", "message"), [
    (b'resource "a_b" "c" {\n  x = "a\0b"\n}\n', 2, 9, "NUL"),
    (b'resource "a_b" "c" {\n  x = "\xe9"\n}\n', 2, 8, "UTF-8"),
    ('resource "a_b" "c" {}'.encode("utf-16"), 1, 1, "UTF-8"),
])
def test_what_is_not_text_is_an_error(data: bytes, line: int, column: int, message: str, tmp_path: Path) -> None:
    (error,) = _scan(tmp_path, data).errors
    assert isinstance(error, InputError)
    assert (error.line, error.column) == (line, column)
    assert message in error.message


def test_byte_order_mark_and_windows_newlines_are_no_error(tmp_path: Path) -> None:
    data = b'\xef\xbb\xbfresource "a_b" "c" {\r\n  x = <<-EOT\r\n    hi\r\n      there\r\n  EOT\r\n  y = 2\r\n}\r\n'
    context = _scan(tmp_path, data)
    assert (context.errors, context.warnings) == ([], [])
    (resource,) = context.graph.resources
    assert resource.attributes["y"] == 2
    assert resource.attributes["x"].replace("\r", "") == "hi\n  there\n"
