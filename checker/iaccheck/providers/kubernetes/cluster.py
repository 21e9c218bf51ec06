"""Configuration of the cluster itself: encryption of what etcd stores, and the network plugin."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ...facets import Control, DataAtRest, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service, blocks
from ._objects import field

PROVIDERS = {"aescbc", "aesgcm", "secretbox", "kms"}
"""Kubernetes: Encrypting confidential data at rest.  ``identity`` writes in clear; the first provider writes."""

WITHOUT_POLICIES = {"flannel"}
"""Network plugins that do not enforce NetworkPolicies (Kubernetes: Network plugins)."""

SERVICE = Service()


@SERVICE.facet("EncryptionConfiguration", "EncryptionConfig", "apiserver.config.k8s.io/EncryptionConfiguration")
def at_rest(configuration: Resource, graph: Graph) -> Iterator[DataAtRest]:  # noqa: ARG001
    """Whether the first provider for each set of resources encrypts."""
    for entry in blocks(configuration, "resources"):
        providers = entry.blocks("providers")
        if not providers:
            raw = entry.read("providers")
            value = raw.value if isinstance(raw.value, Unknown) else False
            yield DataAtRest(resource=configuration, what="what etcd stores",
                             encrypted=Fact(value, (entry.evidence,), "list a provider such as `secretbox` or `kms`"))
            continue
        names = list(providers[0].value)
        yield DataAtRest(resource=configuration, what="what etcd stores",
                         encrypted=Fact(bool(PROVIDERS & set(names)), (providers[0].evidence,),
                                        "put a provider such as `secretbox` or `kms` before `identity`"))


@SERVICE.facet("ConfigMap", "kubernetes_config_map", "kubernetes_config_map_v1")
def network_plugin(config: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether the network plugin that a ConfigMap configures enforces NetworkPolicies."""
    data = field(config, "data").value
    for key, raw in data.items() if isinstance(data, Mapping) else ():
        if "cni" not in key.lower():
            continue
        types = _plugin_types(reveal(raw))
        if types:
            return Control(resource=config, what="network plugin", part="plugin", kind=Kind.NETWORK_POLICY,
                           on=Fact(not types & WITHOUT_POLICIES, (Evidence(config, ("data", key)),),
                                   "choose a plugin that enforces NetworkPolicies, such as Calico or Cilium"))
    return None


def _plugin_types(text: object) -> set[str]:
    try:
        document = json.loads(text) if isinstance(text, str) and len(text) < 1_000_000 else None
    except (ValueError, RecursionError):
        return set()
    if not isinstance(document, dict):
        return set()
    plugins = document.get("plugins")
    entries = plugins if isinstance(plugins, list) else [document]
    return {e["type"] for e in entries if isinstance(e, dict) and isinstance(e.get("type"), str)}
