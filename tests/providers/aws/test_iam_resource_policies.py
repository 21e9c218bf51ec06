"""Policies of resources: who is let in, and with what."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, of, scan_text, undecided

QUEUE = ('variable "x" {{}}\n'
         'resource "aws_sqs_queue_policy" "p" {{\n  policy = jsonencode({{ Statement = [{{ {0} }}] }})\n}}')
SEND = 'Effect = "Allow", Action = "sqs:SendMessage", Resource = "*"'
OPEN = f'{SEND}, Principal = "*"'
P = "aws_sqs_queue_policy.p"
CONSIDERED = ("public-data", "iam-not-action", "iam-not-principal", "iam-wildcard-action", "iam-admin",
              "resource-policy-without-principal", "resource-policy-lockout")


def found(statement: str, tmp_path: Path) -> set[str]:
    result = scan_text({"main.tf": QUEUE.format(statement)}, tmp_path)
    return {p for p, _ in failed(result) if p in CONSIDERED}


@pytest.mark.parametrize(("statement", "policies"), [
    (OPEN, {"public-data"}),
    (f'{SEND}, Principal = {{ AWS = "*" }}', {"public-data"}),
    (f'{SEND}, Principal = {{ AWS = ["arn:aws:iam::111122223333:root", "*"] }}', {"public-data"}),
    (f'{SEND}, Principal = {{ Service = "sns.amazonaws.com" }}', set()),
    (f'{SEND}, Principal = {{ AWS = "arn:aws:iam::111122223333:root" }}', set()),
    (f'{OPEN}, Condition = {{ ArnEquals = {{ "aws:SourceArn" = aws_sns_topic.t.arn }} }}', set()),
    (f'{OPEN}, Condition = {{ StringEquals = {{ "aws:username" = "admin" }} }}', {"public-data"}),
    (f'{SEND}, NotPrincipal = {{ AWS = "arn:aws:iam::111122223333:root" }}', {"public-data", "iam-not-principal"}),
    ('Effect = "Allow", Action = "*", Resource = "*", Principal = { AWS = "111122223333" }', {"iam-wildcard-action"}),
    (SEND, {"resource-policy-without-principal"}),
    ('Effect = "Allow", NotAction = "sqs:Delete*", Resource = "*", Principal = { AWS = "111122223333" }',
     {"iam-not-action"}),
    ('Effect = "Allow", Action = "sqs:*", Resource = "*", Principal = { AWS = "111122223333" }',
     {"iam-wildcard-action"}),
    ('Effect = "Deny", Action = "sqs:*", Resource = "*", Principal = "*"', {"resource-policy-lockout"}),
    (('Effect = "Deny", Action = "sqs:*", Resource = "*", Principal = "*", Condition = { Bool = '
     '{ "aws:SecureTransport" = "false" } }'), set()),
    ('Effect = "Deny", Action = "sqs:DeleteQueue", Resource = "*", Principal = "*"', set()),
])
def test_queue_policy(statement: str, policies: set[str], tmp_path: Path) -> None:
    assert found(statement, tmp_path) == policies


def test_a_condition_that_holds_without_its_key(tmp_path: Path) -> None:
    """It keeps nobody out who has no such key: found, but not as what others call an open policy."""
    condition = 'Condition = { "ForAllValues:StringEquals" = { "aws:PrincipalOrgID" = "o-1" } }'
    result = scan_text({"main.tf": QUEUE.format(f"{OPEN}, {condition}")}, tmp_path)
    (finding,) = of(result, "public-data")
    assert "policy-absent-key" in finding.causes
    assert "CKV_AWS_168" not in finding.aliases


@pytest.mark.parametrize("part", ["Principal = var.x", "Principal = { AWS = var.x }"])
def test_a_variable_decides_who_is_let_in(part: str, tmp_path: Path) -> None:
    result = scan_text({"main.tf": QUEUE.format(f"{SEND}, {part}")}, tmp_path)
    assert ("public-data", P) in undecided(result)
    assert not failed(result, "public-data")


def test_a_policy_that_is_not_known(tmp_path: Path) -> None:
    result = scan_text({"main.tf": 'variable "x" {}\nresource "aws_sqs_queue_policy" "p" { policy = var.x }'}, tmp_path)
    assert undecided(result) == {("public-data", P)}
    assert not failed(result)


@pytest.mark.parametrize(("principal", "is_reported"), [
    ('"arn:aws:iam::111122223333:root"', False),
    ('"arn:aws:iam::${data.aws_caller_identity.me.account_id}:root"', False),
    ('"arn:aws:iam::111122223333:role/admin"', True)])
def test_a_key_that_lets_the_account_decide(principal: str, is_reported: bool, tmp_path: Path) -> None:
    """The first statement of every key policy allows its account everything: that is how IAM policies come to hold."""
    result = scan_text({"main.tf": f"""
resource "aws_kms_key" "k" {{
  policy = jsonencode({{ Statement = [
    {{ Effect = "Allow", Action = "kms:*", Resource = "*", Principal = {{ AWS = {principal} }} }}
  ] }})
}}
"""}, tmp_path)
    assert bool(failed(result, "iam-wildcard-action")) is is_reported


DOCUMENT = '{Statement: [{Effect: Allow, Principal: "*", Action: "*", Resource: "*"}]}'


@pytest.mark.parametrize(("type_", "attribute"), [
    ("AWS::SQS::QueuePolicy", "PolicyDocument"), ("AWS::SNS::TopicPolicy", "PolicyDocument"),
    ("AWS::S3::BucketPolicy", "PolicyDocument"), ("AWS::KMS::Key", "KeyPolicy"),
    ("AWS::ECR::Repository", "RepositoryPolicyText"), ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy"), ("AWS::Backup::BackupVault", "AccessPolicy"),
    ("AWS::OpenSearchService::Domain", "AccessPolicies")])
def test_every_resource_with_a_policy_of_its_own(type_: str, attribute: str, tmp_path: Path) -> None:
    template = f"Resources:\n  X:\n    Type: {type_}\n    Properties:\n      {attribute}: {DOCUMENT}\n"
    result = scan_text({"t.yaml": template}, tmp_path)
    assert ("public-data", "X") in failed(result)


def test_a_table_keeps_its_policy_deeper(tmp_path: Path) -> None:
    template = ("Resources:\n  X:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      ResourcePolicy:\n"
                f"        PolicyDocument: {DOCUMENT}\n")
    assert ("public-data", "X") in failed(scan_text({"t.yaml": template}, tmp_path))


@pytest.mark.parametrize(("properties", "is_public"), [
    ("{Statement: {Effect: Allow, Principal: '*', Action: events:PutEvents}}", True),
    ("{Principal: '*', Action: events:PutEvents}", True),
    ("{Principal: '111122223333', Action: events:PutEvents}", False),
    ("{Principal: '*', Action: events:PutEvents, Condition: {Key: aws:PrincipalOrgID, Value: o-1}}", False),
])
def test_event_buses(properties: str, is_public: bool, tmp_path: Path) -> None:
    template = f"Resources:\n  X:\n    Type: AWS::Events::EventBusPolicy\n    Properties: {properties}\n"
    assert (("public-data", "X") in failed(scan_text({"t.yaml": template}, tmp_path))) is is_public


def test_a_bucket_that_refuses_public_policies_is_not_public(tmp_path: Path) -> None:
    bucket = """
resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_policy" "p" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Principal = "*", Resource = "*" }] })
}
"""
    block = """
resource "aws_s3_bucket_public_access_block" "x" {
  bucket                  = aws_s3_bucket.b.id
  restrict_public_buckets = true
}
"""
    assert ("public-data", "aws_s3_bucket_policy.p") in failed(scan_text({"main.tf": bucket}, tmp_path / "open"))
    closed = scan_text({"main.tf": bucket + block}, tmp_path / "closed")
    assert ("public-data", "aws_s3_bucket_policy.p") not in failed(closed)


DENY = "{Effect: Deny, Principal: %s, Action: %s, Resource: '*', Condition: {Bool: {aws:SecureTransport: %s}}}"
READ = "{Effect: Allow, Principal: {AWS: '111122223333'}, Action: s3:GetObject, Resource: '*'%s}"


@pytest.mark.parametrize(("statements", "is_reported"), [
    (READ % "", True),
    (f"{READ % ''}, {DENY % (repr('*'), 's3:*', 'false')}", False),
    (f"{READ % ''}, {DENY % ('{AWS: [' + repr('*') + ']}', repr('*'), repr('false'))}", False),
    (f"{READ % ''}, {DENY % (repr('*'), 's3:PutObject', 'false')}", True),  # reading is still possible without
    (f"{READ % ''}, {DENY % (repr('*'), 's3:*', 'true')}", True),
    (f"{READ % ''}, {DENY % ('{AWS: ' + repr('111122223333') + '}', 's3:*', 'false')}", True),
    (READ % ", Condition: {Bool: {aws:SecureTransport: true}}", False),
])
def test_buckets_that_refuse_plain_text(statements: str, is_reported: bool, tmp_path: Path) -> None:
    template = ("Resources:\n  X:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n      Bucket: b\n"
                f"      PolicyDocument: {{Statement: [{statements}]}}\n")
    assert bool(of(scan_text({"t.yaml": template}, tmp_path), "missing-tls")) is is_reported


@pytest.mark.parametrize(("properties", "policies"), [
    ("principal = \"*\"", {"public-data"}),
    ("principal = \"*\"\n  source_account = \"111122223333\"", set()),
    ("principal = \"*\"\n  principal_org_id = \"o-1\"", set()),
    ("principal = \"s3.amazonaws.com\"", {"unrestricted-service-caller"}),
    ("principal = \"s3.amazonaws.com\"\n  source_arn = aws_s3_bucket.b.arn", set()),
    ("principal = \"111122223333\"", set()),
])
def test_permissions_of_functions(properties: str, policies: set[str], tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "aws_lambda_permission" "p" {{
  action        = "lambda:InvokeFunction"
  function_name = "f"
  {properties}
}}
"""}, tmp_path)
    assert {p for p, _ in failed(result)} == policies


@pytest.mark.parametrize(("action", "causes"), [
    ("lambda:InvokeFunction", set()), ("lambda:InvokeFunctionUrl", set()),
    ("lambda:GetFunction", {"permission-action"}),
    ("lambda:*", {"permission-action", "permission-any-action"})])
def test_permissions_are_to_call(action: str, causes: set[str], tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "aws_lambda_permission" "p" {{
  action        = "{action}"
  function_name = "f"
  principal     = "111122223333"
}}
"""}, tmp_path)
    assert {c for f in of(result, "iam-beyond-purpose") for c in f.causes} == causes


@pytest.mark.parametrize(("mode", "is_reported"), [("ALLOW_ALL", True), ("STANDARD", False)])
def test_ledgers(mode: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f'resource "aws_qldb_ledger" "l" {{ permissions_mode = "{mode}" }}'}, tmp_path)
    assert bool(failed(result, "coarse-permissions")) is is_reported


TOPIC = """
resource "aws_sns_topic_policy" "p" {{
  arn    = "arn:aws:sns:eu-west-1:111122223333:t"
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", Action = "sns:Publish", {0}
    Resource = "arn:aws:sns:eu-west-1:111122223333:t" }}] }})
}}
"""


@pytest.mark.parametrize(("statement", "is_reported"), [
    ('Principal = { AWS = "arn:aws:iam::444455556666:role/a" },', True),
    ('Principal = { AWS = "444455556666" },', True),
    ('Principal = { AWS = "arn:aws:iam::111122223333:root" },', False),  # the account of the topic
    ('Principal = { AWS = "444455556666" }, Condition = { StringEquals = { "aws:PrincipalTag/a" = "b" } },', False),
    ('Principal = { Service = "s3.amazonaws.com" },', False),
])
def test_topics_and_other_accounts(statement: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": TOPIC.format(statement)}, tmp_path)
    assert bool(failed(result, "other-account-admitted")) is is_reported
