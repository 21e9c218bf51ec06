"""AWS Backup: vaults are always encrypted; whose key it is can be chosen."""

from __future__ import annotations

from .. import Service, attr
from ._keys import stored

SERVICE = Service(
    stored("aws_backup_vault", "AWS::Backup::BackupVault", what="backup vault",
           key=attr("kms_key_arn", "EncryptionKeyArn")),
)
