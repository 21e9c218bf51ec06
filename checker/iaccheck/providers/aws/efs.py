"""Elastic File System: not encrypted unless a file system says so ("Encrypting data in Amazon EFS")."""

from __future__ import annotations

from .. import Service, attr, flag
from ._keys import stored

SERVICE = Service(
    stored("aws_efs_file_system", "AWS::EFS::FileSystem", what="file system", encrypted=flag("encrypted", "Encrypted"),
           key=attr("kms_key_id", "KmsKeyId")),
)
