"""RDS: storage that inherits, public instances and subnets, shared snapshots, what is kept beside a database."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, of, scan_text, undecided

STORAGE, KEY, ENDPOINT = "unencrypted-storage", "no-customer-managed-key", "public-endpoint"


@pytest.mark.parametrize(("body", "is_reported"), [
    ("", True),
    ("storage_encrypted = false", True),
    ('storage_encrypted = "true"', False),
    ("storage_encrypted = true", False),
])
@pytest.mark.parametrize("type_", ["aws_db_instance", "aws_rds_cluster", "aws_rds_global_cluster"])
def test_storage(type_: str, body: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f'resource "{type_}" "d" {{\n{body}\n}}\n'}, tmp_path)
    assert failed(result, STORAGE) == ({(STORAGE, f"{type_}.d")} if is_reported else set())


def test_a_serverless_cluster_is_always_encrypted(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_rds_cluster" "serverless" {
  engine_mode = "serverless"
}
resource "aws_rds_cluster" "provisioned" {
  engine_mode = "provisioned"
}
"""}, tmp_path)
    assert failed(result, STORAGE) == {(STORAGE, "aws_rds_cluster.provisioned")}


def test_a_replica_and_a_snapshot_are_as_their_source(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_db_instance" "clear" {}
resource "aws_db_instance" "encrypted" {
  storage_encrypted = true
}
resource "aws_db_instance" "replica_of_clear" {
  replicate_source_db = aws_db_instance.clear.identifier
}
resource "aws_db_instance" "replica_of_encrypted" {
  replicate_source_db = aws_db_instance.encrypted.identifier
}
resource "aws_db_instance" "elsewhere" {
  replicate_source_db = "arn:aws:rds:us-east-1:123456789012:db:other"
}
resource "aws_db_instance" "elsewhere_with_key" {
  replicate_source_db = "arn:aws:rds:us-east-1:123456789012:db:other"
  kms_key_id          = "arn:aws:kms:eu-west-1:123456789012:key/0"
}
resource "aws_db_snapshot" "of_clear" {
  db_instance_identifier = aws_db_instance.clear.identifier
}
resource "aws_db_instance" "restored" {
  snapshot_identifier = aws_db_snapshot.of_clear.id
}
"""}, tmp_path)
    assert {a for _, a in failed(result, STORAGE)} == {
        "aws_db_instance.clear", "aws_db_instance.replica_of_clear", "aws_db_snapshot.of_clear",
        "aws_db_instance.restored"}
    assert undecided(result, STORAGE) == {(STORAGE, "aws_db_instance.elsewhere")}
    message = next(f.message for f in of(result, STORAGE) if f.resource.address == "aws_db_instance.restored")
    assert "storage_encrypted" in message


def test_copies_of_each_other_end(tmp_path: Path) -> None:
    result = scan_text({"t.yaml": """
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  A: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref B}}
  B: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref A}}
"""}, tmp_path)
    assert undecided(result, STORAGE) == {(STORAGE, "A"), (STORAGE, "B")}


def test_an_instance_of_a_cluster_has_no_storage_of_its_own(tmp_path: Path) -> None:
    result = scan_text({"t.yaml": """
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Member: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: aurora-mysql, DBClusterIdentifier: c}}
  Alone: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: mysql}}
"""}, tmp_path)
    assert failed(result, STORAGE) == {(STORAGE, "Alone")}
    assert (KEY, "Member") not in failed(result)


@pytest.mark.parametrize(("key", "cause"), [
    ("", {""}),
    ('kms_key_id = "alias/aws/rds"', {"provider-key"}),
    ('kms_key_id = "arn:aws:kms:eu-west-1:123456789012:alias/aws/rds"', {"provider-key"}),
    ("kms_key_id = data.aws_kms_key.service.arn", {"provider-key"}),
    ("kms_key_id = aws_kms_key.own.arn", set()),
    ('kms_key_id = "alias/own"', set()),
])
def test_whose_key(key: str, cause: set[str], tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "aws_kms_key" "own" {{}}
data "aws_kms_key" "service" {{
  key_id = "alias/aws/rds"
}}
resource "aws_rds_cluster" "c" {{
  storage_encrypted = true
  {key}
}}
"""}, tmp_path)
    assert {c for f in of(result, KEY) for c in f.causes} == cause


def test_performance_insights_need_a_key_only_where_they_are_on(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_rds_cluster_instance" "on" {
  performance_insights_enabled = true
}
resource "aws_rds_cluster_instance" "own" {
  performance_insights_enabled    = true
  performance_insights_kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/0"
}
resource "aws_rds_cluster_instance" "off" {}
"""}, tmp_path)
    assert failed(result, KEY) == {(KEY, "aws_rds_cluster_instance.on")}


@pytest.mark.parametrize("type_", ["aws_db_snapshot_copy", "aws_rds_cluster_activity_stream",
                                   "aws_db_instance_automated_backups_replication"])
def test_what_is_kept_beside_a_database_has_a_key_of_its_own(type_: str, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "{type_}" "bad" {{}}
resource "{type_}" "good" {{
  kms_key_id = "arn:aws:kms:eu-west-1:123456789012:key/0"
}}
"""}, tmp_path)
    assert failed(result, KEY) == {(KEY, f"{type_}.bad")}


def test_a_snapshot_for_all(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
variable "account" {}
resource "aws_db_snapshot" "public" {
  shared_accounts = ["123456789012", "all"]
}
resource "aws_db_snapshot" "shared" {
  shared_accounts = ["123456789012"]
}
resource "aws_db_snapshot" "unknown" {
  shared_accounts = [var.account]
}
"""}, tmp_path)
    assert failed(result, "public-data") == {("public-data", "aws_db_snapshot.public")}
    assert undecided(result, "public-data") == {("public-data", "aws_db_snapshot.unknown")}


def test_public_instances(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_db_instance" "public" {
  publicly_accessible = true
}
resource "aws_db_instance" "private" {}
resource "aws_rds_cluster_instance" "public" {
  publicly_accessible = true
}
"""}, tmp_path)
    assert failed(result, ENDPOINT) == {(ENDPOINT, "aws_db_instance.public"),
                                        (ENDPOINT, "aws_rds_cluster_instance.public")}
    assert "set `publicly_accessible` to false" in {f.mend for f in of(result, ENDPOINT)}


TEMPLATE = """
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Database: {{Type: 'AWS::RDS::DBInstance', Properties: {{DBSubnetGroupName: !Ref Group}}}}
  Group: {{Type: 'AWS::RDS::DBSubnetGroup', Properties: {{SubnetIds: [!Ref A, !Ref B]}}}}
  A: {{Type: 'AWS::EC2::Subnet', Properties: {{CidrBlock: 10.0.1.0/24}}}}
  B: {{Type: 'AWS::EC2::Subnet', Properties: {{CidrBlock: 10.0.2.0/24}}}}
  Gateway: {{Type: 'AWS::EC2::InternetGateway'}}
  Nat: {{Type: 'AWS::EC2::NatGateway'}}
  Table: {{Type: 'AWS::EC2::RouteTable'}}
  Assigned:
    Type: 'AWS::EC2::SubnetRouteTableAssociation'
    Properties: {{SubnetId: !Ref B, RouteTableId: !Ref Table}}
  Out: {{Type: 'AWS::EC2::Route', Properties: {{RouteTableId: !Ref Table, DestinationCidrBlock: {to}, {via}}}}}
"""


@pytest.mark.parametrize(("to", "via", "is_public"), [
    ("0.0.0.0/0", "GatewayId: !Ref Gateway", True),
    ("10.1.0.0/16", "GatewayId: !Ref Gateway", False),
    ("0.0.0.0/0", "NatGatewayId: !Ref Nat", False),
])
def test_a_database_in_a_subnet_with_a_way_to_the_internet(to: str, via: str, is_public: bool, tmp_path: Path) -> None:
    result = scan_text({"t.yaml": TEMPLATE.format(to=to, via=via)}, tmp_path)
    expected = {"Database"} if is_public else set()
    assert {a for p, a in failed(result) if p in (ENDPOINT, "no-private-network")} == expected
    # Where the subnets do not show it, nothing is said of the endpoint but that it is left to them.
    assert ("public-access-not-blocked", "Database") in failed(result) or is_public


def test_a_public_subnet_of_terraform(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_subnet" "public" {
  map_public_ip_on_launch = true
}
resource "aws_subnet" "private" {}
resource "aws_subnet" "routed" {}
resource "aws_internet_gateway" "gw" {}
resource "aws_route_table" "t" {
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.gw.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.routed.id
  route_table_id = aws_route_table.t.id
}
resource "aws_db_subnet_group" "public" {
  subnet_ids = [aws_subnet.private.id, aws_subnet.public.id]
}
resource "aws_db_subnet_group" "routed" {
  subnet_ids = [aws_subnet.routed.id]
}
resource "aws_db_subnet_group" "private" {
  subnet_ids = [aws_subnet.private.id]
}
resource "aws_db_instance" "public" {
  db_subnet_group_name = aws_db_subnet_group.public.name
}
resource "aws_db_instance" "routed" {
  db_subnet_group_name = aws_db_subnet_group.routed.name
}
resource "aws_db_instance" "private" {
  db_subnet_group_name = aws_db_subnet_group.private.name
}
"""}, tmp_path)
    assert {a for _, a in failed(result, "no-private-network")} == {"aws_db_instance.public", "aws_db_instance.routed"}


@pytest.mark.parametrize(("body", "is_reported"), [
    ('engine = "postgres"', True),
    ('engine = "postgres"\nport = 5432', True),
    ('engine = "postgres"\nport = 5433', False),
    ('engine = "oracle-ee"\nport = 1521', True),
    ('engine = "sqlserver-ex"\nport = 14330', False),
    ("port = 3306", False),
])
def test_default_port(body: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f'resource "aws_db_instance" "d" {{\n{body}\n}}\n'}, tmp_path)
    assert bool(failed(result, "default-port")) is is_reported


@pytest.mark.parametrize(("authority", "is_reported"), [("rds-ca-2015", True), ("rds-ca-2019", True),
                                                        ("rds-ca-rsa2048-g1", False)])
def test_certificate_authority(authority: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "aws_db_instance" "d" {{
  ca_cert_identifier = "{authority}"
}}
resource "aws_db_instance" "unset" {{}}
"""}, tmp_path)
    assert {a for _, a in failed(result, "invalid-certificate")} == ({"aws_db_instance.d"} if is_reported else set())


def test_security_groups_of_ec2_classic(tmp_path: Path) -> None:
    result = scan_text({"main.tf": 'resource "aws_db_security_group" "g" {}\n'}, tmp_path)
    assert failed(result, "ineffective-firewall") == {("ineffective-firewall", "aws_db_security_group.g")}
