"""What runs with which role: administrators, those that can become one, and those that are not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import of, scan_text, undecided

FUNCTION = """
variable "x" {{}}
resource "aws_lambda_function" "f" {{ role = aws_iam_role.r.arn }}
resource "aws_iam_role" "r" {{ name = "r" }}
{0}
"""
INLINE = ('resource "aws_iam_role_policy" "p" {{\n  role = aws_iam_role.r.id\n  policy = jsonencode('
          '{{ Statement = [{{ Effect = "Allow", {0} }}] }})\n}}')


def attached(arn: str) -> str:
    return ('resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.r.name\n'
            f'  policy_arn = "{arn}"\n}}')


@pytest.mark.parametrize(("policy", "causes"), [
    (INLINE.format('Action = "*", Resource = "*"'), {"function-role-admin", "function-role-privileged"}),
    (INLINE.format('Action = "iam:CreateAccessKey", Resource = "*"'), {"function-role-privileged"}),
    (INLINE.format('Action = "iam:CreateAccessKey", Resource = "arn:aws:iam::111122223333:user/a"'), set()),
    (INLINE.format('Action = "s3:GetObject", Resource = "*"'), set()),
    (attached("arn:aws:iam::aws:policy/AdministratorAccess"), {"function-role-admin", "function-role-privileged"}),
    (attached("arn:aws:iam::aws:policy/PowerUserAccess"), {"function-role-privileged"}),
    (attached("arn:aws:iam::aws:policy/ReadOnlyAccess"), set()),
    ("", set()),
])
def test_functions(policy: str, causes: set[str], tmp_path: Path) -> None:
    found = of(scan_text({"main.tf": FUNCTION.format(policy)}, tmp_path), "administrator-role-granted")
    assert {c for f in found for c in f.causes if f.resource.type == "aws_lambda_function"} == causes


def test_a_function_whose_policy_is_not_known(tmp_path: Path) -> None:
    policy = 'resource "aws_iam_role_policy" "p" {\n  role = aws_iam_role.r.id\n  policy = var.x\n}'
    result = scan_text({"main.tf": FUNCTION.format(policy)}, tmp_path)
    assert ("administrator-role-granted", "aws_lambda_function.f") in undecided(result)


@pytest.mark.parametrize(("statement", "is_reported"), [
    ("{Effect: Allow, Action: '*', Resource: '*'}", True), ("{Effect: Allow, Action: 's3:*', Resource: '*'}", False)])
def test_notebooks(statement: str, is_reported: bool, tmp_path: Path) -> None:
    template = f"""
Resources:
  N: {{Type: AWS::SageMaker::NotebookInstance, Properties: {{RoleArn: !GetAtt R.Arn}}}}
  R:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{{PolicyName: a, PolicyDocument: {{Statement: [{statement}]}}}}]
"""
    found = of(scan_text({"t.yaml": template}, tmp_path), "administrator-role-granted")
    assert any(f.resource.address == "N" for f in found) is is_reported
