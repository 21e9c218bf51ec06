"""Azure's other families: what must be reported, its nearest neighbour that must not, and what a variable decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure_cases import assert_pair, found, scan_one

from iaccheck.findings import Status

AKS, ACR, STORAGE = "azurerm_kubernetes_cluster", "azurerm_container_registry", "azurerm_storage_account"
WEB, POSTGRES = "azurerm_linux_web_app", "azurerm_postgresql_configuration"
SIGN_IN, LOG, VAULT = "local-sign-in", "no-service-logging", "azurerm_key_vault"

CASES = [
    (ACR, SIGN_IN, "local", "admin_enabled = true", 'name = "r"'),
    (ACR, "unsigned-code", "trust", 'name = "r"', "trust_policy {;enabled = true;}"),
    (ACR, "no-redundancy", "registry", 'name = "r"', "zone_redundancy_enabled = true"),
    (AKS, SIGN_IN, "local", 'name = "c"', "local_account_disabled = true"),
    (AKS, "no-redundancy", "paid-tier", 'name = "c"', 'sku_tier = "Standard"'),
    (AKS, LOG, "cluster", 'name = "c"', 'oms_agent {;log_analytics_workspace_id = "w";}'),
    (AKS, "no-automatic-updates", "channel",
     'automatic_upgrade_channel = "none"', 'automatic_channel_upgrade = "patch"'),
    (AKS, "no-secret-rotation", "cluster", 'name = "c"',
     "key_vault_secrets_provider {;secret_rotation_enabled = true;}"),
    (AKS, "no-security-configuration", "azure-policy", 'name = "c"', "azure_policy_enabled = true"),
    (STORAGE, SIGN_IN, "shared-key", 'name = "s"', "shared_access_key_enabled = false"),
    (STORAGE, "no-replication", "account", 'account_replication_type = "LRS"', 'account_replication_type = "GRS"'),
    (STORAGE, "long-session", "signatures", 'name = "s"', 'sas_policy {;expiration_period = "1.00:00:00";}'),
    (WEB, "unauthorized-requests", "app", 'name = "w"', "auth_settings_v2 {;auth_enabled = true;}"),
    (WEB, "no-machine-identity", "identity", 'name = "w"', 'identity {;type = "SystemAssigned";}'),
    (WEB, "no-client-certificate", "app", 'name = "w"', "client_certificate_enabled = true"),
    (WEB, "no-tracing", "app", "logs {;}", "logs {;failed_request_tracing = true;}"),
    (WEB, "no-health-check", "app", "site_config {;}", 'site_config {;health_check_path = "/up";}'),
    (WEB, "unconfined-access", "remote-debugging",
     "site_config {;remote_debugging_enabled = true;}", "site_config {;}"),
    ("azurerm_virtual_machine", SIGN_IN, "local", "os_profile_linux_config {;disable_password_authentication = false;}",
     "os_profile_windows_config {;}"),
    (STORAGE, SIGN_IN, "local-users", "sftp_enabled = true", 'name = "s"'),
    (VAULT, "no-deletion-protection", "purge", 'name = "v"', "purge_protection_enabled = true"),
    ("azurerm_key_vault_secret", "no-secret-rotation", "expiry",
     'name = "s"', 'expiration_date = "2030-01-01T00:00:00Z"'),
    ("azurerm_key_vault_secret", "undescribed-resource", "content-type", 'name = "s"', 'content_type = "password"'),
    ("azurerm_linux_virtual_machine", SIGN_IN, "local", "disable_password_authentication = false", 'name = "m"'),
    ("azurerm_windows_virtual_machine", "no-automatic-updates", "machine", "enable_automatic_updates = false",
     'name = "m"'),
    ("azurerm_postgresql_server", "no-backup", "other-region", 'name = "p"', "geo_redundant_backup_enabled = true"),
    ("azurerm_search_service", "no-redundancy", "updates", "replica_count = 2", "replica_count = 3"),
    ("azurerm_search_service", "no-redundancy", "queries", 'name = "s"', "replica_count = 2"),
    ("azurerm_redis_cache", "no-redundancy", "cache", 'sku_name = "Basic"', 'sku_name = "Standard"'),
    ("azurerm_security_center_subscription_pricing", "no-threat-detection", "plan",
     'tier = "Free"', 'tier = "Standard"'),
    ("azurerm_security_center_contact", "no-alerts", "phone", 'email = "a@b.c"', 'phone = "1"'),
    ("azurerm_monitor_log_profile", "unfit-log-retention", "profile", "retention_policy {;enabled = true;days = 7;}",
     "retention_policy {;enabled = true;days = 365;}"),
    (POSTGRES, LOG, "log-connections",
     'name = "log_connections";value = "off"', 'name = "log_connections";value = "on"'),
    (POSTGRES, LOG, "log-connections",
     'name = "log_connections";value = "off"', 'name = "log_lock_waits";value = "off"'),
]


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), CASES)
def test_the_bad_one_fails_and_its_neighbour_does_not(tmp_path: Path, type_: str, policy: str, cause: str, bad: str,
                                                      good: str) -> None:
    assert_pair(tmp_path, type_, policy, cause, bad, good)


@pytest.mark.parametrize(("type_", "policy", "body"), [
    (ACR, SIGN_IN, "admin_enabled = var.v"), (VAULT, "no-deletion-protection", "purge_protection_enabled = var.v"),
    (POSTGRES, LOG, 'name = "log_duration";value = var.v'),
    (STORAGE, "no-replication", "account_replication_type = var.v"),
])
def test_what_a_variable_decides_is_unknown(tmp_path: Path, type_: str, policy: str, body: str) -> None:
    result = scan_one(tmp_path, type_, body, 'variable "v" {}')
    assert {f.status for f in found(result, policy, "", type_)} == {Status.UNKNOWN}
