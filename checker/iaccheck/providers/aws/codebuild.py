"""CodeBuild: artifacts and logs are encrypted unless a project turns that off."""

from __future__ import annotations

from .. import Service, at_rest, attr, flag
from ._keys import stored

PROJECTS = ("aws_codebuild_project", "AWS::CodeBuild::Project")

SERVICE = Service(
    at_rest(*PROJECTS, what="artifacts of the build", part="artifacts",
            encrypted=flag("artifacts.encryption_disabled", "Artifacts.EncryptionDisabled", wanted=False)),
    at_rest(*PROJECTS, what="further artifacts of the build", part="secondary-artifacts",
            encrypted=flag("secondary_artifacts.encryption_disabled", "SecondaryArtifacts.EncryptionDisabled",
                           wanted=False)),
    at_rest(*PROJECTS, what="logs of the build", part="logs",
            encrypted=flag("logs_config.s3_logs.encryption_disabled", "LogsConfig.S3Logs.EncryptionDisabled",
                           wanted=False)),
    stored(*PROJECTS, what="build project", key=attr("encryption_key", "EncryptionKey")),
)
