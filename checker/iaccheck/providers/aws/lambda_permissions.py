"""Permissions of Lambda functions and layers: who may call them, and what else.

Sources: AWS Lambda API Reference, "AddPermission" and "AddLayerVersionPermission".
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Ability, Capability, Control, Kind, PublicAccess
from ...facts import all_of, any_of, negate
from ...graph import Graph, Resource, Value
from .. import Service, any_condition, attr, present
from ..attributes import read

SERVICE = Service()
PERMISSIONS = ("aws_lambda_permission", "AWS::Lambda::Permission")
LAYERS = ("aws_lambda_layer_version_permission", "AWS::Lambda::LayerVersionPermission")

CALLING = ("lambda:invokefunction", "lambda:invokefunctionurl", "lambda:invokeasync")
_PRINCIPAL = attr("principal", "Principal")
_SOURCE = any_condition(present("source_arn", "SourceArn"), present("source_account", "SourceAccount"))
_ORGANIZATION = any_condition(present("principal_org_id", "PrincipalOrgID"),
                              present("organization_id", "OrganizationId"))


@SERVICE.facet(*PERMISSIONS)
def permission_action(permission: Resource, graph: Graph) -> Iterator[Capability]:  # noqa: ARG001
    """Whether a permission is to call the function, and not to change it.  Any action is another one too."""
    action = read(permission, "action" if permission.dialect == "terraform" else "Action")
    other = action.map(lambda value: isinstance(value, str) and value.lower() not in CALLING)
    named = (action.value,) if isinstance(action.value, str) else ()
    for part, given in (("permission-action", other), ("permission-any-action", action.map(_any_action))):
        yield Capability(resource=permission, what="permission of a function", part=part, by=named,
                         ability=Ability.BEYOND_PURPOSE,
                         given=given.mended("allow `lambda:InvokeFunction`"))


@SERVICE.facet(*PERMISSIONS, *LAYERS)
def public_permission(permission: Resource, graph: Graph) -> PublicAccess | None:  # noqa: ARG001
    """Whether everybody may call a function, or use a layer: nothing says whose account or organisation."""
    principal = _PRINCIPAL(permission)
    organization = _ORGANIZATION(permission)
    source = _SOURCE(permission)
    if principal is None or organization is None or source is None:
        return None
    layer = permission.type in LAYERS
    everybody = principal.map(lambda value: value == "*")
    return PublicAccess(
        resource=permission, what="layer" if layer else "function", part="permission",
        access=("read",) if layer else ("invoke",), audience="everyone with an AWS account",
        public=all_of([everybody, negate(any_of([organization, source]))]).mended("name the principal"))


@SERVICE.facet(*PERMISSIONS)
def service_caller(permission: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether a service may call the function for one account's resource only."""
    principal, source = _PRINCIPAL(permission), _SOURCE(permission)
    if principal is None or source is None or not _is_service(principal.value):
        return None
    return Control(resource=permission, what="permission of a service", part="service-caller",
                   kind=Kind.CALLER_RESTRICTED, on=source.mended("set the source's ARN or account"))


def _is_service(principal: Value) -> bool:
    return isinstance(principal, str) and principal.endswith((".amazonaws.com", ".amazonaws.com.cn"))


def _any_action(value: Value) -> bool:
    return isinstance(value, str) and value.lower() in ("*", "lambda:*")
