"""What runs, and the role that it acts with; and what an organisation can forbid its accounts.

Sources: EC2 User Guide, "IAM roles for Amazon EC2"; ECS Developer Guide, "Best practices for IAM roles"; AWS
Organizations User Guide, "Available feature sets".
"""

from __future__ import annotations

from collections.abc import Iterable

from ...facets import Control, Kind
from ...facts import Evidence, Fact, any_of
from ...graph import Graph, Reason, Resource, Unknown, reveal
from .. import Service, attr, control, equals, present
from ..attributes import read, set_at_all
from ._identities import ROLES

INSTANCES = ("aws_instance", "AWS::EC2::Instance")
TEMPLATES = ("aws_launch_template", "AWS::EC2::LaunchTemplate")
TASKS = ("aws_ecs_task_definition", "AWS::ECS::TaskDefinition")
FUNCTIONS = ("aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function")

SERVICE = Service(
    control(*TASKS, what="task", part="task", kind=Kind.MACHINE_IDENTITY, on=present("task_role_arn", "TaskRoleArn")),
    control("aws_organizations_organization", what="organisation", part="organization",
            kind=Kind.ORGANIZATION_GUARDRAILS, on=equals(attr("feature_set", default="ALL"), "ALL")),
    control("AWS::Organizations::Organization", what="organisation", part="organization",
            kind=Kind.ORGANIZATION_GUARDRAILS, on=equals(attr(None, "FeatureSet", default="ALL"), "ALL")),
)


@SERVICE.facet(*INSTANCES)
def instance_profile(instance: Resource, graph: Graph) -> Control:
    """Whether a machine has a role: its own, or its launch template's."""
    terraform = instance.dialect == "terraform"
    own = set_at_all(read(instance, "iam_instance_profile" if terraform else "IamInstanceProfile"))
    via = "launch_template" if terraform else "LaunchTemplate"
    facts = [own]
    if own.value is not True and reveal(instance.attributes.get(via)) not in (None, [], {}):
        template = graph.target(instance, via, *TEMPLATES)
        if template is None:
            value = reveal(instance.attributes.get(via))
            found = value if isinstance(value, Unknown) else _unseen(instance, via)
            facts.append(Fact(found, (Evidence(instance, (via,), value),)))
        else:
            facts.append(set_at_all(read(template, "iam_instance_profile" if terraform
                                         else "LaunchTemplateData.IamInstanceProfile")))
    return Control(resource=instance, what="machine", part="instance", kind=Kind.MACHINE_IDENTITY,
                   on=any_of(facts).mended("give it an instance profile"))


def _unseen(instance: Resource, via: str) -> Unknown:
    return Unknown(Reason.DATA_SOURCE, f"{instance.address}.{via}")


@SERVICE.facet("AWS::ECS::Service", "aws_ecs_service")
def service_task(service: Resource, graph: Graph) -> Control | None:
    """Whether the tasks of a service have a role; nothing where the definition is not in sight."""
    task = graph.target(service, "task_definition" if service.dialect == "terraform" else "TaskDefinition", *TASKS)
    if task is None:
        return None
    role = set_at_all(read(task, "task_role_arn" if task.dialect == "terraform" else "TaskRoleArn"))
    return Control(resource=service, what="tasks of a service", part="service-task", kind=Kind.MACHINE_IDENTITY,
                   on=role.mended("give the task definition a task role"))


@SERVICE.facet(*TASKS)
def task_roles(task: Resource, graph: Graph) -> Control | None:
    """Whether what starts a task and the task itself act with different roles."""
    names = ("task_role_arn", "execution_role_arn") if task.dialect == "terraform" else (
        "TaskRoleArn", "ExecutionRoleArn")
    roles = [read(task, name) for name in names]
    if not all(set_at_all(role).value is True for role in roles):
        return None
    targets = [graph.target(task, name, *ROLES) for name in names]
    same = targets[0] is targets[1] if None not in targets else _same(roles[0].value, roles[1].value)
    return Control(resource=task, what="task", part="task-roles", kind=Kind.IDENTITY_OF_ITS_OWN,
                   on=Fact(not same, tuple(e for r in roles for e in r.evidence),
                           "give the task a role of its own, with what its program needs"))


def _same(one: object, other: object) -> bool:
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        return bool(one.reference) and (one.reference, one.prefix, one.suffix) == (
            other.reference, other.prefix, other.suffix)
    return isinstance(one, str) and one == other


@SERVICE.facet(*FUNCTIONS)
def function_role(function: Resource, graph: Graph) -> Control | None:
    """Whether a function shares its role with another."""
    via = "role" if function.dialect == "terraform" else "Role"
    role = graph.target(function, via, *ROLES)
    users: Iterable[Resource] = ()
    if role is not None:
        users = [e.source for e in graph.into(role, *FUNCTIONS, attribute=via)]
    elif isinstance(name := reveal(function.attributes.get(via)), str):
        users = [f for type_ in FUNCTIONS for f in graph.with_value(function.scope, type_, via, name)]
    others = list(dict.fromkeys(f for f in users if f is not function))
    if role is None and not others:
        return None
    return Control(resource=function, what="function", part="function-role", kind=Kind.IDENTITY_OF_ITS_OWN,
                   on=Fact(not others, tuple(Evidence(f, (via,), f.attributes.get(via)) for f in (function, *others)),
                           "give the function a role of its own"))


@SERVICE.facet("AWS::ECS::Service")
def service_role(service: Resource, graph: Graph) -> Control | None:
    """Whether a service's role is a role, and not an inline policy."""
    policy = graph.target(service, "Role", "AWS::IAM::Policy")
    if policy is None:
        return None
    return Control(resource=service, what="role of a service", part="service-role", kind=Kind.NO_INLINE_POLICIES,
                   on=Fact(False, (Evidence(service, ("Role",), service.attributes.get("Role")),),
                           "name a role, and attach managed policies to it"))
