"""Azure Cache for Redis: caches and firewall rules."""

from __future__ import annotations

from .. import Row, Service, attr, equals, in_transit
from ._common import public_network, switch, tls_version
from ._firewall_rules import firewall_rule

CACHE = "azurerm_redis_cache"

SERVICE = Service(
    in_transit(CACHE, what="Redis cache", part="non-ssl-port",
               encrypted=switch("non_ssl_port_enabled", "enable_non_ssl_port", wanted=False)),
    in_transit(CACHE, what="Redis cache", part="tls-version",
               minimum_version=tls_version(attr("minimum_tls_version", default="1.0"))),
    public_network(CACHE, what="Redis cache"),
    in_transit("azurerm_redis_enterprise_database", what="Redis Enterprise database", part="client-protocol",
               encrypted=equals(attr("client_protocol", default="Encrypted"), "Encrypted")),
    Row(("azurerm_redis_firewall_rule",), firewall_rule("Redis cache", 6379, first="start_ip", last="end_ip")),
)
