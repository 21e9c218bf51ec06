"""SARIF 2.1.0 (OASIS standard), as code scanning services read it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import orjson

from .. import __version__
from ..catalogue import Catalogue
from ..findings import Finding, Severity, Status
from ..graph import Span
from ..policy import Policy
from ..scan import Result
from .escape import printable

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
INFORMATION = "https://github.com/iaccheck/iaccheck"
LEVELS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "3.0"}
"""GitHub's ``security-severity``: over 9 critical, over 7 high, over 4 medium."""


def render(result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001
    """The log, with one run."""
    ids = sorted({f.policy for f in result.findings})
    rules = [_rule(catalogue.policies[id_], catalogue) for id_ in ids]
    index = {id_: n for n, id_ in enumerate(ids)}
    run = {
        "tool": {"driver": {"name": "iaccheck", "semanticVersion": __version__, "version": __version__,
                            "informationUri": INFORMATION, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The scanned root."}}},
        "invocations": [{
            "executionSuccessful": not (result.errors or result.defects),
            "toolExecutionNotifications": [
                {"level": level, "message": {"text": problem.message},
                 "locations": [_location(Span(problem.file, problem.line or 1, problem.column or 1))]}
                for level, problems in (("error", result.errors), ("warning", result.warnings))
                for problem in problems],
        }],
        "results": [_result(f, index[f.policy]) for f in result.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return orjson.dumps(log, option=orjson.OPT_INDENT_2).decode() + "\n"


def _rule(policy: Policy, catalogue: Catalogue) -> dict[str, Any]:
    controls = catalogue.controls.all(policy.id)
    help_ = f"{policy.why}\n\n{policy.mend}"
    return {
        "id": policy.id,
        "name": "".join(word.capitalize() for word in policy.id.replace(".", "-").split("-")),
        "shortDescription": {"text": policy.title},
        "fullDescription": {"text": policy.why},
        "help": {"text": help_, "markdown": f"**{policy.title}**\n\n{help_}"},
        "defaultConfiguration": {"level": LEVELS[policy.severity]},
        "properties": {"tags": ["security", policy.family, f"stride/{policy.stride}"][:10],
                       "security-severity": SCORES[policy.severity], "precision": "high",
                       "problem.severity": {"error": "error", "warning": "warning", "note": "recommendation"}[
                           LEVELS[policy.severity]],
                       "controls": controls[:50]},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    undecided = finding.status is Status.UNKNOWN
    made: dict[str, Any] = {
        "ruleId": finding.policy, "ruleIndex": rule,
        "kind": "open" if undecided else "fail",
        "level": "none" if undecided else LEVELS[finding.severity],
        "message": {"text": _plain(f"{finding.message}. {finding.mend}")},
        "locations": [{**_location(finding.span),
                       "logicalLocations": [{"fullyQualifiedName": finding.resource.address, "kind": "resource"}]}],
        "partialFingerprints": {"iaccheckFinding/v1": finding.fingerprint},
        "properties": {"aliases": finding.aliases, "controls": finding.controls, "severity": finding.severity.label},
    }
    related = [(o.span, o.expression) for e in finding.evidence[:4] if e.path
               for o in e.resource.source.origin(e.path)]
    if related:
        made["relatedLocations"] = [{**_location(span), "id": n, "message": {"text": text}}
                                    for n, (span, text) in enumerate(related[:20])]
    if finding.suppression is not None:
        made["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": finding.suppression.reason,
                                 "location": _location(finding.suppression.span)}]
    return made


def _plain(text: str) -> str:
    """Text without SARIF's embedded links (§3.11.6): a viewer shows brackets as they are."""
    return _LINK.sub(r"\\[", printable(text))


_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def _location(span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": max(span.column, 1)}
    if span.end_column and (span.end_line, span.end_column) > (span.line, span.column):
        region |= {"endLine": span.end_line, "endColumn": span.end_column}
    elif span.end_line > span.line:
        region |= {"endLine": span.end_line}
    uri = quote(span.file.encode("utf-8", "surrogateescape"), safe="/")
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": "ROOT"}, "region": region}}
