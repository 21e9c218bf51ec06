"""What a workload offers to the network: consoles, remote shells, the old Helm server."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, reveal
from .. import Block, Service
from ..attributes import elements
from ._objects import WORKLOADS, containers, field, labels, pod_labels, spelled, strings

SERVICE = Service()


@SERVICE.facet(*WORKLOADS)
def consoles(workload: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """The Kubernetes dashboard, an SSH server, and Tiller."""
    found = list(containers(workload))
    if (evidence := _dashboard(workload, found)) is not None:
        yield Control(resource=workload, what="Kubernetes dashboard", part="dashboard", kind=Kind.NO_REMOTE_CONSOLE,
                      on=Fact(False, (evidence,), "do not deploy the dashboard; use kubectl, or a console outside of "
                                                  "the cluster"))
    for container in found:
        for port in container.blocks("ports" if workload.dialect == "kubernetes" else "port"):
            number = port.read(spelled(workload, "containerPort"))
            if str(number.value) == "22" and str(port.read("protocol", "TCP").value).upper() == "TCP":
                yield Control(resource=workload, what="container", part="ssh-port", kind=Kind.NO_REMOTE_CONSOLE,
                              on=Fact(False, number.evidence, "take the SSH server out; `kubectl exec` is audited"))
    for container in found:
        if _is_tiller(workload, container):
            yield Control(resource=workload, what="Tiller", part="tiller", kind=Kind.AUTHORIZED_NETWORKS,
                          on=_listens_locally(container))


def _dashboard(workload: Resource, found: list[Block]) -> Evidence | None:
    for container in found:
        image = container.read("image")
        name = image.value if isinstance(image.value, str) else ""
        if "kubernetes-dashboard" in name or "kubernetesui/dashboard" in name:
            return image.evidence[0]
    for have, path in ((labels(field(workload, "metadata.labels").value), ("metadata", "labels")),
                       (pod_labels(workload), ())):
        if "kubernetes-dashboard" in (have.get("app"), have.get("k8s-app"), have.get("app.kubernetes.io/name")):
            return Evidence(workload, path)
    return None


def _is_tiller(workload: Resource, container: Block) -> bool:
    image = container.read("image").value
    if isinstance(image, str) and "/tiller:" in f"/{image}:":
        return True
    own = labels(field(workload, "metadata.labels").value)
    names = {own.get("name"), own.get("app"), pod_labels(workload).get("name"), pod_labels(workload).get("app")}
    return "tiller" in names or container.read("name").value == "tiller"


def _listens_locally(container: Block) -> Fact[bool]:
    for name in ("args", "command"):
        given = container.read(name)
        if isinstance(given.value, Unknown):
            return Fact(given.value, given.evidence)
        if any(isinstance(reveal(a), Unknown) for a in elements(given.value)):
            continue
        for argument in strings(given.value):
            if argument.startswith(("--listen=localhost", "--listen=127.0.0.1", "-listen=localhost")):
                return Fact(True, given.evidence)
    return Fact(False, (container.evidence,), "move to Helm 3, which has no server; or let it listen on localhost only")
