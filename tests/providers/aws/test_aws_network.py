"""AWS networks: security groups, network ACLs, what stands behind them, and the checks of other tools they answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaccheck.findings import Status
from support import catalogue, scan_text

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
OPEN = 'cidr_blocks = ["0.0.0.0/0"]'
KT, KC = "kics:terraform/aws/", "kics:cloudFormation/aws/"


def answered(text: str, tmp_path: Path, status: Status = Status.FAIL) -> set[str]:
    """The checks of other tools that the findings answer."""
    name = "main.tf" if "resource " in text else "t.yaml"
    result = scan_text({name: text}, tmp_path)
    crosswalk = catalogue().crosswalk
    dialect = "terraform" if name == "main.tf" else "cloudformation"
    return {a for f in result.findings if f.status is status
            for a in crosswalk.aliases(f.policy, f.resource.type, dialect, f.causes)}


def group(*lines: str, side: str = "ingress") -> str:
    body = "\n".join(f"    {line}" for line in lines)
    return f'resource "aws_security_group" "g" {{\n  {side} {{\n{body}\n  }}\n}}\n'


def ports(first: int, last: int, protocol: str = "tcp") -> str:
    return f'from_port = {first}\nto_port = {last}\nprotocol = "{protocol}"'


def one(type_: str, *lines: str) -> str:
    body = "\n".join(f"  {line}" for line in lines)
    return f'resource "{type_}" "it" {{\n{body}\n}}\n'


def template(**resources: str) -> str:
    return HEAD + "".join(f"  {name}: {body}\n" for name, body in resources.items())


def cfn_group(rule: str, side: str = "SecurityGroupIngress") -> str:
    return template(G=f"{{Type: 'AWS::EC2::SecurityGroup', Properties: {{VpcId: v, {side}: [{{{rule}}}]}}}}")


def cfn_entry(**fields: str) -> str:
    said = {"Protocol": "6", "RuleAction": "allow", "RuleNumber": "10", "CidrBlock": "10.0.0.0/8", **fields}
    body = ", ".join(f"{k}: {v}" for k, v in said.items())
    return template(E=f"{{Type: 'AWS::EC2::NetworkAclEntry', Properties: {{NetworkAclId: acl-1, {body}}}}}")


def acl_rule(*lines: str) -> str:
    return one("aws_network_acl_rule", 'network_acl_id = "a"', "rule_number = 1", *lines)


GROUPS = [
    ("CKV_AWS_24", group(ports(22, 22), OPEN), group(ports(222, 222), OPEN)),
    ("CKV_AWS_24", group(ports(0, 65535), 'ipv6_cidr_blocks = ["::/0"]'), group(ports(22, 22), 'cidr_blocks = []')),
    ("CKV_AWS_24", one("aws_vpc_security_group_ingress_rule", 'ip_protocol = "-1"', 'cidr_ipv4 = "0.0.0.0/0"'),
     one("aws_vpc_security_group_ingress_rule", 'ip_protocol = "-1"', 'cidr_ipv4 = "10.0.0.0/8"')),
    ("AWS-0107", one("aws_security_group_rule", 'type = "ingress"', ports(20, 30), OPEN),
     one("aws_security_group_rule", 'type = "egress"', ports(20, 30), OPEN)),
    ("CKV_AWS_25", group(ports(3389, 3389), 'cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]'),
     group(ports(3389, 3389), 'cidr_blocks = ["10.0.0.0/8"]')),
    ("CKV_AWS_260", group(ports(80, 80), OPEN), group(ports(8080, 8080), OPEN)),
    ("CKV_AWS_277", group(ports(0, 0, "-1"), OPEN), group(ports(443, 443), OPEN)),
    (KT + "sensitive_port_is_exposed_to_entire_network", group(ports(6379, 6379), OPEN), group(ports(443, 443), OPEN)),
    (KT + "sensitive_port_is_exposed_to_small_public_network",
     group(ports(22, 22), 'cidr_blocks = ["203.0.112.0/28"]'), group(ports(22, 22), 'cidr_blocks = ["10.0.0.0/28"]')),
    (KT + "sensitive_port_is_exposed_to_wide_private_network",
     group(ports(22, 22), 'cidr_blocks = ["10.0.0.0/8"]'), group(ports(22, 22), 'cidr_blocks = ["10.0.0.0/28"]')),
    (KT + "unknown_port_exposed_to_internet", group(ports(4711, 4711), OPEN), group(ports(443, 443), OPEN)),
    ("CKV_AWS_382", group(ports(0, 0, "-1"), OPEN, side="egress"), group(ports(443, 443), OPEN, side="egress")),
    ("AWS-0104", group(ports(443, 443), OPEN, side="egress"),
     group(ports(443, 443), 'cidr_blocks = ["10.0.0.0/8"]', side="egress")),
    ("guard:RESTRICTED_INCOMING_TRAFFIC", cfn_group("IpProtocol: tcp, FromPort: 4333, ToPort: 4333, CidrIp: 0.0.0.0/0"),
     cfn_group("IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0")),
    ("guard:SECURITY_GROUP_INGRESS_PORT_RANGE_RULE",
     cfn_group("IpProtocol: tcp, FromPort: 1, ToPort: 4, CidrIp: 10.0.0.0/24"),
     cfn_group("IpProtocol: tcp, FromPort: 4, ToPort: 4, CidrIp: 10.0.0.0/24")),
    (KC + "security_group_egress_with_all_protocols",
     cfn_group("IpProtocol: '-1', CidrIp: 10.0.0.0/24", "SecurityGroupEgress"),
     cfn_group("IpProtocol: tcp, FromPort: 4, ToPort: 4, CidrIp: 10.0.0.0/24", "SecurityGroupEgress")),
    (KC + "default_security_groups_with_unrestricted_traffic",
     cfn_group("IpProtocol: tcp, FromPort: 4, ToPort: 4, CidrIp: 0.0.0.0/0").replace(
         "VpcId", "GroupName: default, VpcId"),
     cfn_group("IpProtocol: tcp, FromPort: 4, ToPort: 4, CidrIp: 10.0.0.0/24").replace(
         "VpcId", "GroupName: default, VpcId")),
]

ACLS = [
    ("CKV_AWS_352", acl_rule('protocol = "-1"', 'cidr_block = "0.0.0.0/0"'),
     acl_rule('protocol = "tcp"', "from_port = 22", "to_port = 22", 'cidr_block = "0.0.0.0/0"')),
    ("CKV_AWS_232", acl_rule('protocol = "tcp"', "from_port = 20", "to_port = 30", 'cidr_block = "0.0.0.0/0"'),
     acl_rule('rule_action = "deny"', 'protocol = "tcp"', "from_port = 20", "to_port = 30",
              'cidr_block = "0.0.0.0/0"')),
    ("AWS-0102", cfn_entry(Protocol="-1", Egress="true"), cfn_entry(PortRange="{From: 22, To: 22}")),
    ("guard:EC2_NETWORK_ACL_PROTOCOL_RULE", cfn_entry(Protocol="47"), cfn_entry(Protocol="1")),
    ("guard:EC2_NETWORK_ACL_PORT_RANGE_RULE", cfn_entry(PortRange="{From: 0, To: 65535}"),
     cfn_entry(PortRange="{From: 443, To: 443}")),
    (KC + "ec2_network_acl_ineffective_denied_traffic", cfn_entry(RuleAction="deny"),
     cfn_entry(RuleAction="deny", CidrBlock="0.0.0.0/0")),
]

DB = "{Type: 'AWS::RDS::DBInstance', Properties: {VPCSecurityGroups: [!Ref G]}}"
DB_RULE = ("{{Type: 'AWS::EC2::SecurityGroup', Properties: {{VpcId: v, SecurityGroupIngress: "
           "[{{IpProtocol: tcp, FromPort: 3306, ToPort: 3306, CidrIp: {}}}]}}}}")

BEHIND = [
    (KC + "db_security_group_with_public_scope", template(G=DB_RULE.format("0.0.0.0/0"), D=DB),
     template(G=DB_RULE.format("10.0.0.0/24"), D=DB)),
    (KC + "db_security_group_open_to_large_scope", template(G=DB_RULE.format("10.0.0.0/16"), D=DB),
     template(G=DB_RULE.format("10.0.0.0/24"), D=DB)),
    (KT + "db_security_group_open_to_large_scope", one("aws_db_security_group", 'ingress {\ncidr = "10.0.0.0/16"\n}'),
     one("aws_db_security_group", 'ingress {\ncidr = "10.0.0.0/28"\n}')),
    (KT + "db_security_group_has_public_interface", one("aws_db_security_group", 'ingress {\ncidr = "0.0.0.0/0"\n}'),
     one("aws_db_security_group", 'ingress {\ncidr = "10.0.0.0/28"\n}')),
    ("CKV2_AWS_7", one("aws_emr_cluster", 'name = "e"'),
     one("aws_emr_cluster", 'ec2_attributes {\nemr_managed_master_security_group = "sg-1"\n}')),
    (KT + "emr_without_vpc", one("aws_emr_cluster", 'name = "e"'),
     one("aws_emr_cluster", 'ec2_attributes {\nsubnet_id = "s"\n}')),
    ("guard:GAMELIFT_FLEET_INBOUND_PORT_RANGE_RULE",
     template(F="{Type: 'AWS::GameLift::Fleet', Properties: {EC2InboundPermissions: "
                "[{FromPort: 1, ToPort: 9, IpRange: 10.0.0.0/24, Protocol: UDP}]}}"),
     template(F="{Type: 'AWS::GameLift::Fleet', Properties: {EC2InboundPermissions: "
                "[{FromPort: 9, ToPort: 9, IpRange: 10.0.0.0/24, Protocol: UDP}]}}")),
    ("CKV_AWS_333", one("aws_ecs_service", "network_configuration {\nassign_public_ip = true\n}"),
     one("aws_ecs_service", 'network_configuration {\nsubnets = ["s"]\n}')),
    (KT + "ecs_task_definition_network_mode_not_recommended", one("aws_ecs_task_definition", 'network_mode = "none"'),
     one("aws_ecs_task_definition", 'requires_compatibilities = ["FARGATE"]')),
    ("CKV_AWS_100", one("aws_eks_node_group", 'remote_access {\nec2_ssh_key = "k"\n}'),
     one("aws_eks_node_group", 'remote_access {\nec2_ssh_key = "k"\nsource_security_group_ids = ["g"]\n}')),
    ("CKV_AWS_370", one("aws_sagemaker_model", 'name = "m"'), one("aws_sagemaker_model",
                                                                  "enable_network_isolation = true")),
    ("CKV_AWS_306", one("aws_sagemaker_notebook_instance", 'name = "n"'),
     one("aws_sagemaker_notebook_instance", 'subnet_id = "s"')),
    (KC + "ec2_instance_using_default_vpc",
     template(S="{Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref DefaultVPC}}",
              I="{Type: 'AWS::EC2::Instance', Properties: {SubnetId: !Ref S}}"),
     template(S="{Type: 'AWS::EC2::Subnet', Properties: {VpcId: vpc-0123}}",
              I="{Type: 'AWS::EC2::Instance', Properties: {SubnetId: !Ref S}}")),
]


@pytest.mark.parametrize(("check", "bad", "good"), [*GROUPS, *ACLS, *BEHIND])
def test_answers(check: str, bad: str, good: str, tmp_path: Path) -> None:
    assert check in answered(bad, tmp_path / "bad")
    assert check not in answered(good, tmp_path / "good")


def test_a_port_from_a_variable_is_not_known(tmp_path: Path) -> None:
    text = 'variable "p" {}\n' + group("from_port = var.p\nto_port = var.p\nprotocol = \"tcp\"", OPEN)
    assert "CKV_AWS_24" not in answered(text, tmp_path)
    assert "CKV_AWS_24" in answered(text, tmp_path, Status.UNKNOWN)


def test_classic_groups_from_a_variable_are_not_known(tmp_path: Path) -> None:
    text = 'variable "c" {}\n' + one("aws_db_security_group", "ingress {\ncidr = var.c\n}")
    check = KT + "db_security_group_with_public_scope"
    assert check not in answered(text, tmp_path)
    assert check in answered(text, tmp_path, Status.UNKNOWN)
