"""Whether a subnet is public: its route to everywhere leads to an internet gateway, or its hosts get addresses."""

from __future__ import annotations

from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Value
from .. import Block, blocks, read
from ..attributes import as_bool, elements

_ANYWHERE = ("0.0.0.0/0", "::/0")
_ROUTE = {
    "terraform": (("cidr_block", "destination_cidr_block", "ipv6_cidr_block", "destination_ipv6_cidr_block"),
                  "gateway_id"),
    "cloudformation": (("DestinationCidrBlock", "DestinationIpv6CidrBlock"), "GatewayId"),
}


def public_subnet(subnet: Resource, graph: Graph) -> Fact[bool] | None:
    """Evidence that a subnet is public, or None: what is not in view cannot be ruled out."""
    terraform = subnet.dialect == "terraform"
    addresses = read(subnet, "map_public_ip_on_launch" if terraform else "MapPublicIpOnLaunch", False)
    if as_bool(addresses.value) is True:
        return Fact(True, addresses.evidence)
    for name in ("cidr_block", "ipv6_cidr_block") if terraform else ("CidrBlock", "Ipv6CidrBlock"):
        block = read(subnet, name)
        if block.value in _ANYWHERE:  # a range that covers the internet is no private one
            return Fact(True, block.evidence)
    kind, attribute, table = (("aws_route_table_association", "subnet_id", "route_table_id") if terraform else
                              ("AWS::EC2::SubnetRouteTableAssociation", "SubnetId", "RouteTableId"))
    for edge in graph.into(subnet, kind, attribute=attribute):
        routes = graph.target(edge.source, table)
        found = None if routes is None else _to_internet(routes, graph)
        if found is not None:
            return Fact(True, (found,))
    return None


def _to_internet(table: Resource, graph: Graph) -> Evidence | None:
    for block in blocks(table, "route"):
        if _leads_out(block, table, graph):
            return block.evidence
    for kind, attribute in (("aws_route", "route_table_id"), ("AWS::EC2::Route", "RouteTableId")):
        for edge in graph.into(table, kind, attribute=attribute):
            route = Block(edge.source, (), edge.source.attributes)
            if _leads_out(route, edge.source, graph):
                return Evidence(edge.source, ())
    return None


def _leads_out(route: Block, resource: Resource, graph: Graph) -> bool:
    destinations, gateway_name = _ROUTE[resource.dialect]
    if not any(route.read(name).value in _ANYWHERE for name in destinations):
        return False
    gateway: Value = route.read(gateway_name).value
    if isinstance(gateway, str):
        return gateway.startswith("igw-")
    target = graph.referenced(resource, gateway)
    return target is not None and target.type in ("aws_internet_gateway", "AWS::EC2::InternetGateway")


def public_among(holder: Resource, attribute: str, graph: Graph) -> Fact[bool] | None:
    """Evidence that one of the subnets that an attribute lists is public, or None."""
    seen = list(elements(holder.attributes.get(attribute)))
    named = [s for value in seen if (s := graph.referenced(holder, value)) is not None]
    linked = [e.target for e in graph.out(holder, attribute) if e.target.type in ("aws_subnet", "AWS::EC2::Subnet")]
    for subnet in {id(s): s for s in (*named, *linked)}.values():
        if subnet.type in ("aws_subnet", "AWS::EC2::Subnet"):
            fact = public_subnet(subnet, graph)
            if fact is not None:
                return fact
    return None
