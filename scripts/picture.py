"""Draw ``docs/report.svg``, the picture of a report in the README: ``python scripts/picture.py``."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from iaccheck.catalogue import Catalogue
from iaccheck.reports import report
from iaccheck.scan import Scanner
from iaccheck.selection import select

PLACE = "samples/terraform"
SHOWN = ("public-bucket-acl", "open-ingress", "unencrypted-storage")
WIDTH = 118
FRAME = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace("Fira Code, ", "")
"""Without fonts from elsewhere: a picture that loads nothing."""


def main() -> None:
    """Scan the samples for a few policies and draw what the terminal shows."""
    catalogue = Catalogue()
    chosen = [id_ for id_ in SHOWN if id_ in catalogue.policies]
    result = Scanner(catalogue, select(catalogue, chosen)).scan([PLACE])
    text = report("text").render(result, catalogue, colour=True)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ iaccheck {PLACE}\n{text}"))
    Path("docs").mkdir(exist_ok=True)
    Path("docs/report.svg").write_text(console.export_svg(title="iaccheck", code_format=FRAME), "utf-8")


if __name__ == "__main__":
    main()
