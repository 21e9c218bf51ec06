"""Users, groups and roles with the policies attached to them, wherever those are written.

Sources: Terraform Registry (aws_iam_*_policy, aws_iam_*_policy_attachment); CloudFormation User Guide (AWS::IAM::*).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...facets import Statement
from ...facts import Evidence, Fact
from ...graph import Graph, Path, Resource, Unknown, Value, reveal
from ..attributes import elements
from ._grants import administrator
from ._policy_documents import Document, attribute_document, document

KINDS = {"aws_iam_user": "user", "aws_iam_group": "group", "aws_iam_role": "role",
         "AWS::IAM::User": "User", "AWS::IAM::Group": "Group", "AWS::IAM::Role": "Role"}
ROLES = ("aws_iam_role", "AWS::IAM::Role")
MANAGED = ("aws_iam_policy", "AWS::IAM::ManagedPolicy", "data.aws_iam_policy")
ADMINISTRATOR = "AdministratorAccess"
ELEVATED = ("PowerUserAccess", "IAMFullAccess")
"""Managed policies that are one step from everything."""


@dataclass(frozen=True, slots=True)
class Managed:
    """A managed policy that is attached by its ARN or name."""

    name: str
    """Its path and name; empty where it is not known."""
    evidence: Evidence
    resource: Resource | None = None
    """The policy itself, where it is in the graph."""


def inline(resource: Resource, graph: Graph) -> Iterator[Document]:
    """The documents that are written into an identity itself."""
    cloudformation = resource.dialect == "cloudformation"
    blocks, key = ("Policies", "PolicyDocument") if cloudformation else ("inline_policy", "policy")
    listed = reveal(resource.attributes.get(blocks))
    for position, block in enumerate(elements(listed)):
        block = reveal(block)
        at: Path = (blocks, position) if isinstance(listed, list) else (blocks,)
        if isinstance(block, Unknown):
            yield Document(unknown=Fact(block, (Evidence(resource, at, block),)))
        elif hasattr(block, "get") and block.get(key) is not None:
            yield document(resource, (*at, key), block[key], graph)
    own = "PolicyDocument" if cloudformation else "policy"
    if resource.type in ROLES and own in resource.attributes:
        yield attribute_document(resource, own, graph)  # no argument of the provider's, but people write it


def managed(resource: Resource, attribute: str, graph: Graph) -> Iterator[Managed]:
    """The managed policies that an attribute names: one ARN, or a list of them."""
    value = reveal(resource.attributes.get(attribute))
    for position, item in enumerate(elements(value)):
        at: Path = (attribute, position) if isinstance(value, list) else (attribute,)
        found = graph.referenced(resource, item)
        if found is None and isinstance(reveal(item), Unknown):
            found = graph.target(resource, attribute, *MANAGED) if not isinstance(value, list) else None
        if found is not None and found.type not in MANAGED:
            found = None
        yield Managed(_policy_name(item, found), Evidence(resource, at, item), found)


def _policy_name(item: Value, found: Resource | None) -> str:
    item = reveal(item)
    if isinstance(item, Unknown):
        if found is not None and found.type == "data.aws_iam_policy":
            for key in ("arn", "name"):
                if isinstance(text := reveal(found.attributes.get(key)), str):
                    return text.partition(":policy/")[2] or text
        return item.suffix.partition(":policy/")[2] or (item.suffix.lstrip("/") if "policy" in item.prefix else "")
    return item.partition(":policy/")[2] or item if isinstance(item, str) else ""


def attached(identity: Resource, graph: Graph) -> Iterator[Document]:
    """All documents that apply to an identity: its own, and those of resources that name it."""
    yield from inline(identity, graph)
    kind = KINDS[identity.type]
    for resource, attribute in (_terraform(identity, kind, graph) if identity.dialect == "terraform"
                                else _cloudformation(identity, kind, graph)):
        yield attribute_document(resource, attribute, graph)


def _terraform(identity: Resource, kind: str, graph: Graph) -> Iterator[tuple[Resource, str]]:
    keys = ("name", "id")
    for resource in graph.referring(identity, f"aws_iam_{kind}_policy", via=kind, keys=keys):
        yield resource, "policy"
    for attachment in _attachments(identity, kind, graph):
        for policy in managed(attachment, "policy_arn", graph):
            if policy.resource is not None and policy.resource.type == "aws_iam_policy":
                yield policy.resource, "policy"
    for policy in managed(identity, "managed_policy_arns", graph):
        if policy.resource is not None and policy.resource.type == "aws_iam_policy":
            yield policy.resource, "policy"


def _attachments(identity: Resource, kind: str, graph: Graph) -> list[Resource]:
    return [*graph.referring(identity, f"aws_iam_{kind}_policy_attachment", via=kind, keys=("name", "id")),
            *graph.referring(identity, "aws_iam_policy_attachment", via=f"{kind}s", keys=("name", "id"))]


def _cloudformation(identity: Resource, kind: str, graph: Graph) -> Iterator[tuple[Resource, str]]:
    for resource in graph.referring(identity, "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", via=f"{kind}s"):
        yield resource, "PolicyDocument"
    for resource in graph.referring(identity, f"AWS::IAM::{kind}Policy", via=f"{kind}Name", keys=(f"{kind}Name",)):
        yield resource, "PolicyDocument"
    for policy in managed(identity, "ManagedPolicyArns", graph):
        if policy.resource is not None and policy.resource.type == "AWS::IAM::ManagedPolicy":
            yield policy.resource, "PolicyDocument"


def attached_names(identity: Resource, graph: Graph) -> Iterator[Managed]:
    """The managed policies of an identity, by name."""
    if identity.dialect == "terraform":
        yield from managed(identity, "managed_policy_arns", graph)
        for attachment in _attachments(identity, KINDS[identity.type], graph):
            yield from managed(attachment, "policy_arn", graph)
    else:
        yield from managed(identity, "ManagedPolicyArns", graph)


def statements(identity: Resource, graph: Graph) -> list[Statement]:
    """The statements of all documents that apply to an identity."""
    return [s for found in attached(identity, graph) for s in found.statements]


def role_of(resource: Resource, attribute: str, graph: Graph) -> Resource | None:
    """The role that an attribute names, where it is in the graph."""
    found = graph.target(resource, attribute, *ROLES)
    if found is None:
        name = reveal(resource.attributes.get(attribute))
        if isinstance(name, str) and name:
            type_, key = ROLES[resource.dialect == "cloudformation"], ("name", "RoleName")[
                resource.dialect == "cloudformation"]
            same = graph.with_value(resource.scope, type_, key, name.rpartition("/")[2])
            found = same[0] if same else None
    return found


def is_administrator(role: Resource, graph: Graph) -> Fact[bool]:
    """Whether a role may do everything: by a document, or by the managed policy that allows it."""
    for policy in attached_names(role, graph):
        if policy.name == ADMINISTRATOR:
            return Fact(True, (policy.evidence,))
    unknown: Fact[bool] | None = None
    for found in attached(role, graph):
        unknown = unknown or found.unknown
        if administrator(found.statements):
            used = [s for s in found.statements if administrator([s])]
            return Fact(True, used[0].evidence if used else ())
    return unknown or Fact(False)


