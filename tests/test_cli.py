"""The command line as the contract describes it, run as users run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from iaccheck.cli.main import cli
from iaccheck.schemas import validator

BAD = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      Size: 10
      AvailabilityZone: eu-central-1a
      Encrypted: false
"""
GOOD = BAD.replace("false", "true").rstrip("\n") + "\n      KmsKeyId: alias/mine\n"
BROKEN = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("bad.yaml", BAD), ("good.yaml", GOOD), ("broken.yaml", BROKEN)):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, args, input=stdin, prog_name="iaccheck")


def report(*args: str, stdin: str | None = None) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run(*args, "--format", "json", stdin=stdin).stdout)
    validator("report").validate(document)
    return document


@pytest.mark.parametrize(("args", "status"), [
    (["good.yaml"], 0), (["bad.yaml"], 1), (["broken.yaml"], 2), (["bad.yaml", "broken.yaml"], 1),
    (["good.yaml", "broken.yaml"], 2), (["missing.yaml"], 2), ([], 0), (["scan"], 2),
    (["bad.yaml", "--fail-on", "critical"], 0), (["bad.yaml", "--fail-on", "high"], 1),
    (["bad.yaml", "--fail-on", "never"], 0), (["broken.yaml", "--fail-on", "never"], 2),
    (["bad.yaml", "--policy", "no-such-policy"], 2), (["bad.yaml", "--format", "nonsense"], 2),
    (["bad.yaml", "--var", "no-equals-sign"], 2), (["--paths-from", "missing.txt"], 2), (["explain", "nonsense"], 2),
    (["bad.yaml", "--config", "missing.yaml"], 2),
])
def test_exit_status(tree: Path, args: list[str], status: int) -> None:
    result = run(*args)
    if args:
        assert result.exit_code == status, result.output
    assert "Traceback" not in result.output


def test_scan_is_the_default_command(tree: Path) -> None:
    assert run("bad.yaml").stdout == run("scan", "bad.yaml").stdout


def test_the_text_report_shows_the_line_and_the_mend(tree: Path) -> None:
    text = run("bad.yaml").stdout
    assert "HIGH" in text
    assert "bad.yaml:8" in text
    assert ">    8 │       Encrypted: false" in text
    assert "set `Encrypted` to true" in text
    assert "1 high" in text
    assert "\x1b" not in text


def test_the_json_report_is_that_of_the_contract(tree: Path) -> None:
    document = report("bad.yaml", "good.yaml")
    assert document["summary"]["resources"] == 2
    assert document["summary"]["findings"]["high"] == 1
    finding = next(f for f in document["findings"] if f["policy"] == "unencrypted-storage")
    assert (finding["resource"], finding["resource_type"], finding["format"]) == ("Disk", "AWS::EC2::Volume",
                                                                                   "cloudformation")
    assert (finding["file"], finding["line"], finding["status"]) == ("bad.yaml", 8, "fail")
    assert "CKV_AWS_3" in finding["aliases"]
    assert finding["evidence"][0]["attribute"] == "Encrypted"
    assert finding["evidence"][0]["value"] is False
    assert any(c.startswith("CIS-AWS") for c in finding["controls"])


def test_errors_are_on_standard_error_and_in_the_report(tree: Path) -> None:
    result = run("broken.yaml", "bad.yaml", "--format", "json")
    error = json.loads(result.stdout)["errors"][0]
    assert error["file"] == "broken.yaml"
    assert error["line"] >= 2
    assert "error: broken.yaml:" in result.stderr


def test_separate_reports_one_line_a_path_and_paths_do_not_see_each_other(tree: Path) -> None:
    (tree / "list.txt").write_text("bad.yaml\nbroken.yaml\n\ngood.yaml\n")
    result = run("scan", "--separate", "--paths-from", "list.txt", "--format", "json", "--fail-on", "never")
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [d["summary"]["resources"] for d in documents] == [1, 0, 1]
    assert [len(d["errors"]) for d in documents] == [0, 1, 0]
    assert result.exit_code == 2


def test_paths_come_from_standard_input(tree: Path) -> None:
    document = report("--paths-from", "-", stdin="bad.yaml\ngood.yaml\n")
    assert document["summary"]["resources"] == 2


def test_a_document_comes_from_standard_input(tree: Path) -> None:
    document = report("-", stdin=BAD)
    assert document["findings"]
    assert document["findings"][0]["file"] == "<stdin>"


def test_formats_go_where_the_output_after_them_says(tree: Path) -> None:
    result = run("bad.yaml", "--format", "text", "--format", "json", "--output", "r.json", "--format=sarif",
                 "--output=r.sarif")
    assert "HIGH" in result.stdout
    validator("report").validate(json.loads((tree / "r.json").read_text()))
    assert json.loads((tree / "r.sarif").read_text())["version"] == "2.1.0"


def test_policies_are_chosen_by_their_ids_and_by_those_of_other_tools(tree: Path) -> None:
    chosen = {f["policy"] for f in report("bad.yaml", "--policy", "unencrypted-storage")["findings"]}
    assert chosen == {"unencrypted-storage"}
    assert {f["policy"] for f in report("bad.yaml", "--policy", "CKV_AWS_3")["findings"]} == chosen
    assert {f["policy"] for f in report("bad.yaml", "--policy", "AVD-AWS-0026")["findings"]} == chosen
    skipped = report("bad.yaml", "--skip-policy", "ckv_aws_3")["findings"]
    assert "unencrypted-storage" not in {f["policy"] for f in skipped}
    assert "did you mean 'unencrypted-storage'" in run("bad.yaml", "--policy", "unencrypted-storag").stderr


def test_configuration_says_what_options_say(tree: Path) -> None:
    (tree / "c.yaml").write_text("fail-on: critical\nskip-policies: [no-customer-managed-key]\n")
    result = run("bad.yaml", "--config", "c.yaml", "--format", "json")
    assert result.exit_code == 0
    assert {f["policy"] for f in json.loads(result.stdout)["findings"]} == {"unencrypted-storage"}
    (tree / "c.yaml").write_text("fail_on: critical\n")
    assert "did you mean 'fail-on'" in run("bad.yaml", "--config", "c.yaml").stderr


def test_policies_are_listed(tree: Path) -> None:
    listed = json.loads(run("policies", "--format", "json").stdout)["policies"]
    policy = next(p for p in listed if p["id"] == "unencrypted-storage")
    assert "CKV_AWS_3" in policy["aliases"]
    assert run("policies").stdout.count("\n") == len(listed)


def test_explain_takes_a_policy_or_a_check(tree: Path) -> None:
    text = run("explain", "unencrypted-storage").stdout
    assert "Why" in text
    assert "Mend" in text
    assert "iaccheck:ignore=unencrypted-storage" in text
    assert "unencrypted-storage" in run("explain", "CKV_AWS_3").stdout


def test_the_graph_is_printed_in_three_formats(tree: Path) -> None:
    document = json.loads(run("graph", "bad.yaml").stdout)
    validator("graph").validate(document)
    assert document["resources"][0]["facets"] == ["DataAtRest"]
    assert document["resources"][0]["attributes"]["Encrypted"] is False
    assert run("graph", "bad.yaml", "--format", "dot").stdout.startswith("digraph")
    assert run("graph", "bad.yaml", "--format", "mermaid").stdout.startswith("flowchart")


def test_the_program_itself(tree: Path) -> None:
    program = Path(sys.executable).with_name("iaccheck")
    done = subprocess.run([program, "bad.yaml", "--format", "json"], capture_output=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["schema_version"] == 1
    assert done.stderr == b""
    version = subprocess.run([program, "--version"], capture_output=True, check=True, text=True)
    assert version.stdout.startswith("iaccheck, version ")


def test_a_reader_that_stops_reading_is_no_error(tree: Path) -> None:
    program = Path(sys.executable).with_name("iaccheck")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([program, "bad.yaml"], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert b"Traceback" not in done.stderr
