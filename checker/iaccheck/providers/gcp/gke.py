"""Google Kubernetes Engine.  Autopilot clusters have what is a choice elsewhere ("Autopilot overview")."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind, PublicEndpoint
from ...facts import Fact, any_of
from ...graph import Graph, Resource
from ...networks import covers_internet
from .. import Service, any_condition, attr, control, equals, flag, present, read, read_all

CLUSTER = "google_container_cluster"
_AUTOPILOT = flag("enable_autopilot")

SERVICE = Service(
    control(CLUSTER, what="cluster", kind=Kind.NATIVE_POD_NETWORK, part="ip-alias",
            on=any_condition(present("ip_allocation_policy"), _AUTOPILOT)),
    control(CLUSTER, what="cluster", kind=Kind.NETWORK_POLICY, part="network-policy",
            on=any_condition(flag("network_policy.enabled"), _AUTOPILOT,
                             equals(attr("datapath_provider", default=""), "ADVANCED_DATAPATH"))),
    control(CLUSTER, what="control plane", kind=Kind.AUTHORIZED_NETWORKS, part="control-plane",
            on=any_condition(present("master_authorized_networks_config"),
                             flag("private_cluster_config.enable_private_endpoint"))),
    control(CLUSTER, what="node", kind=Kind.NO_PUBLIC_ADDRESS, part="nodes",
            on=flag("private_cluster_config.enable_private_nodes")),
)


@SERVICE.facet(CLUSTER)
def control_plane(cluster: Resource, graph: Graph) -> Iterator[PublicEndpoint | Control]:  # noqa: ARG001
    """Whether the whole internet may connect to the control plane, because a block says so."""
    listed = read_all(cluster, "master_authorized_networks_config.cidr_blocks[].cidr_block")
    if listed:
        blocks = [f.map(lambda value: covers_internet([str(value)])) for f in listed]
        whole = [str(f.value) for f in listed if isinstance(f.value, str)]
        fact = any_of(blocks)
        if fact.value is False and covers_internet(whole):
            fact = Fact(True, listed[0].evidence)
        yield PublicEndpoint(resource=cluster, what="control plane", part="control-plane",
                             reachable=fact.mended("name the networks of administrators in `cidr_blocks`"))
    private = read(cluster, "private_cluster_config")
    yield Control(resource=cluster, what="cluster", part="private-cluster", kind=Kind.PRIVATE_NETWORK,
                  on=Fact(private.value not in (None, []) if private.unknown is None else private.value,
                          private.evidence, "add `private_cluster_config`"))
