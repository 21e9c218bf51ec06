"""VPC firewall rules, and the rules of firewall policies.

A rule without any source admits every address, but one with tags or service accounts alone admits those only
("VPC firewall rules", sources, of Google Cloud's documentation).
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Direction, Kind, TrafficRule, TrafficRules
from ...facts import Fact
from ...graph import Graph, Resource, Unknown, reveal
from ...networks import ANYWHERE
from .. import Block, Service, blocks, read
from ..attributes import elements, set_at_all
from ..firewall import peers, port_list, protocol

FIREWALL = "google_compute_firewall"
POLICY_RULES = ("google_compute_firewall_policy_rule", "google_compute_network_firewall_policy_rule",
                "google_compute_region_network_firewall_policy_rule")
UNSPECIFIED = ("0.0.0.0", "::", "::0")  # noqa: S104 - no machine has it
"""No machine has one of these addresses: who writes it without a prefix length means every address."""
SERVICE = Service()


@SERVICE.facet(FIREWALL)
def firewall(rule: Resource, graph: Graph) -> Iterator[TrafficRules | Control]:  # noqa: ARG001
    """One rule, with a block for each protocol."""
    direction = read(rule, "direction", "INGRESS")
    way: Direction = "egress" if str(direction.value).upper() == "EGRESS" else "ingress"
    disabled = str(read(rule, "disabled", False).value).lower() == "true"
    priority = read(rule, "priority", 1000).value
    rules = [
        TrafficRule(direction=way, allow=allow, protocol=protocol(block.read("protocol")),
                    ports=port_list(block.read_all("ports[]")), peers=_peers(rule, way), evidence=(block.evidence,),
                    priority=int(priority) if isinstance(priority, int | float) and abs(priority) < 1e6 else 1000)
        for name, allow in (("allow", True), ("deny", False)) for block in blocks(rule, name)]
    if not disabled:
        yield TrafficRules(resource=rule, what="firewall", rules=tuple(rules))
    name = read(rule, "name", "")
    yield Control(resource=rule, what="firewall", part="default-rule", kind=Kind.NO_DEFAULT_NETWORK,
                  on=name.map(lambda v: not str(v).lower().startswith("default"))
                  .mended("write rules of your own, and delete the default ones"))


def _peers(rule: Resource, way: Direction) -> Fact[tuple[str, ...]]:
    side = "destination" if way == "egress" else "source"
    ranges = read(rule, f"{side}_ranges")
    mend = f"name the addresses in `{side}_ranges`"
    if set_at_all(ranges).value is not False:
        if any(reveal(value) in UNSPECIFIED for value in elements(ranges.value)):
            return Fact(ANYWHERE, ranges.evidence, mend)
        return peers([ranges], mend)
    for other in (f"{side}_tags", f"{side}_service_accounts"):
        named = read(rule, other)
        if set_at_all(named).value is not False:
            return Fact(named.value if isinstance(named.value, Unknown) and not named.value.not_null else (),
                        named.evidence, mend)
    return Fact(ANYWHERE, ranges.evidence, mend)


@SERVICE.facet(*POLICY_RULES)
def policy_rule(rule: Resource, graph: Graph) -> TrafficRules | None:  # noqa: ARG001
    """A rule of a firewall policy."""
    action = str(read(rule, "action", "allow").value).lower()
    if action not in ("allow", "deny") or str(read(rule, "disabled", False).value).lower() == "true":
        return None
    way: Direction = "egress" if str(read(rule, "direction", "INGRESS").value).upper() == "EGRESS" else "ingress"
    side = "dest" if way == "egress" else "src"
    made = tuple(TrafficRule(
        direction=way, allow=action == "allow", protocol=protocol(layer.read("ip_protocol")),
        ports=port_list(layer.read_all("ports[]")),
        peers=peers(match.read_all(f"{side}_ip_ranges[]"), f"name the addresses in `{side}_ip_ranges`"),
        evidence=(layer.evidence,)) for match in blocks(rule, "match") for layer in _layers(match))
    return TrafficRules(resource=rule, what="rule of a firewall policy", rules=made)


def _layers(match: Block) -> list[Block]:
    return match.blocks("layer4_configs") or match.blocks("layer4_config")
