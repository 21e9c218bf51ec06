"""DynamoDB Accelerator (DAX): neither encryption is on unless it is asked for, and only when a cluster is created."""

from __future__ import annotations

from .. import Service, attr, equals, flag, in_transit
from ._keys import stored

SERVICE = Service(
    stored("aws_dax_cluster", "AWS::DAX::Cluster", what="DAX cluster",
           encrypted=flag("server_side_encryption.enabled", "SSESpecification.SSEEnabled")),
    in_transit("aws_dax_cluster", "AWS::DAX::Cluster", what="endpoint of the DAX cluster",
               encrypted=equals(attr("cluster_endpoint_encryption_type", "ClusterEndpointEncryptionType",
                                     default="NONE"), "TLS")),
)
