"""Amazon Keyspaces (for Apache Cassandra): always encrypted, with a key that AWS owns by default."""

from __future__ import annotations

from .. import Service, attr, equals
from ._keys import stored

SERVICE = Service(
    stored("aws_keyspaces_table", "AWS::Cassandra::Table", what="Keyspaces table",
           where=equals(attr("encryption_specification.type", "EncryptionSpecification.EncryptionType",
                             default="AWS_OWNED_KMS_KEY"), "CUSTOMER_MANAGED_KMS_KEY"),
           key=attr("encryption_specification.kms_key_identifier", "EncryptionSpecification.KmsKeyIdentifier")),
)
