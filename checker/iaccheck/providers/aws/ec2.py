"""EC2 instances, and the templates that they are launched from: disks, public addresses, groups and networks."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, GuardedBy, Kind, PublicEndpoint
from ...facts import Evidence, Fact, about, all_of, negate
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service, attr, read, read_all
from ..attributes import as_bool, elements, set_at_all
from ._devices import blocks_at_rest
from ._exposure import guarded
from ._subnets import public_subnet

INSTANCES = ("aws_instance", "aws_spot_instance_request", "AWS::EC2::Instance")
TEMPLATES = ("aws_launch_template", "AWS::EC2::LaunchTemplate")
CONFIGURATIONS = ("aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration")
_MACHINES = (*INSTANCES, *TEMPLATES, *CONFIGURATIONS)

_ROOT = ("aws_instance", "aws_spot_instance_request", "aws_launch_configuration")

SERVICE = Service(
    # What a root device is encrypted with when nothing says so depends on the image; most are not (EC2 User Guide).
    blocks_at_rest(*_ROOT, what="root volume", at=attr("root_block_device"), encrypted="encrypted", required=True,
                   part="root-volume"),
    blocks_at_rest(*_ROOT, what="attached volume", at=attr("ebs_block_device"), encrypted="encrypted",
                   skip=lambda block: set_at_all(block.read("snapshot_id")).value is not False
                   and block.read("encrypted").value is None, part="block-device"),
    blocks_at_rest("aws_launch_template", "AWS::EC2::LaunchTemplate", what="volume of the template",
                   at=attr("block_device_mappings[].ebs", "LaunchTemplateData.BlockDeviceMappings[].Ebs"),
                   encrypted="encrypted", part="block-device"),
    blocks_at_rest("AWS::EC2::Instance", "AWS::AutoScaling::LaunchConfiguration", what="attached volume",
                   at=attr(None, "BlockDeviceMappings[].Ebs"), encrypted="encrypted", part="block-device"),
)

# Where each type says whether its machines get a public address; a path with [] may have several answers.
_ADDRESS = {
    "aws_instance": ("associate_public_ip_address",),
    "aws_spot_instance_request": ("associate_public_ip_address",),
    "aws_launch_configuration": ("associate_public_ip_address",),
    "aws_launch_template": ("network_interfaces[].associate_public_ip_address",),
    "AWS::EC2::Instance": ("NetworkInterfaces[].AssociatePublicIpAddress",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress",),
    "AWS::AutoScaling::LaunchConfiguration": ("AssociatePublicIpAddress",),
}


@SERVICE.facet(*_MACHINES)
def public_address(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether it gets a public address: by its own word, else by its subnet's."""
    (path,) = _ADDRESS[resource.type]
    found = [f for f in (read_all(resource, path) if "[]" in path else [read(resource, path)]) if f.value is not None]
    what = "launch template" if resource.type in TEMPLATES else (
        "launch configuration" if resource.type in CONFIGURATIONS else "EC2 instance")
    mend = f"set `{path.replace('[]', '')}` to false"
    private = all_of(negate(f.map(lambda value: as_bool(value) is True)).mended(mend) for f in found)
    if not found:
        given = _addresses_of_subnet(resource, graph)
        absent = Evidence(resource, tuple(path.replace("[]", "").split(".")), None, absent=True)
        private = Fact(True, (absent,)) if given is None else Fact(False, given.evidence, mend)
    yield Control(resource=resource, what=what, kind=Kind.NO_PUBLIC_ADDRESS, on=private)
    if resource.type in INSTANCES:
        declared = about(resource, bool(found), tuple(path.replace("[]", "").split(".")), mend, absent=not found)
        yield Control(resource=resource, what=what, kind=Kind.PUBLIC_ADDRESS_DECLARED, on=declared)


def _addresses_of_subnet(resource: Resource, graph: Graph) -> Fact[Value] | None:
    """The subnet's own word that its machines get public addresses, where the machine says nothing."""
    for name in ("subnet_id", "SubnetId"):
        subnet = graph.target(resource, name, "aws_subnet", "AWS::EC2::Subnet")
        if subnet is not None:
            given = read(subnet, "map_public_ip_on_launch" if name == "subnet_id" else "MapPublicIpOnLaunch")
            return given if as_bool(given.value) is True else None
    return None


# -- groups


_GROUPS = {"terraform": ("vpc_security_group_ids", "security_groups"),
           "cloudformation": ("SecurityGroupIds", "SecurityGroups")}
_INTERFACES = {"terraform": ("network_interface", "primary_network_interface"),
               "cloudformation": ("NetworkInterfaces",)}


@SERVICE.facet(*INSTANCES)
def own_group(resource: Resource, graph: Graph) -> Control | None:
    """Whether it has a group of its own: without one it gets the default group of its network."""
    names = _GROUPS[resource.dialect]
    values = [(n, i, reveal(v)) for n in names for i, v in enumerate(elements(resource.attributes.get(n)))]
    if resource.dialect == "cloudformation":
        values += [("NetworkInterfaces", i, reveal(v)) for i, f in enumerate(read_all(
            resource, "NetworkInterfaces[].GroupSet")) for v in elements(f.value)]
    mend = f"name a security group of its own in `{names[0]}`"
    for name, index, value in values:
        if _is_default(resource, graph, value):
            return _own_group(resource, about(resource, False, (name, index), mend, shown=value))
    if values or any(resource.attributes.get(n) is not None for n in (*names, *_INTERFACES[resource.dialect])):
        return _own_group(resource, about(resource, True, (names[0],), mend))
    if resource.attributes.get("launch_template") or resource.attributes.get("LaunchTemplate"):
        return None
    return Control(resource=resource, what="EC2 instance", kind=Kind.FIREWALL_OF_ITS_OWN, part="no-group",
                   on=about(resource, False, (names[0],), mend, absent=True))


def _own_group(resource: Resource, fact: Fact[bool]) -> Control:
    return Control(resource=resource, what="EC2 instance", kind=Kind.FIREWALL_OF_ITS_OWN, part="default-group", on=fact)


def _is_default(resource: Resource, graph: Graph, value: Value) -> bool:
    if isinstance(value, str):
        return value == "default"
    if not isinstance(value, Unknown):
        return False
    if value.reference.endswith(".default_security_group_id") or value.reference.endswith(".DefaultSecurityGroup"):
        return True
    target = graph.referenced(resource, value)
    return target is not None and (
        target.type == "aws_default_security_group"
        or (target.type in ("data.aws_security_group", "aws_security_group")
            and read(target, "name").value == "default")
        or (target.type == "AWS::EC2::SecurityGroup" and read(target, "GroupName").value == "default"))


@SERVICE.facet("aws_instance", "aws_spot_instance_request", "AWS::EC2::Instance")
def exposure(resource: Resource, graph: Graph) -> GuardedBy | None:
    """What its groups let in."""
    names = (*_GROUPS[resource.dialect], *_INTERFACES[resource.dialect])
    return guarded(resource, graph, names, "EC2 instance")


# -- networks


@SERVICE.facet(*INSTANCES)
def network(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Which network it is in: without a subnet, the account's default one (EC2 User Guide, ``RunInstances``)."""
    terraform = resource.dialect == "terraform"
    names = ("subnet_id", *_INTERFACES["terraform"]) if terraform else ("SubnetId", "NetworkInterfaces")
    templated = resource.attributes.get("launch_template" if terraform else "LaunchTemplate") is not None
    named = [n for n in (*names, *(("vpc_security_group_ids",) if terraform else ())) if _set(resource, n)]
    mend = f"set `{names[0]}` to a subnet of your own"
    if not templated:
        on = about(resource, bool(named), (named[0] if named else names[0],), mend, absent=not named)
        yield Control(resource=resource, what="EC2 instance", part="no-subnet", kind=Kind.PRIVATE_NETWORK, on=on)
    default = _in_default_network(resource, graph)
    if default is not None:
        yield Control(resource=resource, what="EC2 instance", part="default-vpc", kind=Kind.NO_DEFAULT_NETWORK,
                      on=Fact(False, default, mend))


def _set(resource: Resource, name: str) -> bool:
    return set_at_all(read(resource, name)).value is not False


def _in_default_network(resource: Resource, graph: Graph) -> tuple[Evidence, ...] | None:
    for name in ("subnet_id", "SubnetId", "NetworkInterfaces"):
        subnet = graph.target(resource, name, "aws_subnet", "aws_default_subnet", "data.aws_subnet", "AWS::EC2::Subnet")
        if subnet is None:
            continue
        shown = Evidence(resource, (name,), resource.attributes.get(name))
        if subnet.type == "aws_default_subnet" or as_bool(read(subnet, "default_for_az").value) is True:
            return (shown,)
        for attribute in ("vpc_id", "VpcId"):
            vpc = graph.target(subnet, attribute)
            if (vpc is not None and is_default_vpc(vpc)) or _called_default(subnet.attributes.get(attribute)):
                return (shown, Evidence(subnet, (attribute,), subnet.attributes.get(attribute)))
    return None


def _called_default(value: Value) -> bool:
    """Whether a reference to a network that is not in the template calls it the default one."""
    name = value.reference if isinstance(value, Unknown) else value
    return isinstance(name, str) and "defaultvpc" in name.lower().replace("-", "").replace("_", "")


def is_default_vpc(vpc: Resource) -> bool:
    """Whether a network is the account's default one."""
    return vpc.type == "aws_default_vpc" or (vpc.type == "data.aws_vpc" and as_bool(read(vpc, "default").value) is True)


@SERVICE.facet("AWS::EC2::Instance", "aws_instance")
def through_subnet(resource: Resource, graph: Graph) -> PublicEndpoint | None:
    """A public address in a subnet whose routes lead to the internet."""
    (path,) = _ADDRESS[resource.type]
    given = [f for f in (read_all(resource, path) if "[]" in path else [read(resource, path)])
             if as_bool(f.value) is True]
    for name in ("SubnetId", "NetworkInterfaces", "subnet_id"):
        subnet = graph.target(resource, name, "AWS::EC2::Subnet", "aws_subnet") if given else None
        routed = None if subnet is None else public_subnet(subnet, graph)
        if routed is not None and routed.value is True:
            fact = Fact(True, (*given[0].evidence, *routed.evidence), "place it in a subnet without a route outside")
            return PublicEndpoint(resource=resource, what="EC2 instance", part="through-subnet", reachable=fact)
    return None
