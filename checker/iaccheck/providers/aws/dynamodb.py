"""DynamoDB: tables, their replicas, global tables and SAM's simple tables.

DynamoDB encrypts every table; ``SSEEnabled`` only chooses between the key that AWS owns (false, the default) and a KMS
key (DynamoDB Developer Guide, "DynamoDB encryption at rest").
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import DataAtRest
from ...graph import Graph, Resource
from .. import Service, attr, blocks, flag, read
from ._keys import customer_key, stored

_ENABLED = flag("server_side_encryption.enabled", "SSESpecification.SSEEnabled")

SERVICE = Service(
    stored("aws_dynamodb_table", "AWS::DynamoDB::Table", what="DynamoDB table", declared=_ENABLED, where=_ENABLED,
           key=attr("server_side_encryption.kms_key_arn", "SSESpecification.KMSMasterKeyId")),
    stored("AWS::DynamoDB::GlobalTable", what="DynamoDB global table", declared=_ENABLED),
    stored("AWS::Serverless::SimpleTable", what="DynamoDB table", declared=_ENABLED),
    stored("aws_dynamodb_table_replica", what="replica of a DynamoDB table", key=attr("kms_key_arn"), part="replica"),
    stored("aws_dynamodb_table_export", what="export of a DynamoDB table", part="export",
           key=attr("s3_sse_kms_key_id")),
)


@SERVICE.facet("aws_dynamodb_table", "AWS::DynamoDB::GlobalTable")
def replicas(resource: Resource, graph: Graph) -> Iterator[DataAtRest]:
    """Each replica names a key of its own region."""
    terraform = resource.dialect == "terraform"
    if not terraform and read(resource, "SSESpecification.SSEEnabled", False).value is False:
        return  # no replica may name a key
    name = "kms_key_arn" if terraform else "SSESpecification.KMSMasterKeyId"
    for block in blocks(resource, "replica" if terraform else "Replicas"):
        yield customer_key(resource, graph, "replica of a DynamoDB table", block.read(name),
                           f"set `{name}` of the replica to a key of your own", "replica")
