"""RDS and Aurora: instances, clusters, global clusters, snapshots, copies and what is kept beside them."""

from __future__ import annotations

from ...facets import Control, DataAtRest, Kind, PublicAccess, PublicEndpoint
from ...facts import Evidence, Fact, about
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service, attr, control, endpoint, exposed_by, flag, in_transit, none_of, read
from ..attributes import elements, set_at_all
from ._databases import Storage, database, original
from ._keys import stored
from ._subnets import public_among

_INSTANCES = ("aws_db_instance", "AWS::RDS::DBInstance")
_CLUSTERS = ("aws_rds_cluster", "AWS::RDS::DBCluster")
_ENCRYPTED = flag("storage_encrypted", "StorageEncrypted")
_KEY = attr("kms_key_id", "KmsKeyId")



def _cluster_encrypted(resource: Resource) -> Fact[bool] | None:
    """Aurora Serverless v1 is always encrypted; other clusters only when they ask for it."""
    serverless = read(resource, "engine_mode" if resource.dialect == "terraform" else "EngineMode")
    return Fact(True, serverless.evidence) if serverless.value == "serverless" else _ENCRYPTED(resource)


STORAGE = {
    "aws_db_instance": Storage(_ENCRYPTED, (
        "replicate_source_db", "snapshot_identifier", "restore_to_point_in_time.source_db_instance_identifier",
        "restore_to_point_in_time.source_dbi_resource_id",
        "restore_to_point_in_time.source_db_instance_automated_backups_arn"), _KEY),
    "AWS::RDS::DBInstance": Storage(_ENCRYPTED, (
        "SourceDBInstanceIdentifier", "SourceDBClusterIdentifier", "DBSnapshotIdentifier",
        "DBClusterSnapshotIdentifier", "SourceDbiResourceId", "SourceDBInstanceAutomatedBackupsArn"), _KEY),
    "aws_rds_cluster": Storage(_cluster_encrypted, (
        "replication_source_identifier", "snapshot_identifier", "restore_to_point_in_time.source_cluster_identifier",
        "restore_to_point_in_time.source_cluster_resource_id"), _KEY),
    "AWS::RDS::DBCluster": Storage(_cluster_encrypted, (
        "ReplicationSourceIdentifier", "SnapshotIdentifier", "SourceDBClusterIdentifier", "SourceDbClusterResourceId"),
        _KEY),
    "aws_rds_global_cluster": Storage(_ENCRYPTED, ("source_db_cluster_identifier",)),
    "AWS::RDS::GlobalCluster": Storage(_ENCRYPTED, ("SourceDBClusterIdentifier",)),
    "aws_db_snapshot": Storage(_ENCRYPTED, ("db_instance_identifier",)),
    "aws_db_cluster_snapshot": Storage(_ENCRYPTED, ("db_cluster_identifier",)),
    "aws_db_snapshot_copy": Storage(_ENCRYPTED, ("source_db_snapshot_identifier",), _KEY),
    "aws_rds_cluster_snapshot_copy": Storage(_ENCRYPTED, ("source_db_cluster_snapshot_identifier",), _KEY),
}
_INSIGHTS = "Performance Insights of the database"
_PORTS = {"mysql": 3306, "mariadb": 3306, "aurora": 3306, "aurora-mysql": 3306, "postgres": 5432,
          "aurora-postgresql": 5432, "oracle": 1521, "custom-oracle": 1521, "sqlserver": 1433, "custom-sqlserver": 1433}
_RETIRED_AUTHORITIES = ("rds-ca-2015", "rds-ca-2019")
"""Expired in March 2020 and August 2024 (RDS User Guide, "Using SSL/TLS to encrypt a connection to a DB instance")."""


def _alone(resource: Resource) -> Fact[bool]:
    """Whether an instance has storage of its own: in a cluster the cluster has it, with its key."""
    engine = read(resource, "engine" if resource.dialect == "terraform" else "Engine").value
    member = set_at_all(read(resource, "DBClusterIdentifier")).value is True  # Terraform has another type for these
    return about(resource, not member and not (isinstance(engine, str) and engine.lower().startswith("aurora")))


def _with_own_key(resource: Resource) -> Fact[bool]:
    anew, alone = original(STORAGE)(resource), _alone(resource)
    return alone if alone.value is False else anew or alone


SERVICE = Service(
    stored(*_INSTANCES, what="RDS instance", key=_KEY, only=_with_own_key),
    stored(*_CLUSTERS, what="RDS cluster", key=_KEY, only=original(STORAGE)),
    stored("aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy", what="copy of a database snapshot", part="copy",
           key=_KEY),
    stored("aws_rds_cluster_activity_stream", what="activity stream of the RDS cluster", part="activity-stream",
           key=_KEY),
    stored("aws_db_instance_automated_backups_replication", what="replica of the RDS instance's backups",
           part="backup-replication", key=_KEY),
    stored("aws_db_instance", "AWS::RDS::DBInstance", "aws_rds_cluster_instance", what=_INSIGHTS,
           part="performance-insights", only=flag("performance_insights_enabled", "EnablePerformanceInsights"),
           key=attr("performance_insights_kms_key_id", "PerformanceInsightsKMSKeyId")),
    stored(*_CLUSTERS, what=_INSIGHTS, part="performance-insights",
           only=flag("performance_insights_enabled", "PerformanceInsightsEnabled"),
           key=attr("performance_insights_kms_key_id", "PerformanceInsightsKmsKeyId")),
    endpoint("aws_db_instance", "aws_rds_cluster_instance", what="RDS instance",
             reachable=exposed_by("publicly_accessible")),
    endpoint("AWS::RDS::DBCluster", "aws_rds_shard_group", "AWS::RDS::DBShardGroup", what="RDS cluster",
             reachable=exposed_by("publicly_accessible", "PubliclyAccessible")),
    stored("aws_rds_integration", "AWS::RDS::Integration", what="zero-ETL integration", part="integration",
           key=attr("kms_key_id", "KMSKeyId")),
    stored("aws_rds_export_task", what="export of a database snapshot", part="export", key=_KEY),
    stored("aws_rds_custom_db_engine_version", "AWS::RDS::CustomDBEngineVersion", what="custom database engine",
           part="engine", key=attr("kms_key_id", "KMSKeyId")),
    in_transit("aws_db_proxy", "AWS::RDS::DBProxy", what="RDS proxy", encrypted=flag("require_tls", "RequireTLS")),
    control("aws_db_instance", "AWS::RDS::DBInstance", "aws_rds_cluster_instance",
            what="certificate of the RDS instance", kind=Kind.CERTIFICATE_VALID, part="certificate-authority",
            on=none_of(attr("ca_cert_identifier", "CACertificateIdentifier"), _RETIRED_AUTHORITIES,
                       "use an authority of today, such as rds-ca-rsa2048-g1")),
)


@SERVICE.facet(*_INSTANCES)
def instance_storage(resource: Resource, graph: Graph) -> DataAtRest | None:
    """The storage of an instance outside of a cluster."""
    return None if _alone(resource).value is False else database(resource, graph, STORAGE, "RDS instance")


@SERVICE.facet(*_CLUSTERS, "aws_rds_global_cluster", "AWS::RDS::GlobalCluster")
def cluster_storage(resource: Resource, graph: Graph) -> DataAtRest | None:
    """The storage of a cluster."""
    return database(resource, graph, STORAGE, "RDS cluster" if resource.type in _CLUSTERS else "RDS global cluster")


@SERVICE.facet("aws_db_snapshot", "aws_db_cluster_snapshot")
def snapshot_storage(resource: Resource, graph: Graph) -> DataAtRest | None:
    """A snapshot is encrypted as its database is."""
    return database(resource, graph, STORAGE, "snapshot of a database", "snapshot")


@SERVICE.facet("aws_db_snapshot", "aws_db_cluster_snapshot", "aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy")
def shared_snapshot(resource: Resource, graph: Graph) -> PublicAccess:  # noqa: ARG001
    """``all`` among the accounts makes a snapshot public (RDS User Guide, "Sharing a DB snapshot")."""
    accounts = read(resource, "shared_accounts")
    listed = [reveal(a) for a in elements(reveal(resource.attributes.get("shared_accounts")))]
    unknown = next((a for a in listed if isinstance(a, Unknown)), None)
    public = True if "all" in listed else unknown if unknown is not None else False
    return PublicAccess(resource=resource, what="database snapshot", access=("read",), audience="every AWS account",
                        public=Fact(public, accounts.evidence, "name the accounts in `shared_accounts`"))


@SERVICE.facet("AWS::RDS::DBInstance")
def instance_endpoint(resource: Resource, graph: Graph) -> PublicEndpoint | Control | None:
    """Where it says nothing, its subnets decide (CloudFormation's reference, ``PubliclyAccessible``)."""
    said = exposed_by(None, "PubliclyAccessible")(resource)
    written = read(resource, "PubliclyAccessible")
    if said is None or not written.evidence[0].absent:
        return None if said is None else PublicEndpoint(resource=resource, what="RDS instance", reachable=said)
    found = _public_subnets(resource, graph)
    if found is None:
        return Control(resource=resource, what="RDS instance", kind=Kind.PUBLIC_ACCESS_BLOCK, part="undeclared",
                       on=Fact(False, written.evidence, said.mend))
    return PublicEndpoint(resource=resource, what="RDS instance",
                          reachable=Fact(True, (*written.evidence, *found.evidence), said.mend))


@SERVICE.facet(*_INSTANCES, *_CLUSTERS)
def public_subnets(resource: Resource, graph: Graph) -> Control | None:
    """A database whose subnet group has a public subnet is one setting away from the internet."""
    found = _public_subnets(resource, graph)
    if found is None:
        return None
    name = "db_subnet_group_name" if resource.dialect == "terraform" else "DBSubnetGroupName"
    return Control(resource=resource, what="database", kind=Kind.PRIVATE_NETWORK, part="public-subnet",
                   on=Fact(False, (Evidence(resource, (name,), resource.attributes.get(name)), *found.evidence),
                           "use subnets without a route to an internet gateway"))


def _public_subnets(resource: Resource, graph: Graph) -> Fact[bool] | None:
    terraform = resource.dialect == "terraform"
    group = graph.target(resource, "db_subnet_group_name" if terraform else "DBSubnetGroupName",
                         "aws_db_subnet_group", "AWS::RDS::DBSubnetGroup")
    return None if group is None else public_among(group, "subnet_ids" if terraform else "SubnetIds", graph)


@SERVICE.facet(*_INSTANCES)
def default_port(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """The engine's well-known port, which is also what it has when none is set."""
    terraform = resource.dialect == "terraform"
    engine = read(resource, "engine" if terraform else "Engine").value
    if not isinstance(engine, str):
        return None
    known = _PORTS.get(engine.lower(), _PORTS.get("-".join(engine.lower().split("-")[:-1]), 0))
    if not known:
        return None
    port = read(resource, "port" if terraform else "Port", known)
    return Control(resource=resource, what="RDS instance", kind=Kind.NO_DEFAULT_PORT,
                   on=port.map(lambda value: str(value) != str(known)).mended("set another port"))


@SERVICE.facet("aws_db_security_group", "AWS::RDS::DBSecurityGroup")
def classic(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """DB security groups belong to EC2-Classic, which was retired in August 2022."""
    return Control(resource=resource, what="DB security group", kind=Kind.FIREWALL_EFFECTIVE, part="classic",
                   on=about(resource, False, mend="use a VPC security group"))
