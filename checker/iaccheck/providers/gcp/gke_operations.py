"""Google Kubernetes Engine: how clusters are logged, updated and signed in to, and how nodes are hardened.

Source: "Harden your cluster's security"; the provider's documentation for defaults.  Autopilot decides most of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Fact, all_of
from ...graph import Graph, Resource, Value
from .. import Condition, Service, any_condition, attr, control, equals, flag, none_of, not_, present, read, when
from ..attributes import as_bool, exposed_by
from .gke import CLUSTER

POOL = "google_container_node_pool"
NODES = (CLUSTER, POOL)
OLDEST_SUPPORTED = (1, 31)
"""The oldest minor version of Kubernetes that GKE still repairs ("GKE release schedule")."""

_AUTOPILOT = flag("enable_autopilot")
_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})")
_LOGS = attr("logging_service", default="logging.googleapis.com/kubernetes")
_MEASURES = attr("monitoring_service", default="monitoring.googleapis.com/kubernetes")
_CONCEALED = ("SECURE", "GKE_METADATA_SERVER", "GKE_METADATA")
_BINARY = any_condition(
    none_of(attr("binary_authorization.evaluation_mode", default="DISABLED"),
            ("DISABLED", "EVALUATION_MODE_UNSPECIFIED"), "set `evaluation_mode` in `binary_authorization`"),
    flag("enable_binary_authorization"))


def _managed(condition: Condition) -> Condition:
    return any_condition(_AUTOPILOT, condition)


def _has_nodes(resource: Resource) -> Fact[bool]:
    """Whether a resource describes nodes: a pool; a cluster that keeps the default one, or says what it is like."""
    node_config, removed = read(resource, "node_config"), read(resource, "remove_default_node_pool", False)
    if resource.type == POOL or node_config.value not in (None, []):
        return Fact(as_bool(removed.value) is not True or resource.type == POOL, removed.evidence)
    pools = read(resource, "node_pool")
    if pools.value not in (None, []):
        return Fact(False, pools.evidence)
    return removed.map(lambda value: as_bool(value) is not True)


def _node(condition: Condition) -> Condition:
    return when(_has_nodes, _managed(condition))


def _container_optimized(resource: Resource) -> Fact[bool]:
    return read(resource, "node_config.image_type").map(lambda v: str(v).upper().startswith("COS")).mended(
        'set `image_type` to "COS_CONTAINERD"')


SERVICE = Service(
    # signing in
    control(CLUSTER, what="cluster", kind=Kind.CENTRAL_SIGN_IN, part="client-certificate",
            on=not_(exposed_by("master_auth.client_certificate_config.issue_client_certificate"),
                    "set `issue_client_certificate` to false")),
    control(CLUSTER, what="cluster", kind=Kind.FINE_GRAINED_ACCESS, part="legacy-abac",
            on=flag("enable_legacy_abac", wanted=False)),
    control(CLUSTER, what="cluster", kind=Kind.IDENTITY_LOGIN, part="google-groups",
            on=present("authenticator_groups_config.security_group")),
    # logs
    control(CLUSTER, what="cluster", kind=Kind.SERVICE_LOGGING, part="cluster",
            on=none_of(_LOGS, ("none",), "leave `logging_service` out")),
    control(CLUSTER, what="cluster", kind=Kind.METRICS, part="cluster",
            on=none_of(_MEASURES, ("none",), "leave `monitoring_service` out")),
    control(CLUSTER, what="cluster (traffic within a node)", kind=Kind.FLOW_LOGGING, part="intranode",
            on=_managed(flag("enable_intranode_visibility"))),
    # updates
    control(CLUSTER, what="cluster", kind=Kind.AUTOMATIC_UPDATES, part="release-channel",
            on=_managed(none_of(attr("release_channel.channel", default="UNSPECIFIED"), ("UNSPECIFIED",),
                                'set `channel` in `release_channel` to "REGULAR" or "STABLE"'))),
    control(POOL, what="node pool", kind=Kind.AUTOMATIC_UPDATES, part="nodes", on=flag("management.auto_upgrade")),
    control(POOL, what="node pool", kind=Kind.HEALTH_CHECK, part="nodes", on=flag("management.auto_repair")),
    control(CLUSTER, what="cluster (alpha features)", kind=Kind.SUPPORTED_VERSION, part="alpha",
            on=flag("enable_kubernetes_alpha", wanted=False)),
    # governance
    control(CLUSTER, what="cluster", kind=Kind.TAGGED, part="cluster", on=present("resource_labels")),
    # hardening
    control(CLUSTER, what="cluster", kind=Kind.CODE_SIGNED, part="cluster", on=_BINARY),
    control(CLUSTER, what="cluster", kind=Kind.VERIFIED_BOOT, part="cluster",
            on=_managed(flag("enable_shielded_nodes", default=True))),
    control(*NODES, what="node", kind=Kind.VERIFIED_BOOT, part="secure-boot",
            on=_node(flag("node_config.shielded_instance_config.enable_secure_boot"))),
    control(*NODES, what="node", kind=Kind.VERIFIED_BOOT, part="integrity-monitoring",
            on=_node(flag("node_config.shielded_instance_config.enable_integrity_monitoring", default=True))),
    control(*NODES, what="node", kind=Kind.METADATA_PROTECTED, part="metadata-server",
            on=_node(any_condition(
                equals(attr("node_config.workload_metadata_config.mode", default="MODE_UNSPECIFIED"), "GKE_METADATA"),
                equals(attr("node_config.workload_metadata_config.node_metadata", default=""),
                       "GKE_METADATA_SERVER")))),
    control(*NODES, what="node", kind=Kind.METADATA_PROTECTED, part="legacy-endpoints",
            on=_node(flag(("node_config", "metadata", "disable-legacy-endpoints"), default=True))),
    control(*NODES, what="node", kind=Kind.TRUSTED_IMAGE, part="node-image",
            on=when(present("node_config.image_type"), _container_optimized)),
    control(*NODES, what="node", kind=Kind.IDENTITY_OF_ITS_OWN, part="nodes",
            on=_node(present("node_config.service_account"))),
)


@SERVICE.facet(*NODES)
def metadata_shown(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether nodes show their own metadata to pods because the configuration says so."""
    for name in ("mode", "node_metadata"):
        fact = read(resource, f"node_config.workload_metadata_config.{name}")
        if fact.value is not None:
            yield Control(resource=resource, what="node", kind=Kind.METADATA_PROTECTED, part="metadata-shown",
                          on=fact.map(lambda v: str(v).upper() in _CONCEALED).mended('set `mode` to "GKE_METADATA"'))


@SERVICE.facet(CLUSTER)
def inline_pools(cluster: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Pools inside of a cluster cannot be changed without making it anew; the provider warns of them."""
    pools, removed = read(cluster, "node_pool"), read(cluster, "remove_default_node_pool", False)
    if pools.value in (None, []):
        return None
    return Control(resource=cluster, what="cluster", kind=Kind.SOUND_SETTINGS, part="inline-node-pool",
                   on=removed.map(lambda v: as_bool(v) is True).mended("use `google_container_node_pool` resources"))


@SERVICE.facet(CLUSTER)
def kubernetes_version(cluster: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether a version that is named is still repaired; a release channel chooses it by itself."""
    named = [read(cluster, name) for name in ("min_master_version", "node_version")]
    facts = [f.map(_supported) for f in named if f.value is not None]
    if not facts:
        return None
    return Control(resource=cluster, what="cluster", kind=Kind.SUPPORTED_VERSION, part="kubernetes",
                   on=all_of(facts).mended(f"name version {'.'.join(map(str, OLDEST_SUPPORTED))} or later"))


def _supported(version: Value) -> bool:
    found = _VERSION.match(str(version))
    return found is None or (int(found[1]), int(found[2])) >= OLDEST_SUPPORTED


@SERVICE.facet("google_project_default_service_accounts")
def default_accounts(resource: Resource, graph: Graph) -> Control:
    """Whether a cluster's nodes act with the project's default account."""
    users = [e.source for e in graph.into(resource, *NODES)]
    evidence = read(resource, "project").evidence
    return Control(resource=resource, what="default service account", kind=Kind.IDENTITY_OF_ITS_OWN, part="clusters",
                   on=Fact(not users, evidence, "give the nodes a service account of their own"))
