"""Compute: managed disks, machines, scale sets, Service Fabric, Batch, Automation."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataAtRest, DataInTransit, Kind
from ...facts import Fact, all_of
from ...graph import Graph, Resource
from .. import Service, at_rest, attr, blocks, endpoint, equals, flag, none_of, not_, one_of, present, read, when
from ..attributes import Condition, set_at_all
from ._common import either, public_network, switch

DISK = "azurerm_managed_disk"
MACHINES = ("azurerm_windows_virtual_machine", "azurerm_linux_virtual_machine")
SCALE_SETS = ("azurerm_windows_virtual_machine_scale_set", "azurerm_linux_virtual_machine_scale_set",
              "azurerm_orchestrated_virtual_machine_scale_set")
VARIABLES = tuple(f"azurerm_automation_variable_{kind}" for kind in ("string", "int", "bool", "datetime", "object"))


def _settings(resource: Resource) -> Fact[bool] | None:
    """Azure Disk Encryption: on by the block itself, which up to 3.x could say otherwise."""
    if set_at_all(read(resource, "encryption_settings")).value is False:
        return None
    return read(resource, "encryption_settings.enabled", True).map(
        lambda value: str(value).lower() != "false").mended("remove `enabled = false` from `encryption_settings`")


OWN_KEY: Condition = either(present("disk_encryption_set_id"), present("secure_vm_disk_encryption_set_id"))
DECLARED: Condition = either(OWN_KEY, present("encryption_settings"))
PROTECTED: Condition = either(OWN_KEY, _settings)

SERVICE = Service(
    # Azure encrypts every managed disk with a key of its own; only the settings can be turned off.
    at_rest(DISK, what="managed disk", encrypted=_settings, declared=DECLARED, customer_key=OWN_KEY),
    endpoint(DISK, what="managed disk", part="public-network-access", reachable=not_(
        either(equals(attr("public_network_access_enabled", default=True), False),
               one_of(attr("network_access_policy"), ["DenyAll", "AllowPrivate"])),
        "set `public_network_access_enabled` to false")),
    at_rest(*MACHINES, *SCALE_SETS, what="temporary disk and cache of the machine", part="host", additional=True,
            encrypted=flag("encryption_at_host_enabled")),
    at_rest(*VARIABLES, what="variable of an automation account", encrypted=flag("encrypted")),
    at_rest("azurerm_batch_account", what="Batch account",
            customer_key=either(present("encryption.key_vault_key_id"), present("key_vault_reference.id"))),
    public_network("azurerm_batch_account", what="Batch account",
                   closed_by=equals(attr("network_profile.account_access.default_action", default="Allow"), "Deny")),
)


@SERVICE.facet("azurerm_virtual_machine")
def attached_disks(vm: Resource, graph: Graph) -> Iterator[DataAtRest]:
    """The managed disks that a machine refers to: they keep what they hold when they are detached."""
    disks = {id(e.target): e.target for e in graph.out(vm) if e.target.type == DISK}
    if disks:
        declared = all_of([fact for disk in disks.values() if (fact := PROTECTED(disk)) is not None])
        yield DataAtRest(resource=vm, what="disk of the machine", part="attached-disk", declared=declared)


@SERVICE.facet("azurerm_batch_account")
def batch_access(account: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """The firewall of a Batch account's endpoint, where it is set."""
    given = when(present("network_profile.account_access.default_action"),
                 either(none_of(attr("network_profile.account_access.default_action"), ["Allow"],
                                'set `default_action` to "Deny"'),
                        switch("public_network_access_enabled", default=True, wanted=False)))(account)
    if given is not None:
        yield Control(resource=account, what="Batch account", kind=Kind.AUTHORIZED_NETWORKS, part="account-access",
                      on=given)


@SERVICE.facet("azurerm_service_fabric_cluster")
def cluster_protection(cluster: Resource, graph: Graph) -> Iterator[DataInTransit]:  # noqa: ARG001
    """Whether nodes sign and encrypt what they send each other (``Security``/``ClusterProtectionLevel``)."""
    mend = 'add `fabric_settings` "Security" with `ClusterProtectionLevel = "EncryptAndSign"`'
    level = Fact(False, read(cluster, "fabric_settings").evidence, mend)
    for settings in blocks(cluster, "fabric_settings"):
        if str(settings.read("name").value).lower() == "security":
            level = settings.read(("parameters", "ClusterProtectionLevel"), "None").map(
                lambda value: str(value).lower() == "encryptandsign").mended(mend)
    yield DataInTransit(resource=cluster, what="traffic between nodes of the cluster", part="cluster-protection",
                        encrypted=level)
