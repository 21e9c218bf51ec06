"""Container Registry: registries and webhooks."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, control, exposed_by, flag, in_transit, public
from ._common import is_https, public_network

REGISTRY = "azurerm_container_registry"

SERVICE = Service(
    in_transit("azurerm_container_registry_webhook", what="webhook of a registry", part="webhook",
               encrypted=is_https("service_uri")),
    # Without, clients' firewalls have to let through all of Azure's storage (``*.blob.core.windows.net``).
    control(REGISTRY, what="container registry (which has its clients reach all of Azure's storage)",
            kind=Kind.DATA_EXFILTRATION_PROTECTION, part="data-endpoint", on=flag("data_endpoint_enabled")),
    public(REGISTRY, what="container registry", part="anonymous-pull", access=("read",),
           when=exposed_by("anonymous_pull_enabled")),
    public_network(REGISTRY, what="container registry"),
)
