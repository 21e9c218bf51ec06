"""Cloud Storage: access control lists, and what keeps the public out whatever they say.

Source: "Access control lists (ACLs)" and "Public access prevention" of Cloud Storage's documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Kind, PublicAccess
from ...facts import Fact, all_of, any_of, negate
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service, any_condition, attr, control, equals, flag, read
from ..attributes import elements
from ._members import ANYBODY

BUCKET = "google_storage_bucket"
LISTS = ("google_storage_bucket_acl", "google_storage_default_object_acl", "google_storage_object_acl")
ENTRIES = ("google_storage_bucket_access_control", "google_storage_default_object_access_control",
           "google_storage_object_access_control")
OPEN_LISTS = {"publicread": ("read",), "publicreadwrite": ("read", "write"), "authenticatedread": ("read",)}
RIGHTS = {"OWNER": ("read", "write", "administer"), "WRITER": ("read", "write"), "READER": ("read",)}

_UNIFORM = any_condition(flag("uniform_bucket_level_access"), flag("bucket_policy_only"))
_PREVENTED = equals(attr("public_access_prevention", default="inherited"), "enforced")

SERVICE = Service(
    control(BUCKET, what="bucket", kind=Kind.ACL_DISABLED, part="uniform-access", on=_UNIFORM),
    control(BUCKET, what="bucket", kind=Kind.PUBLIC_ACCESS_BLOCK, part="prevention", on=_PREVENTED),
)


@SERVICE.facet(*LISTS, *ENTRIES)
def listed(resource: Resource, graph: Graph) -> Iterator[PublicAccess]:
    """What an access control list gives to anybody."""
    bucket = graph.target(resource, "bucket", BUCKET)
    shut = None if bucket is None else any_of([f for f in (_PREVENTED(bucket), _UNIFORM(bucket)) if f is not None])
    for fact, can, audience in _entries(resource):
        public = fact if shut is None or fact.value is False else all_of([fact, negate(shut)])
        yield PublicAccess(resource=resource, what="bucket or object", part="acl", access=can, audience=audience,
                           public=public.mended("take allUsers and allAuthenticatedUsers out of the list"))


def _entries(resource: Resource) -> Iterator[tuple[Fact[bool], tuple[str, ...], str]]:
    if resource.type in ENTRIES:
        entity, role = read(resource, "entity"), read(resource, "role").value
        yield (entity.map(lambda v: _audience(v) != ""), RIGHTS.get(str(role), ()),
               _audience(entity.value) or ANYBODY["allusers"])
        return
    canned = read(resource, "predefined_acl", "")
    name = str(canned.value).lower()
    yield (canned.map(lambda v: str(v).lower() in OPEN_LISTS), OPEN_LISTS.get(name, ()),
           ANYBODY["allauthenticatedusers" if name == "authenticatedread" else "allusers"])
    pairs = read(resource, "role_entity", [])
    for pair in map(reveal, elements(pairs.value)):
        if isinstance(pair, Unknown):
            if not pair.prefix.partition(":")[2]:
                yield Fact(pair, pairs.evidence), (), ANYBODY["allusers"]
            continue
        right, _, who = str(pair).partition(":")
        yield Fact(_audience(who) != "", pairs.evidence), RIGHTS.get(right.upper(), ()), _audience(who)


def _audience(entity: Value) -> str:
    return ANYBODY.get(entity.lower(), "") if isinstance(entity, str) else ""
