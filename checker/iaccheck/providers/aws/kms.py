"""KMS: the keys themselves."""

from __future__ import annotations

from ...facets import EncryptionKey, Kind
from ...facts import Fact
from ...graph import Graph, Resource
from .. import Service, all_conditions, attr, control, equals, flag, present, when

_KEYS = ("aws_kms_key", "AWS::KMS::Key")
_REPLICAS = ("aws_kms_replica_key", "aws_kms_external_key", "aws_kms_replica_external_key", "AWS::KMS::ReplicaKey")

# Only keys whose material KMS makes itself, for encryption with one shared key, can rotate by themselves: not RSA, ECC
# and HMAC keys, imported material, or keys of a custom key store (KMS Developer Guide, "Rotate AWS KMS keys").
_ROTATABLE = all_conditions(
    equals(attr("customer_master_key_spec", "KeySpec", default="SYMMETRIC_DEFAULT"), "SYMMETRIC_DEFAULT"),
    equals(attr("key_usage", "KeyUsage", default="ENCRYPT_DECRYPT"), "ENCRYPT_DECRYPT"),
    equals(attr(None, "Origin", default="AWS_KMS"), "AWS_KMS"),
    equals(attr("custom_key_store_id"), None))
_ENABLED = flag("is_enabled", "Enabled", default=True)
# KMS does not rotate a key while it is disabled; that it is disabled is said once, by ``usable``.
_ROTATED = when(all_conditions(_ENABLED, _ROTATABLE), flag("enable_key_rotation", "EnableKeyRotation"))

SERVICE = Service(
    control("aws_kms_key", what="KMS key", kind=Kind.DELETION_WINDOW_DECLARED,
            on=when(_ENABLED, present("deletion_window_in_days"))),
)


@SERVICE.facet(*_KEYS)
def key(resource: Resource, graph: Graph) -> EncryptionKey:  # noqa: ARG001
    """Rotation and use of a key."""
    return EncryptionKey(resource=resource, what="KMS key", rotated=_ROTATED(resource), usable=_ENABLED(resource))


@SERVICE.facet(*_REPLICAS)
def other_key(resource: Resource, graph: Graph) -> EncryptionKey:  # noqa: ARG001
    """A replica rotates with its primary key; imported material never does by itself."""
    usable: Fact[bool] | None = flag("enabled", "Enabled", default=True)(resource)
    return EncryptionKey(resource=resource, what="KMS key", usable=usable)
