"""``--validate``: cfn-lint's rules as a family of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from iaccheck.cli.main import cli

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters: {Unused: {Type: String}}
Resources:
  Volume:
    Type: AWS::EC2::Volume
    Properties: {Size: hunter2, Encrypted: true, AvailabilityZone: !Select [0, !GetAZs ""], Wrong: 1}
"""


def scan(*arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, ["scan", "--no-cache", "--format", "json", *arguments])
    assert "hunter2" not in result.output
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def test_the_rules_of_cfn_lint(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(TEMPLATE)
    report = scan("--validate", str(file))
    found = {f["policy"]: (f["severity"], f["resource"], f["line"]) for f in report["findings"]
             if f["policy"].startswith("cfn-lint-")}
    assert found == {"cfn-lint-e3002": ("medium", "Volume", 6), "cfn-lint-e3012": ("medium", "Volume", 6),
                     "cfn-lint-w2001": ("low", "Parameters.Unused", 2)}
    assert {p["family"] for p in report["policies"] if p["id"] in found} == {"template-validity"}
    assert not report["errors"]


def test_only_when_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(TEMPLATE)
    assert not [f for f in scan(str(file))["findings"] if f["policy"].startswith("cfn-lint-")]
    code = ("import sys; from iaccheck.scan import Scanner; from iaccheck.catalogue import Catalogue;"
            "from iaccheck.selection import Selection;"
            f"Scanner(Catalogue(), Selection()).scan([{str(file)!r}]); print('cfnlint' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_rules_that_a_tree_brings_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    trace = tmp_path / "ran"
    (tmp_path / "rules" / "Evil.py").write_text(f"open({str(trace)!r}, 'w')")
    (tmp_path / "t.yaml").write_text(
        f"Metadata: {{cfn-lint: {{config: {{append_rules: ['{tmp_path}/rules']}}}}}}\n{TEMPLATE}")
    (tmp_path / ".cfnlintrc").write_text(f"append_rules: ['{tmp_path}/rules']\n")
    code = "from iaccheck.cli import main; main()"
    subprocess.run([sys.executable, "-c", code, "scan", "--no-cache", "--validate", "t.yaml"], cwd=tmp_path,
                   capture_output=True, check=False)
    assert not trace.exists()


def test_a_template_that_cannot_be_read_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("AWSTemplateFormatVersion: x\nResources: [")
    assert len(scan("--validate", str(tmp_path / "t.yaml"))["errors"]) == 1
