"""File systems, build tools, clusters and keys: a resource that must be reported, and its neighbour that must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, scan_text, undecided

STORAGE, KEY, TLS, ENDPOINT = "unencrypted-storage", "no-customer-managed-key", "missing-tls", "public-endpoint"
ARN = '"arn:aws:kms:eu-west-1:123456789012:key/0000"'
EMR_OFF = 'configuration = jsonencode({EncryptionConfiguration = {EnableAtRestEncryption = false}})'
EMR_ON = ('configuration = jsonencode({EncryptionConfiguration = {EnableAtRestEncryption = true,\n'
          'EnableInTransitEncryption = true, AtRestEncryptionConfiguration = {\n'
          'S3EncryptionConfiguration = {EncryptionMode = "SSE-KMS"}, LocalDiskEncryptionConfiguration = {\n'
          'EnableEbsEncryption = true, EncryptionKeyProviderType = "AwsKms"}}}})')


def session(key: str) -> str:
    return f'document_type = "Session"\ncontent = jsonencode({{inputs = {{kmsKeyId = "{key}"}}}})'


TERRAFORM = [
    (STORAGE, "aws_efs_file_system", "", "encrypted = true"),
    (KEY, "aws_efs_file_system", "encrypted = true", f"encrypted = true\nkms_key_id = {ARN}"),
    (KEY, "aws_fsx_ontap_file_system", "", f"kms_key_id = {ARN}"),
    (KEY, "aws_backup_vault", 'kms_key_arn = "alias/aws/backup"', f"kms_key_arn = {ARN}"),
    (STORAGE, "aws_workspaces_workspace", "user_volume_encryption_enabled = true",
     "user_volume_encryption_enabled = true\nroot_volume_encryption_enabled = true"),
    (STORAGE, "aws_dlm_lifecycle_policy",
     "policy_details {\nschedule {\ncross_region_copy_rule {\nencrypted = false\n}\n}\n}",
     "policy_details {\nschedule {\ncross_region_copy_rule {\nencrypted = true\n}\n}\n}"),
    (KEY, "aws_dlm_lifecycle_policy",
     "policy_details {\naction {\ncross_region_copy {\nencryption_configuration {\nencrypted = true\n}\n}\n}\n}",
     ("policy_details {\naction {\ncross_region_copy {\nencryption_configuration {\nencrypted = true\n"
     f"cmk_arn = {ARN}\n}}\n}}\n}}\n}}")),
    (KEY, "aws_codepipeline", 'artifact_store {\ntype = "S3"\n}',
     f'artifact_store {{\nencryption_key {{\nid = {ARN}\n}}\n}}'),
    (KEY, "aws_imagebuilder_image_recipe", "block_device_mapping {\nebs {\nencrypted = true\n}\n}",
     "block_device_mapping {\nno_device = true\n}"),
    (ENDPOINT, "aws_eks_cluster", "", "vpc_config {\nendpoint_public_access = false\n}"),
    (STORAGE, "aws_emr_security_configuration", EMR_OFF, EMR_ON),
    (TLS, "aws_emr_security_configuration", EMR_OFF, EMR_ON),
    (KEY, "aws_emr_security_configuration", EMR_OFF, EMR_ON),
    ("public-access-not-blocked", "aws_emr_block_public_access_configuration",
     "block_public_security_group_rules = false", "block_public_security_group_rules = true"),
    (TLS, "aws_ecs_task_definition", "volume {\nefs_volume_configuration {\nfile_system_id = \"f\"\n}\n}",
     'volume {\nefs_volume_configuration {\ntransit_encryption = "ENABLED"\n}\n}'),
    (STORAGE, "aws_ssm_parameter", 'type = "String"', 'type = "SecureString"'),
    (KEY, "aws_ssm_parameter", 'type = "SecureString"', 'type = "String"'),
    ("public-data", "aws_ssm_document", 'permissions = {\naccount_ids = "All"\n}',
     'permissions = {\naccount_ids = "123456789012"\n}'),
    (TLS, "aws_ssm_document", session(""), session("alias/mine")),
    (TLS, "aws_ssm_document", session(""), 'document_type = "Command"\ncontent = "{}"'),
    (KEY, "aws_sagemaker_notebook_instance", "", f"kms_key_id = {ARN}"),
    (KEY, "aws_kendra_index", "", f"server_side_encryption_configuration {{\nkms_key_id = {ARN}\n}}"),
    (KEY, "aws_scheduler_schedule", "", f"kms_key_arn = {ARN}"),
    ("missing-dnssec", "aws_route53_zone", "", 'vpc {\nvpc_id = "v"\n}'),
]

CLOUDFORMATION = [
    (STORAGE, "AWS::EFS::FileSystem", "{}", "{Encrypted: true}"),
    (KEY, "AWS::FSx::FileSystem", "{}", "{KmsKeyId: k}"),
    (STORAGE, "AWS::WorkSpaces::Workspace", "{}",
     "{UserVolumeEncryptionEnabled: true, RootVolumeEncryptionEnabled: true}"),
    (STORAGE, "AWS::CodeBuild::Project", "{Artifacts: {Type: S3, EncryptionDisabled: true}}",
     "{Artifacts: {Type: S3}}"),
    (STORAGE, "AWS::DLM::LifecyclePolicy",
     "{PolicyDetails: {Actions: [{CrossRegionCopy: [{EncryptionConfiguration: {Encrypted: false}}]}]}}",
     "{PolicyDetails: {Actions: [{CrossRegionCopy: [{EncryptionConfiguration: {Encrypted: true}}]}]}}"),
    (TLS, "AWS::EMR::SecurityConfiguration", "{SecurityConfiguration: {EncryptionConfiguration: {}}}",
     "{SecurityConfiguration: {EncryptionConfiguration: {EnableInTransitEncryption: true}}}"),
    (TLS, "AWS::ECS::TaskDefinition", "{Volumes: [{EFSVolumeConfiguration: {TransitEncryption: DISABLED}}]}",
     "{Volumes: [{Name: v}]}"),
    (KEY, "AWS::SageMaker::EndpointConfig", "{}", "{KmsKeyId: k}"),
]


@pytest.mark.parametrize(("policy", "type_", "bad", "good"), TERRAFORM)
def test_terraform(policy: str, type_: str, bad: str, good: str, tmp_path: Path) -> None:
    blocks = (f'resource "{type_}" "{name}" {{\n{body}\n}}\n' for name, body in (("bad", bad), ("good", good)))
    result = scan_text({"main.tf": "".join(blocks)}, tmp_path)
    assert failed(result, policy) == {(policy, f"{type_}.bad")}
    assert not undecided(result, policy)


@pytest.mark.parametrize(("policy", "type_", "bad", "good"), CLOUDFORMATION)
def test_cloudformation(policy: str, type_: str, bad: str, good: str, tmp_path: Path) -> None:
    result = scan_text({"t.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"
                                  f"  Bad: {{Type: '{type_}', Properties: {bad}}}\n"
                                  f"  Good: {{Type: '{type_}', Properties: {good}}}\n"}, tmp_path)
    assert failed(result, policy) == {(policy, "Bad")}
    assert not undecided(result, policy)


@pytest.mark.parametrize(("policy", "type_", "body"), [
    (STORAGE, "aws_efs_file_system", "encrypted = var.v"),
    (ENDPOINT, "aws_eks_cluster", "vpc_config {\nendpoint_public_access = var.v\n}"),
    (TLS, "aws_emr_security_configuration", "configuration = var.v"),
    ("public-data", "aws_ssm_document", "permissions = {\naccount_ids = var.v\n}"),
])
def test_a_variable_without_a_value_decides(policy: str, type_: str, body: str, tmp_path: Path) -> None:
    result = scan_text({"main.tf": f'variable "v" {{}}\nresource "{type_}" "x" {{\n{body}\n}}\n'}, tmp_path)
    assert not failed(result, policy)
    assert undecided(result, policy) == {(policy, f"{type_}.x")}


def test_a_bucket_policy_that_admits_plain_http(tmp_path: Path) -> None:
    allow = '{Effect = "Allow", Principal = {AWS = "123456789012"}, Action = "s3:*", Resource = "*"}'
    deny = ('{Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*", '
            'Condition = {Bool = {"aws:SecureTransport" = "false"}}}')
    result = scan_text({"main.tf": "".join(
        f'resource "aws_s3_bucket_policy" "{name}" {{\nbucket = "{name}"\n'
        f'policy = jsonencode({{Statement = [{statements}]}})\n}}\n'
        for name, statements in (("bad", allow), ("good", f"{allow}, {deny}")))}, tmp_path)
    assert failed(result, TLS) == {(TLS, "aws_s3_bucket_policy.bad")}


def test_a_rule_that_watches_for_unencrypted_volumes(tmp_path: Path) -> None:
    rule = 'resource "aws_config_config_rule" "{0}" {{\nsource {{\nsource_identifier = "{1}"\n}}\n}}\n'
    other, wanted = rule.format("a", "ROOT_ACCOUNT_MFA_ENABLED"), rule.format("b", "ENCRYPTED_VOLUMES")
    policy = "encryption-not-monitored"
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert failed(scan_text({"main.tf": other}, tmp_path / "one"), policy) == {(policy, "aws_config_config_rule.a")}
    assert not failed(scan_text({"main.tf": other + wanted}, tmp_path / "two"), policy)
