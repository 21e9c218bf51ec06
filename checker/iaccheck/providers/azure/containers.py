"""Container instances (container groups) and container apps."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, attr, control, endpoint, equals, exposed_by, flag, in_transit, present
from ..attributes import when
from ._common import either

GROUP, APP = "azurerm_container_group", "azurerm_container_app"

SERVICE = Service(
    control(GROUP, what="container group", kind=Kind.NO_PUBLIC_ADDRESS, part="container-group",
            on=equals(attr("ip_address_type", default="Public"), "Private", "None")),
    control(GROUP, what="container group", kind=Kind.PRIVATE_NETWORK, part="container-group",
            on=either(present("subnet_ids"), present("network_profile_id"))),
    in_transit(APP, what="ingress of the container app", part="ingress", encrypted=when(
        present("ingress"), flag("ingress.allow_insecure_connections", wanted=False))),
    endpoint(APP, what="container app", part="ingress", reachable=exposed_by("ingress.external_enabled")),
)
