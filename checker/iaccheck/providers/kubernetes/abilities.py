"""What the rules of a role amount to, and whom bindings give it to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...facets import Ability, Capability
from ...facts import Evidence, Fact
from ...graph import Edge, Graph, Resource
from .. import Block, Service
from ._objects import field, namespace, objects, spelled, strings
from .rbac import BINDINGS, CLUSTER_BINDINGS, CLUSTER_ROLES, ROLES

RBAC = "rbac.authorization.k8s.io"
READING = frozenset({"get", "list", "watch"})
CHANGING = frozenset({"create", "update", "patch", "delete", "deletecollection"})
GIVING = frozenset({"roles", "clusterroles", "rolebindings", "clusterrolebindings"})
WEBHOOKS = ("mutatingwebhookconfigurations", "validatingwebhookconfigurations")
WORKLOADS = frozenset({"pods", "deployments", "jobs", "cronjobs", "statefulsets", "daemonsets", "replicasets",
                       "replicationcontrollers"})


@dataclass(frozen=True, slots=True)
class Way:
    """Verbs on resources of API groups (any, when none is named) that give an ability."""

    name: str
    ability: Ability
    verbs: frozenset[str]
    resources: frozenset[str]
    groups: frozenset[str] = frozenset()


def _way(name: str, ability: Ability, verbs: Iterable[str], resources: Iterable[str],
         groups: Iterable[str] = ()) -> Way:
    return Way(name, ability, frozenset(verbs), frozenset(resources), frozenset(groups))


# Kubernetes: RBAC good practices, "Privilege escalation risks", and what else reaches beyond the holder's own things.
WAYS = (
    _way("escalate", Ability.PRIVILEGE_ESCALATION, ["escalate"], ["roles", "clusterroles"], [RBAC]),
    _way("bind", Ability.PRIVILEGE_ESCALATION, ["bind"], ["rolebindings", "clusterrolebindings"], [RBAC]),
    _way("bind-roles", Ability.PRIVILEGE_ESCALATION, ["bind"], ["roles", "clusterroles"], [RBAC]),
    _way("rights-of-roles", Ability.PRIVILEGE_ESCALATION, ["bind", "escalate", "impersonate"], GIVING, [RBAC]),
    _way("patch-bindings", Ability.PRIVILEGE_ESCALATION, ["patch"], ["rolebindings", "clusterrolebindings"], [RBAC]),
    _way("impersonate", Ability.PRIVILEGE_ESCALATION, ["impersonate"], ["users", "groups", "serviceaccounts"], [""]),
    _way("impersonate-groups", Ability.PRIVILEGE_ESCALATION, ["impersonate"], ["groups"], [""]),
    _way("secrets", Ability.CREDENTIALS, READING | CHANGING, ["secrets"], [""]),
    _way("read-secrets", Ability.CREDENTIALS, READING, ["secrets"], [""]),
    _way("approve-requests", Ability.CREDENTIALS, ["update", "patch"], ["certificatesigningrequests/approval"],
         ["certificates.k8s.io"]),
    _way("approve-signers", Ability.CREDENTIALS, ["approve"], ["signers"], ["certificates.k8s.io"]),
    _way("exec", Ability.REMOTE_EXECUTION, ["create", "get"], ["pods/exec"], [""]),
    _way("attach", Ability.REMOTE_EXECUTION, ["create", "get"], ["pods/attach"], [""]),
    _way("port-forward", Ability.REMOTE_EXECUTION, ["create", "get"], ["pods/portforward"], [""]),
    _way("node-proxy", Ability.REMOTE_EXECUTION, ["get", "create"], ["nodes/proxy"], [""]),
    _way("create-node-proxy-or-exec", Ability.REMOTE_EXECUTION, ["create"], ["nodes/proxy", "pods/exec"], [""]),
    _way("create-pods", Ability.WORKLOAD_CONTROL, ["create"], ["pods"], [""]),
    _way("workloads", Ability.WORKLOAD_CONTROL, CHANGING, WORKLOADS),
    _way("webhooks", Ability.CLUSTER_CONFIGURATION, ["create", "update", "patch"], WEBHOOKS,
         ["admissionregistration.k8s.io"]),
    _way("webhooks-removed", Ability.CLUSTER_CONFIGURATION, ["delete", "deletecollection"], WEBHOOKS,
         ["admissionregistration.k8s.io"]),
    _way("configuration", Ability.CLUSTER_CONFIGURATION, CHANGING, ["configmaps"], [""]),
    _way("networking", Ability.CLUSTER_CONFIGURATION, CHANGING,
         ["services", "endpoints", "endpointslices", "networkpolicies", "ingresses"]),
    _way("service-status", Ability.CLUSTER_CONFIGURATION, ["update", "patch"], ["services/status"], [""]),
    _way("delete-logs", Ability.CLUSTER_CONFIGURATION, ["delete", "deletecollection"], ["pods/log"], [""]),
)
NARROWED = {"secrets", "read-secrets", "configuration"}
"""Ways that names of objects (``resourceNames``) close."""

SERVICE = Service()


@SERVICE.facet(*ROLES, *CLUSTER_ROLES)
def of_role(role: Resource, graph: Graph) -> Iterator[Capability]:  # noqa: ARG001
    """What the rules of a role amount to."""
    what = "role" if role.type in ROLES else "cluster role"
    for ability, ways, evidence, by in _abilities(role):
        yield Capability(resource=role, what=what, ability=ability, ways=ways, by=by,
                         given=Fact(True, evidence, "take these verbs or resources out of the rule"))


def _abilities(role: Resource) -> Iterator[tuple[Ability, tuple[str, ...], tuple[Evidence, ...], tuple[str, ...]]]:
    found: dict[Ability, dict[str, tuple[Evidence, str]]] = {}
    for rule in objects(role, "rules" if role.dialect == "kubernetes" else "rule"):
        for way, verb, resource in _given(rule):
            found.setdefault(way.ability, {}).setdefault(way.name, (rule.evidence, f"{verb} on {resource}"))
    escalation = found.get(Ability.PRIVILEGE_ESCALATION)
    if "bind-roles" in (escalation or {}) and (evidence := _creates(role)) is not None and escalation is not None:
        for name, at in evidence.items():
            escalation[name] = (at, "create on the bindings of roles that it may bind")
    for ability, ways in found.items():
        places = tuple(dict.fromkeys(at for at, _ in ways.values()))
        yield ability, tuple(ways), places[:1], tuple(dict.fromkeys(by for _, by in ways.values()))


def _creates(role: Resource) -> dict[str, Evidence] | None:
    found: dict[str, Evidence] = {}
    for rule in objects(role, "rules" if role.dialect == "kubernetes" else "rule"):
        verbs, resources, _ = _rule(rule)
        if {"create", "*"} & verbs:
            if "rolebindings" in resources:
                found["create-role-binding"] = rule.evidence
            if "clusterrolebindings" in resources:
                found["create-cluster-role-binding"] = rule.evidence
    return found or None


def _given(rule: Block) -> Iterator[tuple[Way, str, str]]:
    verbs, resources, groups = _rule(rule)
    names = strings(rule.read(spelled(rule.resource, "resourceNames")).value)
    if "aws-auth" in names and "configmaps" in resources and verbs & (CHANGING | {"*"}):
        yield _way("aws-auth", Ability.CREDENTIALS, (), ()), "change", "the ConfigMap aws-auth"
    for way in WAYS:
        hit = way.verbs & verbs or ({"*"} & verbs)
        on = _touched(way, resources, groups)
        if hit and on and not (
                names and "*" not in names and way.name in NARROWED):
            yield way, min(hit), min(on)


def _touched(way: Way, resources: frozenset[str], groups: frozenset[str]) -> frozenset[str]:
    """The resources of the way that a rule covers.  Everything of all groups is a matter of its own: a wildcard."""
    if way.groups and groups and "*" not in groups and not way.groups & groups:
        return frozenset()
    found = way.resources & resources
    if way.groups & groups:
        if "*" in resources:
            return way.resources
        found |= {r for r in way.resources if "/" in r and "*/" + r.partition("/")[2] in resources}
    return found


def _rule(rule: Block) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    verbs, resources, groups = (frozenset(strings(rule.read(spelled(rule.resource, name)).value))
                                for name in ("verbs", "resources", "apiGroups"))
    return verbs, resources, groups


@SERVICE.links
def links(graph: Graph) -> Iterator[Edge]:
    """Binding → the role that it gives, by name."""
    index: dict[tuple[str, str, str, str], Resource] = {}
    for role in graph.of_type(*ROLES, *CLUSTER_ROLES):
        name = field(role, "metadata.name").value
        if isinstance(name, str):
            where = namespace(role) if role.type in ROLES else ""
            index.setdefault((role.scope, "Role" if role.type in ROLES else "ClusterRole", where, name), role)
    for binding in graph.of_type(*BINDINGS, *CLUSTER_BINDINGS):
        name, kind = field(binding, "roleRef.name").value, field(binding, "roleRef.kind", "ClusterRole").value
        if isinstance(name, str) and isinstance(kind, str):
            where = namespace(binding) if kind == "Role" else ""
            target = index.get((binding.scope, kind, where, name))
            if target is not None:
                yield Edge(binding, target, spelled(binding, "roleRef"))


@SERVICE.facet(*BINDINGS, *CLUSTER_BINDINGS)
def of_binding(binding: Resource, graph: Graph) -> Iterator[Capability]:
    """What a binding gives to machines: service accounts and nodes."""
    subjects = objects(binding, "subjects" if binding.dialect == "kubernetes" else "subject")
    for subject in subjects:
        yield from _everybody(binding, subject)
    if not any(_machine(s) for s in subjects):
        return
    role = graph.target(binding, spelled(binding, "roleRef"), *ROLES, *CLUSTER_ROLES)
    if role is None:
        return
    wide = binding.type in CLUSTER_BINDINGS
    for ability, ways, evidence, by in _abilities(role):
        yield Capability(resource=binding, what="binding of a service account or node", ability=ability, by=by,
                         part="cluster-wide" if wide else "in-namespace",
                         ways=tuple(w if wide or w not in NARROWED else f"{w}-in-namespace" for w in ways),
                         given=Fact(True, evidence, "bind a role without these rights"))


def _machine(subject: Block) -> bool:
    kind, name = subject.read("kind").value, subject.read("name").value
    if kind == "ServiceAccount" or kind == "Node":
        return True
    return isinstance(name, str) and (name == "system:nodes" or name.startswith(
        ("system:node:", "system:serviceaccount:", "system:serviceaccounts")))


def _everybody(binding: Resource, subject: Block) -> Iterator[Capability]:
    kind, name = subject.read("kind").value, subject.read("name")
    for part, wanted, names in (
            ("anonymous", ("User", "Group"), ("system:anonymous", "system:unauthenticated")),
            ("authenticated", ("Group",), ("system:authenticated",)),
            ("default-account", ("ServiceAccount",), ("default",))):
        if kind in wanted and isinstance(name.value, str) and name.value in names:
            yield Capability(resource=binding, what=f"binding to {name.value}", part=part,
                             ability=Ability.SENSITIVE_RESOURCES if part != "default-account"
                             else Ability.BEYOND_PURPOSE,
                             given=Fact(True, name.evidence, "name the subjects that need the role"))
