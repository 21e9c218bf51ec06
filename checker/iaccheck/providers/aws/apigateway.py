"""API Gateway: REST, HTTP and WebSocket APIs, their domain names, caches and endpoints; SAM's APIs among them.

Sources: the API Gateway Developer Guide ("Choose a security policy for your custom domain", "Cache settings for REST
APIs", endpoint types) and the SAM specification of ``AWS::Serverless::Api``.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataAtRest, DataInTransit, Kind, PublicEndpoint
from ...facts import Fact, all_of
from ...graph import Graph, Resource, Sensitive, Unknown, Value
from .. import Service
from ..attributes import Block, as_bool, blocks, elements, read
from . import _tls, _x509

API_TYPES = ("aws_api_gateway_rest_api", "AWS::ApiGateway::RestApi")
SERVICE = Service()


# -- caches


@SERVICE.facet("aws_api_gateway_method_settings")
def method_settings(resource: Resource, graph: Graph) -> Iterator[DataAtRest]:  # noqa: ARG001
    """The cache of methods of a stage."""
    for settings in blocks(resource, "settings"):
        yield from _cache(resource, settings, "caching_enabled", "cache_data_encrypted")


@SERVICE.facet("AWS::ApiGateway::Stage", "AWS::Serverless::Api")
def stage_settings(resource: Resource, graph: Graph) -> Iterator[DataAtRest]:  # noqa: ARG001
    """The same, written with the stage."""
    for settings in blocks(resource, "MethodSettings"):
        yield from _cache(resource, settings, "CachingEnabled", "CacheDataEncrypted")


@SERVICE.facet("AWS::ApiGateway::Deployment")
def deployment_settings(resource: Resource, graph: Graph) -> Iterator[DataAtRest]:  # noqa: ARG001
    """The same, written with the deployment that makes the stage."""
    for stage in blocks(resource, "StageDescription"):
        yield from _cache(resource, stage, "CachingEnabled", "CacheDataEncrypted", "CacheClusterEnabled")
        for settings in stage.blocks("MethodSettings"):
            yield from _cache(resource, settings, "CachingEnabled", "CacheDataEncrypted")


def _cache(resource: Resource, settings: Block, caching: str, encrypted: str,
           cluster: str = "") -> Iterator[DataAtRest]:
    """Nothing where there is no cache, unless the configuration speaks of its encryption nevertheless."""
    on = settings.read(caching)
    value = settings.read(encrypted, False)
    used = as_bool(on.value) is True or (cluster and as_bool(settings.read(cluster).value) is True)
    spoken_of = as_bool(on.value) is not False and not value.evidence[0].absent
    fact = value.map(lambda found: as_bool(found) is True).mended(f"set `{encrypted}` to true")
    if on.unknown is not None and fact.value is not True:
        fact = Fact(on.value, on.evidence, fact.mend)
    if used or spoken_of or on.unknown is not None:
        yield DataAtRest(resource=resource, what="response cache of an API", part="cache", encrypted=fact)


# -- TLS


@SERVICE.facet("aws_api_gateway_domain_name", "AWS::ApiGateway::DomainName")
def domain_name(resource: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """A domain name's security policy: TLS_1_0 where none is named."""
    return _policy(resource, read(resource, "security_policy" if resource.dialect == "terraform" else "SecurityPolicy",
                                  "TLS_1_0"))


@SERVICE.facet("aws_apigatewayv2_domain_name", "AWS::ApiGatewayV2::DomainName")
def domain_name_v2(resource: Resource, graph: Graph) -> Iterator[DataInTransit]:  # noqa: ARG001
    """The same for HTTP and WebSocket APIs, which have TLS_1_2 by default."""
    path, name = (("domain_name_configuration", "security_policy") if resource.dialect == "terraform"
                  else ("DomainNameConfigurations", "SecurityPolicy"))
    for configuration in blocks(resource, path):
        yield _policy(resource, configuration.read(name, "TLS_1_2"))


@SERVICE.facet("AWS::Serverless::Api", "AWS::Serverless::HttpApi")
def sam_domain(resource: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """A SAM API's domain; without one there is the default endpoint, which takes TLS 1.0 for REST APIs."""
    default = "TLS_1_0" if resource.type == "AWS::Serverless::Api" else "TLS_1_2"
    return _policy(resource, read(resource, "Domain.SecurityPolicy", default))


def _policy(resource: Resource, policy: Fact[Value]) -> DataInTransit:
    mend = f'set `{policy.evidence[0].attribute}` to "TLS_1_2"'
    return DataInTransit(resource=resource, what="domain name of an API", part="domain-name",
                         minimum_version=_tls.version(policy, _tls.API_GATEWAY, mend))


@SERVICE.facet("aws_api_gateway_domain_name", "aws_iam_server_certificate", "aws_acm_certificate")
def uploaded_certificate(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """A certificate that is written out in the configuration: whether it has expired, and how long its key is."""
    body = read(resource, "certificate_body")
    if not isinstance(body.value, str):
        return
    certificate = _x509.parse(body.value)
    if certificate is None:
        return
    shown = body.evidence[0]
    evidence = (type(shown)(shown.resource, shown.path, Sensitive(body.value)),)
    yield Control(resource=resource, what=f"certificate (until {certificate.not_after:%Y-%m-%d})",
                  part="uploaded-certificate", kind=Kind.CERTIFICATE_VALID,
                  on=Fact(not certificate.expired, evidence, "upload a current certificate, or use one from ACM"))
    if certificate.rsa_bits is not None:
        yield Control(resource=resource, what=f"certificate (RSA, {certificate.rsa_bits} bits)",
                      part="uploaded-certificate", kind=Kind.CERTIFICATE_KEY_LENGTH,
                      on=Fact(certificate.rsa_bits >= 2048, evidence, "use a key of 2048 bits or more"))


# -- endpoints


@SERVICE.facet(*API_TYPES, "AWS::Serverless::Api")
def endpoint(resource: Resource, graph: Graph) -> PublicEndpoint:  # noqa: ARG001
    """Whether an API is private: its endpoint is edge-optimised by default."""
    terraform = resource.dialect == "terraform"
    if resource.type == "AWS::Serverless::Api":
        types = read(resource, "EndpointConfiguration.Type", "EDGE")
        plain = read(resource, "EndpointConfiguration")
        types = plain if isinstance(plain.value, str) else types
    else:
        types = read(resource, "endpoint_configuration.types" if terraform else "EndpointConfiguration.Types", ["EDGE"])
    facts = [types.map(lambda value: "PRIVATE" not in [*elements(value)])]
    if isinstance(types.value, list):
        facts = [Fact(entry if isinstance(entry, Unknown) else entry != "PRIVATE", types.evidence)
                 for entry in types.value] or facts
    return PublicEndpoint(resource=resource, what="API", part="api",
                          reachable=all_of(facts).mended('set the endpoint type to "PRIVATE"'))
