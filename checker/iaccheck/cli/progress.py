"""A bar on standard error, when that is a terminal and the work is long."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

PATIENCE = 1.0
"""Seconds of work before a bar is worth showing."""
WIDTH = 30


@dataclass(slots=True)
class Progress:
    """Called with a stage, how much of it is done, and how much there is."""

    show: bool
    _started: float = field(default_factory=time.monotonic)
    _drawn: float = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.show or now - self._started < PATIENCE or now - self._drawn < 0.1:
            return
        self._drawn = now
        filled = WIDTH * done // max(total, 1)
        sys.stderr.write(f"\r\x1b[K{stage} {'█' * filled}{'░' * (WIDTH - filled)} {done}/{total}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = 0.0
