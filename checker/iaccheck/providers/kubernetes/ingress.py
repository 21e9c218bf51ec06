"""Ingress: TLS, and the annotations by which the NGINX controller is configured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facets import Control, DataInTransit, Kind, PublicEndpoint
from ...facts import Evidence, Fact
from ...graph import Graph, Path, Resource, Unknown, first_unknown, reveal
from .. import Service
from ._objects import annotations_of, field, objects, spelled, strings, terraform

SNIPPETS = ("configuration-snippet", "server-snippet", "auth-snippet", "modsecurity-snippet", "stream-snippet")
PREFIXES = ("nginx.ingress.kubernetes.io/", "nginx.org/", "ingress.kubernetes.io/")
SAFE_VALUES = {
    "auth-url": re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,=%]+"),
    "auth-signin": re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,=%]+"),
    "mirror-target": re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,=%]+"),
    "mirror-host": re.compile(r"[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,=%]+"),
    "auth-tls-match-cn": re.compile(r"CN=[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,= \\^]+"),
}
"""Annotations that the controller wrote into its configuration unchecked, and what is harmless in each: a URL's or
a name's characters, nothing that ends a directive (CVE-2025-24514, CVE-2025-1097, CVE-2025-1098)."""

INGRESSES = ("Ingress", *terraform("ingress"))
SERVICE = Service()


@SERVICE.facet(*INGRESSES)
def tls(ingress: Resource, graph: Graph) -> DataInTransit | None:  # noqa: ARG001
    """Whether all hosts of the rules have TLS."""
    section = field(ingress, "spec.tls")
    name = spelled(ingress, "spec.tls")
    unknown = first_unknown(section.value)
    if unknown is not None:
        return DataInTransit(resource=ingress, what="Ingress", part="ingress",
                             encrypted=Fact(unknown, section.evidence))
    entries = objects(ingress, "spec.tls")
    covered = {h for e in entries for h in strings(e.read("hosts").value)}
    every = any(not strings(e.read("hosts").value) for e in entries)
    rules = objects(ingress, "spec.rules" if ingress.dialect == "kubernetes" else "spec.rule")
    missing = [r for r in rules if not every and isinstance(h := r.read("host").value, str) and not _covers(covered, h)]
    if not entries:
        encrypted = Fact(False, section.evidence, f"set `{name}` with the hosts and a secret")
    elif missing:
        encrypted = Fact(False, missing[0].read("host").evidence, f"add the host to `{name}`")
    else:
        encrypted = Fact(True, section.evidence)
    return DataInTransit(resource=ingress, what="Ingress", part="ingress", encrypted=encrypted)


def _covers(hosts: set[str], host: str) -> bool:
    return host in hosts or "*." + host.partition(".")[2] in hosts


@SERVICE.facet(*INGRESSES)
def exposes(ingress: Resource, graph: Graph) -> PublicEndpoint | None:  # noqa: ARG001
    """An Ingress is made to be reached from outside of the cluster."""
    rules = objects(ingress, "spec.rules" if ingress.dialect == "kubernetes" else "spec.rule")
    backend = field(ingress, "spec.defaultBackend" if ingress.dialect == "kubernetes" else "spec.default_backend")
    if not rules and backend.value is None:
        return None
    internal = reveal(annotations_of(ingress).get("alb.ingress.kubernetes.io/scheme")) == "internal"
    evidence = (rules[0].evidence,) if rules else backend.evidence
    return PublicEndpoint(resource=ingress, what="workload behind the Ingress", part="ingress", intended=True,
                          reachable=Fact(not internal, evidence, "keep to an internal ingress class where clients are "
                                                                 "inside"))


@SERVICE.facet(*INGRESSES)
def unsafe_annotations(ingress: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Annotations that put text into the controller's configuration."""
    for key, raw in annotations_of(ingress).items():
        prefix, _, name = key.rpartition("/")
        if prefix + "/" not in PREFIXES:
            continue
        value = reveal(raw)
        path: Path = ("metadata", "annotations", key)
        evidence = (Evidence(ingress, path, raw),)
        if name.endswith(("-snippet", "-snippets")):
            yield _control(ingress, "snippet", Fact(False, evidence, f"remove the annotation `{key}`"))
            text = value.lower() if isinstance(value, str) else ""
            if re.search(r"\balias\b", text):
                yield _control(ingress, "alias-snippet", Fact(False, evidence, f"remove the annotation `{key}`"))
            if re.search(r"\blua_|_by_lua|_lua\b", text):
                yield _control(ingress, "lua-snippet", Fact(False, evidence, f"remove the annotation `{key}`"))
        elif name in SAFE_VALUES:
            if isinstance(value, Unknown):
                yield _control(ingress, "injection", Fact(value, evidence))
            else:
                safe = isinstance(value, str) and SAFE_VALUES[name].fullmatch(value) is not None
                yield _control(ingress, "injection", Fact(safe, evidence, f"give `{key}` a plain value"))


def _control(ingress: Resource, part: str, on: Fact[bool]) -> Control:
    return Control(resource=ingress, what="Ingress", part=part, kind=Kind.SAFE_INGRESS_ANNOTATIONS, on=on)
