"""GameLift: fleets of game servers, and the ports that players reach them on."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import TrafficRule, TrafficRules
from ...graph import Graph, Resource
from .. import Block, Service, blocks
from ..firewall import peers, port_range, protocol

SERVICE = Service()

_NAMES = {"terraform": ("ec2_inbound_permission", "protocol", "from_port", "to_port", "ip_range"),
          "cloudformation": ("EC2InboundPermissions", "Protocol", "FromPort", "ToPort", "IpRange")}


@SERVICE.facet("aws_gamelift_fleet", "AWS::GameLift::Fleet")
def fleet(resource: Resource, graph: Graph) -> TrafficRules:  # noqa: ARG001
    """What a fleet's inbound permissions let in."""
    return TrafficRules(resource=resource, what="GameLift fleet", rules=tuple(_rules(resource)))


def _rules(resource: Resource) -> Iterator[TrafficRule]:
    name, spoken, first, last, block = _NAMES[resource.dialect]
    for found in blocks(resource, name):
        yield _rule(found, spoken, first, last, block)


def _rule(found: Block, spoken: str, first: str, last: str, block: str) -> TrafficRule:
    return TrafficRule(direction="ingress", allow=True, protocol=protocol(found.read(spoken)),
                       ports=port_range(found.read(first), found.read(last)),
                       peers=peers([found.read(block)], f"narrow `{block}` to the players' networks"),
                       evidence=(found.evidence,))
