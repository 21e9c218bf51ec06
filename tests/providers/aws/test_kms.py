"""KMS: keys that rotate, keys that can, keys that are off."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, scan_text

RESOURCE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  K: {{Type: '{type}', Properties: {properties}}}\n"


@pytest.mark.parametrize(("properties", "is_reported"), [
    ("{}", True),
    ("{EnableKeyRotation: false}", True),
    ("{EnableKeyRotation: true}", False),
    ("{KeySpec: SYMMETRIC_DEFAULT}", True),
    ("{KeySpec: RSA_2048, KeyUsage: SIGN_VERIFY}", False),  # these cannot rotate by themselves
    ("{KeySpec: HMAC_256, KeyUsage: GENERATE_VERIFY_MAC}", False),
    ("{Origin: EXTERNAL}", False),
])
def test_rotation(properties: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"t.yaml": RESOURCE.format(type="AWS::KMS::Key", properties=properties)}, tmp_path)
    assert bool(failed(result, "key-not-rotated")) is is_reported


@pytest.mark.parametrize("type_", ["AWS::KMS::Key", "AWS::KMS::ReplicaKey"])
@pytest.mark.parametrize(("properties", "is_reported"), [("{Enabled: false}", True), ("{Enabled: true}", False),
                                                         ("{}", False)])
def test_disabled(type_: str, properties: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"t.yaml": RESOURCE.format(type=type_, properties=properties)}, tmp_path)
    assert bool(failed(result, "key-unusable")) is is_reported


def test_terraform(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_kms_key" "off" {
  is_enabled = false
}
resource "aws_kms_key" "bad" {
  deletion_window_in_days = 7
}
resource "aws_kms_key" "good" {
  enable_key_rotation     = true
  deletion_window_in_days = 30
}
resource "aws_kms_key" "signs" {
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
}
"""}, tmp_path)
    assert {f for f in failed(result) if f[0] != "no-resource-policy"} == {
        ("key-not-rotated", "aws_kms_key.bad"), ("key-unusable", "aws_kms_key.off"),
        ("undeclared-deletion-window", "aws_kms_key.signs")}
