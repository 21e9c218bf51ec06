"""Findings: what a scan has to say about a resource."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from .facts import Evidence
from .graph import Resource, Span


class Severity(IntEnum):
    """How bad it is, if it is so."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """From ``low``, ``medium``, ``high`` or ``critical``; ``ValueError`` for anything else."""
        try:
            return cls[text.upper()]
        except KeyError:
            raise ValueError(f"{text!r} is not a severity (low, medium, high, critical)") from None


class Status(StrEnum):
    """What a finding says."""

    FAIL = "fail"
    UNKNOWN = "unknown"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a finding is not to be acted on, and who said so where."""

    reason: str
    span: Span
    until: str = ""
    """``YYYY-MM-DD``, or empty."""
    marker: str = ""
    """What the comment or annotation names: a policy or a peer's check."""


@dataclass(slots=True)
class Finding:
    """One thing that is wrong, or that cannot be decided, with one resource."""

    policy: str
    severity: Severity
    status: Status
    resource: Resource
    message: str
    span: Span
    """The attribute or block that a person would change."""
    evidence: tuple[Evidence, ...]
    causes: tuple[str, ...] = ()
    """Which of the things that the policy looks for: with the resource's type, the key of the crosswalk."""
    mend: str = ""
    """How to mend it, in the resource's format."""
    aliases: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    suppression: Suppression | None = None
    fingerprint: str = field(default="")

    def sign(self, occurrence: int = 0) -> None:
        """Set the fingerprint: a hash of what stays the same when lines move."""
        parts = (self.policy, self.resource.format, self.span.file, self.resource.address, self.resource.type,
                 *self.causes, *(e.attribute for e in self.evidence[:1]), str(occurrence))
        self.fingerprint = hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
