"""IAM: what identities' policies allow, wherever and however they are written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import failed, of, scan_text, undecided

ALLOW = '"Effect": "Allow"'
POLICY = 'resource "aws_iam_policy" "p" {{\n  policy = <<EOF\n{document}\nEOF\n}}\n'
P = "aws_iam_policy.p"


def found(statements: str, tmp_path: Path) -> set[str]:
    """The policies that a managed policy with these statements fails."""
    document = f'{{"Version": "2012-10-17", "Statement": [{statements}]}}'
    result = scan_text({"main.tf": POLICY.format(document=document)}, tmp_path)
    assert not undecided(result)
    return {p for p, address in failed(result) if address == P and p.startswith("iam-")}


@pytest.mark.parametrize(("statement", "policies"), [
    # everything on everything, in all its spellings; no more is said of it
    ('"Action": "*", "Resource": "*"', {"iam-admin"}),
    ('"Action": ["*"], "Resource": ["*"]', {"iam-admin"}),
    ('"Action": "*:*", "Resource": "*"', {"iam-admin"}),
    ('"Action": ["s3:GetObject", "*"], "Resource": "*"', {"iam-admin"}),
    ('"Action": "*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"', {"iam-wildcard-action"}),
    ('"Action": "*", "Resource": "arn:aws:s3:::logs/*"', {"iam-wildcard-action", "iam-storage-administration"}),
    # a service's actions, and some of them
    ('"Action": "sqs:*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"', {"iam-wildcard-action"}),
    ('"Action": "sqs:Send*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"', {"iam-wildcard-action"}),
    ('"Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"', set()),
    # every resource, where the actions know resources and where not
    ('"Action": "sqs:SendMessage", "Resource": "*"', {"iam-wildcard-resource", "iam-unconstrained-write"}),
    ('"Action": "ec2:DescribeInstances", "Resource": "*"', set()),
    ('"Action": "s3:GetObject", "Resource": "*"', {"iam-wildcard-resource", "iam-data-exfiltration"}),
    ('"Action": "s3:GetObject", "Resource": "arn:aws:s3:::*"', {"iam-wildcard-resource"}),
    ('"Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"', set()),
    # what is allowed by what is not named
    ('"NotAction": "iam:*", "Resource": "arn:aws:s3:::logs/*"', {"iam-not-action"}),
    ('"Action": "s3:GetObject", "NotResource": "arn:aws:s3:::secret/*"', {"iam-not-resource", "iam-data-exfiltration"}),
    # the identity service, the object store
    ('"Action": "iam:*", "Resource": "arn:aws:iam::111122223333:role/app"',
     {"iam-wildcard-action", "iam-identity-administration"}),
    ('"Action": "s3:*", "Resource": "arn:aws:s3:::logs/*"', {"iam-wildcard-action", "iam-storage-administration"}),
])
def test_statements(statement: str, policies: set[str], tmp_path: Path) -> None:
    assert found(f"{{{ALLOW}, {statement}}}", tmp_path) == policies


@pytest.mark.parametrize(("action", "way"), [
    ("iam:CreateAccessKey", "iam-create-access-key"),
    ("iam:AddUserToGroup", "iam-add-user-to-group"),
    ("lambda:UpdateFunctionCode", "lambda-update-function-code"),
    ("iam:PassRole,ec2:RunInstances", "pass-role-run-instances"),
    ("iam:passrole,cloudformation:createstack", "pass-role-create-stack"),
    ("iam:Pass*,lambda:*", "pass-role-create-function-invoke-function"),
])
def test_escalation(action: str, way: str, tmp_path: Path) -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": action.split(","), "Resource": "*"}]}
    result = scan_text({"main.tf": POLICY.format(document=json.dumps(document))}, tmp_path)
    (finding,) = of(result, "iam-privilege-escalation")
    assert way in finding.causes


@pytest.mark.parametrize("statement", [
    '"Action": "iam:CreateAccessKey", "Resource": "arn:aws:iam::111122223333:user/ci"',
    '"Action": "ec2:RunInstances", "Resource": "*"',  # half of a way
    '"Action": "iam:CreateAccessKey", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "x"}}',
])
def test_what_is_limited_is_no_escalation(statement: str, tmp_path: Path) -> None:
    assert "iam-privilege-escalation" not in found(f"{{{ALLOW}, {statement}}}", tmp_path)


def test_a_deny_goes_first(tmp_path: Path) -> None:
    denied = '{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}'
    assert "iam-privilege-escalation" not in found(
        f'{{{ALLOW}, "Action": "iam:CreateAccessKey", "Resource": "*"}}, {denied}', tmp_path)


def test_tokens_of_ones_own_are_another_cause(tmp_path: Path) -> None:
    def causes(action: str, place: str) -> tuple[str, ...]:
        document = {"Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}
        result = scan_text({f"{place}/main.tf": POLICY.format(document=json.dumps(document))}, tmp_path / place)
        return of(result, "iam-credentials-exposure")[0].causes

    assert causes("ecr:GetAuthorizationToken", "own") == ("own-token",)
    assert set(causes("sts:AssumeRole", "others")) == {"others", "assume-any-role"}


ADMIN = '{ Effect = "Allow", Action = "*", Resource = "*" }'


@pytest.mark.parametrize(("text", "address"), [
    (f'resource "aws_iam_role_policy" "x" {{ policy = jsonencode({{ Statement = [{ADMIN}] }}) }}',
     "aws_iam_role_policy.x"),
    (f'resource "aws_iam_user_policy" "x" {{ policy = jsonencode({{ Statement = {ADMIN} }}) }}',
     "aws_iam_user_policy.x"),
    (f'resource "aws_iam_role" "x" {{\n inline_policy {{\n policy = jsonencode({{ Statement = {ADMIN} }})\n}}\n}}',
     "aws_iam_role.x"),
    (('resource "aws_ssoadmin_permission_set_inline_policy" "x" {\n'
     '  inline_policy = data.aws_iam_policy_document.d.json\n}\n'
     'data "aws_iam_policy_document" "d" {\n  statement {\n    actions = ["*"]\n    resources = ["*"]\n  }\n}'),
     "aws_ssoadmin_permission_set_inline_policy.x"),
    (('resource "aws_iam_policy" "x" { policy = data.aws_iam_policy_document.d.json }\n'
     'data "aws_iam_policy_document" "d" { source_policy_documents = [data.aws_iam_policy_document.s.json] }\n'
     'data "aws_iam_policy_document" "s" {\n  statement {\n    actions = ["*"]\n    resources = ["*"]\n  }\n}'),
     "aws_iam_policy.x"),
])
def test_terraform_ways_to_write_a_document(text: str, address: str, tmp_path: Path) -> None:
    assert ("iam-admin", address) in failed(scan_text({"main.tf": text}, tmp_path))


def test_an_overriding_statement_takes_the_place_of_the_first(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.narrow.json }
data "aws_iam_policy_document" "narrow" {
  source_policy_documents   = [data.aws_iam_policy_document.wide.json]
  override_policy_documents = [data.aws_iam_policy_document.patch.json]
}
data "aws_iam_policy_document" "wide" {
  statement {
    sid       = "All"
    actions   = ["*"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "patch" {
  statement {
    sid       = "All"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::logs/*"]
  }
}
"""}, tmp_path)
    assert failed(result, "iam-admin") == {("iam-admin", "data.aws_iam_policy_document.wide")}


CFN = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  X:\n    Type: {type}\n    Properties: {properties}\n"
WIDE = "{Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}"


@pytest.mark.parametrize(("type_", "properties"), [
    ("AWS::IAM::Policy", f"{{PolicyDocument: {WIDE}}}"),
    ("AWS::IAM::ManagedPolicy", f"{{PolicyDocument: {WIDE}}}"),
    ("AWS::IAM::Role", f"{{Policies: [{{PolicyName: a, PolicyDocument: {WIDE}}}]}}"),
    ("AWS::IAM::Group", f"{{Policies: [{{PolicyName: a, PolicyDocument: {WIDE}}}]}}"),
    ("AWS::IAM::User", f"{{Policies: [{{PolicyName: a, PolicyDocument: {WIDE}}}]}}"),
    ("AWS::Serverless::Function", f"{{Policies: [{WIDE}]}}"),
    ("AWS::SSO::PermissionSet", f"{{InlinePolicy: {WIDE}}}"),
])
def test_cloudformation_ways_to_write_a_document(type_: str, properties: str, tmp_path: Path) -> None:
    result = scan_text({"t.yaml": CFN.format(type=type_, properties=properties)}, tmp_path)
    assert ("iam-admin", "X") in failed(result)


@pytest.mark.parametrize(("attribute", "policy"), [
    ('Action = var.x, Resource = "*"', "iam-admin"),
    ('Action = "*", Resource = var.x', "iam-admin"),
    ('Action = "sqs:SendMessage", Resource = var.x', "iam-wildcard-resource"),
    ('Action = var.x, Resource = "arn:aws:s3:::logs/*"', "iam-wildcard-action"),
])
def test_a_variable_decides(attribute: str, policy: str, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
variable "x" {{}}
resource "aws_iam_policy" "p" {{
  policy = jsonencode({{ Statement = [{{ Effect = "Allow", {attribute} }}] }})
}}
"""}, tmp_path)
    assert (policy, P) in undecided(result)
    assert (policy, P) not in failed(result)


def test_a_document_that_is_not_known(tmp_path: Path) -> None:
    result = scan_text({"main.tf": 'variable "d" {}\nresource "aws_iam_policy" "p" { policy = var.d }\n'}, tmp_path)
    assert undecided(result) == {("iam-admin", P)}


@pytest.mark.parametrize("comma", ["", ","])
def test_a_heredoc_that_names_other_resources(comma: str, tmp_path: Path) -> None:
    """What is not known of it (an ARN) does not hide what is; a comma too many does not either."""
    result = scan_text({"main.tf": f"""
resource "aws_sqs_queue" "q" {{}}
resource "aws_iam_policy" "p" {{
  policy = <<EOF
{{
  "Statement": [
    {{"Effect": "Allow", "Action": "sqs:*", "Resource": "${{aws_sqs_queue.q.arn}}"{comma}}},
    {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["${{aws_sqs_queue.q.arn}}/*"]}}{comma}
  ]
}}
EOF
}}
"""}, tmp_path)
    assert {f for f in failed(result) if f[0].startswith("iam-")} == {("iam-wildcard-action", P)}
    assert not undecided(result, "iam-admin")


@pytest.mark.parametrize("place", ["aws_iam_policy", "local"])
def test_a_name_that_is_declared_elsewhere(place: str, tmp_path: Path) -> None:
    """A fragment of a configuration: what is missing does not hide what is there."""
    document = ('jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" },\n'
                '  { Effect = "Allow", Action = local.more, Resource = [var.elsewhere] }] })')
    text = (f'resource "aws_iam_policy" "p" {{ policy = {document} }}' if place == "aws_iam_policy" else
            f'locals {{\n  d = {document}\n}}\nresource "aws_iam_policy" "p" {{ policy = local.d }}')
    assert ("iam-admin", P) in failed(scan_text({"main.tf": text}, tmp_path))


@pytest.mark.parametrize(("arn", "policy"), [
    ("arn:aws:iam::aws:policy/AdministratorAccess", True), ("arn:aws-cn:iam::aws:policy/IAMFullAccess", True),
    ("arn:aws:iam::aws:policy/ReadOnlyAccess", False)])
def test_managed_policies(arn: str, policy: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "aws_iam_role_policy_attachment" "a" {{
  role       = "app"
  policy_arn = "{arn}"
}}
"""}, tmp_path)
    assert bool(failed(result, "administrator-role-granted")) is policy


def test_conditions_are_another_cause_of_every_resource(tmp_path: Path) -> None:
    conditional = ', "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}'
    for extra, causes in (("", ("any-resource", "unconditional")), (conditional, ("any-resource",))):
        document = f'{{"Statement": [{{{ALLOW}, "Action": "sqs:SendMessage", "Resource": "*"{extra}}}]}}'
        place = tmp_path / str(bool(extra))
        result = scan_text({"main.tf": POLICY.format(document=document)}, place)
        assert of(result, "iam-wildcard-resource")[0].causes == causes
