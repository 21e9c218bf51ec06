"""Transfer Family: servers for SFTP, FTPS, FTP and AS2.

Source: "Security policies for AWS Transfer Family servers": CloudFormation and Terraform give a server that names no
policy the one of 2018.
"""

from __future__ import annotations

from ...facets import DataInTransit
from ...facts import Fact, all_of
from ...graph import Graph, Resource, Unknown
from .. import Service, attr, endpoint, equals
from ..attributes import elements, read

SERVERS = ("aws_transfer_server", "AWS::Transfer::Server")
OUTDATED = frozenset(f"TransferSecurityPolicy-{name}" for name in (
    "2018-11", "2020-06", "2022-03", "2023-05", "FIPS-2020-06", "FIPS-2023-05", "PQ-SSH-Experimental-2023-04",
    "PQ-SSH-FIPS-Experimental-2023-04"))
"""Superseded by those of 2024 and later, or experiments that AWS has withdrawn."""

SERVICE = Service(
    endpoint(*SERVERS, what="file transfer server", part="server",
             reachable=equals(attr("endpoint_type", "EndpointType", default="PUBLIC"), "PUBLIC")),
)


@SERVICE.facet(*SERVERS)
def server(resource: Resource, graph: Graph) -> list[DataInTransit]:  # noqa: ARG001
    """Which protocols a server speaks, and how old its algorithms may be."""
    terraform = resource.dialect == "terraform"
    protocols = read(resource, "protocols" if terraform else "Protocols", ["SFTP"])
    safe = [Fact(p if isinstance(p, Unknown) else str(p).upper() != "FTP", protocols.evidence)
            for p in elements(protocols.value)]
    policy = read(resource, "security_policy_name" if terraform else "SecurityPolicyName",
                  "TransferSecurityPolicy-2018-11")
    return [
        DataInTransit(resource=resource, what="file transfer server", part="protocols",
                      encrypted=all_of(safe).mended("leave FTP out of the protocols")),
        DataInTransit(resource=resource, what="file transfer server", part="security-policy",
                      strong_ciphers=policy.map(lambda value: not (isinstance(value, str) and value in OUTDATED))
                      .mended(f'set `{policy.evidence[0].attribute}` to "TransferSecurityPolicy-2024-01"')),
    ]
