"""Reports: one output format a module, each with ``render(result, catalogue, **style) -> str``.

A report knows how findings look on paper, not how they were made.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..scan import Result

FORMATS = ("text", "json", "sarif", "markdown", "junit", "gitlab", "csv")


class Report(Protocol):
    """The module of a format."""

    def render(self, result: Result, catalogue: Catalogue, *, colour: bool = False, quiet: bool = False) -> str:
        """The whole report, with its last line's end."""


def report(name: str) -> Report:
    """The report of a format, imported when it is asked for."""
    module: Report = import_module(f"{__name__}.{name}")
    return module
