"""OpenSearch: domains under both names, and serverless collections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import failed, scan_text

TYPES = ("AWS::Elasticsearch::Domain", "AWS::OpenSearchService::Domain")
RESOURCE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  D: {{Type: '{type}', Properties: {properties}}}\n"


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize(("policy", "bad", "good"), [
    ("unencrypted-storage", "{}", "{EncryptionAtRestOptions: {Enabled: true}}"),
    ("no-customer-managed-key", "{EncryptionAtRestOptions: {Enabled: true}}",
     "{EncryptionAtRestOptions: {Enabled: true, KmsKeyId: k}}"),
    ("missing-tls", "{NodeToNodeEncryptionOptions: {Enabled: true}}",
     "{NodeToNodeEncryptionOptions: {Enabled: true}, DomainEndpointOptions: {EnforceHTTPS: true}}"),
    ("missing-tls", "{DomainEndpointOptions: {EnforceHTTPS: true}}",
     "{NodeToNodeEncryptionOptions: {Enabled: true}, DomainEndpointOptions: {EnforceHTTPS: true}}"),
    ("old-tls-version", "{}", "{DomainEndpointOptions: {TLSSecurityPolicy: Policy-Min-TLS-1-2-PFS-2023-10}}"),
    ("old-tls-version", "{DomainEndpointOptions: {TLSSecurityPolicy: Policy-Min-TLS-1-0-2019-07}}",
     "{DomainEndpointOptions: {TLSSecurityPolicy: Policy-Min-TLS-1-2-2019-07}}"),
    ("no-private-network", "{}", "{VPCOptions: {SubnetIds: [s]}}"),
    ("default-firewall-used", "{VPCOptions: {SubnetIds: [s]}}",
     "{VPCOptions: {SubnetIds: [s], SecurityGroupIds: [g]}}"),
    ("default-firewall-used", "{VPCOptions: {SubnetIds: [s]}}", "{}"),
])
def test_domain(type_: str, policy: str, bad: str, good: str, tmp_path: Path) -> None:
    assert failed(scan_text({"t.yaml": RESOURCE.format(type=type_, properties=bad)}, tmp_path), policy)
    assert not failed(scan_text({"t.yaml": RESOURCE.format(type=type_, properties=good)}, tmp_path), policy)


@pytest.mark.parametrize(("body", "is_reported"), [
    ("", True),
    ("domain_endpoint_options {\nenforce_https = false\n}", True),
    ('domain_endpoint_options {\ntls_security_policy = "Policy-Min-TLS-1-2-2019-07"\n}', False),  # true in the block
])
def test_https_of_terraform(body: str, is_reported: bool, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f"""
resource "aws_opensearch_domain" "d" {{
  node_to_node_encryption {{
    enabled = true
  }}
  {body}
}}
"""}, tmp_path)
    assert bool(failed(result, "missing-tls")) is is_reported


@pytest.mark.parametrize(("kind", "policy", "reported"), [
    ("encryption", {"Rules": [], "AWSOwnedKey": True}, {"no-customer-managed-key"}),
    ("encryption", {"Rules": [], "KmsARN": "arn:aws:kms:eu-west-1:123456789012:key/0"}, set()),
    ("network", [{"Rules": [], "AllowFromPublic": True}], {"public-endpoint"}),
    ("network", [{"Rules": [], "SourceVPCEs": ["vpce-1"]}], set()),
    ("network", "this is no JSON", set()),
])
def test_serverless(kind: str, policy: object, reported: set[str], tmp_path: Path) -> None:
    text = policy if isinstance(policy, str) else json.dumps(policy)
    properties = json.dumps({"Name": "p", "Type": kind, "Policy": text})
    result = scan_text({"t.yaml": RESOURCE.format(type="AWS::OpenSearchServerless::SecurityPolicy",
                                                  properties=properties)}, tmp_path)
    assert {p for p, _ in failed(result)} == reported
