"""Markdown, for a job's summary or a comment: a table of findings, the worst first, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue import Catalogue
from ..findings import Finding, Status
from ..scan import Result
from .escape import markdown

MOST = 200
"""Rows of the table: a summary of GitHub's holds 1 MiB."""


def render(result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001
    """The report."""
    return "\n".join(_lines(result, catalogue, quiet)) + "\n"


def _lines(result: Result, catalogue: Catalogue, quiet: bool) -> Iterator[str]:
    failed = sorted((f for f in result.findings if f.status is Status.FAIL),
                    key=lambda f: (-f.severity, f.policy, f.span.file, f.span.line))
    counts = ", ".join(f"{n} {s.label}" for s, n in result.by_severity().items() if n) or "no findings"
    yield f"## iaccheck: {counts}"
    if failed:
        yield ""
        yield "| severity | finding | where | mend |"
        yield "| --- | --- | --- | --- |"
        yield from (_row(f, catalogue) for f in failed[:MOST])
        if len(failed) > MOST:
            yield ""
            yield f"… and {len(failed) - MOST} more."
    if result.errors:
        yield ""
        yield "### Not read"
        yield ""
        yield from (f"- {markdown(str(e))}" for e in result.errors[:MOST])
    if not quiet:
        yield ""
        yield (f"{result.resources} resources in {result.file_count} files; {result.count(Status.UNKNOWN)} questions "
               f"could not be decided, {result.count(Status.SUPPRESSED)} findings are suppressed.")


def _row(finding: Finding, catalogue: Catalogue) -> str:
    title = catalogue.policies[finding.policy].title
    return (f"| {finding.severity.label} | **{markdown(title)}** ({finding.policy})<br>{markdown(finding.message)} "
            f"| {markdown(finding.resource.address)}<br>{markdown(f'{finding.span.file}:{finding.span.line}')} "
            f"| {markdown(finding.mend)} |")
