"""Rules of firewalls, from the shapes that providers give them: protocols, ports and peers as facts."""

from __future__ import annotations

from collections.abc import Iterable

from ..facts import Evidence, Fact
from ..graph import Unknown, Value
from ..networks import ALL_PORTS, Ranges, covers_internet, parse, parse_ports

PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "132": "sctp", "-1": "all", "*": "all", "any": "all",
             "all": "all"}
"""By the registry of IANA; and what providers write for every protocol."""

WITH_PORTS = ("tcp", "udp", "sctp", "all")


def protocol(fact: Fact[Value]) -> Fact[str]:
    """A protocol by its name in lower case, from a name or number; one that is not set is all."""
    return fact.map(protocol_name)


def protocol_name(value: Value) -> str:
    """``6`` → ``tcp``, ``"-1"`` → ``all``, ``Tcp`` → ``tcp``."""
    if value is None:
        return "all"
    text = str(int(value) if isinstance(value, float) and value == value and abs(value) < 2**31 else value).lower()
    return PROTOCOLS.get(text, text)


def port_range(first: Fact[Value], last: Fact[Value]) -> Fact[Ranges]:
    """The ports between two attributes; one that is not set is the same as the other, none set is every port."""
    evidence = (*first.evidence, *(e for e in last.evidence if e not in first.evidence))
    for fact in (first, last):
        if isinstance(fact.value, Unknown):
            return Fact(fact.value, evidence)
    low, high = _port(first.value), _port(last.value)
    if low is None and high is None:
        return Fact(ALL_PORTS, evidence)
    low, high = (high if low is None else low), (low if high is None else high)
    assert low is not None
    assert high is not None
    if low < 0 or high < 0:
        return Fact(ALL_PORTS, evidence)
    return Fact(((low, high),) if low <= high else ((high, low),), evidence)


def _port(value: Value) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def port_list(facts: Iterable[Fact[Value]]) -> Fact[Ranges]:
    """The ports of values such as ``22``, ``"80-90"`` and ``"*"``; none at all is every port.

    What is no port is left out.  One that is not known leaves all unknown, unless another is every port.
    """
    known: list[tuple[int, int]] = []
    hole: Unknown | None = None
    evidence: list[Evidence] = []
    seen = False
    for fact in facts:
        seen = True
        evidence += fact.evidence
        if isinstance(fact.value, Unknown):
            hole = fact.value if hole is None else hole
        else:
            value = fact.value
            known += parse_ports(str(int(value) if isinstance(value, float) else value)) or ()
    if not seen or ALL_PORTS[0] in known:
        return Fact(ALL_PORTS, tuple(evidence))
    return Fact(hole if hole is not None else tuple(known), tuple(evidence))


def peers(facts: Iterable[Fact[Value]], mend: str = "") -> Fact[tuple[str, ...]]:
    """The blocks of several attributes, each a string or a list of strings.

    What is no address or block is left out (names of groups and tags: the provider turns what means *anywhere* into
    blocks before).  Where one is not known, the whole is unknown, unless the others are the whole internet already.
    """
    known: list[str] = []
    hole: Unknown | None = None
    evidence: list[Evidence] = []
    for fact in facts:
        if fact.value is None or fact.value == []:
            continue
        evidence += fact.evidence
        for value in fact.value if isinstance(fact.value, list | tuple) else [fact.value]:
            if isinstance(value, Unknown):
                hole = value if hole is None else hole
            elif isinstance(value, str) and parse(value) is not None:
                known.append(value.strip())
    answer: tuple[str, ...] | Unknown = tuple(known)
    if hole is not None and not covers_internet(known):
        answer = hole
    return Fact(answer, tuple(evidence), mend)
