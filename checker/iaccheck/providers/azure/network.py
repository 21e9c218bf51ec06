"""Virtual networks: networks, subnets, interfaces of machines and scale sets, Azure Firewall."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of, any_of, negate
from ...graph import Graph, Reason, Resource, Unknown, Value, reveal
from ...networks import is_private, parse
from .. import Block, Service, attr, blocks, control, equals, flag, present, read, read_all, when
from ..attributes import absent, elements, set_at_all
from ._common import switch

NETWORK, SUBNET, INTERFACE = "azurerm_virtual_network", "azurerm_subnet", "azurerm_network_interface"
AZURE_DNS = "168.63.129.16"
"""The virtual address of Azure's own resolver, the same in every network."""

NO_GROUP = frozenset({"gatewaysubnet", "azurefirewallsubnet", "azurefirewallmanagementsubnet", "routeserversubnet"})
"""Subnets that must not have a security group ("Network security groups" in Azure's documentation)."""

SERVICE = Service(
    control(INTERFACE, what="network interface", kind=Kind.NO_IP_FORWARDING, part="network-interface",
            on=switch("ip_forwarding_enabled", "enable_ip_forwarding", wanted=False)),
    control(NETWORK, what="virtual network", kind=Kind.DDOS_PROTECTION, part="ddos-plan",
            on=flag("ddos_protection_plan.enable")),
    # A firewall with a policy takes the mode from there.
    control("azurerm_firewall", what="firewall", kind=Kind.FIREWALL_INSPECTION, part="threat-intelligence",
            on=when(absent("firewall_policy_id"), equals(attr("threat_intel_mode", default="Alert"), "Deny"))),
    control("azurerm_firewall", what="firewall", kind=Kind.FIREWALL_EFFECTIVE, part="classic-rules",
            on=present("firewall_policy_id")),
    control("azurerm_firewall_policy", what="firewall policy", kind=Kind.FIREWALL_INSPECTION,
            part="intrusion-detection", on=equals(attr("intrusion_detection.mode", default="Off"), "Deny")),
)


# -- networks and subnets


@SERVICE.facet(NETWORK)
def resolvers(network: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether names are resolved inside: by Azure, or by servers with private addresses."""
    servers = read(network, "dns_servers", [])
    if isinstance(servers.value, Unknown) or servers.value:
        own = [str(reveal(a)) for a in elements(network.attributes.get("address_space"))]
        inside = all_of([Fact(_inside(reveal(server), own), servers.evidence) for server in elements(servers.value)])
        yield Control(resource=network, what="name resolution of the virtual network", kind=Kind.PRIVATE_ROUTING,
                      part="dns", on=inside.mended("name resolvers inside the network in `dns_servers`"))


def _inside(server: Value, space: list[str]) -> bool | Unknown:
    if isinstance(server, Unknown):
        return server
    address = parse(str(server))
    if address is None or str(server) == AZURE_DNS:
        return True
    blocks_ = [b for b in map(parse, space) if b is not None and b.version == address.version]
    return is_private(address) or any(address.subnet_of(b) for b in blocks_)  # type: ignore[arg-type]


@SERVICE.facet(NETWORK, "azure_virtual_network")
def inline_subnets(network: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Subnets that are written inside of their network (``azure_virtual_network``: the provider before azurerm)."""
    for subnet in blocks(network, "subnet"):
        if not _without_group(subnet.read("name").value):
            group = set_at_all(subnet.read("security_group"))
            yield _grouped(network, group.mended("set `security_group` of the subnet"))


@SERVICE.facet(SUBNET)
def subnet(subnet: Resource, graph: Graph) -> Control | None:
    """Whether a security group filters what reaches a subnet."""
    if _without_group(read(subnet, "name").value):
        return None
    return _grouped(subnet, subnet_group(subnet, graph))


def _grouped(resource: Resource, on: Fact[bool]) -> Control:
    return Control(resource=resource, what="subnet", kind=Kind.FIREWALL_ATTACHED, part="subnet", on=on)


def _without_group(name: Value) -> bool:
    return isinstance(name, str) and name.lower() in NO_GROUP


def subnet_group(subnet: Resource, graph: Graph) -> Fact[bool]:
    """Whether a subnet has a security group: by an association, or by the attribute that 1.x had."""
    for joined in graph.referring(subnet, "azurerm_subnet_network_security_group_association", via="subnet_id"):
        return Fact(True, (Evidence(joined, ("subnet_id",)),))
    own = set_at_all(read(subnet, "network_security_group_id"))
    return Fact(own.value, own.evidence if own.value is not False else (Evidence(subnet, ()),),
                "add an `azurerm_subnet_network_security_group_association`")


# -- interfaces


@SERVICE.facet(INTERFACE)
def interface(nic: Resource, graph: Graph) -> Iterator[Control]:
    """Whether an interface has a public address, and whether the machine behind it has a serial console too."""
    addresses = [set_at_all(block.read("public_ip_address_id")) for block in blocks(nic, "ip_configuration")]
    public = any_of(addresses)
    private = negate(public).mended("remove `public_ip_address_id`")
    yield Control(resource=nic, what="network interface", kind=Kind.NO_PUBLIC_ADDRESS, part="network-interface",
                  on=private)
    if public.value is not False:
        for edge in graph.into(nic, *MACHINES, attribute="network_interface_ids"):
            console = _serial_console(edge.source)
            if console.value is not False:
                both = all_of([public, console])
                yield Control(resource=nic, what="machine with a public address", kind=Kind.NO_REMOTE_CONSOLE,
                              part="serial-console",
                              on=negate(both).mended("remove `public_ip_address_id`"))


@SERVICE.facet("azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set",
               "azurerm_orchestrated_virtual_machine_scale_set")
def scale_set(machines: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether each machine of a scale set gets a public address, and whether it forwards what is not its own."""
    given = [set_at_all(f) for f in read_all(machines, "network_interface[].ip_configuration[].public_ip_address")]
    forwards = [f for block in blocks(machines, "network_interface")
                for f in (block.read("ip_forwarding_enabled"), block.read("enable_ip_forwarding"))]
    yield Control(resource=machines, what="each machine of the scale set", kind=Kind.NO_PUBLIC_ADDRESS,
                  part="scale-set", on=negate(any_of(given)).mended("remove `public_ip_address`"))
    yield Control(resource=machines, what="each machine of the scale set", kind=Kind.NO_IP_FORWARDING,
                  part="scale-set", on=all_of([f.map(lambda value: str(value).lower() != "true")
                                               for f in forwards]).mended("turn IP forwarding off"))


MACHINES = ("azurerm_virtual_machine", "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine")


def _serial_console(machine: Resource) -> Fact[bool]:
    """Boot diagnostics are what the serial console needs."""
    for block in blocks(machine, "boot_diagnostics"):
        on = block.read("enabled", True).map(lambda value: str(value).lower() != "false")
        return Fact(on.value, (block.evidence,))
    return Fact(False)


@SERVICE.facet(*MACHINES)
def machine(vm: Resource, graph: Graph) -> Control:
    """Whether a security group filters what reaches a machine: at its interfaces or at their subnets."""
    on = all_of([_interface_group(vm, nic, graph) for nic in read_all(vm, "network_interface_ids[]")])
    if not on.evidence:
        listed = set_at_all(read(vm, "network_interface_ids"))
        on = Fact(listed.value, listed.evidence)
    return Control(resource=vm, what="virtual machine", kind=Kind.FIREWALL_ATTACHED, part="network-interface",
                   on=on.mended("add an `azurerm_network_interface_security_group_association` for its interface"))


def _interface_group(vm: Resource, listed: Fact[Value], graph: Graph) -> Fact[bool]:
    nic = graph.referenced(vm, listed.value)
    if nic is None or nic.type != INTERFACE:
        name = listed.value.reference if isinstance(listed.value, Unknown) else str(listed.value)
        return Fact(Unknown(Reason.IMPORT, f"the security group of {name}"), listed.evidence)
    for joined in graph.referring(nic, "azurerm_network_interface_security_group_association",
                                  via="network_interface_id"):
        return Fact(True, (Evidence(joined, ("network_interface_id",)),))
    own = set_at_all(read(nic, "network_security_group_id"))
    at_subnets = [_subnet_group(nic, block, graph) for block in blocks(nic, "ip_configuration")]
    found = any_of([own, all_of(at_subnets)] if at_subnets else [own])
    return Fact(found.value, listed.evidence) if found.value is False else found


def _subnet_group(nic: Resource, block: Block, graph: Graph) -> Fact[bool]:
    """A subnet that is not in the configuration may have one; where it cannot be seen, the interface has to."""
    subnet = graph.referenced(nic, block.read("subnet_id").value)
    if subnet is None or subnet.type != SUBNET:
        return Fact(False, (block.evidence,))
    return subnet_group(subnet, graph)
