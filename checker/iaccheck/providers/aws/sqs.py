"""SQS: encryption of queues.  Since 2022 a queue that says nothing is encrypted with a key that SQS owns (SSE-SQS)."""

from __future__ import annotations

from .. import Service, any_condition, attr, flag, present
from ._keys import stored

_KEY = present("kms_master_key_id", "KmsMasterKeyId")

SERVICE = Service(
    stored("aws_sqs_queue", "AWS::SQS::Queue", what="SQS queue",
           encrypted=any_condition(_KEY, flag("sqs_managed_sse_enabled", "SqsManagedSseEnabled", default=True)),
           declared=any_condition(_KEY, present("sqs_managed_sse_enabled", "SqsManagedSseEnabled")),
           key=attr("kms_master_key_id", "KmsMasterKeyId")),
)
