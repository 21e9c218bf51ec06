"""Data Lifecycle Manager: copies of snapshots in another region are encrypted when the rule says so."""

from __future__ import annotations

from .. import Service, attr
from ._devices import blocks_at_rest

POLICIES = ("aws_dlm_lifecycle_policy", "AWS::DLM::LifecyclePolicy")

SERVICE = Service(
    blocks_at_rest(*POLICIES, what="copy of a snapshot in another region", part="schedule-copy",
                   at=attr("policy_details.schedule[].cross_region_copy_rule",
                           "PolicyDetails.Schedules[].CrossRegionCopyRules"), encrypted="encrypted", key="cmk_arn"),
    blocks_at_rest(*POLICIES, what="copy of a shared snapshot in another region", part="event-copy",
                   at=attr("policy_details.action[].cross_region_copy[].encryption_configuration",
                           "PolicyDetails.Actions[].CrossRegionCopy[].EncryptionConfiguration"),
                   encrypted="encrypted", key="cmk_arn"),
)
