"""Order in an account: names, groups in use, approvals, rules about keys, retired services, sizes of tasks."""

from __future__ import annotations

from ...facets import Control, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service, attr, control, not_, present, read
from ..attributes import at_least

# The property that names a resource, for types that CloudFormation replaces on some changes (AWS CloudFormation User
# Guide, "Name type": a named resource cannot be replaced without a change of its name).
_NAMES = {
    "AWS::ApiGateway::ApiKey": "Name", "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::CodeDeploy::DeploymentConfig": "DeploymentConfigName",
    "AWS::CodeDeploy::DeploymentGroup": "DeploymentGroupName", "AWS::DynamoDB::Table": "TableName",
    "AWS::EC2::SecurityGroup": "GroupName", "AWS::ECR::Repository": "RepositoryName",
    "AWS::ElasticBeanstalk::Application": "ApplicationName",
    "AWS::ElasticBeanstalk::Environment": "EnvironmentName", "AWS::ElastiCache::CacheCluster": "ClusterName",
    "AWS::ElasticLoadBalancing::LoadBalancer": "LoadBalancerName",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Name", "AWS::ElasticLoadBalancingV2::TargetGroup": "Name",
    "AWS::Elasticsearch::Domain": "DomainName", "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName", "AWS::IAM::Role": "RoleName", "AWS::IAM::User": "UserName",
    "AWS::Kinesis::Stream": "Name", "AWS::RDS::DBInstance": "DBInstanceIdentifier",
}

SERVICE = Service(
    *(control(type_, what="resource", kind=Kind.NAME_GENERATED, part="name",
              on=not_(present(None, name), f"leave `{name}` out")) for type_, name in _NAMES.items()),
    control("aws_codecommit_approval_rule_template", what="approval rule", kind=Kind.REVIEW_REQUIRED, part="approvals",
            on=at_least(attr("content.Statements.NumberOfApprovalsNeeded", default=2), 2)),
)

_RULES = ("aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule",
          "aws_security_group")


@SERVICE.facet("aws_security_group")
def used(resource: Resource, graph: Graph) -> Control:
    """A group that only rules speak of guards nothing."""
    found = any(e.source.type not in _RULES for e in graph.into(resource))
    return Control(resource=resource, what="security group", kind=Kind.IN_USE, part="group",
                   on=Fact(found, (Evidence(resource, ()),), "attach it, or remove it"))


@SERVICE.facet("AWS::Config::ConfigRule")
def key_age(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """A rule about the age of access keys that lets them get old."""
    if read(resource, "Source.SourceIdentifier").value != "ACCESS_KEYS_ROTATED":
        return None
    age = read(resource, "InputParameters.maxAccessKeyAge", 90)
    return Control(resource=resource, what="access key", kind=Kind.SECRET_ROTATION, part="access-key-rule",
                   on=age.map(lambda v: str(v).isdigit() and int(v) <= _DAYS).mended(f"allow {_DAYS} days at most"))


_DAYS = 90


@SERVICE.facet("AWS::SDB::Domain")
def retired(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """SimpleDB takes no new customers; DynamoDB came after it."""
    return Control(resource=resource, what="SimpleDB domain", kind=Kind.SUPPORTED_VERSION, part="simpledb",
                   on=Fact(False, (Evidence(resource, ()),), "use DynamoDB"))


@SERVICE.facet("AWS::IAM::User")
def short_password(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """A first password that is short."""
    password = read(resource, "LoginProfile.Password")
    if not isinstance(password.value, str):
        return None
    shown = Evidence(resource, ("LoginProfile", "Password"))
    return Control(resource=resource, what="the user's password", kind=Kind.PASSWORD_POLICY, part="short",
                   on=Fact(len(password.value) >= _LENGTH, (shown,), f"use {_LENGTH} characters or more"))


_LENGTH = 14


# Fargate: the sizes of memory in MiB that go with units of CPU (ECS Developer Guide, "Task size").
_SIZES = {"256": range(512, 2049), "512": range(1024, 4097), "1024": range(2048, 8193), "2048": range(4096, 16385),
          "4096": range(8192, 30721), "8192": range(16384, 61441), "16384": range(32768, 122881)}


@SERVICE.facet("AWS::ECS::TaskDefinition")
def task_size(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether CPU and memory of a task for Fargate go together."""
    kinds = reveal(resource.attributes.get("RequiresCompatibilities"))
    if not isinstance(kinds, list) or "FARGATE" not in [v for v in kinds if isinstance(v, str)]:
        return None
    cpu, memory = read(resource, "Cpu"), read(resource, "Memory")
    for fact in (cpu, memory):
        if isinstance(fact.value, Unknown):
            return None
    size, room = str(cpu.value), str(memory.value)
    fits = size in _SIZES and room.isdigit() and int(room) in _SIZES[size]
    return Control(resource=resource, what="ECS task", kind=Kind.RESOURCE_LIMITS, part="task-size",
                   on=Fact(fits, (*cpu.evidence, *memory.evidence), "use sizes that go together"))


@SERVICE.facet("aws_codecommit_repository")
def reviewed(resource: Resource, graph: Graph) -> Control:
    """Whether changes to a repository need approval."""
    found = any(True for _ in graph.into(resource, "aws_codecommit_approval_rule_template_association"))
    return Control(resource=resource, what="repository", kind=Kind.REVIEW_REQUIRED, part="repository",
                   on=Fact(found, (Evidence(resource, ()),), "associate an approval rule with it"))


@SERVICE.facet("aws_cloudformation_stack")
def template(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """A stack is made from a template."""
    facts = [present(name)(resource) for name in ("template_body", "template_url")]
    found = next((f for f in facts if f is not None and f.value is True), facts[0])
    assert found is not None
    return Control(resource=resource, what="stack", kind=Kind.SOUND_SETTINGS, part="template", on=found)
