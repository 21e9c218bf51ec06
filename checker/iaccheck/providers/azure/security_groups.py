"""Network security groups: rules written in the group and rules that are resources of their own, by priority.

"Network security groups" in Azure's documentation: the rule with the lowest number that matches decides; what no rule
matches is denied from the internet.
"""

from __future__ import annotations

from ...facets import TrafficRule, TrafficRules
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, Value, reveal
from ...networks import ALL_PORTS, ANYWHERE, Ranges, covers_internet, merge, parse_ports
from .. import Block, Service, blocks, read_all
from ..attributes import elements, set_at_all

GROUP, RULE = "azurerm_network_security_group", "azurerm_network_security_rule"
SERVICE = Service()

EVERYBODY = frozenset({"*", "internet", "any", "0.0.0.0/0", "::/0"})
DIRECTIONS = {"inbound": "ingress", "outbound": "egress"}
PROTOCOLS = {"*": "all", "any": "all", "": "all"}
WHOLE = frozenset({*EVERYBODY, "virtualnetwork"})
LOWEST = 4096
"""The priority of a rule without a known one: Azure's lowest."""


@SERVICE.facet(GROUP)
def group(group: Resource, graph: Graph) -> TrafficRules:
    """A group with all its rules."""
    separate = [Block(rule, (), rule.attributes)
                for rule in graph.referring(group, RULE, via="network_security_group_name", keys=("name",))
                if _group_of(rule, graph) is group]
    rules = [made for block in (*blocks(group, "security_rule"), *separate) if (made := _rule(block)) is not None]
    rules += [_unknown(fact) for fact in read_all(group, "security_rule[]") if fact.unknown is not None]
    return TrafficRules(resource=group, what="network security group", rules=tuple(rules))


@SERVICE.facet(RULE)
def rule(rule: Resource, graph: Graph) -> TrafficRules | None:
    """A rule whose group is not in the configuration."""
    if _group_of(rule, graph) is not None or (made := _rule(Block(rule, (), rule.attributes))) is None:
        return None
    return TrafficRules(resource=rule, what="network security rule", rules=(made,))


def _group_of(rule: Resource, graph: Graph) -> Resource | None:
    found = graph.target(rule, "network_security_group_name", GROUP)
    name = reveal(rule.attributes.get("network_security_group_name"))
    if found is None and isinstance(name, str) and name:
        named = graph.with_value(rule.scope, GROUP, "name", name)
        found = named[0] if len(named) == 1 else None
    return found


def _rule(block: Block) -> TrafficRule | None:
    """A rule; None where its direction is not known, or whether it allows."""
    direction, access = block.read("direction"), block.read("access")
    way = DIRECTIONS.get(_text(direction.known_or("inbound")))
    allows = _text(access.known_or("allow"))
    if way is None or allows not in ("allow", "deny") or (allows == "deny" and not _denies_to_all(block, way)):
        return None
    peers = _peers(block, "source" if way == "ingress" else "destination")
    hole = direction.unknown if direction.unknown is not None else access.unknown
    if hole is not None and covers_internet(peers.known_or(ANYWHERE)):
        peers = Fact(hole, (*direction.evidence, *access.evidence))
    priority = block.read("priority", LOWEST).value
    return TrafficRule(
        direction="ingress" if way == "ingress" else "egress", allow=allows == "allow",
        protocol=block.read("protocol", "*").map(lambda value: PROTOCOLS.get(_text(value), _text(value))),
        ports=_ports(block), peers=peers, evidence=(block.evidence,),
        priority=int(priority) if isinstance(priority, int | float) else LOWEST)


def _denies_to_all(block: Block, way: str) -> bool:
    """Whether a rule that denies does so for all that is behind the group: only then does it take from the others."""
    own = "destination" if way == "ingress" else "source"
    prefixes, _ = _both(block, f"{own}_address_prefix", f"{own}_address_prefixes")
    sources, _ = _both(block, "source_port_range", "source_port_ranges")
    return (all(_text(p) in WHOLE for p in prefixes) and all(_text(p) in ("*", "any", "0-65535") for p in sources)
            and set_at_all(block.read(f"{own}_application_security_group_ids")).value is False)


def _unknown(fact: Fact[Value]) -> TrafficRule:
    """What stands for rules that are made from values which are not known."""
    hole = fact.value
    assert isinstance(hole, Unknown)
    return TrafficRule(direction="ingress", allow=True, protocol=Fact(hole, fact.evidence),
                       ports=Fact(hole, fact.evidence), peers=Fact(hole, fact.evidence), evidence=fact.evidence)


def _text(value: Value) -> str:
    return value.strip().lower() if isinstance(value, str) else ""


def _both(block: Block, single: str, several: str) -> tuple[list[Value], tuple[Evidence, ...]]:
    """The values of an attribute and of its plural, and where those that are set stand."""
    facts = [f for f in (block.read(single), block.read(several)) if not f.evidence[0].absent]
    return ([reveal(value) for f in facts for value in elements(f.value)],
            tuple(e for f in facts for e in f.evidence) or (block.evidence,))


def _ports(block: Block) -> Fact[Ranges]:
    values, evidence = _both(block, "destination_port_range", "destination_port_ranges")
    ranges: list[tuple[int, int]] = []
    unknown = None
    for value in values:
        if isinstance(value, Unknown):
            unknown = value if unknown is None else unknown
        else:
            ranges += (ALL_PORTS if _text(value) == "any" else parse_ports(_number_text(value))) or ()
    found = merge(ranges)
    return Fact(unknown if unknown is not None and found != ALL_PORTS else found, evidence,
                "name the ports in `destination_port_ranges`")


def _number_text(value: Value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _peers(block: Block, side: str) -> Fact[tuple[str, ...]]:
    values, evidence = _both(block, f"{side}_address_prefix", f"{side}_address_prefixes")
    found: list[str] = []
    unknown = None
    for value in values:
        if isinstance(value, Unknown):
            unknown = value if unknown is None else unknown
        elif _text(value) in EVERYBODY or _text(value).endswith("/0"):
            found += ANYWHERE
        else:
            found.append(str(value))
    everybody = ANYWHERE[0] in found
    return Fact(unknown if unknown is not None and not everybody else tuple(dict.fromkeys(found)), evidence,
                f"name the addresses in `{side}_address_prefixes`")
