"""Pods as a whole: what they share with their host, the credentials they get, the namespace they live in."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of, any_of
from ...graph import Graph, Resource, Unknown, Value
from .. import Block, Service
from ..attributes import as_bool, blocks, set_at_all
from ._objects import WORKLOADS, containers, field, namespace, pod_path, spelled

SAFE_SYSCTLS = {
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
}
CORE_VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected",
                "secret"}
"""Kubernetes: Pod Security Standards, restricted, volume types."""
OTHER_VOLUMES = ("awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "fc", "flexVolume", "flocker",
                 "gcePersistentDisk", "gitRepo", "glusterfs", "hostPath", "iscsi", "nfs", "photonPersistentDisk",
                 "portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume")
SENSITIVE = ("/boot", "/dev", "/etc", "/lib", "/proc", "/root", "/sys", "/usr", "/var/run", "/var/lib/kubelet",
             "/var/lib/docker", "/bin", "/sbin", "/var/log", "/home")
SOCKETS = ("docker.sock", "containerd.sock", "crio.sock")

SERVICE = Service()


@SERVICE.facet(*WORKLOADS)
def of_pod(workload: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """The pod's own settings."""
    pod = pod_path(workload)
    for part, name in (("host-network", "hostNetwork"), ("host-pid", "hostPID"), ("host-ipc", "hostIPC")):
        path = f"{pod}.{name}"
        yield Control(resource=workload, what="pod", part=part, kind=Kind.HOST_SEPARATED,
                      on=field(workload, path, False).map(lambda v: as_bool(v) is not True).mended(
                          f"remove `{spelled(workload, path)}`"))
    yield from _sysctls(workload, pod)
    yield from _token(workload, pod)
    yield Control(resource=workload, what="pod", part="pod", kind=Kind.SECURITY_SETTINGS, on=_settled(workload, pod))
    yield from _volumes(workload, pod)


def _sysctls(workload: Resource, pod: str) -> Iterator[Control]:
    name = "sysctls" if workload.dialect == "kubernetes" else "sysctl"
    for sysctl in blocks(workload, f"{spelled(workload, pod)}.{spelled(workload, 'securityContext')}.{name}"):
        yield Control(resource=workload, what="pod", part="sysctl", kind=Kind.SAFE_KERNEL_SETTINGS,
                      on=sysctl.read("name").map(lambda v: v in SAFE_SYSCTLS))


def _token(workload: Resource, pod: str) -> Iterator[Control]:
    account = field(workload, f"{pod}.serviceAccountName")
    if account.value is None:
        account = field(workload, f"{pod}.serviceAccount")
    yield Control(resource=workload, what="pod", part="service-account", kind=Kind.IDENTITY_OF_ITS_OWN,
                  on=account.map(lambda v: v not in (None, "", "default")).mended(
                      "name a service account of its own in `serviceAccountName`"))
    path = f"{pod}.automountServiceAccountToken"
    asked = as_bool(field(workload, path).value) is True
    yield Control(resource=workload, what="pod", part="asked" if asked else "pod", kind=Kind.TOKEN_NOT_MOUNTED,
                  on=field(workload, path, True).map(lambda v: as_bool(v) is False).mended(
                      f"set `{spelled(workload, path)}` to false"))


def _settled(workload: Resource, pod: str) -> Fact[bool]:
    """Whether the pod has a security context, or each of its containers one of its own."""
    name = spelled(workload, "securityContext")
    whole = set_at_all(field(workload, f"{pod}.securityContext")).mended(f"set `{name}`")
    own = [set_at_all(c.read(name)) for c in containers(workload)]
    return any_of([whole, all_of(own)]).mended(whole.mend) if own else whole


def _volumes(workload: Resource, pod: str) -> Iterator[Control]:
    name = "volumes" if workload.dialect == "kubernetes" else "volume"
    writable = _written(workload, pod)
    for volume in blocks(workload, f"{spelled(workload, pod)}.{name}"):
        for other in OTHER_VOLUMES:
            if not (found := volume.read(spelled(workload, other))).evidence[0].absent:
                yield Control(resource=workload, what=f"volume of the type {other}", part="volume-type",
                              kind=Kind.VOLUMES_RESTRICTED,
                              on=Fact(False, (Evidence(workload, found.evidence[0].path),), "use a claim"))
        path = volume.read(spelled(workload, "hostPath") + ".path")
        if path.evidence[0].absent:
            continue
        yield Control(resource=workload, what="pod", part="host-path", kind=Kind.HOST_FILES_SEPARATED,
                      on=Fact(False, path.evidence, "use a volume of the cluster"))
        yield from _sensitive(workload, path, name_of(volume) in writable)


def name_of(block: Block) -> str:
    """The name; empty where it is not known."""
    value = block.read("name").value
    return value if isinstance(value, str) else ""


def _sensitive(workload: Resource, path: Fact[Value], writable: bool) -> Iterator[Control]:
    if isinstance(path.value, Unknown):
        return
    place = posixpath.normpath(str(path.value))
    parts = []
    if place.endswith(SOCKETS):
        parts.append("container-socket")
    if place == "/" or any(place == s or place.startswith(s + "/") for s in SENSITIVE):
        parts.append("sensitive-path")
        if writable:
            parts.append("writable-sensitive-path")
    if writable:
        parts.append("writable-path")
    for part in parts:
        yield Control(resource=workload, what="pod", part=part, kind=Kind.HOST_FILES_SEPARATED,
                      on=Fact(False, path.evidence, "use a volume of the cluster"))


def _written(workload: Resource, pod: str) -> set[Value]:
    """The names of the volumes that some container mounts without ``readOnly``."""
    plain = workload.dialect == "kubernetes"
    found: set[Value] = set()
    for kind in ("containers", "initContainers") if plain else ("container", "init_container"):
        for container in blocks(workload, f"{spelled(workload, pod)}.{kind}"):
            for mount in container.blocks("volumeMounts" if plain else "volume_mount"):
                name = mount.read("name").value
                if isinstance(name, str) and as_bool(mount.read(spelled(workload, "readOnly"), False).value) is False:
                    found.add(name)
    return found


NAMESPACED = (*WORKLOADS, "Service", "ConfigMap", "Secret", "Ingress", "Role", "RoleBinding", "ServiceAccount",
              "PersistentVolumeClaim", "NetworkPolicy", "ResourceQuota", "LimitRange", "HorizontalPodAutoscaler",
              *(f"kubernetes_{n}{v}" for n in ("service", "config_map", "secret", "ingress", "role_binding",
                                               "service_account", "persistent_volume_claim", "network_policy",
                                               "resource_quota", "limit_range", "horizontal_pod_autoscaler")
                for v in ("", "_v1")),
              "kubernetes_role", "kubernetes_role_v1", "kubernetes_cron_job_v1")


@SERVICE.facet(*dict.fromkeys(NAMESPACED))
def of_namespace(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether it lives in a namespace of its own, rather than in the default one or the system's."""
    fact = field(resource, "metadata.namespace", "default")
    where = namespace(resource)
    if where == "default" and resource.type in ("ServiceAccount", "Service") and resource.name in ("default",
                                                                                                 "kubernetes"):
        return
    if resource.type == "Pod" and field(resource, "metadata.labels.tier").value == "control-plane":
        return
    part = "default" if where == "default" else "system"
    yield Control(resource=resource, what=resource.type.rpartition("/")[2], part=part, kind=Kind.OWN_NAMESPACE,
                  on=fact.map(lambda v: v not in ("default", "kube-system", "kube-public", "")).mended(
                      "name a namespace of its own"))


@SERVICE.facet("ServiceAccount", "kubernetes_service_account", "kubernetes_service_account_v1")
def of_account(account: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """The default service account gives its token to everything that does not ask for another."""
    if account.name == "default" or field(account, "metadata.name").value == "default":
        path = "automountServiceAccountToken"
        yield Control(resource=account, what="default service account", part="default-account",
                      kind=Kind.TOKEN_NOT_MOUNTED,
                      on=field(account, path, True).map(lambda v: as_bool(v) is False).mended(
                          f"set `{spelled(account, path)}` to false"))
