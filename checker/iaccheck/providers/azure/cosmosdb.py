"""Cosmos DB accounts."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, at_rest, attr, control, equals, present
from ._common import either, public_network

ACCOUNT = "azurerm_cosmosdb_account"
OFF = equals(attr("public_network_access_enabled", default=True), False)

SERVICE = Service(
    at_rest(ACCOUNT, what="Cosmos DB account", customer_key=either(present("key_vault_key_id"),
                                                                  present("managed_hsm_key_id"))),
    public_network(ACCOUNT, what="Cosmos DB account"),
    control(ACCOUNT, what="Cosmos DB account", kind=Kind.AUTHORIZED_NETWORKS, part="network-filter",
            on=either(present("ip_range_filter"), present("virtual_network_rule"), OFF)),
)
