"""Comprehend, Kendra, Connect: whose key encrypts what they keep."""

from __future__ import annotations

from .. import Service, attr, equals
from ._keys import stored

RECOGNIZERS = ("aws_comprehend_entity_recognizer", "aws_comprehend_document_classifier")
_CONNECT = "storage_config.{0}.encryption_config.key_id"

SERVICE = Service(
    stored(*RECOGNIZERS, what="model", part="model", key=attr("model_kms_key_id")),
    stored(*RECOGNIZERS, what="volume of the training", part="volume", key=attr("volume_kms_key_id")),
    stored("aws_kendra_index", "AWS::Kendra::Index", what="search index",
           key=attr("server_side_encryption_configuration.kms_key_id", "ServerSideEncryptionConfiguration.KmsKeyId")),
    stored("aws_connect_instance_storage_config", what="recordings", part="s3",
           only=equals(attr("storage_config.storage_type"), "S3"), key=attr(_CONNECT.format("s3_config"))),
    stored("aws_connect_instance_storage_config", what="video stream", part="video",
           only=equals(attr("storage_config.storage_type"), "KINESIS_VIDEO_STREAM"),
           key=attr(_CONNECT.format("kinesis_video_stream_config"))),
)
