"""Data Factory, Data Explorer (Kusto), Databricks, Synapse."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import DataAtRest, Kind, PublicEndpoint
from ...facts import Evidence, Fact, all_of
from ...graph import Graph, Resource
from .. import Row, Service, at_rest, control, flag, read
from ..attributes import present, set_at_all
from ._common import public_network, switch
from ._firewall_rules import firewall_rule

FACTORY, KUSTO = "azurerm_data_factory", "azurerm_kusto_cluster"
DATABRICKS, SYNAPSE = "azurerm_databricks_workspace", "azurerm_synapse_workspace"

SERVICE = Service(
    public_network(FACTORY, what="data factory", attribute="public_network_enabled"),
    public_network(DATABRICKS, what="Databricks workspace"),
    public_network(KUSTO, what="Data Explorer cluster"),
    at_rest(KUSTO, what="disks of the Data Explorer cluster", part="disk", additional=True,
            encrypted=switch("disk_encryption_enabled", "enable_disk_encryption")),
    at_rest(KUSTO, what="infrastructure layer of the Data Explorer cluster", part="double", additional=True,
            encrypted=switch("double_encryption_enabled", "enable_double_encryption")),
    at_rest("azurerm_synapse_sql_pool", what="Synapse SQL pool",
            encrypted=switch("data_encrypted")),
    at_rest(SYNAPSE, what="Synapse workspace", customer_key=present("customer_managed_key.key_versionless_id")),
    control(SYNAPSE, what="Synapse workspace", kind=Kind.DATA_EXFILTRATION_PROTECTION, part="workspace",
            on=flag("data_exfiltration_protection_enabled")),
    control(SYNAPSE, what="Synapse workspace", kind=Kind.PRIVATE_NETWORK, part="managed-network",
            on=flag("managed_virtual_network_enabled")),
    Row(("azurerm_synapse_firewall_rule",), firewall_rule("Synapse workspace", 1433)),
)


def _beside(resource: Resource, graph: Graph, type_: str, via: str) -> Fact[bool]:
    """Whether a resource that gives this one a key is there."""
    for key in graph.referring(resource, type_, via=via):
        return Fact(True, (Evidence(key, ()),))
    return Fact(False, (Evidence(resource, ()),), f"add an `{type_}` for it")


@SERVICE.facet(FACTORY)
def factory_key(factory: Resource, graph: Graph) -> DataAtRest:
    """Whose key encrypts a data factory; a linked vault holds the secrets of its connections, not its key."""
    own = set_at_all(read(factory, "customer_managed_key_id")).mended("set `customer_managed_key_id`")
    if own.value is False:
        beside = _beside(factory, graph, "azurerm_data_factory_customer_managed_key", "data_factory_id")
        own = beside if beside.value is True else own
    return DataAtRest(resource=factory, what="data factory", customer_key=own)


@SERVICE.facet(KUSTO)
def kusto_key(cluster: Resource, graph: Graph) -> DataAtRest:
    """Whose key encrypts a Data Explorer cluster."""
    return DataAtRest(resource=cluster, what="Data Explorer cluster", customer_key=_beside(
        cluster, graph, "azurerm_kusto_cluster_customer_managed_key", "cluster_id"))


@SERVICE.facet(DATABRICKS)
def databricks_key(workspace: Resource, graph: Graph) -> DataAtRest:
    """Whose key encrypts the root file system of a workspace: that takes a switch here and a resource beside."""
    enabled = flag("customer_managed_key_enabled")(workspace)
    keys = [_beside(workspace, graph, f"azurerm_databricks_workspace_{kind}customer_managed_key", "workspace_id")
            for kind in ("root_dbfs_", "")]
    key = next((k for k in keys if k.value is True), keys[0])
    return DataAtRest(resource=workspace, what="root file system of the Databricks workspace", part="root-dbfs",
                      customer_key=all_of([key] if enabled is None else [enabled, key]))


@SERVICE.facet(SYNAPSE)
def synapse_rules(workspace: Resource, graph: Graph) -> Iterator[PublicEndpoint]:
    """Firewall rules of a workspace open its public endpoint; without any, nobody passes."""
    for rule in graph.referring(workspace, "azurerm_synapse_firewall_rule", via="synapse_workspace_id"):
        yield PublicEndpoint(resource=workspace, what="Synapse workspace", part="firewall-rule",
                             reachable=Fact(True, (Evidence(rule, ()),),
                                            f"remove `{rule.address}`, and reach the workspace privately"))
        return
