"""Elastic Load Balancing: classic, application, network and gateway load balancers, listeners and target groups.

Sources: the user guides of the three kinds of load balancers, and the documentation of Terraform's AWS provider.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataInTransit, Facet, GuardedBy, Kind, PublicEndpoint
from ...facts import Fact, about, all_of, any_of
from ...graph import Graph, Reason, Resource, Unknown, Value
from .. import Service, attr, control, in_transit, none_of, one_of
from ..attributes import Block, as_bool, blocks, elements, read, set_at_all
from . import _tls
from ._exposure import guarded

BALANCERS = ("aws_lb", "aws_alb", "AWS::ElasticLoadBalancingV2::LoadBalancer")
LISTENERS = ("aws_lb_listener", "aws_alb_listener", "AWS::ElasticLoadBalancingV2::Listener")
CLASSIC = ("aws_elb", "AWS::ElasticLoadBalancing::LoadBalancer")
SECURE = ("HTTPS", "TLS", "SSL")
_TLS_PORTS = ("443", "465", "636", "853", "993", "995", "8443")

SERVICE = Service(
    in_transit("aws_lb_target_group", "aws_alb_target_group", "AWS::ElasticLoadBalancingV2::TargetGroup",
               what="traffic to the targets", part="target-group",
               encrypted=none_of(attr("protocol", "Protocol"), ("HTTP",), "set the protocol to HTTPS")),
    control("aws_elb", what="classic load balancer", part="desync-mitigation", kind=Kind.HEADER_HARDENING,
            on=one_of(attr("desync_mitigation_mode", default="defensive"), ("defensive", "strictest"))),
)


# -- application, network and gateway load balancers


def kind_of(balancer: Resource) -> Value:
    """``application``, ``network``, ``gateway``, or Unknown."""
    value = attr("load_balancer_type", "Type", default="application")(balancer)
    return value.value if value is not None else Unknown(Reason.PARTIAL)


def balancer_of(listener: Resource, graph: Graph) -> Resource | None:
    """The load balancer of a listener, where it is in sight."""
    via = "load_balancer_arn" if listener.dialect == "terraform" else "LoadBalancerArn"
    return graph.target(listener, via, *BALANCERS)


def internet_facing(balancer: Resource) -> Fact[bool]:
    """Whether a load balancer has public addresses: it has by default."""
    if balancer.dialect == "cloudformation":
        scheme = read(balancer, "Scheme", "internet-facing")
        return scheme.map(lambda value: value != "internal").mended('set `Scheme` to "internal"')
    internal = read(balancer, "internal", False)
    return internal.map(lambda value: as_bool(value) is not True).mended("set `internal` to true")


@SERVICE.facet(*BALANCERS)
def balancer(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """A load balancer's exposure and its handling of HTTP."""
    kind = kind_of(resource)
    if kind != "gateway":  # a gateway load balancer passes packets on to appliances, and has no address of its own
        yield PublicEndpoint(resource=resource, what="load balancer", part="load-balancer",
                             reachable=internet_facing(resource))
    if kind in ("network", "gateway"):
        return
    yield from _headers(resource)
    plain = [f for listener in _listeners(resource, graph) if (f := _encrypted(listener, graph)) is not None]
    if plain:
        yield DataInTransit(resource=resource, what="load balancer", part="http-listener", encrypted=all_of(plain))


def _listeners(resource: Resource, graph: Graph) -> Iterator[Resource]:
    via = "load_balancer_arn" if resource.dialect == "terraform" else "LoadBalancerArn"
    for edge in graph.into(resource, *LISTENERS, attribute=via):
        yield edge.source


def _headers(resource: Resource) -> Iterator[Control]:
    drop = _attribute(resource, "drop_invalid_header_fields", "routing.http.drop_invalid_header_fields.enabled", False)
    mode = _attribute(resource, "desync_mitigation_mode", "routing.http.desync_mitigation_mode", "defensive")
    yield Control(resource=resource, what="load balancer", part="invalid-headers", kind=Kind.HEADER_HARDENING,
                  on=drop.map(lambda value: as_bool(value) is True))
    yield Control(resource=resource, what="load balancer", part="desync-mitigation", kind=Kind.HEADER_HARDENING,
                  on=mode.map(lambda value: value in ("defensive", "strictest")))


def _attribute(resource: Resource, terraform: str, cloudformation: str, default: Value) -> Fact[Value]:
    """An attribute that CloudFormation keeps in a list of keys and values."""
    if resource.dialect == "terraform":
        wanted = "true" if default is False else '"defensive"'
        return read(resource, terraform, default).mended(f"set `{terraform}` to {wanted}")
    mend = f"set the attribute `{cloudformation}`"
    whole = read(resource, "LoadBalancerAttributes")
    if whole.unknown is not None:
        return whole.mended(mend)
    undecided: Fact[Value] | None = None
    for item in blocks(resource, "LoadBalancerAttributes"):
        key = item.read("Key")
        if key.value == cloudformation:
            return item.read("Value", default).mended(mend)
        undecided = undecided if key.unknown is None else key
    return (undecided or about(resource, default, ("LoadBalancerAttributes",), absent=True, shown=default)).mended(mend)


# -- listeners


@SERVICE.facet(*LISTENERS)
def listener(resource: Resource, graph: Graph) -> Iterator[DataInTransit]:
    """A listener's protocol, and the TLS policy where it has one."""
    encrypted = _encrypted(resource, graph)
    if encrypted is not None:
        yield DataInTransit(resource=resource, what="listener", part="listener", encrypted=encrypted)
    protocol = read(resource, "protocol" if resource.dialect == "terraform" else "Protocol")
    if isinstance(protocol.value, str) and protocol.value.upper() in SECURE:
        name = "ssl_policy" if resource.dialect == "terraform" else "SslPolicy"
        policy = read(resource, name, _tls.LOAD_BALANCER_DEFAULT)
        version = _tls.version(policy, _tls.LOAD_BALANCER,
                               f'set `{name}` to "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"')
        yield DataInTransit(resource=resource, what="listener", part="listener", minimum_version=version,
                            strong_ciphers=_tls.not_broken(version))
        yield from _managed_certificate(resource)


def _managed_certificate(resource: Resource) -> Iterator[DataInTransit]:
    arn = (read(resource, "certificate_arn") if resource.dialect == "terraform"
           else read(resource, "Certificates.CertificateArn"))
    yield DataInTransit(resource=resource, what="listener", part="listener-certificate",
                        certificate=_from_certificate_manager(arn).mended("name a certificate from ACM"))


def _from_certificate_manager(arn: Fact[Value]) -> Fact[bool]:
    """Set, and not one that was uploaded to IAM, which nobody renews."""
    text = arn.value.prefix if isinstance(arn.value, Unknown) else arn.value
    if isinstance(text, str) and (":iam:" in text or ":server-certificate/" in text):
        return Fact(False, arn.evidence)
    return set_at_all(arn)


def _encrypted(resource: Resource, graph: Graph) -> Fact[bool] | None:
    """Whether a listener refuses plain HTTP or sends it on to HTTPS; None for protocols beneath HTTP."""
    terraform = resource.dialect == "terraform"
    protocol = read(resource, "protocol" if terraform else "Protocol")
    if protocol.value is None:
        # Absent for gateway load balancers; application load balancers take HTTP.
        owner = balancer_of(resource, graph)
        kind = Unknown(Reason.PARTIAL, reference="type of the load balancer") if owner is None else kind_of(owner)
        if kind in ("gateway", "network"):
            return None
        value: Value = kind if isinstance(kind, Unknown) else "HTTP"
        protocol = read(resource, "protocol" if terraform else "Protocol", "HTTP")
        protocol = Fact(value, protocol.evidence)
    if isinstance(protocol.value, str) and protocol.value.upper() not in ("HTTP", *SECURE):
        return None
    redirected = _redirects(resource, terraform)
    mend = "set the protocol to HTTPS, or redirect every request to HTTPS"
    if redirected.value is True:
        return Fact(True, protocol.evidence, mend)
    secure = protocol.map(lambda value: str(value).upper() in SECURE)
    return (secure if redirected.unknown is None else any_of([secure, redirected])).mended(mend)


def _redirects(resource: Resource, terraform: bool) -> Fact[bool]:
    """Whether the default action redirects to HTTPS.  The redirect's protocol is the request's own by default."""
    path = "default_action" if terraform else "DefaultActions"
    whole = read(resource, path)
    if whole.unknown is not None:
        return Fact(whole.value, whole.evidence)
    facts = []
    for action in blocks(resource, path):
        protocol = action.read("redirect.protocol" if terraform else "RedirectConfig.Protocol", "#{protocol}")
        kind = action.read("type" if terraform else "Type")
        facts.append(all_of([kind.map(lambda value: value == "redirect"),
                             protocol.map(lambda value: str(value).upper() == "HTTPS")]))
    return any_of(facts) if facts else Fact(False)


# -- classic load balancers


@SERVICE.facet(*CLASSIC)
def classic(resource: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
    """A classic load balancer's listeners, certificates and policies."""
    names = (("listener", "lb_protocol", "lb_port", "ssl_certificate_id") if resource.dialect == "terraform"
             else ("Listeners", "Protocol", "LoadBalancerPort", "SSLCertificateId"))
    for number, listener in enumerate(blocks(resource, names[0])):
        protocol, port, certificate = listener.read(names[1]), listener.read(names[2]), listener.read(names[3])
        what = f"listener {number + 1} of a classic load balancer"
        mend = f"set `{names[3]}` to a certificate from ACM"
        if not _passes_tls_through(protocol, port):
            secure = protocol.map(lambda value: str(value).upper() in SECURE)
            yield DataInTransit(resource=resource, what=what, part="listener",
                                encrypted=secure.mended(f"set `{names[1]}` to HTTPS or SSL"))
        if isinstance(protocol.value, str) and protocol.value.upper() in SECURE:
            yield DataInTransit(resource=resource, what=what, part="certificate",
                                certificate=set_at_all(certificate).mended(mend))
            if set_at_all(certificate).value is True:
                yield DataInTransit(resource=resource, what=what, part="certificate-not-managed",
                                    certificate=_from_certificate_manager(certificate).mended(mend))
            if resource.dialect == "cloudformation":
                yield from _classic_policy(resource, listener, what)
    yield PublicEndpoint(resource=resource, what="classic load balancer", part="classic-load-balancer",
                         reachable=internet_facing(resource))


def _passes_tls_through(protocol: Fact[Value], port: Fact[Value]) -> bool:
    """Whether a TCP listener on a port of TLS leaves it to the instances behind."""
    return str(protocol.value).upper() == "TCP" and str(port.value) in _TLS_PORTS


def _classic_policy(resource: Resource, listener: Block, what: str) -> Iterator[DataInTransit]:
    """The SSL negotiation policies of a listener, or the default one where it names none."""
    wanted = [name for name in elements(listener.read("PolicyNames").value) if isinstance(name, str)]
    policies = [p for p in blocks(resource, "Policies") if p.read("PolicyName").value in wanted
                and p.read("PolicyType").value == "SSLNegotiationPolicyType"]
    if policies:
        for policy in policies:
            yield from negotiation(resource, policy.blocks("Attributes"), "Name", "Value", what)
        return
    named = next((name for name in wanted if name.startswith("ELBSecurityPolicy-")), _tls.LOAD_BALANCER_DEFAULT)
    known = not wanted or named in wanted
    if known:
        fact = about(resource, named, (*listener.path, "PolicyNames"), absent=not wanted, shown=named)
        version = _tls.version(fact, _tls.LOAD_BALANCER, "name the policy ELBSecurityPolicy-TLS-1-2-2017-01")
        yield DataInTransit(resource=resource, what=what, part="negotiation", minimum_version=version,
                            strong_ciphers=_tls.not_broken(version))


@SERVICE.facet("aws_load_balancer_policy")
def negotiation_policy(resource: Resource, graph: Graph) -> Iterator[DataInTransit]:  # noqa: ARG001
    """A classic load balancer's policy that is a resource of its own."""
    yield from negotiation(resource, blocks(resource, "policy_attribute"), "name", "value", "negotiation policy")


def negotiation(resource: Resource, attributes: list[Block], name: str, value: str,
                what: str) -> Iterator[DataInTransit]:
    """Protocols and ciphers of an SSL negotiation policy: each has an attribute that turns it on."""
    protocols: list[Fact[str]] = []
    ciphers: list[Fact[bool]] = []
    for attribute in attributes:
        label, setting = attribute.read(name), attribute.read(value)
        if not isinstance(label.value, str):
            continue
        if label.value == "Reference-Security-Policy":
            version = _tls.version(setting, _tls.LOAD_BALANCER, "refer to ELBSecurityPolicy-TLS-1-2-2017-01")
            protocols.append(version)
            ciphers.append(_tls.not_broken(version))
        elif label.value.lower() in _tls.PROTOCOLS:
            protocol = _tls.PROTOCOLS[label.value.lower()]
            on = setting.map(lambda found: as_bool(found) is True)
            if on.value is not False:
                protocols.append(Fact(protocol if on.value is True else on.value, (label.evidence[0], *on.evidence),
                                      f"turn {label.value} off"))
        elif _tls.is_cipher(label.value) and as_bool(setting.value) is True:
            strong = _tls.strong_cipher(label.value)
            ciphers.append(Fact(strong, label.evidence, f"turn {label.value} off"))
    oldest = _oldest(protocols)
    if oldest is not None or ciphers:
        yield DataInTransit(resource=resource, what=what, part="negotiation", minimum_version=oldest,
                            strong_ciphers=all_of(ciphers) if ciphers else None)


def _oldest(protocols: list[Fact[str]]) -> Fact[str] | None:
    """The oldest of several; an unknown one decides where no other is old."""
    known = [p for p in protocols if isinstance(p.value, str)]
    old = min(known, key=lambda fact: fact.known_or(""), default=None)
    if old is not None and old.value in _tls.OLD:
        return old
    return next((p for p in protocols if p.unknown is not None), old)


# -- security groups of load balancers


@SERVICE.facet(*BALANCERS, *CLASSIC)
def firewall(resource: Resource, graph: Graph) -> GuardedBy | None:
    """What the groups of a load balancer let in from the internet, where it faces that."""
    if internet_facing(resource).value is False:
        return None
    return guarded(resource, graph, ("security_groups", "SecurityGroups"), "load balancer")


@SERVICE.facet("AWS::EC2::SecurityGroup")
def group_of_balancer(group: Resource, graph: Graph) -> Iterator[Control]:
    """Whether the security group of a load balancer says what may come in and go out."""
    types = ("AWS::ElasticLoadBalancing::LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer")
    if not any(True for _ in graph.into(group, *types, attribute="SecurityGroups")):
        return
    for way, name in (("inbound", "SecurityGroupIngress"), ("outbound", "SecurityGroupEgress")):
        rules = set_at_all(read(group, name))
        apart = any(True for _ in graph.into(group, f"AWS::EC2::{name}", attribute="GroupId"))
        on = Fact(True, rules.evidence) if apart else rules.mended(f"set `{name}` to what the load balancer needs")
        yield Control(resource=group, what=f"security group of a load balancer ({way} rules)",
                      part=f"load-balancer-{way}", kind=Kind.FIREWALL_EFFECTIVE, on=on)


__all__ = ["BALANCERS", "CLASSIC", "LISTENERS", "SERVICE", "balancer_of", "internet_facing", "kind_of"]
