"""How APIs are run: logs, traces, caches, usage plans, and who may call them.

Source: API Gateway Developer Guide, "Setting up stage for a REST API", "Control access to a REST API".
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of
from ...graph import Graph, Resource
from .. import Service, attr, control, flag, none_of, present, read
from ..attributes import as_bool, at_least, blocks, set_at_all

STAGES = ("aws_api_gateway_stage", "AWS::ApiGateway::Stage")
STAGES_V2 = ("aws_apigatewayv2_stage", "AWS::ApiGatewayV2::Stage")
SAM = ("AWS::Serverless::Api", "AWS::Serverless::HttpApi")
METHODS = ("aws_api_gateway_method", "AWS::ApiGateway::Method")
APIS = ("aws_api_gateway_rest_api", "AWS::ApiGateway::RestApi")
_SETTINGS = "aws_api_gateway_method_settings"

SERVICE = Service(
    control(*STAGES, SAM[0], what="stage of an API", kind=Kind.ACCESS_LOGGING, part="stage",
            on=present("access_log_settings.destination_arn", "AccessLogSetting.DestinationArn")),
    control(*STAGES_V2, SAM[1], what="stage of an API", kind=Kind.ACCESS_LOGGING, part="stage",
            on=present("access_log_settings.destination_arn", "AccessLogSettings.DestinationArn")),
    control(*STAGES, SAM[0], what="stage of an API", kind=Kind.TRACING, part="stage",
            on=flag("xray_tracing_enabled", "TracingEnabled")),
    control(*STAGES, STAGES_V2[0], STAGES_V2[1], what="stage of an API", kind=Kind.CLIENT_CERTIFICATE, part="stage",
            on=present("client_certificate_id", "ClientCertificateId")),
    control(*STAGES, SAM[0], what="stage of an API", kind=Kind.CACHING, part="stage",
            on=flag("cache_cluster_enabled", "CacheClusterEnabled")),
    control("aws_apigatewayv2_route", "AWS::ApiGatewayV2::Route", what="route of an API", part="route",
            kind=Kind.REQUEST_AUTHORIZATION,
            on=none_of(attr("authorization_type", "AuthorizationType", default="NONE"), ("NONE",),
                       "name an authorization type")),
    control(METHODS[0], what="method of an API", kind=Kind.REQUEST_VALIDATION, part="method",
            on=present("request_validator_id")),
    control(_SETTINGS, what="methods of an API", kind=Kind.NO_SENSITIVE_LOGGING, part="data-trace",
            on=flag("settings.data_trace_enabled", wanted=False)),
    control(_SETTINGS, what="methods of an API", kind=Kind.METRICS, part="methods",
            on=flag("settings.metrics_enabled")),
    control(_SETTINGS, what="methods of an API", kind=Kind.CACHING, part="methods",
            on=flag("settings.caching_enabled")),
    control("AWS::ApiGateway::DomainName", what="domain name of an API", kind=Kind.SOUND_SETTINGS, part="endpoint-type",
            on=present(None, "EndpointConfiguration.Types")),
)


@SERVICE.facet(*METHODS)
def method(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Preflight requests carry no credentials, so ``OPTIONS`` has to be open."""
    terraform = resource.dialect == "terraform"
    verb = read(resource, "http_method" if terraform else "HttpMethod").value
    if str(verb).upper() == "OPTIONS":
        return
    by = read(resource, "authorization" if terraform else "AuthorizationType", "NONE")
    key = read(resource, "api_key_required" if terraform else "ApiKeyRequired", False)
    keyed = key.map(lambda value: as_bool(value) is True).mended(f"set `{key.evidence[0].attribute}` to true")
    yield Control(resource=resource, what="method of an API", kind=Kind.API_KEY, part="method", on=keyed)
    authorized = by.map(lambda value: str(value).upper() != "NONE").mended(
        f"set `{by.evidence[0].attribute}` to \"AWS_IAM\" or an authorizer")
    part = "method-with-key" if keyed.value is True else "method"
    yield Control(resource=resource, what="method of an API", kind=Kind.REQUEST_AUTHORIZATION, part=part, on=authorized)


# -- settings of all methods of a stage


@SERVICE.facet(*STAGES)
def methods_of_stage(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Execution logs, metrics and caches are settings of methods, beside the stage or within."""
    if resource.dialect == "terraform":
        beside = [e.source for e in graph.into(resource, _SETTINGS)]
        levels = [read(settings, "settings.logging_level", "OFF") for settings in beside]
        logged = [f.map(lambda value: str(value).upper() in ("ERROR", "INFO")) for f in levels]
    else:
        within = blocks(resource, "MethodSettings")
        logged = [b.read("LoggingLevel", "OFF").map(lambda value: str(value).upper() in ("ERROR", "INFO"))
                  for b in within]
        measured = [b.read("MetricsEnabled", False).map(lambda value: as_bool(value) is True) for b in within]
        yield _of_methods(resource, Kind.METRICS, measured, "turn metrics on for all methods", "MethodSettings")
        cached = [f.map(lambda value: as_bool(value) is True) for b in within
                  for f in (b.read("CachingEnabled", False), b.read("CacheDataEncrypted", False))]
        yield _of_methods(resource, Kind.CACHING, cached, "turn an encrypted cache on for all methods",
                          "MethodSettings")
    yield _of_methods(resource, Kind.SERVICE_LOGGING, logged, "set the logging level of all methods to ERROR or INFO",
                      "settings" if resource.dialect == "terraform" else "MethodSettings", "execution-log")


def _of_methods(resource: Resource, kind: Kind, facts: list[Fact[bool]], mend: str, name: str,
                part: str = "methods") -> Control:
    on = all_of(facts) if facts else Fact(False, (Evidence(resource, (name,), None, absent=True),))
    return Control(resource=resource, what="stage of an API", kind=kind, part=part, on=on.mended(mend))


# -- what belongs together


@SERVICE.facet("aws_api_gateway_deployment", "AWS::ApiGateway::Deployment")
def deployment(resource: Resource, graph: Graph) -> Iterator[Control]:
    """A deployment has the logs of the stages that show it, and the usage plans of its API."""
    terraform = resource.dialect == "terraform"
    via = "deployment_id" if terraform else "DeploymentId"
    stages = [e.source for e in graph.into(resource, *STAGES, attribute=via)]
    name = "access_log_settings" if terraform else "AccessLogSetting"
    facts = [set_at_all(read(stage, f"{name}.{'destination_arn' if terraform else 'DestinationArn'}"))
             for stage in stages]
    if not stages:
        own = "StageDescription.AccessLogSetting.DestinationArn"
        facts = [Fact(False, (Evidence(resource, ("stage_name",), None, absent=True),)) if terraform
                 else set_at_all(read(resource, own))]
    yield Control(resource=resource, what="deployment of an API", kind=Kind.ACCESS_LOGGING, part="deployment",
                  on=all_of(facts).mended("let its stage log who calls it"))
    yield _planned(resource, graph, "deployment of an API", "deployment")


@SERVICE.facet(*STAGES)
def stage_planned(resource: Resource, graph: Graph) -> Control:
    """Whether a usage plan covers a stage."""
    return _planned(resource, graph, "stage of an API", "stage")


def _planned(resource: Resource, graph: Graph, what: str, part: str) -> Control:
    terraform = resource.dialect == "terraform"
    planned = any(True for _ in graph.into(resource, "aws_api_gateway_usage_plan", "AWS::ApiGateway::UsagePlan"))
    api = graph.target(resource, "rest_api_id" if terraform else "RestApiId", *APIS)
    if not planned and api is not None:
        planned = any(True for _ in graph.into(api, "aws_api_gateway_usage_plan", "AWS::ApiGateway::UsagePlan"))
    return Control(resource=resource, what=what, kind=Kind.USAGE_LIMITS, part=part,
                   on=Fact(planned, (), "define a usage plan for it"))


@SERVICE.facet(*APIS, "AWS::ApiGatewayV2::Api", "aws_apigatewayv2_api")
def api(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether an API has an authorizer, and a size from which on answers are compressed that can be met."""
    found = any(True for _ in graph.into(resource, "aws_api_gateway_authorizer", "AWS::ApiGateway::Authorizer",
                                         "aws_apigatewayv2_authorizer", "AWS::ApiGatewayV2::Authorizer"))
    yield Control(resource=resource, what="API", kind=Kind.REQUEST_AUTHORIZATION, part="no-authorizer",
                  on=Fact(found, (), "define an authorizer and use it in its methods"))
    if resource.type in APIS:
        size = attr("minimum_compression_size", "MinimumCompressionSize", default=-1)
        small, large = at_least(size, 0)(resource), at_least(size, _LARGEST + 1)(resource)
        if small is not None and large is not None:
            yield Control(resource=resource, what="API", kind=Kind.SOUND_SETTINGS, part="compression",
                          on=all_of([small, large.map(lambda value: not value)]))


_LARGEST = 10 * 1024 * 1024
"""API Gateway Developer Guide, "Enabling payload compression"."""
