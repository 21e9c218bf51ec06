"""A table with commas, for spreadsheets: one line a finding.  No cell is taken for a formula."""

from __future__ import annotations

import csv
import io

from ..catalogue import Catalogue
from ..scan import Result
from .escape import printable

COLUMNS = ("severity", "status", "policy", "title", "resource", "file", "line", "message", "mend", "controls", "checks",
           "fingerprint")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:  # noqa: ARG001
    """The table, with a heading."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for f in result.findings:
        writer.writerow([_cell(v) for v in (
            f.severity.label, f.status, f.policy, catalogue.policies[f.policy].title, f.resource.address, f.span.file,
            str(f.span.line), f.message, f.mend, " ".join(f.controls), " ".join(f.aliases), f.fingerprint)])
    return text.getvalue()


def _cell(value: str) -> str:
    text = printable(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
