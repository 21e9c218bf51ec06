"""DocumentDB: clusters, snapshots, global and elastic clusters, parameter groups."""

from __future__ import annotations

from ...facets import DataAtRest, DataInTransit
from ...facts import Fact
from ...graph import Graph, Resource
from .. import Service, attr, flag
from ._databases import Storage, database, original
from ._keys import stored
from ._parameters import parameter

_ENCRYPTED = flag("storage_encrypted", "StorageEncrypted")
_KEY = attr("kms_key_id", "KmsKeyId")
_CLUSTERS = ("aws_docdb_cluster", "AWS::DocDB::DBCluster")

STORAGE = {
    "aws_docdb_cluster": Storage(_ENCRYPTED, (
        "snapshot_identifier", "restore_to_point_in_time.source_cluster_identifier"), _KEY),
    "AWS::DocDB::DBCluster": Storage(_ENCRYPTED, ("SnapshotIdentifier", "SourceDBClusterIdentifier"), _KEY),
    "aws_docdb_global_cluster": Storage(_ENCRYPTED, ("source_db_cluster_identifier",)),
    "AWS::DocDB::GlobalCluster": Storage(_ENCRYPTED, ("SourceDBClusterIdentifier",)),
    "aws_docdb_cluster_snapshot": Storage(_ENCRYPTED, ("db_cluster_identifier",)),
}

SERVICE = Service(
    stored(*_CLUSTERS, what="DocumentDB cluster", key=_KEY, only=original(STORAGE)),
    stored("aws_docdbelastic_cluster", "AWS::DocDBElastic::Cluster", what="DocumentDB elastic cluster", key=_KEY),
)


@SERVICE.facet(*_CLUSTERS)
def cluster(resource: Resource, graph: Graph) -> DataAtRest | None:
    """The storage of a cluster; its instances have none of their own."""
    return database(resource, graph, STORAGE, "DocumentDB cluster")


@SERVICE.facet("aws_docdb_global_cluster", "AWS::DocDB::GlobalCluster")
def global_cluster(resource: Resource, graph: Graph) -> DataAtRest | None:
    """The storage of a global cluster."""
    return database(resource, graph, STORAGE, "DocumentDB global cluster")


@SERVICE.facet("aws_docdb_cluster_snapshot")
def snapshot(resource: Resource, graph: Graph) -> DataAtRest | None:
    """A snapshot is encrypted as its cluster is."""
    return database(resource, graph, STORAGE, "snapshot of a DocumentDB cluster", "snapshot")


@SERVICE.facet("aws_docdb_cluster_parameter_group", "AWS::DocDB::DBClusterParameterGroup")
def parameter_group(resource: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """TLS is on unless the group turns it off (DocumentDB Developer Guide, "Encrypting data in transit")."""
    tls: Fact[bool] = parameter(resource, "tls", "enabled").map(lambda value: str(value).lower() != "disabled")
    return DataInTransit(resource=resource, what="DocumentDB cluster with this parameter group", part="parameter-group",
                         encrypted=tls.mended("set the parameter `tls` to enabled"))
