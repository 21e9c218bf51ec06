"""Backups, redundancy and protection from deletion: what is left when something is lost."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

FAMILY = "backup-resilience"
LOW, MEDIUM = Severity.LOW, Severity.MEDIUM

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.BACKUP, "no-backup", MEDIUM, "has no backups",
     "An error, a defect or an extortionist destroys the only copy.",
     "Turn automatic backups on."),
    (Kind.BACKUP_RETENTION, "short-backup-retention", LOW, "keeps backups too short",
     "Damage is often noticed after the last good backup is gone.",
     "Keep backups for a week or more."),
    (Kind.VERSIONING, "no-versioning", LOW, "does not keep former versions",
     "What is overwritten or deleted, by accident or on purpose, is gone.",
     "Turn versioning on."),
    (Kind.DELETION_PROTECTION, "no-deletion-protection", LOW, "can be deleted at once",
     "One wrong command, or one stolen credential, removes it.",
     "Turn protection from deletion on."),
    (Kind.REDUNDANCY, "no-redundancy", LOW, "does not survive the loss of a zone or node",
     "A failure of one zone takes it offline.",
     "Spread it over several zones, with failover."),
    (Kind.REPLICATION, "no-replication", LOW, "has no copy in another region",
     "The loss of a region, or of the account in it, loses the data.",
     "Replicate the data to another region."),
    (Kind.HEALTH_CHECK, "no-health-check", LOW, "has no health check",
     "Requests go to instances that have failed.",
     "Define a health check."),
    (Kind.CAPACITY, "fixed-capacity", LOW, "does not follow the load",
     "A rush, or an attack, takes it offline.",
     "Let its capacity follow the load."),
    (Kind.CONCURRENCY_LIMIT, "no-concurrency-limit", LOW, "can take all of the account's capacity",
     "A flood of calls to it starves everything else in the account, and costs.",
     "Set a limit."),
    (Kind.FAILURE_HANDLING, "lost-failures", LOW, "loses what it could not process",
     "Events that fail vanish, and with them the sign that something is wrong.",
     "Send what failed to a queue."),
    (Kind.RETENTION_RULES, "no-lifecycle-rules", LOW, "never lets go of what it no longer needs",
     "Old data costs, and is there to be stolen.",
     "Define rules for its lifecycle."),
    (Kind.IMMUTABLE_STORAGE, "mutable-storage", LOW, "lets what was written be changed or deleted",
     "Whoever gets in deletes the data and its versions.",
     "Lock objects for a time, or require a second factor to delete them."),
    (Kind.SAFE_REPLACEMENT, "unsafe-replacement", LOW, "is removed before its replacement is there",
     "A change takes it offline, or fails half way.",
     "Create the replacement first."),
)

POLICIES = (
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="denial-of-service")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
