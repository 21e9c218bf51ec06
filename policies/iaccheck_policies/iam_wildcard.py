"""Permissions that are wider than any use needs: grants of whole roles, and modes of services."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import Kind, RoleGrant
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, control, forbid, policy

from .capabilities import POLICIES as CAPABILITIES
from .permissions import FAMILY
from .permissions import POLICIES as PERMISSIONS


@policy(RoleGrant, id="administrator-role-granted", family=FAMILY, severity=Severity.HIGH,
        stride="elevation-of-privilege", title="A role that allows everything is given",
        why="Whoever takes over the holder can do everything there, and cover the traces.",
        mend="Give a role that allows what the holder does, and nothing else.")
def administrator_role_granted(grant: RoleGrant) -> Iterator[Verdict]:
    if grant.administrator is not None:
        causes = tuple(c for c in (grant.part, grant.level, grant.grantee) if c)
        yield from forbid(grant.administrator, f"{grant.what} gives every permission", *causes)


least_privilege_mode = control(
    Kind.LEAST_PRIVILEGE_MODE, "does not support fine-grained permissions", id="coarse-permissions", family=FAMILY,
    severity=Severity.MEDIUM, stride="elevation-of-privilege", title="A service decides by coarse permissions",
    why="Everybody who may use it may do everything with it.", mend="Turn the fine-grained permission mode on.")

POLICIES = (administrator_role_granted, least_privilege_mode, *PERMISSIONS, *CAPABILITIES)
