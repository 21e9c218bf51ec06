"""EKS clusters: the control plane's endpoint, and secrets in etcd.

The endpoint is public, for every address, unless the cluster says otherwise ("Amazon EKS cluster endpoint access
control").
"""

from __future__ import annotations

from ...facets import DataAtRest, PublicEndpoint
from ...facts import Fact, all_of, any_of
from ...graph import Graph, Resource, Unknown, reveal
from ...networks import ANYWHERE, covers_internet
from .. import Service, endpoint, exposed_by, read
from ..attributes import as_bool, blocks, elements

CLUSTERS = ("aws_eks_cluster", "AWS::EKS::Cluster")

SERVICE = Service(
    endpoint(*CLUSTERS, what="control plane", part="control-plane",
             reachable=exposed_by("vpc_config.endpoint_public_access", "ResourcesVpcConfig.EndpointPublicAccess",
                                  default=True)),
)


@SERVICE.facet(*CLUSTERS)
def open_to_all(cluster: Resource, graph: Graph) -> PublicEndpoint:  # noqa: ARG001
    """Whether every address may connect, where the endpoint is public."""
    terraform = cluster.dialect == "terraform"
    public = read(cluster, "vpc_config.endpoint_public_access" if terraform
                  else "ResourcesVpcConfig.EndpointPublicAccess", True).map(lambda v: as_bool(v) is not False)
    name = "vpc_config.public_access_cidrs" if terraform else "ResourcesVpcConfig.PublicAccessCidrs"
    cidrs = read(cluster, name, [ANYWHERE[0]])
    values = [reveal(v) for v in elements(cidrs.value)]
    unknown = next((v for v in values if isinstance(v, Unknown)), None)
    wide = covers_internet([str(v) for v in values if not isinstance(v, Unknown)]) or not values
    everybody: Fact[bool] = Fact(unknown if unknown is not None and not wide else wide, cidrs.evidence,
                                 f"name the networks of administrators in `{name}`")
    return PublicEndpoint(resource=cluster, what="control plane", part="control-plane-addresses",
                          reachable=all_of([public, everybody]))


@SERVICE.facet(*CLUSTERS)
def secrets(cluster: Resource, graph: Graph) -> DataAtRest:  # noqa: ARG001
    """Envelope encryption of secrets with a key of one's own; without one, it is a key of AWS's."""
    terraform = cluster.dialect == "terraform"
    block, resources = ("encryption_config", "resources") if terraform else ("EncryptionConfig", "Resources")
    listed = read(cluster, block)
    mend = f"add `{block}` with a key, for the resources [\"secrets\"]"
    if isinstance(listed.value, Unknown):
        return _secrets(cluster, Fact(listed.value, listed.evidence, mend))
    facts = [_names_secrets(b.read(resources)) for b in blocks(cluster, block)]
    return _secrets(cluster, any_of(facts).mended(mend) if facts else Fact(False, listed.evidence, mend))


def _names_secrets(listed: Fact[object]) -> Fact[bool]:
    values = [reveal(v) for v in elements(listed.value)]
    unknown = next((v for v in values if isinstance(v, Unknown)), None)
    if any(isinstance(v, str) and v == "secrets" for v in values):
        return Fact(True, listed.evidence)
    return Fact(False if unknown is None else unknown, listed.evidence)


def _secrets(cluster: Resource, fact: Fact[bool]) -> DataAtRest:
    return DataAtRest(resource=cluster, what="secrets of the cluster", part="secrets", customer_key=fact)
