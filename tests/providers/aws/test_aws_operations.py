"""Logs, backups, sign-in, secrets, hardening, versions and order in AWS: the bad case, and its neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, scan_text, undecided

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"


def one(type_: str, *lines: str, beside: str = "") -> str:
    """A resource called ``it``, and what stands beside it."""
    body = "\n".join(f"  {line}" for line in lines)
    return f'resource "{type_}" "it" {{\n{body}\n}}\n{beside}\n'


def cfn(type_: str, properties: str = "{}", beside: str = "") -> str:
    """The same as a template."""
    return f"{HEAD}  It: {{Type: '{type_}', Properties: {properties}}}\n{beside}"


def scan(text: str, tmp_path: Path) -> set[str]:
    name = "t.yaml" if text.startswith("AWSTemplate") else "main.tf"
    found = failed(scan_text({name: text}, tmp_path))
    return {policy for policy, address in found if address.rsplit(".", 1)[-1].lower() == "it"}


BUCKET = "aws_s3_bucket"
VERSIONED = ('resource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.it.id\n'
             '  versioning_configuration {\n    status = "Enabled"\n  }\n}')
LOGGED = 'resource "aws_s3_bucket_logging" "v" {\n  bucket = aws_s3_bucket.it.id\n  target_bucket = "logs"\n}'
FLOW = 'resource "aws_flow_log" "f" {\n  vpc_id = aws_vpc.it.id\n}'
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
DOMAIN = "AWS::OpenSearchService::Domain"
TASK = "aws_ecs_task_definition"

PAIRS = [
    ("no-access-logging", one(BUCKET), one(BUCKET, beside=LOGGED)),
    ("no-versioning", one(BUCKET), one(BUCKET, beside=VERSIONED)),
    ("no-versioning", cfn("AWS::S3::Bucket", "{VersioningConfiguration: {Status: Suspended}}"),
     cfn("AWS::S3::Bucket", "{VersioningConfiguration: {Status: Enabled}}")),
    ("no-replication", cfn("AWS::S3::Bucket"),
     cfn("AWS::S3::Bucket", "{ReplicationConfiguration: {Rules: [{Status: Enabled}]}}")),
    ("no-access-logging", cfn("AWS::ApiGateway::Stage"),
     cfn("AWS::ApiGateway::Stage", "{AccessLogSetting: {DestinationArn: a}}")),
    ("no-access-logging", cfn(BALANCER),
     cfn(BALANCER, "{LoadBalancerAttributes: [{Key: access_logs.s3.enabled, Value: 'true'}]}")),
    ("no-access-logging", one("aws_elb", "name = \"e\""), one("aws_elb", "access_logs {", "bucket = \"b\"", "}")),
    ("incomplete-audit", cfn("AWS::CloudTrail::Trail"),
     cfn("AWS::CloudTrail::Trail", "{IsMultiRegionTrail: true, EventSelectors: [{DataResources: "
         "[{Type: 'AWS::S3::Object', Values: ['arn:aws:s3']}]}]}")),
    ("no-log-integrity", cfn("AWS::CloudTrail::Trail"), cfn("AWS::CloudTrail::Trail",
                                                            "{EnableLogFileValidation: true}")),
    ("unfit-log-retention", one("aws_cloudwatch_log_group", "retention_in_days = 30"),
     one("aws_cloudwatch_log_group", "retention_in_days = 400")),
    ("unfit-log-retention", cfn("AWS::Logs::LogGroup"), cfn("AWS::Logs::LogGroup", "{RetentionInDays: 365}")),
    ("no-flow-logs", one("aws_vpc"), one("aws_vpc", beside=FLOW)),
    ("no-audit-logging", cfn(DOMAIN, "{LogPublishingOptions: {ES_APPLICATION_LOGS: {Enabled: true, "
                                     "CloudWatchLogsLogGroupArn: a}}}"),
     cfn(DOMAIN, "{LogPublishingOptions: {AUDIT_LOGS: {Enabled: true, CloudWatchLogsLogGroupArn: a}}}")),
    ("no-audit-logging", one("aws_eks_cluster", 'enabled_cluster_log_types = ["api"]'),
     one("aws_eks_cluster",
         'enabled_cluster_log_types = ["api", "audit", "authenticator", "controllerManager", "scheduler"]')),
    ("no-tracing", one("aws_lambda_function", 'tracing_config {\n mode = "PassThrough"\n}'),
     one("aws_lambda_function", 'tracing_config {\n mode = "Active"\n}')),
    ("no-backup", one("aws_db_instance", 'engine = "mysql"'), one("aws_db_instance", "backup_retention_period = 7")),
    ("no-backup", cfn("AWS::RDS::DBInstance", "{BackupRetentionPeriod: 0}"), cfn("AWS::RDS::DBInstance")),
    ("short-backup-retention", cfn("AWS::RDS::DBCluster", "{BackupRetentionPeriod: '3'}"),
     cfn("AWS::RDS::DBCluster", "{BackupRetentionPeriod: '7'}")),
    ("short-backup-retention", cfn("AWS::RDS::DBInstance"),
     cfn("AWS::RDS::DBInstance", "{SourceDBInstanceIdentifier: d}")),
    ("no-redundancy", cfn("AWS::RDS::DBInstance", "{Engine: mysql}"),
     cfn("AWS::RDS::DBInstance", "{Engine: aurora-mysql}")),
    ("no-identity-login", one("aws_db_instance", 'engine = "postgres"'),
     one("aws_db_instance", 'engine = "oracle-ee"')),
    ("no-redundancy", one("aws_lb", 'load_balancer_type = "network"'), one("aws_lb", 'name = "a"')),
    ("no-deletion-protection", one("aws_lb", 'name = "a"'), one("aws_lb", "enable_deletion_protection = true")),
    ("unauthorized-requests", one("aws_api_gateway_method", 'http_method = "GET"', 'authorization = "NONE"'),
     one("aws_api_gateway_method", 'http_method = "OPTIONS"', 'authorization = "NONE"')),
    ("weak-password-policy", one("aws_iam_account_password_policy", "minimum_password_length = 14"),
     one("aws_iam_account_password_policy", "minimum_password_length = 14", "password_reuse_prevention = 24",
         "max_password_age = 90", "require_symbols = true", "require_numbers = true",
         "require_lowercase_characters = true", "require_uppercase_characters = true")),
    ("guest-access", cfn("AWS::Cognito::IdentityPool", "{AllowUnauthenticatedIdentities: true}"),
     cfn("AWS::Cognito::IdentityPool", "{AllowUnauthenticatedIdentities: false}")),
    ("hard-coded-secret", one("aws_db_instance", 'password = "correct horse"'),
     one("aws_db_instance", "password = var.p", beside='variable "p" {}')),
    ("hard-coded-secret", cfn("AWS::RDS::DBCluster", "{MasterUserPassword: correct}"),
     cfn("AWS::RDS::DBCluster", "{MasterUserPassword: '{{resolve:secretsmanager:a:SecretString:b}}'}")),
    ("secret-not-from-store", cfn("AWS::DMS::Endpoint", "{Password: !Ref P}",
                                  "Parameters:\n  P: {Type: String, NoEcho: true}\n"),
     cfn("AWS::DMS::Endpoint", "{Password: '{{resolve:ssm-secure:a:1}}'}")),
    ("hard-coded-secret", one("aws_instance", 'user_data = "export AWS_KEY=AKIAIOSFODNN7EXAMPLE"'),
     one("aws_instance", 'user_data = "yum install -y httpd"')),
    ("hard-coded-secret", one("aws_lambda_function", "environment {", 'variables = { DB_PASSWORD = "correct horse" }',
                              "}"),
     one("aws_lambda_function", "environment {", 'variables = { DB_PASSWORD_ARN = "arn:aws:s" }', "}")),
    ("unprotected-metadata", one("aws_instance", 'ami = "a"'),
     one("aws_instance", "metadata_options {", 'http_tokens = "required"', "}")),
    ("unprotected-metadata", cfn("AWS::EC2::LaunchTemplate"),
     cfn("AWS::EC2::LaunchTemplate", "{LaunchTemplateData: {MetadataOptions: {HttpTokens: required}}}")),
    ("privileged-workload", one(TASK, "container_definitions = jsonencode([{ privileged = true }])"),
     one(TASK, "container_definitions = jsonencode([{ privileged = false }])")),
    ("writable-root", cfn("AWS::ECS::TaskDefinition", "{ContainerDefinitions: [{Name: a}]}"),
     cfn("AWS::ECS::TaskDefinition", "{ContainerDefinitions: [{ReadonlyRootFilesystem: true}]}")),
    ("mutable-tags", cfn("AWS::ECR::Repository"), cfn("AWS::ECR::Repository", "{ImageTagMutability: IMMUTABLE}")),
    ("outdated-version", cfn("AWS::Lambda::Function", "{Runtime: python3.6}"),
     cfn("AWS::Lambda::Function", "{Runtime: python3.13}")),
    ("undescribed-rule",
     one("aws_security_group", "ingress {", "from_port = 1", "to_port = 1", 'protocol = "tcp"', "}"),
     one("aws_security_group", "ingress {", 'description = "d"', "from_port = 1", "to_port = 1", 'protocol = "tcp"',
         "}")),
    ("no-cache", cfn("AWS::Serverless::Api"), cfn("AWS::Serverless::Api", "{CacheClusterEnabled: true}")),
    ("untrusted-image", 'data "aws_ami" "it" {\n  most_recent = true\n}\n',
     'data "aws_ami" "it" {\n  owners = ["self"]\n}\n'),
]

ROUTES = "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute"
FILTER = ('pattern = "{}"', "metric_transformation {{", 'name = "routes"', "}}")
ALARM = 'resource "aws_cloudwatch_metric_alarm" "a" {\n  metric_name = "routes"\n}'
METRIC = "aws_cloudwatch_log_metric_filter"


def routes(pattern: str, beside: str = "") -> str:
    return one(METRIC, *(line.format(pattern) for line in FILTER), beside=beside)


PAIRS += [
    ("no-alerts", routes(ROUTES, ALARM), routes(ROUTES + " DisassociateRouteTable", ALARM)),
    ("no-alerts", routes(ROUTES + " DisassociateRouteTable"), routes("ERROR")),
    ("no-backup", cfn("AWS::FSx::FileSystem", "{FileSystemType: LUSTRE}"),
     cfn("AWS::FSx::FileSystem", "{FileSystemType: WINDOWS}")),
    ("no-backup", one("aws_efs_file_system"), one("aws_efs_file_system", beside=(
        'resource "aws_efs_backup_policy" "p" {\n  file_system_id = aws_efs_file_system.it.id\n'
        '  backup_policy {\n    status = "ENABLED"\n  }\n}'))),
    ("no-automatic-updates", one("aws_elastic_beanstalk_environment", 'name = "e"'),
     one("aws_elastic_beanstalk_environment", "setting {", 'namespace = "aws:elasticbeanstalk:managedactions"',
         'name = "ManagedActionsEnabled"', 'value = "true"', "}")),
    ("no-audit-logging", one("aws_ssm_document", 'document_type = "Session"', "content = jsonencode({ inputs = {} })"),
     one("aws_ssm_document", 'document_type = "Session"',
         'content = jsonencode({ inputs = { s3BucketName = "b", s3EncryptionEnabled = true } })')),
    ("hard-coded-secret", cfn("AWS::EC2::Instance").rstrip().replace("}}", "}, Metadata: {'AWS::CloudFormation::"
                              "Authentication': {a: {type: basic, username: u, password: correct}}}}") + "\n",
     cfn("AWS::EC2::Instance").rstrip().replace("}}", "}, Metadata: {'AWS::CloudFormation::Authentication': "
                              "{a: {type: S3, roleName: r}}}}") + "\n"),
    ("explicit-name", cfn("AWS::DynamoDB::Table", "{TableName: t}"), cfn("AWS::DynamoDB::Table")),
    ("unused-resource", one("aws_security_group"),
     one("aws_security_group", beside='resource "aws_instance" "i" {\n'
         "  vpc_security_group_ids = [aws_security_group.it.id]\n}")),
    ("no-resource-limits", cfn("AWS::ECS::TaskDefinition", "{RequiresCompatibilities: [FARGATE], Cpu: '256', "
                                                           "Memory: '8192'}"),
     cfn("AWS::ECS::TaskDefinition", "{RequiresCompatibilities: [FARGATE], Cpu: '256', Memory: '512'}")),
    ("secret-not-from-store", cfn("AWS::RDS::DBInstance", "{MasterUsername: admin}"),
     cfn("AWS::RDS::DBInstance", "{MasterUsername: '{{resolve:secretsmanager:a:SecretString:u}}'}")),
]


@pytest.mark.parametrize(("policy", "bad", "good"), PAIRS)
def test_pairs(policy: str, bad: str, good: str, tmp_path: Path) -> None:
    assert policy in scan(bad, tmp_path / "bad")
    assert policy not in scan(good, tmp_path / "good")


@pytest.mark.parametrize(("policy", "text"), [
    ("no-backup", one("aws_db_instance", "backup_retention_period = var.d")),
    ("no-versioning", one("aws_s3_bucket", "versioning {", "enabled = var.d", "}")),
    ("no-audit-logging", one("aws_eks_cluster", "enabled_cluster_log_types = var.d")),
    ("privileged-workload", one(TASK, "container_definitions = var.d")),
    ("no-lifecycle-rules", one("aws_s3_bucket_lifecycle_configuration",
                               'dynamic "rule" {\nfor_each = var.d\ncontent {\nstatus = "Enabled"\n}\n}')),
])
def test_a_variable_decides(policy: str, text: str, tmp_path: Path) -> None:
    result = scan_text({"main.tf": 'variable "d" {}\n' + text}, tmp_path)
    assert not {a for p, a in failed(result, policy) if a.endswith(".it")}
    assert {a for p, a in undecided(result, policy) if a.endswith(".it")}
