"""Identity and Access Management: policies, roles, users, groups, permission sets, and who may assume a role.

A document is judged where it is written; users, groups and roles besides for what all of their documents come to.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Ability, Capability, Facet, Permissions, RoleGrant
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service
from ..attributes import elements
from ._document_json import render
from ._grants import capabilities, identity_permissions, without_delegation
from ._identities import ADMINISTRATOR, ELEVATED, KINDS, inline, managed, statements
from ._policy_documents import DOCUMENT, Document, attribute_document, data_document, document

SERVICE = Service()
SERVICE.computes(DOCUMENT, "json")(render)
SERVICE.computes(DOCUMENT, "minified_json")(render)

# Type → (attribute that holds a document, what it is), of policies that are attached to identities.
DOCUMENTS = {
    "aws_iam_policy": ("policy", "IAM policy"),
    "aws_iam_role_policy": ("policy", "inline policy of a role"),
    "aws_iam_user_policy": ("policy", "inline policy of a user"),
    "aws_iam_group_policy": ("policy", "inline policy of a group"),
    "aws_ssoadmin_permission_set_inline_policy": ("inline_policy", "inline policy of a permission set"),
    "AWS::IAM::Policy": ("PolicyDocument", "IAM policy"),
    "AWS::IAM::ManagedPolicy": ("PolicyDocument", "IAM policy"),
    "AWS::IAM::RolePolicy": ("PolicyDocument", "inline policy of a role"),
    "AWS::IAM::UserPolicy": ("PolicyDocument", "inline policy of a user"),
    "AWS::IAM::GroupPolicy": ("PolicyDocument", "inline policy of a group"),
    "AWS::SSO::PermissionSet": ("InlinePolicy", "inline policy of a permission set"),
    "aws_iot_policy": ("policy", "IoT policy"),
    "AWS::IoT::Policy": ("PolicyDocument", "IoT policy"),
}

# Type → (attribute that names managed policies, what is attached to).
ATTACHMENTS = {
    "aws_iam_role_policy_attachment": ("policy_arn", "role"),
    "aws_iam_role_policy_attachments_exclusive": ("policy_arns", "role"),
    "aws_iam_user_policy_attachment": ("policy_arn", "user"),
    "aws_iam_user_policy_attachments_exclusive": ("policy_arns", "user"),
    "aws_iam_group_policy_attachment": ("policy_arn", "group"),
    "aws_iam_group_policy_attachments_exclusive": ("policy_arns", "group"),
    "aws_iam_policy_attachment": ("policy_arn", "identity"),
    "aws_ssoadmin_managed_policy_attachment": ("managed_policy_arn", "permission set"),
    "aws_iam_role": ("managed_policy_arns", "role"),
    "AWS::IAM::Role": ("ManagedPolicyArns", "role"),
    "AWS::IAM::User": ("ManagedPolicyArns", "user"),
    "AWS::IAM::Group": ("ManagedPolicyArns", "group"),
    "AWS::SSO::PermissionSet": ("ManagedPolicies", "permission set"),
    "AWS::Serverless::Function": ("Policies", "function"),
    "AWS::Serverless::StateMachine": ("Policies", "state machine"),
}
# Managed policies that are a whole service's permissions.
WHOLE_SERVICES = {"AmazonS3FullAccess": (Ability.STORAGE_ADMINISTRATION, "s3:*"),
                  "IAMFullAccess": (Ability.IDENTITY_ADMINISTRATION, "iam:*")}


@SERVICE.facet(*DOCUMENTS)
def identity_policy(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """A policy that is a resource of its own, or an attribute of a permission set."""
    attribute, what = DOCUMENTS[resource.type]
    found = attribute_document(resource, attribute, graph)
    if found:
        yield identity_permissions(resource, what, found)
        yield from capabilities(resource, what, found.statements)
        yield from _invocations(resource, what, found)


@SERVICE.facet(DOCUMENT)
def policy_document(resource: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
    """A document as a data source: what it is for shows in whether it names principals."""
    found = data_document(resource)
    named = any(s.principals or s.not_principals or "principals" in s.undecided for s in found.statements)
    what = "policy document"
    if named:
        assumed = all(a.lower().startswith("sts:") for s in found.statements for a in s.actions)
        yield Permissions(resource=resource, what=what, part="document", unknown=found.unknown,
                          kind="trust" if assumed else "resource", statements=without_delegation(found.statements))
        if assumed:
            yield Permissions(resource=resource, what=what, part="document", kind="resource",
                              statements=found.statements)
    else:
        yield identity_permissions(resource, what, found, "document")
        yield from capabilities(resource, what, found.statements)
        yield from _invocations(resource, what, found)


@SERVICE.facet(*KINDS)
def identity(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """The documents in a user, group or role, and whether all that apply to it let it gain more rights."""
    kind = KINDS[resource.type].lower()
    for found in inline(resource, graph):
        if found:
            what = f"inline policy of a {kind}"
            yield identity_permissions(resource, what, found, "inline")
            yield from capabilities(resource, what, found.statements, "inline")
    yield from capabilities(resource, f"sum of the policies of a {kind}", statements(resource, graph), "identity",
                            only=Ability.PRIVILEGE_ESCALATION)


@SERVICE.facet("aws_iam_role", "AWS::IAM::Role", "AWS::Serverless::Function", "AWS::Serverless::StateMachine")
def trust_policy(resource: Resource, graph: Graph) -> Permissions | None:
    """Who may assume a role."""
    attribute = "assume_role_policy" if resource.dialect == "terraform" else "AssumeRolePolicyDocument"
    found = attribute_document(resource, attribute, graph)
    if not found:
        return None
    return Permissions(resource=resource, what="trust policy", part="trust", kind="trust", unknown=found.unknown,
                       statements=found.statements)


@SERVICE.facet("AWS::Serverless::Function", "AWS::Serverless::StateMachine")
def serverless_policies(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """The documents of a function's or state machine's role: SAM takes one, or a list of documents, names and
    templates.  Source: AWS SAM Developer Guide, "AWS::Serverless::Function", Policies."""
    listed = reveal(resource.attributes.get("Policies"))
    for position, item in enumerate(elements(listed)):
        item = reveal(item)
        path = ("Policies", position) if isinstance(listed, list) else ("Policies",)
        if not isinstance(item, str | Unknown):
            found = document(resource, path, item, graph)
            if found:
                what = "policy of a function" if resource.type.endswith("Function") else "policy of a state machine"
                yield identity_permissions(resource, what, found, "inline")
                yield from capabilities(resource, what, found.statements, "inline")


@SERVICE.facet(*ATTACHMENTS)
def attachment(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """Managed policies of AWS's own that allow everything, or everything of a service."""
    attribute, holder = ATTACHMENTS[resource.type]
    for policy in managed(resource, attribute, graph):
        yield from _grant(resource, policy.name, f"managed policy {_known(policy.name)} attached to a {holder}",
                          policy.evidence)
        if policy.name.rpartition("/")[2] in WHOLE_SERVICES:
            ability, service = WHOLE_SERVICES[policy.name.rpartition("/")[2]]
            yield Capability(resource=resource, what="managed policy", part="managed", ability=ability, by=(service,),
                             given=Fact(True, (policy.evidence,)))


@SERVICE.facet("data.aws_iam_policy")
def managed_policy(resource: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
    """A managed policy that is looked up in order to attach it."""
    for key in ("arn", "name"):
        value = reveal(resource.attributes.get(key))
        if isinstance(value, str):
            yield from _grant(resource, value.partition(":policy/")[2] or value,
                              "managed policy that is looked up", Evidence(resource, (key,), value))


def _grant(resource: Resource, name: str, what: str, evidence: Evidence) -> Iterator[RoleGrant]:
    if name == ADMINISTRATOR:
        yield RoleGrant(resource=resource, what=what, part="administrator-access",
                        administrator=Fact(True, (evidence,)))
    elif name in ELEVATED:
        yield RoleGrant(resource=resource, what=what, part="elevated-access", administrator=Fact(True, (evidence,)))


def _known(name: str) -> str:
    return name if name in (ADMINISTRATOR, *ELEVATED) else ""


# -- lambda:InvokeFunction

FUNCTION = "lambda:InvokeFunction"


def _invocations(resource: Resource, what: str, found: Document) -> Iterator[Capability]:
    """Whether leave to invoke a function covers it and its versions, as it must: two ARNs, one ending in ``:*``.

    Source: AWS Lambda Developer Guide, "Identity-based IAM policies for Lambda", functions and their versions.
    """
    for statement in found.statements:
        if not statement.allow or FUNCTION.lower() not in {a.lower() for a in statement.actions}:
            continue
        functions = [r for r in statement.resources if _is_function(r)]
        versions = {r.rpartition(":")[0] for r in functions if r.endswith(":*")}
        if functions and not any(f in versions or (f.endswith("*") and not f.endswith(":*")) for f in functions):
            yield Capability(resource=resource, what=what, part="invoke-function-arns", ability=Ability.BEYOND_PURPOSE,
                             by=(FUNCTION,), given=Fact(True, statement.evidence))


def _is_function(resource: Value) -> bool:
    return isinstance(resource, str) and (":function:" in resource or resource.startswith("${aws_lambda_function."))
