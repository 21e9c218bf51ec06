"""What the services of Azure share: attributes that were renamed, TLS versions, private endpoints, firewalls.

Names and defaults are those of the Terraform provider's release 4; the names of releases 2 and 3 are read as well,
where it renamed an attribute ("azurerm 3.0 and 4.0 upgrade guides" in its documentation).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ...facets import Control, Kind
from ...facts import Evidence, Fact, any_of
from ...graph import Graph, Resource, Unknown, Value, reveal
from ...networks import covers_internet
from .. import Attr, Condition, Row, attr, endpoint, equals, not_, read, read_all
from ..attributes import elements, set_at_all

T = TypeVar("T")
TLS12 = '"1.2"'


@dataclass(frozen=True, slots=True)
class Renamed(Attr):
    """An attribute that had other names in earlier releases of the provider."""

    former: tuple[tuple[str, ...], ...] = ()

    def __call__(self, resource: Resource) -> Fact[Value] | None:
        """The value under today's name, else under a former one, else the default."""
        today = Attr.__call__(self, resource)
        if today is None or not today.evidence[0].absent:
            return today
        for names in self.former:
            before = read(resource, names, self.default)
            if not before.evidence[0].absent:
                return before
        return today


def renamed(name: str, *former: str, default: Value = None) -> Renamed:
    """A Terraform attribute by today's name and its former ones."""
    return Renamed(attr(name).names, default, tuple(tuple(f.split(".")) for f in former))


def switch(name: str, *former: str, default: bool = False, wanted: bool = True) -> Condition:
    """As ``flag``, for an attribute with former names."""
    return equals(renamed(name, *former, default=default), wanted)


def either(wanted: Condition, *others: Condition) -> Condition:
    """Whether any of the conditions holds; where none does, the first is what to mend."""

    def ask(resource: Resource) -> Fact[bool] | None:
        facts = [f for c in (wanted, *others) if (f := c(resource)) is not None]
        if not facts:
            return None
        verdict = any_of(facts)
        return facts[0] if verdict.value is False else verdict

    return ask


def mending(condition: Condition, mend: str) -> Condition:
    """The same condition with another way to mend it."""

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = condition(resource)
        return None if fact is None else fact.mended(mend)

    return ask


def decided(fact: Fact[Any], *others: Fact[Any], by: Callable[[], T]) -> T | Unknown:
    """What ``by`` says, or what is not known of the facts that it is decided by."""
    for each in (fact, *others):
        if isinstance(each.value, Unknown):
            return each.value
    return by()


def contains(fact: Fact[Value], wanted: str) -> Fact[bool]:
    """Whether a list holds a string, in whatever case; unknown where only an unknown element could be it."""
    values = fact.value if isinstance(fact.value, list) else [fact.value]
    unknown = None
    for value in map(reveal, values):
        if isinstance(value, Unknown):
            unknown = value if unknown is None else unknown
        elif str(value).lower() == wanted:
            return Fact(True, fact.evidence, fact.mend)
    return Fact(False if unknown is None else unknown, fact.evidence, fact.mend)


# -- TLS


def tls_version(attribute: Attr, latest: str = TLS12) -> Callable[[Resource], Fact[str] | None]:
    """The minimum version that an attribute names: ``1.2``, ``TLS1_2``, ``TLSv1_2``, ``Tls12``; anything else is none.

    ``latest`` is how a version that is good enough is written.
    """

    def ask(resource: Resource) -> Fact[str] | None:
        fact = attribute(resource)
        if fact is None:
            return None
        return fact.map(_version).mended(f"set `{attribute.written(resource)}` to {latest}")

    return ask


_VERSION = re.compile(r"(?:^|tls|v)(1)[._]?([0-3])$")


def _version(value: Value) -> str:
    text = str(value).lower()[:32]
    found = _VERSION.search(text)
    if found is not None:
        return f"tls{found[1]}.{found[2]}"
    return "ssl3" if "ssl" in text else "tls1.0"


# -- private endpoints


def private_endpoint(*types: str, what: str, instead: Condition | None = None) -> Row:
    """A row: whether an ``azurerm_private_endpoint`` connects to the resource, or ``instead`` holds."""

    def build(resource: Resource, graph: Graph) -> Control:
        on = connected(resource, graph)
        other = None if instead is None else instead(resource)
        if on.value is not True and other is not None and other.value is not False:
            on = other
        return Control(resource=resource, what=what, kind=Kind.PRIVATE_ENDPOINT, on=on)

    return Row(types, build)


def connected(resource: Resource, graph: Graph) -> Fact[bool]:
    """Whether a private endpoint of the configuration connects to the resource."""
    for edge in graph.into(resource, "azurerm_private_endpoint", attribute="private_service_connection"):
        for target in read_all(edge.source, "private_service_connection[].private_connection_resource_id"):
            if not isinstance(target.value, Unknown) or graph.referenced(edge.source, target.value) in (None, resource):
                return Fact(True, target.evidence)
    return Fact(False, (Evidence(resource, ()),),
                "add an `azurerm_private_endpoint` whose `private_service_connection` names it")


# -- public endpoints


def public_network(*types: str, what: str, closed_by: Condition | None = None, attribute: str = "") -> Row:
    """A row: whether the public endpoint is on.  Azure's default is that it is; ``closed_by`` closes it as well."""
    name = attribute or "public_network_access_enabled"
    shut = equals(attr(name, default=True), False)
    if closed_by is not None:
        shut = either(shut, closed_by)
    return endpoint(*types, what=what, part="public-network-access", reachable=not_(shut, f"set `{name}` to false"))


def denies_by_default(block: str) -> Condition:
    """Whether a service's firewall (``network_acls``, ``network_rules``) turns away whom no rule names."""
    return equals(attr(f"{block}.default_action", default="Allow"), "Deny")


def limited_to(attribute: Attr) -> Condition:
    """Whether a list of networks limits who may connect: it is not empty and not the whole internet."""

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = attribute(resource)
        if fact is None:
            return None
        mend = f"list the networks that connect in `{attribute.written(resource)}`"
        if isinstance(fact.value, Unknown):
            return set_at_all(fact).mended(mend)
        values = [reveal(value) for value in elements(fact.value)]
        known = [str(value) for value in values if not isinstance(value, Unknown)]
        return Fact(bool(values) and not covers_internet(known), fact.evidence, mend)

    return ask


def is_https(name: str) -> Condition:
    """Whether an attribute is a URL with TLS."""
    attribute = attr(name, default="")

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = attribute(resource)
        if fact is None:
            return None
        mend = f"start `{name}` with `https://`"
        if isinstance(fact.value, Unknown):
            scheme, separator, _ = fact.value.prefix.partition("://")
            return Fact(scheme.lower() == "https" if separator else fact.value, fact.evidence, mend)
        return Fact(str(fact.value).lower().startswith("https://"), fact.evidence, mend)

    return ask


# -- resources that belong to others


def belonging(owner: Resource, graph: Graph, *types: str, via: str) -> list[Resource]:
    """The resources of ``types`` that name their owner in ``via``: by reference, else by a name that it has."""
    return graph.referring(owner, *types, via=via, keys=("name",))
