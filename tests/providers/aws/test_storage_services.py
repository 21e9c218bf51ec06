"""Storage and endpoints of the smaller services: what must be reported, and its nearest neighbour that must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaccheck.findings import Status
from support import scan_resource as one
from support import statuses

UNENCRYPTED, KEY, TLS, ENDPOINT = "unencrypted-storage", "no-customer-managed-key", "missing-tls", "public-endpoint"
EMR = ('name = "x";configuration = jsonencode({EncryptionConfiguration = {EnableAtRestEncryption = true, '
       "EnableInTransitEncryption = TRANSIT, AtRestEncryptionConfiguration = {LocalDiskEncryptionConfiguration = "
       '{EncryptionKeyProviderType = "AwsKms", EnableEbsEncryption = EBS}}}})')


def emr(transit: str = "true", ebs: str = "true") -> str:
    return EMR.replace("TRANSIT", transit).replace("EBS", ebs)


CASES = [
    ("aws_efs_file_system", UNENCRYPTED, "", 'tags = {}', "encrypted = true"),
    ("aws_efs_file_system", KEY, "", "encrypted = true", 'encrypted = true;kms_key_id = "arn:aws:kms:x:1:key/k"'),
    ("aws_workspaces_workspace", UNENCRYPTED, "root-volume", "user_volume_encryption_enabled = true",
     "root_volume_encryption_enabled = true"),
    ("aws_workspaces_workspace", UNENCRYPTED, "user-volume", "root_volume_encryption_enabled = true",
     "user_volume_encryption_enabled = true"),
    ("aws_backup_vault", KEY, "", 'name = "v"', 'kms_key_arn = "arn:aws:kms:x:1:key/k"'),
    ("aws_backup_vault", KEY, "provider-key", 'kms_key_arn = "alias/aws/backup"', 'kms_key_arn = "alias/mine"'),
    ("aws_fsx_lustre_file_system", KEY, "", "subnet_ids = []", 'kms_key_id = "k"'),
    ("aws_dlm_lifecycle_policy", UNENCRYPTED, "schedule-copy",
     "policy_details {;schedule {;cross_region_copy_rule {;encrypted = false;};};}",
     "policy_details {;schedule {;cross_region_copy_rule {;encrypted = true;};};}"),
    ("aws_imagebuilder_image_recipe", UNENCRYPTED, "disk", 'block_device_mapping {;ebs {;kms_key_id = "k";};}',
     'block_device_mapping {;ebs {;kms_key_id = "k";encrypted = true;};}'),
    ("aws_codebuild_project", UNENCRYPTED, "artifacts", "artifacts {;encryption_disabled = true;}",
     'artifacts {;type = "S3";}'),
    ("aws_codebuild_project", UNENCRYPTED, "artifacts", 'artifacts {;type = "S3";encryption_disabled = true;}',
     'artifacts {;type = "NO_ARTIFACTS";encryption_disabled = true;}'),
    ("aws_codebuild_project", UNENCRYPTED, "logs",
     'logs_config {;s3_logs {;status = "ENABLED";encryption_disabled = true;};}',
     "logs_config {;s3_logs {;encryption_disabled = true;};}"),
    ("aws_codepipeline", KEY, "artifact-store", 'artifact_store {;location = "b";}',
     'artifact_store {;encryption_key {;id = "k";};}'),
    ("aws_comprehend_entity_recognizer", KEY, "volume", 'model_kms_key_id = "k"', 'volume_kms_key_id = "k"'),
    ("aws_connect_instance_storage_config", KEY, "s3",
     'storage_config {;storage_type = "S3";s3_config {;bucket_name = "b";};}',
     'storage_config {;storage_type = "S3";s3_config {;encryption_config {;key_id = "k";};};}'),
    ("aws_networkfirewall_firewall_policy", KEY, "", 'encryption_configuration {;type = "AWS_OWNED_KMS_KEY";}',
     'encryption_configuration {;type = "CUSTOMER_KMS";key_id = "k";}'),
    ("aws_eks_cluster", KEY, "secrets", 'name = "c"',
     'encryption_config {;resources = ["secrets"];provider {;key_arn = "k";};}'),
    ("aws_eks_cluster", ENDPOINT, "control-plane", 'vpc_config {;subnet_ids = [];}',
     "vpc_config {;endpoint_public_access = false;}"),
    ("aws_eks_cluster", ENDPOINT, "control-plane-addresses", 'vpc_config {;subnet_ids = [];}',
     'vpc_config {;public_access_cidrs = ["203.0.113.0/24"];}'),
    ("aws_sagemaker_notebook_instance", KEY, "", 'name = "n"', 'kms_key_id = "k"'),
    ("aws_sagemaker_notebook_instance", ENDPOINT, "direct-internet", 'name = "n"',
     'direct_internet_access = "Disabled"'),
    ("aws_sagemaker_data_quality_job_definition", TLS, "between-machines", 'name = "j"',
     "network_config {;enable_inter_container_traffic_encryption = true;}"),
    ("aws_ssm_parameter", UNENCRYPTED, "", 'type = "String"', 'type = "SecureString"'),
    ("aws_ssm_parameter", KEY, "", 'type = "SecureString"', 'type = "String"'),
    ("aws_ssm_document", TLS, "session", 'document_type = "Session";content = jsonencode({inputs = {kmsKeyId = ""}})',
     'document_type = "Session";content = jsonencode({inputs = {kmsKeyId = "k"}})'),
    ("aws_ssm_document", "public-data", "document", 'permissions = {;type = "Share";account_ids = "All";}',
     'permissions = {;type = "Share";account_ids = "123456789012";}'),
    ("aws_emr_security_configuration", TLS, "between-nodes", emr(transit="false"), emr()),
    ("aws_emr_security_configuration", UNENCRYPTED, "volumes", emr(ebs="false"), emr()),
    ("aws_ami_launch_permission", "public-data", "public-image", 'image_id = "i";group = "all"',
     'image_id = "i";account_id = "123456789012"'),
]


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), CASES)
def test_the_bad_one_fails_and_its_neighbour_does_not(tmp_path: Path, type_: str, policy: str, cause: str, bad: str,
                                                      good: str) -> None:
    assert statuses(one(tmp_path / "bad", type_, bad), policy, cause) == {Status.FAIL}
    assert statuses(one(tmp_path / "good", type_, good), policy, cause) == set()


@pytest.mark.parametrize(("type_", "policy", "body"), [
    ("aws_efs_file_system", UNENCRYPTED, "encrypted = var.v"),
    ("aws_eks_cluster", ENDPOINT, "vpc_config {;endpoint_public_access = var.v;}"),
    ("aws_eks_cluster", KEY, "encryption_config {;resources = var.v;}"),
    ("aws_emr_security_configuration", TLS, "configuration = var.v"),
    ("aws_ssm_document", TLS, 'document_type = "Session";content = var.v'),
])
def test_what_a_variable_decides_is_unknown(tmp_path: Path, type_: str, policy: str, body: str) -> None:
    assert statuses(one(tmp_path, type_, body, 'variable "v" {}'), policy, "") == {Status.UNKNOWN}


def test_a_zone_is_signed_through_its_key_and_a_private_one_need_not_be(tmp_path: Path) -> None:
    key = ('resource "aws_route53_key_signing_key" "k" {\n  hosted_zone_id = aws_route53_zone.it.id\n}\n'
           'resource "aws_route53_hosted_zone_dnssec" "d" {\n'
           "  hosted_zone_id = aws_route53_key_signing_key.k.hosted_zone_id\n}\n")
    association = 'resource "aws_route53_zone_association" "a" {\n  zone_id = aws_route53_zone.it.zone_id\n}\n'
    body = 'name = "example.com"'
    assert statuses(one(tmp_path / "a", "aws_route53_zone", body), "missing-dnssec", "zone") == {Status.FAIL}
    for name, beside in (("key", key), ("private", association)):
        assert not statuses(one(tmp_path / name, "aws_route53_zone", body, beside), "missing-dnssec", "zone")
