"""Amazon MQ: brokers, always encrypted, with a key that AWS owns unless another is named."""

from __future__ import annotations

from .. import Service, attr, endpoint, exposed_by, flag, present
from ._keys import stored

SERVICE = Service(
    stored("aws_mq_broker", "AWS::AmazonMQ::Broker", what="MQ broker",
           declared=present("encryption_options", "EncryptionOptions"),
           where=flag("encryption_options.use_aws_owned_key", "EncryptionOptions.UseAwsOwnedKey", default=True,
                      wanted=False),
           key=attr("encryption_options.kms_key_id", "EncryptionOptions.KmsKeyId")),
    endpoint("aws_mq_broker", "AWS::AmazonMQ::Broker", what="MQ broker",
             reachable=exposed_by("publicly_accessible", "PubliclyAccessible")),
)
