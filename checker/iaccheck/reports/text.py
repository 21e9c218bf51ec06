"""The report for people: the worst first, with the offending lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

import click

from ..catalogue import Catalogue
from ..findings import Finding, Severity, Status
from ..graph import Span
from ..policy import Policy
from ..scan import Result
from .escape import printable, workflow_safe
from .excerpt import Excerpts

COLOURS = {Severity.CRITICAL: "magenta", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
MOST_UNKNOWN = 20
"""How many undecided questions are listed; the JSON report has them all."""


def render(result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:
    """Findings grouped by severity and policy, then what could not be decided, then a summary."""
    paint = _paint if colour else _plain
    excerpts = Excerpts(result.files, result.sources)
    lines: list[str] = []
    failed = [f for f in result.findings if f.status is Status.FAIL]
    failed.sort(key=lambda f: (-f.severity, f.policy, f.span.file, f.span.line))
    for (severity, policy_id), group in groupby(failed, key=lambda f: (f.severity, f.policy)):
        lines += _group(severity, catalogue.policies[policy_id], list(group), excerpts, paint)
    if not quiet:
        lines += _unknown([f for f in result.findings if f.status is Status.UNKNOWN], paint)
        lines += _summary(result, paint)
    return "".join(workflow_safe(line) + "\n" for line in lines)


Paint = Callable[..., str]


def _plain(text: str, **style: object) -> str:  # noqa: ARG001
    return text


def _paint(text: str, **style: object) -> str:
    return click.style(text, **style)  # type: ignore[arg-type]


def _group(severity: Severity, policy: Policy, findings: list[Finding], excerpts: Excerpts,
           paint: Paint) -> Iterator[str]:
    colour = COLOURS[severity]
    count = f" ({len(findings)})" if len(findings) > 1 else ""
    yield (paint(f"{severity.label.upper():<8}", fg=colour, bold=True) + "  " + paint(policy.title, bold=True)
           + paint(f"  [{policy.id}]{count}", dim=True))
    yield paint(f"  {policy.why}", dim=True)
    yield ""
    for finding in findings:
        yield from _finding(finding, excerpts, paint, colour)


def _finding(finding: Finding, excerpts: Excerpts, paint: Paint, colour: str) -> Iterator[str]:
    yield f"  {paint(_place(finding.span), bold=True)}  {printable(finding.resource.address)}"
    yield f"    {printable(finding.message)}"
    shown = _excerpt_span(finding)
    for number, text, marked in excerpts.around(shown, before=1, after=1):
        gutter = paint(f"    {'>' if marked else ' '} {number:>4} │ ", fg=colour if marked else None, dim=not marked)
        yield gutter + (printable(text) if marked else paint(printable(text), dim=True))
    for evidence in finding.evidence[:2]:
        chain = evidence.resource.source.origin(evidence.path) if evidence.path else ()
        if chain:
            steps = " ← ".join(f"{printable(o.expression)[:60]} ({_place(o.span)})" for o in chain[:6])
            yield f"    {paint('from', fg='green')}  {steps}"
        elif evidence.path and evidence.resource is not finding.resource:
            span = evidence.resource.source.locate(evidence.path)
            yield f"    {paint('see', fg='green')}   {printable(evidence.resource.address)} ({_place(span)})"
    yield f"    {paint('mend', fg='green')}  {printable(finding.mend)}"
    if names := _names(finding):
        yield paint(f"    also  {names}", dim=True)
    yield ""


def _excerpt_span(finding: Finding) -> Span:
    """The attribute itself; of a whole block only its first line, which is where something is missing."""
    span = finding.span
    return span if span.end_line - span.line < 6 else Span(span.file, span.line, span.column)


def _names(finding: Finding) -> str:
    names = [*finding.aliases, *finding.controls]
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _place(span: Span) -> str:
    return printable(f"{span.file}:{span.line}")


def _unknown(findings: list[Finding], paint: Paint) -> Iterator[str]:
    if not findings:
        return
    yield paint("UNKNOWN ", fg="blue", bold=True) + "  " + paint("What could not be decided", bold=True)
    for finding in findings[:MOST_UNKNOWN]:
        yield f"  {_place(finding.span)}  {printable(finding.resource.address)}  [{finding.policy}]"
        yield f"    {printable(finding.message)}"
    if len(findings) > MOST_UNKNOWN:
        yield f"  … and {len(findings) - MOST_UNKNOWN} more (all of them with --format json)"
    yield ""


def _summary(result: Result, paint: Paint) -> Iterator[str]:
    counts = result.by_severity()
    found = ", ".join(paint(f"{n} {s.label}", fg=COLOURS[s] if n else None, bold=bool(n)) for s, n in counts.items())
    yield (f"{result.resources} resources in {result.file_count} files, {result.policies} policies: {found}"
           if sum(counts.values()) else
           f"{result.resources} resources in {result.file_count} files, {result.policies} policies: "
           + paint("no findings", fg="green", bold=True))
    yield (f"{result.count(Status.UNKNOWN)} could not be decided, {result.count(Status.SUPPRESSED)} suppressed, "
           f"{len(result.errors)} errors, {len(result.warnings)} warnings")
