"""Redshift: defaults that changed, public clusters, parameter groups, serverless."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, of, scan_text

CLUSTER = ("AWSTemplateFormatVersion: '2010-09-09'\n"
           "Resources:\n  C: {{Type: 'AWS::Redshift::Cluster', Properties: {properties}}}\n")


@pytest.mark.parametrize(("properties", "policies"), [
    ("{}", {"undeclared-encryption"}),
    ("{Encrypted: false}", {"unencrypted-storage"}),
    ("{Encrypted: true}", set()),
])
def test_encryption(properties: str, policies: set[str], tmp_path: Path) -> None:
    result = scan_text({"t.yaml": CLUSTER.format(properties=properties)}, tmp_path)
    assert {p for p, _ in failed(result)} & {"undeclared-encryption", "unencrypted-storage"} == policies


@pytest.mark.parametrize(("properties", "causes"), [
    ("{PubliclyAccessible: true}", {("public-endpoint", "")}),
    ("{PubliclyAccessible: true, MasterUsername: awsuser}", {("public-endpoint", ""),
                                                             ("public-endpoint", "common-user-name")}),
    ("{PubliclyAccessible: false, MasterUsername: awsuser}", set()),
    ("{}", {("public-access-not-blocked", "undeclared")}),
])
def test_public_access(properties: str, causes: set[tuple[str, str]], tmp_path: Path) -> None:
    result = scan_text({"t.yaml": CLUSTER.format(properties=properties)}, tmp_path)
    policies = ("public-endpoint", "public-access-not-blocked")
    assert {(p, c) for p in policies for f in of(result, p) for c in f.causes} == causes


@pytest.mark.parametrize(("policy", "bad", "good"), [
    ("default-network", "{}", "{ClusterSubnetGroupName: g}"),
    ("traffic-leaves-private-network", "{EnhancedVpcRouting: false}", "{EnhancedVpcRouting: true}"),
    ("default-port", "{}", "{Port: 5440}"),
    ("default-port", "{Port: 5439}", "{Port: '5440'}"),
    ("no-customer-managed-key", "{Encrypted: true}", "{Encrypted: true, KmsKeyId: k}"),
])
def test_settings(policy: str, bad: str, good: str, tmp_path: Path) -> None:
    assert failed(scan_text({"t.yaml": CLUSTER.format(properties=bad)}, tmp_path), policy)
    assert not failed(scan_text({"t.yaml": CLUSTER.format(properties=good)}, tmp_path), policy)


@pytest.mark.parametrize(("properties", "is_reported"), [
    ("{ParameterGroupFamily: redshift-1.0}", True),
    ("{ParameterGroupFamily: redshift-1.0, Parameters: [{ParameterName: require_ssl, ParameterValue: 'false'}]}", True),
    ("{ParameterGroupFamily: redshift-1.0, Parameters: [{ParameterName: require_ssl, ParameterValue: 'true'}]}", False),
    ("{ParameterGroupFamily: redshift-1.0, Parameters: [{ParameterName: require_ssl, ParameterValue: true}]}", False),
    ("{ParameterGroupFamily: redshift-2.0}", False),
])
def test_parameter_group(properties: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"t.yaml": f"""
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  G: {{Type: 'AWS::Redshift::ClusterParameterGroup', Properties: {properties}}}
"""}, tmp_path)
    assert bool(failed(result, "missing-tls")) is is_reported


def test_serverless(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_redshiftserverless_namespace" "n" {}
resource "aws_redshiftserverless_workgroup" "bad" {
  publicly_accessible = true
  config_parameter {
    parameter_key   = "require_ssl"
    parameter_value = "false"
  }
}
resource "aws_redshiftserverless_workgroup" "good" {
  enhanced_vpc_routing = true
}
"""}, tmp_path)
    bad = "aws_redshiftserverless_workgroup.bad"
    assert failed(result) == {
        ("no-customer-managed-key", "aws_redshiftserverless_namespace.n"), ("public-endpoint", bad),
        ("missing-tls", bad), ("traffic-leaves-private-network", bad)}


def test_security_groups_of_ec2_classic(tmp_path: Path) -> None:
    result = scan_text({"t.yaml": """
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  G: {Type: 'AWS::Redshift::ClusterSecurityGroup', Properties: {Description: d}}
"""}, tmp_path)
    assert failed(result, "ineffective-firewall") == {("ineffective-firewall", "G")}
