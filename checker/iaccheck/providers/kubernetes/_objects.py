"""What the objects of manifests and the resources of Terraform's Kubernetes provider have in common.

Terraform writes the API's fields in snake case and nested objects as blocks; otherwise the two are the same, so every
path is given once, in the API's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...facts import Fact
from ...graph import Graph, Resource, Unknown, Value, reveal
from ..attributes import Block, blocks, elements, read

POD_TEMPLATES = {
    "Pod": "spec", "Deployment": "spec.template.spec", "StatefulSet": "spec.template.spec",
    "DaemonSet": "spec.template.spec", "ReplicaSet": "spec.template.spec",
    "ReplicationController": "spec.template.spec",
    "Job": "spec.template.spec", "CronJob": "spec.jobTemplate.spec.template.spec", "PodTemplate": "template.spec",
    "argoproj.io/Rollout": "spec.template.spec", "apps.openshift.io/DeploymentConfig": "spec.template.spec",
    "serving.knative.dev/Service": "spec.template.spec", "serving.knative.dev/Configuration": "spec.template.spec",
    "serving.knative.dev/Revision": "spec",
}
"""Where a kind has its pod's spec; the pod's metadata stands beside it."""

_TERRAFORM = {"Pod": "pod", "Deployment": "deployment", "StatefulSet": "stateful_set", "DaemonSet": "daemon_set_v1",
              "ReplicationController": "replication_controller", "Job": "job", "CronJob": "cron_job"}
TERRAFORM_WORKLOADS = {f"kubernetes_{name}{suffix}": kind for kind, name in _TERRAFORM.items()
                       for suffix in ("", "_v1", "_v1beta1")} | {"kubernetes_daemonset": "DaemonSet"}
WORKLOADS = (*POD_TEMPLATES, *TERRAFORM_WORKLOADS)


def terraform(*names: str) -> tuple[str, ...]:
    """The Terraform resource types of some kinds, with the versions that the provider has of them."""
    return tuple(f"kubernetes_{name}{suffix}" for name in names for suffix in ("", "_v1", "_v1beta1"))


def field(resource: Resource, path: str, default: Value = None) -> Fact[Value]:
    """A field by its path in the API's words, whichever dialect the resource is in."""
    return read(resource, spelled(resource, path), default)


def objects(resource: Resource, path: str) -> list[Block]:
    """The objects of a list by its path in the API's words."""
    return blocks(resource, spelled(resource, path))


def spelled(resource: Resource, path: str) -> str:
    """A path in the dialect of the resource: ``roleRef.name`` is ``role_ref.name`` in Terraform."""
    return snake(path) if resource.dialect == "terraform" else path


def snake(path: str) -> str:
    """``externalIPs`` → ``external_ips``."""
    return re.sub(r"(?<=[a-z0-9])([A-Z]+)", lambda m: "_" + m.group(1).lower(), path)


def strings(value: Value) -> tuple[str, ...]:
    """The strings of a list, or the one that stands for it."""
    return tuple(v for item in elements(value) if isinstance(v := reveal(item), str))


def annotations_of(resource: Resource) -> Mapping[str, Value]:
    """The annotations; empty where they are not known."""
    value = field(resource, "metadata.annotations").value
    return value if isinstance(value, Mapping) else {}


def annotation(resource: Resource, key: str) -> Fact[Value]:
    """One annotation."""
    return read(resource, ("metadata", "annotations", key))


def namespace(resource: Resource) -> str:
    """The namespace; ``default`` where none is given."""
    value = field(resource, "metadata.namespace").value
    return value if isinstance(value, str) else "default"


def labels(value: Value) -> dict[str, str]:
    """Labels as plain strings; what is not known is left out."""
    value = reveal(value)
    if not isinstance(value, Mapping):
        return {}
    return {k: str(v) for k, raw in value.items() if not isinstance(v := reveal(raw), (Unknown, Mapping, list))}


def kind_of(resource: Resource) -> str:
    """The API's kind of a workload."""
    return TERRAFORM_WORKLOADS.get(resource.type, resource.type)


def pod_path(resource: Resource) -> str:
    """Where the workload has its pod's spec."""
    return POD_TEMPLATES[kind_of(resource)]


def pod_labels(resource: Resource) -> dict[str, str]:
    """The labels that the workload's pods have."""
    path = pod_path(resource)
    prefix = path.removesuffix("spec")
    return labels(field(resource, f"{prefix}metadata.labels").value)


def containers(resource: Resource) -> Iterator[Block]:
    """The containers of the workload's pods, those for initialisation among them."""
    for name in ("containers", "initContainers", "ephemeralContainers"):
        if resource.dialect == "terraform":
            name = {"containers": "container", "initContainers": "init_container"}.get(name, "ephemeral_container")
        yield from blocks(resource, f"{spelled(resource, pod_path(resource))}.{name}")


def selects(selector: Value, have: Mapping[str, str]) -> bool | None:
    """Whether a label selector (``matchLabels``, ``matchExpressions``) matches; None where that is not known."""
    selector = reveal(selector)
    while isinstance(selector, list):
        selector = reveal(selector[0]) if selector else {}
    if selector is None:
        return True
    if not isinstance(selector, Mapping):
        return None
    wanted = reveal(selector.get("matchLabels", selector.get("match_labels")))
    expressions = reveal(selector.get("matchExpressions", selector.get("match_expressions")))
    wanted, expressions = {} if wanted is None else wanted, [] if expressions is None else expressions
    if not isinstance(wanted, Mapping) or not isinstance(expressions, list):
        return None
    if any(not isinstance(reveal(v), str) for v in wanted.values()):
        return None
    answers = [have.get(k) == reveal(v) for k, v in wanted.items()]
    answers += [_expression(reveal(e), have) for e in expressions if isinstance(reveal(e), Mapping)]
    return all(answers)


def _expression(expression: Mapping[str, Value], have: Mapping[str, str]) -> bool:
    key, values = reveal(expression.get("key")), strings(expression.get("values"))
    match reveal(expression.get("operator")):
        case "In":
            return have.get(key) in values
        case "NotIn":
            return have.get(key) not in values
        case "Exists":
            return key in have
        case "DoesNotExist":
            return key not in have
        case _:
            return False


def workloads_in(resource: Resource, graph: Graph) -> Iterator[Resource]:
    """The workloads of the same namespace in the same scan."""
    own = namespace(resource)
    for other in graph.siblings(resource, *WORKLOADS):
        if namespace(other) == own:
            yield other
