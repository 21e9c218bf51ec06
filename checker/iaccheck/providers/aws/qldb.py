"""QLDB: a ledger decides by IAM actions on tables and commands (STANDARD), or by API calls alone (ALLOW_ALL).

Source: Amazon QLDB Developer Guide, "Permissions modes"; both Terraform and CloudFormation require the mode.
"""

from __future__ import annotations

from ...facets import Kind
from .. import Service, attr, control, equals

SERVICE = Service(
    control("aws_qldb_ledger", "AWS::QLDB::Ledger", what="ledger", part="ledger", kind=Kind.LEAST_PRIVILEGE_MODE,
            on=equals(attr("permissions_mode", "PermissionsMode"), "STANDARD")),
)
