"""Role definitions and assignments."""

from __future__ import annotations

from pathlib import Path

from azure_cases import found, scan_one

from iaccheck.findings import Status

DEFINITION, ASSIGNMENT = "azurerm_role_definition", "azurerm_role_assignment"
EVERY = 'permissions {;actions = ["*"];not_actions = [];}'


def test_every_action_everywhere(tmp_path: Path) -> None:
    result = scan_one(tmp_path, DEFINITION, f'{EVERY};assignable_scopes = ["/"]')
    assert found(result, "iam-admin", "full-admin", DEFINITION)


def test_every_action_of_a_subscription(tmp_path: Path) -> None:
    scope = "data.azurerm_subscription.s.id"
    for name, body in (("listed", f"assignable_scopes = [{scope}]"), ("own", f"scope = {scope}")):
        result = scan_one(tmp_path / name, DEFINITION, f"{EVERY};{body}", 'data "azurerm_subscription" "s" {}')
        assert found(result, "iam-wildcard-action", "any-action", DEFINITION), name
        assert not found(result, "iam-admin", "", DEFINITION), name


def test_named_actions_and_those_of_a_service(tmp_path: Path) -> None:
    named = 'permissions {;actions = ["Microsoft.Support/register/action"];};scope = "/subscriptions/1"'
    result = scan_one(tmp_path / "named", DEFINITION, named)
    assert not found(result, "iam-wildcard-action", "", DEFINITION)
    service = scan_one(tmp_path / "service", DEFINITION, named.replace("register/action", "*"))
    assert found(service, "iam-wildcard-action", "service-wildcard", DEFINITION)
    assert not found(service, "iam-wildcard-action", "any-action", DEFINITION)


def test_assignments(tmp_path: Path) -> None:
    policy = "administrator-role-granted"
    owner = 'scope = "/subscriptions/1";role_definition_name = "Owner"'
    assert found(scan_one(tmp_path / "owner", ASSIGNMENT, owner), policy, "subscription", ASSIGNMENT)
    reader = owner.replace("Owner", "Reader")
    assert not found(scan_one(tmp_path / "reader", ASSIGNMENT, reader), policy, "", ASSIGNMENT)
    unknown = scan_one(tmp_path / "unknown", ASSIGNMENT, owner.replace('"Owner"', "var.r"), 'variable "r" {}')
    assert [f.status for f in found(unknown, policy, "", ASSIGNMENT)] == [Status.UNKNOWN]


def test_a_custom_role_given_to_guests(tmp_path: Path) -> None:
    definition = 'resource "azurerm_role_definition" "d" {\n  permissions {\n    actions = ["%s"]\n  }\n}'
    body = "role_definition_id = azurerm_role_definition.d.role_definition_resource_id;role_definition_name = \"Guest\""
    policy = "administrator-role-granted"
    every = scan_one(tmp_path / "every", ASSIGNMENT, body, definition % "*")
    assert found(every, policy, "guest", ASSIGNMENT)
    one = scan_one(tmp_path / "one", ASSIGNMENT, body, definition % "Microsoft.Resources/subscriptions/read")
    assert not found(one, policy, "", ASSIGNMENT)
