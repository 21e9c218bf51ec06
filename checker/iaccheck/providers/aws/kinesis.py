"""Kinesis: data streams, in clear unless asked otherwise, and video streams, always encrypted."""

from __future__ import annotations

from .. import Service, attr, equals
from ._keys import stored

_KMS = equals(attr("encryption_type", "StreamEncryption.EncryptionType", default="NONE"), "KMS")

SERVICE = Service(
    stored("aws_kinesis_stream", "AWS::Kinesis::Stream", what="Kinesis stream", encrypted=_KMS, where=_KMS,
           key=attr("kms_key_id", "StreamEncryption.KeyId")),
    stored("aws_kinesis_video_stream", "AWS::KinesisVideo::Stream", what="Kinesis video stream",
           key=attr("kms_key_id", "KmsKeyId")),
)
