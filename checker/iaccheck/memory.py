"""What earlier scans printed, to be printed again while nothing that they learnt has changed.

A memory is a file of JSON below the user's cache directory (``XDG_CACHE_HOME``, else ``~/.cache``).  Its name is a
digest of the program, the day and everything that was asked; it holds the answers that the tree gave
(``Files.answers``) and the reports.  It is used only if each of those answers is still the same, so it can be shared
and deleted freely.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from . import __version__
from .files import Files, digest

MOST_ENTRIES = 200
"""The oldest go first."""
MOST_BYTES = 32 * 1024 * 1024
"""A larger one is not kept: reading it back would not be faster for long."""
VARIABLES = ("TF_VAR_", "TF_WORKSPACE", "NO_COLOR")
"""The beginnings of the names of environment variables that a scan may depend on."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What one scan has to print."""

    reports: Sequence[str]
    """One for each format that was asked for, in their order."""
    diagnostics: Sequence[str]
    status: int


def default_folder() -> Path:
    """Where memories lie."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "iaccheck"


class Memory:
    """The memories of one way of asking.  What cannot be read or written is as if it had never been."""

    def __init__(self, folder: Path, asked: Mapping[str, Any]) -> None:
        """``asked``: every option, with the content of files that options name."""
        self._folder = folder
        environment = {k: v for k, v in os.environ.items() if k.startswith(VARIABLES)}
        self._asked = (__version__, _stamp(), datetime.now(UTC).date().isoformat(), os.getcwd(),
                       sorted(environment.items()), sorted(asked.items()))

    def recall(self, root: str, paths: Sequence[str]) -> Printed | None:
        """What a scan of these paths printed, if it would print the same now."""
        try:
            kept = json.loads(self._path(root, paths).read_bytes())
            files = Files(root)
            if all(files.still(question, path, answer) for question, path, answer in kept["answers"]):
                return Printed(**kept["printed"])
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def keep(self, root: str, paths: Sequence[str], files: Files, printed: Printed) -> None:
        """Remember what a scan printed, and all that it had learnt of the tree by then."""
        answers = [[question, path, answer] for (question, path), answer in files.answers.items()]
        text = json.dumps({"answers": answers, "printed": asdict(printed)})
        if len(text) > MOST_BYTES:
            return
        with suppress(OSError, UnicodeError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._folder, delete=False) as file:
                file.write(text)
            os.replace(file.name, self._path(root, paths))
            _forget(self._folder.glob("*.json"))

    def _path(self, root: str, paths: Sequence[str]) -> Path:
        return self._folder / f"{digest((self._asked, root, list(paths)))}.json"


def _forget(entries: Iterable[Path]) -> None:
    found = sorted(entries, key=lambda p: p.stat().st_mtime)
    for path in found[:-MOST_ENTRIES]:
        path.unlink(missing_ok=True)


def _stamp() -> str:
    """What changes when the program, or a pack, does: sizes and times of our own files, and what is installed."""
    seen: list[tuple[str, int, int]] = []
    for package in (__package__, "iaccheck_policies"):
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec is not None else ():
            for folder, folders, names in os.walk(place):
                folders[:] = [f for f in folders if f != "__pycache__"]
                for name in names:
                    status = os.stat(os.path.join(folder, name))
                    seen.append((name, status.st_size, status.st_mtime_ns))
    from importlib.metadata import entry_points

    points = [(p.group, p.name, p.value) for group in ("iaccheck.policies", "iaccheck.providers")
              for p in entry_points(group=group)]
    return digest((sorted(seen), sorted(points)))
