"""Services: where they can be reached from."""

from __future__ import annotations

from collections.abc import Iterator

from ... import networks
from ...facets import PublicEndpoint
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, first_unknown
from .. import Service
from ._objects import annotations_of, field, spelled, strings, terraform

INTERNAL = {
    "service.beta.kubernetes.io/aws-load-balancer-internal": {"true", "0.0.0.0/0"},
    "service.beta.kubernetes.io/aws-load-balancer-scheme": {"internal"},
    "service.beta.kubernetes.io/azure-load-balancer-internal": {"true"},
    "networking.gke.io/load-balancer-type": {"internal"},
    "cloud.google.com/load-balancer-type": {"internal"},
    "service.beta.kubernetes.io/openstack-internal-load-balancer": {"true"},
    "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": {"private"},
    "service.beta.kubernetes.io/oci-load-balancer-internal": {"true"},
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": {"intranet"},
    "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid": set(),
    "service.beta.kubernetes.io/cce-load-balancer-internal-vpc": {"true"},
}
"""Annotation → values that make a load balancer internal; none listed: any value does.  (Kubernetes: Service,
internal load balancer; each provider's own documentation.)"""

SERVICES = ("Service", *terraform("service"))
SERVICE = Service()


@SERVICE.facet(*SERVICES)
def reachable(service: Resource, graph: Graph) -> Iterator[PublicEndpoint]:  # noqa: ARG001
    """How a Service lets in what is outside of the cluster."""
    kind = field(service, "spec.type", "ClusterIP")
    path = spelled(service, "spec.type")
    if isinstance(kind.value, Unknown):
        yield PublicEndpoint(resource=service, what="Service", part="load-balancer", reachable=Fact(kind.value,
                                                                                                    kind.evidence))
    elif kind.value == "LoadBalancer":
        yield PublicEndpoint(resource=service, what="load balancer of the Service", part="load-balancer",
                             reachable=_load_balancer(service, kind.evidence))
    elif kind.value == "NodePort":
        yield PublicEndpoint(resource=service, what="NodePort Service", part="node-port",
                             reachable=Fact(True, kind.evidence, f"set `{path}` to \"ClusterIP\""))
    addresses = field(service, "spec.externalIPs")
    unknown = first_unknown(addresses.value)
    if strings(addresses.value) or unknown is not None:
        yield PublicEndpoint(resource=service, what="Service with external IPs", part="external-ip",
                             reachable=Fact(True if unknown is None else unknown, addresses.evidence,
                                            f"remove `{spelled(service, 'spec.externalIPs')}`"))


def _load_balancer(service: Resource, evidence: tuple[Evidence, ...]) -> Fact[bool]:
    for key, value in annotations_of(service).items():
        if isinstance(value, Unknown) and key in INTERNAL:
            return Fact(value, (Evidence(service, ("metadata", "annotations", key), value),))
        if key in INTERNAL and (not INTERNAL[key] or str(value).lower() in INTERNAL[key]):
            return Fact(False, (Evidence(service, ("metadata", "annotations", key), value),))
    ranges = field(service, "spec.loadBalancerSourceRanges")
    if isinstance(unknown := first_unknown(ranges.value), Unknown):
        return Fact(unknown, ranges.evidence)
    sources = strings(ranges.value)
    if sources and all((n := networks.parse(s)) is not None and networks.is_private(n) for s in sources):
        return Fact(False, ranges.evidence)
    return Fact(True, evidence, "make the load balancer internal by your provider's annotation, or limit "
                                f"`{spelled(service, 'spec.loadBalancerSourceRanges')}`")
