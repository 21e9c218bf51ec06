"""CloudFront: what viewers and origins may speak, and what stands in front and behind.

Sources: the CloudFront Developer Guide (viewer protocol policy, origin protocol policy, security policies, origin
access control) and the API's ``DistributionConfig``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataInTransit, Facet, Kind
from ...facts import Evidence, Fact, all_of
from ...graph import Graph, Resource, Unknown, Value
from .. import (
    Service,
    all_conditions,
    any_condition,
    at_least,
    attr,
    control,
    equals,
    flag,
    in_transit,
    one_of,
    present,
)
from ..attributes import Block, as_bool, blocks, elements, read, set_at_all
from . import _tls
from .s3 import BUCKETS

DISTRIBUTIONS = ("aws_cloudfront_distribution", "AWS::CloudFront::Distribution")
CONFIG = "DistributionConfig."
HEADERS = "security_headers_config.strict_transport_security."
HEADERS_CFN = "ResponseHeadersPolicyConfig.SecurityHeadersConfig.StrictTransportSecurity."
YEAR = 31_536_000
_ALWAYS_HTTPS = (".data.mediastore.", ".mediapackage.", ".mediapackagev2.", ".elb.", ".execute-api.", ".lambda-url.")
"""Parts of the names of origins that AWS runs, all of which offer HTTPS."""

SERVICE = Service(
    in_transit(*DISTRIBUTIONS, what="distribution", part="viewer-certificate",
               certificate=any_condition(
                   present("viewer_certificate.acm_certificate_arn", CONFIG + "ViewerCertificate.AcmCertificateArn"),
                   present("viewer_certificate.iam_certificate_id", CONFIG + "ViewerCertificate.IamCertificateId"))),
    control(*DISTRIBUTIONS, what="distribution", part="geo-restriction", kind=Kind.GEO_RESTRICTION,
            on=one_of(attr("restrictions.geo_restriction.restriction_type",
                           CONFIG + "Restrictions.GeoRestriction.RestrictionType", default="none"),
                      ("whitelist", "blacklist"))),
    control(*DISTRIBUTIONS, what="distribution", part="cloudfront-waf", kind=Kind.WEB_APPLICATION_FIREWALL,
            on=present("web_acl_id", CONFIG + "WebACLId")),
    control(*DISTRIBUTIONS, what="distribution", part="response-headers-policy", kind=Kind.HEADER_HARDENING,
            on=present("default_cache_behavior.response_headers_policy_id",
                       CONFIG + "DefaultCacheBehavior.ResponseHeadersPolicyId")),
    control("aws_cloudfront_response_headers_policy", "AWS::CloudFront::ResponseHeadersPolicy",
            what="response headers policy", part="response-headers-policy", kind=Kind.STRICT_TRANSPORT,
            on=all_conditions(
                at_least(attr(HEADERS + "access_control_max_age_sec", HEADERS_CFN + "AccessControlMaxAgeSec"), YEAR),
                flag(HEADERS + "include_subdomains", HEADERS_CFN + "IncludeSubdomains"))),
)


@SERVICE.facet(*DISTRIBUTIONS)
def viewers(resource: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
    """What viewers may speak: HTTP, and which versions of TLS."""
    for behavior in _behaviors(resource):
        policy = behavior.read(_name(resource, "viewer_protocol_policy", "ViewerProtocolPolicy"), "allow-all")
        yield DataInTransit(
            resource=resource, what="distribution", part="viewer",
            encrypted=policy.map(lambda value: value in ("https-only", "redirect-to-https"))
            .mended(f'set `{policy.evidence[0].attribute}` to "redirect-to-https"'))
    yield from _certificate(resource)


def _behaviors(resource: Resource) -> list[Block]:
    if resource.dialect == "terraform":
        return blocks(resource, "default_cache_behavior") + blocks(resource, "ordered_cache_behavior")
    return blocks(resource, CONFIG + "DefaultCacheBehavior") + blocks(resource, CONFIG + "CacheBehaviors")


def _certificate(resource: Resource) -> Iterator[Facet]:
    terraform = resource.dialect == "terraform"
    base = "viewer_certificate" if terraform else CONFIG + "ViewerCertificate"
    default = equals(attr("viewer_certificate.cloudfront_default_certificate",
                          CONFIG + "ViewerCertificate.CloudFrontDefaultCertificate"), True)(resource)
    absent = read(resource, base).value is None
    version = read(resource, f"{base}.{'minimum_protocol_version' if terraform else 'MinimumProtocolVersion'}", "TLSv1")
    mend = "use a certificate of your own and set the minimum protocol version to TLSv1.2_2021"
    if absent or (default is not None and default.value is True):
        # CloudFront's own certificate fixes the security policy at TLSv1, whatever the configuration asks for.
        evidence = (version if absent or default is None else default).evidence
        yield DataInTransit(resource=resource, what="distribution", part="default-certificate",
                            minimum_version=Fact("tls1.0", evidence, mend))
        return
    yield DataInTransit(resource=resource, what="distribution", part="viewer-certificate",
                        minimum_version=_tls.version(version, _tls.CLOUDFRONT, mend))
    own = [f for f in (read(resource, f"{base}.{name}") for name in
                       (("acm_certificate_arn", "iam_certificate_id") if terraform
                        else ("AcmCertificateArn", "IamCertificateId"))) if set_at_all(f).value is not False]
    if own:
        support = read(resource, f"{base}.{'ssl_support_method' if terraform else 'SslSupportMethod'}", "vip")
        yield Control(resource=resource, what="distribution", part="viewer-sni", kind=Kind.SERVER_NAME_INDICATION,
                      on=support.map(lambda value: value == "sni-only").mended('set the support method to "sni-only"'))


@SERVICE.facet(*DISTRIBUTIONS)
def origins(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """How the distribution speaks with what is behind it.  One that is disabled speaks with nobody."""
    terraform = resource.dialect == "terraform"
    if as_bool(read(resource, "enabled" if terraform else CONFIG + "Enabled").value) is False:
        return
    plain_viewers = [f for b in _behaviors(resource)
                     if (f := b.read(_name(resource, "viewer_protocol_policy", "ViewerProtocolPolicy"), "allow-all"))]
    for origin in blocks(resource, "origin" if terraform else CONFIG + "Origins"):
        custom = origin.blocks("custom_origin_config" if terraform else "CustomOriginConfig")
        for config in custom:
            yield from _custom_origin(resource, origin, config, plain_viewers)
        if not custom and _is_bucket(resource, graph, origin):
            yield _bucket_origin(resource, origin)


def _custom_origin(resource: Resource, origin: Block, config: Block,
                   viewers: list[Fact[Value]]) -> Iterator[DataInTransit]:
    policy = config.read(_name(resource, "origin_protocol_policy", "OriginProtocolPolicy"))
    mend = f'set `{policy.evidence[0].attribute}` to "https-only"'
    encrypted = policy.map(lambda value: value == "https-only")
    if policy.value == "match-viewer":
        domain = origin.read(_name(resource, "domain_name", "DomainName")).value
        text = f"{domain.prefix}{domain.suffix}" if isinstance(domain, Unknown) else str(domain)
        if not any(part in text for part in _ALWAYS_HTTPS):
            # Plain text to the origin is then what a viewer chose, where it may.
            matched = all_of(f.map(lambda value: value in ("https-only", "redirect-to-https")) for f in viewers)
            encrypted = Fact(matched.value, policy.evidence + matched.evidence)
    yield DataInTransit(resource=resource, what="connection to an origin", part="origin",
                        encrypted=encrypted.mended(mend))
    protocols = config.read(_name(resource, "origin_ssl_protocols", "OriginSSLProtocols"))
    listed = [_tls.ORIGIN[p.lower()] for p in elements(protocols.value)
              if isinstance(p, str) and p.lower() in _tls.ORIGIN]
    if policy.value != "http-only" and (listed or protocols.unknown is not None):
        # ssl3 < tls1.0 < … also in alphabetical order
        oldest = min(listed) if listed else protocols.value
        yield DataInTransit(resource=resource, what="connection to an origin", part="origin",
                            minimum_version=Fact(oldest, protocols.evidence, 'list "TLSv1.2" alone'))


def _is_bucket(resource: Resource, graph: Graph, origin: Block) -> bool:
    domain = origin.read(_name(resource, "domain_name", "DomainName"))
    if isinstance(domain.value, Unknown):
        target = graph.referenced(resource, domain.value)
        if target is not None:
            return target.type in BUCKETS and "website" not in domain.value.reference.lower()
        text = domain.value.suffix
        return ".s3." in text or ".s3-" in text
    text = str(domain.value)
    return ".amazonaws.com" in text and (".s3." in text or ".s3-" in text) and ".s3-website" not in text


def _bucket_origin(resource: Resource, origin: Block) -> Control:
    terraform = resource.dialect == "terraform"
    identity = origin.read("s3_origin_config.origin_access_identity" if terraform
                           else "S3OriginConfig.OriginAccessIdentity")
    access = origin.read("origin_access_control_id" if terraform else "OriginAccessControlId")
    facts = [set_at_all(identity), set_at_all(access)]
    fact = next((f for f in facts if f.value is True), next((f for f in facts if f.unknown is not None), None))
    where = Evidence(resource, (*origin.path, "origin_access_control_id" if terraform else "OriginAccessControlId"),
                     absent=True)
    return Control(resource=resource, what="distribution", part="bucket-origin", kind=Kind.ORIGIN_ACCESS,
                   on=fact or Fact(False, (where,), f"set `{where.path[-1]}` to an origin access control"))


def _name(resource: Resource, terraform: str, cloudformation: str) -> str:
    return terraform if resource.dialect == "terraform" else cloudformation
