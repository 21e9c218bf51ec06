"""Neptune: clusters, instances, snapshots, parameter groups, and Neptune Analytics' graphs."""

from __future__ import annotations

from ...facets import DataAtRest, DataInTransit
from ...graph import Graph, Resource
from .. import Service, attr, endpoint, exposed_by, flag
from ._databases import Storage, database, original
from ._keys import stored
from ._parameters import parameter_in

_ENCRYPTED = flag("storage_encrypted", "StorageEncrypted")
_KEY = attr("kms_key_arn", "KmsKeyId")
_CLUSTERS = ("aws_neptune_cluster", "AWS::Neptune::DBCluster")

STORAGE = {
    "aws_neptune_cluster": Storage(_ENCRYPTED, ("replication_source_identifier", "snapshot_identifier"), _KEY),
    "AWS::Neptune::DBCluster": Storage(_ENCRYPTED, ("SnapshotIdentifier", "SourceDBClusterIdentifier"), _KEY),
    "aws_neptune_global_cluster": Storage(_ENCRYPTED, ("source_db_cluster_identifier",)),
    "aws_neptune_cluster_snapshot": Storage(_ENCRYPTED, ("db_cluster_identifier",)),
}

SERVICE = Service(
    stored(*_CLUSTERS, what="Neptune cluster", key=_KEY, only=original(STORAGE)),
    stored("aws_neptunegraph_graph", what="Neptune Analytics graph", key=attr("kms_key_identifier")),
    endpoint("aws_neptune_cluster_instance", what="Neptune instance", reachable=exposed_by("publicly_accessible")),
    endpoint("aws_neptunegraph_graph", "AWS::NeptuneGraph::Graph", what="Neptune Analytics graph",
             reachable=exposed_by("public_connectivity", "PublicConnectivity")),
)


@SERVICE.facet(*_CLUSTERS)
def cluster(resource: Resource, graph: Graph) -> DataAtRest | None:
    """The storage of a cluster."""
    return database(resource, graph, STORAGE, "Neptune cluster")


@SERVICE.facet("aws_neptune_global_cluster")
def global_cluster(resource: Resource, graph: Graph) -> DataAtRest | None:
    """The storage of a global cluster."""
    return database(resource, graph, STORAGE, "Neptune global cluster")


@SERVICE.facet("aws_neptune_cluster_snapshot")
def snapshot(resource: Resource, graph: Graph) -> DataAtRest | None:
    """A snapshot is encrypted as its cluster is."""
    return database(resource, graph, STORAGE, "snapshot of a Neptune cluster", "snapshot")


@SERVICE.facet("aws_neptune_cluster_parameter_group", "AWS::Neptune::DBClusterParameterGroup")
def parameter_group(resource: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """HTTPS is required unless the group says otherwise (Neptune User Guide, "neptune_enforce_ssl")."""
    return DataInTransit(resource=resource, what="Neptune cluster with this parameter group", part="parameter-group",
                         encrypted=parameter_in(resource, "neptune_enforce_ssl", ("1", "true"), "1"))
