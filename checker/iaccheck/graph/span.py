"""Where a piece of source text stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file.  Lines and columns are 1-based; ``end_column`` is the column after the last character."""

    file: str
    """Relative to the scanned root, with ``/``."""
    line: int
    column: int = 1
    end_line: int = 0
    end_column: int = 0

    def __post_init__(self) -> None:
        if not self.end_line:
            object.__setattr__(self, "end_line", self.line)


@dataclass(frozen=True, slots=True)
class Origin:
    """One step of the way that a value came: the place and the expression that stands there."""

    span: Span
    expression: str
