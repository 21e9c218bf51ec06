"""How buckets are kept: logs of access, versions, locks, copies, rules for their lifecycle."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Fact, all_of, any_of
from ...graph import Graph, Resource, Value
from .. import Service, read
from ..attributes import as_bool, blocks, set_at_all
from ._settings import hidden_blocks, one_holds
from .s3 import beside

BUCKETS = ("aws_s3_bucket", "AWS::S3::Bucket")

SERVICE = Service()


def _beside(bucket: Resource, graph: Graph, type_: str) -> list[Resource]:
    return beside(bucket, graph, type_)


def _set(bucket: Resource, graph: Graph, terraform: str, cloudformation: str, apart: str) -> Fact[bool]:
    """Whether something is configured within the bucket or by a resource beside it."""
    own = set_at_all(read(bucket, terraform if bucket.dialect == "terraform" else cloudformation))
    if bucket.dialect == "terraform" and own.value is not True and _beside(bucket, graph, apart):
        return Fact(True, own.evidence)
    return own


@SERVICE.facet(*BUCKETS)
def access_logs(bucket: Resource, graph: Graph) -> Control:
    """A bucket that receives logs does not log itself: each entry would make another."""
    on = _set(bucket, graph, "logging", "LoggingConfiguration", "aws_s3_bucket_logging")
    acl = read(bucket, "acl" if bucket.dialect == "terraform" else "AccessControl").value
    acls = [acl, *(read(a, "acl").value for a in _beside(bucket, graph, "aws_s3_bucket_acl"))]
    receives = any(str(a).lower().replace("-", "") == "logdeliverywrite" for a in acls)
    trail = any(True for _ in graph.into(bucket, "aws_cloudtrail", attribute="s3_bucket_name")) or any(
        True for _ in graph.into(bucket, "AWS::CloudTrail::Trail", attribute="S3BucketName"))
    part = "trail-bucket" if trail else "log-bucket" if receives else "bucket"
    return Control(resource=bucket, what="bucket", kind=Kind.ACCESS_LOGGING, part=part,
                   on=on.mended("log access to another bucket"))


@SERVICE.facet(*BUCKETS)
def versions(bucket: Resource, graph: Graph) -> Control:
    """Whether former versions are kept."""
    if bucket.dialect == "cloudformation":
        on = _enabled(read(bucket, "VersioningConfiguration.Status", "Suspended"))
    else:
        on = _on(read(bucket, "versioning.enabled", False))
        apart = [_enabled(read(v, "versioning_configuration.status", "Disabled"))
                 for v in _beside(bucket, graph, "aws_s3_bucket_versioning")]
        if apart:
            on = any_of([on, *apart])
    return Control(resource=bucket, what="bucket", kind=Kind.VERSIONING, part="bucket",
                   on=on.mended("turn versioning on"))


def _enabled(fact: Fact[Value]) -> Fact[bool]:
    return fact.map(lambda value: str(value).lower() == "enabled")


def _on(fact: Fact[Value]) -> Fact[bool]:
    return fact.map(lambda value: as_bool(value) is True)


@SERVICE.facet("aws_s3_bucket")
def second_factor(bucket: Resource, graph: Graph) -> Control:
    """Whether deleting versions takes a second factor."""
    facts = [_on(read(bucket, "versioning.mfa_delete", False))]
    facts += [_enabled(read(v, "versioning_configuration.mfa_delete", "Disabled"))
              for v in _beside(bucket, graph, "aws_s3_bucket_versioning")]
    return Control(resource=bucket, what="bucket", kind=Kind.IMMUTABLE_STORAGE, part="mfa-delete",
                   on=any_of(facts).mended("require MFA to delete versions"))


@SERVICE.facet(*BUCKETS)
def copies(bucket: Resource, graph: Graph) -> Control:
    """Whether there is an active rule that copies objects elsewhere."""
    terraform = bucket.dialect == "terraform"
    path = "replication_configuration.rules" if terraform else "ReplicationConfiguration.Rules"
    status = "status" if terraform else "Status"
    facts = [_enabled(rule.read(status, "Enabled")) for rule in blocks(bucket, path)]
    for other in _beside(bucket, graph, "aws_s3_bucket_replication_configuration") if terraform else ():
        facts += [_enabled(rule.read("status", "Enabled")) for rule in blocks(other, "rule")]
        facts += hidden_blocks(other, "rule")
    on = one_holds(bucket, path, facts)
    return Control(resource=bucket, what="bucket", kind=Kind.REPLICATION, part="bucket",
                   on=on.mended("replicate it to a bucket in another region"))


@SERVICE.facet("aws_s3_bucket")
def upkeep(bucket: Resource, graph: Graph) -> Iterator[Control]:
    """Rules for old objects, and notifications of events."""
    rules = _set(bucket, graph, "lifecycle_rule", "LifecycleConfiguration", "aws_s3_bucket_lifecycle_configuration")
    yield Control(resource=bucket, what="bucket", kind=Kind.RETENTION_RULES, part="lifecycle",
                  on=rules.mended("add a lifecycle configuration"))
    told = bool(_beside(bucket, graph, "aws_s3_bucket_notification"))
    yield Control(resource=bucket, what="bucket", kind=Kind.ALERTING, part="object-events",
                  on=Fact(told, (), "notify of events in it"))
    lock = read(bucket, "object_lock_configuration.object_lock_enabled")
    if lock.value is not None:
        yield Control(resource=bucket, what="bucket", kind=Kind.IMMUTABLE_STORAGE, part="object-lock",
                      on=_enabled(lock))


@SERVICE.facet("aws_s3_bucket_lifecycle_configuration")
def aborted_uploads(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether parts of uploads that never ended go away, for the whole bucket."""
    facts = []
    for rule in blocks(resource, "rule"):
        days = rule.read("abort_incomplete_multipart_upload.days_after_initiation")
        narrowed = any(rule.read(name).value not in (None, "") for name in (
            "prefix", "filter.prefix", "filter.tag", "filter.and"))
        active = rule.read("status", "Enabled")
        facts.append(all_of([set_at_all(days), _enabled(active), Fact(not narrowed, days.evidence)]))
    on = one_holds(resource, "rule", facts)
    return Control(resource=resource, what="lifecycle configuration", kind=Kind.RETENTION_RULES, part="aborted-uploads",
                   on=on.mended("add a rule for the whole bucket that aborts uploads after some days"))
