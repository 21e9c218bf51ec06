"""How services are run: caches, limits, validation."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

FAMILY = "other"
LOW, MEDIUM = Severity.LOW, Severity.MEDIUM

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.CACHING, "no-cache", LOW, "does not cache its answers",
     "Every request goes to the backend: a flood takes it offline.",
     "Turn the cache on."),
    (Kind.USAGE_LIMITS, "no-usage-limits", LOW, "does not limit how much callers use",
     "One caller can use up what is there for all.",
     "Define a usage plan."),
    (Kind.REQUEST_VALIDATION, "no-request-validation", LOW, "passes requests on without validation",
     "Malformed requests reach the backend.",
     "Validate requests."),
    (Kind.SOUND_SETTINGS, "unsound-setting", LOW, "has a setting that does not do what it should",
     "It is slower, dearer or less reliable than it looks.",
     "Set it to a value that works."),
    (Kind.ENABLED, "switched-off", LOW, "is not switched on",
     "What it is there for is not done.",
     "Switch it on, or remove it."),
)

POLICIES = (
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="denial-of-service")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
