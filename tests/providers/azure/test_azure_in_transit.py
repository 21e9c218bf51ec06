"""Data on its way in Azure: what travels in clear, and old versions of TLS."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure_cases import assert_pair, found, scan_one

from iaccheck.findings import Status

TLS, OLD, UNDECLARED = "missing-tls", "old-tls-version", "undeclared-tls-version"

PAIRS = [
    ("azurerm_container_registry_webhook", TLS, "webhook", 'service_uri = "http://a.example/hook"',
     'service_uri = "https://a.example/hook"'),
    ("azurerm_api_management_backend", TLS, "backend", 'url = "http://b.example"', 'url = "https://b.example"'),
    ("azurerm_api_management_api", TLS, "protocols", 'protocols = ["http", "https"]', 'protocols = ["https"]'),
    ("azurerm_api_management", OLD, "protocols", "security {;enable_frontend_tls10 = true;}",
     "security {;frontend_tls10_enabled = false;}"),
    ("azurerm_api_management", OLD, "protocols", "security {;backend_ssl30_enabled = true;}", 'name = "a"'),
    ("azurerm_app_service", TLS, "https-only", 'name = "a"', "https_only = true"),
    ("azurerm_linux_web_app_slot", TLS, "https-only", "https_only = false", "https_only = true"),
    ("azurerm_function_app", TLS, "https-only", 'name = "a"', "https_only = true"),
    ("azurerm_linux_function_app", TLS, "sign-in", "https_only = true;auth_settings_v2 {;require_https = false;}",
     "https_only = true;auth_settings_v2 {;}"),
    ("azurerm_app_service", TLS, "ftps", "site_config {;}", 'site_config {;ftps_state = "FtpsOnly";}'),
    ("azurerm_linux_web_app", TLS, "ftps", 'site_config {;ftps_state = "AllAllowed";}', "site_config {;}"),
    ("azurerm_app_service", OLD, "tls-version", 'site_config {;min_tls_version = "1.0";}', "site_config {;}"),
    ("azurerm_windows_web_app", OLD, "tls-version", 'site_config {;minimum_tls_version = "1.1";}',
     'site_config {;minimum_tls_version = "1.3";}'),
    ("azurerm_cdn_endpoint", TLS, "http-endpoint", 'name = "a"', "is_http_allowed = false"),
    ("azurerm_cdn_endpoint", TLS, "https-endpoint", "is_https_allowed = false", 'name = "a"'),
    ("azurerm_cdn_endpoint_custom_domain", OLD, "user-managed", 'user_managed_https {;tls_version = "TLS10";}',
     'user_managed_https {;tls_version = "TLS12";}'),
    ("azurerm_cdn_frontdoor_route", TLS, "route",
     'https_redirect_enabled = false;supported_protocols = ["Http", "Https"]',
     'https_redirect_enabled = false;supported_protocols = ["Https"]'),
    ("azurerm_eventhub_namespace", OLD, "", 'minimum_tls_version = "1.1"', "minimum_tls_version = 1.2"),
    ("azurerm_servicebus_namespace", OLD, "", 'minimum_tls_version = "1.0"', 'minimum_tls_version = "1.2"'),
    ("azurerm_servicebus_namespace", UNDECLARED, "", 'name = "a"', 'minimum_tls_version = "1.2"'),
    ("azurerm_mariadb_server", TLS, "", "ssl_enforcement_enabled = false", "ssl_enforcement_enabled = true"),
    ("azurerm_mysql_server", OLD, "", 'ssl_minimal_tls_version_enforced = "TLS1_0"',
     'ssl_minimal_tls_version_enforced = "TLS1_2"'),
    ("azurerm_postgresql_server", OLD, "", 'ssl_minimal_tls_version_enforced = "TLSEnforcementDisabled"',
     'name = "a"'),
    ("azurerm_postgresql_server", UNDECLARED, "", 'name = "a"', 'ssl_minimal_tls_version_enforced = "TLS1_2"'),
    ("azurerm_mssql_server", OLD, "", 'minimum_tls_version = "Disabled"', 'minimum_tls_version = "1.2"'),
    ("azurerm_postgresql_flexible_server_configuration", TLS, "", 'name = "require_secure_transport";value = "off"',
     'name = "require_secure_transport";value = "on"'),
    ("azurerm_mysql_flexible_server_configuration", TLS, "", 'name = "require_secure_transport";value = "OFF"',
     'name = "interactive_timeout";value = "600"'),
    ("azurerm_redis_cache", TLS, "non-ssl-port", "enable_non_ssl_port = true", "non_ssl_port_enabled = false"),
    ("azurerm_redis_cache", OLD, "tls-version", 'name = "a"', 'minimum_tls_version = "1.2"'),
    ("azurerm_spring_cloud_api_portal", TLS, "https-only", 'name = "a"', "https_only_enabled = true"),
    ("azurerm_storage_account", TLS, "", "enable_https_traffic_only = false", 'name = "a"'),
    ("azurerm_storage_account", TLS, "", "https_traffic_only_enabled = false", "https_traffic_only_enabled = true"),
    ("azurerm_storage_account", OLD, "", 'min_tls_version = "TLS1_1"', 'min_tls_version = "TLS1_2"'),
    ("azurerm_storage_account", UNDECLARED, "", 'name = "a"', 'min_tls_version = "TLS1_2"'),
    ("azurerm_container_app", TLS, "ingress", "ingress {;allow_insecure_connections = true;}",
     "ingress {;target_port = 80;}"),
    ("azurerm_service_fabric_cluster", TLS, "cluster-protection",
     'fabric_settings {;name = "Security";parameters = { ClusterProtectionLevel = "Sign" };}',
     'fabric_settings {;name = "Security";parameters = { ClusterProtectionLevel = "EncryptAndSign" };}'),
    ("azurerm_application_gateway", OLD, "ssl-policy", 'ssl_policy {;min_protocol_version = "TLSv1_1";}',
     'ssl_policy {;min_protocol_version = "TLSv1_2";}'),
    ("azurerm_application_gateway", OLD, "ssl-policy", 'ssl_policy {;policy_name = "AppGwSslPolicy20150501";}',
     'ssl_policy {;policy_name = "AppGwSslPolicy20220101";}'),
    ("azurerm_application_gateway", OLD, "ssl-policy", 'ssl_policy {;disabled_protocols = ["TLSv1_0"];}',
     'ssl_policy {;disabled_protocols = ["TLSv1_0", "TLSv1_1"];}'),
    ("azurerm_application_gateway", UNDECLARED, "ssl-policy", 'name = "a"',
     'ssl_policy {;policy_name = "AppGwSslPolicy20220101";}'),
]


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), PAIRS)
def test_a_row_and_its_neighbour(tmp_path: Path, type_: str, policy: str, cause: str, bad: str, good: str) -> None:
    assert_pair(tmp_path, type_, policy, cause, bad, good)


LISTENER = 'http_listener {;name = "in";protocol = "Http";}'


def test_a_listener_that_only_redirects(tmp_path: Path) -> None:
    type_ = "azurerm_application_gateway"
    to_backend = 'request_routing_rule {;http_listener_name = "in";backend_address_pool_name = "b";}'
    redirect = 'request_routing_rule {;http_listener_name = "in";redirect_configuration_name = "to-https";}'
    assert_pair(tmp_path, type_, TLS, "http-listener", f"{LISTENER};{to_backend}", f"{LISTENER};{redirect}")


def test_spring_apps_behind_the_ingress(tmp_path: Path) -> None:
    type_ = "azurerm_spring_cloud_service"
    plain = f'resource "azurerm_spring_cloud_app" "a" {{\n  service_name = {type_}.it.name\n}}'
    assert found(scan_one(tmp_path / "plain", type_, 'sku_name = "S0"', plain), TLS, "app-tls", type_)
    assert not found(scan_one(tmp_path / "basic", type_, 'sku_name = "B0"', plain), TLS, "app-tls", type_)
    secure = plain.replace("\n}", "\n  tls_enabled = true\n}")
    assert not found(scan_one(tmp_path / "tls", type_, 'sku_name = "S0"', secure), TLS, "app-tls", type_)


def test_a_version_from_a_variable(tmp_path: Path) -> None:
    type_ = "azurerm_storage_account"
    body, variable = "min_tls_version = var.v", 'variable "v" {}'
    unknown = scan_one(tmp_path / "a", type_, body, variable)
    assert [f.status for f in found(unknown, OLD, "", type_)] == [Status.UNKNOWN]
    default = 'variable "v" {\n  default = "TLS1_0"\n}'
    assert [f.status for f in found(scan_one(tmp_path / "b", type_, body, default), OLD, "", type_)] == [Status.FAIL]
