"""Lambda: where functions run, who may call them, and how their environment is encrypted; SAM's among them."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of, negate
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service, any_condition, at_rest, attr, control, equals, present, public, when
from ..attributes import Block, blocks, customer_key, elements, read

FUNCTIONS = ("aws_lambda_function", "AWS::Lambda::Function", "AWS::Serverless::Function")
URLS = ("aws_lambda_function_url", "AWS::Lambda::Url")

SERVICE = Service(
    control(*FUNCTIONS, what="function", part="function", kind=Kind.PRIVATE_NETWORK,
            on=any_condition(present("vpc_config.subnet_ids", "VpcConfig.SubnetIds"),
                             present("vpc_config.security_group_ids", "VpcConfig.SecurityGroupIds"))),
    # Lambda encrypts the environment anyway: only the key differs ("Securing Lambda environment variables").
    at_rest(*FUNCTIONS, what="environment of a function", part="environment",
            customer_key=when(present("environment", "Environment"), customer_key("kms_key_arn", "KmsKeyArn"))),
    public(*URLS, what="function", part="function-url", access=("invoke",),
           when=equals(attr("authorization_type", "AuthType"), "NONE")),
    public("AWS::Serverless::Function", what="function", part="function-url", access=("invoke",),
           when=equals(attr(cloudformation="FunctionUrlConfig.AuthType"), "NONE")),
)


@SERVICE.facet(*FUNCTIONS)
def function_cors(function: Resource, graph: Graph) -> Iterator[Control]:
    """Whether browsers may call a function's URL from any page, with any method."""
    via = "function_name" if function.dialect == "terraform" else "TargetFunctionArn"
    urls = graph.referring(function, *URLS, via=via, keys=("function_name", "FunctionName"))
    if function.dialect == "cloudformation":
        urls += [e.source for e in graph.into(function, "AWS::Lambda::Url", attribute="FunctionName")]
    for url in dict.fromkeys(urls):
        yield from _cors(function, blocks(url, "cors" if url.dialect == "terraform" else "Cors"))
    if function.type == "AWS::Serverless::Function":
        yield from _cors(function, blocks(function, "FunctionUrlConfig.Cors"))


@SERVICE.facet(*URLS)
def url_cors(url: Resource, graph: Graph) -> Iterator[Control]:
    """The same of a URL whose function is not in sight."""
    terraform = url.dialect == "terraform"
    via = "function_name" if terraform else "TargetFunctionArn"
    name = reveal(url.attributes.get(via))
    named = isinstance(name, str) and any(
        graph.with_value(url.scope, type_, key, name)
        for type_, key in (("aws_lambda_function", "function_name"), ("AWS::Lambda::Function", "FunctionName")))
    if not named and not any(e.target.type in FUNCTIONS for e in graph.out(url)):
        yield from _cors(url, blocks(url, "cors" if terraform else "Cors"))


def _cors(resource: Resource, found: list[Block]) -> Iterator[Control]:
    for cors in found:
        terraform = cors.resource.dialect == "terraform"
        origins = cors.read("allow_origins" if terraform else "AllowOrigins", [])
        methods = cors.read("allow_methods" if terraform else "AllowMethods", [])
        anything = all_of([origins.map(lambda value: "*" in [*elements(value)]),
                           methods.map(lambda value: "*" in [*elements(value)])])
        yield Control(resource=resource, what="URL of a function", part="function-url-cors",
                      kind=Kind.ORIGIN_RESTRICTED,
                      on=negate(anything).mended("list the origins and methods that are needed"))


@SERVICE.facet("aws_lambda_permission", "AWS::Lambda::Permission")
def api_gateway_permission(permission: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether API Gateway may call a function from any stage, method and path of an API."""
    terraform = permission.dialect == "terraform"
    principal = read(permission, "principal" if terraform else "Principal")
    if not str(principal.value).startswith("apigateway.amazonaws.com"):
        return None
    arn = read(permission, "source_arn" if terraform else "SourceArn")
    text = arn.value.suffix if isinstance(arn.value, Unknown) else arn.value
    wide: Fact[bool]
    if isinstance(arn.value, Unknown) and not text:
        wide = Fact(arn.value, arn.evidence)
    elif isinstance(text, str):
        wide = Fact(text.endswith(("/*/*", "/*/*/*")), arn.evidence)
    else:
        wide = Fact(True, arn.evidence)
    evidence = (Evidence(permission, arn.evidence[0].path, arn.value, arn.evidence[0].absent),)
    return Control(resource=permission, what="permission of API Gateway", part="api-gateway-any-route",
                   kind=Kind.CALLER_RESTRICTED, on=negate(Fact(wide.value, evidence))
                   .mended("end the source ARN with the stage, method and path that call the function"))
