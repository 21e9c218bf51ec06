"""Route 53: zones, and whether they are signed.  Private zones cannot be ("Configuring DNSSEC signing")."""

from __future__ import annotations

from ...facets import Control, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource
from .. import Service, read
from ..attributes import set_at_all

ZONE, SIGNING, KEY = "aws_route53_zone", "aws_route53_hosted_zone_dnssec", "aws_route53_key_signing_key"
SERVICE = Service()


@SERVICE.facet(ZONE)
def zone(resource: Resource, graph: Graph) -> Control | None:
    """Whether signing is set up for a public zone."""
    if set_at_all(read(resource, "vpc")).value is not False or any(
            True for _ in graph.into(resource, "aws_route53_zone_association", attribute="zone_id")):
        return None
    signing = [found for named in (resource, *(e.source for e in graph.into(resource, KEY, attribute="hosted_zone_id")))
               for found in graph.referring(named, SIGNING, via="hosted_zone_id", keys=("zone_id",))]
    if not signing:
        return _signed(resource, Fact(False, (Evidence(resource, ()),)))
    state = read(signing[0], "signing_status", "SIGNING")
    return _signed(resource, state.map(lambda v: str(v).upper() == "SIGNING"))


def _signed(resource: Resource, fact: Fact[bool]) -> Control:
    return Control(resource=resource, what="DNS zone", kind=Kind.DNSSEC, part="zone",
                   on=fact.mended("add an `aws_route53_hosted_zone_dnssec` with a key-signing key for the zone"))
