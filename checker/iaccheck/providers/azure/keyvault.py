"""Key Vault: vaults and keys."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import EncryptionKey, Kind
from ...graph import Graph, Resource
from .. import Service, attr, control, equals, one_of
from ._common import denies_by_default, either, private_endpoint, public_network

VAULT = ("azurerm_key_vault", "azurerm_key_vault_managed_hardware_security_module")

SERVICE = Service(
    public_network(*VAULT, what="key vault", closed_by=denies_by_default("network_acls")),
    control(*VAULT, what="key vault", kind=Kind.AUTHORIZED_NETWORKS, part="network-acls",
            on=either(denies_by_default("network_acls"),
                      equals(attr("public_network_access_enabled", default=True), False))),
    private_endpoint(*VAULT, what="key vault"),
)

_in_hardware = one_of(attr("key_type"), ["RSA-HSM", "EC-HSM"])


@SERVICE.facet("azurerm_key_vault_key")
def key(key: Resource, graph: Graph) -> Iterator[EncryptionKey]:  # noqa: ARG001
    """A key: held in software, unless its type says otherwise."""
    yield EncryptionKey(resource=key, what="key", hardware=_in_hardware(key))
