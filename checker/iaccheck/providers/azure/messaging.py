"""Service Bus, Event Hubs, Event Grid, IoT Hub, SignalR, Web PubSub."""

from __future__ import annotations

from ...facets import DataAtRest
from ...facts import Evidence, Fact
from ...graph import Graph, Resource
from .. import Service, at_rest, attr, flag, in_transit, present, read
from ..attributes import set_at_all
from ._common import public_network, tls_version

BUS, HUBS = "azurerm_servicebus_namespace", "azurerm_eventhub_namespace"
TLS = tls_version(attr("minimum_tls_version", default="1.2"))

SERVICE = Service(
    in_transit(BUS, what="Service Bus namespace", minimum_version=TLS, declared=present("minimum_tls_version")),
    in_transit(HUBS, what="Event Hubs namespace", minimum_version=TLS),
    at_rest(BUS, what="infrastructure layer of the Service Bus namespace", part="infrastructure", additional=True,
            encrypted=flag("customer_managed_key.infrastructure_encryption_enabled")),
    public_network(BUS, what="Service Bus namespace"),
    public_network(HUBS, what="Event Hubs namespace"),
    public_network("azurerm_eventgrid_domain", what="Event Grid domain"),
    public_network("azurerm_eventgrid_topic", what="Event Grid topic"),
    public_network("azurerm_iothub", what="IoT Hub"),
    public_network("azurerm_signalr_service", what="SignalR service"),
    public_network("azurerm_web_pubsub", what="Web PubSub service"),
    in_transit("azurerm_iothub", what="IoT Hub", part="tls-version",
               minimum_version=tls_version(attr("min_tls_version", default="1.2"))),
)


@SERVICE.facet(BUS)
def bus_key(namespace: Resource, graph: Graph) -> DataAtRest:
    """Whose key encrypts a namespace: Azure's, unless one is named here or beside it."""
    own = set_at_all(read(namespace, "customer_managed_key.key_vault_key_id")).mended(
        "add a `customer_managed_key` block")
    for key in graph.referring(namespace, "azurerm_servicebus_namespace_customer_managed_key", via="namespace_id"):
        own = Fact(True, (Evidence(key, ()),))
    return DataAtRest(resource=namespace, what="Service Bus namespace", customer_key=own)
