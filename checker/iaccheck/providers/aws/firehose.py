"""Data Firehose: what a delivery stream keeps of records that are put to it directly.

A stream that reads from Kinesis or Kafka stores nothing of its own: its source does (Firehose Developer Guide, "Data
protection").
"""

from __future__ import annotations

from ...facts import Fact
from ...graph import Resource
from .. import Service, absent, all_conditions, attr, equals, flag, present
from ._keys import stored

_DIRECT = all_conditions(absent("kinesis_source_configuration", "KinesisStreamSourceConfiguration"),
                         absent("msk_source_configuration", "MSKSourceConfiguration"),
                         equals(attr(None, "DeliveryStreamType", default="DirectPut"), "DirectPut"))
_ENABLED = flag("server_side_encryption.enabled")
_CONFIGURED = present(None, "DeliveryStreamEncryptionConfigurationInput.KeyType")


def _encrypted(resource: Resource) -> Fact[bool] | None:
    return _ENABLED(resource) or _CONFIGURED(resource)


SERVICE = Service(
    stored("aws_kinesis_firehose_delivery_stream", "AWS::KinesisFirehose::DeliveryStream",
           what="Firehose delivery stream", only=_DIRECT, encrypted=_encrypted,
           where=all_conditions(_encrypted, equals(attr("server_side_encryption.key_type",
                                                        "DeliveryStreamEncryptionConfigurationInput.KeyType",
                                                        default="AWS_OWNED_CMK"), "CUSTOMER_MANAGED_CMK")),
           key=attr("server_side_encryption.key_arn", "DeliveryStreamEncryptionConfigurationInput.KeyARN")),
)
