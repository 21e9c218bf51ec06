"""Second factors and sessions."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, scan_text, undecided

POLICY = """
variable "x" {{}}
resource "aws_iam_group" "g" {{ name = "g" }}
resource "aws_iam_group_policy" "p" {{
  group  = aws_iam_group.g.name
  policy = jsonencode({{ Statement = [{{ Effect = "{0}", Action = "*", Resource = "*", Condition = {1} }}] }})
}}
"""


@pytest.mark.parametrize(("effect", "condition", "is_reported"), [
    ("Deny", '{ BoolIfExists = { "aws:MultiFactorAuthPresent" = "false" } }', False),
    ("Allow", '{ Bool = { "aws:MultiFactorAuthPresent" = true } }', False),
    ("Allow", '{ Bool = { "aws:MultiFactorAuthPresent" = "false" } }', True),
    ("Deny", '{ Bool = { "aws:SecureTransport" = "false" } }', True),
])
def test_groups(effect: str, condition: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": POLICY.format(effect, condition)}, tmp_path)
    assert (("no-multi-factor", "aws_iam_group.g") in failed(result)) is is_reported


def test_a_group_without_policies_asks_for_nothing(tmp_path: Path) -> None:
    result = scan_text({"main.tf": 'resource "aws_iam_group" "g" { name = "g" }'}, tmp_path)
    assert ("no-multi-factor", "aws_iam_group.g") in failed(result)


def test_a_policy_that_is_not_known_decides(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
variable "x" {}
resource "aws_iam_group" "g" { name = "g" }
resource "aws_iam_group_policy" "p" {
  group  = aws_iam_group.g.name
  policy = var.x
}
"""}, tmp_path)
    assert ("no-multi-factor", "aws_iam_group.g") in undecided(result)


@pytest.mark.parametrize(("duration", "is_reported"), [
    ('"PT1H"', False), ('"PT60M"', False), ('"PT2H"', True), ('"PT1H1M"', True), ('"PT90M"', True), ("null", False)])
def test_sessions(duration: str, is_reported: bool, tmp_path: Path) -> None:
    text = f'resource "aws_ssoadmin_permission_set" "s" {{ session_duration = {duration} }}'
    assert bool(failed(scan_text({"main.tf": text}, tmp_path), "long-session")) is is_reported


def test_a_variable_decides_how_long(tmp_path: Path) -> None:
    text = 'variable "x" {}\nresource "aws_ssoadmin_permission_set" "s" { session_duration = var.x }'
    assert undecided(scan_text({"main.tf": text}, tmp_path), "long-session")
