"""What a firewall leaves open to the whole world, once rules that deny and rules that add up are weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from iaccheck.facets import Direction, TrafficRule, TrafficRules
from iaccheck.facts import hole
from iaccheck.graph import Unknown
from iaccheck.networks import (
    ALL_PORTS,
    WORLD_SHARE,
    Addresses,
    Ranges,
    addresses,
    common,
    holds,
    internet_share,
    merge,
    minus,
)

Space: TypeAlias = Mapping[str, Ranges]
"""Ports by transport.  What has no ports has all of them; ``other`` is every protocol but TCP and UDP."""

WITH_PORTS = ("tcp", "udp", "sctp", "all")
MOST_DENIES = 64
"""How many rules that deny are weighed against one that allows: those that go first."""
MOST_PARTS = 256
"""How many rules are tried together: those with the most addresses."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a rule opens to the world."""

    rule: TrafficRule
    space: Space

    @property
    def protocol(self) -> str:
        """The rule's, as far as it is known."""
        return self.rule.protocol.known_or("all")


@dataclass(frozen=True, slots=True)
class Part:
    """Who is let in on which ports of a transport, but for what rules before deny."""

    peers: Addresses
    ports: Ranges
    denies: Sequence[TrafficRule]


def is_world(found: Addresses) -> bool:
    """Whether it is as good as the whole internet."""
    return internet_share(found) >= WORLD_SHARE


def space_of(rule: TrafficRule) -> dict[str, Ranges]:
    """What a rule speaks of; everything that it may speak of, where that is not known."""
    protocol = rule.protocol.known_or("all")
    if protocol == "all":
        ports = merge(rule.ports.known_or(ALL_PORTS)) or ALL_PORTS
        space = {"tcp": ports, "udp": ports}
        return space if minus(ALL_PORTS, ports) else {**space, "other": ALL_PORTS}
    if protocol in WITH_PORTS:
        return {protocol: merge(rule.ports.known_or(ALL_PORTS))}
    return {protocol: ALL_PORTS}


def openings(traffic: TrafficRules, direction: Direction) -> Iterator[Opening | tuple[TrafficRule, Unknown]]:
    """What the rules of one direction open to the world, each by itself; where it is not known, why."""
    for rule in traffic.rules:
        if not rule.allow or rule.direction != direction:
            continue
        if isinstance(rule.peers.value, Unknown):
            yield rule, rule.peers.value
            continue
        peers = addresses(rule.peers.value)
        if not is_world(peers):
            continue
        denies, undecided = _denies_before(rule, traffic.rules)
        space = {t: left for t, ports in space_of(rule).items()
                 if (left := _left_open(t, ports, [Part(peers, ports, denies)]))}
        if space:
            yield (rule, undecided) if undecided is not None else Opening(rule, space)


def together(traffic: TrafficRules, direction: Direction) -> Iterator[Opening]:
    """The rules that open something to the world only together, with what they open so."""
    parts = []
    for rule in traffic.rules:
        if rule.allow and rule.direction == direction and hole(rule.peers, rule.ports, rule.protocol) is None:
            peers = addresses(rule.peers.known_or(()))
            if 0 < (share := internet_share(peers)) < WORLD_SHARE:
                parts.append((share, rule, peers, space_of(rule)))
    if sum(share for share, *_ in parts) < WORLD_SHARE:
        return
    parts = sorted(parts, key=lambda part: -part[0])[:MOST_PARTS]
    opened = {}
    for transport in dict.fromkeys(t for *_, space in parts for t in space):
        same = [Part(peers, space[transport], _denies_before(rule, traffic.rules)[0])
                for _, rule, peers, space in parts if transport in space]
        opened[transport] = _left_open(transport, merge(r for part in same for r in part.ports), same)
    for _, rule, _, space in parts:
        mine = {t: both for t, ports in space.items() if (both := common(ports, opened[t]))}
        if mine:
            yield Opening(rule, mine)


def _denies_before(rule: TrafficRule, rules: Sequence[TrafficRule]) -> tuple[list[TrafficRule], Unknown | None]:
    """The rules that deny and go first; and what is not known of one of them."""
    before: list[TrafficRule] = []
    undecided: Unknown | None = None
    for other in rules:
        if not other.allow and other.direction == rule.direction and other.priority < rule.priority:
            unknown = hole(other.protocol, other.ports, other.peers)
            if unknown is None:
                before.append(other)
            undecided = unknown if undecided is None else undecided
    before.sort(key=lambda r: r.priority)
    return before[:MOST_DENIES], undecided


def _left_open(transport: str, ports: Ranges, parts: Sequence[Part]) -> Ranges:
    """The ports on which the parts together have the world as their peer."""
    weighed = []
    for part in parts:
        cuts = [(denied, addresses(deny.peers.known_or(()))) for deny in part.denies
                if (denied := _denied(deny, transport))]
        weighed.append((part, cuts))
    edges = sorted({p for part, cuts in weighed for ranges in (part.ports, *(c for c, _ in cuts))
                    for first, last in ranges for p in (first, last + 1)})
    left = []
    for first, after in pairwise(edges):
        if not holds(ports, first):
            continue
        found = Addresses()
        for part, cuts in weighed:
            if holds(part.ports, first):
                rest = part.peers
                for denied, away in cuts:
                    if holds(denied, first):
                        rest = rest.without(away)
                found = rest if len(weighed) == 1 else found.joined(rest)
        if is_world(found):
            left.append((first, after - 1))
    return merge(left)


def _denied(rule: TrafficRule, transport: str) -> Ranges:
    """The ports that a rule denies of a transport: a rule for all protocols denies each."""
    space = space_of(rule)
    return space.get(transport, space.get("other", ()) if rule.protocol.value == "all" else ())
