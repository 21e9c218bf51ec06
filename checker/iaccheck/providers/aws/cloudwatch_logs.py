"""CloudWatch Logs: log groups, which are always encrypted; only the key differs."""

from __future__ import annotations

from .. import Service, attr
from ._keys import stored

SERVICE = Service(
    stored("aws_cloudwatch_log_group", "AWS::Logs::LogGroup", what="log group", key=attr("kms_key_id", "KmsKeyId")),
)
