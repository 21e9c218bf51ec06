"""GitLab's code quality report: what a merge request shows on changed lines."""

from __future__ import annotations

import orjson

from ..catalogue import Catalogue
from ..findings import Severity, Status
from ..scan import Result
from .escape import printable

LEVELS = {Severity.CRITICAL: "blocker", Severity.HIGH: "critical", Severity.MEDIUM: "major", Severity.LOW: "minor"}


def render(result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001
    """A list of issues; findings that are suppressed or could not be decided are none."""
    issues = [{
        "type": "issue", "check_name": f.policy, "severity": LEVELS[f.severity], "fingerprint": f.fingerprint,
        "description": printable(f"{catalogue.policies[f.policy].title}: {f.resource.address}: {f.message}"),
        "categories": ["Security"],
        "location": {"path": printable(f.span.file), "lines": {"begin": f.span.line, "end": f.span.end_line}},
    } for f in result.findings if f.status is Status.FAIL]
    return orjson.dumps(issues, option=orjson.OPT_INDENT_2).decode() + "\n"
