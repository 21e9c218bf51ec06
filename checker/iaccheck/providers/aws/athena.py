"""Athena: results of queries.  They lie in S3, which encrypts every object by itself; Athena can be told how."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, attr, control, flag, one_of
from ._keys import stored

_MODES = ("SSE_KMS", "SSE_S3", "CSE_KMS")
_WITH_KEY = ("SSE_KMS", "CSE_KMS")
_DATABASE = attr("encryption_configuration.encryption_option")
_WORKGROUP = attr("configuration.result_configuration.encryption_configuration.encryption_option",
                  "WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.EncryptionOption")
_ENFORCED = "configuration.enforce_workgroup_configuration"

SERVICE = Service(
    stored("aws_athena_database", what="Athena database", declared=one_of(_DATABASE, _MODES),
           where=one_of(_DATABASE, _WITH_KEY), key=attr("encryption_configuration.kms_key")),
    stored("aws_athena_workgroup", "AWS::Athena::WorkGroup", what="Athena workgroup",
           declared=one_of(_WORKGROUP, _MODES), where=one_of(_WORKGROUP, _WITH_KEY),
           key=attr("configuration.result_configuration.encryption_configuration.kms_key_arn",
                    "WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration.KmsKey")),
    # Terraform's provider sends true unless told otherwise; CloudFormation leaves the service's own false.
    control("aws_athena_workgroup", what="Athena workgroup", kind=Kind.ENCRYPTION_ENFORCED,
            on=flag(_ENFORCED, default=True)),
    control("AWS::Athena::WorkGroup", what="Athena workgroup", kind=Kind.ENCRYPTION_ENFORCED,
            on=flag(None, "WorkGroupConfiguration.EnforceWorkGroupConfiguration")),
)
