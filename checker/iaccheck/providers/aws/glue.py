"""Glue: the data catalog, and what crawlers, jobs and endpoints write under a security configuration."""

from __future__ import annotations

from .. import Attr, Row, Service, attr, equals, flag, in_transit, one_of, present, when
from ._keys import stored

_CATALOG = ("data_catalog_encryption_settings", "DataCatalogEncryptionSettings")
_SECURITY = ("encryption_configuration", "EncryptionConfiguration")


def _at(place: tuple[str, str], terraform: str, cloudformation: str) -> Attr:
    return attr(f"{place[0]}.{terraform}", f"{place[1]}.{cloudformation}")


def _written(part: str, mode: tuple[str, str], key: tuple[str, str], *modes: str) -> Row:
    """What a security configuration says of one place that data is written to."""
    chosen = _at(_SECURITY, *mode)
    return stored("aws_glue_security_configuration", "AWS::Glue::SecurityConfiguration",
                  what=f"{part.replace('-', ' ')} under the Glue security configuration", part=part,
                  encrypted=one_of(chosen, modes), where=one_of(chosen, ("SSE-KMS", "CSE-KMS")),
                  key=_at(_SECURITY, *key))


_CATALOG_MODE = _at(_CATALOG, "encryption_at_rest.catalog_encryption_mode", "EncryptionAtRest.CatalogEncryptionMode")
_CATALOG_KMS = one_of(_CATALOG_MODE, ("SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"))
_PASSWORDS = equals(_at(_CATALOG, "connection_password_encryption.return_connection_password_encrypted",
                        "ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted"), True)

SERVICE = Service(
    stored("aws_glue_data_catalog_encryption_settings", "AWS::Glue::DataCatalogEncryptionSettings",
           what="Glue data catalog", part="catalog", encrypted=_CATALOG_KMS, where=_CATALOG_KMS,
           key=_at(_CATALOG, "encryption_at_rest.sse_aws_kms_key_id", "EncryptionAtRest.SseAwsKmsKeyId")),
    stored("aws_glue_data_catalog_encryption_settings", "AWS::Glue::DataCatalogEncryptionSettings",
           what="password of connections in the Glue data catalog", part="connection-passwords", encrypted=_PASSWORDS,
           where=_PASSWORDS,
           key=_at(_CATALOG, "connection_password_encryption.aws_kms_key_id", "ConnectionPasswordEncryption.KmsKeyId")),
    _written("logs", ("cloudwatch_encryption.cloudwatch_encryption_mode",
                      "CloudWatchEncryption.CloudWatchEncryptionMode"),
             ("cloudwatch_encryption.kms_key_arn", "CloudWatchEncryption.KmsKeyArn"), "SSE-KMS"),
    _written("job-bookmarks", ("job_bookmarks_encryption.job_bookmarks_encryption_mode",
                               "JobBookmarksEncryption.JobBookmarksEncryptionMode"),
             ("job_bookmarks_encryption.kms_key_arn", "JobBookmarksEncryption.KmsKeyArn"), "CSE-KMS"),
    _written("objects", ("s3_encryption.s3_encryption_mode", "S3Encryptions.S3EncryptionMode"),
             ("s3_encryption.kms_key_arn", "S3Encryptions.KmsKeyArn"), "SSE-KMS", "SSE-S3"),
    stored("aws_glue_crawler", "AWS::Glue::Crawler", what="Glue crawler", part="security-configuration",
           declared=present("security_configuration", "CrawlerSecurityConfiguration")),
    stored("aws_glue_job", "AWS::Glue::Job", "aws_glue_dev_endpoint", "AWS::Glue::DevEndpoint", what="Glue component",
           part="security-configuration", declared=present("security_configuration", "SecurityConfiguration")),
    stored("aws_glue_ml_transform", "AWS::Glue::MLTransform", what="Glue machine learning transform",
           part="ml-transform",
           encrypted=equals(attr(None, "TransformEncryption.MLUserDataEncryption.MLUserDataEncryptionMode",
                                 default="DISABLED"), "SSE-KMS"),
           key=attr(None, "TransformEncryption.MLUserDataEncryption.KmsKeyId")),
    in_transit("aws_glue_connection", "AWS::Glue::Connection", what="Glue connection", encrypted=when(
        equals(attr("connection_type", "ConnectionInput.ConnectionType", default="JDBC"), "JDBC"),
        flag("connection_properties.JDBC_ENFORCE_SSL", "ConnectionInput.ConnectionProperties.JDBC_ENFORCE_SSL"))),
)
