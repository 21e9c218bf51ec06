"""IAM users and groups: who belongs to which group, what users have of their own, and with what they sign in.

Sources: Terraform Registry (aws_iam_*, aws_identitystore_user); CloudFormation User Guide (AWS::IAM::*); IAM User
Guide, "Security best practices in IAM".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, about, all_of, any_of, negate
from ...graph import Edge, Graph, Resource, Unknown, reveal
from .. import Service, absent, control, present
from ..attributes import elements, read, set_at_all

USERS = ("aws_iam_user", "AWS::IAM::User")
GROUPS = ("aws_iam_group", "AWS::IAM::Group")
KEYS = ("aws_iam_access_key", "AWS::IAM::AccessKey")
PERSONAL, INLINE = Kind.NO_PERSONAL_PERMISSIONS, Kind.NO_INLINE_POLICIES

SERVICE = Service(
    # a policy for users: by what it is, or by the users that it names
    control("aws_iam_user_policy", "AWS::IAM::UserPolicy", what="inline policy of a user", part="user-policy",
            kind=PERSONAL, on=absent("user", "UserName")),
    control("aws_iam_user_policy_attachment", what="attachment to a user", part="user-attachment", kind=PERSONAL,
            on=absent("user")),
    control("aws_iam_user_policy_attachments_exclusive", what="attachment to a user", part="user-attachment",
            kind=PERSONAL, on=absent("policy_arns")),
    control("aws_iam_policy_attachment", what="attachment", part="user-attachment", kind=PERSONAL, on=absent("users")),
    control("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", what="policy", part="policy-users", kind=PERSONAL,
            on=absent(cloudformation="Users")),
    control("AWS::IAM::User", what="inline policy of a user", part="user-inline", kind=PERSONAL,
            on=absent(cloudformation="Policies")),
    control("AWS::IAM::User", what="managed policy of a user", part="user-managed", kind=PERSONAL,
            on=absent(cloudformation="ManagedPolicyArns")),
    *(control(type_, what=what, part="inline-policy", kind=INLINE, on=absent(cloudformation="Policies"))
      for type_, what in (("AWS::IAM::User", "user"), ("AWS::IAM::Group", "group"), ("AWS::IAM::Role", "role"))),
    control("aws_iam_role", what="role", part="inline-policy", kind=INLINE, on=absent("inline_policy")),
    # people and how they sign in
    control("AWS::IAM::User", what="user", part="console", kind=Kind.NO_CONSOLE_ACCESS,
            on=absent(cloudformation="LoginProfile")),
    control("aws_identitystore_user", "AWS::IdentityStore::User", what="user of the identity store",
            part="identity-store-user", kind=Kind.CENTRAL_IDENTITIES,
            on=lambda user_: about(user_, False, mend="let the identity provider create users (SCIM)")),
)

_POLICY_HOLDERS = (("Users", "AWS::IAM::User", "UserName"), ("Groups", "AWS::IAM::Group", "GroupName"),
                   ("Roles", "AWS::IAM::Role", "RoleName"))
# Edges from lists of names, which no look-up by value finds: type → (attribute, type of what is named, its name).
NAMED = {
    "aws_iam_group_membership": (("users", "aws_iam_user", "name"),),
    "aws_iam_user_group_membership": (("groups", "aws_iam_group", "name"),),
    "aws_iam_policy_attachment": (("users", "aws_iam_user", "name"), ("groups", "aws_iam_group", "name"),
                                  ("roles", "aws_iam_role", "name")),
    "AWS::IAM::User": (("Groups", "AWS::IAM::Group", "GroupName"),),
    "AWS::IAM::UserToGroupAddition": (("Users", "AWS::IAM::User", "UserName"),),
    "AWS::IAM::Policy": _POLICY_HOLDERS,
    "AWS::IAM::ManagedPolicy": _POLICY_HOLDERS,
}


@SERVICE.links
def named(graph: Graph) -> Iterator[Edge]:
    """What lists name in so many words."""
    for type_, lists in NAMED.items():
        for resource in graph.of_type(type_):
            for attribute, target, key in lists:
                for name in elements(resource.attributes.get(attribute)):
                    name = reveal(name)
                    if isinstance(name, str):
                        for found in graph.with_value(resource.scope, target, key, name):
                            yield Edge(resource, found, attribute)


# -- groups


@SERVICE.facet("aws_iam_group_membership", "AWS::IAM::UserToGroupAddition")
def membership(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether a membership names anybody."""
    users = read(resource, "users" if resource.dialect == "terraform" else "Users")
    return Control(resource=resource, what="membership of a group", part="membership", kind=Kind.GROUP_HAS_MEMBERS,
                   on=set_at_all(users).mended("name the users"))


@SERVICE.facet(*GROUPS)
def group(resource: Resource, graph: Graph) -> Control:
    """Whether a group has members."""
    facts = [membership(other, graph).on for other in _memberships(resource, graph)]
    facts += [Fact(True, (Evidence(other, (attribute,)),)) for other, attribute in _joining(resource, graph)]
    on = any_of(facts) if facts else about(resource, False)
    return Control(resource=resource, what="group", part="group", kind=Kind.GROUP_HAS_MEMBERS,
                   on=on.mended("add users to it, or remove it"))


def _memberships(group_: Resource, graph: Graph) -> Iterable[Resource]:
    if group_.dialect == "terraform":
        return graph.referring(group_, "aws_iam_group_membership", via="group", keys=("name",))
    return graph.referring(group_, "AWS::IAM::UserToGroupAddition", via="GroupName", keys=("GroupName",))


def _joining(group_: Resource, graph: Graph) -> Iterator[tuple[Resource, str]]:
    terraform = group_.dialect == "terraform"
    type_, attribute = ("aws_iam_user_group_membership", "groups") if terraform else ("AWS::IAM::User", "Groups")
    for edge in graph.into(group_, type_, attribute=attribute):
        yield edge.source, attribute


@SERVICE.facet(*USERS)
def user(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether a user belongs to a group, has a password for the console, and is here at all."""
    terraform = resource.dialect == "terraform"
    yield Control(resource=resource, what="user", part="user", kind=Kind.MEMBER_OF_GROUP,
                  on=_in_a_group(resource, graph).mended("put the user into a group"))
    yield Control(resource=resource, what="IAM user", part="iam-user", kind=Kind.CENTRAL_IDENTITIES,
                  on=about(resource, False, mend="let people sign in by IAM Identity Center, and programs use roles"))
    if terraform:
        profiles = graph.referring(resource, "aws_iam_user_login_profile", via="user", keys=("name",))
        yield Control(resource=resource, what="user", part="console", kind=Kind.NO_CONSOLE_ACCESS,
                      on=Fact(not profiles, tuple(Evidence(p, ()) for p in profiles), "remove the login profile"))
        policies = [*graph.referring(resource, "aws_iam_user_policy", "aws_iam_user_policy_attachment", via="user",
                                     keys=("name",)),
                    *(e.source for e in graph.into(resource, "aws_iam_policy_attachment", attribute="users"))]
        yield Control(resource=resource, what="policy of a user", part="user", kind=PERSONAL,
                      on=Fact(not policies, tuple(Evidence(p, ("user",)) for p in policies),
                              "attach the policies to a group"))


def _in_a_group(user_: Resource, graph: Graph) -> Fact[bool]:
    if user_.dialect == "terraform":
        if any(graph.into(user_, "aws_iam_group_membership", attribute="users")):
            return about(user_, True)
        own = [set_at_all(read(m, "groups")) for m in graph.referring(
            user_, "aws_iam_user_group_membership", via="user", keys=("name",))]
        return any_of(own) if own else about(user_, False)
    if any(graph.into(user_, "AWS::IAM::UserToGroupAddition", attribute="Users")):
        return about(user_, True)
    return present(cloudformation="Groups")(user_) or about(user_, False)


# -- access keys


@SERVICE.facet(*KEYS)
def access_key(key: Resource, graph: Graph) -> Iterator[Control]:
    """Whose key it is, whether it works, and whether it is the only one."""
    via = "user" if key.dialect == "terraform" else "UserName"
    owner = read(key, via)
    target = graph.target(key, via, *USERS)
    if target is not None:
        owner = read(target, "name" if target.dialect == "terraform" else "UserName")
    active = read(key, "status" if key.dialect == "terraform" else "Status", "Active").map(
        lambda value: str(value).lower() == "active")
    root = owner.map(lambda value: str(value).lower() in ("root", "<root_account>") or str(value).endswith(":root"))
    if target is not None and isinstance(root.value, Unknown):
        root = Fact(False, root.evidence)  # a user of its own, whatever its name
    yield Control(resource=key, what="access key", part="root-key", kind=Kind.NO_ROOT_KEYS,
                  on=negate(all_of([root, active])).mended("give the work to a role, and remove the key"))
    yield Control(resource=key, what="access key", part="user-key", kind=Kind.NO_PERMANENT_KEYS,
                  on=negate(active).mended("use a role and its temporary credentials"))
    others = [other for other in _keys_of(key, target, via, graph) if other is not key]
    yield Control(resource=key, what="user of the access key", part="user-keys", kind=Kind.SINGLE_ACCESS_KEY,
                  on=Fact(not others, tuple(Evidence(k, (via,), k.attributes.get(via)) for k in (key, *others)),
                          "keep one key, and replace it when it is time"))


def _keys_of(key: Resource, owner: Resource | None, via: str, graph: Graph) -> Iterable[Resource]:
    if owner is not None:
        return graph.referring(owner, key.type, via=via, keys=("name", "UserName"))
    name = reveal(key.attributes.get(via))
    if isinstance(name, str):
        return graph.with_value(key.scope, key.type, via, name)
    return ()


# -- support


@SERVICE.facet("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy")
def support_policy(policy: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether the policy for the provider's support is anybody's (CIS AWS Foundations, "support role")."""
    name = reveal(policy.attributes.get("PolicyName", policy.attributes.get("ManagedPolicyName")))
    if name != "AWSSupportAccess":
        return None
    on = present(cloudformation="Roles")(policy)
    return None if on is None else Control(resource=policy, what="support policy", part="support",
                                           kind=Kind.SUPPORT_ROLE, on=on)


@SERVICE.facet(*GROUPS)
def analyzer(resource: Resource, graph: Graph) -> Control | None:
    """Whether a template that manages people's access has something that watches it; asked of its first group."""
    if resource.dialect == "terraform" or next(graph.siblings(resource, *GROUPS), None) is not resource:
        return None
    found = next(graph.siblings(resource, "AWS::AccessAnalyzer::Analyzer"), None)
    return Control(resource=resource, what="account with groups of users", part="analyzer", kind=Kind.ACCESS_ANALYZED,
                   on=about(resource, found is not None, mend="add an AWS::AccessAnalyzer::Analyzer"))
