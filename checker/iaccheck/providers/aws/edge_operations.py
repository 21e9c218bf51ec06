"""How load balancers, distributions, zones and firewalls are run: logs, redundancy, protection from deletion."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of, any_of
from ...graph import Graph, Resource, Unknown, Value
from .. import Service, control, flag, present, read
from ..attributes import as_bool, blocks, set_at_all
from ._settings import one_holds

CLASSIC = ("aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer")
BALANCERS = ("aws_lb", "aws_alb", "AWS::ElasticLoadBalancingV2::LoadBalancer")
TARGETS = ("aws_lb_target_group", "aws_alb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup")
DISTRIBUTIONS = ("aws_cloudfront_distribution", "AWS::CloudFront::Distribution")
FIREWALLS = ("aws_networkfirewall_firewall", "AWS::NetworkFirewall::Firewall")
ACLS = ("aws_wafv2_web_acl", "AWS::WAFv2::WebACL")

SERVICE = Service(
    control(CLASSIC[0], what="load balancer", kind=Kind.REDUNDANCY, part="cross-zone",
            on=flag("cross_zone_load_balancing", default=True)),
    control(CLASSIC[1], what="load balancer", kind=Kind.REDUNDANCY, part="cross-zone",
            on=flag(None, "CrossZone")),
    control(CLASSIC[1], what="load balancer", kind=Kind.ACCESS_LOGGING, part="classic-load-balancer",
            on=flag(None, "AccessLoggingPolicy.Enabled")),
    control(*DISTRIBUTIONS, what="distribution", kind=Kind.SOUND_SETTINGS, part="root-object",
            on=present("default_root_object", "DistributionConfig.DefaultRootObject")),
    control(*DISTRIBUTIONS, what="distribution", kind=Kind.ENABLED, part="distribution",
            on=flag("enabled", "DistributionConfig.Enabled")),
    control("aws_globalaccelerator_accelerator", what="accelerator", kind=Kind.FLOW_LOGGING, part="accelerator",
            on=flag("attributes.flow_logs_enabled")),
    control("aws_waf_web_acl", "aws_wafregional_web_acl", what="web ACL", kind=Kind.ACCESS_LOGGING, part="web-acl",
            on=present("logging_configuration.log_destination")),
    control(*FIREWALLS, what="network firewall", kind=Kind.DELETION_PROTECTION, part="firewall",
            on=flag("delete_protection", "DeleteProtection")),
    control("aws_route53domains_registered_domain", what="domain", kind=Kind.DELETION_PROTECTION, part="transfer-lock",
            on=flag("transfer_lock", default=True)),
)


@SERVICE.facet(CLASSIC[0])
def classic_logs(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """A block turns the log on, unless it says otherwise."""
    logs = blocks(resource, "access_logs")
    on = (logs[0].read("enabled", True).map(lambda v: as_bool(v) is True) if logs
          else set_at_all(read(resource, "access_logs")))
    return Control(resource=resource, what="load balancer", kind=Kind.ACCESS_LOGGING, part="classic-load-balancer",
                   on=on.mended("turn access logs on"))


@SERVICE.facet(*BALANCERS)
def balancer(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Logs, protection, and spreading over zones, which application load balancers always do."""
    terraform = resource.dialect == "terraform"
    kind = read(resource, "load_balancer_type" if terraform else "Type", "application").value
    if str(kind).lower() != "gateway":
        yield Control(resource=resource, what="load balancer", kind=Kind.ACCESS_LOGGING, part="load-balancer",
                      on=_attribute(resource, "access_logs.enabled", "access_logs.s3.enabled"))
    yield Control(resource=resource, what="load balancer", kind=Kind.DELETION_PROTECTION, part="load-balancer",
                  on=_attribute(resource, "enable_deletion_protection", "deletion_protection.enabled"))
    if str(kind).lower() in ("network", "gateway"):
        yield Control(resource=resource, what="load balancer", kind=Kind.REDUNDANCY, part="cross-zone",
                      on=_attribute(resource, "enable_cross_zone_load_balancing",
                                    "load_balancing.cross_zone.enabled"))


def _attribute(resource: Resource, terraform: str, cloudformation: str) -> Fact[bool]:
    """An attribute that is off by default; CloudFormation keeps them in a list of keys and values."""
    if resource.dialect == "terraform":
        fact = read(resource, terraform, False)
        return _on(fact).mended(f"set `{terraform}` to true")
    mend = f"set the attribute `{cloudformation}` to true"
    whole = read(resource, "LoadBalancerAttributes")
    if isinstance(whole.value, Unknown):
        return Fact(whole.value, whole.evidence, mend)
    for item in blocks(resource, "LoadBalancerAttributes"):
        if item.read("Key").value == cloudformation:
            return _on(item.read("Value", False)).mended(mend)
    return Fact(False, (Evidence(resource, ("LoadBalancerAttributes", cloudformation), False, absent=True),), mend)


def _on(fact: Fact[Value]) -> Fact[bool]:
    return fact.map(lambda v: as_bool(v) is True)


@SERVICE.facet(*TARGETS)
def target_group(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether it says how the health of its targets is checked."""
    terraform = resource.dialect == "terraform"
    protocol = str(read(resource, "protocol" if terraform else "Protocol").value).upper()
    if protocol not in ("HTTP", "HTTPS"):
        return None
    path = "health_check.path" if terraform else "HealthCheckPath"
    return Control(resource=resource, what="target group", kind=Kind.HEALTH_CHECK, part="target-group",
                   on=set_at_all(read(resource, path)).mended(f"set `{path}`"))


@SERVICE.facet(*DISTRIBUTIONS)
def distribution(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Logs, within or delivered by CloudWatch, and a second origin for when the first fails."""
    terraform = resource.dialect == "terraform"
    own = set_at_all(read(resource, "logging_config" if terraform else "DistributionConfig.Logging"))
    delivered = any(True for e in graph.into(resource, "aws_cloudwatch_log_delivery_source",
                                             "AWS::Logs::DeliverySource")
                    for _ in graph.siblings(e.source, "aws_cloudwatch_log_delivery", "AWS::Logs::Delivery"))
    yield Control(resource=resource, what="distribution", kind=Kind.ACCESS_LOGGING, part="distribution",
                  on=(Fact(True, own.evidence) if delivered else own).mended("turn access logs on"))
    groups = blocks(resource, "origin_group") if terraform else blocks(resource,
                                                                       "DistributionConfig.OriginGroups.Items")
    codes = "failover_criteria.status_codes" if terraform else "FailoverCriteria.StatusCodes"
    facts = [all_of([Fact(len(g.blocks("member" if terraform else "Members.Items")) >= _PAIR, (g.evidence,)),
                     set_at_all(g.read(codes))]) for g in groups]
    yield Control(resource=resource, what="distribution", kind=Kind.REDUNDANCY, part="origin-failover",
                  on=one_holds(resource, "origin_group" if terraform else "DistributionConfig.OriginGroups.Items",
                               facts).mended("define a group of two origins, and when to fail over"))


_PAIR = 2


@SERVICE.facet(ACLS[0])
def acl_logs(resource: Resource, graph: Graph) -> Control:
    """Whether what a web ACL decides is logged."""
    found = any(True for _ in graph.into(resource, "aws_wafv2_web_acl_logging_configuration"))
    return Control(resource=resource, what="web ACL", kind=Kind.ACCESS_LOGGING, part="web-acl-v2",
                   on=Fact(found, (), "add a logging configuration for it"))


@SERVICE.facet(FIREWALLS[0])
def firewall_logs(resource: Resource, graph: Graph) -> Control:
    """Whether what a network firewall decides is logged."""
    found = any(True for _ in graph.into(resource, "aws_networkfirewall_logging_configuration"))
    return Control(resource=resource, what="network firewall", kind=Kind.SERVICE_LOGGING, part="firewall",
                   on=Fact(found, (), "add a logging configuration for it"))


@SERVICE.facet("aws_route53_zone", "AWS::Route53::HostedZone")
def zone(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether queries for a public zone are logged, and whether it has records."""
    terraform = resource.dialect == "terraform"
    private = set_at_all(read(resource, "vpc" if terraform else "VPCs"))
    if private.value is False:
        own = Fact(False, ()) if terraform else set_at_all(read(resource, "QueryLoggingConfig"))
        beside = any(True for _ in graph.into(resource, "aws_route53_query_log"))
        yield Control(resource=resource, what="zone", kind=Kind.ACCESS_LOGGING, part="zone",
                      on=(Fact(True, own.evidence) if beside else own).mended("log the queries for it"))
    if not terraform:
        used = any(True for _ in graph.into(resource, "AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup"))
        yield Control(resource=resource, what="zone", kind=Kind.IN_USE, part="zone",
                      on=Fact(used, (), "add records to it"))


@SERVICE.facet("aws_security_group", "AWS::EC2::SecurityGroup")
def described(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Terraform writes "Managed by Terraform" where nothing is said."""
    text = read(resource, "description" if resource.dialect == "terraform" else "GroupDescription")
    on = all_of([set_at_all(text), any_of([text.map(lambda v: v != "Managed by Terraform")])])
    return Control(resource=resource, what="security group", kind=Kind.DESCRIBED, part="group",
                   on=on.mended(f"set `{text.evidence[0].attribute}`"))


@SERVICE.facet("aws_elasticache_security_group", "AWS::ElastiCache::SecurityGroup",
               "AWS::Redshift::ClusterSecurityGroup")
def classic_described(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """The same for groups of older services."""
    text = read(resource, "description" if resource.dialect == "terraform" else "Description")
    on = all_of([set_at_all(text), any_of([text.map(lambda v: v != "Managed by Terraform")])])
    part = "cache-group" if "lasti" in resource.type or "elasticache" in resource.type else "warehouse-group"
    return Control(resource=resource, what="security group", kind=Kind.DESCRIBED, part=part,
                   on=on.mended(f"set `{text.evidence[0].attribute}`"))


@SERVICE.facet("aws_eip")
def attached(resource: Resource, graph: Graph) -> Control:
    """Whether an address belongs to something."""
    used = any(True for _ in graph.into(resource))
    facts = [set_at_all(read(resource, name)) for name in ("instance", "network_interface")]
    return Control(resource=resource, what="address", kind=Kind.IN_USE, part="address",
                   on=(Fact(True, ()) if used else any_of(facts)).mended("attach it, or remove it"))
