"""Firewall rules: what they open, and to whom.

A rule gets one verdict, with all the causes that hold: a range of ports that holds SSH and MySQL is one hole.  Rules
that deny are taken into account where they stand before the one that allows; so are rules that open to the world only
together (``0.0.0.0/1`` in one, ``128.0.0.0/1`` in another).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from iaccheck.facets import Direction, GuardedBy, TrafficRule, TrafficRules
from iaccheck.facts import Evidence, hole
from iaccheck.findings import Severity
from iaccheck.graph import Resource, Unknown
from iaccheck.networks import (
    Network,
    Ranges,
    addresses,
    count,
    holds,
    is_private,
    is_public,
    merge,
    minus,
    parse,
)
from iaccheck.policy import Verdict, policy

from .openings import WITH_PORTS, Opening, Space, is_world, openings, space_of, together
from .ports import FURTHER_ADMIN, KNOWN, LISTENERS, SENSITIVE, TCP, UDP

FAMILY = "network-exposure"
ALL_BUT_ZERO: Ranges = ((1, 65535),)


# -- what a rule opens


def causes_of(protocol: str, space: Space) -> tuple[str, ...]:
    """Everything that holds for an open rule, ``any`` first."""
    return _causes(protocol, tuple(space.items()))


@lru_cache(maxsize=1024)  # firewalls open the same few ports again and again
def _causes(protocol: str, opened: tuple[tuple[str, Ranges], ...]) -> tuple[str, ...]:
    space = dict(opened)
    causes = ["any"]
    ports = {t: space[t] for t in (TCP, UDP, "sctp") if space.get(t)}
    if protocol in ("icmp", "icmpv6", "all"):
        causes.append("icmp")
    elif not ports:
        causes.append("other-protocol")
    if protocol == "all" and "other" in space:
        causes.append("all-protocols")
    if any(not minus(ALL_BUT_ZERO, ranges) for ranges in ports.values()):
        causes.append("all-ports")
    if any(count(ranges) > 1 for ranges in ports.values()):
        causes.append("port-range")
    if UDP in ports:
        causes.append("udp")
    for listener in LISTENERS:
        if any(holds(ports.get(t, ()), port) for t in listener.protocols for port in listener.ports):
            causes.append(listener.cause)
            causes += ["admin-ports"] * listener.admin
            causes += ["sensitive-port"] * (listener.admin or listener.database or listener.cause in ("dns", "smtp"))
    merged = merge(r for ranges in ports.values() for r in ranges)
    causes += ["sensitive-port"] * any(holds(merged, port) for port in SENSITIVE)
    causes += ["admin-ports"] * any(holds(merged, port) for port in FURTHER_ADMIN)
    causes += ["unknown-port"] * (count(merged) > sum(holds(merged, port) for port in KNOWN))
    return tuple(dict.fromkeys(causes))


def severity_of(causes: tuple[str, ...]) -> Severity:
    """How bad it is when this is open to everybody."""
    found = set(causes)
    if found & {"all-ports", "all-protocols"}:
        return Severity.CRITICAL
    if found & {"admin-ports", "sensitive-port"}:
        return Severity.HIGH
    return Severity.MEDIUM if "unknown-port" in found else Severity.LOW


def ports_text(protocol: str, space: Space) -> str:
    """``port 22 (SSH)``, ``ports 20-25, 80``, ``every port and protocol``, ``ICMP``."""
    ports = merge(r for t in (TCP, UDP, "sctp") for r in space.get(t, ()))
    every = not minus(ALL_BUT_ZERO, ports)
    if protocol == "all" and every:
        return "every port and protocol"
    if protocol not in WITH_PORTS or not ports:
        return protocol.upper() if protocol.isalpha() else f"protocol {protocol}"
    if every:
        return f"every {protocol.upper()} port"
    named = [x.name for x in LISTENERS if any(holds(ports, p) for p in x.ports)]
    names = f" ({', '.join(named[:4])}{', …' if len(named) > 4 else ''})" if named else ""
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in ports[:6]]
    transport = "" if protocol in (TCP, "all") else f"{protocol.upper()} "
    more = ", …" if len(ports) > 6 else ""
    return f"{transport}port{'' if count(ports) == 1 else 's'} {', '.join(shown)}{more}{names}"


def _evidence(rule: TrafficRule) -> tuple[Evidence, ...]:
    return (*rule.peers.evidence, *rule.ports.evidence, *rule.protocol.evidence) or rule.evidence


def _verdicts(traffic: TrafficRules, direction: Direction, says: str) -> Iterator[Verdict]:
    for found in openings(traffic, direction):
        if isinstance(found, tuple):
            rule, unknown = found
            yield _unknown(traffic, rule, unknown, says)
        elif hole(found.rule.ports, found.rule.protocol) is not None:
            yield from _ports_not_known(traffic, found, says)
        else:
            yield _verdict(traffic, found, says)
    for found in together(traffic, direction):
        yield _verdict(traffic, found, says, joint=True)


def _verdict(traffic: TrafficRules, opening: Opening, says: str, joint: bool = False) -> Verdict:
    rule = opening.rule
    causes = causes_of(opening.protocol, opening.space)
    message = (f"{traffic.what} {says} {ports_text(opening.protocol, opening.space)}"
               f"{', together with other rules' if joint else ''}: {rule.peers.says() or 'any address'}")
    return Verdict(True, message, causes, _evidence(rule), rule.peers.mend, _severity(traffic, causes),
                   _where(traffic, rule))


def _unknown(traffic: TrafficRules, rule: TrafficRule, unknown: Unknown, says: str) -> Verdict:
    protocol, space = rule.protocol.known_or("all"), space_of(rule)
    causes = causes_of(protocol, space)
    return Verdict(unknown, f"{traffic.what} {says} {ports_text(protocol, space)}", causes, _evidence(rule),
                   rule.peers.mend, _severity(traffic, causes), _where(traffic, rule))


def _ports_not_known(traffic: TrafficRules, opening: Opening, says: str) -> Iterator[Verdict]:
    """Something is open for certain; whether it is something worse is not known."""
    rule = opening.rule
    unknown = hole(rule.ports, rule.protocol)
    assert unknown is not None
    where = _where(traffic, rule)
    yield Verdict(True, f"{traffic.what} {says} a port that is not known here ({unknown}): {rule.peers.says()}",
                  ("any",), _evidence(rule), rule.peers.mend, Severity.MEDIUM, where)
    worse = tuple(c for c in causes_of(opening.protocol, opening.space) if c != "any")
    if worse:
        yield Verdict(unknown, f"{traffic.what} {says} a port that may be a sensitive one", worse, _evidence(rule),
                      rule.peers.mend, Severity.HIGH, where)


def _severity(traffic: TrafficRules, causes: tuple[str, ...]) -> Severity:
    """Behind a network ACL there are the groups of each machine: it is the outer of two fences."""
    return severity_of(causes) if traffic.stateful else min(severity_of(causes), Severity.MEDIUM)


def _where(traffic: TrafficRules, rule: TrafficRule) -> Resource:
    return rule.evidence[0].resource if rule.evidence else traffic.resource


# -- the policies


@policy(TrafficRules, id="open-ingress", family=FAMILY, severity=Severity.HIGH, stride="elevation-of-privilege",
        title="A firewall lets the whole internet in",
        why="Scanners try every public address within hours. What listens there is attacked with stolen passwords and "
            "with the next flaw that becomes known.",
        mend="Name the addresses or groups that need to connect; reach machines for administration through the "
             "provider's session service, a VPN or a bastion.")
def open_ingress(traffic: TrafficRules) -> Iterator[Verdict]:
    yield from _verdicts(traffic, "ingress", "lets the whole internet in on")


@policy(TrafficRules, id="open-egress", family=FAMILY, severity=Severity.LOW,
        title="A firewall lets everything out to the whole internet",
        why="Whoever takes over a machine behind it fetches tools and sends data anywhere.",
        mend="Allow what is needed: the private network, the provider's endpoints, the hosts of partners.")
def open_egress(traffic: TrafficRules) -> Iterator[Verdict]:
    for verdict in _verdicts(traffic, "egress", "lets traffic out to the whole internet on"):
        causes = tuple(c for c in verdict.causes if c in EGRESS_CAUSES)
        if causes:
            yield replace(verdict, causes=causes, severity=None)


BROAD_CAUSES = ("all-protocols", "all-ports", "port-range", "other-protocol")
EGRESS_CAUSES = ("other-protocol", "any", "all-protocols", "all-ports", "port-range")


@policy(TrafficRules, id="broad-ports", family=FAMILY, severity=Severity.LOW, stride="elevation-of-privilege",
        title="A firewall rule allows more ports than one service needs",
        why="The peers are limited, the ports are not: whoever takes over one of the peers reaches every service "
            "there, those that nobody thought of among them.",
        mend="Write one rule for each service, with its port and protocol.")
def broad_ports(traffic: TrafficRules) -> Iterator[Verdict]:
    for rule in traffic.rules:
        if not rule.allow or _open_to_world(rule):
            continue
        protocol = rule.protocol.known_or("all")
        space = {} if hole(rule.ports, rule.protocol) is not None else space_of(rule)
        causes = [f"{rule.direction}-{c}" for c in causes_of(protocol, space) if c in BROAD_CAUSES and space]
        if causes:
            evidence = (*rule.ports.evidence, *rule.protocol.evidence)
            says = " and ".join(dict.fromkeys(f.says() for f in (rule.ports, rule.protocol) if f.evidence))
            opened = f"{traffic.what} has a rule for {rule.direction} on {ports_text(protocol, space)}"
            yield Verdict(True, f"{opened}: {says}", tuple(causes), evidence or rule.evidence,
                          resource=_where(traffic, rule))


def _open_to_world(rule: TrafficRule) -> bool:
    return hole(rule.peers) is None and is_world(addresses(rule.peers.known_or(())))


@policy(TrafficRules, id="wide-private-ingress", family=FAMILY, severity=Severity.LOW, stride="elevation-of-privilege",
        title="A sensitive port is open to a wide private network",
        why="A whole private range holds every network of the organisation, and of whoever is connected to it: one "
            "machine taken over anywhere reaches the service.",
        mend="Name the subnets or groups that need to connect.")
def wide_private_ingress(traffic: TrafficRules) -> Iterator[Verdict]:
    yield from _sensitive_from(traffic, "a wide private network", lambda n: is_private(n) and n.num_addresses >= 2**16)


@policy(TrafficRules, id="small-public-ingress", family=FAMILY, severity=Severity.LOW, stride="elevation-of-privilege",
        title="A sensitive port is open to a network on the internet",
        why="Addresses change hands, and everybody behind one of them can try: a partner's network is not one's own.",
        mend="Connect through a VPN or a private link, or name the single hosts.")
def small_public_ingress(traffic: TrafficRules) -> Iterator[Verdict]:
    yield from _sensitive_from(traffic, "a network on the internet", lambda n: is_public(n) and n.num_addresses > 1)


def _sensitive_from(traffic: TrafficRules, whom: str, matches: Callable[[Network], bool]) -> Iterator[Verdict]:
    for rule in traffic.rules:
        if (not rule.allow or rule.direction != "ingress" or hole(rule.peers, rule.ports, rule.protocol) is not None
                or _open_to_world(rule)):
            continue
        protocol, space = rule.protocol.known_or("all"), space_of(rule)
        causes = causes_of(protocol, space)
        if "sensitive-port" in causes and any(
                (network := parse(text)) is not None and matches(network) for text in rule.peers.known_or(())):
            yield Verdict(True, f"{traffic.what} lets {whom} in on {ports_text(protocol, space)}: {rule.peers.says()}",
                          causes[1:], _evidence(rule), rule.peers.mend, resource=_where(traffic, rule))


@policy(GuardedBy, id="exposed-by-firewall", family=FAMILY, severity=Severity.MEDIUM, stride="elevation-of-privilege",
        title="A machine or service is behind a firewall that lets the whole internet in",
        why="The rule was written for a group; this is what stands behind it, with everything that listens there.",
        mend="Use a group for it that admits only what it serves, from where it is needed.")
def exposed_by_firewall(guarded: GuardedBy) -> Iterator[Verdict]:
    traffic = TrafficRules(resource=guarded.resource, what=guarded.what, rules=guarded.rules)
    for verdict in _verdicts(traffic, "ingress", "is behind a security group that lets the whole internet in on"):
        worth_saying = {"sensitive-port", "admin-ports", "all-ports", "all-protocols"} & set(verdict.causes)
        if worth_saying:
            yield replace(verdict, severity=None, resource=guarded.resource)


POLICIES = (open_ingress, open_egress, broad_ports, wide_private_ingress, small_public_ingress,
            exposed_by_firewall)
