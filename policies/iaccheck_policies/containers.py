"""Containers: what they may do on their host, what they are given, and how they are watched."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import Container
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, forbid, policy, require

FAMILY = "workload-hardening"
LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH

BASELINE = {"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
            "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}
"""Kubernetes: Pod Security Standards, baseline, capabilities."""
RESTRICTED = {"NET_BIND_SERVICE"}
HIGH_NUMBER = 10_000
"""Users and groups of hosts have numbers below."""
PRIVILEGED_PORTS = 1024


@policy(Container, id="privileged-container", family=FAMILY, severity=HIGH, stride="elevation-of-privilege",
        title="A container is privileged",
        why="A privileged container is not confined: whoever breaks into it owns the host and everything on it.",
        mend="Run it without privileges; add the one capability that it needs.")
def privileged_container(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.privileged, f"{container.what} is privileged")


@policy(Container, id="privilege-escalation", family=FAMILY, severity=MEDIUM, stride="elevation-of-privilege",
        title="A container can gain more rights than it was started with",
        why="A program with the setuid bit makes an intruder root in the container.",
        mend="Forbid privilege escalation.")
def privilege_escalation(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.can_escalate, f"{container.what} can gain more rights than it was started with",
                      "asked" if container.escalation_asked else "default")


@policy(Container, id="root-container", family=FAMILY, severity=MEDIUM, stride="elevation-of-privilege",
        title="A container runs as root, or may",
        why="A break out of a container that runs as root is a break into the host as root.",
        mend="Require a user other than root.")
def root_container(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.root, f"{container.what} may run as root", "root")
    if container.user is not None:
        yield from forbid(container.user.map(lambda number: number == 0), f"{container.what} runs as user 0",
                          "user-zero")


@policy(Container, id="low-user-id", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="A container's user or group may have the number of one of its host's",
        why="To the host it is that user: whatever escapes has its files and processes.",
        mend=f"Set numbers above {HIGH_NUMBER}.")
def low_user_id(container: Container) -> Iterator[Verdict]:
    for fact, cause in ((container.user, "user"), (container.group, "group")):
        if fact is not None:
            yield from require(fact.map(lambda number: number is not None and number > HIGH_NUMBER),
                               f"the {cause} of {container.what} may be one of its host's",
                               *((cause, f"{cause}-set") if isinstance(fact.value, int) else (cause,)))


@policy(Container, id="root-group", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="A container is in the root group",
        why="Files that only root's group may read or write are open to it.",
        mend="Use groups with other numbers than 0.")
def root_group(container: Container) -> Iterator[Verdict]:
    if container.groups is not None:
        yield from forbid(container.groups.map(lambda numbers: 0 in numbers), f"{container.what} is in the root group")


@policy(Container, id="writable-container", family=FAMILY, severity=LOW, stride="tampering",
        title="A container can write to its root file system",
        why="An intruder brings tools, changes programs and stays.",
        mend="Make the root file system read-only, and mount volumes where something is written.")
def writable_container(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.writable_root, f"{container.what} can write to its root file system")


@policy(Container, id="added-capabilities", family=FAMILY, severity=MEDIUM, stride="elevation-of-privilege",
        title="A container has more capabilities than the default ones",
        why="Capabilities are parts of root's rights; some of them, such as SYS_ADMIN, are as good as all.",
        mend="Add none, or NET_BIND_SERVICE at most.")
def added_capabilities(container: Container) -> Iterator[Verdict]:
    if container.added is None:
        return
    names = container.added.known_or(())
    causes = ["any"] + [n.lower().replace("_", "-") for n in ("SYS_ADMIN", "NET_RAW", "SYS_MODULE", "ALL")
                        if n in names]
    causes += ["beyond-baseline"] if set(names) - BASELINE else []
    causes += ["beyond-restricted"] if set(names) - RESTRICTED else []
    severity = HIGH if {"SYS_ADMIN", "SYS_MODULE", "ALL"} & set(names) else LOW if set(names) <= BASELINE else None
    yield from forbid(container.added.map(bool), f"{container.what} is given capabilities", *causes, severity=severity)


@policy(Container, id="kept-capabilities", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="A container keeps capabilities that it may not need",
        why="The default ones let it forge packets, change owners and bypass permissions inside.",
        mend="Drop all of them.")
def kept_capabilities(container: Container) -> Iterator[Verdict]:
    dropped = container.dropped
    if dropped is None:
        return
    mend = "list \"ALL\" among the capabilities that are dropped"
    yield from require(dropped.map(lambda names: "ALL" in names).mended(mend),
                       f"{container.what} does not drop all capabilities", "all",
                       *(("none",) if dropped.value == () else ()),
                       *(("net-raw",) if not {"ALL", "NET_RAW"} & set(dropped.known_or(())) else ()))


@policy(Container, id="no-seccomp-profile", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="A container may make every system call",
        why="Flaws of the kernel are reached by rare calls that hardly any program needs.",
        mend="Use the profile of the container runtime.")
def no_seccomp_profile(container: Container) -> Iterator[Verdict]:
    if container.seccomp is not None:
        yield from require(container.seccomp.map(lambda profile: profile in ("default", "custom")),
                           f"{container.what} may make every system call",
                           "unconfined" if container.seccomp.value == "unconfined" else "unset")


@policy(Container, id="no-apparmor-profile", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="A container has no AppArmor profile",
        why="Nothing but its user limits which files it opens.",
        mend="Use the profile of the container runtime.")
def no_apparmor_profile(container: Container) -> Iterator[Verdict]:
    if container.apparmor is not None:
        cause = {"": "unset", "custom": "other"}.get(str(container.apparmor.known_or("")), "unconfined")
        yield from require(container.apparmor.map(lambda profile: profile == "default" or profile == "custom"),
                           f"{container.what} is not confined by AppArmor", cause)


@policy(Container, id="unmasked-proc", family=FAMILY, severity=MEDIUM, stride="information-disclosure",
        title="A container sees all of /proc",
        why="The masked parts say, and let be changed, how the host's kernel works.",
        mend="Leave the mask in place.")
def unmasked_proc(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.unmasked_proc, f"{container.what} sees all of /proc")


@policy(Container, id="custom-selinux", family=FAMILY, severity=MEDIUM, stride="elevation-of-privilege",
        title="A container has SELinux options of its own",
        why="Other types, users and roles than those for containers may reach the host's files.",
        mend="Leave them out, or use the types for containers.")
def custom_selinux(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.selinux, f"{container.what} has SELinux options of its own")


@policy(Container, id="host-process", family=FAMILY, severity=HIGH, stride="elevation-of-privilege",
        title="A container is a process of its Windows host",
        why="It has the rights of an administrator of the host.",
        mend="Run it as a container.")
def host_process(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.host_process, f"{container.what} is a process of its host")


@policy(Container, id="host-port", family=FAMILY, severity=LOW, stride="information-disclosure",
        title="A container uses a port of its host",
        why="It is reachable past services and network policies, and only one of it fits on a host.",
        mend="Use a service.")
def host_port(container: Container) -> Iterator[Verdict]:
    if container.host_ports is not None:
        yield from forbid(container.host_ports.map(bool), f"{container.what} uses a port of its host")


@policy(Container, id="privileged-port", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="A container listens on a port that only root may use",
        why="It has to run as root, or with a capability, to do so.",
        mend=f"Listen on a port from {PRIVILEGED_PORTS} on; a service can have the other number.")
def privileged_port(container: Container) -> Iterator[Verdict]:
    for fact in (container.ports, container.host_ports):
        if fact is not None and (fact.value or fact is container.ports):
            yield from forbid(fact.map(lambda numbers: any(0 < n < PRIVILEGED_PORTS for n in numbers)),
                              f"{container.what} listens on a port below {PRIVILEGED_PORTS}")


@policy(Container, id="unset-resources", family=FAMILY, severity=LOW, stride="denial-of-service",
        title="A container's share of its host is not set",
        why="One that runs wild, or is attacked, takes what the others need.",
        mend="Set requests and limits for processor and memory.")
def unset_resources(container: Container) -> Iterator[Verdict]:
    for fact, cause, says in ((container.cpu_request, "cpu-request", "asks for no share of the processor"),
                              (container.cpu_limit, "cpu-limit", "has no limit on the processor"),
                              (container.memory_request, "memory-request", "asks for no memory"),
                              (container.memory_limit, "memory-limit", "has no limit on memory")):
        yield from require(fact, f"{container.what} {says}", cause)


@policy(Container, id="no-security-context", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="A container has no security settings",
        why="All that confines it is left to defaults, which are made for compatibility.",
        mend="Set its security context.")
def no_security_context(container: Container) -> Iterator[Verdict]:
    yield from require(container.settled, f"{container.what} has no security settings", "container")


@policy(Container, id="unpinned-image", family="patching-versioning", severity=LOW, stride="tampering",
        title="An image is not named so that it stays the same",
        why="What was tested is exchanged for something else under the same name.",
        mend="Name the image by its digest, or at least by a version.")
def unpinned_image(container: Container) -> Iterator[Verdict]:
    image = container.image
    if image is None or image.value == "":
        return
    mutable = image.map(_latest)
    yield from forbid(mutable, f"{container.what} takes whatever image is the latest", "latest",
                      severity=MEDIUM)
    yield from require(image.map(lambda name: "@sha" in name), f"{container.what} names its image without a digest",
                       "no-digest")


def _latest(image: str) -> bool:
    tag = image.rpartition("/")[2].partition(":")[2]
    return "@" not in image and tag in ("", "latest")


@policy(Container, id="image-not-pulled", family="patching-versioning", severity=LOW, stride="elevation-of-privilege",
        title="An image is taken from the host's store without asking its registry",
        why="Whoever may run on the host may use images that it has no right to pull, and old ones stay in use.",
        mend="Pull the image each time; what has not changed is not transferred again.")
def image_not_pulled(container: Container) -> Iterator[Verdict]:
    yield from require(container.always_pulled, f"{container.what} may run an image that its host has stored")


@policy(Container, id="no-probe", family="governance", severity=LOW, stride="denial-of-service",
        title="Nothing notices when a container hangs",
        why="It keeps getting requests that it does not answer.",
        mend="Define probes.")
def no_probe(container: Container) -> Iterator[Verdict]:
    yield from require(container.liveness, f"nothing restarts {container.what} when it hangs", "liveness")
    yield from require(container.readiness, f"{container.what} gets requests before it is ready", "readiness")


@policy(Container, id="secret-in-environment", family="secrets", severity=LOW, stride="information-disclosure",
        title="A secret is given to a container as an environment variable",
        why="Environment variables end up in logs, crash reports and child processes.",
        mend="Mount the secret as a file.")
def secret_in_environment(container: Container) -> Iterator[Verdict]:
    yield from forbid(container.secret_variables, f"{container.what} gets a secret as an environment variable")


POLICIES = (
    privileged_container, privilege_escalation, root_container, low_user_id, root_group, writable_container,
    added_capabilities, kept_capabilities, no_seccomp_profile, no_apparmor_profile, unmasked_proc, custom_selinux,
    host_process, host_port, privileged_port, unset_resources, no_security_context, unpinned_image, image_not_pulled,
    no_probe, secret_in_environment,
)
