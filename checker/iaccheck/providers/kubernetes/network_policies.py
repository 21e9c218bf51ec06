"""NetworkPolicies, and the workloads that they do or do not cover."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, about
from ...graph import Edge, Graph, Resource, Unknown, Value, reveal
from .. import Service
from ._objects import WORKLOADS, field, namespace, objects, pod_labels, selects, spelled, terraform, workloads_in

POLICIES = ("NetworkPolicy", *terraform("network_policy"))
OTHERS = ("cilium.io/CiliumNetworkPolicy", "cilium.io/CiliumClusterwideNetworkPolicy",
          "projectcalico.org/NetworkPolicy", "projectcalico.org/GlobalNetworkPolicy",
          "crd.projectcalico.org/NetworkPolicy", "crd.projectcalico.org/GlobalNetworkPolicy")
"""Policies of network plugins: that one is there is known, what it selects is the plugin's own language."""

SERVICE = Service()


@SERVICE.links
def links(graph: Graph) -> Iterator[Edge]:
    """NetworkPolicy → the workloads that it selects.  Read once for each namespace, not for each pair."""
    by_namespace: dict[tuple[str, str], list[tuple[Resource, dict[str, str]]]] = {}
    for workload in graph.of_type(*WORKLOADS):
        key = (workload.scope, namespace(workload))
        by_namespace.setdefault(key, []).append((workload, pod_labels(workload)))
    index: dict[tuple[str, str], dict[tuple[str, str], list[Resource]]] = {}
    for key, found in by_namespace.items():
        labelled = index.setdefault(key, {})
        for workload, have in found:
            for pair in have.items():
                labelled.setdefault(pair, []).append(workload)
    for policy in graph.of_type(*POLICIES):
        key = (policy.scope, namespace(policy))
        selector = field(policy, "spec.podSelector").value
        wanted = _match_labels(selector)
        if wanted:  # by the rarest label, so that a policy for each workload stays linear
            candidates = min((index.get(key, {}).get(pair, []) for pair in wanted.items()), key=len)
        else:
            candidates = [w for w, _ in by_namespace.get(key, [])]
        for workload in candidates:
            if selects(selector, pod_labels(workload)):
                yield Edge(policy, workload, "spec")


def _match_labels(selector: object) -> dict[str, str]:
    value = reveal(selector)
    while isinstance(value, list) and value:
        value = reveal(value[0])
    wanted = reveal(value.get("matchLabels", value.get("match_labels"))) if isinstance(value, dict) else None
    return {k: v for k, v in wanted.items() if isinstance(v, str)} if isinstance(wanted, dict) else {}


@SERVICE.facet(*POLICIES)
def of_policy(policy: Resource, graph: Graph) -> Iterator[Control]:
    """Whether the policy selects by labels, and whether it selects anything that is there."""
    selector = field(policy, "spec.podSelector")
    name = spelled(policy, "spec.podSelector")
    if isinstance(selector.value, Unknown):
        yield Control(resource=policy, what="NetworkPolicy", part="selector", kind=Kind.FIREWALL_EFFECTIVE,
                      on=Fact(selector.value, selector.evidence))
        return
    narrow = bool(_match_labels(selector.value)) or _has_expressions(selector.value)
    denies = not any(objects(policy, f"spec.{d}") for d in ("ingress", "egress"))
    yield Control(resource=policy, what="NetworkPolicy", part="selector", kind=Kind.FIREWALL_EFFECTIVE,
                  on=Fact(narrow or denies or _peers_by_label(policy), selector.evidence,
                          f"name the pods in `{name}`, or leave the rules out so that it denies everything"))
    if any(True for _ in workloads_in(policy, graph)):
        found = any(True for _ in graph.out(policy, "spec"))
        yield Control(resource=policy, what="NetworkPolicy", part="target", kind=Kind.FIREWALL_EFFECTIVE,
                      on=Fact(found, selector.evidence, f"give `{name}` the labels of the pods that it is meant for"))


def _has_expressions(selector: object) -> bool:
    value = reveal(selector)
    while isinstance(value, list) and value:
        value = reveal(value[0])
    return isinstance(value, dict) and any(_said(value.get(k)) for k in ("matchExpressions", "match_expressions"))


def _said(value: Value) -> bool:
    """Whether something stands there, known or not."""
    value = reveal(value)
    return isinstance(value, Unknown) or bool(value)


def _peers_by_label(policy: Resource) -> bool:
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule in objects(policy, f"spec.{direction}"):
            for peer in rule.blocks(peers):
                if any(_said(peer.read(spelled(policy, s)).value) for s in ("podSelector", "namespaceSelector")):
                    return True
    return False


@SERVICE.facet(*WORKLOADS)
def of_workload(workload: Resource, graph: Graph) -> Control:
    """Whether some NetworkPolicy of the scan selects the workload's pods."""
    covering = next((e.source for e in graph.into(workload, *POLICIES, attribute="spec")), None)
    if covering is None:
        own = namespace(workload)
        covering = next((o for o in graph.siblings(workload, *OTHERS)
                         if "Cluster" in o.type or "Global" in o.type or namespace(o) == own), None)
    on = (about(workload, False, mend="write a NetworkPolicy whose podSelector matches its labels") if covering is None
          else Fact(True, (Evidence(covering, ("spec",)),)))
    return Control(resource=workload, what=_kind(workload), part="workload", kind=Kind.NETWORK_POLICY, on=on)


def _kind(workload: Resource) -> str:
    name = workload.type.rpartition("/")[2].removeprefix("kubernetes_")
    return re.sub(r"_v\d+\w*$", "", name)
