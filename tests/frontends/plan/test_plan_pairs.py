"""A plan and the configuration that it was made of have the same answers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from iaccheck.cli.main import cli
from iaccheck.findings import Finding, Status
from iaccheck.graph import Sensitive, Unknown
from iaccheck.scan import Result, Scanner
from iaccheck.selection import Selection
from support import catalogue, registry, scan_path

PAIRS = os.environ.get("IACCHECK_PLAN_PAIRS", "")
"""A directory of directories with ``main.tf`` and the ``plan.json`` that real providers made of it."""


def plan(*resources: dict[str, Any], changes: dict[str, list[str]] | None = None,
         before: dict[str, dict[str, Any]] | None = None, configuration: dict[str, Any] | None = None) -> str:
    """A plan of resources of the root module: address, values."""
    planned = [{"address": r["address"], "mode": "managed", "type": r["address"].partition(".")[0],
                "name": r["address"].partition(".")[2], "values": r["values"]} for r in resources]
    listed = [{"address": a, "mode": "managed", "type": a.partition(".")[0], "name": a.partition(".")[2],
               "change": {"actions": actions, "before": (before or {}).get(a),
                          "after": next((r["values"] for r in resources if r["address"] == a), None),
                          "after_unknown": {}}} for a, actions in (changes or {}).items()]
    return json.dumps({"format_version": "1.2", "terraform_version": "1.11.4",
                       "planned_values": {"root_module": {"resources": planned}}, "resource_changes": listed,
                       "configuration": configuration or {}})


VOLUMES = """\
variable "on" {
  default = false
}

resource "aws_ebs_volume" "a" {
  availability_zone = "eu-west-1a"
  encrypted         = var.on
}

resource "aws_ebs_volume" "b" {
  availability_zone = "eu-west-1a"
}
"""
A = {"address": "aws_ebs_volume.a", "values": {"availability_zone": "eu-west-1a", "encrypted": False}}
B = {"address": "aws_ebs_volume.b", "values": {"availability_zone": "eu-west-1a"}}


def reported(*arguments: object) -> list[tuple[str, str, int]]:
    """Address, file and line of what is said about encryption."""
    ran = CliRunner().invoke(cli, ["scan", *map(str, arguments), "--no-cache", "--format", "json", "--policy",
                                   "unencrypted-storage"])
    assert ran.exit_code in (0, 1), ran.output
    report = json.loads(ran.stdout)
    assert report["errors"] == []
    return [(f["resource"], f["file"], f["line"]) for f in report["findings"] if f["status"] == "fail"]


def test_findings_stand_on_the_lines_of_the_configuration_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(plan(A, B))
    assert [f for _, f, _ in reported(tmp_path / "plan.json")] == ["plan.json", "plan.json"]
    (tmp_path / "main.tf").write_text(VOLUMES)
    assert reported(tmp_path / "plan.json") == [("aws_ebs_volume.a", "main.tf", 7), ("aws_ebs_volume.b", "main.tf", 10)]


def test_the_configuration_can_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(plan(A))
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(VOLUMES)
    assert reported(tmp_path / "plan.json", "--terraform-dir", tmp_path / "infra") == [
        ("aws_ebs_volume.a", "infra/main.tf", 7)]


def test_another_configuration_beside_the_plan_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(plan(A, B))
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "q" {}\n')
    assert [f for _, f, _ in reported(tmp_path / "plan.json")] == ["plan.json", "plan.json"]


def test_only_what_the_plan_changes(tmp_path: Path) -> None:
    changes = {"aws_ebs_volume.a": ["update"], "aws_ebs_volume.b": ["no-op"]}
    (tmp_path / "plan.json").write_text(plan(A, B, changes=changes))
    assert [a for a, _, _ in reported(tmp_path / "plan.json")] == ["aws_ebs_volume.a", "aws_ebs_volume.b"]
    assert [a for a, _, _ in reported(tmp_path / "plan.json", "--changed-only")] == ["aws_ebs_volume.a"]


@pytest.mark.parametrize(("actions", "found"), [
    (["create"], 1), (["update"], 1), (["delete", "create"], 1), (["create", "delete"], 1), (["no-op"], 0)])
def test_each_change_that_leaves_a_resource(actions: list[str], found: int, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(plan(A, changes={"aws_ebs_volume.a": actions}))
    assert len(reported(tmp_path / "plan.json", "--changed-only")) == found


def test_what_goes_away_is_no_finding(tmp_path: Path) -> None:
    changes = {"aws_ebs_volume.a": ["delete"], "aws_ebs_volume.b": ["no-op"]}
    (tmp_path / "plan.json").write_text(plan(B, changes=changes))
    assert [a for a, _, _ in reported(tmp_path / "plan.json")] == ["aws_ebs_volume.b"]


def test_a_bucket_changes_with_the_block_that_goes_away(tmp_path: Path) -> None:
    bucket = {"address": "aws_s3_bucket.b", "values": {"bucket": "logs", "id": "logs", "acl": "public-read"}}
    block = "aws_s3_bucket_public_access_block.b"
    for removed, judged in (({"bucket": "logs"}, True), ({"bucket": "other"}, False)):
        (tmp_path / "plan.json").write_text(plan(bucket, changes={"aws_s3_bucket.b": ["no-op"], block: ["delete"]},
                                                 before={block: removed}))
        ran = CliRunner().invoke(cli, ["scan", str(tmp_path / "plan.json"), "--changed-only", "--no-cache", "--format",
                                       "json"])
        assert ("aws_s3_bucket.b" in {f["resource"] for f in json.loads(ran.stdout)["findings"]}) is judged


# -- recorded pairs


def same(ours: Any, theirs: Any) -> bool:
    """Whether a value of the configuration is the planned one; what either does not know says nothing."""
    ours = ours.value if isinstance(ours, Sensitive) else ours
    theirs = theirs.value if isinstance(theirs, Sensitive) else theirs
    if isinstance(ours, Unknown) or isinstance(theirs, Unknown) or ours is None:
        return True
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(same(v, theirs.get(k)) for k, v in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(any(same(o, t) for t in theirs) for o in ours)
    if isinstance(ours, str) and isinstance(theirs, str) and ours.lstrip().startswith("{"):
        return bool(json.loads(ours) == json.loads(theirs))
    return ours == theirs or str(ours).lower().replace(" ", "") == str(theirs).lower()  # azurerm: "West US" is "westus"


def pair(name: str) -> tuple[Result, Result]:
    place = Path(PAIRS) / name
    return scan_path(place / "main.tf"), scan_path(place / "plan.json")


def findings(result: Result) -> set[tuple[str, str, Status]]:
    def key(finding: Finding) -> tuple[str, str, Status]:
        return finding.policy, finding.resource.address, finding.status
    return set(map(key, result.findings))


DEFAULTS_OF_OLD_PROVIDERS = {"undeclared-tls-version", "old-tls-version", "public-access-not-blocked"}
"""What a storage account of azurerm 2 leaves to the provider, the plan has with the defaults of that time."""
NAMES = sorted(p.name for p in Path(PAIRS).iterdir()) if PAIRS else []


@pytest.mark.parametrize("name", NAMES)
def test_the_plan_is_read_without_a_complaint(name: str) -> None:
    written, planned = pair(name)
    assert (written.errors, planned.errors, planned.warnings) == ([], [], [])


@pytest.mark.parametrize("name", NAMES)
def test_the_findings_are_the_same(name: str) -> None:
    written, planned = pair(name)
    differing = {f for f in findings(written) ^ findings(planned) if f[0] not in DEFAULTS_OF_OLD_PROVIDERS}
    assert differing == set()


@pytest.mark.parametrize("name", NAMES)
def test_attributes_are_the_same(name: str) -> None:
    graphs = [{r.address: r for r in Scanner(catalogue(), Selection(), registry=registry()).load(
        [str(Path(PAIRS) / name / file)])[0].graph.resources} for file in ("main.tf", "plan.json")]
    written, planned = graphs
    for address in written.keys() & planned.keys():
        theirs = planned[address].attributes
        wrong = {n: (v, theirs.get(n)) for n, v in written[address].attributes.items()
                 if n in theirs and not same(v, theirs[n])}
        assert wrong == {}, address
