"""Containers with the settings that they have in effect: the container's own go before the pod's."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Container
from ...facts import Evidence, Fact, any_of, hole
from ...graph import Graph, Resource, Unknown, Value, first_unknown
from .. import Block, Service
from ..attributes import as_bool, blocks, elements, read, set_at_all
from ._objects import WORKLOADS, kind_of, pod_path, spelled, strings

NO_PROBES = {"Job", "CronJob", "PodTemplate"}
"""What ends by itself needs nobody to notice that it hangs."""
SELINUX_TYPES = {"container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
"""Kubernetes: Pod Security Standards, SELinux."""
SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
APPARMOR_CONTAINER = "container.apparmor.security.beta.kubernetes.io/"

SERVICE = Service()


@SERVICE.facet(*WORKLOADS)
def containers_of(workload: Resource, graph: Graph) -> Iterator[Container]:  # noqa: ARG001
    """Each container of the workload's pods."""
    for name, part in (("containers", ""), ("initContainers", "init"), ("ephemeralContainers", "ephemeral")):
        if workload.dialect == "terraform":
            name = spelled(workload, name).removesuffix("s")
        for block in _blocks(workload, name):
            yield _Reader(workload, block, part).facet()


def _blocks(workload: Resource, name: str) -> list[Block]:
    return blocks(workload, f"{spelled(workload, pod_path(workload))}.{name}")


class _Reader:
    """Reads one container and the pod around it."""

    __slots__ = ("block", "part", "pod", "workload")

    def __init__(self, workload: Resource, block: Block, part: str) -> None:
        self.workload, self.block, self.part = workload, block, part
        self.pod = spelled(workload, pod_path(workload))

    def facet(self) -> Container:
        running = self.part == "" and kind_of(self.workload) not in NO_PROBES
        sized = self.part != "ephemeral"
        privileged, added, dropped = self.true("privileged"), self.capabilities("add"), self.capabilities("drop")
        escalation = self.own("securityContext.allowPrivilegeEscalation", True)
        user, group = self.number("runAsUser"), self.number("runAsGroup")
        name = self.block.read("name").value
        return Container(
            resource=self.workload, what=f'container "{name}"' if isinstance(name, str) else "container",
            part=self.part, image=_text(self.own("image", "")), always_pulled=self.always_pulled(),
            privileged=privileged, can_escalate=self.can_escalate(escalation, privileged, added),
            escalation_asked=not escalation.evidence[0].absent or privileged.value is True,
            root=self.root(user), user=user, group=group, groups=self.groups(group),
            writable_root=_is(self.own("securityContext.readOnlyRootFilesystem", False), False).mended(
                self.mend("securityContext.readOnlyRootFilesystem", "true")),
            added=added, dropped=dropped,
            seccomp=self.profile("seccompProfile", (SECCOMP_CONTAINER, SECCOMP)),
            apparmor=self.profile("appArmorProfile", (APPARMOR_CONTAINER, "")),
            unmasked_proc=_is(self.own("securityContext.procMount", "Default"), "Unmasked"),
            selinux=self.selinux(),
            host_process=_is(self.either("windowsOptions.hostProcess", False), True),
            host_ports=self.ports("hostPort"), ports=self.ports("containerPort"),
            cpu_request=self.size("cpu", "requests", "limits") if sized else None,
            cpu_limit=self.size("cpu", "limits") if sized else None,
            memory_request=self.size("memory", "requests", "limits") if sized else None,
            memory_limit=self.size("memory", "limits") if sized else None,
            liveness=self.there("livenessProbe") if running else None,
            readiness=self.there("readinessProbe") if running else None,
            secret_variables=self.secret_variables(), settled=self.there("securityContext"))

    # -- where a value stands

    def own(self, path: str, default: Value = None) -> Fact[Value]:
        return self.block.read(spelled(self.workload, path), default)

    def either(self, path: str, default: Value = None) -> Fact[Value]:
        """A setting of the security context: the container's, else the pod's."""
        path = "securityContext." + path
        own = self.own(path, default)
        if not own.evidence[0].absent:
            return own
        whole = read(self.workload, f"{self.pod}.{spelled(self.workload, path)}", default)
        return own if whole.evidence[0].absent else whole

    def mend(self, path: str, value: str) -> str:
        return f"set `{spelled(self.workload, path)}` to {value}"

    def true(self, name: str) -> Fact[bool]:
        return _is(self.own(f"securityContext.{name}", False), True)

    def there(self, name: str) -> Fact[bool]:
        fact = self.own(name)
        if isinstance(fact.value, dict) and not fact.evidence[0].absent:
            return Fact(bool(fact.value), (Evidence(self.workload, fact.evidence[0].path),))
        if isinstance(fact.value, list):
            return Fact(bool(fact.value) and fact.value[0] not in (None, {}),
                        (Evidence(self.workload, fact.evidence[0].path),))
        return set_at_all(fact).mended(f"set `{spelled(self.workload, name)}`")

    # -- what the settings come to

    def can_escalate(self, setting: Fact[Value], privileged: Fact[bool], added: Fact[tuple[str, ...]]) -> Fact[bool]:
        """Kubernetes: always true for a privileged container, and for one with SYS_ADMIN."""
        return any_of([_is(setting, True), privileged, added.map(lambda names: "SYS_ADMIN" in names)]).mended(
            self.mend("securityContext.allowPrivilegeEscalation", "false"))

    def root(self, user: Fact[int | None]) -> Fact[bool]:
        non_root = _is(self.either("runAsNonRoot", False), True)
        if non_root.value is True:
            return Fact(False, non_root.evidence)
        if isinstance(user.value, Unknown | int):
            return user.map(lambda number: number == 0).mended(self.mend("securityContext.runAsNonRoot", "true"))
        return non_root.map(lambda value: not value).mended(self.mend("securityContext.runAsNonRoot", "true"))

    def number(self, name: str) -> Fact[int | None]:
        return self.either(name).map(_number)

    def groups(self, group: Fact[int | None]) -> Fact[tuple[int, ...]]:
        where = f"{self.pod}.{spelled(self.workload, 'securityContext')}"
        facts: list[Fact[Value]] = [Fact(group.value, group.evidence)]
        facts += [read(self.workload, f"{where}.{spelled(self.workload, name)}")
                  for name in ("fsGroup", "supplementalGroups")]
        if (unknown := hole(*facts)) is not None:
            return Fact(unknown, facts[0].evidence)
        found = [(n, f.evidence[0]) for f in facts for v in elements(f.value)
                 if not isinstance(v, Unknown) and (n := _number(v)) is not None]
        first = sorted(found, key=lambda pair: pair[0])
        return Fact(tuple(n for n, _ in found), (first[0][1],) if first else facts[0].evidence)

    def capabilities(self, which: str) -> Fact[tuple[str, ...]]:
        fact = self.own(f"securityContext.capabilities.{which}")
        if (unknown := first_unknown(fact.value)) is not None:
            return Fact(unknown, fact.evidence)
        return Fact(tuple(n.upper().removeprefix("CAP_") for n in strings(fact.value)), fact.evidence)

    def profile(self, field: str, annotations: tuple[str, str]) -> Fact[str]:
        """A profile by the field, or by the annotations that came before it."""
        fact = self.either(f"{field}.type")
        if fact.evidence[0].absent:
            name = self.block.read("name").value
            for key in (annotations[0] + name if isinstance(name, str) else "", annotations[1]):
                place = tuple(s for s in self.pod.rpartition("spec")[0].split(".") if s)
                old = read(self.workload, (*place, "metadata", "annotations", key)) if key else None
                if old is not None and not old.evidence[0].absent:
                    fact = old
                    break
        return fact.map(_profile).mended(self.mend(f"securityContext.{field}.type", '"RuntimeDefault"'))

    def selinux(self) -> Fact[bool]:
        type_ = self.either("seLinuxOptions.type").map(
            lambda v: v not in (None, "") and v not in SELINUX_TYPES)
        return any_of([type_, *(self.either(f"seLinuxOptions.{name}").map(lambda v: v not in (None, ""))
                                for name in ("user", "role"))])

    def ports(self, name: str) -> Fact[tuple[int, ...]]:
        numbers: list[int] = []
        evidence: list[Evidence] = []
        for port in self.block.blocks("ports" if self.workload.dialect == "kubernetes" else "port"):
            fact = port.read(spelled(self.workload, name))
            if isinstance(fact.value, Unknown):
                return Fact(fact.value, fact.evidence)
            number = _number(fact.value)
            if number:
                numbers.append(number)
                evidence += fact.evidence
        return Fact(tuple(numbers), tuple(evidence) or (self.block.evidence,))

    def size(self, what: str, *where: str) -> Fact[bool]:
        """Whether an amount is set; a limit stands for a request that is not."""
        facts = [set_at_all(self.own(f"resources.{name}.{what}")) for name in where]
        fact = any_of(facts)
        if fact.value is False:
            fact = Fact(False, facts[0].evidence)
        return fact.mended(f"set `resources.{where[0]}.{what}`")

    def always_pulled(self) -> Fact[bool]:
        """By default an image without a tag, or tagged latest, is pulled each time; what a digest names is the same
        wherever it comes from."""
        image, policy = self.own("image", ""), self.own("imagePullPolicy")
        if isinstance(image.value, str) and "@" in image.value:
            return Fact(True, image.evidence)
        if policy.value is None and isinstance(image.value, Unknown):
            return Fact(image.value, image.evidence)
        if policy.value is None and isinstance(image.value, str):
            tag = image.value.rpartition("/")[2].partition(":")[2]
            return Fact(tag in ("", "latest"), policy.evidence, self.mend("imagePullPolicy", '"Always"'))
        return _is(policy, "Always").mended(self.mend("imagePullPolicy", '"Always"'))

    def secret_variables(self) -> Fact[bool]:
        found = [Evidence(b.resource, b.path) for name in ("env", "envFrom") for b in
                 self.block.blocks(spelled(self.workload, name))
                 if not b.read(spelled(self.workload, "valueFrom.secretKeyRef" if name == "env" else "secretRef"))
                 .evidence[0].absent]
        return Fact(bool(found), tuple(found[:1]) or (self.block.evidence,), "mount the secret as a file")


def _is(fact: Fact[Value], wanted: Value) -> Fact[bool]:
    return fact.map(lambda value: bool(as_bool(value) == wanted))


def _text(fact: Fact[Value]) -> Fact[str]:
    return fact.map(lambda value: value if isinstance(value, str) else "")


def _number(value: Value) -> int | None:
    if isinstance(value, bool):
        return None
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _profile(value: Value) -> str:
    text = value.lower() if isinstance(value, str) else ""
    if text in ("runtimedefault", "runtime/default", "docker/default"):
        return "default"
    return "custom" if text.startswith("localhost") else "unconfined" if text else ""
