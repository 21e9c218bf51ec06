"""SQL Server, MySQL, PostgreSQL and MariaDB: single servers, flexible servers, their keys and firewalls.

The single servers of MySQL, PostgreSQL and MariaDB are retired; their resources still stand in configurations.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataAtRest, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource
from .. import Row, Service, at_rest, attr, endpoint, equals, flag, in_transit, not_, present, read, when
from ._common import belonging, either, private_endpoint, public_network, tls_version
from ._firewall_rules import admits_azure, firewall_rule

MYSQL, POSTGRESQL, MARIADB = "azurerm_mysql_server", "azurerm_postgresql_server", "azurerm_mariadb_server"
SINGLE = ((MYSQL, "MySQL server"), (POSTGRESQL, "PostgreSQL server"), (MARIADB, "MariaDB server"))
FLEXIBLE = (("azurerm_mysql_flexible_server", "MySQL flexible server"),
            ("azurerm_postgresql_flexible_server", "PostgreSQL flexible server"))
SQL = ("azurerm_mssql_server", "azurerm_sql_server")
IN_NETWORK = present("delegated_subnet_id")
"""A flexible server that is injected into a virtual network has no public endpoint."""


def _single(server: str, what: str) -> Iterator[Row]:
    yield in_transit(
        server, what=what, encrypted=flag("ssl_enforcement_enabled", default=True),
        # since 3.0; in 2.x enforcement was off by default
        minimum_version=tls_version(attr("ssl_minimal_tls_version_enforced", default="TLS1_2"), '"TLS1_2"'),
        declared=present("ssl_minimal_tls_version_enforced"))
    yield public_network(server, what=what)
    yield private_endpoint(server, what=what)


def _flexible(server: str, what: str) -> Iterator[Row]:
    closed = either(equals(attr("public_network_access_enabled", default=True), False),
                    equals(attr("public_network_access"), "Disabled"), IN_NETWORK)
    yield endpoint(server, what=what, part="public-network-access",
                   reachable=not_(closed, "turn public network access off, or set `delegated_subnet_id`"))
    yield private_endpoint(server, what=what, instead=IN_NETWORK)


SERVICE = Service(
    *(row for server, what in SINGLE for row in _single(server, what)),
    *(row for server, what in FLEXIBLE for row in _flexible(server, what)),
    at_rest(MYSQL, POSTGRESQL, what="infrastructure layer of the server's storage", part="infrastructure",
            additional=True, encrypted=flag("infrastructure_encryption_enabled")),
    # a key that is to be used by a server, but names none
    at_rest("azurerm_mysql_server_key", "azurerm_postgresql_server_key", what="database server", part="server-key",
            customer_key=present("key_vault_key_id")),
    in_transit("azurerm_mssql_server", "azurerm_mssql_managed_instance", what="SQL server",
               minimum_version=tls_version(attr("minimum_tls_version", default="1.2")),  # since 3.0; any before
               declared=present("minimum_tls_version")),
    public_network("azurerm_mssql_server", what="SQL server"),
    # Transparent data encryption is on by default.
    at_rest("azurerm_mssql_database", what="SQL database", part="transparent-data-encryption",
            encrypted=flag("transparent_data_encryption_enabled", default=True)),
    # A flexible server refuses connections without TLS, unless this parameter is turned off.
    in_transit("azurerm_mysql_flexible_server_configuration", "azurerm_postgresql_flexible_server_configuration",
               what="flexible server", part="require-secure-transport",
               encrypted=when(equals(attr("name"), "require_secure_transport"), equals(attr("value"), "ON", True))),
    endpoint("azurerm_mssql_managed_instance", what="SQL managed instance", part="public-data-endpoint",
             reachable=flag("public_data_endpoint_enabled")),
    private_endpoint(*SQL, what="SQL server"),
)

RULES = (
    ("azurerm_mssql_firewall_rule", "SQL server", 1433), ("azurerm_sql_firewall_rule", "SQL server", 1433),
    ("azurerm_mysql_firewall_rule", "MySQL server", 3306),
    ("azurerm_mysql_flexible_server_firewall_rule", "MySQL flexible server", 3306),
    ("azurerm_mariadb_firewall_rule", "MariaDB server", 3306),
    ("azurerm_postgresql_firewall_rule", "PostgreSQL server", 5432),
    ("azurerm_postgresql_flexible_server_firewall_rule", "PostgreSQL flexible server", 5432),
    ("azurerm_cosmosdb_postgresql_firewall_rule", "PostgreSQL cluster", 5432),
)
SERVICE.rows(*(Row((type_,), firewall_rule(what, port)) for type_, what, port in RULES))


@SERVICE.facet(MYSQL, POSTGRESQL)
def server_key(server: Resource, graph: Graph) -> DataAtRest:
    """Whose key encrypts a server: Azure's, unless a server key refers to it."""
    own = Fact(False, (Evidence(server, ()),), f"add an `{server.type}_key` for it")
    for key in graph.referring(server, f"{server.type}_key", via="server_id"):
        own = Fact(True, (Evidence(key, ()),))
    return DataAtRest(resource=server, what="database server", customer_key=own)


@SERVICE.facet(*SQL)
def azure_services(server: Resource, graph: Graph) -> Iterator[Control]:
    """Whether a rule of a server admits all that runs in Azure."""
    for type_, via in (("azurerm_mssql_firewall_rule", "server_id"), ("azurerm_sql_firewall_rule", "server_name")):
        for rule in belonging(server, graph, type_, via=via):
            if admits_azure(rule):
                first = read(rule, "start_ip_address")
                yield Control(resource=server, what="SQL server", kind=Kind.TENANT_BOUNDARY, part="azure-services",
                              on=Fact(False, first.evidence, f"remove `{rule.address}`"))
