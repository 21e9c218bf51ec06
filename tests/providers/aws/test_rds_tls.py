"""RDS: what the parameter group makes of the engine's default for TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, of, scan_text, undecided

TLS = "missing-tls"


@pytest.mark.parametrize(("family", "parameter", "value", "is_reported"), [
    ("postgres13", "rds.force_ssl", "0", True),
    ("postgres13", "rds.force_ssl", "1", False),
    ("postgres13", "other", "1", True),
    ("postgres16", "other", "1", False),  # on by default since 15
    ("postgres16", "rds.force_ssl", "0", True),
    ("sqlserver-se-15.0", "rds.force_ssl", "1", False),
    ("sqlserver-se-15.0", "other", "1", True),
    ("mysql8.0", "require_secure_transport", "1", False),
    ("mysql8.0", "require_secure_transport", "OFF", True),
    ("mysql8.0", "other", "1", True),
    ("mysql8.4", "other", "1", False),
    ("mariadb10.11", "require_secure_transport", "0", True),
    ("mariadb11.8", "other", "1", False),
    ("db2-se-11.5", "db2comm", "SSL", False),
    ("db2-se-11.5", "db2comm", "TCPIP", True),
    ("oracle-ee-19", "other", "1", False),  # decided by an option group
])
def test_families(family: str, parameter: str, value: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "aws_db_parameter_group" "g" {{
  family = "{family}"
  parameter {{
    name  = "unrelated"
    value = "1"
  }}
  parameter {{
    name  = "{parameter}"
    value = "{value}"
  }}
}}
resource "aws_db_instance" "d" {{
  parameter_group_name = aws_db_parameter_group.g.name
}}
"""}, tmp_path)
    assert failed(result, TLS) == ({(TLS, "aws_db_instance.d")} if is_reported else set())


def test_cloudformation_and_what_is_not_known(tmp_path: Path) -> None:
    result = scan_text({"t.yaml": """
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Force: {Type: String}
Resources:
  Off: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres14, Parameters: {rds.force_ssl: 0}}}
  On: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres14, Parameters: {rds.force_ssl: 1}}}
  Open: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres14, Parameters: {rds.force_ssl: !Ref Force}}}
  A: {Type: 'AWS::RDS::DBInstance', Properties: {DBParameterGroupName: !Ref Off}}
  B: {Type: 'AWS::RDS::DBInstance', Properties: {DBParameterGroupName: !Ref On}}
  C: {Type: 'AWS::RDS::DBInstance', Properties: {DBParameterGroupName: !Ref Open}}
  D: {Type: 'AWS::RDS::DBInstance', Properties: {DBParameterGroupName: default.postgres14}}
"""}, tmp_path)
    assert failed(result, TLS) == {(TLS, "A")}
    assert undecided(result, TLS) == {(TLS, "C")}
    assert of(result, TLS)[0].mend == "set the parameter `rds.force_ssl` to 1"


def test_a_cluster_has_a_group_of_its_own_kind(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_rds_cluster_parameter_group" "g" {
  family = "aurora-postgresql16"
}
resource "aws_rds_cluster" "c" {
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.g.name
}
"""}, tmp_path)
    assert failed(result, TLS) == {(TLS, "aws_rds_cluster.c")}
