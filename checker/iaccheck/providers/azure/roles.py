"""Role definitions and role assignments.

``not_actions`` takes away from ``actions`` ("Understand Azure role definitions" in Azure's documentation): it is no
permission for everything else, as a policy document's ``NotAction`` is.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Permissions, RoleGrant, Statement
from ...facts import Evidence, Fact, any_of
from ...graph import Graph, Reason, Resource, Unknown, Value, reveal
from .. import Block, Service, blocks, read
from ..attributes import elements

DEFINITION, ASSIGNMENT = "azurerm_role_definition", "azurerm_role_assignment"
SERVICE = Service()

EVERYTHING = frozenset({"owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"})
"""Owner, by its name and its id ("Azure built-in roles")."""

CERTAIN = (Reason.COMPUTED, Reason.DATA_SOURCE)
"""Where a scope comes from when it is not the root: the root has no resource to refer to."""


@SERVICE.facet(DEFINITION)
def definition(role: Resource, graph: Graph) -> Permissions:  # noqa: ARG001
    """What a custom role allows, and where it can be given."""
    return Permissions(resource=role, what="custom role", part="role", kind="role",
                       statements=tuple(_statements(role)))


def _statements(role: Resource) -> Iterator[Statement]:
    scopes = _scopes(role)
    for block in blocks(role, "permissions"):
        for name in ("actions", "data_actions"):
            actions = block.read(name, [])
            if actions.value != []:
                yield _statement(block, actions, scopes)


def _statement(block: Block, actions: Fact[Value], scopes: tuple[str, ...] | Unknown) -> Statement:
    listed = [reveal(value) for value in elements(actions.value)]
    hole = next((value for value in listed if isinstance(value, Unknown)), None)
    open_ = scopes if hole is None and isinstance(scopes, Unknown) else hole
    undecided = (*(["actions"] if hole is not None else []), *(["resources"] if isinstance(scopes, Unknown) else []))
    return Statement(
        allow=True, actions=tuple(str(value) for value in listed if not isinstance(value, Unknown)),
        resources=() if isinstance(scopes, Unknown) else scopes, undecided=undecided,
        unknown=None if open_ is None else Fact(open_, (block.evidence,)), evidence=actions.evidence)


def _scopes(role: Resource) -> tuple[str, ...] | Unknown:
    """Where a role can be given; ``/`` is everywhere.  Without a list, it is where the role is defined."""
    listed = read(role, "assignable_scopes")
    scopes = listed if listed.value not in (None, []) else read(role, "scope", "/")
    found: list[str] = []
    for value in map(reveal, elements(scopes.value)):
        if isinstance(value, Unknown):
            if value.reason not in CERTAIN and not value.prefix.strip("/"):
                return value
            found.append(value.reference or value.prefix)
        else:
            found.append("*" if str(value) == "/" else str(value))
    return tuple(found)


@SERVICE.facet(ASSIGNMENT)
def assignment(grant: Resource, graph: Graph) -> RoleGrant | None:
    """A role given to somebody: administrator's where it is Owner, or a custom role with every action."""
    name, id_ = read(grant, "role_definition_name"), read(grant, "role_definition_id")
    facts = [fact.map(lambda value: str(value).lower().rpartition("/")[2] in EVERYTHING)
             for fact in (name, id_) if not fact.evidence[0].absent and fact.unknown is None]
    custom = _custom_role(grant, graph, name.value)
    if custom is not None:
        facts.append(_every_action(custom))
    elif not facts:
        facts += [Fact(f.unknown, f.evidence) for f in (name, id_) if f.unknown is not None]
    if not facts:
        return None
    guest = _is_guest(grant, name.value)
    return RoleGrant(resource=grant, what="role assignment", part="guest" if guest else "assignment",
                     administrator=any_of(facts).mended("assign a role that allows what is done, and nothing else"),
                     level=_level(read(grant, "scope").value),
                     grantee="guest" if guest else str(read(grant, "principal_type", "").value).lower()[:32])


def _custom_role(grant: Resource, graph: Graph, name: Value) -> Resource | None:
    found = graph.target(grant, "role_definition_id", DEFINITION) or graph.target(
        grant, "role_definition_name", DEFINITION)
    if found is None and isinstance(name, str) and name:
        named = graph.with_value(grant.scope, DEFINITION, "name", name)
        found = named[0] if len(named) == 1 else None
    return found


def _every_action(role: Resource) -> Fact[bool]:
    for statement in _statements(role):
        if "*" in statement.actions:
            return Fact(True, statement.evidence)
    return Fact(False, (Evidence(role, ("permissions",)),))


def _is_guest(grant: Resource, name: Value) -> bool:
    """Somebody from outside of the organisation: invited here, or meant by the role's name."""
    principal = reveal(grant.attributes.get("principal_id"))
    reference = principal.reference if isinstance(principal, Unknown) else ""
    return "azuread_invitation." in reference or (isinstance(name, str) and "guest" in name.lower())


def _level(scope: Value) -> str:
    """What kind of thing a scope is, as far as its shape or reference tells."""
    text = (scope.reference or scope.prefix) if isinstance(scope, Unknown) else str(scope or "")
    text = text.lower()
    if text == "/":
        return "root"
    if "managementgroups" in text or "azurerm_management_group" in text:
        return "management-group"
    if "azurerm_subscription" in text or (text.startswith("/subscriptions/") and text.count("/") == 2):
        return "subscription"
    if "azurerm_resource_group." in text or ("/resourcegroups/" in text and text.count("/") == 4):
        return "resource-group"
    return "resource"
