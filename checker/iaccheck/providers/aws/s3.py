"""Simple Storage Service: who can get at a bucket through ACLs and settings, and how its objects are encrypted.

Bucket policies are documents with statements: they are read where all resource policies are.  What a bucket's ACL
means depends on three things beside it, each of which Terraform keeps in a resource of its own: public access block
(of the bucket and of the account), object ownership, and the bucket itself.

Since April 2023, S3 blocks public access and disables ACLs on new buckets.  That is not taken for granted here:
buckets are older than that, imported, or had it turned off by hand, and a configuration that says nothing keeps it so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...facets import Control, DataAtRest, Facet, Kind, PublicAccess
from ...facts import Fact, about, all_of, any_of, negate
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service, all_conditions, any_condition, at_rest, attr, control, customer_key, flag, one_of, present
from ..attributes import as_bool, blocks, elements, read, read_all, set_at_all
from ._s3_acl import Audience, Grants, Public, grants

BUCKETS = ("aws_s3_bucket", "AWS::S3::Bucket")
ENCRYPTION_CONFIGURATION = "aws_s3_bucket_server_side_encryption_configuration"
SETTINGS = {"block-public-acls": ("block_public_acls", "BlockPublicAcls"),
            "ignore-public-acls": ("ignore_public_acls", "IgnorePublicAcls"),
            "block-public-policy": ("block_public_policy", "BlockPublicPolicy"),
            "restrict-public-buckets": ("restrict_public_buckets", "RestrictPublicBuckets")}
ALGORITHMS = ("AES256", "aws:kms", "aws:kms:dsse")

SERVICE = Service(
    *(control("aws_s3_bucket_public_access_block", what=f"`{names[0]}` of a public access block", part=part,
              kind=Kind.PUBLIC_ACCESS_BLOCK, on=flag(names[0])) for part, names in SETTINGS.items()),
    *(control("aws_s3_account_public_access_block", what=f"`{names[0]}` of the account's public access block",
              part=f"account-{part}", kind=Kind.PUBLIC_ACCESS_BLOCK, on=flag(names[0]))
      for part, names in SETTINGS.items()),
    # Terraform's provider defaults each setting of an access point to true, and S3 does where the block is absent.
    control("aws_s3_access_point", what="access point", part="access-point", kind=Kind.PUBLIC_ACCESS_BLOCK,
            on=all_conditions(*(flag(f"public_access_block_configuration.{names[0]}", default=True)
                                for names in SETTINGS.values()))),
    control("aws_s3_bucket_ownership_controls", "AWS::S3::Bucket", what="bucket", part="object-ownership",
            kind=Kind.ACL_DISABLED,
            on=one_of(attr("rule.object_ownership", "OwnershipControls.Rules.ObjectOwnership",
                           default="BucketOwnerEnforced"), ("BucketOwnerEnforced",))),
    at_rest("aws_s3_bucket_object", "aws_s3_object", what="object", part="object",
            customer_key=customer_key("kms_key_id")),
    at_rest("aws_s3_object_copy", what="copy of an object", part="object-copy",
            customer_key=customer_key("kms_key_id")),
)


# -- what stands beside a bucket


def beside(bucket: Resource, graph: Graph, *types: str) -> list[Resource]:
    """The resources of ``types`` whose ``bucket`` (``Bucket``) is this one, by reference or else by its name.

    Several buckets can have one name in a scope (of which only one is ever created): a reference decides.
    """
    via, name = ("Bucket", "BucketName") if bucket.dialect == "cloudformation" else ("bucket", "bucket")
    found = []
    for resource in graph.referring(bucket, *types, via=via, keys=(name,)):
        targets = [e.target for e in graph.out(resource, via) if e.target.type in BUCKETS]
        if not targets or any(t is bucket for t in targets):
            found.append(resource)
    return found


def bucket_of(resource: Resource, graph: Graph, via: str = "bucket") -> Resource | None:
    """The bucket that an attribute names, by reference or else by its name."""
    target = graph.target(resource, via, *BUCKETS)
    if target is not None:
        return target
    name = reveal(resource.attributes.get(via))
    type_, key = (("AWS::S3::Bucket", "BucketName") if resource.dialect == "cloudformation"
                  else ("aws_s3_bucket", "bucket"))
    same = graph.with_value(resource.scope, type_, key, name) if isinstance(name, str) else []
    return same[0] if same else None


@dataclass(frozen=True, slots=True)
class PublicAccessBlock:
    """The four settings that hold for a bucket: its own and the account's taken together."""

    block_public_acls: Fact[bool]
    ignore_public_acls: Fact[bool]
    block_public_policy: Fact[bool]
    restrict_public_buckets: Fact[bool]
    declared: bool
    """Whether there is a block, complete or not."""


def public_access_block(bucket: Resource, graph: Graph) -> PublicAccessBlock:
    """The settings that hold for a bucket.  A setting of the account's holds for each of its buckets."""
    facts: dict[str, list[Fact[bool]]] = {part: [] for part in SETTINGS}
    sources = beside(bucket, graph, "aws_s3_bucket_public_access_block")
    sources += graph.siblings(bucket, "aws_s3_account_public_access_block")
    for part, (terraform, cloudformation) in SETTINGS.items():
        facts[part] = [_setting(source, terraform) for source in sources]
        if bucket.dialect == "cloudformation" and _has_block(bucket):
            facts[part].append(_setting(bucket, f"PublicAccessBlockConfiguration.{cloudformation}"))
    acls, ignore, policy, restrict = (any_of(facts[part]) if facts[part] else Fact(False) for part in SETTINGS)
    return PublicAccessBlock(acls, ignore, policy, restrict, declared=bool(facts["block-public-acls"]))


def _has_block(bucket: Resource) -> bool:
    return reveal(bucket.attributes.get("PublicAccessBlockConfiguration")) is not None


def _setting(resource: Resource, name: str) -> Fact[bool]:
    return read(resource, name, False).map(lambda value: as_bool(value) is True).mended(f"set `{name}` to true")


def acls_disabled(bucket: Resource, graph: Graph) -> Fact[bool]:
    """Whether object ownership is enforced, which makes S3 ignore every ACL."""
    if bucket.dialect == "cloudformation":
        facts = [_enforced(f) for f in read_all(bucket, "OwnershipControls.Rules[].ObjectOwnership")]
    else:
        facts = [_enforced(read(other, "rule.object_ownership"))
                 for other in beside(bucket, graph, "aws_s3_bucket_ownership_controls")]
    return any_of(facts) if facts else Fact(False)


def _enforced(fact: Fact[Value]) -> Fact[bool]:
    return fact.map(lambda value: value == "BucketOwnerEnforced")


# -- ACLs


@SERVICE.facet(*BUCKETS)
def bucket_acl(bucket: Resource, graph: Graph) -> Iterator[Facet]:
    """What the ACL of a bucket grants, wherever it is written, where nothing else takes that back."""
    own = grants(bucket)
    all_grants = [own, *(grants(acl) for acl in beside(bucket, graph, "aws_s3_bucket_acl"))]
    part = "trail-acl" if _holds_a_trail(bucket, graph) else "acl"
    barrier = _barrier(bucket, graph)
    yield from _public(bucket, "bucket", part, [g for found in all_grants for g in found.public], barrier)
    yield from _delegated(bucket, own)
    yield from _dormant(bucket, own, barrier)


@SERVICE.facet("aws_s3_bucket_acl")
def separate_acl(acl: Resource, graph: Graph) -> Iterator[Facet]:
    """The same for an ACL that is a resource of its own."""
    own = grants(acl)
    bucket = bucket_of(acl, graph)
    barrier = _account_barrier(acl, graph) if bucket is None else _barrier(bucket, graph)
    yield from _public(acl, "bucket", "acl", own.public, barrier)
    yield from _delegated(acl, own)
    yield from _dormant(acl, own, barrier)


@SERVICE.facet("aws_s3_bucket_object", "aws_s3_object", "aws_s3_object_copy")
def object_acl(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """What the ACL of an object grants."""
    bucket = bucket_of(resource, graph)
    barrier = _account_barrier(resource, graph) if bucket is None else _barrier(bucket, graph)
    yield from _public(resource, "object", "object-acl", grants(resource).public, barrier)


def _barrier(bucket: Resource, graph: Graph) -> Fact[bool]:
    """Whether something keeps a public ACL of the bucket from working: S3 refuses it, ignores it, or has none."""
    block = public_access_block(bucket, graph)
    return any_of([block.ignore_public_acls, block.block_public_acls, acls_disabled(bucket, graph)])


def _account_barrier(resource: Resource, graph: Graph) -> Fact[bool]:
    account = [_setting(source, name) for source in graph.siblings(resource, "aws_s3_account_public_access_block")
               for name in ("ignore_public_acls", "block_public_acls")]
    return any_of(account) if account else Fact(False)


def _public(resource: Resource, what: str, part: str, found: list[Public],
            barrier: Fact[bool]) -> Iterator[PublicAccess]:
    for audience in Audience:
        here = [g for g in found if g.audience is audience]
        given = [g for g in here if g.fact.value is True] or [g for g in here if g.fact.unknown is not None] or here
        if not given:
            continue
        granted = any_of(g.fact for g in given)
        access = dict.fromkeys(a for g in given for a in g.access if granted.value is not False)
        yield PublicAccess(
            resource=resource, what=what, part=f"{part}{audience.suffix}", audience=audience.value,
            public=all_of([granted, negate(barrier)]).mended(granted.mend), access=tuple(access))


def _delegated(resource: Resource, own: Grants) -> Iterator[Control]:
    if own.delegated is not None:
        yield Control(resource=resource, what="bucket", part="acl-write-acp", kind=Kind.PERMISSIONS_NOT_DELEGATED,
                      on=negate(own.delegated).mended("grant READ or WRITE, not the right to change the ACL"))


def _dormant(resource: Resource, own: Grants, barrier: Fact[bool]) -> Iterator[Control]:
    """A public ACL that only something beside it holds back."""
    if own.public and barrier.value is True:
        asked = any_of(g.fact for g in own.public)
        yield Control(resource=resource, what="ACL of a bucket", part="acl-overridden", kind=Kind.NO_DORMANT_ACCESS,
                      on=negate(asked).mended("set the ACL to what is wanted: private"))


def _holds_a_trail(bucket: Resource, graph: Graph) -> bool:
    keys = ("bucket", "BucketName")
    return bool(graph.referring(bucket, "aws_cloudtrail", via="s3_bucket_name", keys=keys)
                or graph.referring(bucket, "AWS::CloudTrail::Trail", via="S3BucketName", keys=keys))


# -- public access block


@SERVICE.facet(*BUCKETS)
def bucket_public_access_block(bucket: Resource, graph: Graph) -> Iterator[Control]:
    """Whether a bucket has a public access block, and which of its settings are on."""
    block = public_access_block(bucket, graph)
    cloudformation = bucket.dialect == "cloudformation"
    if not block.declared:
        name = "PublicAccessBlockConfiguration" if cloudformation else ""
        mend = (f"add `{name}` with all four settings true" if cloudformation
                else "add an aws_s3_bucket_public_access_block with all four settings true")
        on = about(bucket, False, (name,) if name else (), mend, absent=bool(name))
        yield Control(resource=bucket, what="bucket", part="missing-public-access-block",
                      kind=Kind.PUBLIC_ACCESS_BLOCK, on=on)
    elif cloudformation:
        yield from _block_settings(bucket, "bucket", "PublicAccessBlockConfiguration", "")
    else:
        yield Control(resource=bucket, what="bucket", part="incomplete-public-access-block",
                      kind=Kind.PUBLIC_ACCESS_BLOCK, on=all_of([block.block_public_acls, block.block_public_policy]))


@SERVICE.facet("AWS::S3::AccessPoint")
def access_point(point: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """S3 turns all settings of an access point on, unless the configuration names some of them."""
    if reveal(point.attributes.get("PublicAccessBlockConfiguration")) is not None:
        settings = [_setting(point, f"PublicAccessBlockConfiguration.{name}") for _, name in SETTINGS.values()]
        yield Control(resource=point, what="access point", part="access-point", kind=Kind.PUBLIC_ACCESS_BLOCK,
                      on=all_of(settings))


def _block_settings(resource: Resource, what: str, path: str, prefix: str) -> Iterator[Control]:
    for part, (_, name) in SETTINGS.items():
        yield Control(resource=resource, what=f"`{name}` of the {what}", part=f"{prefix}{part}",
                      kind=Kind.PUBLIC_ACCESS_BLOCK, on=_setting(resource, f"{path}.{name}"))


# -- encryption


@SERVICE.facet(*BUCKETS)
def bucket_encryption(bucket: Resource, graph: Graph) -> Iterator[DataAtRest]:
    """How a bucket encrypts what is stored without a word about it: declared in the bucket, or beside it."""
    if bucket.dialect == "cloudformation":
        names = ("BucketEncryption.ServerSideEncryptionConfiguration", "ServerSideEncryptionByDefault.SSEAlgorithm",
                 "ServerSideEncryptionByDefault.KMSMasterKeyID")
        sources = [(bucket, names[0])]
    else:
        names = ("rule", "apply_server_side_encryption_by_default.sse_algorithm",
                 "apply_server_side_encryption_by_default.kms_master_key_id")
        sources = [(bucket, "server_side_encryption_configuration.rule")]
        sources += [(other, "rule") for other in beside(bucket, graph, ENCRYPTION_CONFIGURATION)]
    yield from _encryption(bucket, sources, names[1], names[2])


@SERVICE.facet(ENCRYPTION_CONFIGURATION)
def separate_encryption(configuration: Resource, graph: Graph) -> Iterator[DataAtRest]:
    """The same, of a configuration whose bucket is not in sight."""
    if bucket_of(configuration, graph) is None:
        yield from _encryption(configuration, [(configuration, "rule")],
                               "apply_server_side_encryption_by_default.sse_algorithm",
                               "apply_server_side_encryption_by_default.kms_master_key_id")


def _encryption(resource: Resource, sources: list[tuple[Resource, str]], algorithm: str,
                key: str) -> Iterator[DataAtRest]:
    rules = [rule for source, path in sources for rule in blocks(source, path)]
    if not rules:
        undecided = [f for source, path in sources for f in read_all(source, path)
                     if f.unknown is not None]
        where = read(*sources[0])
        missing = Fact(undecided[0].value if undecided else False, (undecided[0] if undecided else where).evidence,
                       "declare server-side encryption with a key of your own (aws:kms)")
        yield DataAtRest(resource=resource, what="bucket", part="bucket", declared=missing)
        yield DataAtRest(resource=resource, what="bucket", part="bucket-without-encryption", customer_key=missing)
        return
    for rule in rules:
        chosen = rule.read(algorithm)
        valid = chosen.map(lambda value: value in ALGORITHMS).mended("set the algorithm to \"aws:kms\"")
        yield DataAtRest(resource=resource, what="bucket", part="bucket", encrypted=valid, declared=valid)
        by_kms = chosen.map(lambda value: isinstance(value, str) and value.startswith("aws:kms"))
        if by_kms.value is False:
            yield DataAtRest(resource=resource, what="bucket", part="bucket-without-kms",
                             customer_key=by_kms.mended("set the algorithm to \"aws:kms\" and name a key of your own"))
        else:
            # The alias of S3's own key, or none at all, is the provider's.
            own = _own_key(rule.read(key))
            yield DataAtRest(resource=resource, what="bucket", part="bucket-with-provider-key",
                             customer_key=own.mended("name a key of your own"))


def _own_key(key: Fact[Value]) -> Fact[bool]:
    text = key.value.prefix if isinstance(key.value, Unknown) else key.value
    if isinstance(text, str) and "alias/aws/" in text:
        return Fact(False, key.evidence)
    return set_at_all(key)


@SERVICE.facet("aws_s3_bucket_object", "aws_s3_object")
def object_encryption(resource: Resource, graph: Graph) -> DataAtRest | None:
    """Whether an object's encryption is declared: with it, or by its bucket."""
    declared = any_condition(present("server_side_encryption"), present("kms_key_id"))(resource)
    if declared is None:
        return None
    bucket = bucket_of(resource, graph)
    inherited = [] if bucket is None else [f.declared for f in bucket_encryption(bucket, graph) if f.declared]
    return DataAtRest(resource=resource, what="object", part="object",
                      declared=any_of([declared, *inherited]).mended("set `server_side_encryption` to \"aws:kms\""))


# -- browsers


@SERVICE.facet(*BUCKETS)
def bucket_browser(bucket: Resource, graph: Graph) -> Iterator[Control]:
    """CORS rules and static websites, declared in the bucket or beside it."""
    if bucket.dialect == "cloudformation":
        cors = [(bucket, "CorsConfiguration.CorsRules[]")]
        sites = [(bucket, "WebsiteConfiguration")]
    else:
        cors = [(bucket, "cors_rule[]")]
        cors += [(c, "cors_rule[]") for c in beside(bucket, graph, "aws_s3_bucket_cors_configuration")]
        sites = [(bucket, "website")]
        sites += [(w, "") for w in beside(bucket, graph, "aws_s3_bucket_website_configuration")]
    yield from _cors(bucket, cors)
    yield from _website(bucket, sites)


@SERVICE.facet("aws_s3_bucket_cors_configuration", "aws_s3_bucket_website_configuration")
def separate_browser(resource: Resource, graph: Graph) -> Iterator[Control]:
    """The same, of a configuration whose bucket is not in sight."""
    if bucket_of(resource, graph) is None:
        if resource.type == "aws_s3_bucket_cors_configuration":
            yield from _cors(resource, [(resource, "cors_rule[]")])
        else:
            yield from _website(resource, [(resource, "")])


def _cors(resource: Resource, sources: list[tuple[Resource, str]]) -> Iterator[Control]:
    origins = "AllowedOrigins" if resource.dialect == "cloudformation" else "allowed_origins"
    lists = [f for source, path in sources for f in read_all(source, f"{path}.{origins}")]
    if lists:
        yield Control(resource=resource, what="bucket", part="cors", kind=Kind.ORIGIN_RESTRICTED,
                      on=all_of(_named(f) for f in lists).mended(f"list the origins in `{origins}`"))


def _named(origins: Fact[Value]) -> Fact[bool]:
    if isinstance(origins.value, list) and "*" not in origins.value:
        unknown = next((o for o in origins.value if isinstance(o, Unknown) and not o.prefix), None)
        if unknown is not None:
            return Fact(unknown, origins.evidence)
    return origins.map(lambda value: "*" not in list(elements(value)))


def _website(resource: Resource, sources: list[tuple[Resource, str]]) -> Iterator[Control]:
    """A website that redirects every request elsewhere serves no object of the bucket."""
    redirect = "RedirectAllRequestsTo" if resource.dialect == "cloudformation" else "redirect_all_requests_to"
    for source, path in sources:
        site = read(source, path) if path else about(source, [{}], shown="aws_s3_bucket_website_configuration")
        if isinstance(site.value, Unknown):
            yield _not_a_website(resource, Fact(site.value, site.evidence))
        elif site.value:
            elsewhere = set_at_all(read(source, f"{path}.{redirect}" if path else redirect))
            yield _not_a_website(resource, Fact(elsewhere.value, site.evidence,
                                                "remove the website configuration and serve it by CloudFront"))


def _not_a_website(resource: Resource, on: Fact[bool]) -> Control:
    return Control(resource=resource, what="bucket", part="website", kind=Kind.NOT_A_WEBSITE, on=on)


__all__ = ["BUCKETS", "SERVICE", "PublicAccessBlock", "acls_disabled", "beside", "bucket_of", "public_access_block"]
