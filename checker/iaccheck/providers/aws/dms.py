"""Database Migration Service: replication instances and endpoints."""

from __future__ import annotations

from .. import Service, all_conditions, attr, endpoint, exposed_by, in_transit, none_of, one_of, when
from ._keys import stored

# Engines whose connections are in clear unless ``ssl_mode`` says otherwise; the AWS services among the others (S3,
# DynamoDB, Kinesis, Neptune, OpenSearch, Redshift) are reached over HTTPS or their own TLS (DMS User Guide, "Using SSL
# with AWS Database Migration Service").
_ENGINES = ("aurora", "aurora-postgresql", "aurora-serverless", "aurora-postgresql-serverless", "mysql", "mariadb",
            "postgres", "oracle", "sqlserver", "azure-sql-managed-instance", "babelfish", "sybase", "db2", "db2-zos",
            "mongodb", "docdb")
_CLEAR_ENGINE = all_conditions(one_of(attr("engine_name", "EngineName"), _ENGINES),
                               one_of(attr("endpoint_type", "EndpointType"), ("source", "target")))

SERVICE = Service(
    stored("aws_dms_replication_instance", "AWS::DMS::ReplicationInstance", what="DMS replication instance",
           key=attr("kms_key_arn", "KmsKeyId")),
    stored("aws_dms_endpoint", "AWS::DMS::Endpoint", what="connection data of the DMS endpoint",
           key=attr("kms_key_arn", "KmsKeyId")),
    stored("aws_dms_s3_endpoint", what="connection data of the DMS endpoint", key=attr("kms_key_arn")),
    stored("aws_dms_replication_config", "AWS::DMS::ReplicationConfig", what="serverless DMS replication",
           key=attr("compute_config.kms_key_id", "ComputeConfig.KmsKeyId")),
    # Terraform's provider sends false unless told otherwise; the service's own default is true.
    endpoint("aws_dms_replication_instance", what="DMS replication instance",
             reachable=exposed_by("publicly_accessible")),
    endpoint("AWS::DMS::ReplicationInstance", what="DMS replication instance",
             reachable=exposed_by(None, "PubliclyAccessible", default=True)),
    in_transit("aws_dms_endpoint", "AWS::DMS::Endpoint", what="DMS endpoint", encrypted=when(
        _CLEAR_ENGINE, none_of(attr("ssl_mode", "SslMode", default="none"), ("none",),
                               "set the SSL mode to `require` or `verify-full`"))),
)
