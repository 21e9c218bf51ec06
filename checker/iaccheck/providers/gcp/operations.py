"""How the other services are logged, kept and updated: storage, databases, networks, agents.

Sources: the provider's documentation of each type, for the defaults.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Fact, any_of
from ...graph import Edge, Graph, Resource, Value, reveal
from .. import Service, any_condition, control, flag, not_, present, read, when
from ..attributes import as_bool, blocks, elements, set_at_all
from .network import SUBNETWORK
from .storage import BUCKET

SINKS = tuple(f"google_logging_{level}_sink" for level in ("organization", "folder", "project", "billing_account"))
NO_FLOW_LOGS = ("INTERNAL_HTTPS_LOAD_BALANCER", "REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY")
"""Purposes of subnetworks that cannot have flow logs."""

_CX = ("advanced_settings.logging_settings.enable_stackdriver_logging",
       "advanced_settings.logging_settings.enable_interaction_logging")

SERVICE = Service(
    control(BUCKET, what="bucket", kind=Kind.VERSIONING, part="bucket",
            on=when(not_(present("retention_policy")), flag("versioning.enabled"))),
    control("google_bigquery_table", what="BigQuery table", kind=Kind.DELETION_PROTECTION, part="table",
            on=flag("deletion_protection", default=True)),
    control("google_bigtable_instance", what="Bigtable instance", kind=Kind.DELETION_PROTECTION, part="instance",
            on=flag("deletion_protection", default=True)),
    control("google_spanner_database", what="Spanner database", kind=Kind.DELETION_PROTECTION, part="database",
            on=flag("deletion_protection", default=True)),
    control("google_spanner_database", what="Spanner database", kind=Kind.DELETION_PROTECTION, part="drop",
            on=flag("enable_drop_protection")),
    control("google_data_fusion_instance", what="Data Fusion instance", kind=Kind.SERVICE_LOGGING, part="instance",
            on=flag("enable_stackdriver_logging")),
    control("google_data_fusion_instance", what="Data Fusion instance", kind=Kind.METRICS, part="instance",
            on=flag("enable_stackdriver_monitoring")),
    control("google_dialogflow_agent", what="Dialogflow agent", kind=Kind.SERVICE_LOGGING, part="agent",
            on=flag("enable_logging")),
    control("google_dialogflow_cx_agent", what="Dialogflow agent", kind=Kind.SERVICE_LOGGING, part="agent",
            on=any_condition(flag("enable_stackdriver_logging"), *map(flag, _CX))),
    control("google_dialogflow_cx_webhook", what="Dialogflow webhook", kind=Kind.SERVICE_LOGGING, part="webhook",
            on=flag("enable_stackdriver_logging")),
    control("google_redis_instance", what="Redis instance", kind=Kind.AUTHENTICATION, part="instance",
            on=flag("auth_enabled")),
)


@SERVICE.links
def by_name(graph: Graph) -> Iterator[Edge]:
    """From a bucket to the one that takes its logs, where that is written out."""
    named = {name: b for b in graph.of_type(BUCKET) if isinstance(name := read(b, "name").value, str)}
    for bucket in graph.of_type(BUCKET):
        target = read(bucket, "logging.log_bucket").value
        found = named.get(target) if isinstance(target, str) else None
        if found is not None and found.scope == bucket.scope:
            yield Edge(bucket, found, "logging")


@SERVICE.facet(BUCKET)
def bucket_logs(bucket: Resource, graph: Graph) -> Iterator[Control]:
    """Where a bucket logs to.  One that takes the logs of others need not log: its logs would be of logs."""
    target = read(bucket, "logging.log_bucket")
    itself = graph.target(bucket, "logging", BUCKET) is bucket or (
        isinstance(target.value, str) and target.value == read(bucket, "name").value)
    if target.value is not None:
        yield Control(resource=bucket, what="bucket that logs to itself", kind=Kind.SOUND_SETTINGS, part="own-logs",
                      on=Fact(not itself, target.evidence, "name another bucket in `log_bucket`"))
    takes_logs = any(e.source is not bucket for e in graph.into(bucket, BUCKET, attribute="logging"))
    if not takes_logs:
        yield Control(resource=bucket, what="bucket", kind=Kind.ACCESS_LOGGING, part="bucket",
                      on=set_at_all(target).mended("name a bucket for the logs in `logging`"))


@SERVICE.facet(*SINKS)
def sink(resource: Resource, graph: Graph) -> Control | None:
    """Whether the bucket that keeps the logs lets nobody shorten how long."""
    bucket = graph.target(resource, "destination", BUCKET)
    if bucket is None:
        return None
    locked = read(bucket, "retention_policy.is_locked", False).map(lambda v: as_bool(v) is True)
    return Control(resource=resource, what="bucket of the log sink", kind=Kind.IMMUTABLE_STORAGE, part="log-bucket",
                   on=locked.mended("set `is_locked` in the bucket's `retention_policy` to true"))


@SERVICE.facet(SUBNETWORK)
def flow_logs(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Flow logs: a block, or the flag of the provider's early releases."""
    purpose = str(read(resource, "purpose", "PRIVATE").value).upper()
    if purpose in NO_FLOW_LOGS:
        return None
    legacy = read(resource, "enable_flow_logs", False).map(lambda v: as_bool(v) is True)
    return Control(resource=resource, what="subnetwork", kind=Kind.FLOW_LOGGING, part="subnetwork",
                   on=any_of([set_at_all(read(resource, "log_config")), legacy]).mended("add a `log_config` block"))


@SERVICE.facet("google_project_services")
def scanning(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether the service that scans images is among those of the project."""
    services = read(resource, "services", [])
    named = [reveal(v) for v in elements(services.value)]
    return Control(resource=resource, what="project (container images)", kind=Kind.IMAGE_SCANNING, part="project",
                   on=services.map(lambda _: "containerscanning.googleapis.com" in named).mended(
                       'add "containerscanning.googleapis.com" to `services`'))


@SERVICE.facet("google_compute_security_policy")
def log4j(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether a rule of Cloud Armor denies lookups by Log4j (CVE-2021-44228), and is more than a preview."""
    facts = [rule.read("match.expr.expression", "").map(_is_canary) for rule in blocks(resource, "rule")
             if _denies(rule.read("action", "").value) and as_bool(rule.read("preview", False).value) is not True]
    at = read(resource, "rule").evidence
    whole = any_of(facts)
    return Control(resource=resource, what="security policy (Log4j)", kind=Kind.WEB_APPLICATION_FIREWALL_RULES,
                   part="log4j", on=Fact(whole.value, whole.evidence or at,
                                         "add a rule that denies `evaluatePreconfiguredExpr('cve-canary')`"))


def _is_canary(expression: Value) -> bool:
    return "cve-canary" in str(expression)


def _denies(action: Value) -> bool:
    return str(action).lower().startswith("deny")
