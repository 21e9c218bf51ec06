"""What anybody can reach or read in Azure."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure_cases import assert_pair, found, scan_one

from iaccheck.findings import Status

ENDPOINT, OFF = "public-endpoint", "public_network_access_enabled = false"
ON_BY_DEFAULT = [
    "azurerm_container_registry", "azurerm_api_management", "azurerm_linux_web_app", "azurerm_windows_function_app",
    "azurerm_linux_function_app_slot", "azurerm_cognitive_account", "azurerm_cosmosdb_account",
    "azurerm_databricks_workspace", "azurerm_eventgrid_domain", "azurerm_eventgrid_topic", "azurerm_eventhub_namespace",
    "azurerm_iothub", "azurerm_key_vault", "azurerm_kusto_cluster", "azurerm_managed_disk", "azurerm_mariadb_server",
    "azurerm_machine_learning_workspace", "azurerm_mysql_server", "azurerm_postgresql_server", "azurerm_redis_cache",
    "azurerm_search_service", "azurerm_servicebus_namespace", "azurerm_mssql_server", "azurerm_storage_account",
    "azurerm_postgresql_flexible_server", "azurerm_batch_account",
]


@pytest.mark.parametrize("type_", ON_BY_DEFAULT)
def test_public_unless_it_is_turned_off(tmp_path: Path, type_: str) -> None:
    assert_pair(tmp_path, type_, ENDPOINT, "public-network-access", 'name = "a"', OFF)


PAIRS = [
    ("azurerm_data_factory", ENDPOINT, "public-network-access", 'name = "a"', "public_network_enabled = false"),
    ("azurerm_app_configuration", ENDPOINT, "public-network-access", 'public_network_access = "Enabled"',
     'public_network_access = "Disabled"'),
    ("azurerm_spring_cloud_api_portal", ENDPOINT, "public-network-access", "public_network_access_enabled = true",
     'name = "a"'),
    ("azurerm_storage_sync", ENDPOINT, "incoming-traffic", 'name = "a"',
     'incoming_traffic_policy = "AllowVirtualNetworksOnly"'),
    ("azurerm_managed_disk", ENDPOINT, "public-network-access", 'network_access_policy = "AllowAll"',
     'network_access_policy = "DenyAll"'),
    ("azurerm_postgresql_flexible_server", ENDPOINT, "public-network-access", 'name = "a"',
     'delegated_subnet_id = "/s"'),
    ("azurerm_key_vault", ENDPOINT, "public-network-access", 'network_acls {;default_action = "Allow";}',
     'network_acls {;default_action = "Deny";}'),
    ("azurerm_kubernetes_cluster", ENDPOINT, "api-server", "private_cluster_enabled = false",
     "private_cluster_enabled = true"),
    ("azurerm_kubernetes_cluster", ENDPOINT, "http-application-routing", "http_application_routing_enabled = true",
     'name = "a"'),
    ("azurerm_kubernetes_cluster", ENDPOINT, "http-application-routing",
     "addon_profile {;http_application_routing {;enabled = true;};}",
     "addon_profile {;http_application_routing {;enabled = false;};}"),
    ("azurerm_container_registry", "public-data", "anonymous-pull", "anonymous_pull_enabled = true", 'name = "a"'),
    ("azurerm_storage_container", "public-data", "container", 'container_access_type = "blob"', 'name = "a"'),
    ("azurerm_storage_account", "public-access-not-blocked", "nested-items", 'name = "a"',
     "allow_nested_items_to_be_public = false"),
    ("azurerm_storage_account", "public-access-not-blocked", "nested-items", "allow_blob_public_access = true",
     "allow_blob_public_access = false"),
    ("azurerm_storage_table", "wide-access-policy", "acl", 'acl {;access_policy {;permissions = "raud";};}',
     'acl {;access_policy {;permissions = "r";};}'),
    ("azurerm_storage_share", "wide-access-policy", "acl", 'acl {;access_policy {;permissions = "rwdl";};}',
     'acl {;access_policy {;permissions = "rl";};}'),
    ("azurerm_linux_web_app", "open-cors", "cors", 'site_config {;cors {;allowed_origins = ["*"];};}',
     'site_config {;cors {;allowed_origins = ["https://a.example"];};}'),
    ("azurerm_function_app", "open-cors", "cors", 'site_config {;cors {;allowed_origins = ["*"];};}', 'name = "a"'),
]


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), PAIRS)
def test_a_row_and_its_neighbour(tmp_path: Path, type_: str, policy: str, cause: str, bad: str, good: str) -> None:
    assert_pair(tmp_path, type_, policy, cause, bad, good)


CONTAINER = "azurerm_storage_container"


@pytest.mark.parametrize("via", ["storage_account_name = azurerm_storage_account.a.name",
                                 "storage_account_id = azurerm_storage_account.a.id", 'storage_account_name = "acct"'])
def test_an_account_forbids_public_containers(tmp_path: Path, via: str) -> None:
    body = f'container_access_type = "container";{via}'
    open_ = 'resource "azurerm_storage_account" "a" {\n  name = "acct"\n}'
    closed = open_.replace("\n}", "\n  allow_nested_items_to_be_public = false\n}")
    assert found(scan_one(tmp_path / "open", CONTAINER, body, open_), "public-data", "container", CONTAINER)
    assert not found(scan_one(tmp_path / "closed", CONTAINER, body, closed), "public-data", "", CONTAINER)


def test_containers_for_activity_logs(tmp_path: Path) -> None:
    body = 'container_access_type = "blob";storage_account_name = azurerm_storage_account.a.name'
    account = 'resource "azurerm_storage_account" "a" {}'
    logs = (f'{account}\nresource "azurerm_monitor_log_profile" "l" {{\n'
            "  storage_account_id = azurerm_storage_account.a.id\n}")
    findings = found(scan_one(tmp_path / "logs", CONTAINER, body, logs), "public-data", "activity-logs", CONTAINER)
    assert len(findings) == 1
    assert {"container", "activity-logs"} <= set(findings[0].causes)
    assert not found(scan_one(tmp_path / "plain", CONTAINER, body, account), "public-data", "activity-logs", CONTAINER)


def test_app_configuration_with_a_private_endpoint(tmp_path: Path) -> None:
    type_ = "azurerm_app_configuration"
    endpoint = (f'resource "azurerm_private_endpoint" "e" {{\n  private_service_connection {{\n'
                f"    private_connection_resource_id = {type_}.it.id\n  }}\n}}")
    assert found(scan_one(tmp_path / "a", type_, 'name = "a"'), ENDPOINT, "public-network-access", type_)
    assert not found(scan_one(tmp_path / "b", type_, 'name = "a"', endpoint), ENDPOINT, "", type_)


def test_storage_of_high_business_impact(tmp_path: Path) -> None:
    type_, cause = "azurerm_machine_learning_workspace", "high-business-impact-storage"
    body = f"storage_account_id = azurerm_storage_account.a.id;{OFF};high_business_impact = true"
    open_ = 'resource "azurerm_storage_account" "a" {}'
    closed = f'resource "azurerm_storage_account" "a" {{\n  {OFF}\n}}'
    assert found(scan_one(tmp_path / "open", type_, body, open_), ENDPOINT, cause, type_)
    assert not found(scan_one(tmp_path / "closed", type_, body, closed), ENDPOINT, cause, type_)
    assert not found(scan_one(tmp_path / "low", type_, body.replace("true", "false"), open_), ENDPOINT, cause, type_)


def test_firewall_rules_of_a_synapse_workspace(tmp_path: Path) -> None:
    type_ = "azurerm_synapse_workspace"
    rule = (f'resource "azurerm_synapse_firewall_rule" "r" {{\n  synapse_workspace_id = {type_}.it.id\n'
            '  start_ip_address = "10.0.0.1"\n  end_ip_address = "10.0.0.1"\n}')
    assert found(scan_one(tmp_path / "rule", type_, 'name = "a"', rule), ENDPOINT, "firewall-rule", type_)
    assert not found(scan_one(tmp_path / "none", type_, 'name = "a"'), ENDPOINT, "firewall-rule", type_)


def test_a_variable_without_a_value_is_unknown(tmp_path: Path) -> None:
    type_ = "azurerm_redis_cache"
    result = scan_one(tmp_path, type_, "public_network_access_enabled = var.p", 'variable "p" {}')
    assert [f.status for f in found(result, ENDPOINT, "public-network-access", type_)] == [Status.UNKNOWN]
