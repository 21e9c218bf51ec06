"""Users, groups, keys and trust: what is found, its nearest neighbour that is not, and what a variable decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, scan_text, undecided

USER = 'resource "aws_iam_user" "u" { name = "jim" }\n'
GROUP = 'resource "aws_iam_group" "g" { name = "dev" }\n'


def of_policy(text: str, policy: str, tmp_path: Path) -> set[str]:
    """The addresses that fail a policy, in Terraform or a template."""
    name = "t.yaml" if text.lstrip().startswith("Resources") else "main.tf"
    return {address for _, address in failed(scan_text({name: text}, tmp_path), policy)}


@pytest.mark.parametrize(("text", "policy", "addresses"), [
    # -- memberships
    ('resource "aws_iam_group_membership" "m" {\n  group = "dev"\n  users = []\n}', "empty-group",
     {"aws_iam_group_membership.m"}),
    ('resource "aws_iam_group_membership" "m" {\n  group = "dev"\n  users = ["jim"]\n}', "empty-group", set()),
    (GROUP, "empty-group", {"aws_iam_group.g"}),
    (GROUP + 'resource "aws_iam_group_membership" "m" {\n  group = aws_iam_group.g.name\n  users = ["jim"]\n}',
     "empty-group", set()),
    (GROUP + 'resource "aws_iam_user_group_membership" "m" {\n  user = "jim"\n  groups = ["dev"]\n}', "empty-group",
     set()),
    (USER, "user-without-group", {"aws_iam_user.u"}),
    (USER + 'resource "aws_iam_group_membership" "m" {\n  group = "dev"\n  users = ["jim"]\n}', "user-without-group",
     set()),
    (USER + 'resource "aws_iam_user_group_membership" "m" {\n  user = aws_iam_user.u.name\n  groups = ["dev"]\n}',
     "user-without-group", set()),
    ("Resources: {U: {Type: AWS::IAM::User}, G: {Type: AWS::IAM::Group}}", "user-without-group", {"U"}),
    ("Resources: {U: {Type: AWS::IAM::User, Properties: {Groups: [!Ref G]}}, G: {Type: AWS::IAM::Group}}",
     "user-without-group", set()),
    ("Resources: {U: {Type: AWS::IAM::User, Properties: {Groups: [!Ref G]}}, G: {Type: AWS::IAM::Group}}",
     "empty-group", set()),
    (("Resources: {G: {Type: AWS::IAM::Group, Properties: {GroupName: g}}, "
     "A: {Type: AWS::IAM::UserToGroupAddition, Properties: {GroupName: g, Users: [jim]}}}"), "empty-group", set()),
    # -- permissions of single users
    (USER + 'resource "aws_iam_user_policy" "p" {\n  user = aws_iam_user.u.name\n  policy = "{}"\n}',
     "user-permissions", {"aws_iam_user.u", "aws_iam_user_policy.p"}),
    (USER + 'resource "aws_iam_group_policy" "p" {\n  group = "dev"\n  policy = "{}"\n}', "user-permissions", set()),
    ('resource "aws_iam_policy_attachment" "a" {\n  policy_arn = "x"\n  users = ["jim"]\n}', "user-permissions",
     {"aws_iam_policy_attachment.a"}),
    ('resource "aws_iam_policy_attachment" "a" {\n  policy_arn = "x"\n  groups = ["dev"]\n}', "user-permissions",
     set()),
    ("Resources: {P: {Type: AWS::IAM::Policy, Properties: {Users: [jim]}}}", "user-permissions", {"P"}),
    ("Resources: {P: {Type: AWS::IAM::Policy, Properties: {Groups: [dev]}}}", "user-permissions", set()),
    ("Resources: {U: {Type: AWS::IAM::User, Properties: {ManagedPolicyArns: [a]}}}", "user-permissions", {"U"}),
    ("Resources: {G: {Type: AWS::IAM::Group, Properties: {Policies: [{PolicyName: a}]}}}", "inline-policies", {"G"}),
    ("Resources: {G: {Type: AWS::IAM::Group, Properties: {ManagedPolicyArns: [a]}}}", "inline-policies", set()),
    # -- keys and passwords
    ('resource "aws_iam_access_key" "k" { user = "root" }', "root-access-key", {"aws_iam_access_key.k"}),
    ('resource "aws_iam_access_key" "k" {\n  user = "root"\n  status = "Inactive"\n}', "root-access-key", set()),
    (USER + 'resource "aws_iam_access_key" "k" { user = aws_iam_user.u.name }', "root-access-key", set()),
    ('resource "aws_iam_user" "u" { name = "root" }\nresource "aws_iam_access_key" "k" { user = aws_iam_user.u.name }',
     "root-access-key", {"aws_iam_access_key.k"}),
    (USER + 'resource "aws_iam_access_key" "k" { user = aws_iam_user.u.name }', "several-access-keys", set()),
    (USER + 'resource "aws_iam_access_key" "k" { user = aws_iam_user.u.name }\n'
     'resource "aws_iam_access_key" "l" { user = "jim" }', "several-access-keys",
     {"aws_iam_access_key.k", "aws_iam_access_key.l"}),
    (("Resources: {K: {Type: AWS::IAM::AccessKey, Properties: {UserName: a}}, "
     "L: {Type: AWS::IAM::AccessKey, Properties: {UserName: b}}}"), "several-access-keys", set()),
    (USER + 'resource "aws_iam_user_login_profile" "l" { user = aws_iam_user.u.name }', "user-console-access",
     {"aws_iam_user.u"}),
    (USER, "user-console-access", set()),
    ("Resources: {U: {Type: AWS::IAM::User, Properties: {LoginProfile: {Password: x}}}}", "user-console-access",
     {"U"}),
    # -- the account
    ("Resources: {P: {Type: AWS::IAM::Policy, Properties: {PolicyName: AWSSupportAccess}}}", "no-support-role", {"P"}),
    ("Resources: {P: {Type: AWS::IAM::Policy, Properties: {PolicyName: AWSSupportAccess, Roles: [r]}}}",
     "no-support-role", set()),
    ("Resources: {P: {Type: AWS::IAM::Policy, Properties: {PolicyName: Other}}}", "no-support-role", set()),
    ("Resources: {A: {Type: AWS::IAM::Group}, B: {Type: AWS::IAM::Group}}", "no-access-analyzer", {"A"}),
    ("Resources: {A: {Type: AWS::IAM::Group}, B: {Type: AWS::AccessAnalyzer::Analyzer}}", "no-access-analyzer",
     set()),
    ('resource "aws_organizations_organization" "o" { feature_set = "CONSOLIDATED_BILLING" }',
     "no-organization-guardrails", {"aws_organizations_organization.o"}),
    ('resource "aws_organizations_organization" "o" {}', "no-organization-guardrails", set()),
    # -- what runs
    ('resource "aws_instance" "i" {}', "no-machine-identity", {"aws_instance.i"}),
    ('resource "aws_instance" "i" { iam_instance_profile = aws_iam_instance_profile.p.name }', "no-machine-identity",
     set()),
    (('resource "aws_instance" "i" {\n  launch_template {\n    id = aws_launch_template.t.id\n  }\n}\n'
     'resource "aws_launch_template" "t" {\n  iam_instance_profile {\n    name = "p"\n  }\n}'), "no-machine-identity",
     set()),
    ('resource "aws_ecs_task_definition" "t" {\n  task_role_arn = "a"\n  execution_role_arn = "a"\n}',
     "shared-identity", {"aws_ecs_task_definition.t"}),
    ('resource "aws_ecs_task_definition" "t" {\n  task_role_arn = "a"\n  execution_role_arn = "b"\n}',
     "shared-identity", set()),
    (("Resources: {A: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}, R: {Type: AWS::IAM::Role}, "
     "B: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}}"), "shared-identity", {"A", "B"}),
    (("Resources: {A: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt R.Arn}}, R: {Type: AWS::IAM::Role}, "
     "B: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt S.Arn}}, S: {Type: AWS::IAM::Role}}"),
     "shared-identity", set()),
])
def test_identities(text: str, policy: str, addresses: set[str], tmp_path: Path) -> None:
    assert of_policy(text, policy, tmp_path) == addresses


@pytest.mark.parametrize(("text", "policy", "address"), [
    ('resource "aws_iam_group_membership" "m" {\n  group = "dev"\n  users = var.x\n}', "empty-group",
     "aws_iam_group_membership.m"),
    ('resource "aws_iam_access_key" "k" { user = var.x }', "root-access-key", "aws_iam_access_key.k"),
    ('resource "aws_iam_policy_attachment" "a" {\n  policy_arn = "x"\n  users = var.x\n}', "user-permissions",
     "aws_iam_policy_attachment.a"),
    ('resource "aws_instance" "i" { iam_instance_profile = var.x }', "no-machine-identity", "aws_instance.i"),
    ('resource "aws_instance" "i" {\n  launch_template {\n    id = "lt-1"\n  }\n}', "no-machine-identity",
     "aws_instance.i"),
])
def test_a_variable_decides_about_an_identity(text: str, policy: str, address: str, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f'variable "x" {{}}\n{text}\n'}, tmp_path)
    assert (policy, address) in undecided(result)
    assert (policy, address) not in failed(result)


# -- trust

TRUST = ('variable "x" {{}}\nresource "aws_iam_role" "r" {{\n  assume_role_policy = jsonencode({{\n'
         '    Statement = [{{ Effect = "Allow", {statement} }}]\n  }})\n}}\n')
ASSUME = 'Action = "sts:AssumeRole"'
GITHUB = ('Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = '
          '"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }')


def subject(value: str, operator: str = "StringLike") -> str:
    return f'{GITHUB}, Condition = {{ {operator} = {{ "token.actions.githubusercontent.com:sub" = {value} }} }}'


@pytest.mark.parametrize(("statement", "policies"), [
    (f'{ASSUME}, Principal = {{ Service = "ec2.amazonaws.com" }}', set()),
    (f'{ASSUME}, Principal = {{ AWS = "*" }}', {"iam-trust-too-wide"}),
    (f'{ASSUME}, Principal = "*"', {"iam-trust-too-wide"}),
    (f'{ASSUME}, Principal = {{ AWS = "*" }}, Condition = {{ StringEquals = {{ "aws:PrincipalOrgID" = "o-1" }} }}',
     set()),
    (f'{ASSUME}, Principal = {{ AWS = "111122223333" }}', {"iam-trust-too-wide", "unguarded-cross-account-trust"}),
    ((f'{ASSUME}, Principal = {{ AWS = "arn:aws:iam::111122223333:root" }}, '
     'Condition = { StringEquals = { "sts:ExternalId" = "abc" } }'), {"iam-trust-too-wide"}),
    (f'{ASSUME}, Principal = {{ AWS = "arn:aws:iam::111122223333:role/ci" }}', {"unguarded-cross-account-trust"}),
    ((f'{ASSUME}, Principal = {{ AWS = "arn:aws:iam::111122223333:role/ci" }}, '
     'Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }'), set()),
    (f'{ASSUME}, NotPrincipal = {{ AWS = "arn:aws:iam::111122223333:role/ci" }}', {"iam-not-principal"}),
    ('Action = "*", Principal = { Service = "ec2.amazonaws.com" }', {"iam-wildcard-action"}),
    # GitHub Actions: whose workflows are let in
    (GITHUB, {"open-federation"}),
    (subject('"repo:acme/app:*"'), set()),
    (subject('["repo:acme/app:*", "repo:acme/web:*"]'), set()),
    (subject('"repo:acme/*"'), set()),
    (subject('"repo:acme/app:ref:refs/heads/main"', "StringEquals"), set()),
    (subject('"repository_owner_id:1234"', "StringEquals"), set()),
    (subject('["repo:acme/app:*", "*"]'), {"open-federation"}),
    (subject('"repo:*"'), {"open-federation"}),
    (subject('"repo:acme*"'), {"open-federation"}),
    (subject('"repo:*/app:*"'), {"open-federation"}),
    (subject('"workflow:release:repo:acme/app"'), {"open-federation"}),
    (subject('"repo:acme/app:*"', "StringNotLike"), {"open-federation"}),
    (subject('"repo:acme/app:*"', "StringLikeIfExists"), {"open-federation"}),
    (f'{GITHUB}, Condition = {{ StringEquals = {{ "token.actions.githubusercontent.com:aud" = "a" }} }}',
     {"open-federation"}),
])
def test_trust(statement: str, policies: set[str], tmp_path: Path) -> None:
    result = scan_text({"main.tf": TRUST.format(statement=statement)}, tmp_path)
    assert {p for p, _ in failed(result)} == policies


@pytest.mark.parametrize(("url", "is_reported"), [
    ("https://token.actions.githubusercontent.com", True), ("https://oidc.eks.eu-west-1.amazonaws.com/id/A", False)])
def test_the_issuer_is_that_of_the_provider_referred_to(url: str, is_reported: bool, tmp_path: Path) -> None:
    statement = ('Action = "sts:AssumeRoleWithWebIdentity", '
                 "Principal = { Federated = aws_iam_openid_connect_provider.p.arn }")
    result = scan_text({"main.tf": TRUST.format(statement=statement)
                        + f'resource "aws_iam_openid_connect_provider" "p" {{ url = "{url}" }}'}, tmp_path)
    assert bool(failed(result, "open-federation")) is is_reported


def test_a_variable_decides_whose_workflows_come_in(tmp_path: Path) -> None:
    result = scan_text({"main.tf": TRUST.format(statement=subject("var.x"))}, tmp_path)
    assert undecided(result) == {("open-federation", "aws_iam_role.r")}
    assert not failed(result)
