"""ElastiCache: replication groups, clusters and serverless caches.

Redis OSS is in clear, at rest and in transit, unless asked otherwise; Valkey encrypts both by default (Terraform AWS
provider, ``aws_elasticache_replication_group``); serverless caches always do (ElastiCache User Guide, "Encryption").
"""

from __future__ import annotations

from ...facets import Control, Kind
from ...facts import Fact, about, all_of, any_of
from ...graph import Graph, Resource, Unknown
from .. import (
    Condition,
    Service,
    absent,
    all_conditions,
    attr,
    control,
    equals,
    flag,
    in_transit,
    none_of,
    present,
    read,
    when,
)
from ._keys import stored

_GROUPS = ("aws_elasticache_replication_group", "AWS::ElastiCache::ReplicationGroup")
_CLUSTERS = ("aws_elasticache_cluster", "AWS::ElastiCache::CacheCluster")
_PORTS = {"redis": 6379, "valkey": 6379, "memcached": 11211}
_ENGINE = attr("engine", "Engine", default="redis")


def _by_engine(terraform: str, cloudformation: str) -> Condition:
    """A flag that Valkey has on by default and Redis off."""
    on, off = (flag(terraform, cloudformation, default=d) for d in (True, False))
    valkey = equals(_ENGINE, "valkey")

    def ask(resource: Resource) -> Fact[bool] | None:
        engine, with_valkey, without = valkey(resource), on(resource), off(resource)
        if engine is None or without is None or with_valkey is None or with_valkey.value == without.value:
            return without
        if isinstance(engine.value, Unknown):
            return Fact(engine.value, engine.evidence, without.mend)
        return with_valkey if engine.value else without

    return ask


# In the mode "preferred" clients without TLS are served as well (ElastiCache User Guide, "In-transit encryption").
_IN_TRANSIT = all_conditions(
    _by_engine("transit_encryption_enabled", "TransitEncryptionEnabled"),
    none_of(attr("transit_encryption_mode", "TransitEncryptionMode"), ("preferred",),
            "set the mode of encryption in transit to `required`"))
# A member of a replication group has what the group has; a secondary of a global datastore what its primary has.
_ALONE = absent("replication_group_id")
_PRIMARY = absent("global_replication_group_id", "GlobalReplicationGroupId")

SERVICE = Service(
    stored(*_GROUPS, what="ElastiCache replication group", only=_PRIMARY, key=attr("kms_key_id", "KmsKeyId"),
           encrypted=_by_engine("at_rest_encryption_enabled", "AtRestEncryptionEnabled")),
    stored("aws_elasticache_serverless_cache", "AWS::ElastiCache::ServerlessCache", what="ElastiCache serverless cache",
           key=attr("kms_key_id", "KmsKeyId")),
    in_transit(*_GROUPS, what="ElastiCache replication group", encrypted=when(_PRIMARY, _IN_TRANSIT)),
    in_transit(_CLUSTERS[0], what="ElastiCache cluster", encrypted=when(_ALONE, _IN_TRANSIT)),
    in_transit(_CLUSTERS[1], what="ElastiCache cluster", encrypted=_IN_TRANSIT),
    control(*_GROUPS, what="ElastiCache replication group", kind=Kind.NO_DEFAULT_NETWORK, part="subnet-group",
            on=when(_PRIMARY, present("subnet_group_name", "CacheSubnetGroupName"))),
    control(_CLUSTERS[0], what="ElastiCache cluster", kind=Kind.NO_DEFAULT_NETWORK, part="subnet-group",
            on=when(_ALONE, present("subnet_group_name"))),
    control(_CLUSTERS[1], what="ElastiCache cluster", kind=Kind.NO_DEFAULT_NETWORK, part="subnet-group",
            on=present(None, "CacheSubnetGroupName")),
)


@SERVICE.facet(*_GROUPS)
def authentication(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """An AUTH token or role-based users; both need TLS (ElastiCache User Guide, "Authenticating with AUTH")."""
    primary = _PRIMARY(resource)
    if primary is not None and primary.value is False:
        return None
    token = present("auth_token", "AuthToken")(resource)
    users = present("user_group_ids", "UserGroupIds")(resource)
    over_tls = _IN_TRANSIT(resource)
    who = any_of([f for f in (token, users) if f is not None]).mended("set an AUTH token or user groups")
    return Control(resource=resource, what="ElastiCache replication group", kind=Kind.AUTHENTICATION, part="auth-token",
                   on=all_of([f for f in (over_tls, who) if f is not None]))


@SERVICE.facet(*_GROUPS, *_CLUSTERS)
def default_port(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """The engine's well-known port, which is also what it has when none is set."""
    alone = _ALONE(resource)
    if alone is not None and alone.value is False:
        return None
    engine = _ENGINE(resource)
    known = _PORTS.get(engine.value) if engine is not None and isinstance(engine.value, str) else None
    if known is None:
        return None
    port = read(resource, "port" if resource.dialect == "terraform" else "Port", known)
    return Control(resource=resource, what="ElastiCache cache", kind=Kind.NO_DEFAULT_PORT,
                   on=port.map(lambda value: str(value) != str(known)).mended("set another port"))


@SERVICE.facet("aws_elasticache_security_group", "AWS::ElastiCache::SecurityGroup")
def classic(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Cache security groups belong to EC2-Classic, which was retired in August 2022."""
    return Control(resource=resource, what="cache security group", kind=Kind.FIREWALL_EFFECTIVE, part="classic",
                   on=about(resource, False, mend="use a VPC security group"))
