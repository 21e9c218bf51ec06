"""Bad input, over the command line: one clear error each, exit status 2, and the rest is scanned."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from iaccheck.cli.main import cli

GOOD = 'resource "aws_ebs_volume" "good" {\n  availability_zone = "a"\n  encrypted = false\n}\n'
SECONDS = 20
"""Far more than each takes on a machine with nothing else to do."""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: %s\n"
STACK = "AWSTemplateFormatVersion: 2010-09-09\nResources: %s\n"
DEEP = 30_000


def scan(directory: Path, *options: str) -> tuple[Result, dict[str, Any]]:
    """Scan a directory with one good file beside what a test has put there."""
    (directory / "zz").mkdir()
    (directory / "zz" / "good.tf").write_text(GOOD)
    started = time.monotonic()
    result = CliRunner().invoke(cli, ["scan", "--no-cache", "--fail-on", "never", "--format", "json", *options,
                                      str(directory)])
    assert time.monotonic() - started < SECONDS
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    report: dict[str, Any] = json.loads(result.stdout)
    assert [f["resource"] for f in report["findings"] if f["policy"] == "unencrypted-storage"] == [
        "aws_ebs_volume.good"]
    return result, report


ALIASES = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 8)}]\n" for i in range(12))

BAD: list[tuple[str, str, bytes]] = [
    ("broken HCL", "bad.tf", b'resource "aws_s3_bucket" "b" {\n  bucket = [\n'),
    ("broken Terraform JSON", "bad.tf.json", b'{"resource": {"aws_s3_bucket": '),
    ("broken plan", "plan.json", b'{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {'),
    ("broken template", "t.yaml", (STACK % "{A: {Type: 'AWS::S3::Bucket'").encode()),
    ("broken template in JSON", "t.json", b'{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {,}}'),
    ("broken manifest", "p.yaml", (POD % "{containers: [").encode()),
    ("Latin-1 in HCL", "bad.tf", 'locals {\n  a = "\xe9"\n}\n'.encode("latin-1")),
    ("Latin-1 in a template", "t.yaml", (STACK % "{}  # \xe9").encode("latin-1")),
    ("Latin-1 in a manifest", "p.yaml", (POD % "{}  # \xe9").encode("latin-1")),
    ("NUL bytes in HCL", "bad.tf", b'locals {\n  a = "\0"\n}\n'),
    ("NUL bytes in a template", "t.yaml", (STACK % "{A: \0}").encode()),
    ("NUL bytes in a manifest", "p.yaml", (POD % "\0").encode()),
    ("bomb of aliases in a template", "t.yaml", (ALIASES + STACK % "{A: *m}").encode()),
    ("bomb of aliases in a manifest", "p.yaml", (ALIASES + POD % "*m").encode()),
    ("tag of Python in a template", "t.yaml", (STACK % "{A: {Type: 'AWS::S3::Bucket', Properties: "
                                               "!!python/object/apply:os.system {a: touch ran}}}").encode()),
    ("tag of Python in a manifest", "p.yaml", (POD % "!!python/object/apply:os.system ['touch ran']").encode()),
    ("deep JSON in a template", "t.json", ('{"Resources": {"A": {"Type": "AWS::S3::Bucket", "Properties": '
                                           + '{"a":' * DEEP + "1" + "}" * DEEP + "}}}").encode()),
    ("deep YAML in a template", "t.yaml", (STACK % ("[" * DEEP + "]" * DEEP)).encode()),
    ("deep YAML in a manifest", "p.yaml", (POD % ("[" * DEEP + "]" * DEEP)).encode()),
    ("deep HCL", "bad.tf", ("resource \"aws_eip\" \"e\" {\n  tags = " + "[" * DEEP + "]" * DEEP + "\n}\n").encode()),
    ("deep parentheses in HCL", "bad.tf",
     ("resource \"aws_eip\" \"e\" {\n  tags = " + "(" * DEEP + "1" + ")" * DEEP + "\n}\n").encode()),
    ("deep Terraform JSON", "bad.tf.json", ('{"locals": {"a": ' + "[" * DEEP + "]" * DEEP + "}}").encode()),
    ("duplicate keys in a template", "t.yaml", (STACK % "{A: {Type: 'Custom::A'}, A: {Type: 'Custom::A'}}").encode()),
    ("duplicate keys in a manifest", "p.yaml", (POD % "{hostPID: true, hostPID: false}").encode()),
    ("duplicate attributes in HCL", "bad.tf", b"locals {\n  a = 1\n  a = 2\n}\n"),
    ("a billion copies", "bad.tf", b'resource "null_resource" "t" {\n  count = 1000000000\n}\n'),
    ("a module that calls itself", "bad.tf", b'module "m" {\n  source = "./."\n}\n'),
]


@pytest.mark.parametrize(("name", "content"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_one_error(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    result, report = scan(tmp_path)
    assert result.exit_code == 2
    assert [e["file"] for e in report["errors"]] == [name]
    assert report["errors"][0]["line"] > 0
    assert not (Path.cwd() / "ran").exists()


def _fifo(at: Path) -> None:
    os.mkfifo(at / "fifo.tf")


def _directory(at: Path) -> None:
    (at / "main.tf").mkdir()


def _loop(at: Path) -> None:
    (at / "loop.tf").symlink_to(at / "loop.tf")


def _outside(at: Path) -> None:
    (at / "hosts.tf").symlink_to("/etc/hostname")


def _huge(at: Path) -> None:
    with open(at / "huge.tf", "wb") as file:
        file.truncate(64 * 1024 * 1024 * 1024)


@pytest.mark.parametrize("make", [
    _fifo, _directory, _outside, _huge, _loop,
], ids=lambda make: make.__name__)
def test_what_is_no_file(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path)
    result, report = scan(tmp_path)
    told = [*report["errors"], *(line for line in result.stderr.splitlines() if line.startswith("warning"))]
    assert len(told) == 1
    assert result.exit_code == (2 if report["errors"] else 0)


def test_empty_files(tmp_path: Path) -> None:
    for name in ("e.tf", "e.tf.json", "e.yaml", "e.json"):
        (tmp_path / name).write_bytes(b"")
    result, report = scan(tmp_path)
    assert {e["file"] for e in report["errors"]} <= {"e.tf.json"}
    assert result.exit_code in (0, 2)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "secret.tf").write_text(GOOD)
    (tmp_path / "secret.tf").chmod(0)
    result, report = scan(tmp_path)
    assert [e["file"] for e in report["errors"]] == ["secret.tf"]
    assert result.exit_code == 2


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_names_that_speak_to_terminals_and_ci(tmp_path: Path, format_: str) -> None:
    name = "a\x1b[31m<script>\n::error::x"
    (tmp_path / f"{name}.tf").write_text('resource "aws_ebs_volume" "b" {\n  encrypted = [\n')
    (tmp_path / "t.json").write_text(json.dumps({"Resources": {name: {
        "Type": "AWS::EC2::Volume", "Properties": {"Encrypted": False}}}}))
    result = CliRunner().invoke(cli, ["scan", "--no-cache", "--format", format_, str(tmp_path)])
    assert result.exit_code == 1
    for output in (result.stdout, result.stderr):
        assert "\x1b" not in output
        assert not any(line.startswith("::") for line in output.splitlines())
