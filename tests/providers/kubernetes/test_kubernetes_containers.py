"""Containers: the Pod Security Standards, control by control, and what else confines or watches them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from iaccheck.findings import Status
from iaccheck.scan import Result
from support import scan_text

GOOD: dict[str, Any] = {
    "name": "app", "image": "registry.example/app@sha256:" + "0" * 64,
    "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
    "livenessProbe": {"httpGet": {"port": 8080}}, "readinessProbe": {"httpGet": {"port": 8080}},
    "securityContext": {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "runAsNonRoot": True,
                        "runAsUser": 20000, "runAsGroup": 20000, "capabilities": {"drop": ["ALL"]},
                        "seccompProfile": {"type": "RuntimeDefault"}, "appArmorProfile": {"type": "RuntimeDefault"}},
}


def merged(base: Any, changes: dict[str, Any]) -> Any:
    result = dict(base)
    for key, value in changes.items():
        known = result.get(key)
        result[key] = merged(known, value) if isinstance(value, dict) and isinstance(known, dict) else value
    return result


def pod(container: dict[str, Any] | None = None, spec: dict[str, Any] | None = None,
        annotations: dict[str, str] | None = None) -> dict[str, Any]:
    changed = merged({"containers": [merged(GOOD, container or {})], "automountServiceAccountToken": False,
                      "serviceAccountName": "app", "securityContext": {"runAsNonRoot": True}}, spec or {})
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "it", "namespace": "shop",
                                                            "annotations": annotations or {}}, "spec": changed}


def scan(tmp_path: Path, *objects: dict[str, Any]) -> Result:
    return scan_text({f"{i}.json": json.dumps(o) for i, o in enumerate(objects)}, tmp_path)


def said(result: Result, policy: str, cause: str = "") -> list[Status]:
    return [f.status for f in result.findings if f.policy == policy and (not cause or cause in f.causes)]


def context(**settings: Any) -> dict[str, Any]:
    return {"securityContext": settings}


# Kubernetes: Pod Security Standards.  One row a control, in the order of the page.
BASELINE = [
    ("host-process", "", context(windowsOptions={"hostProcess": True}), {}),
    ("shares-host-namespace", "host-network", {}, {"hostNetwork": True}),
    ("shares-host-namespace", "host-pid", {}, {"hostPID": True}),
    ("shares-host-namespace", "host-ipc", {}, {"hostIPC": True}),
    ("privileged-container", "", context(privileged=True), {}),
    ("added-capabilities", "beyond-baseline", context(capabilities={"add": ["NET_ADMIN"]}), {}),
    ("mounts-host-files", "host-path", {}, {"volumes": [{"name": "v", "hostPath": {"path": "/data"}}]}),
    ("host-port", "", {"ports": [{"containerPort": 8080, "hostPort": 8080}]}, {}),
    ("no-apparmor-profile", "unconfined", context(appArmorProfile={"type": "Unconfined"}), {}),
    ("custom-selinux", "", context(seLinuxOptions={"type": "spc_t"}), {}),
    ("custom-selinux", "", context(seLinuxOptions={"user": "system_u"}), {}),
    ("unmasked-proc", "", context(procMount="Unmasked"), {}),
    ("no-seccomp-profile", "unconfined", context(seccompProfile={"type": "Unconfined"}), {}),
    ("unsafe-kernel-setting", "", {}, {"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}}),
]
RESTRICTED = [
    ("other-volume-type", "", {}, {"volumes": [{"name": "v", "nfs": {"server": "s", "path": "/"}}]}),
    ("privilege-escalation", "", context(allowPrivilegeEscalation=None), {}),
    ("root-container", "root", context(runAsNonRoot=False, runAsUser=None), {}),
    ("root-container", "user-zero", context(runAsUser=0), {}),
    ("no-seccomp-profile", "unset", context(seccompProfile=None), {}),
    ("kept-capabilities", "all", context(capabilities={"drop": ["NET_RAW"]}), {}),
    ("added-capabilities", "beyond-restricted", context(capabilities={"add": ["CHOWN"]}), {}),
]
OTHER = [
    ("writable-container", "", context(readOnlyRootFilesystem=None), {}),
    ("low-user-id", "user", context(runAsUser=1000), {}),
    ("root-group", "", context(runAsGroup=0), {}),
    ("unset-resources", "memory-limit", {"resources": {"limits": {"memory": None}}}, {}),
    ("no-probe", "liveness", {"livenessProbe": None}, {}),
    ("unpinned-image", "latest", {"image": "registry.example:5000/app"}, {}),
    ("unpinned-image", "no-digest", {"image": "app:1.2"}, {}),
    ("image-not-pulled", "", {"image": "app:1.2"}, {}),
    ("mounts-host-files", "container-socket", {},
     {"volumes": [{"name": "v", "hostPath": {"path": "/var/run/docker.sock"}}]}),
    ("token-mounted", "pod", {}, {"automountServiceAccountToken": None}),
    ("secret-in-environment", "", {"env": [{"name": "P", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]},
     {}),
]


@pytest.mark.parametrize(("policy", "cause", "container", "spec"), [*BASELINE, *RESTRICTED, *OTHER])
def test_what_must_be_reported(tmp_path: Path, policy: str, cause: str, container: dict[str, Any],
                               spec: dict[str, Any]) -> None:
    assert said(scan(tmp_path, pod(container, spec)), policy, cause) == [Status.FAIL]


def test_a_hardened_pod_is_left_alone(tmp_path: Path) -> None:
    policies = {policy for policy, *_ in (*BASELINE, *RESTRICTED, *OTHER)}
    result = scan(tmp_path, pod({"securityContext": {"capabilities": {"add": ["NET_BIND_SERVICE"]}}}, {
        "securityContext": {"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]},
        "volumes": [{"name": "c", "configMap": {"name": "c"}}]}))
    assert {f.policy for f in result.findings} & policies == {"added-capabilities"}  # one that is allowed, as a note
    assert not said(result, "added-capabilities", "beyond-restricted")


def test_the_container_goes_before_the_pod(tmp_path: Path) -> None:
    bare = {"securityContext": {"seccompProfile": None, "runAsNonRoot": None, "runAsUser": None}}
    whole = {"securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}}
    inherited = scan(tmp_path / "inherited", pod(bare, whole))
    assert not said(inherited, "root-container")
    assert not said(inherited, "no-seccomp-profile")
    own = scan(tmp_path / "own", pod({"securityContext": {"seccompProfile": {"type": "Unconfined"}}}, whole))
    assert said(own, "no-seccomp-profile", "unconfined") == [Status.FAIL]


@pytest.mark.parametrize(("api", "kind", "wrap"), [
    ("apps/v1", "Deployment", lambda s: {"template": {"spec": s}}),
    ("batch/v1", "CronJob", lambda s: {"jobTemplate": {"spec": {"template": {"spec": s}}}}),
    ("argoproj.io/v1alpha1", "Rollout", lambda s: {"template": {"spec": s}}),
    ("serving.knative.dev/v1", "Service", lambda s: {"template": {"spec": s}}),
    ("apps.openshift.io/v1", "DeploymentConfig", lambda s: {"template": {"spec": s}}),
])
@pytest.mark.parametrize("where", ["containers", "initContainers", "ephemeralContainers"])
def test_every_kind_that_carries_pods(tmp_path: Path, api: str, kind: str, wrap: Any, where: str) -> None:
    spec = {where: [{"name": "x", "image": "x", "securityContext": {"privileged": True}}]}
    result = scan(tmp_path, {"apiVersion": api, "kind": kind, "metadata": {"name": "it"}, "spec": wrap(spec)})
    assert said(result, "privileged-container") == [Status.FAIL]


def test_terraform_says_the_same(tmp_path: Path) -> None:
    result = scan_text({"main.tf": '''
variable "privileged" { type = bool }
resource "kubernetes_deployment_v1" "it" {
  metadata { name = "it" }
  spec {
    template {
      spec {
        host_pid = true
        security_context { run_as_non_root = true }
        container {
          name  = "app"
          image = "app"
          security_context {
            privileged = var.privileged
            capabilities { drop = ["ALL"] }
          }
        }
      }
    }
  }
}'''}, tmp_path)
    assert said(result, "privileged-container") == [Status.UNKNOWN]
    assert said(result, "shares-host-namespace", "host-pid") == [Status.FAIL]
    assert not said(result, "kept-capabilities")
    assert not said(result, "root-container")


def component(name: str, *flags: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "kube-system"},
            "spec": {"containers": [{"name": name, "image": name, "command": [name, *flags]}]}}


@pytest.mark.parametrize(("name", "policy", "cause", "bad", "good"), [
    ("kube-apiserver", "weak-component-authentication", "anonymous-auth", [], ["--anonymous-auth=false"]),
    ("kube-apiserver", "weak-component-authorization", "mode-rbac", ["--authorization-mode=Node"],
     ["--authorization-mode", "Node,RBAC"]),
    ("kube-apiserver", "incomplete-component-audit", "audit-log-maxage", ["--audit-log-maxage=7"],
     ["--audit-log-maxage=30"]),
    ("kube-apiserver", "weak-component-tls", "tls-cert", ["--tls-cert-file=a"],
     ["--tls-cert-file=a", "--tls-private-key-file=b"]),
    ("kube-apiserver", "missing-admission-plugin", "namespace-lifecycle",
     ["--disable-admission-plugins=NamespaceLifecycle"], []),
    ("kube-controller-manager", "loose-component-setting", "profiling", [], ["--profiling=false"]),
    ("kube-scheduler", "loose-component-setting", "bind-address", ["--bind-address=0.0.0.0"],
     ["--bind-address=127.0.0.1"]),
    ("etcd", "weak-component-authentication", "client-cert-auth", [], ["--client-cert-auth"]),
    ("kubelet", "loose-component-setting", "event-qps-level", ["--event-qps=12"], ["--event-qps=2"]),
    ("kubelet", "loose-component-setting", "read-only-port", [], ["--read-only-port=0"]),
])
def test_flags_of_components(tmp_path: Path, name: str, policy: str, cause: str, bad: list[str],
                             good: list[str]) -> None:
    assert said(scan(tmp_path / "bad", component(name, *bad)), policy, f"{name}-{cause}") == [Status.FAIL]
    assert not said(scan(tmp_path / "good", component(name, *good)), policy, f"{name}-{cause}")


def test_the_kubelets_file_has_defaults_of_its_own(tmp_path: Path) -> None:
    file: dict[str, Any] = {"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}
    assert not said(scan(tmp_path / "default", file), "weak-component-authentication", "kubelet-anonymous-auth")
    opened = {**file, "authentication": {"anonymous": {"enabled": True}}}
    assert said(scan(tmp_path / "opened", opened), "weak-component-authentication",
                "kubelet-anonymous-auth") == [Status.FAIL]


def role(verbs: list[str], resources: list[str], group: str = "", names: list[str] | None = None) -> dict[str, Any]:
    rule = {"apiGroups": [group], "resources": resources, "verbs": verbs} | (
        {"resourceNames": names} if names else {})
    return {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "it"},
            "rules": [rule]}


RBAC = "rbac.authorization.k8s.io"


@pytest.mark.parametrize(("policy", "cause", "bad", "good"), [
    ("iam-privilege-escalation", "escalate", role(["escalate"], ["roles"], RBAC), role(["get"], ["roles"], RBAC)),
    ("iam-privilege-escalation", "bind", role(["bind"], ["rolebindings"], RBAC), role(["bind"], ["pods"], RBAC)),
    ("iam-privilege-escalation", "impersonate", role(["impersonate"], ["users"]), role(["get"], ["users"])),
    ("iam-credentials-exposure", "read-secrets", role(["list"], ["secrets"]), role(["get"], ["secrets"], "", ["one"])),
    ("rbac-remote-execution", "exec", role(["create"], ["pods/exec"]), role(["create"], ["pods/eviction"])),
    ("rbac-cluster-configuration", "webhooks",
     role(["patch"], ["*"], "admissionregistration.k8s.io"), role(["patch"], ["*"], "example.com")),
])
def test_what_rules_amount_to(tmp_path: Path, policy: str, cause: str, bad: dict[str, Any],
                              good: dict[str, Any]) -> None:
    assert said(scan(tmp_path / "bad", bad), policy, cause) == [Status.FAIL]
    assert not said(scan(tmp_path / "good", good), policy, cause)


def test_a_binding_gives_what_its_role_allows(tmp_path: Path) -> None:
    binding = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "b"},
               "subjects": [{"kind": "ServiceAccount", "name": "app", "namespace": "shop"}],
               "roleRef": {"kind": "ClusterRole", "name": "it", "apiGroup": RBAC}}
    result = scan(tmp_path, role(["list"], ["secrets"]), binding)
    found = [f for f in result.findings if f.policy == "iam-credentials-exposure"]
    assert {f.resource.type for f in found} == {"ClusterRole", "ClusterRoleBinding"}
