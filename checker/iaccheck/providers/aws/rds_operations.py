"""How databases are kept: backups, standbys, logs, updates, and who signs in how.

Sources: RDS User Guide, "Introduction to backups": one day for what CloudFormation makes, none for what Terraform makes
of instances; "IAM database authentication": MariaDB, MySQL and PostgreSQL; Aurora instances take what is their
cluster's from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Fact, all_of, any_of
from ...graph import Graph, Resource, Value
from .. import Condition, Service, absent, all_conditions, attr, control, flag, none_of, one_of, present, read, when
from ..attributes import as_bool, at_least, blocks, elements, not_, set_at_all
from ._parameters import parameter
from ._settings import all_hold

INSTANCES = ("aws_db_instance", "AWS::RDS::DBInstance")
CLUSTERS = ("aws_rds_cluster", "AWS::RDS::DBCluster")
MEMBERS = ("aws_rds_cluster_instance",)
DOCDB = ("aws_docdb_cluster", "AWS::DocDB::DBCluster")
NEPTUNE = ("aws_neptune_cluster", "AWS::Neptune::DBCluster")
REDSHIFT = ("aws_redshift_cluster", "AWS::Redshift::Cluster")
CACHES = ("aws_elasticache_cluster", "AWS::ElastiCache::CacheCluster")
CACHE_GROUPS = ("aws_elasticache_replication_group", "AWS::ElastiCache::ReplicationGroup")
TABLES = ("aws_dynamodb_table", "AWS::DynamoDB::Table")
WEEK = 7

_ENGINE = attr("engine", "Engine", default="")
_ALONE = all_conditions(absent(None, "DBClusterIdentifier"), not_(lambda r: _begins(r, "aurora")))
_ORIGINAL = all_conditions(absent("replicate_source_db", "SourceDBInstanceIdentifier"), _ALONE)
_EXPORTS = present("enabled_cloudwatch_logs_exports", "EnableCloudwatchLogsExports")
_IDENTITIES = flag("iam_database_authentication_enabled", "EnableIAMDatabaseAuthentication")
_REDIS = none_of(_ENGINE, ("memcached",))


def _begins(resource: Resource, *names: str) -> Fact[bool]:
    default = "aurora" if resource.type == "aws_rds_cluster" else ""  # as the provider had it before version 5
    engine = read(resource, "engine" if resource.dialect == "terraform" else "Engine", default)
    return engine.map(lambda value: str(value).lower().startswith(names))


def _engine(*names: str) -> Condition:
    return lambda resource: _begins(resource, *names)


SERVICE = Service(
    control(*INSTANCES, what="RDS instance", kind=Kind.REDUNDANCY, part="instance",
            on=when(_ALONE, flag("multi_az", "MultiAZ"))),
    control(*INSTANCES, what="RDS instance", kind=Kind.DELETION_PROTECTION, part="instance",
            on=when(_ALONE, flag("deletion_protection", "DeletionProtection"))),
    control(*CLUSTERS, what="RDS cluster", kind=Kind.DELETION_PROTECTION, part="cluster",
            on=flag("deletion_protection", "DeletionProtection")),
    control(*INSTANCES, what="RDS instance", kind=Kind.IDENTITY_LOGIN, part="instance",
            on=when(_engine("mysql", "postgres", "mariadb"), _IDENTITIES)),
    control(*CLUSTERS, what="RDS cluster", kind=Kind.IDENTITY_LOGIN, part="cluster", on=_IDENTITIES),
    control(*NEPTUNE, what="Neptune cluster", kind=Kind.IDENTITY_LOGIN, part="cluster",
            on=flag("iam_database_authentication_enabled", "IamAuthEnabled")),
    control(*INSTANCES, *MEMBERS, what="RDS instance", kind=Kind.METRICS, part="enhanced-monitoring",
            on=at_least(attr("monitoring_interval", "MonitoringInterval", default=0), 1)),
    control(*INSTANCES, *MEMBERS, what="RDS instance", kind=Kind.METRICS, part="performance-insights",
            on=flag("performance_insights_enabled", "EnablePerformanceInsights")),
    control(*INSTANCES, *MEMBERS, what="RDS instance", kind=Kind.AUTOMATIC_UPDATES, part="instance",
            on=flag("auto_minor_version_upgrade", "AutoMinorVersionUpgrade", default=True)),
    control(*INSTANCES, what="RDS instance", kind=Kind.SERVICE_LOGGING, part="instance", on=when(_ALONE, _EXPORTS)),
    control(*CLUSTERS, what="RDS cluster", kind=Kind.SERVICE_LOGGING, part="cluster", on=_EXPORTS),
    control(*CLUSTERS, what="RDS cluster", kind=Kind.TAGS_COPIED, part="cluster",
            on=flag("copy_tags_to_snapshot", "CopyTagsToSnapshot")),
    control(*NEPTUNE, what="Neptune cluster", kind=Kind.TAGS_COPIED, part="cluster",
            on=flag("copy_tags_to_snapshot", "CopyTagsToSnapshot")),
    control(*CLUSTERS, what="Aurora cluster", kind=Kind.BACKUP, part="backtrack",
            on=when(all_conditions(_engine("aurora"), not_(_engine("aurora-postgresql"))),
                    at_least(attr("backtrack_window", "BacktrackWindow", default=0), 1))),
    control(*DOCDB, what="DocumentDB cluster", kind=Kind.BACKUP_RETENTION, part="below-week",
            on=at_least(attr("backup_retention_period", "BackupRetentionPeriod", default=1), WEEK)),
    control(*NEPTUNE, what="Neptune cluster", kind=Kind.BACKUP_RETENTION, part="below-week",
            on=at_least(attr("backup_retention_period", "BackupRetentionPeriod", default=1), WEEK)),
    control(*REDSHIFT, what="Redshift cluster", kind=Kind.AUTOMATIC_UPDATES, part="cluster",
            on=flag("allow_version_upgrade", "AllowVersionUpgrade", default=True)),
    control(*REDSHIFT, what="Redshift cluster", kind=Kind.BACKUP, part="cluster",
            on=at_least(attr("automated_snapshot_retention_period", "AutomatedSnapshotRetentionPeriod", default=1), 1)),
    control(*REDSHIFT, what="Redshift cluster", kind=Kind.NO_DEFAULT_NAME, part="database-name",
            on=none_of(attr("database_name", "DBName", default="dev"), ("dev",), "choose another name")),
    control(*CACHES, what="ElastiCache cluster", kind=Kind.BACKUP, part="cluster",
            on=when(_REDIS, at_least(attr("snapshot_retention_limit", "SnapshotRetentionLimit", default=0), 1))),
    control(*CACHES, what="ElastiCache cluster", kind=Kind.AUTOMATIC_UPDATES, part="cluster",
            on=flag("auto_minor_version_upgrade", "AutoMinorVersionUpgrade", default=True)),
    control(*CACHES, what="ElastiCache cluster", kind=Kind.REDUNDANCY, part="cluster",
            on=when(one_of(_ENGINE, ("memcached",)), one_of(attr("az_mode", "AZMode"), ("cross-az",)))),
    control(*CACHE_GROUPS, what="ElastiCache replication group", kind=Kind.REDUNDANCY, part="replication-group",
            on=all_conditions(flag("automatic_failover_enabled", "AutomaticFailoverEnabled"),
                              flag("multi_az_enabled", "MultiAZEnabled"))),
    control(*TABLES, what="DynamoDB table", kind=Kind.BACKUP, part="table",
            on=flag("point_in_time_recovery.enabled", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled")),
    control(TABLES[1], what="DynamoDB table", kind=Kind.SOUND_SETTINGS, part="billing-mode",
            on=one_of(attr(None, "BillingMode"), ("PAY_PER_REQUEST", "PROVISIONED"))),
    control("aws_qldb_ledger", "AWS::QLDB::Ledger", what="ledger", kind=Kind.DELETION_PROTECTION, part="ledger",
            on=flag("deletion_protection", "DeletionProtection", default=True)),
    control("aws_dms_replication_instance", "AWS::DMS::ReplicationInstance", what="DMS instance", part="dms",
            kind=Kind.AUTOMATIC_UPDATES,
            on=flag("auto_minor_version_upgrade", "AutoMinorVersionUpgrade", default=True)),
)


# -- backups


@SERVICE.facet(*INSTANCES, *CLUSTERS)
def backups(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether there are backups, and for how long; a replica has its source's."""
    terraform = resource.dialect == "terraform"
    instance = resource.type in INSTANCES
    what = "RDS instance" if instance else "RDS cluster"
    original = _ORIGINAL(resource) if instance else None
    if original is not None and original.value is False:
        return
    name = "backup_retention_period" if terraform else "BackupRetentionPeriod"
    days = attr("backup_retention_period", "BackupRetentionPeriod", default=0 if instance and terraform else 1)
    some, two, week = at_least(days, 1)(resource), at_least(days, 2)(resource), at_least(days, WEEK)(resource)
    if some is None or two is None or week is None:
        return
    yield Control(resource=resource, what=what, kind=Kind.BACKUP, part="instance" if instance else "cluster", on=some)
    part = "below-week" if two.value is True else "a-day"
    if read(resource, name).value is None:
        part = "unset"
    yield Control(resource=resource, what=what, kind=Kind.BACKUP_RETENTION, part=part, on=week)


@SERVICE.facet("AWS::DynamoDB::GlobalTable")
def global_table(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Each replica has backups of its own, or not."""
    facts = [b.read("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", False)
             .map(lambda value: as_bool(value) is True) for b in blocks(resource, "Replicas")]
    return Control(resource=resource, what="DynamoDB table", kind=Kind.BACKUP, part="global-table",
                   on=all_hold(resource, "Replicas", facts).mended("turn point-in-time recovery on for each replica"))


@SERVICE.facet(TABLES[0])
def scaling(resource: Resource, graph: Graph) -> Control:
    """Whether a table's capacity follows the load."""
    mode = read(resource, "billing_mode", "PROVISIONED")
    scaled = any(True for e in graph.into(resource, "aws_appautoscaling_target")
                 for _ in graph.into(e.source, "aws_appautoscaling_policy"))
    on = mode.map(lambda value: value == "PAY_PER_REQUEST" or scaled)
    return Control(resource=resource, what="DynamoDB table", kind=Kind.CAPACITY, part="table",
                   on=on.mended("bill it by request, or add a scaling target with a policy"))


# -- logs


def _exported(resource: Resource, *kinds: str) -> Fact[bool]:
    terraform = resource.dialect == "terraform"
    listed = read(resource, "enable_cloudwatch_logs_exports" if terraform and resource.type == NEPTUNE[0] else
                  "enabled_cloudwatch_logs_exports" if terraform else "EnableCloudwatchLogsExports", [])
    return listed.map(lambda value: any(str(v).lower() in kinds for v in elements(value))).mended(
        f"export the logs {', '.join(kinds)}")


@SERVICE.facet(*DOCDB)
def documentdb_logs(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """DocumentDB has two kinds of logs."""
    return Control(resource=resource, what="DocumentDB cluster", kind=Kind.SERVICE_LOGGING, part="cluster",
                   on=_exported(resource, "audit", "profiler"))


@SERVICE.facet(*NEPTUNE)
def neptune_audit(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Neptune has one kind of log that matters."""
    return Control(resource=resource, what="Neptune cluster", kind=Kind.AUDIT_LOGGING, part="cluster",
                   on=_exported(resource, "audit"))


@SERVICE.facet(*CLUSTERS)
def audit_log(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """MySQL can tell who did what."""
    if _begins(resource, "aurora-mysql", "mysql", "aurora").value is not True or "postgres" in str(
            read(resource, "engine" if resource.dialect == "terraform" else "Engine").value):
        return None
    return Control(resource=resource, what="RDS cluster", kind=Kind.AUDIT_LOGGING, part="cluster",
                   on=_exported(resource, "audit"))


@SERVICE.facet("aws_docdb_cluster_parameter_group", "AWS::DocDB::DBClusterParameterGroup")
def documentdb_audit(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """DocumentDB audits when its parameter says what."""
    fact = parameter(resource, "audit_logs", "disabled")
    on = fact.map(lambda value: str(value).lower() not in ("disabled", "none", ""))
    return Control(resource=resource, what="DocumentDB parameter group", kind=Kind.AUDIT_LOGGING, part="docdb",
                   on=on.mended("set the parameter `audit_logs` to enabled"))


@SERVICE.facet("aws_db_instance", "aws_rds_cluster")
def query_log(resource: Resource, graph: Graph) -> Control | None:
    """PostgreSQL logs queries when its parameters say so."""
    if "postgres" not in str(read(resource, "engine").value):
        return None
    group = graph.target(resource, "parameter_group_name" if resource.type == "aws_db_instance"
                         else "db_cluster_parameter_group_name", "aws_db_parameter_group",
                         "aws_rds_cluster_parameter_group")
    what = "RDS instance" if resource.type == "aws_db_instance" else "RDS cluster"
    if group is None:
        named = read(resource, "parameter_group_name" if resource.type == "aws_db_instance"
                     else "db_cluster_parameter_group_name")
        on = Fact(False, named.evidence)
    else:
        on = all_of(set_at_all(parameter(group, name)) for name in ("log_statement", "log_min_duration_statement"))
    return Control(resource=resource, what=what, kind=Kind.SERVICE_LOGGING, part="query-log",
                   on=on.mended("set `log_statement` and `log_min_duration_statement` in its parameter group"))


@SERVICE.facet(*REDSHIFT)
def warehouse_logs(resource: Resource, graph: Graph) -> Control:
    """Whether connections and queries are logged: within the cluster, or by a resource beside it."""
    if resource.dialect == "cloudformation":
        on = any_of([set_at_all(read(resource, "LoggingProperties.BucketName")),
                     set_at_all(read(resource, "LoggingProperties.LogDestinationType"))])
    else:
        on = read(resource, "logging.enable", False).map(lambda value: as_bool(value) is True)
        if any(True for _ in graph.into(resource, "aws_redshift_logging")):
            on = Fact(True, on.evidence)
    return Control(resource=resource, what="Redshift cluster", kind=Kind.AUDIT_LOGGING, part="cluster",
                   on=on.mended("turn audit logging on"))


# -- versions


_FLAWED = {
    "postgres": ("9.6", "10", "11", "12", "13"), "aurora-postgresql": ("10", "11", "12", "13"),
}
_MENDED: dict[tuple[str, str], int] = {
    ("postgres", "13"): 3, ("postgres", "12"): 7, ("postgres", "11"): 12, ("postgres", "10"): 17,
    ("postgres", "9.6"): 22, ("aurora-postgresql", "10"): 14, ("aurora-postgresql", "11"): 9,
}
"""AWS-2022-004: the first minor version of each line in which the extension ``log_fdw`` does not read other files."""


@SERVICE.facet("aws_db_instance", "aws_rds_cluster", "AWS::RDS::DBInstance", "AWS::RDS::DBCluster")
def flawed_version(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Versions that let users read files of the host (AWS-2022-004)."""
    terraform = resource.dialect == "terraform"
    engine = str(read(resource, "engine" if terraform else "Engine").value)
    version = read(resource, "engine_version" if terraform else "EngineVersion")
    if engine not in _FLAWED or version.value is None:
        return None
    return Control(resource=resource, what="database", kind=Kind.SUPPORTED_VERSION, part=f"{engine}-log-fdw",
                   on=version.map(lambda value: not _flawed(engine, value)).mended("use a later version"))


def _flawed(engine: str, value: Value) -> bool:
    parts = str(value).split(".")
    major = ".".join(parts[:2]) if parts[0] == "9" else parts[0]
    minor = parts[2:3] if parts[0] == "9" else parts[1:2]
    first = _MENDED.get((engine, major))
    return bool(first is not None and minor and minor[0].isdigit() and int(minor[0]) < first)
