"""Virtual private clouds: networks, subnets, routes, endpoints and what they are shared by."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, about
from ...graph import Graph, Resource, Unknown, Value, reveal
from ...networks import covers_internet
from .. import Service, attr, control, none_of, read
from ..attributes import Block, as_bool, blocks, flag, set_at_all
from .security_groups import rules_of

SERVICE = Service(
    control("aws_subnet", "AWS::EC2::Subnet", what="subnet", kind=Kind.NO_PUBLIC_ADDRESS,
            on=flag("map_public_ip_on_launch", "MapPublicIpOnLaunch", wanted=False)),
    # A default subnet gives public addresses unless it is told not to (VPC User Guide, "Default subnets").
    control("aws_default_subnet", what="default subnet", kind=Kind.NO_PUBLIC_ADDRESS,
            on=flag("map_public_ip_on_launch", default=True, wanted=False)),
    control("aws_vpc_endpoint_service", "AWS::EC2::VPCEndpointService", what="VPC endpoint service",
            kind=Kind.MANUAL_ACCEPTANCE, on=flag("acceptance_required", "AcceptanceRequired")),
    control("aws_ec2_transit_gateway", "AWS::EC2::TransitGateway", what="transit gateway", kind=Kind.MANUAL_ACCEPTANCE,
            on=none_of(attr("auto_accept_shared_attachments", "AutoAcceptSharedAttachments", default="disable"),
                       ("enable",), "set it to \"disable\"")),
)


@SERVICE.facet("aws_default_vpc")
def default_vpc(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """The account's default network, adopted."""
    on = Fact(False, (Evidence(resource, (), "the account's default network"),), "create an `aws_vpc` of your own")
    return Control(resource=resource, what="this", part="default-vpc", kind=Kind.NO_DEFAULT_NETWORK, on=on)


@SERVICE.facet("AWS::EC2::SecurityGroup")
def group_without_network(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """A group that names no network belongs to the default one."""
    named = set_at_all(read(resource, "VpcId")).mended("set `VpcId`")
    return Control(resource=resource, what="security group", part="group-without-vpc", kind=Kind.NO_DEFAULT_NETWORK,
                   on=named)


@SERVICE.facet("AWS::EC2::SecurityGroup")
def egress_declared(resource: Resource, graph: Graph) -> Control:
    """CloudFormation leaves the rule that lets everything out where no other is written."""
    own = set_at_all(read(resource, "SecurityGroupEgress")).mended("write `SecurityGroupEgress` rules")
    if own.value is False and any(True for _ in graph.into(resource, "AWS::EC2::SecurityGroupEgress")):
        own = about(resource, True)
    return Control(resource=resource, what="security group", part="no-egress-rule", kind=Kind.EGRESS_DECLARED, on=own)


# -- a network's default group and firewall


@SERVICE.facet("aws_vpc", "aws_default_vpc")
def default_group(resource: Resource, graph: Graph) -> Control:
    """Whether the default group was taken over, without rules: Terraform then removes the ones it comes with."""
    mend = "add an `aws_default_security_group` for it without `ingress` and `egress`"
    adopted = [e.source for e in graph.into(resource, "aws_default_security_group")]
    if not adopted:
        fact = Fact(False, (Evidence(resource, (), None),), mend)
    else:
        facts = [_without_rules(group, graph) for group in adopted]
        fact = next((f for f in facts if f.value is not True), facts[0])
    return Control(resource=resource, what="VPC", part="default-group", kind=Kind.DEFAULT_FIREWALL_CLOSED, on=fact)


@SERVICE.facet("aws_default_security_group", "AWS::EC2::SecurityGroup")
def default_group_rules(resource: Resource, graph: Graph) -> Control | None:
    """Whether the default group lets anything through."""
    if resource.dialect == "cloudformation" and read(resource, "GroupName").value != "default":
        return None
    part = "default-group-open" if _open(resource, graph) else "default-group-rules"
    return Control(resource=resource, what="default security group", part=part,
                   kind=Kind.DEFAULT_FIREWALL_CLOSED, on=_without_rules(resource, graph))


def _open(group: Resource, graph: Graph) -> bool:
    """Whether a rule of a group speaks of the whole internet."""
    return any(not isinstance(rule.peers.value, Unknown) and covers_internet(rule.peers.value)
               for rule in rules_of(group, graph))


def _without_rules(group: Resource, graph: Graph) -> Fact[bool]:
    names = (("ingress", "egress") if group.dialect == "terraform" else ("SecurityGroupIngress", "SecurityGroupEgress"))
    for name in names:
        fact = set_at_all(read(group, name))
        if fact.value is not False:
            return Fact(fact.value if isinstance(fact.value, Unknown) else False, fact.evidence, f"remove `{name}`")
    rules = [e.source for e in graph.into(group, "aws_security_group_rule", "aws_vpc_security_group_ingress_rule",
                                          "aws_vpc_security_group_egress_rule", "AWS::EC2::SecurityGroupIngress",
                                          "AWS::EC2::SecurityGroupEgress")]
    if rules:
        return Fact(False, (Evidence(rules[0], ()),), "remove the rule")
    return about(group, True)


@SERVICE.facet("aws_vpc", "AWS::EC2::VPC")
def inspected(resource: Resource, graph: Graph) -> Control:
    """Whether a network firewall stands in it."""
    found = any(True for _ in graph.into(resource, "aws_networkfirewall_firewall", "AWS::NetworkFirewall::Firewall"))
    return Control(resource=resource, what="VPC", part="no-network-firewall", kind=Kind.FIREWALL_INSPECTION,
                   on=Fact(found, (), "add a network firewall and route through it"))


@SERVICE.facet("AWS::EC2::VPC")
def parts(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether it has subnets, and few ways out."""
    subnets = any(True for _ in graph.into(resource, "AWS::EC2::Subnet", attribute="VpcId"))
    yield Control(resource=resource, what="VPC", part="no-subnet", kind=Kind.NETWORK_IN_USE,
                  on=Fact(subnets, (), "add subnets, or remove it"))
    gateways = [e.source for e in graph.into(resource, "AWS::EC2::VPCGatewayAttachment", attribute="VpcId")]
    yield Control(resource=resource, what="VPC", part="many-gateways", kind=Kind.NARROW_ROUTE,
                  on=Fact(len(gateways) <= _MOST_GATEWAYS, tuple(Evidence(g, ("VpcId",)) for g in gateways[:3]),
                          "detach the gateways that it can do without"))


_MOST_GATEWAYS = 3
"""One to the internet, one for a VPN, and one more: further ones are ways that nobody watches."""


# -- routes


_DESTINATIONS = {
    "aws_route_table": ("cidr_block", "ipv6_cidr_block"), "aws_default_route_table": ("cidr_block", "ipv6_cidr_block"),
    "aws_route": ("destination_cidr_block", "destination_ipv6_cidr_block"),
    "AWS::EC2::Route": ("DestinationCidrBlock", "DestinationIpv6CidrBlock"),
}


@SERVICE.facet(*_DESTINATIONS)
def routes(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Routes to everywhere: through a peer, through a machine, through an internet gateway."""
    inline = resource.type in ("aws_route_table", "aws_default_route_table")
    for route in blocks(resource, "route") if inline else [Block(resource, (), resource.attributes)]:
        wide = _to_everywhere(route, _DESTINATIONS[resource.type])
        if wide is not None:
            yield from _ways(resource, route, wide, graph)


def _to_everywhere(route: Block, names: tuple[str, ...]) -> Fact[Value] | None:
    found = [f for n in names if (f := route.read(n)).value is not None]
    hole = next((f for f in found if isinstance(f.value, Unknown)), None)
    wide = next((f for f in found if isinstance(f.value, str) and covers_internet([f.value])), None)
    return wide or hole


def _ways(resource: Resource, route: Block, wide: Fact[Value], graph: Graph) -> Iterator[Control]:
    terraform = resource.dialect == "terraform"
    evidence = wide.evidence
    narrow: bool | Unknown = wide.value if isinstance(wide.value, Unknown) else False

    def found(name: str) -> bool:
        return set_at_all(route.read(name)).value is True

    def control_of(part: str, kind: Kind, name: str, mend: str) -> Control:
        return Control(resource=resource, what="route", part=part, kind=kind,
                       on=Fact(narrow, (*evidence, *route.read(name).evidence), mend))

    peering = "vpc_peering_connection_id" if terraform else "VpcPeeringConnectionId"
    if found(peering):
        yield control_of("peering", Kind.NARROW_ROUTE, peering, "name the peer's network as the destination")
    machine = "instance_id" if terraform else "InstanceId"
    if found(machine):
        yield control_of("instance-as-router", Kind.PRIVATE_ROUTING, machine, "route through a NAT gateway")
    gateway = "gateway_id" if terraform else "GatewayId"
    if found(gateway) and _is_internet_gateway(resource, graph, route.read(gateway).value):
        yield control_of("internet-gateway", Kind.NARROW_ROUTE, gateway,
                         "route through a NAT gateway, where nothing needs to be reached from outside")
    if not terraform and not found("NatGatewayId"):
        yield control_of("default-route", Kind.PRIVATE_ROUTING, "NatGatewayId", "route through a NAT gateway")


def _is_internet_gateway(resource: Resource, graph: Graph, value: Value) -> bool:
    value = reveal(value)
    if isinstance(value, str):
        return value.startswith("igw-")
    target = graph.referenced(resource, value)
    return target is not None and target.type in ("aws_internet_gateway", "AWS::EC2::InternetGateway",
                                                  "data.aws_internet_gateway")


# -- endpoints


@SERVICE.facet("aws_vpc_endpoint", "AWS::EC2::VPCEndpoint")
def vpc_endpoint(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Endpoints that traffic does not find: no route table, or no names resolved in the network."""
    terraform = resource.dialect == "terraform"
    service = _service(read(resource, "service_name" if terraform else "ServiceName").value)
    kind = str(read(resource, "vpc_endpoint_type" if terraform else "VpcEndpointType", "Gateway").value)
    if service in ("dynamodb", "s3") and kind == "Gateway":
        own = set_at_all(read(resource, "route_table_ids" if terraform else "RouteTableIds"))
        linked = own.value is not False or any(
            True for _ in graph.into(resource, "aws_vpc_endpoint_route_table_association")) or _routed(resource, graph)
        yield Control(resource=resource, what=f"endpoint for {service}", part=f"{service}-without-route-table",
                      kind=Kind.PRIVATE_ROUTING,
                      on=Fact(linked, own.evidence, "associate it with the route tables of the subnets"))
    vpc = graph.target(resource, "vpc_id" if terraform else "VpcId", "aws_vpc", "AWS::EC2::VPC")
    if service and vpc is not None and service not in ("dynamodb", "s3"):
        name = "enable_dns_support" if terraform else "EnableDnsSupport"
        resolved = read(vpc, name, True)
        part = "sqs-without-dns" if service == "sqs" else "endpoint-without-dns"
        yield Control(resource=resource, what=f"endpoint for {service}", part=part, kind=Kind.PRIVATE_ROUTING,
                      on=resolved.map(lambda value: as_bool(value) is not False)
                      .mended(f"set `{name}` of the VPC to true"))


def _service(value: Value) -> str:
    """``com.amazonaws.eu-west-1.sqs`` → ``sqs``; of a name with unknown parts, what it ends with."""
    value = reveal(value)
    text = value.suffix if isinstance(value, Unknown) else value
    return text.rsplit(".", 1)[-1] if isinstance(text, str) and "." in text else ""


def _routed(resource: Resource, graph: Graph) -> bool:
    """Whether a subnet of the endpoint's network is associated with one of its route tables."""
    vpc = graph.target(resource, "vpc_id", "aws_vpc")
    if vpc is None:
        return False
    tables = (e.source for e in graph.into(vpc, "aws_route_table", attribute="vpc_id"))
    return any(any(True for _ in graph.into(table, "aws_route_table_association")) for table in tables)
