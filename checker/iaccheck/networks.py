"""Arithmetic of addresses and ports: inclusive ranges of numbers, and CIDR blocks as such ranges.

Nothing here raises on bad input: text that is no address or block is left out.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Inclusive ranges of whole numbers; sorted and apart from each other when they come out of a function here."""

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

ALL_PORTS: Ranges = ((0, 65535),)
ANYWHERE = ("0.0.0.0/0", "::/0")
"""Both all-zero blocks: every address there is."""

WORLD_SHARE = 0.25
"""From this share of the public addresses on, a set of addresses is as good as the whole internet.  No organisation
has that many: the largest holders of IPv4 space have some /8 each."""

_LONGEST = 64
"""An IPv6 address with its prefix length has at most 49 characters."""

# -- ranges


def merge(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The union, sorted; ranges that touch become one, empty ones (first above last) are left out."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(r for r in ranges if r[0] <= r[1]):
        if merged and first <= merged[-1][1] + 1:
            if last > merged[-1][1]:
                merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return tuple(merged)


def minus(ranges: Iterable[tuple[int, int]], away: Iterable[tuple[int, int]]) -> Ranges:
    """What is left of ``ranges`` without ``away``."""
    holes = merge(away)
    left: list[tuple[int, int]] = []
    at = 0
    for first, last in merge(ranges):
        while at < len(holes) and holes[at][1] < first:
            at += 1
        index = at
        while index < len(holes) and holes[index][0] <= last:
            if first < holes[index][0]:
                left.append((first, holes[index][0] - 1))
            first = max(first, holes[index][1] + 1)
            index += 1
        if first <= last:
            left.append((first, last))
    return tuple(left)


def common(one: Iterable[tuple[int, int]], other: Iterable[tuple[int, int]]) -> Ranges:
    """What both have."""
    one = merge(one)
    return minus(one, minus(one, other))


def count(ranges: Iterable[tuple[int, int]]) -> int:
    """How many numbers there are in the union."""
    return sum(last - first + 1 for first, last in merge(ranges))


def holds(ranges: Iterable[tuple[int, int]], number: int) -> bool:
    """Whether a number is in one of the ranges."""
    return any(first <= number <= last for first, last in ranges)


# -- ports


def parse_ports(text: str) -> Ranges | None:
    """``22``, ``80-90``, ``*``, ``22,80-90``; None for what is none of these."""
    ranges = []
    for part in text.split(",")[:1024]:
        part = part.strip()
        if part in ("*", "-1"):
            return ALL_PORTS
        first, _, last = part.partition("-")
        if not _is_port(first) or not _is_port(last or first):
            return None
        ranges.append((int(first), int(last or first)))
    return merge(ranges)


def _is_port(text: str) -> bool:
    text = text.strip()
    return text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535


# -- addresses


@lru_cache(maxsize=4096)
def parse(text: str) -> Network | None:
    """A block or single address; bits beyond the prefix are dropped.  None for what is neither."""
    if len(text) > _LONGEST:
        return None
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Addresses:
    """A set of addresses of both families."""

    v4: Ranges = ()
    v6: Ranges = ()

    def without(self, other: Addresses) -> Addresses:
        """What is left without the other's."""
        return Addresses(minus(self.v4, other.v4), minus(self.v6, other.v6))

    def joined(self, other: Addresses) -> Addresses:
        """The union."""
        return Addresses(merge((*self.v4, *other.v4)), merge((*self.v6, *other.v6)))


def addresses(cidrs: Iterable[str]) -> Addresses:
    """The union of blocks."""
    v4: list[tuple[int, int]] = []
    v6: list[tuple[int, int]] = []
    for text in cidrs:
        network = parse(text)
        if network is not None:
            span = (int(network.network_address), int(network.broadcast_address))
            (v4 if network.version == 4 else v6).append(span)
    return Addresses(merge(v4), merge(v6))


def between(first: str, last: str) -> Addresses:
    """The addresses from one to another, of the same family; none when that cannot be."""
    one, other = parse(first), parse(last)
    if one is None or other is None or one.version != other.version:
        return Addresses()
    span = merge([(int(one.network_address), int(other.broadcast_address))])
    return Addresses(v4=span) if one.version == 4 else Addresses(v6=span)


def internet_share(found: Addresses) -> float:
    """Which share of the public addresses a set has: the larger of the two families' shares, from 0 to 1."""
    return max(count(common(found.v4, PUBLIC.v4)) / _PUBLIC_V4, count(common(found.v6, PUBLIC.v6)) / _PUBLIC_V6)


def covers_internet(cidrs: Iterable[str]) -> bool:
    """Whether blocks together are as good as the whole internet, however they are cut up."""
    texts = tuple(cidrs)
    return any(text in ANYWHERE for text in texts) or internet_share(addresses(texts)) >= WORLD_SHARE


def is_private(network: Network) -> bool:
    """Whether a block lies in the private address ranges (RFC 1918, RFC 4193)."""
    return any(network.version == p.version and network.subnet_of(p) for p in _PRIVATE)  # type: ignore[arg-type]


def is_public(network: Network) -> bool:
    """Whether a block has any address that is reachable on the internet."""
    span = [(int(network.network_address), int(network.broadcast_address))]
    return bool(common(span, PUBLIC.v4 if network.version == 4 else PUBLIC.v6))


_PRIVATE = tuple(ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))

# RFC 6890 and the IANA special-purpose registries: what is not routed on the internet.
_SPECIAL_V4 = ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
               "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
               "224.0.0.0/3")
PUBLIC = Addresses(v4=minus([(0, 2**32 - 1)], addresses(_SPECIAL_V4).v4), v6=addresses(["2000::/3"]).v6)
"""The addresses that are routed on the internet; of IPv6, the global unicast block."""

_PUBLIC_V4, _PUBLIC_V6 = count(PUBLIC.v4), count(PUBLIC.v6)
