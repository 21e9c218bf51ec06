"""What looks like a secret, and what must never be printed."""

from __future__ import annotations

import base64

import pytest

from iaccheck.graph import Reason, Sensitive, Unknown
from iaccheck.providers.secrets import in_text, in_variable
from iaccheck.reports.excerpt import masked


@pytest.mark.parametrize(("text", "kind"), [
    ("key: AKIAIOSFODNN7EXAMPLE", "access-key"),
    ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "access-key"),
    ("-----BEGIN RSA PRIVATE KEY-----", "private-key"),
    ("export DATABASE_PASSWORD=password1234", "password"),
    ("export DATABASE_PASSWORD=$PASSWORD", ""),
    ("export DATABASE_PASSWORD=${aws_ssm_parameter.p}", ""),
    ("yum install httpd", ""),
    (base64.b64encode(b"-----BEGIN PRIVATE KEY-----").decode(), "private-key"),
    (Sensitive("key: AKIAIOSFODNN7EXAMPLE"), "access-key"),
    (Unknown(Reason.PARTIAL, prefix="key: AKIAIOSFODNN7EXAMPLE "), "access-key"),
    (Unknown(Reason.VARIABLE), ""),
    (7, ""),
    ("A" * 200_000, ""),
])
def test_in_text(text: object, kind: str) -> None:
    assert in_text(text) == kind


@pytest.mark.parametrize(("name", "value", "kind"), [
    ("DB_PASSWORD", "correct horse", "password"),
    ("DB_PASSWORD", "{{resolve:secretsmanager:a}}", ""),
    ("APP_PRIVATE_KEY_SECRET_NAME", "my-secret", ""),
    ("STAGE", "production", ""),
    ("key1", "AKIAIOSFODNN7EXAMPLE", "access-key"),
])
def test_in_variable(name: str, value: str, kind: str) -> None:
    assert in_variable(name, value) == kind


@pytest.mark.parametrize(("line", "shown"), [
    ('  password = "correct horse"', "  password = (not shown)"),
    ("  MasterUserPassword: correct", "  MasterUserPassword: (not shown)"),
    ("  password = var.password", "  password = var.password"),
    ("  MasterUserPassword: !Ref P", "  MasterUserPassword: !Ref P"),
    ("  key: AKIAIOSFODNN7EXAMPLE", "  key: (not shown)"),
    ("  name = \"a\"", "  name = \"a\""),
    ("  automountServiceAccountToken: true", "  automountServiceAccountToken: true"),
])
def test_masked(line: str, shown: str) -> None:
    assert masked(line) == shown
