"""Cloud SQL: who reaches an instance, and whether by TLS.

``ssl_mode`` took the place of ``require_ssl`` in release 5 of the provider ("google_sql_database_instance").  ``true``
was the same as asking clients for certificates.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataInTransit, Kind, PublicEndpoint
from ...facts import Fact, any_of
from ...graph import Graph, Resource, Unknown, Value
from ...networks import covers_internet
from .. import Service, read, read_all
from ..attributes import as_bool, set_at_all

INSTANCE = "google_sql_database_instance"
CONFIGURATION = "settings.ip_configuration"
ENCRYPTED = ("ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED")
SERVICE = Service()


def _server(instance: Resource) -> bool:
    version = read(instance, "database_version", "").value
    text = version.prefix if isinstance(version, Unknown) else str(version)
    return text.upper().startswith("SQLSERVER")


@SERVICE.facet(INSTANCE)
def transport(instance: Resource, graph: Graph) -> Iterator[DataInTransit | Control]:  # noqa: ARG001
    """Whether connections must be encrypted, and whether clients must have certificates."""
    mode, required = read(instance, f"{CONFIGURATION}.ssl_mode"), read(instance, f"{CONFIGURATION}.require_ssl", False)
    legacy = required.map(lambda v: as_bool(v) is True)
    encrypted = legacy if mode.evidence[0].absent else mode.map(lambda v: str(v).upper() in ENCRYPTED)
    yield DataInTransit(resource=instance, what="SQL instance", part="ssl-mode",
                        encrypted=encrypted.mended('set `ssl_mode` to "ENCRYPTED_ONLY" or stricter'))
    if not _server(instance) and encrypted.value is True:  # SQL Server has no client certificates
        strict = legacy if mode.evidence[0].absent else mode.map(lambda v: str(v).upper() == ENCRYPTED[1])
        yield Control(resource=instance, what="SQL instance", part="client-certificate", kind=Kind.CLIENT_CERTIFICATE,
                      on=strict.mended(f'set `ssl_mode` to "{ENCRYPTED[1]}"'))


@SERVICE.facet(INSTANCE)
def reach(instance: Resource, graph: Graph) -> Iterator[PublicEndpoint | Control]:  # noqa: ARG001
    """Whether it has a public address (the default), and who may use it."""
    public = read(instance, f"{CONFIGURATION}.ipv4_enabled", True).map(lambda v: as_bool(v) is not False)
    part = "sql-server-address" if _server(instance) else "address"
    yield Control(resource=instance, what="SQL instance", part=part, kind=Kind.NO_PUBLIC_ADDRESS,
                  on=public.map(lambda v: not v).mended("set `ipv4_enabled` to false and name a `private_network`"))
    admitted = read_all(instance, f"{CONFIGURATION}.authorized_networks[].value")
    if admitted and public.value is not False:
        facts = [f.map(_everybody) for f in admitted]
        known = [str(f.value) for f in admitted if isinstance(f.value, str)]
        whole: Fact[bool] = Fact(True, admitted[0].evidence) if covers_internet(known) else any_of(facts)
        yield PublicEndpoint(resource=instance, what="SQL instance", part="authorized-networks",
                             reachable=whole.mended("name the addresses that connect in `authorized_networks`"))
    if set_at_all(read(instance, f"{CONFIGURATION}.private_network")).value is False:
        yield PublicEndpoint(resource=instance, what="SQL instance", part="address", reachable=public.mended(
            "set `ipv4_enabled` to false and name a `private_network`"))


def _everybody(value: Value) -> bool:
    return covers_internet([str(value)])
