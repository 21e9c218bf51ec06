"""Suppression by comments, annotations and metadata, ours and those of other tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaccheck.findings import Status
from support import catalogue, failed, of, scan_text

VOLUME = """\
{above}
resource "aws_ebs_volume" "v" {{
  {inside}
  availability_zone = "eu-central-1a"
  encrypted         = false {trailing}
}}

resource "aws_ebs_volume" "other" {{
  availability_zone = "eu-central-1a"
  encrypted         = false
}}
"""
POLICY = "unencrypted-storage"


def volume(above: str = "", inside: str = "", trailing: str = "") -> dict[str, str]:
    return {"main.tf": VOLUME.format(above=above, inside=inside, trailing=trailing)}


@pytest.mark.parametrize("place", ["above", "inside", "trailing"])
@pytest.mark.parametrize("comment", [
    "# iaccheck:ignore=unencrypted-storage it holds nothing",
    "// iaccheck:ignore=CKV_AWS_3 it holds nothing",
    "# iaccheck:ignore=unencrypted-storage it holds nothing until=2999-12-31",
    "#checkov:skip=CKV_AWS_3:it holds nothing",
    "#trivy:ignore:AVD-AWS-0026", "#tfsec:ignore:aws-ebs-enable-volume-encryption",
    "#trivy:ignore:AWS-0026:exp:2999-01-01",
    "# kics-scan ignore-block",
])
def test_a_comment_suppresses_its_resource_and_no_other(tmp_path: Path, place: str, comment: str) -> None:
    result = scan_text(volume(**{place: comment}), tmp_path)
    assert failed(result, POLICY) == {(POLICY, "aws_ebs_volume.other")}
    [suppressed] = of(result, POLICY, Status.SUPPRESSED)
    assert suppressed.resource.address == "aws_ebs_volume.v"
    assert suppressed.suppression is not None
    assert result.warnings == []


def test_the_reason_and_the_date_are_kept(tmp_path: Path) -> None:
    comment = "# iaccheck:ignore=unencrypted-storage it holds nothing until=2999-12-31"
    result = scan_text(volume(above=comment), tmp_path)
    [suppressed] = of(result, POLICY, Status.SUPPRESSED)
    assert suppressed.suppression is not None
    assert suppressed.suppression.reason == "it holds nothing"
    assert suppressed.suppression.until == "2999-12-31"


@pytest.mark.parametrize(("comment", "warning"), [
    ("# iaccheck:ignore=unencrypted-storage", "gives no reason"),
    ("# iaccheck:ignore=public-data it is meant to be", "suppresses nothing"),
    ("# iaccheck:ignore=unencrypted-storag typing error", "is no policy"),
    ("# iaccheck:ignore=unencrypted-storage for a while until=2020-01-01", "ended on 2020-01-01"),
    ("# iaccheck:ignore=unencrypted-storage for a while until=tomorrow", "is not a date"),
])
def test_a_suppression_that_is_wrong_is_a_warning(tmp_path: Path, comment: str, warning: str) -> None:
    result = scan_text(volume(above=comment), tmp_path)
    [said] = result.warnings
    assert warning in said.message
    assert (said.file, said.line) == ("main.tf", 1)
    stands = "no reason" not in warning
    assert ((POLICY, "aws_ebs_volume.v") in failed(result, POLICY)) is stands


@pytest.mark.parametrize("comment", [
    "#checkov:skip=CKV_AWS_999:another check", "#trivy:ignore:AWS-0099", "#trivy:ignore:AWS-0026:exp:2020-01-01",
    "# talks of encryption", '# says "iaccheck: ignore"'])
def test_a_comment_about_something_else_suppresses_nothing(tmp_path: Path, comment: str) -> None:
    result = scan_text(volume(inside=comment), tmp_path)
    assert len(failed(result, POLICY)) == 2


def test_a_marker_in_a_string_is_no_comment(tmp_path: Path) -> None:
    result = scan_text(volume(inside='tags = { note = "iaccheck:ignore=unencrypted-storage no" }'), tmp_path)
    assert len(failed(result, POLICY)) == 2


def test_a_whole_file_is_suppressed_by_kics_marker(tmp_path: Path) -> None:
    result = scan_text({**volume(), "other.tf": 'resource "aws_ebs_volume" "elsewhere" {}'}, tmp_path)
    assert len(failed(result, POLICY)) == 3
    result = scan_text(volume(above="# kics-scan ignore"), tmp_path)
    assert failed(result, POLICY) == {(POLICY, "aws_ebs_volume.elsewhere")}


METADATA = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Disk:
    Type: AWS::EC2::Volume
    Metadata:
{metadata}
    Properties:
      AvailabilityZone: a
"""


@pytest.mark.parametrize("metadata", [
    "      iaccheck: {ignore: [{policy: unencrypted-storage, reason: it holds nothing}]}",
    "      checkov: {skip: [{id: CKV_AWS_3, comment: it holds nothing}]}",
])
def test_cloudformation_metadata_suppresses(tmp_path: Path, metadata: str) -> None:
    result = scan_text({"t.yaml": METADATA.format(metadata=metadata)}, tmp_path)
    assert failed(result, POLICY) == set()
    assert len(of(result, POLICY, Status.SUPPRESSED)) == 1


ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: all
  annotations: {{{annotation}}}
rules:
  - {{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}}
"""


@pytest.mark.parametrize(("annotation", "suppressed"), [
    ('iaccheck.io/ignore-iam-admin: "breaks glass"', True),
    ('checkov.io/skip1: "CKV_K8S_49=breaks glass"', True),
    ('ignore-check.kube-linter.io/run-as-non-root: "another"', False),
    ('note: "iaccheck.io/ignore"', False),
])
def test_kubernetes_annotations_suppress(tmp_path: Path, annotation: str, suppressed: bool) -> None:
    result = scan_text({"role.yaml": ROLE.format(annotation=annotation)}, tmp_path)
    assert any(f.status is Status.SUPPRESSED for f in result.findings) is suppressed


SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: shop
  annotations: {{{annotation}}}
spec: {{type: NodePort, ports: [{{port: 80}}]}}
"""


@pytest.mark.parametrize(("annotation", "suppressed"), [
    ('ignore-check.kube-linter.io/exposed-services: "behind a firewall"', True),
    ('kube-linter.io/ignore-all: "behind a firewall"', True),
    ('ignore-check.kube-linter.io/dangling-service: "another"', False),
])
def test_kube_linter_annotations_suppress(tmp_path: Path, annotation: str, suppressed: bool) -> None:
    result = scan_text({"service.yaml": SERVICE.format(annotation=annotation)}, tmp_path)
    assert (failed(result, "public-endpoint") == set()) is suppressed


def test_a_check_is_known_by_the_names_that_it_had() -> None:
    crosswalk = catalogue().crosswalk
    assert crosswalk.current("AVD-AWS-0026") == crosswalk.current("aws-ebs-enable-volume-encryption") == "AWS-0026"
    assert crosswalk.current("CKV_AWS_3") == "CKV_AWS_3"
    assert {row.policy for row in crosswalk.rows_for("aws-ebs-enable-volume-encryption")} == {"unencrypted-storage"}
