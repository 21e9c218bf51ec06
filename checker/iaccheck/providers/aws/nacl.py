"""Network ACLs of a VPC: stateless rules in the order of their numbers, which deny as well as allow.

Source: Amazon VPC User Guide, "Control subnet traffic with network access control lists".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...facets import Control, Direction, Kind, TrafficRule, TrafficRules
from ...facts import Evidence, Fact, about
from ...graph import Graph, Resource, Unknown, Value
from ...networks import ALL_PORTS, Ranges, addresses, common, covers_internet
from .. import Service
from ..attributes import Block, as_bool, read_all
from ..firewall import peers, port_range, protocol

SERVICE = Service()

ACLS = ("aws_network_acl", "aws_default_network_acl", "AWS::EC2::NetworkAcl")
ENTRIES = ("aws_network_acl_rule", "AWS::EC2::NetworkAclEntry")
_FIRST, _LAST = -1, 2**31
"""For a rule whose number is not known: one that allows may go first, one that denies may go last."""


@dataclass(frozen=True, slots=True)
class _Names:
    """What an entry's attributes are called."""

    number: str
    action: str
    protocol: str
    first: str
    last: str
    blocks: tuple[str, str]


_INLINE = _Names("rule_no", "action", "protocol", "from_port", "to_port", ("cidr_block", "ipv6_cidr_block"))
_RULE = _Names("rule_number", "rule_action", "protocol", "from_port", "to_port", ("cidr_block", "ipv6_cidr_block"))
_ENTRY = _Names("RuleNumber", "RuleAction", "Protocol", "PortRange.From", "PortRange.To",
                ("CidrBlock", "Ipv6CidrBlock"))


@SERVICE.facet(*ACLS)
def acl(resource: Resource, graph: Graph) -> TrafficRules:
    """An ACL with its inline rules, and the entries that belong to it."""
    what = "default network ACL" if resource.type == "aws_default_network_acl" else "network ACL"
    return TrafficRules(resource=resource, what=what, rules=tuple(_rules(resource, graph)), stateful=False)


@SERVICE.facet(*ENTRIES)
def entry_alone(resource: Resource, graph: Graph) -> TrafficRules | None:
    """An entry whose ACL is not in the configuration."""
    if _acl_of(resource, graph) is not None:
        return None
    return TrafficRules(resource=resource, what="network ACL rule", rules=(_own_rule(resource),), stateful=False)


def _acl_of(entry: Resource, graph: Graph) -> Resource | None:
    return graph.target(entry, "network_acl_id", *ACLS) or graph.target(entry, "NetworkAclId", *ACLS)


def _entries(resource: Resource, graph: Graph) -> list[Resource]:
    """The entries of an ACL that are resources of their own."""
    found = (e.source for e in graph.into(resource, *ENTRIES) if e.attribute in ("network_acl_id", "NetworkAclId"))
    return [e for e in dict.fromkeys(found) if _acl_of(e, graph) is resource]


def _rules(resource: Resource, graph: Graph) -> Iterator[TrafficRule]:
    sides: tuple[tuple[Direction, str], ...] = (("ingress", "ingress"), ("egress", "egress"))
    for direction, name in sides if resource.dialect == "terraform" else ():
        for found in read_all(resource, f"{name}[]"):
            yield _rule(found, _INLINE, direction)
    for entry in _entries(resource, graph):
        yield _own_rule(entry)


def _own_rule(entry: Resource) -> TrafficRule:
    whole: Fact[Value] = Fact(entry.attributes, (Evidence(entry, ()),))
    outward = as_bool(entry.attributes.get("egress" if entry.dialect == "terraform" else "Egress"))
    return _rule(whole, _RULE if entry.dialect == "terraform" else _ENTRY, "egress" if outward is True else "ingress")


def _rule(found: Fact[Value], names: _Names, direction: Direction) -> TrafficRule:
    at = found.evidence[0]
    if isinstance(found.value, Unknown):
        hole = found.value
        return TrafficRule(direction=direction, allow=True, protocol=Fact(hole, found.evidence),
                           ports=Fact(hole, found.evidence), peers=Fact(hole, found.evidence), evidence=found.evidence)
    block = Block(at.resource, at.path, found.value if isinstance(found.value, Mapping) else {})
    spoken = protocol(block.read(names.protocol))
    action = block.read(names.action)
    allow = isinstance(action.value, Unknown) or str(action.value).lower() != "deny"
    blocks = [f for name in names.blocks if (f := block.read(name)).value is not None]
    who = peers(blocks, f"narrow `{names.blocks[0]}` to the networks that need it")
    if isinstance(action.value, Unknown) and who.unknown is None:
        who = Fact(action.value, (*action.evidence, *who.evidence), who.mend)
    return TrafficRule(direction=direction, allow=allow, protocol=spoken, ports=_ports(spoken, block, names), peers=who,
                       evidence=(at,), priority=_number(block.read(names.number).value, allow))


def _number(value: Value, allow: bool) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return _FIRST if allow else _LAST


def _ports(spoken: Fact[str], block: Block, names: _Names) -> Fact[Ranges]:
    """With protocols but TCP, UDP and ICMP, ports are not looked at: all are meant."""
    if spoken.value == "all":
        return Fact(ALL_PORTS, spoken.evidence)
    if isinstance(spoken.value, str) and spoken.value not in ("tcp", "udp"):
        return Fact((), spoken.evidence)
    return port_range(block.read(names.first), block.read(names.last))


# -- what makes an ACL less than it seems


@SERVICE.facet("aws_network_acl", "AWS::EC2::NetworkAcl")
def attached(resource: Resource, graph: Graph) -> Control:
    """An ACL without a subnet filters nothing."""
    users = any(True for _ in graph.into(resource, "aws_network_acl_association",
                                         "AWS::EC2::SubnetNetworkAclAssociation"))
    subnets = resource.attributes.get("subnet_ids")
    used = users or isinstance(subnets, Unknown) or bool(subnets)
    return Control(resource=resource, what="network ACL", part="unattached", kind=Kind.FIREWALL_EFFECTIVE,
                   on=about(resource, used, ("subnet_ids",), "attach it to the subnets that it is for", absent=True))


@SERVICE.facet(*ACLS)
def effective(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Entries that take each other's number, or decide over the same ports."""
    entries = [(e, _own_rule(e)) for e in _entries(resource, graph)[:MOST_ENTRIES]]
    numbers = Counter((rule.direction, rule.priority) for _, rule in entries)
    for entry, own in entries:
        name = "rule_number" if entry.dialect == "terraform" else "RuleNumber"
        numbered = own.priority not in (_FIRST, _LAST)
        yield _control(entry, "duplicate-rule", not (numbered and numbers[own.direction, own.priority] > 1), (name,),
                       "give each rule of the ACL a number of its own")
        apart = not any(other is not entry and _overlap(own, rule) for other, rule in entries)
        path = ("from_port",) if entry.dialect == "terraform" else ("PortRange",)
        yield _control(entry, "overlapping-ports", apart, path, "let each port be decided by one rule")


MOST_ENTRIES = 256
"""How many entries of one ACL are compared with each other: AWS allows 40 for each direction."""


@SERVICE.facet(*ENTRIES)
def denies_all(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """A denial that the next address walks around."""
    own = _own_rule(resource)
    if own.allow or isinstance(own.peers.value, Unknown):
        return None
    return _control(resource, "narrow-deny", covers_internet(own.peers.value),
                    own.peers.evidence[0].path if own.peers.evidence else (),
                    "deny for all addresses and allow the ones that are needed")


def _overlap(one: TrafficRule, other: TrafficRule) -> bool:
    """Whether two rules of one direction decide over some of the same ports of some of the same addresses."""
    if one.direction != other.direction or "all" in (one.protocol.value, other.protocol.value):
        return False
    holes = (one.protocol, other.protocol, one.ports, other.ports, one.peers, other.peers)
    if any(f.unknown is not None for f in holes) or one.protocol.value != other.protocol.value:
        return False
    mine, theirs = addresses(one.peers.known_or(())), addresses(other.peers.known_or(()))
    return bool(common(one.ports.known_or(()), other.ports.known_or(()))
                and (common(mine.v4, theirs.v4) or common(mine.v6, theirs.v6)))


def _control(resource: Resource, part: str, on: bool, path: tuple[str | int, ...], mend: str) -> Control:
    value = resource.attributes.get(str(path[0])) if path else None
    return Control(resource=resource, what="network ACL rule", part=part, kind=Kind.FIREWALL_EFFECTIVE,
                   on=about(resource, on, path, mend=mend, shown=value))
