"""What decides about pods: PodSecurityPolicies (gone since 1.25) and OpenShift's SecurityContextConstraints."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Fact, any_of
from ...graph import Graph, Resource, Value, first_unknown
from .. import Service
from ..attributes import as_bool, read
from ._objects import annotation, field, objects, spelled, strings, terraform

SERVICE = Service()
MEND = "admit less"


@SERVICE.facet("PodSecurityPolicy", *terraform("pod_security_policy"))
def of_policy(policy: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """What a PodSecurityPolicy admits."""
    for part, name, default in (("privileged", "privileged", False), ("host-pid", "hostPID", False),
                                ("host-ipc", "hostIPC", False), ("host-network", "hostNetwork", False),
                                ("escalation", "allowPrivilegeEscalation", True)):
        path = f"spec.{name}"
        yield _control(policy, part, field(policy, path, default).map(lambda v: as_bool(v) is not True),
                       f"set `{spelled(policy, path)}` to false")
    rule = field(policy, "spec.runAsUser.rule", "RunAsAny")
    ranges = objects(policy, "spec.runAsUser.ranges" if policy.dialect == "kubernetes" else "spec.runAsUser.range")
    zero = any(str(r.read("min").value) == "0" for r in ranges)
    yield _control(policy, "root", rule.map(lambda v: v == "MustRunAsNonRoot" or (v == "MustRunAs" and not zero)),
                   "require \"MustRunAsNonRoot\"")
    dropped = _names(field(policy, "spec.requiredDropCapabilities"))
    yield _control(policy, "net-raw", dropped.map(lambda names: bool({"ALL", "NET_RAW"} & set(names))), "drop NET_RAW")
    yield _control(policy, "keeps-capabilities", dropped.map(bool), "list what is dropped")
    added = [_names(field(policy, f"spec.{n}")) for n in ("allowedCapabilities", "defaultAddCapabilities")]
    yield _control(policy, "added-capabilities",
                   any_of([a.map(bool) for a in added]).map(lambda v: not v), "allow no further capabilities")
    profile = annotation(policy, "seccomp.security.alpha.kubernetes.io/defaultProfileName")
    yield _control(policy, "seccomp", profile.map(lambda v: v in ("docker/default", "runtime/default")),
                   "set the default profile by its annotation")
    mounts = _names(field(policy, "spec.allowedProcMountTypes"))
    yield _control(policy, "unmasked-proc", mounts.map(lambda names: "UNMASKED" not in names), "allow no Unmasked")
    sysctls = field(policy, "spec.allowedUnsafeSysctls")
    yield _control(policy, "sysctls", sysctls.map(lambda v: not strings(v)), "allow no unsafe ones")
    for allowed in objects(policy, "spec.allowedHostPaths"):
        read_only = allowed.read(spelled(policy, "readOnly"), False)
        yield _control(policy, "host-path", read_only.map(lambda v: as_bool(v) is True), "set `readOnly`")


@SERVICE.facet("security.openshift.io/SecurityContextConstraints")
def of_constraints(constraints: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether OpenShift's constraints admit privileged containers."""
    return _control(constraints, "privileged", read(constraints, "allowPrivilegedContainer", False).map(
        lambda v: as_bool(v) is not True), "set `allowPrivilegedContainer` to false")


def _control(resource: Resource, part: str, on: Fact[bool], mend: str) -> Control:
    return Control(resource=resource, what="policy for pods", part=part, kind=Kind.ADMISSION_OF_PODS,
                   on=on.mended(mend))


def _names(fact: Fact[Value]) -> Fact[tuple[str, ...]]:
    unknown = first_unknown(fact.value)
    return Fact(strings(fact.value) and tuple(s.upper() for s in strings(fact.value))
                if unknown is None else unknown, fact.evidence)
