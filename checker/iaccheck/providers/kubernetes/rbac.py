"""Role-based access control: roles, and who they are bound to."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Ability, Capability, Permissions, RoleGrant, Statement
from ...facts import Evidence, Fact, about
from ...graph import Graph, Resource, Unknown, Value, first_unknown
from .. import Block, Service
from ._objects import field, objects, spelled, strings, terraform

ROLES = ("Role", *terraform("role"))
CLUSTER_ROLES = ("ClusterRole", *terraform("cluster_role"))
BINDINGS = ("RoleBinding", *terraform("role_binding"))
CLUSTER_BINDINGS = ("ClusterRoleBinding", *terraform("cluster_role_binding"))

SENSITIVE = {"secrets", "pods", "deployments", "daemonsets", "statefulsets", "replicationcontrollers", "replicasets",
             "cronjobs", "jobs", "clusterroles", "roles", "rolebindings", "clusterrolebindings", "users", "groups"}
"""Whoever controls these runs code, reads credentials or gives rights (Kubernetes: RBAC good practices)."""

ADMINISTRATORS = {"cluster-admin": "cluster-admin", "admin": "admin", "edit": "edit"}
"""The user-facing roles that allow everything, or nearly so (Kubernetes: Using RBAC authorization, user-facing
roles): ``edit`` reads every secret and runs pods as any service account of the namespace."""

SERVICE = Service()


@SERVICE.facet(*ROLES, *CLUSTER_ROLES)
def permissions(role: Resource, graph: Graph) -> Iterator[Permissions | Capability]:  # noqa: ARG001
    """The rules of a role as a policy document: verbs on resources of API groups."""
    what = "role" if role.type in ROLES else "cluster role"
    rules = objects(role, "rules" if role.dialect == "kubernetes" else "rule")
    if not rules and isinstance((raw := field(role, "rules")).value, Unknown):
        yield Permissions(resource=role, what=what, kind="role",
                          unknown=Fact(raw.value, raw.evidence))
        return
    yield Permissions(resource=role, what=what, kind="role", statements=tuple(_statement(r) for r in rules))
    yield from _wildcard_groups(role, what, rules)
    yield from _sensitive(role, what, rules)


def _statement(rule: Block) -> Statement:
    verbs, resources, groups = (_list(rule, name) for name in ("verbs", "resources", "apiGroups"))
    unknown = next((u for f in (verbs, resources, groups) if (u := first_unknown(f.value)) is not None), None)
    return Statement(
        allow=True, actions=strings(verbs.value), resources=tuple(_scopes(strings(groups.value),
                                                                          strings(resources.value))),
        unknown=None if unknown is None else Fact(unknown, (rule.evidence,)),
        undecided=() if unknown is None else ("actions", "resources"),
        evidence=(_place(verbs if "*" in strings(verbs.value) else resources, rule),))


def _list(rule: Block, name: str) -> Fact[Value]:
    return rule.read(spelled(rule.resource, name))


def _place(fact: Fact[Value], rule: Block) -> Evidence:
    return fact.evidence[0] if fact.evidence and not fact.evidence[0].absent else rule.evidence


def _scopes(groups: tuple[str, ...], resources: tuple[str, ...]) -> Iterator[str]:
    for resource in resources:
        if resource in ("*", "*/*"):
            yield from ("*" if group in ("*", "") else f"{group}/*" for group in groups or ("",))
        else:
            yield resource


def _wildcard_groups(role: Resource, what: str, rules: list[Block]) -> Iterator[Capability]:
    """A rule for some resource names of all API groups allows what any extension brings under these names."""
    for rule in rules:
        groups = _list(rule, "apiGroups")
        if "*" in strings(groups.value) and not {"*", "*/*"} & set(strings(_list(rule, "resources").value)):
            yield Capability(resource=role, what=what, part="every-api-group", ability=Ability.EVERY_EXTENSION,
                             given=Fact(True, groups.evidence, "name the API groups in `apiGroups`"))


def _sensitive(role: Resource, what: str, rules: list[Block]) -> Iterator[Capability]:
    for rule in rules:
        verbs = _list(rule, "verbs")
        found = sorted(SENSITIVE & set(strings(_list(rule, "resources").value)))
        if found and "*" in strings(verbs.value):
            yield Capability(resource=role, what=what, part="every-verb", ability=Ability.SENSITIVE_RESOURCES,
                             given=Fact(True, verbs.evidence, "list the verbs that are needed in `verbs`"),
                             by=tuple(f"* on {name}" for name in found))


@SERVICE.facet(*BINDINGS, *CLUSTER_BINDINGS)
def grants(binding: Resource, graph: Graph) -> Iterator[RoleGrant]:  # noqa: ARG001
    """The role that a binding gives."""
    role = field(binding, "roleRef.name")
    level = "cluster" if binding.type in CLUSTER_BINDINGS else "namespace"
    subjects = objects(binding, "subjects" if binding.dialect == "kubernetes" else "subject")
    kinds = {str(s.read("kind").value) for s in subjects}
    grantee = "service-account" if "ServiceAccount" in kinds else "group" if "Group" in kinds else "user"
    if isinstance(role.value, Unknown):
        yield RoleGrant(resource=binding, what="binding", administrator=Fact(role.value, role.evidence), level=level,
                        grantee=grantee)
        return
    name = str(role.value)
    if name in ADMINISTRATORS:
        what = f"binding of the role {name}"
        yield RoleGrant(resource=binding, what=what, part=ADMINISTRATORS[name], level=level, grantee=grantee,
                        administrator=Fact(True, role.evidence, "bind a role that allows what the subjects do"))
    for subject in subjects:
        group = subject.read("name")
        if group.value == "system:masters" and subject.read("kind").value == "Group":
            yield RoleGrant(resource=binding, what="binding to the group system:masters", part="masters", level=level,
                            grantee="group", administrator=about(binding, True, group.evidence[0].path,
                                                                 "bind a group of your own", shown="system:masters"))
