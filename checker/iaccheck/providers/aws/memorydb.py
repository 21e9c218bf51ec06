"""MemoryDB: always encrypted at rest, and in transit unless that is turned off."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, attr, control, flag, in_transit, none_of
from ._keys import stored

SERVICE = Service(
    stored("aws_memorydb_cluster", "AWS::MemoryDB::Cluster", what="MemoryDB cluster",
           key=attr("kms_key_arn", "KmsKeyId")),
    stored("aws_memorydb_snapshot", what="MemoryDB snapshot", key=attr("kms_key_arn"), part="snapshot"),
    in_transit("aws_memorydb_cluster", "AWS::MemoryDB::Cluster", what="MemoryDB cluster",
               encrypted=flag("tls_enabled", "TLSEnabled", default=True)),
    control("aws_memorydb_cluster", "AWS::MemoryDB::Cluster", what="MemoryDB cluster", kind=Kind.AUTHENTICATION,
            part="open-access", on=none_of(attr("acl_name", "ACLName"), ("open-access",),
                                           "name an access control list with users and passwords")),
)
