"""RDS: whether the parameter group of a database makes its clients use TLS."""

from __future__ import annotations

import re

from ...facets import DataInTransit
from ...facts import Evidence, Fact
from ...graph import Graph, Resource
from .. import Service
from ._parameters import family, parameter_in

_GROUPS = ("aws_db_parameter_group", "AWS::RDS::DBParameterGroup", "aws_rds_cluster_parameter_group",
           "AWS::RDS::DBClusterParameterGroup")
_ON = ("1", "on", "true")

# Family, parameter, values that require TLS, and the versions from which that is the default (RDS User Guide,
# "Requiring an SSL connection to a PostgreSQL DB instance", "require_secure_transport" of MySQL and MariaDB, and the
# like for SQL Server and Db2; Aurora User Guide, "Security with Amazon Aurora PostgreSQL").
_RULES = (
    (re.compile(r"postgres(\d+)?"), "rds.force_ssl", _ON, 15),
    (re.compile(r"aurora-postgresql(\d+)?"), "rds.force_ssl", _ON, 17),
    (re.compile(r".*sqlserver"), "rds.force_ssl", _ON, None),
    (re.compile(r"mysql(\d+\.\d+)?"), "require_secure_transport", _ON, 8.4),
    (re.compile(r"aurora-mysql"), "require_secure_transport", _ON, None),
    (re.compile(r"mariadb(\d+(?:\.\d+)?)?"), "require_secure_transport", _ON, 11.8),
    (re.compile(r".*db2-[as]e"), "db2comm", ("ssl",), None),
)
_NEWEST = 99
"""No engine has a version beyond: a family that claims one is not known to have any default."""

SERVICE = Service()


@SERVICE.facet("aws_db_instance", "AWS::RDS::DBInstance", "aws_rds_cluster", "AWS::RDS::DBCluster")
def database(resource: Resource, graph: Graph) -> DataInTransit | None:
    """What the parameter group in view makes of the engine's default; nothing where none is in view."""
    name = {"aws_db_instance": "parameter_group_name", "AWS::RDS::DBInstance": "DBParameterGroupName",
            "aws_rds_cluster": "db_cluster_parameter_group_name"}.get(resource.type, "DBClusterParameterGroupName")
    group = graph.target(resource, name, *_GROUPS)
    fact = None if group is None else _required(group)
    if fact is None:
        return None
    value = resource.attributes.get(name)
    return DataInTransit(resource=resource, what="database", part="parameter-group",
                         encrypted=Fact(fact.value, (Evidence(resource, (name,), value), *fact.evidence), fact.mend))


def _required(group: Resource) -> Fact[bool] | None:
    name = family(group)
    for pattern, parameter, wanted, since in _RULES:
        if found := pattern.match(name):
            version = float(found[1] or 0) if since is not None else 0.0
            on = since is not None and since <= version <= _NEWEST
            return parameter_in(group, parameter, wanted, wanted[0] if on else None)
    return None
