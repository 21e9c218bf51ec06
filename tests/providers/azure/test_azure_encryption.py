"""Data at rest in Azure: what is not encrypted, what lacks a layer, and whose key it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure_cases import assert_pair, found, scan_one

from iaccheck.findings import Status

CMK, LAYER, CLEAR = "no-customer-managed-key", "missing-encryption-layer", "unencrypted-storage"
KEY = "https://v.vault.azure.net/keys/k"

PAIRS = [
    ("azurerm_kubernetes_cluster", CMK, "disks", 'name = "a"', 'disk_encryption_set_id = "/x"'),
    ("azurerm_app_configuration", CMK, "", "encryption {;identity_client_id = \"x\";}",
     f'encryption {{;key_vault_key_identifier = "{KEY}";}}'),
    ("azurerm_batch_account", CMK, "", 'name = "a"', 'key_vault_reference {;id = "/x";url = "u";}'),
    ("azurerm_batch_account", CMK, "", 'name = "a"', f'encryption {{;key_vault_key_id = "{KEY}";}}'),
    ("azurerm_cosmosdb_account", CMK, "", 'name = "a"', f'key_vault_key_id = "{KEY}"'),
    ("azurerm_data_factory", CMK, "", 'name = "a"', f'customer_managed_key_id = "{KEY}"'),
    ("azurerm_managed_disk", CMK, "", 'name = "a"', 'disk_encryption_set_id = "/x"'),
    ("azurerm_managed_disk", CMK, "", 'name = "a"', 'secure_vm_disk_encryption_set_id = "/x"'),
    ("azurerm_servicebus_namespace", CMK, "", 'name = "a"',
     f'customer_managed_key {{;key_vault_key_id = "{KEY}";identity_id = "i";}}'),
    ("azurerm_synapse_workspace", CMK, "", 'name = "a"', f'customer_managed_key {{;key_versionless_id = "{KEY}";}}'),
    ("azurerm_postgresql_server_key", CMK, "server-key", 'name = "a"', f'key_vault_key_id = "{KEY}"'),
    ("azurerm_kubernetes_cluster", "lasting-system-disk", "node-disk", "default_node_pool {;name = \"d\";}",
     'default_node_pool {;os_disk_type = "Ephemeral";}'),
    ("azurerm_kubernetes_cluster_node_pool", "lasting-system-disk", "node-disk", 'os_disk_type = "Managed"',
     'os_disk_type = "Ephemeral"'),
    ("azurerm_kubernetes_cluster", LAYER, "host", "default_node_pool {;host_encryption_enabled = false;}",
     "default_node_pool {;enable_host_encryption = true;}"),
    ("azurerm_kubernetes_cluster_node_pool", LAYER, "host", 'name = "a"', "host_encryption_enabled = true"),
    ("azurerm_automation_variable_string", CLEAR, "", 'value = "x"', "encrypted = true"),
    ("azurerm_automation_variable_int", CLEAR, "", "encrypted = false", "encrypted = true"),
    ("azurerm_data_lake_store", CLEAR, "", 'encryption_state = "Disabled"', 'name = "a"'),
    ("azurerm_key_vault_key", "key-not-in-hardware", "hardware", 'key_type = "RSA"', 'key_type = "RSA-HSM"'),
    ("azurerm_kusto_cluster", LAYER, "disk", 'name = "a"', "disk_encryption_enabled = true"),
    ("azurerm_kusto_cluster", LAYER, "double", 'name = "a"', "double_encryption_enabled = true"),
    ("azurerm_managed_disk", CLEAR, "", "encryption_settings {;enabled = false;}", 'name = "a"'),
    ("azurerm_managed_disk", "undeclared-encryption", "", 'name = "a"', 'disk_encryption_set_id = "/x"'),
    ("azurerm_mysql_server", LAYER, "infrastructure", 'name = "a"', "infrastructure_encryption_enabled = true"),
    ("azurerm_postgresql_server", LAYER, "infrastructure", "infrastructure_encryption_enabled = false",
     "infrastructure_encryption_enabled = true"),
    ("azurerm_servicebus_namespace", LAYER, "infrastructure", 'customer_managed_key {;key_vault_key_id = "k";}',
     "customer_managed_key {;infrastructure_encryption_enabled = true;}"),
    ("azurerm_storage_account", LAYER, "infrastructure", 'name = "a"', "infrastructure_encryption_enabled = true"),
    ("azurerm_synapse_sql_pool", CLEAR, "", 'name = "a"', "data_encrypted = true"),
    ("azurerm_mssql_database", CLEAR, "", "transparent_data_encryption_enabled = false", 'name = "a"'),
    ("azurerm_windows_virtual_machine", LAYER, "host", 'name = "a"', "encryption_at_host_enabled = true"),
    ("azurerm_linux_virtual_machine_scale_set", LAYER, "host", "encryption_at_host_enabled = false",
     "encryption_at_host_enabled = true"),
]


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), PAIRS)
def test_a_row_and_its_neighbour(tmp_path: Path, type_: str, policy: str, cause: str, bad: str, good: str) -> None:
    assert_pair(tmp_path, type_, policy, cause, bad, good)


BESIDE = [
    ("azurerm_storage_account", "azurerm_storage_account_customer_managed_key", "storage_account_id"),
    ("azurerm_kusto_cluster", "azurerm_kusto_cluster_customer_managed_key", "cluster_id"),
    ("azurerm_mysql_server", "azurerm_mysql_server_key", "server_id"),
    ("azurerm_postgresql_server", "azurerm_postgresql_server_key", "server_id"),
    ("azurerm_servicebus_namespace", "azurerm_servicebus_namespace_customer_managed_key", "namespace_id"),
    ("azurerm_data_factory", "azurerm_data_factory_customer_managed_key", "data_factory_id"),
]


@pytest.mark.parametrize(("type_", "key", "via"), BESIDE)
def test_a_key_may_be_a_resource_of_its_own(tmp_path: Path, type_: str, key: str, via: str) -> None:
    other = (f'resource "{key}" "k" {{\n  {via} = {type_}.other.id\n  key_vault_key_id = "x"\n}}\n'
             f'resource "{type_}" "other" {{}}')
    own = other.replace(".other.id", ".it.id")
    assert found(scan_one(tmp_path / "other", type_, 'name = "a"', other), CMK, "", type_)
    assert not found(scan_one(tmp_path / "own", type_, 'name = "a"', own), CMK, "", type_)


def test_databricks_needs_the_switch_and_the_key(tmp_path: Path) -> None:
    type_ = "azurerm_databricks_workspace"
    key = f'resource "{type_}_root_dbfs_customer_managed_key" "k" {{\n  workspace_id = {type_}.it.id\n}}'
    assert found(scan_one(tmp_path / "a", type_, "customer_managed_key_enabled = true"), CMK, "root-dbfs", type_)
    assert found(scan_one(tmp_path / "b", type_, 'name = "a"', key), CMK, "root-dbfs", type_)
    assert not found(scan_one(tmp_path / "c", type_, "customer_managed_key_enabled = true", key), CMK, "", type_)


def test_disks_that_a_machine_refers_to(tmp_path: Path) -> None:
    vm, body = "azurerm_virtual_machine", "storage_data_disk {;managed_disk_id = azurerm_managed_disk.d.id;}"
    plain = 'resource "azurerm_managed_disk" "d" {\n  name = "d"\n}'
    declared = 'resource "azurerm_managed_disk" "d" {\n  disk_encryption_set_id = "/x"\n}'
    assert found(scan_one(tmp_path / "plain", vm, body, plain), "undeclared-encryption", "attached-disk", vm)
    assert not found(scan_one(tmp_path / "declared", vm, body, declared), "undeclared-encryption", "", vm)
    assert not found(scan_one(tmp_path / "none", vm, 'name = "a"', plain), "undeclared-encryption", "", vm)


def test_a_variable_without_a_value_is_unknown(tmp_path: Path) -> None:
    result = scan_one(tmp_path, "azurerm_automation_variable_bool", "encrypted = var.e", 'variable "e" {}')
    assert [f.status for f in found(result, CLEAR, "", "azurerm_automation_variable_bool")] == [Status.UNKNOWN]
