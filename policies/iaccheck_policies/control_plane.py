"""The components of a cluster, and what they let in."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

FAMILY = "control-plane"
LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.COMPONENT_AUTHENTICATION, "weak-component-authentication", HIGH, "does not make sure who talks to it",
     "Whoever reaches it talks to it as somebody else, or as nobody.",
     "Require certificates or tokens that expire; switch anonymous requests off."),
    (Kind.COMPONENT_AUTHORIZATION, "weak-component-authorization", HIGH, "does not decide well who may do what",
     "Everybody whom it knows may do more than they need to.",
     "Use the modes Node and RBAC, or Webhook on nodes."),
    (Kind.COMPONENT_ADMISSION, "missing-admission-plugin", LOW, "checks less than it could before it takes objects",
     "Objects are accepted that bypass what protects the cluster.",
     "Set the admission plugins."),
    (Kind.COMPONENT_AUDIT, "incomplete-component-audit", LOW, "does not record enough of what is asked of it",
     "An incident leaves no trace, or none that is kept long enough.",
     "Set the audit policy, the log and how long it is kept."),
    (Kind.COMPONENT_TLS, "weak-component-tls", MEDIUM, "does not protect its connections well",
     "Whoever is in the network between components reads and changes what they say.",
     "Set certificates and keys, and strong ciphers only."),
    (Kind.COMPONENT_HARDENING, "loose-component-setting", LOW, "offers more than it needs to",
     "Each thing that it offers is one more thing to attack.",
     "Set it as hardening guides say."),
)

ADMISSION = (
    (Kind.ADMISSION_OF_PODS, "admits-unsafe-pods", MEDIUM, "admits pods that endanger their host",
     "It is what should have refused them.",
     "Admit what the restricted Pod Security Standard allows."),
    (Kind.HOST_FILES_SEPARATED, "mounts-host-files", MEDIUM, "mounts files of its host",
     "Files and sockets of the host are a way out of the container.",
     "Use volumes of the cluster."),
    (Kind.VOLUMES_RESTRICTED, "other-volume-type", LOW, "is mounted into a pod",
     "Drivers of such volumes run in the host's kernel, with parameters that the pod chooses.",
     "Use a claim, or another of the cluster's own kinds."),
    (Kind.SAFE_KERNEL_SETTINGS, "unsafe-kernel-setting", MEDIUM, "changes settings of the host's kernel",
     "Other pods on the host are affected, or the host as a whole.",
     "Change only the settings that Kubernetes calls safe."),
    (Kind.SECURITY_SETTINGS, "no-pod-security-context", LOW, "has no security settings",
     "All that confines it is left to defaults, which are made for compatibility.",
     "Set its security context."),
    (Kind.TOKEN_NOT_MOUNTED, "token-mounted", LOW, "gets a token for the cluster that it may not need",
     "Whoever breaks into it talks to the cluster in its name.",
     "Do not mount the token where it is not used."),
)

POLICIES = tuple(
    control(kind, says, id=id_, family=family, severity=severity, title=f"A resource {says}", why=why, mend=mend,
            stride="elevation-of-privilege")
    for family, rows in ((FAMILY, CONTROLS), ("workload-hardening", ADMISSION))
    for kind, id_, severity, says, why, mend in rows)
