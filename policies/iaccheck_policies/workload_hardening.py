"""What a workload may do on its host, and what it trusts."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

FAMILY = "workload-hardening"
LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.NOT_PRIVILEGED, "privileged-workload", HIGH, "runs privileged",
     "Whoever breaks into it owns the host and everything on it.",
     "Run it without privileges."),
    (Kind.METADATA_PROTECTED, "unprotected-metadata", MEDIUM, "hands its credentials to forged requests",
     "A web application that can be tricked into a request gives the machine's credentials away (SSRF).",
     "Require session tokens of the metadata service (IMDSv2)."),
    (Kind.VERIFIED_BOOT, "unverified-boot", LOW, "does not verify what it boots",
     "What gets into the boot loader or kernel stays, and sees everything.",
     "Turn secure boot, the virtual trusted platform module and integrity monitoring on."),
    (Kind.METADATA_LOCAL, "distant-metadata", LOW, "answers metadata requests from containers",
     "Containers on the machine get its credentials.",
     "Set the hop limit to 1."),
    (Kind.READ_ONLY_ROOT, "writable-root", LOW, "can write to its root file system",
     "An intruder changes programs and stays.",
     "Mount the root file system read-only."),
    (Kind.HOST_SEPARATED, "shares-host-namespace", MEDIUM, "shares a namespace with its host",
     "It sees, and can interfere with, everything else on the host.",
     "Do not share namespaces of the host."),
    (Kind.NOT_ROOT, "runs-as-root", MEDIUM, "runs as root, or gives root to its users",
     "A break out of it is a break into the host.",
     "Use an unprivileged user."),
    (Kind.CODE_SIGNED, "unsigned-code", LOW, "runs code that nobody signed",
     "Whoever can upload code has it run.",
     "Require signed code."),
    (Kind.TRUSTED_IMAGE, "untrusted-image", MEDIUM, "takes images from anybody",
     "Anybody can publish an image whose name fits, and have it run.",
     "Name the owners of the image."),
    (Kind.RESOURCE_LIMITS, "no-resource-limits", LOW, "has no fitting limits on what it uses",
     "It takes what others need.",
     "Set limits."),
    (Kind.SECURITY_CONFIGURATION, "no-security-configuration", MEDIUM, "has no security configuration",
     "Encryption and authentication are left to defaults, which are off.",
     "Apply a security configuration."),
    (Kind.CONFINED, "unconfined-access", LOW, "does not confine its clients",
     "A client reaches the files of all others.",
     "Set a root directory and a user."),
)

POLICIES = (
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="elevation-of-privilege")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
