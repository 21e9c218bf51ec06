"""Spring Apps (formerly Spring Cloud)."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import DataInTransit
from ...facts import Fact, all_of
from ...graph import Graph, Resource
from .. import Service, endpoint, exposed_by, flag, in_transit, read
from ._common import belonging

PORTAL, SPRING = "azurerm_spring_cloud_api_portal", "azurerm_spring_cloud_service"

SERVICE = Service(
    in_transit(PORTAL, what="API portal", part="https-only", encrypted=flag("https_only_enabled")),
    endpoint(PORTAL, what="API portal", part="public-network-access",
             reachable=exposed_by("public_network_access_enabled")),
)


@SERVICE.facet(SPRING)
def app_tls(service: Resource, graph: Graph) -> Iterator[DataInTransit]:
    """Whether TLS goes on from the ingress to each app; the Basic tier does not offer it."""
    tier = read(service, "sku_tier").value if service.attributes.get("sku_tier") is not None else read(
        service, "sku_name", "S0").value
    if str(tier).lower() in ("basic", "b0"):
        return
    apps = belonging(service, graph, "azurerm_spring_cloud_app", via="service_name")
    facts = [fact for app in apps if (fact := flag("tls_enabled")(app)) is not None]
    if facts:
        on = all_of(facts)
        yield DataInTransit(resource=service, what="traffic between the ingress and the apps", part="app-tls",
                            encrypted=Fact(on.value, on.evidence, "set `tls_enabled` of the app to true"))
