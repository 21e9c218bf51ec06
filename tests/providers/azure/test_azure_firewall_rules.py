"""Security groups and the firewall rules of databases: what they let in."""

from __future__ import annotations

from pathlib import Path

import pytest
from azure_cases import found, scan_one

from iaccheck.findings import Status
from support import failed, of, scan_text, undecided

RULE, GROUP = "azurerm_network_security_rule", "azurerm_network_security_group"
IN = 'direction = "Inbound";access = "Allow";protocol = "Tcp";priority = 200'


def causes(tmp_path: Path, body: str, policy: str = "open-ingress") -> set[str]:
    result = scan_one(tmp_path, RULE, body)
    return {c for f in of(result, policy) for c in f.causes}


@pytest.mark.parametrize("source", ['"*"', '"Internet"', '"internet"', '"Any"', '"0.0.0.0/0"', '"<nw>/0"', '"::/0"'])
def test_names_of_the_whole_world(tmp_path: Path, source: str) -> None:
    assert "rdp" in causes(tmp_path, f'{IN};destination_port_range = "3389";source_address_prefix = {source}')


@pytest.mark.parametrize("source", ['"10.0.0.0/16"', '"VirtualNetwork"', '"AzureLoadBalancer"', '"4.53.160.75"'])
def test_sources_that_are_not(tmp_path: Path, source: str) -> None:
    assert not causes(tmp_path, f'{IN};destination_port_range = "3389";source_address_prefix = {source}')


@pytest.mark.parametrize(("ports", "has"), [
    ('destination_port_range = "22"', True), ("destination_port_range = 22", True),
    ('destination_port_range = "20-25"', True), ('destination_port_range = "*"', True),
    ('destination_port_ranges = ["443", "22"]', True), ('destination_port_ranges = ["8000-9000"]', False),
    ('destination_port_range = "443"', False)])
def test_ports(tmp_path: Path, ports: str, has: bool) -> None:
    assert ("ssh" in causes(tmp_path, f'{IN};{ports};source_address_prefix = "*"')) is has


def test_plural_sources_and_halves_of_the_world(tmp_path: Path) -> None:
    body = f'{IN};destination_port_range = "22";source_address_prefixes = '
    assert "ssh" in causes(tmp_path / "a", body + '["10.0.0.0/8", "Internet"]')
    assert "ssh" in causes(tmp_path / "b", body + '["0.0.0.0/1", "128.0.0.0/1"]')
    assert not causes(tmp_path / "c", body + '["10.0.0.0/8"]')


def test_protocols_and_directions(tmp_path: Path) -> None:
    every = 'destination_port_range = "*";source_address_prefix = "*";destination_address_prefix = "*";priority = 100'
    udp = f'direction = "inbound";access = "allow";protocol = "Udp";{every}'
    assert "udp" in causes(tmp_path / "udp", udp)
    assert "udp" not in causes(tmp_path / "tcp", udp.replace("Udp", "Tcp"))
    assert not causes(tmp_path / "deny", udp.replace("allow", "Deny"))
    outbound = udp.replace("inbound", "Outbound")
    assert not causes(tmp_path / "out", outbound)
    assert "any" in causes(tmp_path / "egress", outbound, "open-egress")


def group(*rules: str) -> str:
    return 'resource "azurerm_network_security_group" "g" {\n  name = "g"\n' + "".join(
        f"  security_rule {{\n    {rule.replace(';', chr(10) + '    ')}\n  }}\n" for rule in rules) + "}\n"


SSH = f'{IN};destination_port_range = "22";source_address_prefix = "*"'
DENY = ('direction = "Inbound";access = "Deny";protocol = "*";priority = 100;source_port_range = "*";'
        'destination_port_range = "*";source_address_prefix = "Internet";destination_address_prefix = "*"')


def test_a_rule_that_denies_first(tmp_path: Path) -> None:
    wanted = {("open-ingress", f"{GROUP}.g")}
    assert failed(scan_text({"main.tf": group(SSH)}, tmp_path / "a"), "open-ingress") == wanted
    assert not failed(scan_text({"main.tf": group(SSH, DENY)}, tmp_path / "b"), "open-ingress")
    late = DENY.replace("priority = 100", "priority = 300")
    assert failed(scan_text({"main.tf": group(SSH, late)}, tmp_path / "c"), "open-ingress") == wanted
    one_host = DENY.replace('destination_address_prefix = "*"', 'destination_address_prefix = "10.0.0.4"')
    assert failed(scan_text({"main.tf": group(SSH, one_host)}, tmp_path / "d"), "open-ingress") == wanted


@pytest.mark.parametrize("via", ["azurerm_network_security_group.g.name", '"g"'])
def test_separate_rules_are_weighed_with_their_group(tmp_path: Path, via: str) -> None:
    body = SSH.replace(";", "\n  ")
    rule = f'resource "{RULE}" "r" {{\n  network_security_group_name = {via}\n  {body}\n}}\n'
    assert failed(scan_text({"main.tf": group() + rule}, tmp_path / "a"), "open-ingress") == {
        ("open-ingress", f"{RULE}.r")}
    assert not failed(scan_text({"main.tf": group(DENY) + rule}, tmp_path / "b"), "open-ingress")


def test_what_is_not_known_is_unknown(tmp_path: Path) -> None:
    open_ = f'{IN};destination_port_range = "22";source_address_prefix = var.s'
    result = scan_one(tmp_path / "a", RULE, open_, 'variable "s" {}')
    assert undecided(result, "open-ingress") == {("open-ingress", f"{RULE}.it")}
    assert not failed(result, "open-ingress")
    way = SSH.replace('"Inbound"', "var.d")
    result = scan_one(tmp_path / "b", RULE, way, 'variable "d" {}')
    assert undecided(result, "open-ingress") == {("open-ingress", f"{RULE}.it")}


# -- databases

RULES = [
    ("azurerm_mssql_firewall_rule", "mssql"), ("azurerm_sql_firewall_rule", "mssql"),
    ("azurerm_mysql_firewall_rule", "mysql"), ("azurerm_mysql_flexible_server_firewall_rule", "mysql"),
    ("azurerm_mariadb_firewall_rule", "mysql"), ("azurerm_postgresql_firewall_rule", "postgresql"),
    ("azurerm_postgresql_flexible_server_firewall_rule", "postgresql"),
]


def between(first: str, last: str) -> str:
    return f'start_ip_address = "{first}";end_ip_address = "{last}"'


@pytest.mark.parametrize(("type_", "cause"), RULES)
def test_database_rules(tmp_path: Path, type_: str, cause: str) -> None:
    world = scan_one(tmp_path / "world", type_, between("0.0.0.0", "255.255.255.255"))
    assert [f.status for f in found(world, "open-ingress", cause, type_)] == [Status.FAIL]
    azure = scan_one(tmp_path / "azure", type_, between("0.0.0.0", "0.0.0.0"))
    assert failed(azure) == {("other-tenants-admitted", f"{type_}.it")}
    network = scan_one(tmp_path / "network", type_, between("40.112.0.0", "40.112.255.255"))
    assert failed(network) == {("small-public-ingress", f"{type_}.it"), ("wide-client-range", f"{type_}.it")}
    host = scan_one(tmp_path / "host", type_, between("10.0.17.62", "10.0.17.62"))
    assert not failed(host)


def test_a_server_that_admits_all_of_azure(tmp_path: Path) -> None:
    rule = ('resource "azurerm_mssql_firewall_rule" "r" {\n  server_id = azurerm_mssql_server.it.id\n'
            '  start_ip_address = "%s"\n  end_ip_address = "%s"\n}')
    type_, policy = "azurerm_mssql_server", "other-tenants-admitted"
    azure, host = rule % ("0.0.0.0", "0.0.0.0"), rule % ("10.0.0.1", "10.0.0.1")
    assert found(scan_one(tmp_path / "a", type_, 'name = "s"', azure), policy, "azure-services", type_)
    assert not found(scan_one(tmp_path / "b", type_, 'name = "s"', host), policy, "", type_)


def test_redis_rules(tmp_path: Path) -> None:
    type_ = "azurerm_redis_firewall_rule"
    world = scan_one(tmp_path / "world", type_, 'start_ip = "0.0.0.0";end_ip = "255.255.255.255"')
    assert found(world, "open-ingress", "redis", type_)
    wide = scan_one(tmp_path / "wide", type_, 'start_ip = "10.0.0.0";end_ip = "10.0.1.0"')
    assert found(wide, "wide-client-range", "many-hosts", type_)
    assert not failed(scan_one(tmp_path / "few", type_, 'start_ip = "10.0.0.1";end_ip = "10.0.0.4"'))


def test_a_range_that_is_not_known(tmp_path: Path) -> None:
    body = 'start_ip_address = var.f;end_ip_address = "255.255.255.255"'
    result = scan_one(tmp_path, "azurerm_mssql_firewall_rule", body, 'variable "f" {}')
    assert not failed(result)
    assert ("open-ingress", "azurerm_mssql_firewall_rule.it") in undecided(result)


def test_servers_that_share_a_name(tmp_path: Path) -> None:
    tf = "".join(f'resource "azurerm_sql_server" "{label}" {{\n  name = "same"\n}}\n'
                 f'resource "azurerm_sql_firewall_rule" "{label}" {{\n  server_name = azurerm_sql_server.{label}.name\n'
                 f'  start_ip_address = "{first}"\n  end_ip_address = "{first}"\n}}\n'
                 for label, first in (("open", "0.0.0.0"), ("closed", "10.0.0.1")))
    result = scan_text({"main.tf": tf}, tmp_path)
    assert ("other-tenants-admitted", "azurerm_sql_server.open") in failed(result)
    assert ("other-tenants-admitted", "azurerm_sql_server.closed") not in failed(result)
