"""What runs with a role that allows more than it should: functions, notebooks, services."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Ability, RoleGrant
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service
from ._grants import capabilities
from ._identities import attached_names, is_administrator, role_of, statements
from ._policy_documents import attribute_document

SERVICE = Service()

# Type → (attribute that names the role, part, what).
FUNCTIONS = {"aws_lambda_function": "role", "AWS::Lambda::Function": "Role", "AWS::Serverless::Function": "Role"}
NOTEBOOKS = {"aws_sagemaker_notebook_instance": "role_arn", "AWS::SageMaker::NotebookInstance": "RoleArn"}
SERVICES = {"aws_ecs_service": "iam_role", "AWS::ECS::Service": "Role"}

# Managed policies with which a function can gain more rights (their documents, in the AWS Managed Policy Reference).
PRIVILEGED = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess", "AWSLambda_FullAccess", "AWSLambdaFullAccess",
              "AWSCloudFormationFullAccess", "AWSGlueConsoleFullAccess", "AmazonEC2FullAccess",
              "AWSDataPipeline_FullAccess", "job-function/SystemAdministrator", "job-function/DataScientist")


@SERVICE.facet(*FUNCTIONS)
def function_role(resource: Resource, graph: Graph) -> Iterator[RoleGrant]:
    """A function whose role may do everything, or may do what leads there."""
    attribute = FUNCTIONS[resource.type]
    role = role_of(resource, attribute, graph)
    if role is None:
        return
    admin = is_administrator(role, graph)
    yield _grant(resource, attribute, "role of a function", "function-role-admin", admin)
    if admin.value is True:  # said once, with both causes
        yield _grant(resource, attribute, "role of a function", "function-role-privileged", admin)
        return
    found = statements(role, graph)
    privileged = any(
        True for _ in capabilities(role, "role", found, only=Ability.PRIVILEGE_ESCALATION)) or any(
        p.name in PRIVILEGED for p in attached_names(role, graph))
    yield _grant(resource, attribute, "role of a function, by what it can give itself,", "function-role-privileged",
                 Fact(True) if privileged else admin)  # not known where a document is not


@SERVICE.facet(*NOTEBOOKS)
def notebook_role(resource: Resource, graph: Graph) -> Iterator[RoleGrant]:
    """A notebook whose role may do everything, or may do everything to itself by way of its trust policy."""
    attribute = NOTEBOOKS[resource.type]
    role = role_of(resource, attribute, graph)
    if role is None:
        return
    admin = is_administrator(role, graph)
    trust = attribute_document(role, "AssumeRolePolicyDocument" if role.dialect == "cloudformation"
                               else "assume_role_policy", graph)
    if admin.value is not True and any(s.allow and any(not a.strip("*:") for a in s.actions)
                                       for s in trust.statements):
        admin = Fact(True)
    yield _grant(resource, attribute, "role of a notebook", "notebook-role", admin)


@SERVICE.facet(*SERVICES)
def service_role(resource: Resource, graph: Graph) -> Iterator[RoleGrant]:
    """A service whose role may do everything.  A role that is not in the graph can only be told by its name."""
    attribute = SERVICES[resource.type]
    value = reveal(resource.attributes.get(attribute))
    role = role_of(resource, attribute, graph)
    name = value.reference + value.prefix + value.suffix if isinstance(value, Unknown) else value
    if isinstance(name, str) and "admin" in name.lower():
        yield _grant(resource, attribute, "role of a service", "service-role", Fact(True))
    elif role is not None:
        yield _grant(resource, attribute, "role of a service", "service-role", is_administrator(role, graph))


def _grant(resource: Resource, attribute: str, what: str, part: str, admin: Fact[bool]) -> RoleGrant:
    evidence = (Evidence(resource, (attribute,), resource.attributes.get(attribute)), *admin.evidence)
    return RoleGrant(resource=resource, what=what, part=part, administrator=Fact(admin.value, evidence, admin.mend))
