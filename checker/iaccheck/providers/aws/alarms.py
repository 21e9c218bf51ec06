"""Alarms over a trail's log group: a metric filter that picks events out, and an alarm on its metric.

Source: CIS Amazon Web Services Foundations Benchmark 3.0, section 4, which names the events for each.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Fact
from ...graph import Graph, Resource, Unknown
from .. import Service, read
from ..attributes import blocks

SERVICE = Service()

FILTERS = ("aws_cloudwatch_log_metric_filter", "AWS::Logs::MetricFilter")
ALARMS = ("aws_cloudwatch_metric_alarm", "AWS::CloudWatch::Alarm")

TOPICS: dict[str, tuple[str, ...]] = {
    "unauthorized-access": ("UnauthorizedOperation", "AccessDenied"),
    "console-without-mfa": ("ConsoleLogin", "MFAUsed"),
    "root-use": ("Root", "invokedBy", "AwsServiceEvent"),
    "iam-changes": (
        "DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy",
        "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy",
        "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy", "AttachGroupPolicy", "DetachGroupPolicy"),
    "trail-changes": ("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    "failed-sign-in": ("ConsoleLogin", "Failed authentication"),
    "key-deletion": ("kms.amazonaws.com", "DisableKey", "ScheduleKeyDeletion"),
    "bucket-policy-changes": (
        "s3.amazonaws.com", "PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle",
        "PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle",
        "DeleteBucketReplication"),
    "config-changes": ("StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel",
                       "PutConfigurationRecorder"),
    "security-group-changes": (
        "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress",
        "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup"),
    "network-acl-changes": (
        "CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry",
        "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"),
    "gateway-changes": (
        "CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway", "CreateInternetGateway",
        "DeleteInternetGateway", "DetachInternetGateway"),
    "route-changes": (
        "CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation", "DeleteRouteTable",
        "DeleteRoute", "DisassociateRouteTable"),
    "network-changes": (
        "CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection", "CreateVpcPeeringConnection",
        "DeleteVpcPeeringConnection", "RejectVpcPeeringConnection", "AttachClassicLinkVpc", "DetachClassicLinkVpc",
        "DisableVpcClassicLink", "EnableVpcClassicLink"),
    "organization-changes": (
        "organizations.amazonaws.com", "AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit",
        "DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DetachPolicy", "DisablePolicyType",
        "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization", "MoveAccount",
        "RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit"),
}


@SERVICE.facet(*FILTERS)
def watched(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Of what a filter is after: whether it misses none of the events, and an alarm watches its metric."""
    terraform = resource.dialect == "terraform"
    pattern = read(resource, "pattern" if terraform else "FilterPattern")
    if not isinstance(pattern.value, str):
        return
    words = _words(pattern.value)
    for topic, wanted in TOPICS.items():
        named = [word for word in wanted if _holds(words, pattern.value, word)]
        if len(named) * 2 <= len(wanted) or not _about(topic, pattern.value):
            continue
        missing = [word for word in wanted if word not in named]
        if missing:
            on = Fact(False, pattern.evidence, f"let its pattern match {', '.join(missing[:3])} as well")
        else:
            on = Fact(_has_alarm(resource, graph), pattern.evidence, "add an alarm on its metric")
        yield Control(resource=resource, what=f"metric filter for {topic.replace('-', ' ')}", kind=Kind.ALERTING,
                      part=topic, on=on)


def _about(topic: str, pattern: str) -> bool:
    """What tells topics apart that have most of their words in common."""
    if topic == "iam-changes":
        return "organizations.amazonaws.com" not in pattern
    return True


def _words(pattern: str) -> set[str]:
    cut = "".join(c if c.isalnum() or c in "._" else " " for c in pattern)
    return set(cut.split())


def _holds(words: set[str], pattern: str, word: str) -> bool:
    return word in words or ((" " in word or word in ("UnauthorizedOperation", "AccessDenied", "MFAUsed", "invokedBy"))
                             and word in pattern)


def _has_alarm(resource: Resource, graph: Graph) -> bool:
    terraform = resource.dialect == "terraform"
    metrics = {b.read("name" if terraform else "MetricName").value if not isinstance(
        b.read("name" if terraform else "MetricName").value, Unknown) else None
        for b in blocks(resource, "metric_transformation" if terraform else "MetricTransformations")}
    for alarm in graph.siblings(resource, *ALARMS):
        name = read(alarm, "metric_name" if terraform else "MetricName").value
        if isinstance(name, Unknown) or name in metrics:
            return True
        if any(e.source is alarm for e in graph.into(resource, *ALARMS)):
            return True
    return False
