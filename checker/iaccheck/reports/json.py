"""The JSON report of the contract, ``schema_version`` 1."""

from __future__ import annotations

from typing import Any

import orjson

from .. import __version__
from ..catalogue import Catalogue
from ..facts import Evidence
from ..files import InputError
from ..findings import Finding, Status
from ..graph import Sensitive, Unknown, Value
from ..policy import Policy
from ..scan import Result


def render(result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001
    """One line of JSON."""
    return orjson.dumps(document(result, catalogue), default=str).decode() + "\n"


def document(result: Result, catalogue: Catalogue) -> dict[str, Any]:
    """The report as plain data."""
    reported = {f.policy for f in result.findings}
    return {
        "schema_version": 1,
        "tool": {"name": "iaccheck", "version": __version__},
        "summary": {
            "resources": result.resources, "files": result.file_count, "policies": result.policies,
            "findings": {s.label: n for s, n in result.by_severity().items()},
            "unknown": result.count(Status.UNKNOWN), "suppressed": result.count(Status.SUPPRESSED),
            "errors": len(result.errors),
        },
        "policies": [describe(p, catalogue) for p in catalogue.policies.values() if p.id in reported],
        "findings": [_finding(f, catalogue) for f in result.findings],
        "errors": [_problem(e) for e in result.errors],
        "warnings": [_problem(w) for w in result.warnings],
    }


def describe(policy: Policy, catalogue: Catalogue) -> dict[str, Any]:
    """A policy as plain data."""
    return {"id": policy.id, "title": policy.title, "severity": policy.severity.label, "family": policy.family,
            "why": policy.why, "mend": policy.mend, "stride": policy.stride,
            "aliases": catalogue.crosswalk.all(policy.id), "controls": catalogue.controls.all(policy.id)}


def _finding(finding: Finding, catalogue: Catalogue) -> dict[str, Any]:
    resource, suppression, policy = finding.resource, finding.suppression, catalogue.policies[finding.policy]
    return {
        "policy": finding.policy, "severity": finding.severity.label, "status": finding.status.value,
        "resource": resource.address, "resource_type": resource.type, "format": resource.format,
        "message": finding.message, "file": finding.span.file, "line": finding.span.line,
        "column": finding.span.column, "end_line": finding.span.end_line,
        "causes": [c for c in finding.causes if c], "why": policy.why, "mend": finding.mend, "stride": policy.stride,
        "aliases": finding.aliases, "controls": finding.controls,
        "evidence": [_evidence(e) for e in finding.evidence],
        "fingerprint": finding.fingerprint,
        "suppression": None if suppression is None else {
            "reason": suppression.reason, "file": suppression.span.file, "line": suppression.span.line,
            "until": suppression.until or None, "marker": suppression.marker},
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    source = evidence.resource.source
    span = source.locate(evidence.path) if evidence.path else evidence.resource.span
    return {
        "resource": evidence.resource.address, "attribute": evidence.attribute, "value": plain(evidence.value),
        "default": evidence.absent, "file": span.file, "line": span.line,
        "origin": [{"file": o.span.file, "line": o.span.line, "expression": o.expression}
                   for o in source.origin(evidence.path)] if evidence.path else [],
    }


def _problem(problem: InputError) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "column": problem.column, "message": problem.message}


def plain(value: Value) -> Any:
    """A value as JSON: an unknown one is ``{"$unknown": REASON}``, a sensitive one ``{"$sensitive": true}``."""
    match value:
        case Sensitive():
            return {"$sensitive": True}
        case Unknown():
            return {"$unknown": str(value)}
        case dict():
            return {str(k): plain(v) for k, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
        case int() if not isinstance(value, bool) and not -(2**63) <= value < 2**63:
            return float(value)
        case str():
            return value.encode("utf-8", "replace").decode()
        case _:
            return value
