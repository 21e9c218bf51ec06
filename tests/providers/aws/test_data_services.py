"""One attribute decides: for each row a resource that must be reported, and its nearest neighbour that must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import failed, scan_text, undecided

STORAGE, KEY, DECLARED = "unencrypted-storage", "no-customer-managed-key", "undeclared-encryption"
TLS, OLD, ENDPOINT = "missing-tls", "old-tls-version", "public-endpoint"
ARN = '"arn:aws:kms:eu-west-1:123456789012:key/0000"'

TERRAFORM = [
    # policy, type, what must be reported, what must not
    (STORAGE, "aws_kinesis_stream", "", 'encryption_type = "KMS"'),
    (STORAGE, "aws_kinesis_stream", 'encryption_type = "NONE"', 'encryption_type = "KMS"'),
    (KEY, "aws_kinesis_stream", 'encryption_type = "KMS"', f'encryption_type = "KMS"\nkms_key_id = {ARN}'),
    (KEY, "aws_kinesis_stream", f"kms_key_id = {ARN}", f'encryption_type = "KMS"\nkms_key_id = {ARN}'),
    (KEY, "aws_kinesis_video_stream", "", f"kms_key_id = {ARN}"),
    (STORAGE, "aws_kinesis_firehose_delivery_stream", "", "server_side_encryption {\nenabled = true\n}"),
    (STORAGE, "aws_kinesis_firehose_delivery_stream", "", "kinesis_source_configuration {\nrole_arn = \"r\"\n}"),
    (KEY, "aws_kinesis_firehose_delivery_stream", "server_side_encryption {\nenabled = true\n}",
     f'server_side_encryption {{\nenabled = true\nkey_type = "CUSTOMER_MANAGED_CMK"\nkey_arn = {ARN}\n}}'),
    (STORAGE, "aws_dax_cluster", "", "server_side_encryption {\nenabled = true\n}"),
    (TLS, "aws_dax_cluster", "", 'cluster_endpoint_encryption_type = "TLS"'),
    (DECLARED, "aws_dynamodb_table", "", "server_side_encryption {\nenabled = true\n}"),
    (KEY, "aws_dynamodb_table", f"server_side_encryption {{\nenabled = false\nkms_key_arn = {ARN}\n}}",
     f"server_side_encryption {{\nenabled = true\nkms_key_arn = {ARN}\n}}"),
    (KEY, "aws_dynamodb_table_replica", "", f"kms_key_arn = {ARN}"),
    (STORAGE, "aws_elasticache_replication_group", "", "at_rest_encryption_enabled = true"),
    (STORAGE, "aws_elasticache_replication_group", 'engine = "redis"', 'engine = "valkey"'),
    (TLS, "aws_elasticache_replication_group", "transit_encryption_enabled = false",
     "transit_encryption_enabled = true"),
    (TLS, "aws_elasticache_cluster", 'engine = "memcached"', 'replication_group_id = "other"'),
    (KEY, "aws_elasticache_replication_group", "", f"kms_key_id = {ARN}"),
    (KEY, "aws_elasticache_serverless_cache", "", f"kms_key_id = {ARN}"),
    ("no-authentication", "aws_elasticache_replication_group", "transit_encryption_enabled = true",
     'transit_encryption_enabled = true\nauth_token = "x"'),
    ("no-authentication", "aws_elasticache_replication_group", 'auth_token = "x"',
     'transit_encryption_enabled = true\nuser_group_ids = ["g"]'),
    ("default-port", "aws_elasticache_cluster", 'engine = "redis"\nport = 6379', 'engine = "redis"\nport = 6380'),
    ("default-port", "aws_elasticache_cluster", 'engine = "memcached"', 'engine = "memcached"\nport = 11212'),
    ("default-network", "aws_elasticache_cluster", "", 'subnet_group_name = "g"'),
    (KEY, "aws_memorydb_cluster", "", f"kms_key_arn = {ARN}"),
    (KEY, "aws_memorydb_snapshot", "", f"kms_key_arn = {ARN}"),
    (TLS, "aws_memorydb_cluster", "tls_enabled = false", ""),
    ("no-authentication", "aws_memorydb_cluster", 'acl_name = "open-access"', 'acl_name = "mine"'),
    (KEY, "aws_keyspaces_table", f"encryption_specification {{\nkms_key_identifier = {ARN}\n}}",
     f'encryption_specification {{\ntype = "CUSTOMER_MANAGED_KMS_KEY"\nkms_key_identifier = {ARN}\n}}'),
    (KEY, "aws_timestreamwrite_database", "", f"kms_key_id = {ARN}"),
    (ENDPOINT, "aws_timestreaminfluxdb_db_instance", "publicly_accessible = true", ""),
    (KEY, "aws_secretsmanager_secret", "", f"kms_key_id = {ARN}"),
    (KEY, "aws_secretsmanager_secret", f'kms_key_id = {ARN}\nreplica {{\nregion = "eu-west-2"\n}}',
     f'kms_key_id = {ARN}\nreplica {{\nregion = "eu-west-2"\nkms_key_id = {ARN}\n}}'),
    (STORAGE, "aws_sns_topic", "", 'kms_master_key_id = "alias/aws/sns"'),
    (KEY, "aws_sns_topic", 'kms_master_key_id = "alias/aws/sns"', 'kms_master_key_id = "alias/mine"'),
    (STORAGE, "aws_sqs_queue", "sqs_managed_sse_enabled = false", ""),
    (STORAGE, "aws_sqs_queue", "sqs_managed_sse_enabled = false",
     'sqs_managed_sse_enabled = false\nkms_master_key_id = "alias/mine"'),
    (DECLARED, "aws_sqs_queue", "", "sqs_managed_sse_enabled = true"),
    (KEY, "aws_sqs_queue", 'kms_master_key_id = "alias/aws/sqs"', 'kms_master_key_id = "alias/mine"'),
    (KEY, "aws_msk_cluster", "encryption_info {\n}", f"encryption_info {{\nencryption_at_rest_kms_key_arn = {ARN}\n}}"),
    (DECLARED, "aws_msk_cluster", "", f"encryption_info {{\nencryption_at_rest_kms_key_arn = {ARN}\n}}"),
    (TLS, "aws_msk_cluster", 'encryption_info {\nencryption_in_transit {\nclient_broker = "TLS_PLAINTEXT"\n}\n}', ""),
    (TLS, "aws_msk_cluster", "encryption_info {\nencryption_in_transit {\nin_cluster = false\n}\n}",
     'encryption_info {\nencryption_in_transit {\nclient_broker = "TLS"\nin_cluster = true\n}\n}'),
    (ENDPOINT, "aws_msk_cluster",
     'broker_node_group_info {\nconnectivity_info {\npublic_access {\ntype = "SERVICE_PROVIDED_EIPS"\n}\n}\n}',
     'broker_node_group_info {\nconnectivity_info {\npublic_access {\ntype = "DISABLED"\n}\n}\n}'),
    (DECLARED, "aws_mq_broker", "", "encryption_options {\nuse_aws_owned_key = true\n}"),
    (KEY, "aws_mq_broker", "encryption_options {\nuse_aws_owned_key = true\n}",
     f"encryption_options {{\nuse_aws_owned_key = false\nkms_key_id = {ARN}\n}}"),
    (ENDPOINT, "aws_mq_broker", "publicly_accessible = true", "publicly_accessible = false"),
    (DECLARED, "aws_athena_database", "", 'encryption_configuration {\nencryption_option = "SSE_S3"\n}'),
    ("encryption-not-enforced", "aws_athena_workgroup",
     "configuration {\nenforce_workgroup_configuration = false\n}", ""),
    (DECLARED, "aws_glue_job", "", 'security_configuration = "c"'),
    (STORAGE, "aws_glue_data_catalog_encryption_settings",
     ("data_catalog_encryption_settings {\nencryption_at_rest {\ncatalog_encryption_mode = \"SSE-KMS\"\n}\n"
     "connection_password_encryption {\nreturn_connection_password_encrypted = false\n}\n}"),
     ("data_catalog_encryption_settings {\nencryption_at_rest {\ncatalog_encryption_mode = \"SSE-KMS\"\n}\n"
     "connection_password_encryption {\nreturn_connection_password_encrypted = true\n}\n}")),
    (ENDPOINT, "aws_dms_replication_instance", "publicly_accessible = true", ""),
    (KEY, "aws_dms_replication_instance", "", f"kms_key_arn = {ARN}"),
    (TLS, "aws_dms_endpoint", 'endpoint_type = "source"\nengine_name = "mysql"',
     'endpoint_type = "source"\nengine_name = "mysql"\nssl_mode = "require"'),
    (TLS, "aws_dms_endpoint", 'endpoint_type = "target"\nengine_name = "postgres"\nssl_mode = "none"',
     'endpoint_type = "target"\nengine_name = "s3"\nssl_mode = "none"'),
    (TLS, "aws_cloudsearch_domain", "", "endpoint_options {\nenforce_https = true\n}"),
    (OLD, "aws_cloudsearch_domain", 'endpoint_options {\ntls_security_policy = "Policy-Min-TLS-1-0-2019-07"\n}',
     'endpoint_options {\ntls_security_policy = "Policy-Min-TLS-1-2-2019-07"\n}'),
    (TLS, "aws_datasync_location_efs", "", 'in_transit_encryption = "TLS1_2"'),
    (TLS, "aws_datasync_location_object_storage", 'server_protocol = "HTTP"', ""),
    (KEY, "aws_storagegateway_nfs_file_share", f"kms_key_arn = {ARN}", f"kms_encrypted = true\nkms_key_arn = {ARN}"),
    ("unrestricted-client-networks", "aws_storagegateway_nfs_file_share", 'client_list = ["0.0.0.0/0"]',
     'client_list = ["10.0.0.0/24"]'),
    ("no-authentication", "aws_storagegateway_smb_file_share", 'authentication = "GuestAccess"', ""),
    (TLS, "aws_elasticache_replication_group",
     'transit_encryption_enabled = true\ntransit_encryption_mode = "preferred"', "transit_encryption_enabled = true"),
    ("no-authentication", "aws_msk_cluster", "", "client_authentication {\nsasl {\niam = true\n}\n}"),
    ("no-authentication", "aws_msk_cluster",
     "client_authentication {\nunauthenticated = true\nsasl {\niam = true\n}\n}",
     "client_authentication {\nsasl {\nscram = true\n}\n}"),
    (TLS, "aws_mskconnect_connector", "", 'kafka_cluster_encryption_in_transit {\nencryption_type = "TLS"\n}'),
    (TLS, "aws_sns_topic_subscription", 'protocol = "http"', 'protocol = "https"'),
    (TLS, "aws_db_proxy", "", "require_tls = true"),
    (ENDPOINT, "aws_rds_shard_group", "publicly_accessible = true", ""),
    (KEY, "aws_rds_integration", "", f"kms_key_id = {ARN}"),
    (TLS, "aws_glue_connection", "", 'connection_properties = {\nJDBC_ENFORCE_SSL = "true"\n}'),
    (TLS, "aws_glue_connection", "", 'connection_type = "NETWORK"'),
    (STORAGE, "aws_docdb_cluster", "", "storage_encrypted = true"),
    (STORAGE, "aws_docdb_global_cluster", "storage_encrypted = false", "storage_encrypted = true"),
    (KEY, "aws_docdb_cluster", "storage_encrypted = true", f"storage_encrypted = true\nkms_key_id = {ARN}"),
    (KEY, "aws_docdbelastic_cluster", "", f"kms_key_id = {ARN}"),
    (STORAGE, "aws_neptune_cluster", "", "storage_encrypted = true"),
    (KEY, "aws_neptune_cluster", "", f"kms_key_arn = {ARN}"),
    (ENDPOINT, "aws_neptune_cluster_instance", "publicly_accessible = true", ""),
    (ENDPOINT, "aws_neptunegraph_graph", "public_connectivity = true", "public_connectivity = false"),
    (TLS, "aws_neptune_cluster_parameter_group", 'parameter {\nname = "neptune_enforce_ssl"\nvalue = 0\n}', ""),
]

CLOUDFORMATION = [
    (STORAGE, "AWS::Kinesis::Stream", "{}", "{StreamEncryption: {EncryptionType: KMS, KeyId: k}}"),
    (KEY, "AWS::KinesisVideo::Stream", "{}", "{KmsKeyId: k}"),
    (STORAGE, "AWS::KinesisFirehose::DeliveryStream", "{DeliveryStreamType: DirectPut}",
     "{DeliveryStreamEncryptionConfigurationInput: {KeyType: AWS_OWNED_CMK}}"),
    (STORAGE, "AWS::KinesisFirehose::DeliveryStream", "{}", "{DeliveryStreamType: KinesisStreamAsSource}"),
    (STORAGE, "AWS::DAX::Cluster", "{}", "{SSESpecification: {SSEEnabled: true}}"),
    (TLS, "AWS::DAX::Cluster", "{}", "{ClusterEndpointEncryptionType: TLS}"),
    (DECLARED, "AWS::DynamoDB::Table", "{SSESpecification: {SSEEnabled: false}}",
     "{SSESpecification: {SSEEnabled: true}}"),
    (DECLARED, "AWS::DynamoDB::GlobalTable", "{}", "{SSESpecification: {SSEEnabled: true}}"),
    (DECLARED, "AWS::Serverless::SimpleTable", "{}", "{SSESpecification: {SSEEnabled: true}}"),
    (STORAGE, "AWS::ElastiCache::ReplicationGroup", "{}", "{AtRestEncryptionEnabled: 'true'}"),
    (TLS, "AWS::ElastiCache::ReplicationGroup", "{}", "{TransitEncryptionEnabled: true}"),
    ("default-port", "AWS::ElastiCache::ReplicationGroup", "{}", "{Port: 6380}"),
    ("default-network", "AWS::ElastiCache::CacheCluster", "{}", "{CacheSubnetGroupName: g}"),
    (KEY, "AWS::MemoryDB::Cluster", "{}", "{KmsKeyId: k}"),
    (KEY, "AWS::Cassandra::Table", "{}",
     "{EncryptionSpecification: {EncryptionType: CUSTOMER_MANAGED_KMS_KEY, KmsKeyIdentifier: k}}"),
    (KEY, "AWS::Timestream::Database", "{}", "{KmsKeyId: k}"),
    (KEY, "AWS::SecretsManager::Secret", "{KmsKeyId: alias/aws/secretsmanager}", "{KmsKeyId: alias/mine}"),
    (STORAGE, "AWS::SNS::Topic", "{}", "{KmsMasterKeyId: alias/aws/sns}"),
    (STORAGE, "AWS::SQS::Queue", "{SqsManagedSseEnabled: false}", "{}"),
    (TLS, "AWS::MSK::Cluster", "{EncryptionInfo: {EncryptionInTransit: {ClientBroker: PLAINTEXT}}}", "{}"),
    (ENDPOINT, "AWS::MSK::Cluster",
     "{BrokerNodeGroupInfo: {ConnectivityInfo: {PublicAccess: {Type: SERVICE_PROVIDED_EIPS}}}}", "{}"),
    (ENDPOINT, "AWS::AmazonMQ::Broker", "{PubliclyAccessible: true}", "{}"),
    ("encryption-not-enforced", "AWS::Athena::WorkGroup", "{WorkGroupConfiguration: {}}",
     "{WorkGroupConfiguration: {EnforceWorkGroupConfiguration: true}}"),
    (DECLARED, "AWS::Glue::Crawler", "{}", "{CrawlerSecurityConfiguration: c}"),
    (STORAGE, "AWS::Glue::SecurityConfiguration",
     ("{EncryptionConfiguration: {S3Encryptions: [{S3EncryptionMode: DISABLED}],"
     " CloudWatchEncryption: {CloudWatchEncryptionMode: SSE-KMS},"
     " JobBookmarksEncryption: {JobBookmarksEncryptionMode: CSE-KMS}}}"),
     ("{EncryptionConfiguration: {S3Encryptions: [{S3EncryptionMode: SSE-S3}],"
     " CloudWatchEncryption: {CloudWatchEncryptionMode: SSE-KMS},"
     " JobBookmarksEncryption: {JobBookmarksEncryptionMode: CSE-KMS}}}")),
    (ENDPOINT, "AWS::DMS::ReplicationInstance", "{}", "{PubliclyAccessible: false}"),
    (TLS, "AWS::DMS::Endpoint", "{EndpointType: source, EngineName: oracle}",
     "{EndpointType: source, EngineName: oracle, SslMode: verify-ca}"),
    ("no-authentication", "AWS::MSK::Cluster", "{}", "{ClientAuthentication: {Sasl: {Iam: {Enabled: true}}}}"),
    (TLS, "AWS::KafkaConnect::Connector", "{}", "{KafkaClusterEncryptionInTransit: {EncryptionType: TLS}}"),
    (TLS, "AWS::RDS::DBProxy", "{RequireTLS: false}", "{RequireTLS: true}"),
    (STORAGE, "AWS::DocDB::DBCluster", "{StorageEncrypted: false}", "{StorageEncrypted: true}"),
    (STORAGE, "AWS::Neptune::DBCluster", "{}", "{StorageEncrypted: true}"),
    (TLS, "AWS::DocDB::DBClusterParameterGroup", "{Parameters: {tls: disabled}}", "{Parameters: {ttl_monitor: x}}"),
    (TLS, "AWS::Neptune::DBClusterParameterGroup", "{Parameters: {neptune_enforce_ssl: 0}}", "{Parameters: {}}"),
    (ENDPOINT, "AWS::NeptuneGraph::Graph", "{PublicConnectivity: true}", "{PublicConnectivity: false}"),
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


def test_a_variable_without_a_value_is_neither(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
variable "on" {}
resource "aws_docdb_cluster" "c" {
  storage_encrypted = var.on
}
"""}, tmp_path)
    assert not failed(result, STORAGE)
    assert undecided(result, STORAGE) == {(STORAGE, "aws_docdb_cluster.c")}


def test_an_engine_that_is_not_known_leaves_the_default_open(tmp_path: Path) -> None:
    result = scan_text({"main.tf": """
variable "engine" {}
resource "aws_elasticache_replication_group" "unset" {
  engine = var.engine
}
resource "aws_elasticache_replication_group" "set" {
  engine                     = var.engine
  at_rest_encryption_enabled = false
}
"""}, tmp_path)
    assert undecided(result, STORAGE) == {(STORAGE, "aws_elasticache_replication_group.unset")}
    assert failed(result, STORAGE) == {(STORAGE, "aws_elasticache_replication_group.set")}
