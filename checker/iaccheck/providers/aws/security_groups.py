"""Security groups of EC2, with rules inline or as resources of their own, and the groups of older services.

Source of the meanings: Amazon EC2 API, ``IpPermission``; Terraform's ``aws_security_group`` and its rule resources;
CloudFormation's ``AWS::EC2::SecurityGroup``.  Rules only ever allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...facets import Direction, TrafficRule, TrafficRules
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, Value
from ...networks import ALL_PORTS, Ranges
from .. import Service
from ..attributes import Block, read, read_all
from ..firewall import peers, port_range, protocol

SERVICE = Service()

GROUPS = ("aws_security_group", "aws_default_security_group", "AWS::EC2::SecurityGroup")


@dataclass(frozen=True, slots=True)
class _Names:
    """What a rule's attributes are called."""

    protocol: str
    first: str
    last: str
    blocks: tuple[str, ...]
    prefix_lists: str
    description: str


_TERRAFORM = _Names("protocol", "from_port", "to_port", ("cidr_blocks", "ipv6_cidr_blocks"), "prefix_list_ids",
                    "description")
_TERRAFORM_VPC = _Names("ip_protocol", "from_port", "to_port", ("cidr_ipv4", "cidr_ipv6"), "prefix_list_id",
                        "description")
_CLOUDFORMATION = _Names("IpProtocol", "FromPort", "ToPort", ("CidrIp", "CidrIpv6"), "SourcePrefixListId",
                         "Description")


_RULE_TYPES: dict[str, tuple[_Names, Direction | None]] = {
    "aws_security_group_rule": (_TERRAFORM, None),
    "aws_vpc_security_group_ingress_rule": (_TERRAFORM_VPC, "ingress"),
    "aws_vpc_security_group_egress_rule": (_TERRAFORM_VPC, "egress"),
    "AWS::EC2::SecurityGroupIngress": (_CLOUDFORMATION, "ingress"),
    "AWS::EC2::SecurityGroupEgress": (_CLOUDFORMATION, "egress"),
}
"""Rules that are resources of their own: the names of their attributes, and the direction where the type says it."""

RULES = tuple(_RULE_TYPES)
_GROUP_OF = ("security_group_id", "GroupId", "GroupName")


@SERVICE.facet(*GROUPS)
def group(resource: Resource, graph: Graph) -> TrafficRules:
    """A group with its inline rules, and the rule resources that belong to it."""
    rules = [*_inline(resource, graph)]
    for rule in dict.fromkeys(e.source for e in graph.into(resource, *RULES) if e.attribute in _GROUP_OF):
        if _group_of(rule, graph) is resource:
            rules += _resource_rules(rule, graph)
    what = "default security group" if resource.type == "aws_default_security_group" else "security group"
    return TrafficRules(resource=resource, what=what, rules=tuple(rules))


@SERVICE.facet(*RULES)
def rule_alone(resource: Resource, graph: Graph) -> TrafficRules | None:
    """A rule whose group is not in the configuration; the others stand with their group."""
    if _group_of(resource, graph) is not None:
        return None
    return TrafficRules(resource=resource, what="security group rule", rules=tuple(_resource_rules(resource, graph)))


def rules_of(resource: Resource, graph: Graph) -> tuple[TrafficRule, ...]:
    """All rules of a group."""
    return group(resource, graph).rules


def _group_of(rule: Resource, graph: Graph) -> Resource | None:
    for attribute in _GROUP_OF:
        if (found := graph.target(rule, attribute, *GROUPS)) is not None:
            return found
    return None


def _inline(resource: Resource, graph: Graph) -> Iterator[TrafficRule]:
    if resource.dialect == "terraform":
        names, ingress, egress = _TERRAFORM, "ingress", "egress"
    else:
        names, ingress, egress = _CLOUDFORMATION, "SecurityGroupIngress", "SecurityGroupEgress"
    sides: tuple[tuple[Direction, str], ...] = (("ingress", ingress), ("egress", egress))
    for direction, attribute in sides:
        for found in read_all(resource, f"{attribute}[]"):
            yield _rule(found, names, direction, graph)


def _resource_rules(resource: Resource, graph: Graph) -> Iterator[TrafficRule]:
    names, direction = _RULE_TYPES[resource.type]
    whole: Fact[Value] = Fact(resource.attributes, (Evidence(resource, ()),))
    if direction:
        yield _rule(whole, names, direction, graph)
        return
    side = read(resource, "type", "ingress").value
    if isinstance(side, Unknown):  # which of the two it is decides
        yield _undecided(whole, side, "ingress")
        yield _undecided(whole, side, "egress")
    else:
        yield _rule(whole, names, "egress" if side == "egress" else "ingress", graph)


def _undecided(found: Fact[Value], hole: Unknown, direction: Direction) -> TrafficRule:
    return TrafficRule(direction=direction, allow=True, protocol=Fact(hole, found.evidence),
                       ports=Fact(hole, found.evidence), peers=Fact(hole, found.evidence), evidence=found.evidence)


def _rule(found: Fact[Value], names: _Names, direction: Direction, graph: Graph) -> TrafficRule:
    if isinstance(found.value, Unknown):
        return _undecided(found, found.value, direction)
    at = found.evidence[0]
    block = Block(at.resource, at.path, found.value if isinstance(found.value, Mapping) else {})
    spoken = protocol(block.read(names.protocol))
    blocks = [*(block.read(name) for name in names.blocks), *_prefix_lists(block, names, graph)]
    written = next((n for n in names.blocks if block.read(n).value is not None), names.blocks[0])
    return TrafficRule(
        direction=direction, allow=True, protocol=spoken,
        ports=_ports(spoken, block, names),
        peers=peers(blocks, f"name in `{written}` the addresses that need it, or refer to a security group"),
        evidence=(at,), described=block.read(names.description).map(bool))


def _ports(spoken: Fact[str], block: Block, names: _Names) -> Fact[Ranges]:
    """With every protocol, ports are not looked at; with ICMP they are types and codes."""
    first, last = block.read(names.first), block.read(names.last)
    if spoken.value == "all":
        return Fact(ALL_PORTS, (*spoken.evidence, *first.evidence, *last.evidence)[:1])
    if isinstance(spoken.value, str) and spoken.value not in ("tcp", "udp", "sctp"):
        return Fact((), spoken.evidence)
    return port_range(first, last)


def _prefix_lists(block: Block, names: _Names, graph: Graph) -> Iterator[Fact[Value]]:
    """The entries of prefix lists that are in the configuration; others are the provider's or another's."""
    value = block.read(names.prefix_lists).value
    for item in value if isinstance(value, list) else [value]:
        target = graph.referenced(block.resource, item)
        if target is not None and target.type in ("aws_ec2_managed_prefix_list", "AWS::EC2::PrefixList"):
            yield from read_all(target, "entry[].cidr" if target.dialect == "terraform" else "Entries[].Cidr")
