"""Web application firewalls: WAF classic, regional and v2, what they protect, and Shield Advanced.

Sources: the WAF Developer Guide ("AWS Managed Rules rule groups list", "Log4JRCE") and the API references.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Fact, about, all_of, any_of
from ...graph import Graph, Resource, Value
from .. import Service, attr, control, none_of
from ..attributes import Block, blocks, read, read_all, set_at_all
from .elb import BALANCERS, CLASSIC, internet_facing, kind_of

ACLS_V2 = ("aws_wafv2_web_acl", "AWS::WAFv2::WebACL")
ASSOCIATIONS = ("aws_wafv2_web_acl_association", "aws_wafregional_web_acl_association", "AWS::WAFv2::WebACLAssociation",
                "AWS::WAFRegional::WebACLAssociation")
KNOWN_BAD_INPUTS = "AWSManagedRulesKnownBadInputsRuleSet"
LOG4J = "Log4JRCE"
STAGES = ("aws_api_gateway_stage", "AWS::ApiGateway::Stage")
DISTRIBUTIONS = ("aws_cloudfront_distribution", "AWS::CloudFront::Distribution")
GRAPHQL = ("aws_appsync_graphql_api", "AWS::AppSync::GraphQLApi")
RULES = Kind.WEB_APPLICATION_FIREWALL_RULES

SERVICE = Service(
    control("AWS::WAF::WebACL", "AWS::WAFRegional::WebACL", what="web ACL", part="default-action", kind=RULES,
            on=none_of(attr(cloudformation="DefaultAction.Type"), ("ALLOW",),
                       "block by default, and allow what is wanted by rules")),
)


# -- what stands behind a web ACL


@SERVICE.facet(*BALANCERS, *CLASSIC)
def load_balancer(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether a load balancer that faces the internet has a web ACL.  Only application load balancers can have one."""
    facing = internet_facing(resource)
    if facing.value is False or kind_of(resource) in ("network", "gateway"):
        return
    if resource.type in CLASSIC:
        yield Control(resource=resource, what="classic load balancer", part="classic-load-balancer-waf",
                      kind=Kind.WEB_APPLICATION_FIREWALL,
                      on=about(resource, False, mend="replace it by an application load balancer with a web ACL"))
        return
    yield from _protected(resource, graph, "load balancer", "load-balancer-waf", facing)


@SERVICE.facet(*STAGES)
def api_stage(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether a stage of a REST API has a web ACL; a private API is reached from its VPC only."""
    terraform = resource.dialect == "terraform"
    api = graph.target(resource, "rest_api_id" if terraform else "RestApiId")
    if api is not None:
        types = read(api, "endpoint_configuration.types" if terraform else "EndpointConfiguration.Types").value
        if isinstance(types, list) and "PRIVATE" in types:
            return
    yield from _protected(resource, graph, "stage of an API", "api-waf")


@SERVICE.facet(*GRAPHQL)
def graphql_api(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether a GraphQL API has a web ACL."""
    yield from _protected(resource, graph, "GraphQL API", "graphql-waf")


@SERVICE.facet("aws_apigatewayv2_api", "aws_apigatewayv2_stage")
def http_api(resource: Resource, graph: Graph) -> Iterator[Control]:
    """What the web ACL of an HTTP API holds, where it has one."""
    if _associations(resource, graph):
        yield from _protected(resource, graph, "HTTP API", "api-waf")


@SERVICE.facet(*DISTRIBUTIONS)
def distribution(resource: Resource, graph: Graph) -> Control | None:
    """What the web ACL of a distribution holds, where it has one in sight."""
    terraform = resource.dialect == "terraform"
    named = read(resource, "web_acl_id" if terraform else "DistributionConfig.WebACLId")
    acl = graph.referenced(resource, named.value)
    if acl is None:
        acl = graph.target(resource, "web_acl_id" if terraform else "DistributionConfig", *ACLS_V2)
    if acl is None or acl.type not in ACLS_V2:
        return None
    return _log4j_of(resource, acl, "distribution", "cloudfront-waf")


def _associations(resource: Resource, graph: Graph) -> list[Resource]:
    via = "resource_arn" if resource.dialect == "terraform" else "ResourceArn"
    return [edge.source for edge in graph.into(resource, *ASSOCIATIONS, attribute=via)]


def _protected(resource: Resource, graph: Graph, what: str, part: str,
               facing: Fact[bool] | None = None) -> Iterator[Control]:
    associations = _associations(resource, graph)
    on = about(resource, bool(associations), mend="associate a WAFv2 web ACL with it")
    if facing is not None and facing.unknown is not None and not associations:
        on = Fact(facing.value, facing.evidence, on.mend)
    yield Control(resource=resource, what=what, part=part, kind=Kind.WEB_APPLICATION_FIREWALL, on=on)
    for association in associations:
        acl = graph.target(association, "web_acl_arn" if resource.dialect == "terraform" else "WebACLArn", *ACLS_V2)
        if acl is not None:
            yield _log4j_of(resource, acl, what, part)


def _log4j_of(resource: Resource, acl: Resource, what: str, part: str) -> Control:
    """Whether the web ACL of something has the rule group against Log4j; whether that blocks, the ACL itself says."""
    groups = _groups(acl)
    on = any_of(f.map(lambda name: name == KNOWN_BAD_INPUTS) for _, f in groups) if groups else about(acl, False)
    return Control(resource=resource, what=f"web ACL of the {what}", part=f"{part}-log4j", kind=RULES,
                   on=on.mended(f"add the managed rule group {KNOWN_BAD_INPUTS} to the web ACL"))


# -- web ACLs


def _groups(acl: Resource) -> list[tuple[Block, Fact[Value]]]:
    """The rules of a web ACL that apply a managed rule group, with its name."""
    terraform = acl.dialect == "terraform"
    path = "statement.managed_rule_group_statement.name" if terraform else "Statement.ManagedRuleGroupStatement.Name"
    return [(rule, name) for rule in blocks(acl, "rule" if terraform else "Rules")
            if (name := rule.read(path)).value is not None]


@SERVICE.facet(*ACLS_V2)
def log4j(acl: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether a web ACL blocks lookups by Log4j (CVE-2021-44228): by the managed group, not merely counting."""
    facts = []
    for rule, name in _groups(acl):
        facts.append(all_of([name.map(lambda value: value == KNOWN_BAD_INPUTS), _blocks(rule)]))
    on = any_of(facts) if facts else about(acl, False)
    return Control(resource=acl, what="web ACL (Log4j)", part="log4j", kind=RULES,
                   on=on.mended(f"add the managed rule group {KNOWN_BAD_INPUTS}, without overriding its action"))


def _blocks(rule: Block) -> Fact[bool]:
    """Whether neither the whole group nor its rule against Log4j is set to count."""
    terraform = rule.resource.dialect == "terraform"
    group = "statement.managed_rule_group_statement." if terraform else "Statement.ManagedRuleGroupStatement."
    counts = rule.read("override_action.count" if terraform else "OverrideAction.Count")
    facts = [counts.map(lambda value: value is None)]
    excluded = rule.read_all(group + ("excluded_rule[].name" if terraform else "ExcludedRules[].Name"))
    facts += [name.map(lambda value: value != LOG4J) for name in excluded]
    for override in rule.blocks(group + ("rule_action_override" if terraform else "RuleActionOverrides")):
        if override.read("name" if terraform else "Name").value == LOG4J:
            action = override.read("action_to_use.count" if terraform else "ActionToUse.Count")
            facts.append(action.map(lambda value: value is None))
    return all_of(facts)


@SERVICE.facet("aws_wafv2_web_acl", "aws_waf_web_acl", "aws_wafregional_web_acl", *ACLS_V2[1:], "AWS::WAF::WebACL",
               "AWS::WAFRegional::WebACL")
def has_rules(acl: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether a web ACL has rules: without any, its default action is all there is."""
    paths = {"aws_waf_web_acl": ("rules",), "aws_wafv2_web_acl": ("rule", "rule_json"),
             "aws_wafregional_web_acl": ("rule",)}.get(acl.type, ("Rules",))
    return Control(resource=acl, what="web ACL", part="no-rules", kind=RULES,
                   on=any_of(set_at_all(read(acl, path)) for path in paths).mended("add rules to the web ACL"))


_ACTIONS = {
    "aws_wafv2_web_acl": ("rule", ("action", "override_action")), "aws_wafv2_rule_group": ("rule", ("action",)),
    "aws_waf_web_acl": ("rules", ("action", "override_action")),
    "aws_wafregional_web_acl": ("rule", ("action", "override_action")),
    "aws_waf_rule_group": ("activated_rule", ("action",)),
    "aws_wafregional_rule_group": ("activated_rule", ("action",)),
    "AWS::WAFv2::WebACL": ("Rules", ("Action", "OverrideAction")), "AWS::WAFv2::RuleGroup": ("Rules", ("Action",)),
}
_CHALLENGES = ("allow", "block", "count", "captcha", "challenge", "none", "type", "Allow", "Block", "Count", "Captcha",
               "Challenge", "None", "Type")


@SERVICE.facet(*_ACTIONS)
def rules_act(acl: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether each rule does something with what it matches."""
    path, names = _ACTIONS[acl.type]
    facts = []
    for rule in blocks(acl, path):
        acts = [_is_set(rule, f"{name}.{action}") for name in names for action in _CHALLENGES]
        acts = [f for f in acts if f.value is not False] or acts[:1]
        facts.append(any_of(acts).mended("give every rule an action"))
    if not facts:
        return None
    return Control(resource=acl, what="web ACL", part="rule-without-action", kind=RULES, on=all_of(facts))


def _is_set(rule: Block, path: str) -> Fact[bool]:
    """Whether an action is there: an empty block counts, since most of them have no settings."""
    return rule.read(path).map(lambda value: value is not None and value != [])


# -- Shield Advanced


SHIELDED = {"aws_eip": "elastic IP address", "aws_lb": "load balancer", "aws_alb": "load balancer",
            "aws_elb": "load balancer", "aws_cloudfront_distribution": "distribution",
            "aws_globalaccelerator_accelerator": "accelerator", "aws_route53_zone": "hosted zone",
            "AWS::Route53::HostedZone": "hosted zone", "AWS::CloudFront::Distribution": "distribution",
            "AWS::ElasticLoadBalancingV2::LoadBalancer": "load balancer",
            "AWS::ElasticLoadBalancing::LoadBalancer": "load balancer", "AWS::EC2::EIP": "elastic IP address",
            "AWS::GlobalAccelerator::Accelerator": "accelerator"}


@SERVICE.facet(*SHIELDED)
def shield(resource: Resource, graph: Graph) -> Control | None:
    """Whether Shield Advanced protects what faces the internet: by a protection, or by a Firewall Manager policy."""
    if resource.type in (*BALANCERS, *CLASSIC) and internet_facing(resource).value is not True:
        return None
    if resource.type.endswith(("HostedZone", "route53_zone")) and _present(resource, "vpc", "VPCs"):
        return None  # a private zone answers inside of VPCs only
    protected = any(True for _ in graph.into(resource, "aws_shield_protection", "AWS::Shield::Protection"))
    manager = any("SHIELD_ADVANCED" in str(f.value) for policy in
                  graph.siblings(resource, "aws_fms_policy", "AWS::FMS::Policy")
                  for f in read_all(policy, "security_service_policy_data.type" if resource.dialect == "terraform"
                                    else "SecurityServicePolicyData.Type"))
    return Control(resource=resource, what=SHIELDED[resource.type], part="shield-advanced", kind=Kind.DDOS_PROTECTION,
                   on=about(resource, protected or manager, mend="add a Shield Advanced protection for it"))


def _present(resource: Resource, terraform: str, cloudformation: str) -> bool:
    name = terraform if resource.dialect == "terraform" else cloudformation
    return set_at_all(read(resource, name)).value is not False
