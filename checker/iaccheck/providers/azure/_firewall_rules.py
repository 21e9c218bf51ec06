"""Firewall rules of databases and caches: a range of addresses that may connect to one port.

A rule from 0.0.0.0 to 0.0.0.0 means all that runs in Azure ("Allow Azure services and resources to access this
server" in Azure's documentation).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from ...facets import Control, Facet, Kind, TrafficRule, TrafficRules
from ...facts import Evidence, Fact, about
from ...graph import Graph, Resource, Unknown, Value
from ...networks import between, count, covers_internet
from .. import Builder, read
from ._common import decided

MANY_HOSTS = 256


def firewall_rule(what: str, port: int, first: str = "start_ip_address", last: str = "end_ip_address") -> Builder:
    """A builder of facets for a rule that lets a range of addresses in; ``what`` is the service behind it."""

    def build(rule: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
        start, end = read(rule, first), read(rule, last)
        evidence = (*start.evidence, *end.evidence)
        mend = f"narrow `{first}` and `{last}` to the hosts that connect"
        blocks = decided(start, end, by=lambda: _blocks(start.value, end.value))
        yield TrafficRules(resource=rule, what=f"firewall rule of a {what}", rules=(TrafficRule(
            direction="ingress", allow=True, protocol=about(rule, "tcp"),
            ports=about(rule, ((port, port),)), peers=Fact(blocks, evidence, mend),
            evidence=(Evidence(rule, ()),)),))
        yield Control(resource=rule, what=f"firewall rule of a {what}", kind=Kind.TENANT_BOUNDARY,
                      part="azure-services", on=Fact(
                          decided(start, end, by=lambda: not admits_azure(rule, first, last)), evidence,
                          "remove the rule, or name the addresses that connect"))
        if isinstance(blocks, Unknown) or not covers_internet(blocks):
            few = decided(start, end, by=lambda: _hosts(start.value, end.value) < MANY_HOSTS)
            yield Control(resource=rule, what=f"firewall rule of a {what}", kind=Kind.NARROW_CLIENT_RANGE,
                          part="many-hosts", on=Fact(few, evidence, mend))

    return build


def admits_azure(rule: Resource, first: str = "start_ip_address", last: str = "end_ip_address") -> bool:
    """Whether a rule is the one that stands for all that runs in Azure."""
    return read(rule, first).value == "0.0.0.0" and read(rule, last).value == "0.0.0.0"  # noqa: S104 - not bound to


def _blocks(first: Value, last: Value) -> tuple[str, ...]:
    try:
        start, end = ipaddress.IPv4Address(str(first)), ipaddress.IPv4Address(str(last))
        return tuple(str(n) for n in ipaddress.summarize_address_range(start, end))
    except ValueError:
        return ()


def _hosts(first: Value, last: Value) -> int:
    return count(between(str(first), str(last)).v4)
