"""Application Gateway, Front Door, CDN, and their web application firewalls."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataInTransit, Kind
from ...facts import Fact, any_of
from ...graph import Graph, Resource, Value
from .. import Service, attr, blocks, control, equals, flag, in_transit, one_of, present, read
from ..attributes import all_conditions, set_at_all
from ._common import either, mending, tls_version

GATEWAY = "azurerm_application_gateway"
ENDPOINT = "azurerm_cdn_endpoint"

SERVICE = Service(
    control(GATEWAY, what="application gateway", kind=Kind.WEB_APPLICATION_FIREWALL, part="waf", on=either(
        flag("waf_configuration.enabled"), present("firewall_policy_id"),
        # the tier for firewalls needs one of the two, and either may be joined elsewhere
        all_conditions(one_of(attr("sku.tier"), ["WAF", "WAF_v2"]), flag("waf_configuration.enabled", default=True)))),
    *(control(type_, what="web application firewall", kind=Kind.WEB_APPLICATION_FIREWALL_RULES, part="mode",
              on=all_conditions(flag(f"{at}enabled", default=True),
                                one_of(attr(f"{at}mode", default="Prevention"), ["Prevention", "Detection"])))
      for type_, at in (("azurerm_web_application_firewall_policy", "policy_settings."),
                        ("azurerm_frontdoor_firewall_policy", ""), ("azurerm_cdn_frontdoor_firewall_policy", ""))),
    in_transit("azurerm_cdn_endpoint_custom_domain", what="custom domain of a CDN endpoint", part="user-managed",
               minimum_version=tls_version(attr("user_managed_https.tls_version", default="TLS12"), '"TLS12"')),
    in_transit("azurerm_cdn_endpoint_custom_domain", what="custom domain of a CDN endpoint", part="cdn-managed",
               minimum_version=tls_version(attr("cdn_managed_https.tls_version", default="TLS12"), '"TLS12"')),
    in_transit("azurerm_cdn_frontdoor_custom_domain", what="custom domain of a Front Door", part="custom-domain",
               minimum_version=tls_version(attr("tls.minimum_tls_version", default="TLS12"), '"TLS12"')),
    in_transit("azurerm_cdn_frontdoor_route", what="route of a Front Door", part="route", encrypted=either(
        flag("https_redirect_enabled", default=True), mending(equals(attr("supported_protocols"), ["Https"]), ""))),
    in_transit(ENDPOINT, what="CDN endpoint, which has HTTPS off and", part="https-endpoint",
               encrypted=flag("is_https_allowed", default=True)),
)


# -- application gateways


@SERVICE.facet(GATEWAY)
def listeners(gateway: Resource, graph: Graph) -> Iterator[DataInTransit]:  # noqa: ARG001
    """Listeners without TLS, but those whose rules only redirect."""
    redirecting = {rule.read("http_listener_name").value for rule in blocks(gateway, "request_routing_rule")
                   if set_at_all(rule.read("redirect_configuration_name")).value is True
                   and isinstance(rule.read("http_listener_name").value, str)}
    for listener in blocks(gateway, "http_listener"):
        name = listener.read("name").value
        if isinstance(name, str) and name in redirecting:
            continue
        yield DataInTransit(resource=gateway, what="listener of the application gateway", part="http-listener",
                            encrypted=listener.read("protocol", "Http").map(
                                lambda value: str(value).lower() != "http").mended('set `protocol` to "Https"'))


# "Application Gateway TLS policy overview" in Azure's documentation: the predefined policies.
PREDEFINED = {"appgwsslpolicy20150501": "tls1.0", "appgwsslpolicy20170401": "tls1.1",
              "appgwsslpolicy20170401s": "tls1.2", "appgwsslpolicy20220101": "tls1.2",
              "appgwsslpolicy20220101s": "tls1.2"}


@SERVICE.facet(GATEWAY)
def tls_policy(gateway: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """The gateway's TLS policy; without one the default is that of the day on which the gateway was made."""
    name = read(gateway, "ssl_policy.policy_name")
    least = read(gateway, "ssl_policy.min_protocol_version")
    disabled = read(gateway, "ssl_policy.disabled_protocols")
    mend = 'set `ssl_policy.policy_name` to "AppGwSslPolicy20220101"'
    version: Fact[str] = Fact("tls1.2", name.evidence)
    if not least.evidence[0].absent:
        version = tls_version(attr("ssl_policy.min_protocol_version"), '"TLSv1_2"')(gateway) or version
    elif not name.evidence[0].absent:
        version = name.map(lambda value: PREDEFINED.get(str(value).lower(), "tls1.0")).mended(mend)
    elif isinstance(disabled.value, list):
        version = disabled.map(_oldest_left).mended(mend)
    declared = any_of([set_at_all(f) for f in (name, least, disabled)])
    return DataInTransit(resource=gateway, what="application gateway", part="ssl-policy", minimum_version=version,
                         declared=Fact(declared.value, name.evidence, mend))


def _oldest_left(disabled: Value) -> str:
    off = {str(value).lower() for value in disabled}
    return next((f"tls1.{minor}" for minor in (0, 1) if f"tlsv1_{minor}" not in off), "tls1.2")


# -- Front Door and CDN


@SERVICE.facet("azurerm_frontdoor")
def front_door(door: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether a firewall policy is linked to each frontend of a (classic) Front Door."""
    for frontend in blocks(door, "frontend_endpoint"):
        linked = set_at_all(frontend.read("web_application_firewall_policy_link_id"))
        yield Control(resource=door, what="frontend of the Front Door", kind=Kind.WEB_APPLICATION_FIREWALL, part="waf",
                      on=linked.mended("set `web_application_firewall_policy_link_id`"))


@SERVICE.facet(ENDPOINT)
def cdn_http(endpoint: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """Whether a CDN endpoint answers over plain HTTP, other than by redirecting."""
    off = read(endpoint, "is_http_allowed", True).map(lambda value: str(value).lower() == "false")
    redirects = [set_at_all(rule.read("url_redirect_action")) for rule in blocks(endpoint, "delivery_rule")
                 if str(rule.read("url_redirect_action.protocol").value).lower() == "https"
                 and str(rule.read("request_scheme_condition.match_values").value).lower().find("http") >= 0]
    on = any_of([off, *redirects])
    return DataInTransit(resource=endpoint, what="CDN endpoint", part="http-endpoint",
                         encrypted=off.mended("set `is_http_allowed` to false") if on.value is False else on)
