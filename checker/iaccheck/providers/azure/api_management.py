"""API Management: services and backends."""

from __future__ import annotations

from ...facets import DataInTransit, Kind
from ...facts import Fact, any_of, negate
from ...graph import Graph, Resource
from .. import Block, Service, attr, blocks, control, in_transit, present, read
from ..attributes import one_of
from ._common import contains, either, is_https, public_network

SERVICE_TYPE = "azurerm_api_management"


def _without_http(api: Resource) -> Fact[bool]:
    """Whether an API answers over TLS alone: the protocols are ``https`` unless others are named."""
    plain = any_of([contains(read(api, "protocols", ["https"]), name) for name in ("http", "ws")])
    return negate(plain).mended('set `protocols` to ["https"]')


SERVICE = Service(
    public_network(SERVICE_TYPE, what="API Management service"),
    control(SERVICE_TYPE, what="API Management service", kind=Kind.PRIVATE_NETWORK, part="virtual-network",
            on=either(present("virtual_network_configuration"),
                      one_of(attr("virtual_network_type", default="None"), ["External", "Internal"]))),
    in_transit("azurerm_api_management_api", what="API", part="protocols",
               encrypted=_without_http),
    in_transit("azurerm_api_management_backend", what="backend of an API", part="backend", encrypted=is_https("url")),
)

# Today's names and those of 2.x: what turns an old protocol on, for clients or towards backends.
OLD_PROTOCOLS = (
    ("ssl3", ("backend_ssl30_enabled", "frontend_ssl30_enabled", "enable_backend_ssl30", "enable_back_end_ssl30",
              "enable_frontend_ssl30")),
    ("tls1.0", ("backend_tls10_enabled", "frontend_tls10_enabled", "enable_backend_tls10", "enable_frontend_tls10")),
    ("tls1.1", ("backend_tls11_enabled", "frontend_tls11_enabled", "enable_backend_tls11", "enable_frontend_tls11")),
)


@SERVICE.facet(SERVICE_TYPE)
def protocols(service: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """The oldest protocol that the service is set to accept; TLS 1.2 unless an older one is turned on."""
    version: Fact[str] = Fact("tls1.2", read(service, "security").evidence)
    for block in blocks(service, "security")[:1]:
        version = _oldest(block, version)
    return DataInTransit(resource=service, what="API Management service", part="protocols", minimum_version=version)


def _oldest(block: Block, otherwise: Fact[str]) -> Fact[str]:
    for version, names in OLD_PROTOCOLS:
        on = any_of([block.read(name, False).map(lambda value: str(value).lower() == "true") for name in names])
        if on.value is not False:
            return Fact(version if on.unknown is None else on.unknown, on.evidence,
                        "turn the old protocols in `security` off")
    return otherwise
