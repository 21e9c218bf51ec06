"""Storage: accounts, containers, shares, tables, sync services, and the Data Lake of the first generation.

What used to be attributes of an account can be resources of their own (``azurerm_storage_account_network_rules``,
``azurerm_storage_account_customer_managed_key``); they are joined here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataAtRest, Kind, PublicAccess, PublicEndpoint
from ...facts import Evidence, Fact, all_of, any_of, negate
from ...graph import Graph, Resource, Unknown, reveal
from ...networks import covers_internet
from .. import Service, at_rest, attr, blocks, control, endpoint, equals, in_transit, none_of, not_, present, read
from ..attributes import elements, set_at_all
from ._common import belonging, contains, private_endpoint, switch, tls_version

ACCOUNT = "azurerm_storage_account"
RULES = "azurerm_storage_account_network_rules"
TLS = attr("min_tls_version", default="TLS1_2")  # since 3.0; TLS1_0 before

SERVICE = Service(
    in_transit(ACCOUNT, what="storage account",
               encrypted=switch("https_traffic_only_enabled", "enable_https_traffic_only", default=True),
               minimum_version=tls_version(TLS, '"TLS1_2"'), declared=present("min_tls_version")),
    at_rest(ACCOUNT, what="infrastructure layer of the storage account", part="infrastructure", additional=True,
            encrypted=switch("infrastructure_encryption_enabled")),
    control(ACCOUNT, what="storage account", kind=Kind.PUBLIC_ACCESS_BLOCK, part="nested-items",
            on=switch("allow_nested_items_to_be_public", "allow_blob_public_access", default=True, wanted=False)),
    private_endpoint(ACCOUNT, what="storage account"),
    # Azure File Sync: ``AllowAllTraffic`` is the default.
    endpoint("azurerm_storage_sync", what="storage sync service", part="incoming-traffic",
             reachable=not_(equals(attr("incoming_traffic_policy", default="AllowAllTraffic"),
                                   "AllowVirtualNetworksOnly"),
                            'set `incoming_traffic_policy` to "AllowVirtualNetworksOnly"')),
    at_rest("azurerm_data_lake_store", what="Data Lake store",
            encrypted=none_of(attr("encryption_state", default="Enabled"), ["Disabled"],
                              'set `encryption_state` to "Enabled"')),
)


# -- the firewall of an account


def _rules_of(account: Resource, graph: Graph) -> Resource | None:
    for via in ("storage_account_id", "storage_account_name"):
        for rules in belonging(account, graph, RULES, via=via):
            return rules
    return None


def _firewall(account: Resource, graph: Graph) -> Fact[bool]:
    """Whether the account turns away whom no rule names."""
    rules = _rules_of(account, graph)
    return _denies(account, "network_rules.") if rules is None else _denies(rules, "")


def _denies(resource: Resource, block: str) -> Fact[bool]:
    """Whether the rules deny by default, and no rule then admits everybody again."""
    default = read(resource, f"{block}default_action", "Allow").map(lambda value: str(value).lower() == "deny")
    admitted = read(resource, f"{block}ip_rules", [])
    everybody = covers_internet(str(value) for value in map(reveal, elements(admitted.value))
                                if not isinstance(value, Unknown))
    if everybody and default.value is True:
        return Fact(False, admitted.evidence, f"name the addresses that connect in `{block}ip_rules`")
    return default.mended(f'set `{block}default_action` to "Deny"')


def _closed(account: Resource) -> Fact[bool]:
    return read(account, "public_network_access_enabled", True).map(lambda value: str(value).lower() == "false")


def _reachable(account: Resource, graph: Graph) -> Fact[bool]:
    open_ = all_of([negate(_closed(account)), negate(_firewall(account, graph))])
    return open_.mended("set `public_network_access_enabled` to false, or deny by default in `network_rules`")


@SERVICE.facet(ACCOUNT)
def account_network(account: Resource, graph: Graph) -> Iterator[Control | PublicEndpoint]:
    """Who can reach an account."""
    yield PublicEndpoint(resource=account, what="storage account", part="public-network-access",
                         reachable=_reachable(account, graph))
    deny = _firewall(account, graph)
    closed = _closed(account)
    yield Control(resource=account, what="storage account", kind=Kind.AUTHORIZED_NETWORKS, part="network-rules",
                  on=deny if any_of([closed, deny]).value is False else any_of([closed, deny]))
    if _rules_of(account, graph) is None and set_at_all(read(account, "network_rules")).value is True:
        yield _trusted(account, "network_rules.bypass")


@SERVICE.facet(RULES)
def separate_rules(rules: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """The firewall of an account, written as a resource of its own."""
    yield Control(resource=rules, what="firewall of a storage account", kind=Kind.AUTHORIZED_NETWORKS,
                  part="network-rules", on=_denies(rules, ""))
    yield _trusted(rules, "bypass")


def _trusted(resource: Resource, name: str) -> Control:
    """Whether Azure's trusted services may pass; they may when ``bypass`` is not set."""
    return Control(resource=resource, what="firewall of a storage account", kind=Kind.TRUSTED_SERVICES,
                   part="azure-services",
                   on=contains(read(resource, name, ["AzureServices"]), "azureservices").mended(
                       f'add "AzureServices" to `{name}`'))


# -- keys


@SERVICE.facet(ACCOUNT)
def account_key(account: Resource, graph: Graph) -> DataAtRest:
    """Whose key encrypts an account: Azure's, unless one is named here or beside it."""
    own = set_at_all(read(account, "customer_managed_key")).mended("add a `customer_managed_key` block")
    for key in belonging(account, graph, "azurerm_storage_account_customer_managed_key", via="storage_account_id"):
        own = Fact(True, (Evidence(key, ()),))
    return DataAtRest(resource=account, what="storage account", customer_key=own)


# -- what is public


def _account_of(child: Resource, graph: Graph) -> Resource | None:
    for via in ("storage_account_id", "storage_account_name"):
        if (account := graph.target(child, via, ACCOUNT)) is not None:
            return account
    name = reveal(child.attributes.get("storage_account_name"))
    named = graph.with_value(child.scope, ACCOUNT, "name", name) if isinstance(name, str) else []
    return named[0] if len(named) == 1 else None


@SERVICE.facet("azurerm_storage_container")
def container(container: Resource, graph: Graph) -> Iterator[PublicAccess]:
    """Anonymous access to a container, which the account can forbid."""
    public = read(container, "container_access_type", "private").map(
        lambda value: str(value).lower() in ("blob", "container")).mended('set `container_access_type` to "private"')
    access = ("read", "list") if str(container.attributes.get("container_access_type")).lower() == "container" else (
        "read",)
    account = _account_of(container, graph)
    if account is not None and public.value is not False:
        forbidden = switch("allow_nested_items_to_be_public", "allow_blob_public_access", default=True,
                           wanted=False)(account)
        if forbidden is not None and forbidden.value is not False:
            public = all_of([public, negate(forbidden)])
    yield PublicAccess(resource=container, what="storage container", part="container", public=public, access=access)
    if account is not None and _keeps_logs(account, graph):
        yield PublicAccess(resource=container, what="storage container", part="activity-logs", public=public,
                           access=access)


def _keeps_logs(account: Resource, graph: Graph) -> bool:
    """Whether activity logs go to the account, or an alert on the activity log watches it."""
    for edge in graph.into(account, "azurerm_monitor_log_profile", "azurerm_monitor_diagnostic_setting",
                           attribute="storage_account_id"):
        if edge.source:
            return True
    return any(read(edge.source, "enabled", True).value is not False
               for edge in graph.into(account, "azurerm_monitor_activity_log_alert"))


@SERVICE.facet("azurerm_storage_share", "azurerm_storage_table")
def access_policies(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Stored access policies, from which signatures are made: of ``rwdl`` for a share, of ``raud`` for a table."""
    what, every = ("storage table", set("raud")) if resource.type.endswith("table") else ("file share", set("rwdl"))
    for acl in blocks(resource, "acl"):
        for policy in acl.blocks("access_policy"):
            narrow = policy.read("permissions", "").map(lambda value: not every <= set(str(value).lower()))
            yield Control(resource=resource, what=what, kind=Kind.NARROW_ACCESS_POLICY, part="acl",
                          on=narrow.mended("leave out of `permissions` what the holders of signatures do not need"))
