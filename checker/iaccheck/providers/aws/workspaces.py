"""WorkSpaces: each of the two volumes of a desktop is encrypted when it says so."""

from __future__ import annotations

from .. import Service, at_rest, flag

DESKTOPS = ("aws_workspaces_workspace", "AWS::WorkSpaces::Workspace")

SERVICE = Service(
    at_rest(*DESKTOPS, what="root volume of the desktop", part="root-volume",
            encrypted=flag("root_volume_encryption_enabled", "RootVolumeEncryptionEnabled")),
    at_rest(*DESKTOPS, what="user volume of the desktop", part="user-volume",
            encrypted=flag("user_volume_encryption_enabled", "UserVolumeEncryptionEnabled")),
)
