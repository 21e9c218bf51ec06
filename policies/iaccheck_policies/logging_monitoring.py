"""Logs, metrics and alarms: what tells that something happened, and to whom."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

FAMILY = "logging-monitoring"
LOW, MEDIUM = Severity.LOW, Severity.MEDIUM

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.ACCESS_LOGGING, "no-access-logging", LOW, "does not log who accesses it",
     "An attack leaves no trace: nobody can tell who took what, or when it began.",
     "Turn access logging on and keep the logs in another place."),
    (Kind.SERVICE_LOGGING, "no-service-logging", LOW, "does not keep its logs",
     "What goes wrong in it cannot be found out afterwards.",
     "Export the logs of every kind that it has to the log service."),
    (Kind.AUDIT_LOGGING, "no-audit-logging", MEDIUM, "does not record who does what",
     "Nobody can say afterwards who changed or read something, least of all the attacker's doings.",
     "Turn the audit log on."),
    (Kind.AUDIT_COVERAGE, "incomplete-audit", MEDIUM, "leaves part of what happens unrecorded",
     "Attackers work where nobody looks: in unused regions and services.",
     "Record all regions, resources and kinds of events."),
    (Kind.LOG_INTEGRITY, "no-log-integrity", LOW, "does not notice when its logs are changed",
     "Whoever covers tracks changes the log, and nobody can tell.",
     "Turn validation of the log files on."),
    (Kind.LOG_FORWARDING, "logs-not-forwarded", LOW, "does not send its logs to where they are watched",
     "The log tells of the attack when somebody reads it, months later.",
     "Send the logs to the service that raises alarms."),
    (Kind.LOG_RETENTION, "unfit-log-retention", LOW, "does not keep logs for a fitting time",
     "Attacks are found after months: logs that are gone tell nothing, logs without an end cost and collect data.",
     "Set how long logs are kept: a year or more where they matter."),
    (Kind.NO_SENSITIVE_LOGGING, "sensitive-logging", LOW, "writes the contents of requests to its log",
     "Logs are read by more people than the data: tokens and personal data are in them.",
     "Turn the logging of contents off."),
    (Kind.FLOW_LOGGING, "no-flow-logs", MEDIUM, "does not log its network traffic",
     "Scans, spreading and data leaving go unseen, and cannot be traced later.",
     "Turn flow logs on."),
    (Kind.METRICS, "no-monitoring", LOW, "is not monitored in detail",
     "What is wrong shows late, or not at all.",
     "Turn detailed monitoring on."),
    (Kind.TRACING, "no-tracing", LOW, "does not trace requests",
     "Where a request went and what failed cannot be followed.",
     "Turn tracing on."),
    (Kind.ALERTING, "no-alerts", LOW, "tells nobody when something happens",
     "A log that nobody is alerted by is read too late.",
     "Send alarms to somebody who acts on them."),
    (Kind.THREAT_DETECTION, "no-threat-detection", MEDIUM, "does not detect threats",
     "Stolen credentials and mining go unnoticed until the bill comes.",
     "Turn the provider's threat detection on, in every region."),
)

POLICIES = (
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="repudiation")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
