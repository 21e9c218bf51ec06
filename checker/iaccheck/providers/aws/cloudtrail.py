"""CloudTrail: trails and event data stores, which are always encrypted; only the key differs."""

from __future__ import annotations

from .. import Service, attr
from ._keys import stored

SERVICE = Service(
    stored("aws_cloudtrail", "AWS::CloudTrail::Trail", what="log files of a trail", key=attr("kms_key_id", "KMSKeyId")),
    stored("aws_cloudtrail_event_data_store", "AWS::CloudTrail::EventDataStore", what="event data store",
           key=attr("kms_key_id", "KmsKeyId")),
)
