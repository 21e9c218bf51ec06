"""CodeBuild: artifacts and logs are encrypted unless a project turns that off."""

from __future__ import annotations

from .. import Service, at_rest, attr, equals, flag, none_of, when
from ._keys import stored

PROJECTS = ("aws_codebuild_project", "AWS::CodeBuild::Project")

_STORED = none_of(attr("artifacts.type", "Artifacts.Type", default=""), ["NO_ARTIFACTS"])
_LOGGED = equals(attr("logs_config.s3_logs.status", "LogsConfig.S3Logs.Status", default="DISABLED"), "ENABLED")

SERVICE = Service(
    at_rest(*PROJECTS, what="artifacts of the build", part="artifacts",
            encrypted=when(_STORED, flag("artifacts.encryption_disabled", "Artifacts.EncryptionDisabled",
                                         wanted=False))),
    at_rest(*PROJECTS, what="further artifacts of the build", part="secondary-artifacts",
            encrypted=flag("secondary_artifacts.encryption_disabled", "SecondaryArtifacts.EncryptionDisabled",
                           wanted=False)),
    at_rest(*PROJECTS, what="logs of the build", part="logs",
            encrypted=when(_LOGGED, flag("logs_config.s3_logs.encryption_disabled",
                                         "LogsConfig.S3Logs.EncryptionDisabled", wanted=False))),
    stored(*PROJECTS, what="build project", key=attr("encryption_key", "EncryptionKey")),
)
