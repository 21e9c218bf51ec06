"""To whom IAM of Google Cloud gives a role: members, bindings and policies, which are three ways to write the same.

Source: "Cloud IAM overview", principals; the provider's documentation of ``google_*_iam``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...facts import Evidence, Fact, any_of
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import read
from ..attributes import decoded, elements

ANYBODY = {"allusers": "everyone on the internet", "allauthenticatedusers": "everybody with a Google account"}
MAX_DOCUMENT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and those who have it."""

    role: Fact[Value]
    members: Fact[Value]
    """A string or a list of strings."""


def grants(resource: Resource, graph: Graph) -> Iterator[Grant]:
    """The grants of a ``google_*_iam_member``, ``_binding`` or ``_policy``, or of a ``google_iam_policy``."""
    if resource.type.endswith("_iam_member"):
        yield Grant(read(resource, "role"), read(resource, "member"))
    elif resource.type.endswith("_iam_binding"):
        yield Grant(read(resource, "role"), read(resource, "members"))
    elif resource.type == "data.google_iam_policy":
        for index, binding in enumerate(elements(resource.attributes.get("binding"))):
            yield _written(resource, ("binding", index), reveal(binding))
    else:
        yield from _of_policy(resource, graph)


def _written(resource: Resource, at: tuple[str | int, ...], binding: Value) -> Grant:
    fields = binding if isinstance(binding, Mapping) else {"role": binding, "members": binding}
    role, members = (Fact(reveal(fields.get(name)), (Evidence(resource, (*at, name), reveal(fields.get(name))),))
                     for name in ("role", "members"))
    return Grant(role, members)


def _of_policy(resource: Resource, graph: Graph) -> Iterator[Grant]:
    source = graph.target(resource, "policy_data", "data.google_iam_policy")
    if source is not None:
        yield from grants(source, graph)
        return
    data = read(resource, "policy_data")
    if isinstance(data.value, str) and len(data.value) > MAX_DOCUMENT:
        return
    document = decoded(data.value)
    if isinstance(document, Unknown):
        yield Grant(data, data)
        return
    for binding in elements(document.get("bindings")) if isinstance(document, Mapping) else ():
        fields = reveal(binding)
        if isinstance(fields, Mapping):
            yield Grant(Fact(reveal(fields.get("role")), data.evidence),
                        Fact(reveal(fields.get("members")), data.evidence))


def public(grant: Grant) -> tuple[Fact[bool], str]:
    """Whether anybody is among the members, and who that is."""
    facts: list[Fact[bool]] = []
    audience = ""
    for member in elements(grant.members.value):
        member = reveal(member)
        if isinstance(member, Unknown):
            if not _somebody(member):
                facts.append(Fact(member, grant.members.evidence))
            continue
        found = ANYBODY.get(member.lower(), "") if isinstance(member, str) else ""
        audience = found if found and audience != ANYBODY["allusers"] else audience
        facts.append(Fact(bool(found), grant.members.evidence))
    mend = f"take allUsers and allAuthenticatedUsers out of `{grant.members.evidence[0].attribute}`"
    return any_of(facts).mended(mend), audience or ANYBODY["allusers"]


def _somebody(member: Unknown) -> bool:
    """Whether a member that is not known is a certain one all the same: ``serviceAccount:…``, a resource's own name."""
    return ":" in member.prefix or (not member.prefix and "service_account" in member.reference
                                    and not member.reference.startswith(("var.", "local.")))


def access(role: Value) -> tuple[str, ...]:
    """What a role lets its members do, by its name."""
    text = role.lower().rpartition("/")[2] if isinstance(role, str) else ""
    for words, can in ((("owner", "admin"), ("read", "write", "administer")), (("invoker",), ("invoke",)),
                       (("editor", "writer", "creator", "publisher"), ("write",)),
                       (("viewer", "reader", "subscriber", "user"), ("read",))):
        if any(word in text for word in words):
            return can
    return ()
