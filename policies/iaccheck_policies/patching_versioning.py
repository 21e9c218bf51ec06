"""Versions: kept up to date, scanned, and not exchanged unnoticed."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

FAMILY = "patching-versioning"
LOW, MEDIUM = Severity.LOW, Severity.MEDIUM

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.AUTOMATIC_UPDATES, "no-automatic-updates", LOW, "does not install updates by itself",
     "Flaws that are known stay open.",
     "Turn automatic updates on."),
    (Kind.IMAGE_SCANNING, "no-image-scanning", LOW, "does not scan images for known flaws",
     "Images with known flaws are deployed unnoticed.",
     "Scan images when they are pushed."),
    (Kind.IMMUTABLE_TAGS, "mutable-tags", LOW, "lets tags be moved to other images",
     "What was tested is exchanged for something else under the same name.",
     "Make tags immutable."),
    (Kind.SUPPORTED_VERSION, "outdated-version", MEDIUM, "runs a version that is outdated",
     "Flaws in it are known and are no longer mended.",
     "Use a version that is supported."),
)

POLICIES = (
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="elevation-of-privilege")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
