"""Who reaches a database: through its VPC security groups, or through the DB security groups of EC2-Classic.

A DB security group opens the port of whichever databases join it, which lies between 1150 and 65535 (RDS User Guide,
"Settings for DB instances").
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Facet, GuardedBy, Kind, TrafficRule, TrafficRules
from ...facts import Evidence, Fact, about, hole
from ...graph import Graph, Resource, Value
from ...networks import addresses, count
from .. import Block, Service, blocks, read
from ..firewall import peers
from ._exposure import guarded

SERVICE = Service()

MANY_HOSTS = 256
_INSTANCES = ("aws_db_instance", "aws_rds_cluster_instance", "AWS::RDS::DBInstance", "aws_rds_cluster",
              "AWS::RDS::DBCluster")
_GROUPS = ("vpc_security_group_ids", "security_group_names", "VPCSecurityGroups", "VpcSecurityGroupIds")
_RULES = {"aws_db_security_group": ("ingress", "cidr"),
          "AWS::RDS::DBSecurityGroup": ("DBSecurityGroupIngress", "CIDRIP")}


@SERVICE.facet(*_INSTANCES)
def behind(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """What the database's groups let in."""
    found = guarded(resource, graph, _GROUPS, "database")
    if found is not None:
        yield found
        yield from _many_hosts(found)


def _many_hosts(found: GuardedBy) -> Iterator[Control]:
    wide = [r for r in found.rules if r.allow and r.direction == "ingress" and hole(r.peers) is None
            and count(addresses(r.peers.known_or(())).v4) > MANY_HOSTS]
    for rule in wide[:1]:
        yield Control(resource=found.resource, what="database", kind=Kind.NARROW_CLIENT_RANGE, part="many-hosts",
                      on=Fact(False, rule.peers.evidence, rule.peers.mend))


@SERVICE.facet(*_RULES, "AWS::RDS::DBSecurityGroupIngress")
def classic_group(resource: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
    """The rules of a DB security group, each a block of addresses."""
    if resource.type in _RULES:
        name, block = _RULES[resource.type]
        cidrs = [(b, b.read(block)) for b in blocks(resource, name)]
    else:
        cidrs = [(Block(resource, (), resource.attributes), read(resource, "CIDRIP"))]
    rules = tuple(_rule(b, cidr) for b, cidr in cidrs if cidr.value is not None)
    yield TrafficRules(resource=resource, what="DB security group", rules=rules)
    for rule in rules:
        few = rule.peers.map(lambda found: count(addresses(found).v4) <= MANY_HOSTS)
        yield Control(resource=resource, what="DB security group", kind=Kind.NARROW_CLIENT_RANGE, part="many-hosts",
                      on=few)


def _rule(block: Block, cidr: Fact[Value]) -> TrafficRule:
    whole = Evidence(block.resource, block.path)
    return TrafficRule(direction="ingress", allow=True, protocol=about(block.resource, "tcp", block.path),
                       ports=Fact(((1150, 65535),), ()),
                       peers=peers([cidr], f"narrow `{cidr.evidence[0].path[-1]}` to the hosts that connect"),
                       evidence=(whole,))
