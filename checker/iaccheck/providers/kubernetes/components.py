"""The components of a cluster: flags of static pods, and the kubelet's configuration file.

Defaults are those of the components' reference pages; what each setting is wanted to be is what hardening guides agree
on, and stands in the table so that a policy need not know any flag.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as fields
from typing import TypeAlias

from ...facets import Control, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Block, Service, read
from ..attributes import elements
from ._objects import WORKLOADS, containers

COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd", "kubelet")
API, MANAGER, SCHEDULER, ETCD, KUBELET = COMPONENTS
STRONG_CIPHERS = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_AES_128_GCM_SHA256",
}
"""The suites that the CIS benchmark for Kubernetes accepts (1.2.29 and 4.2.12), and those of TLS 1.3."""

SERVICE = Service()


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags that a component is started with, by name without dashes."""

    given: Mapping[str, str]
    unknown: Unknown | None = None
    """Set where some argument is not known: what seems to be absent may be there."""
    places: Mapping[str, Evidence] = fields(default_factory=dict)
    whole: tuple[Evidence, ...] = ()


Test: TypeAlias = Callable[[Mapping[str, str]], bool]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the flags that decide it, and whether they are as they should be."""

    component: str
    part: str
    kind: Kind
    names: tuple[str, ...]
    test: Test
    mend: str


def _equals(name: str, wanted: str, default: str) -> Test:
    return lambda flags: flags.get(name, default).lower() == wanted


def _has(*names: str) -> Test:
    return lambda flags: all(flags.get(n) for n in names)


def _lacks(name: str) -> Test:
    return lambda flags: name not in flags


def _lists(name: str, item: str, default: str = "") -> Test:
    return lambda flags: item in _items(flags.get(name, default))


def _lists_not(name: str, item: str, default: str = "") -> Test:
    return lambda flags: item not in _items(flags.get(name, default))


def _least(name: str, least: int) -> Test:
    return lambda flags: (n := flags.get(name, "")).isdigit() and int(n) >= least


def _differs(name: str, unwanted: str, default: str) -> Test:
    return lambda flags: flags.get(name, default) != unwanted


def _ciphers(flags: Mapping[str, str]) -> bool:
    chosen = _items(flags.get("tls-cipher-suites", ""))
    return bool(chosen) and chosen <= STRONG_CIPHERS


def _request_timeout(flags: Mapping[str, str]) -> bool:
    return flags.get("request-timeout", "1m0s") not in ("0", "0s", "")


def _gates(flags: Mapping[str, str]) -> bool:
    """The gate is on by default; what is refused is to switch it off."""
    return "RotateKubeletServerCertificate=false" not in _items(flags.get("feature-gates", ""))


def _items(text: str) -> set[str]:
    return {item.strip() for item in text.split(",") if item.strip()}


def _rows(component: str, kind: Kind, *rows: tuple[str, tuple[str, ...], Test, str]) -> Iterator[Setting]:
    for part, names, test, mend in rows:
        yield Setting(component, part, kind, names, test, mend)


def _plugin(part: str, name: str) -> tuple[str, tuple[str, ...], Test, str]:
    flag = "enable-admission-plugins"
    return part, (flag,), _lists(flag, name), f"list {name} in `--{flag}`"


def _kept_plugin(part: str, name: str) -> tuple[str, tuple[str, ...], Test, str]:
    flag = "disable-admission-plugins"
    return part, (flag,), _lists_not(flag, name), f"take {name} out of `--{flag}`"


def _set(part: str, *names: str) -> tuple[str, tuple[str, ...], Test, str]:
    return part, names, _has(*names), "set " + " and ".join(f"`--{n}`" for n in names)


def _unset(part: str, name: str) -> tuple[str, tuple[str, ...], Test, str]:
    return part, (name,), _lacks(name), f"remove `--{name}`"


def _false(part: str, name: str, default: str) -> tuple[str, tuple[str, ...], Test, str]:
    return part, (name,), _equals(name, "false", default), f"set `--{name}=false`"


def _true(part: str, name: str, default: str) -> tuple[str, tuple[str, ...], Test, str]:
    return part, (name,), _equals(name, "true", default), f"set `--{name}=true`"


def _number(part: str, name: str, least: int) -> tuple[str, tuple[str, ...], Test, str]:
    return part, (name,), _least(name, least), f"set `--{name}={least}` or more"


_MODE = "authorization-mode"
_LOCAL = ("bind-address", ("bind-address",), _equals("bind-address", "127.0.0.1", ""),
          "set `--bind-address=127.0.0.1`")
_STRONG = ("tls-ciphers", ("tls-cipher-suites",), _ciphers, "list strong suites only in `--tls-cipher-suites`")
_ROTATES = ("rotate-server-certificate", ("feature-gates",), _gates,
            "do not switch the gate RotateKubeletServerCertificate off")

SETTINGS = (
    *_rows(API, Kind.COMPONENT_AUTHENTICATION,
           _false("anonymous-auth", "anonymous-auth", "true"), _unset("token-auth-file", "token-auth-file"),
           _unset("basic-auth-file", "basic-auth-file"), _set("client-ca", "client-ca-file"),
           _true("service-account-lookup", "service-account-lookup", "true"),
           _set("service-account-key-file", "service-account-key-file")),
    *_rows(API, Kind.COMPONENT_AUTHORIZATION,
           ("always-allow", (_MODE,), _lists_not(_MODE, "AlwaysAllow", "AlwaysAllow"), f"set `--{_MODE}=Node,RBAC`"),
           ("mode-node", (_MODE,), _lists(_MODE, "Node"), f"list Node in `--{_MODE}`"),
           ("mode-rbac", (_MODE,), _lists(_MODE, "RBAC"), f"list RBAC in `--{_MODE}`")),
    *_rows(API, Kind.COMPONENT_ADMISSION,
           ("always-admit", ("enable-admission-plugins",), _lists_not("enable-admission-plugins", "AlwaysAdmit"),
            "take AlwaysAdmit out of `--enable-admission-plugins`"),
           _plugin("always-pull-images", "AlwaysPullImages"), _plugin("event-rate-limit", "EventRateLimit"),
           _plugin("node-restriction", "NodeRestriction"), _plugin("image-policy-webhook", "ImagePolicyWebhook"),
           _plugin("pod-security-policy", "PodSecurityPolicy"),
           _plugin("deny-external-ips", "DenyServiceExternalIPs"),
           ("security-context-deny", ("enable-admission-plugins",),
            lambda flags: bool({"SecurityContextDeny", "PodSecurityPolicy"}
                               & _items(flags.get("enable-admission-plugins", ""))),
            "list SecurityContextDeny in `--enable-admission-plugins`, where Pod Security is not used"),
           _kept_plugin("namespace-lifecycle", "NamespaceLifecycle"),
           _kept_plugin("service-account-plugin", "ServiceAccount")),
    *_rows(API, Kind.COMPONENT_AUDIT,
           _set("audit-log-path", "audit-log-path"), _set("audit-policy-file", "audit-policy-file"),
           _number("audit-log-maxage", "audit-log-maxage", 30),
           _number("audit-log-maxbackup", "audit-log-maxbackup", 10),
           _number("audit-log-maxsize", "audit-log-maxsize", 100)),
    *_rows(API, Kind.COMPONENT_TLS,
           _set("tls-cert", "tls-cert-file", "tls-private-key-file"),
           _set("etcd-client-cert", "etcd-certfile", "etcd-keyfile"), _set("etcd-ca", "etcd-cafile"),
           _set("kubelet-client-cert", "kubelet-client-certificate", "kubelet-client-key"),
           _set("kubelet-ca", "kubelet-certificate-authority"), _true("kubelet-https", "kubelet-https", "true"),
           _set("encryption-provider-config", "encryption-provider-config"), _STRONG),
    *_rows(API, Kind.COMPONENT_HARDENING,
           _false("profiling", "profiling", "true"), _unset("insecure-bind-address", "insecure-bind-address"),
           ("insecure-port", ("insecure-port",), _equals("insecure-port", "0", "8080"), "set `--insecure-port=0`"),
           ("secure-port", ("secure-port",), _differs("secure-port", "0", "6443"), "set `--secure-port`"),
           ("request-timeout", ("request-timeout",), _request_timeout, "set `--request-timeout`")),
    *_rows(MANAGER, Kind.COMPONENT_HARDENING, _false("profiling", "profiling", "true"), _LOCAL,
           ("gc-threshold", ("terminated-pod-gc-threshold",),
            lambda flags: (n := flags.get("terminated-pod-gc-threshold", "")).isdigit() and int(n) > 0,
            "set `--terminated-pod-gc-threshold`")),
    *_rows(MANAGER, Kind.COMPONENT_AUTHENTICATION,
           _true("service-account-credentials", "use-service-account-credentials", "false"),
           _set("service-account-private-key", "service-account-private-key-file")),
    *_rows(MANAGER, Kind.COMPONENT_TLS, _set("root-ca", "root-ca-file"),
           ("rotate-server-certificate", ("feature-gates",),
            _lists("feature-gates", "RotateKubeletServerCertificate=true"),
            "set `--feature-gates=RotateKubeletServerCertificate=true`")),
    *_rows(SCHEDULER, Kind.COMPONENT_HARDENING, _false("profiling", "profiling", "true"), _LOCAL),
    *_rows(ETCD, Kind.COMPONENT_TLS, _set("cert", "cert-file", "key-file"),
           _set("peer-cert", "peer-cert-file", "peer-key-file"), _false("auto-tls", "auto-tls", "false"),
           _false("peer-auto-tls", "peer-auto-tls", "false"), _STRONG),
    *_rows(ETCD, Kind.COMPONENT_AUTHENTICATION, _true("client-cert-auth", "client-cert-auth", "false"),
           _true("peer-client-cert-auth", "peer-client-cert-auth", "false")),
    *_rows(KUBELET, Kind.COMPONENT_AUTHENTICATION, _false("anonymous-auth", "anonymous-auth", "true"),
           _set("client-ca", "client-ca-file")),
    *_rows(KUBELET, Kind.COMPONENT_AUTHORIZATION,
           ("always-allow", (_MODE,), _lists_not(_MODE, "AlwaysAllow", "AlwaysAllow"), f"set `--{_MODE}=Webhook`")),
    *_rows(KUBELET, Kind.COMPONENT_TLS, _set("tls-cert", "tls-cert-file", "tls-private-key-file"), _STRONG,
           ("rotate-certificates", ("rotate-certificates",), _equals("rotate-certificates", "true", "true"),
            "set `--rotate-certificates=true`"), _ROTATES),
    *_rows(KUBELET, Kind.COMPONENT_HARDENING,
           ("read-only-port", ("read-only-port",), _equals("read-only-port", "0", "10255"),
            "set `--read-only-port=0`"),
           ("streaming-timeout", ("streaming-connection-idle-timeout",),
            lambda flags: flags.get("streaming-connection-idle-timeout", "4h") not in ("0", "0s", "0m"),
            "set `--streaming-connection-idle-timeout`"),
           _true("protect-kernel-defaults", "protect-kernel-defaults", "false"),
           _true("iptables-util-chains", "make-iptables-util-chains", "true"),
           _unset("hostname-override", "hostname-override"),
           ("event-qps", ("event-qps",), _equals("event-qps", "0", "50"), "set `--event-qps=0`"),
           ("event-qps-level", ("event-qps",), lambda flags: flags.get("event-qps", "50") in tuple("012345"),
            "set `--event-qps=0`")),
)

# The kubelet's configuration file (kubelet.config.k8s.io): its field, the flag that means the same, and the default
# of the file, which is not always the flag's.
FILE = {
    "authentication.anonymous.enabled": ("anonymous-auth", "false"),
    "authentication.x509.clientCAFile": ("client-ca-file", ""), "authorization.mode": (_MODE, "Webhook"),
    "tlsCertFile": ("tls-cert-file", ""), "tlsPrivateKeyFile": ("tls-private-key-file", ""),
    "tlsCipherSuites": ("tls-cipher-suites", ""), "rotateCertificates": ("rotate-certificates", "false"),
    "readOnlyPort": ("read-only-port", "0"),
    "streamingConnectionIdleTimeout": ("streaming-connection-idle-timeout", "4h"),
    "protectKernelDefaults": ("protect-kernel-defaults", "false"),
    "makeIPTablesUtilChains": ("make-iptables-util-chains", "true"), "eventRecordQPS": ("event-qps", "50"),
}


@SERVICE.facet(*WORKLOADS)
def of_static_pod(workload: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """The components among a pod's containers."""
    for container in containers(workload):
        found = _started(container)
        if found is not None:
            yield from _judged(workload, found[0], found[1])


@SERVICE.facet("KubeletConfiguration")
def of_kubelet(configuration: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """The kubelet's configuration file."""
    given: dict[str, str] = {}
    places: dict[str, Evidence] = {}
    unknown: Unknown | None = None
    for path, (flag, default) in FILE.items():
        fact = read(configuration, path, default)
        if isinstance(fact.value, Unknown):
            unknown = fact.value
            continue
        items = [str(v) for v in elements(fact.value) if not isinstance(reveal(v), Unknown)]
        text = ",".join(items)
        if text:
            given[flag] = text.lower() if text in ("True", "False") else text
            places[flag] = fact.evidence[0]
    gate = read(configuration, "featureGates.RotateKubeletServerCertificate")
    if gate.value is False:
        given["feature-gates"] = "RotateKubeletServerCertificate=false"
        places["feature-gates"] = gate.evidence[0]
    yield from _judged(configuration, KUBELET, Flags(given, unknown, places, (Evidence(configuration, ()),)))


def _judged(resource: Resource, component: str, flags: Flags) -> Iterator[Control]:
    for setting in SETTINGS:
        if setting.component != component:
            continue
        places = tuple(flags.places[n] for n in setting.names if n in flags.places)
        good: bool | Unknown = setting.test(flags.given)
        if flags.unknown is not None and len(places) < len(setting.names):
            good = flags.unknown
        yield Control(resource=resource, what=component, part=f"{component}-{setting.part}", kind=setting.kind,
                      on=Fact(good, places or flags.whole, setting.mend))


def _started(container: Block) -> tuple[str, Flags] | None:
    """The component that a container starts, and its flags."""
    words: list[tuple[str, Evidence]] = []
    unknown: Unknown | None = None
    whole: tuple[Evidence, ...] = ()
    for name in ("command", "args"):
        fact = container.read(name)
        if isinstance(fact.value, Unknown):
            unknown = fact.value
            continue
        if not fact.evidence[0].absent:
            whole = whole or (Evidence(container.resource, fact.evidence[0].path),)
        for index, item in enumerate(elements(fact.value)):
            plain = reveal(item)
            if isinstance(plain, Unknown):
                unknown = plain
            elif isinstance(plain, str):
                place = Evidence(container.resource, (*container.path, name, index), plain)
                words += [(word, place) for word in ([plain] if plain.startswith("-") else plain.split())]
    component = _component([w for w, _ in words], container)
    if component is None:
        return None
    given: dict[str, str] = {}
    places: dict[str, Evidence] = {}
    for position, (word, place) in enumerate(words):
        if not word.startswith("-"):
            continue
        flag, equals, value = word.lstrip("-").partition("=")
        if not equals:
            following = words[position + 1][0] if position + 1 < len(words) else "-"
            value = "true" if following.startswith("-") else following
        given[flag], places[flag] = value.strip().strip("\"'"), place
    return component, Flags(given, unknown, places, whole or (container.evidence,))


def _component(words: list[str], container: Block) -> str | None:
    for word in words:
        name = word.rpartition("/")[2]
        if name in COMPONENTS:
            return name
        if name == "apiserver":
            return API
    if any(not w.startswith("-") for w in words):
        return None
    image: Value = container.read("image").value
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0] if isinstance(image, str) else ""
    return name if name in COMPONENTS and words else None
