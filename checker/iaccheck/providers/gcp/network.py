"""VPC networks, subnetworks, load balancers, DNS."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataInTransit, Kind
from ...facts import Evidence, Fact, all_of
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service, attr, control, equals, flag, none_of, read, read_all, when
from ..attributes import elements

NETWORK, SUBNETWORK, PROJECT = "google_compute_network", "google_compute_subnetwork", "google_project"
FIREWALLS = ("google_compute_firewall", "google_compute_firewall_policy_association",
             "google_compute_network_firewall_policy_association",
             "google_compute_region_network_firewall_policy_association")
PROXIES = ("INTERNAL_HTTPS_LOAD_BALANCER", "REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY", "PRIVATE_SERVICE_CONNECT")
"""Purposes of subnetworks that hold no machines: the settings for those do not apply."""

_FOR_MACHINES = none_of(attr("purpose", default="PRIVATE"), PROXIES)
_IPV6 = equals(attr("stack_type", default="IPV4_ONLY"), "IPV4_IPV6", "IPV6_ONLY")
_ALGORITHMS = ("rsasha1",)

SERVICE = Service(
    control(SUBNETWORK, what="subnetwork", kind=Kind.PRIVATE_ROUTING, part="google-access",
            on=when(_FOR_MACHINES, flag("private_ip_google_access"))),
    control(SUBNETWORK, what="subnetwork", kind=Kind.PRIVATE_ROUTING, part="google-access-ipv6",
            on=when(_FOR_MACHINES, when(_IPV6, none_of(
                attr("private_ipv6_google_access", default="DISABLE_GOOGLE_ACCESS"),
                ["DISABLE_GOOGLE_ACCESS", "false", False],
                'set `private_ipv6_google_access` to "ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE"')))),
    control(PROJECT, what="project", kind=Kind.NO_DEFAULT_NETWORK, part="project",
            on=flag("auto_create_network", default=True, wanted=False)),
    control(NETWORK, what="network", kind=Kind.NO_DEFAULT_NETWORK, part="auto-subnetworks",
            on=flag("auto_create_subnetworks", default=True, wanted=False)),
)


@SERVICE.facet(NETWORK)
def network(resource: Resource, graph: Graph) -> Control:
    """Whether a network has rules of its own."""
    rules = graph.referring(resource, *FIREWALLS, via="network", keys=("name",)) or graph.referring(
        resource, *FIREWALLS[1:], via="attachment_target")
    return Control(resource=resource, what="network", kind=Kind.FIREWALL_ATTACHED, part="network",
                   on=Fact(bool(rules), (Evidence(resource, ()),), "add a `google_compute_firewall` for the network"))


@SERVICE.facet(PROJECT)
def project(resource: Resource, graph: Graph) -> Control | None:
    """Whether a project has a network whose subnetworks are made by themselves."""
    facts = [f for net in graph.referring(resource, NETWORK, via="project", keys=("project_id",))
             if (f := flag("auto_create_subnetworks", default=True, wanted=False)(net)) is not None]
    return Control(resource=resource, what="project", kind=Kind.NO_DEFAULT_NETWORK, part="legacy-network",
                   on=all_of(facts)) if facts else None


# -- load balancers


@SERVICE.facet("google_compute_ssl_policy")
def ssl_policy(policy: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """Profiles and versions ("SSL policies overview"): RESTRICTED has ciphers of TLS 1.2 and later alone."""
    profile, version = read(policy, "profile", "COMPATIBLE"), read(policy, "min_tls_version", "TLS_1_0")
    restricted = str(profile.value).upper() == "RESTRICTED"
    minimum = version.map(lambda v: "tls1.2" if restricted else str(v).lower().replace("_", ".").replace("tls.", "tls"))
    return DataInTransit(resource=policy, what="SSL policy", part="ssl-policy",
                         minimum_version=minimum.mended('set `min_tls_version` to "TLS_1_2"'),
                         strong_ciphers=_strong(policy, profile))


def _strong(policy: Resource, profile: Fact[object]) -> Fact[bool]:
    if str(profile.value).upper() != "CUSTOM":
        return profile.map(lambda v: str(v).upper() in ("RESTRICTED", "MODERN")).mended(
            'set `profile` to "RESTRICTED" or "MODERN"')
    features = read(policy, "custom_features", [])
    values = [reveal(v) for v in elements(features.value)]
    if any(isinstance(v, str) and v.upper().startswith("TLS_RSA_") for v in values):
        return Fact(False, features.evidence, "take the ciphers without forward secrecy (TLS_RSA_…) out")
    unknown = next((v for v in values if isinstance(v, Unknown)), None)
    return Fact(True if unknown is None else unknown, features.evidence)


@SERVICE.facet("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
def forwarding_rule(rule: Resource, graph: Graph) -> DataInTransit | None:
    """A load balancer that takes HTTP from the internet, unless it redirects all of it to HTTPS."""
    scheme = read(rule, "load_balancing_scheme", "EXTERNAL")
    proxy = graph.target(rule, "target", "google_compute_target_http_proxy", "google_compute_region_target_http_proxy")
    written = "/targethttpproxies/" in str(read(rule, "target").value).lower()
    if (proxy is None and not written) or not str(scheme.value).upper().startswith("EXTERNAL"):
        return None
    routes = None if proxy is None else graph.target(proxy, "url_map", "google_compute_url_map",
                                                     "google_compute_region_url_map")
    redirects = routes is not None and read(routes, "default_url_redirect.https_redirect", False).value is True
    return DataInTransit(resource=rule, what="load balancer", part="http-proxy",
                         encrypted=Fact(redirects, (Evidence(rule, ("target",), read(rule, "target").value),),
                                        "use an HTTPS proxy, or redirect every request to HTTPS"))


# -- DNS


@SERVICE.facet("google_dns_managed_zone")
def zone(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """DNSSEC is for public zones ("DNSSEC overview" of Cloud DNS)."""
    if str(read(resource, "visibility", "public").value).lower() == "private":
        return
    state = read(resource, "dnssec_config.state", "off")
    yield Control(resource=resource, what="DNS zone", kind=Kind.DNSSEC, part="state",
                  on=state.map(lambda v: str(v).lower() == "on").mended('set `state` in `dnssec_config` to "on"'))
    weak = [f.map(lambda v: str(v).lower() not in _ALGORITHMS)
            for f in read_all(resource, "dnssec_config.default_key_specs[].algorithm")]
    if weak:
        yield Control(resource=resource, what="DNS zone", kind=Kind.DNSSEC, part="algorithm",
                      on=all_of(weak).mended('set `algorithm` to "rsasha256" or "ecdsap256sha256"'))
