"""EMR security configurations: a document of JSON that says what of a cluster is encrypted.

Source: "Create a security configuration with the Amazon EMR console or with the AWS CLI", encryption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...facets import DataAtRest, DataInTransit, Facet
from ...facts import Fact, all_of
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service, read
from ..attributes import as_bool, decoded

TYPES = ("aws_emr_security_configuration", "AWS::EMR::SecurityConfiguration")
SERVICE = Service()


@SERVICE.facet(*TYPES)
def configuration(resource: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
    """At rest: the local disks, EBS and S3.  In transit: TLS between the nodes."""
    name = "configuration" if resource.dialect == "terraform" else "SecurityConfiguration"
    read_ = read(resource, name)
    document = decoded(read_.value)
    rest = _at(document, "EncryptionConfiguration", "AtRestEncryptionConfiguration")
    local = _at(rest, "LocalDiskEncryptionConfiguration")

    def fact(value: Value, mend: str) -> Fact[bool]:
        answer = value if isinstance(value, Unknown) else value is True
        return Fact(answer, read_.evidence, mend)

    at_rest = fact(_flag(document, "EncryptionConfiguration", "EnableAtRestEncryption"),
                   "set `EnableAtRestEncryption` to true")
    disk = fact(_set(local, "EncryptionKeyProviderType"), "add `LocalDiskEncryptionConfiguration`")
    ebs = fact(_flag(local, "EnableEbsEncryption"), "set `EnableEbsEncryption` to true")
    yield DataAtRest(resource=resource, what="data of EMR clusters", part="at-rest", encrypted=at_rest)
    yield DataAtRest(resource=resource, what="local disks of EMR clusters", part="local-disks",
                     encrypted=all_of([at_rest, disk]))
    yield DataAtRest(resource=resource, what="volumes of EMR clusters", part="volumes",
                     encrypted=all_of([at_rest, ebs]))
    mode = _at(_at(rest, "S3EncryptionConfiguration"), "EncryptionMode")
    yield DataAtRest(resource=resource, what="data of EMR clusters in S3", part="s3",
                     customer_key=fact(mode if isinstance(mode, Unknown) else mode in ("SSE-KMS", "CSE-KMS"),
                                       'set `EncryptionMode` of `S3EncryptionConfiguration` to "SSE-KMS"'))
    yield DataInTransit(resource=resource, what="traffic between nodes of EMR clusters", part="between-nodes",
                        encrypted=fact(_flag(document, "EncryptionConfiguration", "EnableInTransitEncryption"),
                                       "set `EnableInTransitEncryption` to true"))


def _at(value: Value, *names: str) -> Value:
    for name in names:
        value = reveal(value)
        if isinstance(value, Unknown):
            return value
        value = value.get(name) if isinstance(value, Mapping) else None
    return reveal(value)


def _flag(value: Value, *names: str) -> Value:
    return as_bool(_at(value, *names))


def _set(value: Value, name: str) -> Value:
    found = _at(value, name)
    return found if isinstance(found, Unknown) else bool(found)
