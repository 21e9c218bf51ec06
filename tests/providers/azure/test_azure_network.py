"""Networks in Azure: addresses, firewalls, private endpoints, web application firewalls."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure_cases import assert_pair, found, scan_one

from iaccheck.findings import Status
from support import failed, scan_text, undecided

CLIENTS, WAF, OUT = "unrestricted-client-networks", "no-web-application-firewall", "no-exfiltration-protection"

PAIRS = [
    ("azurerm_container_registry", OUT, "data-endpoint", 'name = "a"', "data_endpoint_enabled = true"),
    ("azurerm_kubernetes_cluster", CLIENTS, "api-server", 'name = "a"',
     'api_server_access_profile {;authorized_ip_ranges = ["198.51.100.0/24"];}'),
    ("azurerm_kubernetes_cluster", CLIENTS, "api-server", "api_server_authorized_ip_ranges = []",
     'api_server_authorized_ip_ranges = ["10.0.0.0/8"]'),
    ("azurerm_kubernetes_cluster", CLIENTS, "api-server", 'api_server_authorized_ip_ranges = ["0.0.0.0/0"]',
     "private_cluster_enabled = true"),
    ("azurerm_kubernetes_cluster", "no-native-pod-network", "network-plugin",
     'network_profile {;network_plugin = "kubenet";}', 'network_profile {;network_plugin = "azure";}'),
    ("azurerm_kubernetes_cluster", "remote-console", "dashboard",
     "addon_profile {;kube_dashboard {;enabled = true;};}", 'name = "a"'),
    ("azurerm_kubernetes_cluster", "no-network-policy", "network-policy",
     'network_profile {;network_plugin = "azure";}', 'network_profile {;network_policy = "calico";}'),
    ("azurerm_kubernetes_cluster", "public-ip-address", "nodes", "default_node_pool {;enable_node_public_ip = true;}",
     'default_node_pool {;name = "d";}'),
    ("azurerm_kubernetes_cluster_node_pool", "public-ip-address", "nodes", "node_public_ip_enabled = true",
     "node_public_ip_enabled = false"),
    ("azurerm_api_management", "no-private-network", "virtual-network", 'name = "a"',
     'virtual_network_configuration {;subnet_id = "/s";}'),
    ("azurerm_application_gateway", WAF, "waf", 'sku {;tier = "Standard_v2";}',
     'sku {;tier = "WAF_v2";};waf_configuration {;enabled = true;}'),
    ("azurerm_application_gateway", WAF, "waf", 'sku {;tier = "WAF_v2";};waf_configuration {;enabled = false;}',
     'sku {;tier = "WAF_v2";};firewall_policy_id = "/p"'),
    ("azurerm_web_application_firewall_policy", "weak-web-application-firewall", "mode",
     "policy_settings {;enabled = false;}", 'policy_settings {;mode = "Detection";}'),
    ("azurerm_frontdoor_firewall_policy", "weak-web-application-firewall", "mode", "enabled = false", 'name = "a"'),
    ("azurerm_frontdoor", WAF, "waf", 'frontend_endpoint {;name = "f";}',
     'frontend_endpoint {;web_application_firewall_policy_link_id = "/p";}'),
    ("azurerm_cognitive_account", OUT, "openai", 'kind = "OpenAI";outbound_network_access_restricted = true',
     'kind = "OpenAI";outbound_network_access_restricted = true;fqdns = ["a.example"]'),
    ("azurerm_cognitive_account", OUT, "openai", 'kind = "OpenAI"', 'kind = "Face"'),
    ("azurerm_container_group", "public-ip-address", "container-group", 'name = "a"', 'ip_address_type = "Private"'),
    ("azurerm_container_group", "no-private-network", "container-group", 'name = "a"', 'subnet_ids = ["/s"]'),
    ("azurerm_cosmosdb_account", CLIENTS, "network-filter", 'name = "a"', 'ip_range_filter = "104.42.195.92"'),
    ("azurerm_cosmosdb_account", CLIENTS, "network-filter", 'name = "a"', "public_network_access_enabled = false"),
    ("azurerm_batch_account", CLIENTS, "account-access",
     'network_profile {;account_access {;default_action = "Allow";};}',
     'network_profile {;account_access {;default_action = "Deny";};}'),
    ("azurerm_batch_account", CLIENTS, "account-access",
     'network_profile {;account_access {;default_action = "Allow";};}', 'name = "a"'),
    ("azurerm_firewall", "no-traffic-inspection", "threat-intelligence", 'name = "a"', 'threat_intel_mode = "Deny"'),
    ("azurerm_firewall", "no-traffic-inspection", "threat-intelligence", 'threat_intel_mode = "Off"',
     'firewall_policy_id = "/p"'),
    ("azurerm_firewall", "ineffective-firewall", "classic-rules", 'name = "a"', 'firewall_policy_id = "/p"'),
    ("azurerm_firewall_policy", "no-traffic-inspection", "intrusion-detection",
     'intrusion_detection {;mode = "Alert";}', 'intrusion_detection {;mode = "Deny";}'),
    ("azurerm_key_vault", CLIENTS, "network-acls", 'name = "a"', 'network_acls {;default_action = "Deny";}'),
    ("azurerm_network_interface", "ip-forwarding", "network-interface", "enable_ip_forwarding = true", 'name = "a"'),
    ("azurerm_network_interface", "ip-forwarding", "network-interface", "ip_forwarding_enabled = true",
     "ip_forwarding_enabled = false"),
    ("azurerm_network_interface", "public-ip-address", "network-interface",
     'ip_configuration {;name = "a";};ip_configuration {;public_ip_address_id = "/p";}',
     'ip_configuration {;public_ip_address_id = "";}'),
    ("azurerm_linux_virtual_machine_scale_set", "public-ip-address", "scale-set",
     'network_interface {;ip_configuration {;public_ip_address {;name = "p";};};}',
     'network_interface {;ip_configuration {;name = "i";};}'),
    ("azurerm_search_service", CLIENTS, "allowed-ips", 'allowed_ips = ["0.0.0.0/0"]', 'allowed_ips = ["10.0.0.0/16"]'),
    ("azurerm_search_service", CLIENTS, "allowed-ips", 'allowed_ips = ["0.0.0.0/1", "128.0.0.0/1"]', 'name = "a"'),
    ("azurerm_storage_account", CLIENTS, "network-rules", 'network_rules {;default_action = "Allow";}',
     'network_rules {;default_action = "Deny";}'),
    ("azurerm_storage_account", CLIENTS, "network-rules",
     'network_rules {;default_action = "Deny";ip_rules = ["0.0.0.0/0"];}', "public_network_access_enabled = false"),
    ("azurerm_storage_account", "trusted-services-blocked", "azure-services",
     'network_rules {;default_action = "Deny";bypass = ["Metrics"];}',
     'network_rules {;default_action = "Deny";bypass = ["Metrics", "AzureServices"];}'),
    ("azurerm_storage_account_network_rules", CLIENTS, "network-rules", 'default_action = "Allow"',
     'default_action = "Deny"'),
    ("azurerm_synapse_workspace", OUT, "workspace", 'name = "a"', "data_exfiltration_protection_enabled = true"),
    ("azurerm_synapse_workspace", "no-private-network", "managed-network", 'name = "a"',
     "managed_virtual_network_enabled = true"),
    ("azurerm_virtual_network", "no-ddos-protection", "ddos-plan", 'name = "a"',
     'ddos_protection_plan {;id = "/d";enable = true;}'),
    ("azurerm_virtual_network", "traffic-leaves-private-network", "dns", 'dns_servers = ["8.8.8.8"]',
     'dns_servers = ["10.0.0.4", "168.63.129.16"]'),
    ("azurerm_virtual_network", "no-firewall", "subnet", 'subnet {;name = "s";}',
     'subnet {;name = "s";security_group = "/g";}'),
    ("azurerm_subnet", "no-firewall", "subnet", 'name = "s"', 'name = "GatewaySubnet"'),
]


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), PAIRS)
def test_a_row_and_its_neighbour(tmp_path: Path, type_: str, policy: str, cause: str, bad: str, good: str) -> None:
    assert_pair(tmp_path, type_, policy, cause, bad, good)


ENDPOINT = """resource "azurerm_private_endpoint" "e" {{
  private_service_connection {{
    private_connection_resource_id = {0}.{1}.id
  }}
}}
resource "{0}" "other" {{}}
"""


@pytest.mark.parametrize("type_", [
    "azurerm_key_vault", "azurerm_mariadb_server", "azurerm_mysql_flexible_server", "azurerm_mysql_server",
    "azurerm_postgresql_flexible_server", "azurerm_postgresql_server", "azurerm_mssql_server",
    "azurerm_storage_account"])
def test_private_endpoints(tmp_path: Path, type_: str) -> None:
    policy = "no-private-endpoint"
    other, own = ENDPOINT.format(type_, "other"), ENDPOINT.format(type_, "it")
    assert found(scan_one(tmp_path / "other", type_, 'name = "a"', other), policy, "", type_)
    assert not found(scan_one(tmp_path / "own", type_, 'name = "a"', own), policy, "", type_)


def test_the_firewall_of_an_account_as_a_resource_of_its_own(tmp_path: Path) -> None:
    rules = 'resource "azurerm_storage_account_network_rules" "r" {\n  %s\n  default_action = "%s"\n}'
    account, via = "azurerm_storage_account", "storage_account_id = azurerm_storage_account.it.id"
    assert found(scan_one(tmp_path / "a", account, 'name = "x"', rules % (via, "Allow")), CLIENTS, "", account)
    assert not found(scan_one(tmp_path / "b", account, 'name = "x"', rules % (via, "Deny")), CLIENTS, "", account)
    by_name = 'storage_account_name = "x"'
    assert not found(scan_one(tmp_path / "c", account, 'name = "x"', rules % (by_name, "Deny")), CLIENTS, "", account)


def test_a_subnet_with_an_association(tmp_path: Path) -> None:
    beside = ('resource "azurerm_subnet_network_security_group_association" "a" {\n'
              "  subnet_id = azurerm_subnet.it.id\n  network_security_group_id = \"/g\"\n}")
    assert not found(scan_one(tmp_path, "azurerm_subnet", 'name = "s"', beside), "no-firewall", "", "azurerm_subnet")


MACHINE = """
resource "azurerm_public_ip" "p" {
  name = "p"
}
resource "azurerm_network_interface" "nic" {
  ip_configuration {
    subnet_id            = azurerm_subnet.s.id
    public_ip_address_id = azurerm_public_ip.p.id
  }
}
resource "azurerm_subnet" "s" {
  name = "s"
}
resource "azurerm_linux_virtual_machine" "vm" {
  network_interface_ids = [azurerm_network_interface.nic.id]
}
"""
OF_INTERFACE = ('resource "azurerm_network_interface_security_group_association" "a" {\n'
                "  network_interface_id = azurerm_network_interface.nic.id\n}\n")
OF_SUBNET = ('resource "azurerm_subnet_network_security_group_association" "a" {\n'
             "  subnet_id = azurerm_subnet.s.id\n}\n")


@pytest.mark.parametrize(("beside", "bare"), [("", True), (OF_INTERFACE, False), (OF_SUBNET, False)])
def test_a_machine_behind_a_security_group(tmp_path: Path, beside: str, bare: bool) -> None:
    result = scan_text({"main.tf": MACHINE + beside}, tmp_path)
    assert (("no-firewall", "azurerm_linux_virtual_machine.vm") in failed(result)) is bare


def test_a_machine_whose_interface_is_elsewhere_is_unknown(tmp_path: Path) -> None:
    tf = 'resource "azurerm_virtual_machine" "vm" {\n  network_interface_ids = ["/subscriptions/x/nic"]\n}\n'
    result = scan_text({"main.tf": tf}, tmp_path)
    assert undecided(result, "no-firewall") == {("no-firewall", "azurerm_virtual_machine.vm")}
    empty = scan_text({"main.tf": tf.replace('"/subscriptions/x/nic"', "")}, tmp_path / "empty")
    assert failed(empty, "no-firewall") == {("no-firewall", "azurerm_virtual_machine.vm")}


def test_a_serial_console_on_a_public_address(tmp_path: Path) -> None:
    wanted = ("remote-console", "azurerm_network_interface.nic")
    diagnosed = MACHINE.replace("[azurerm_network_interface.nic.id]\n",
                                "[azurerm_network_interface.nic.id]\n  boot_diagnostics {}\n")
    assert wanted in failed(scan_text({"main.tf": diagnosed}, tmp_path / "a"))
    assert wanted not in failed(scan_text({"main.tf": MACHINE}, tmp_path / "b"))
    inside = diagnosed.replace("public_ip_address_id = azurerm_public_ip.p.id", "")
    assert wanted not in failed(scan_text({"main.tf": inside}, tmp_path / "c"))


def test_a_variable_without_a_value_is_unknown(tmp_path: Path) -> None:
    type_ = "azurerm_cosmosdb_account"
    result = scan_one(tmp_path, type_, "ip_range_filter = var.f", 'variable "f" {}')
    assert [f.status for f in found(result, CLIENTS, "network-filter", type_)] == [Status.UNKNOWN]
