"""What S3's ACLs grant, written as a canned ACL or as grants, on a bucket, an object, or as a resource of their own.

Sources: "Access control list (ACL) overview" (canned ACLs, predefined groups, permissions) in the S3 user guide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ...facts import Evidence, Fact, any_of
from ...graph import Resource, Unknown, Value, reveal
from ..attributes import Block, blocks, elements, read, read_all


class Audience(Enum):
    """Whom a public ACL lets in; the value is that in words."""

    EVERYONE = "everyone on the internet"
    AUTHENTICATED = "every authenticated AWS user"

    @property
    def suffix(self) -> str:
        """What the cause of a finding ends with."""
        return "" if self is Audience.EVERYONE else "-authenticated"


GROUPS = {"AllUsers": Audience.EVERYONE, "AuthenticatedUsers": Audience.AUTHENTICATED}
CANNED = {"publicread": (Audience.EVERYONE, ("read",)), "publicreadwrite": (Audience.EVERYONE, ("read", "write")),
          "website": (Audience.EVERYONE, ("read",)), "authenticatedread": (Audience.AUTHENTICATED, ("read",))}
"""By their names without ``-``, in lower case: Terraform writes ``public-read``, CloudFormation ``PublicRead``."""
PERMISSIONS = {"READ": ("read",), "WRITE": ("write",), "READ_ACP": ("read-permissions",), "WRITE_ACP": ("administer",),
               "FULL_CONTROL": ("read", "write", "read-permissions", "administer")}


@dataclass(frozen=True, slots=True)
class Public:
    """A grant to an audience; the fact is whether it is given."""

    audience: Audience
    access: tuple[str, ...]
    fact: Fact[bool]


@dataclass(frozen=True, slots=True)
class Grants:
    """What an ACL grants."""

    public: list[Public]
    delegated: Fact[bool] | None
    """Whether somebody named may change the ACL; None where no grant is written out."""


def grants(resource: Resource) -> Grants:
    """The grants of a bucket, an object or an ACL."""
    public = list(_canned(resource))
    delegated: list[Fact[bool]] = []
    for found, permissions in _written_out(resource):
        if isinstance(found, Fact):  # blocks that are not known
            public.append(Public(Audience.EVERYONE, ("read",), found))
            continue
        public += _of_group(found, permissions)
        if found.owner is False:
            delegated.append(permissions.map(lambda value: "WRITE_ACP" in [*elements(value)]))
    return Grants(public, any_of(delegated) if delegated else None)


def _canned(resource: Resource) -> Iterator[Public]:
    cloudformation = resource.dialect == "cloudformation"
    acl = read(resource, "AccessControl" if cloudformation else "acl")
    if acl.value is None and acl.evidence[0].absent and _has_grants(resource):
        return
    private = "Private" if cloudformation else "private"
    mend = f"set `{acl.evidence[0].attribute}` to \"{private}\""
    if isinstance(acl.value, Unknown):
        yield Public(Audience.EVERYONE, ("read",), Fact(acl.value, acl.evidence, mend))
        return
    if acl.value is None:
        acl = read(resource, "AccessControl" if cloudformation else "acl", private)
    name = acl.value.replace("-", "").lower() if isinstance(acl.value, str) else ""
    audience, access = CANNED.get(name, (Audience.EVERYONE, ()))
    yield Public(audience, access, Fact(name in CANNED, acl.evidence, mend))


def _has_grants(resource: Resource) -> bool:
    return any(reveal(resource.attributes.get(name)) for name in ("grant", "access_control_policy")
               if not isinstance(reveal(resource.attributes.get(name)), Unknown))


@dataclass(frozen=True, slots=True)
class _Grantee:
    uri: Fact[Value]
    owner: bool | None
    """Whether it is the owner; None for a group, or where that is not known."""
    evidence: Evidence


def _written_out(resource: Resource) -> Iterator[tuple[_Grantee | Fact[bool], Fact[Value]]]:
    if resource.type == "aws_s3_bucket_acl":
        path = "access_control_policy.grant"
        owner = read(resource, "access_control_policy.owner.id")
    else:
        path, owner = "grant", None
    for fact in read_all(resource, path + "[]"):
        if isinstance(fact.value, Unknown):
            yield Fact(fact.value, fact.evidence), fact
    for grant in blocks(resource, path):
        yield _grantee(grant, owner), grant.read("permission" if owner else "permissions")


def _grantee(grant: Block, owner: Fact[Value] | None) -> _Grantee:
    inside = "grantee." if owner else ""
    uri, identity = grant.read(f"{inside}uri"), grant.read(f"{inside}id")
    who: bool | None = None
    if owner is not None and uri.value is None:
        # Two unknown values are the same where both stand for the same attribute.
        who = identity.value == owner.value and identity.value is not None
    elif isinstance(uri.value, str):
        who = False
    return _Grantee(uri, who, grant.evidence)


def _of_group(grantee: _Grantee, permissions: Fact[Value]) -> Iterator[Public]:
    if grantee.uri.value is None:
        return
    names = [p.upper() for p in elements(permissions.value) if isinstance(p, str)]
    access = tuple(dict.fromkeys(a for name in names for a in PERMISSIONS.get(name, ())))
    evidence = (*grantee.uri.evidence, *permissions.evidence)
    mend = "grant access to those who need it, not to a public group"
    unknown = permissions.unknown if grantee.uri.unknown is None else grantee.uri.unknown
    if unknown is not None:
        if isinstance(grantee.uri.value, str) and grantee.uri.value.rpartition("/")[2] not in GROUPS:
            return
        yield Public(Audience.EVERYONE, access or ("read",), Fact(unknown, evidence, mend))
        return
    audience = GROUPS.get(str(grantee.uri.value).rpartition("/")[2])
    if audience is not None:
        yield Public(audience, access, Fact(bool(access), evidence, mend))
