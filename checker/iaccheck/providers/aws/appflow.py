"""AppFlow and EventBridge Scheduler: whose key encrypts what passes and what is kept."""

from __future__ import annotations

from .. import Service, attr
from ._keys import stored

SERVICE = Service(
    stored("aws_appflow_connector_profile", "AWS::AppFlow::ConnectorProfile", what="connector profile",
           key=attr("kms_arn", "KMSArn")),
    stored("aws_appflow_flow", "AWS::AppFlow::Flow", what="flow", key=attr("kms_arn", "KMSArn")),
    stored("aws_scheduler_schedule", "AWS::Scheduler::Schedule", what="schedule", key=attr("kms_key_arn", "KmsKeyArn")),
)
