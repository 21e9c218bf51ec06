"""App Configuration stores."""

from __future__ import annotations

from ...facets import PublicEndpoint
from ...facts import negate
from ...graph import Graph, Resource
from .. import Service, at_rest, present, read
from ._common import connected

STORE = "azurerm_app_configuration"

SERVICE = Service(
    at_rest(STORE, what="App Configuration store", customer_key=present("encryption.key_vault_key_identifier")),
)


@SERVICE.facet(STORE)
def endpoint(store: Resource, graph: Graph) -> PublicEndpoint:
    """Public, unless it is turned off; where nothing is set, a private endpoint turns it off."""
    off = read(store, "public_network_access").map(lambda value: str(value).lower() == "disabled")
    if off.evidence[0].absent and (private := connected(store, graph)).value is True:
        off = private
    return PublicEndpoint(resource=store, what="App Configuration store", part="public-network-access",
                          reachable=negate(off).mended('set `public_network_access` to "Disabled"'))
