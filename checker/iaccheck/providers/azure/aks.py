"""Azure Kubernetes Service: clusters and node pools."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Kind
from .. import Row, Service, at_rest, attr, control, endpoint, equals, flag, not_, present
from ._common import either, limited_to, renamed, switch

CLUSTER, POOL = "azurerm_kubernetes_cluster", "azurerm_kubernetes_cluster_node_pool"
PRIVATE = switch("private_cluster_enabled", "private_link_enabled")


def _nodes(type_: str, what: str, block: str) -> Iterator[Row]:
    """The settings of nodes, which stand in the cluster's default pool or in a pool of its own."""
    yield control(type_, what=what, kind=Kind.EPHEMERAL_DISK, part="node-disk",
                  on=equals(attr(f"{block}os_disk_type", default="Managed"), "Ephemeral"))
    yield at_rest(type_, what=f"temporary disk and cache of the {what}", part="host", additional=True,
                  encrypted=switch(f"{block}host_encryption_enabled", f"{block}enable_host_encryption"))
    yield control(type_, what=f"each node of the {what}", kind=Kind.NO_PUBLIC_ADDRESS, part="nodes",
                  on=switch(f"{block}node_public_ip_enabled", f"{block}enable_node_public_ip", wanted=False))


SERVICE = Service(
    *_nodes(CLUSTER, "default node pool", "default_node_pool."),
    *_nodes(POOL, "node pool", ""),
    at_rest(CLUSTER, what="disk storage of the cluster", part="disks", customer_key=present("disk_encryption_set_id")),
    control(CLUSTER, what="API server", kind=Kind.AUTHORIZED_NETWORKS, part="api-server",
            on=either(limited_to(renamed("api_server_access_profile.authorized_ip_ranges",
                                         "api_server_authorized_ip_ranges")), PRIVATE)),
    endpoint(CLUSTER, what="API server", part="api-server",
             reachable=not_(PRIVATE, "set `private_cluster_enabled` to true")),
    control(CLUSTER, what="cluster", kind=Kind.NETWORK_POLICY, part="network-policy",
            on=present("network_profile.network_policy")),
    control(CLUSTER, what="cluster", kind=Kind.NATIVE_POD_NETWORK, part="network-plugin",
            on=equals(attr("network_profile.network_plugin", default="kubenet"), "azure")),
    # the Kubernetes dashboard was an add-on until 1.19
    control(CLUSTER, what="cluster", kind=Kind.NO_REMOTE_CONSOLE, part="dashboard",
            on=flag("addon_profile.kube_dashboard.enabled", wanted=False)),
    # an ingress controller with a public address, meant for trying things out
    endpoint(CLUSTER, what="HTTP application routing", part="http-application-routing",
             reachable=not_(switch("http_application_routing_enabled",
                                   "addon_profile.http_application_routing.enabled", wanted=False),
                            "set `http_application_routing_enabled` to false")),
)
