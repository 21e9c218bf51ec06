"""SNS: encryption of topics, which is off unless a key is named (SNS Developer Guide, "Server-side encryption")."""

from __future__ import annotations

from .. import Service, attr, in_transit, none_of, present
from ._keys import stored

SERVICE = Service(
    stored("aws_sns_topic", "AWS::SNS::Topic", what="SNS topic",
           encrypted=present("kms_master_key_id", "KmsMasterKeyId"),
           key=attr("kms_master_key_id", "KmsMasterKeyId")),
    in_transit("aws_sns_topic_subscription", "AWS::SNS::Subscription", what="SNS subscription",
               encrypted=none_of(attr("protocol", "Protocol"), ("http",), "deliver to an `https` endpoint")),
)
