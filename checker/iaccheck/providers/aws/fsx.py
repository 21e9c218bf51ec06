"""FSx: file systems are always encrypted; whose key it is can be chosen."""

from __future__ import annotations

from .. import Service, attr
from ._keys import stored

SERVICE = Service(
    *(stored(f"aws_fsx_{kind}_file_system", what="file system", key=attr("kms_key_id"))
      for kind in ("lustre", "ontap", "openzfs", "windows")),
    stored("AWS::FSx::FileSystem", what="file system", key=attr(None, "KmsKeyId")),
)
