"""Discovery: which files are asked for, and which frontend reads which.

Terraform's files are told by their names, everything else by its content.  What was asked for by name and cannot be
read is an error; a file of a tree that is none of ours is passed over.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .files import Entry, Files, InputError
from .frontends import Input
from .frontends.cloudformation.recognise import recognise as is_cloudformation
from .frontends.kubernetes.recognise import recognise as is_kubernetes
from .frontends.plan.recognise import recognise as is_plan
from .frontends.terraform.recognise import recognise_name as is_terraform

SKIPPED = frozenset({".git", ".hg", ".svn", ".terraform", ".terragrunt-cache", "__pycache__", ".venv", "node_modules"})
"""Directories that hold copies of what others wrote."""

SUFFIXES = (".json", ".yaml", ".yml", ".template")
"""The files of a tree that are looked into; a file that is named by the user may be called anything."""

STDIN = "<stdin>"

_RECOGNISERS = (("plan", is_plan), ("cloudformation", is_cloudformation), ("kubernetes", is_kubernetes))
_FORMATS = "Terraform, a plan or state, a CloudFormation template or a Kubernetes manifest"


@dataclass(frozen=True, slots=True)
class Discovered:
    """What there is to load."""

    inputs: tuple[Input, ...]
    errors: tuple[InputError, ...] = ()
    warnings: tuple[InputError, ...] = ()
    file_count: int = 0
    sources: Mapping[str, bytes] = field(default_factory=dict)
    """The content of what has no file of its own (standard input), by name."""


def discover(paths: Sequence[str], files: Files, stdin: bytes | None = None) -> Discovered:
    """Find the inputs that the paths (as the user gave them) name; ``-`` is ``stdin``."""
    search = _Search(files)
    for path in paths:
        if path == "-":
            search.stdin(stdin or b"")
        else:
            search.path(path)
    inputs = tuple(search.inputs())
    return Discovered(inputs, tuple(search.errors), tuple(search.warnings), len(inputs), search.sources)


class _Search:
    """Inputs as they are found; each file once, however often it is named."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.errors: list[InputError] = []
        self.warnings: list[InputError] = []
        self.sources: dict[str, bytes] = {}
        self._terraform: dict[str, set[str] | None] = {}
        """Directory → the names of the files asked for; None: all of them."""
        self._found: dict[str, Input] = {}
        """Real path → input, in the order in which they were found."""

    def inputs(self) -> Iterator[Input]:
        """Terraform directories first, in the order of their paths: callers stand before what they call."""
        for directory, names in sorted(self._terraform.items()):
            yield Input("terraform", directory, files=tuple(sorted(names or ())))
        yield from self._found.values()

    # -- what the user names

    def stdin(self, data: bytes) -> None:
        frontend = _frontend(data)
        if frontend is None and not data.strip():
            self.errors.append(InputError(STDIN, "is empty"))
            return
        self.sources[STDIN] = data
        self._found[STDIN] = Input(frontend or "terraform", STDIN, data)

    def path(self, path: str) -> None:
        real = os.path.realpath(path)
        relative = _slashed(os.path.relpath(real, self.files.root))
        if os.path.isdir(real):
            before = len(self._found) + len(self._terraform)
            self._walk(relative)
            if before == len(self._found) + len(self._terraform):
                self.warnings.append(InputError(relative, f"nothing in it is {_FORMATS}"))
        elif is_terraform(os.path.basename(path)) and self.files.is_file(relative):
            names = self._terraform.setdefault(posixpath.dirname(relative) or ".", set())
            if names is not None:
                names.add(posixpath.basename(relative))
        else:
            self._file(relative, asked_for=True)

    # -- trees

    def _walk(self, start: str) -> None:
        pending = [start]
        while pending:
            directory = pending.pop()
            try:
                entries = self.files.entries(directory)
            except InputError as error:
                self.errors.append(error)
                continue
            inner = [self._entry(directory, entry) for entry in entries]
            pending += [path for path in reversed(inner) if path is not None]

    def _entry(self, directory: str, entry: Entry) -> str | None:
        """Take an entry of a directory in; its path when it is one to walk into."""
        path = posixpath.normpath(posixpath.join(directory, entry.name))
        if is_terraform(entry.name):
            self._terraform[directory] = None
        elif entry.name.endswith(SUFFIXES) and not entry.is_dir:
            self._file(path, asked_for=False)
        if not entry.is_dir or entry.name in SKIPPED:
            return None
        if not entry.is_link:
            return path
        if not self.files.is_dir(path):  # what a link leads to is walked where it lies, if that is below the root
            self.warnings.append(InputError(path, "the link is not followed: it leads out of the scanned root"))
        return None

    # -- files

    def _file(self, path: str, asked_for: bool) -> None:
        try:
            real = self.files.absolute(path)
            if real in self._found:
                return
            data = self.files.read(path)
        except InputError as error:
            self.errors.append(error)
            return
        frontend = _frontend(data)
        if frontend is not None:
            self._found[real] = Input(frontend, path, data)
        elif asked_for:
            self.errors += _why_not(path, data)


def _frontend(data: bytes) -> str | None:
    return next((name for name, recognise in _RECOGNISERS if recognise(data)), None)


def _why_not(path: str, data: bytes) -> list[InputError]:
    """What is wrong with a file that was asked for and that no frontend reads."""
    if not data.strip():
        return [InputError(path, "is empty")]
    if data.startswith(b"PK\x03\x04"):
        return [InputError(path, "is a saved plan: scan what `terraform show -json` prints of it")]
    if path.endswith(SUFFIXES):
        from .files import decode
        from .frontends.documents import Report, read

        problems: list[InputError] = []
        try:
            for _ in read(decode(data, path), path, Report(path, problems)):
                pass
        except InputError as error:
            problems = [error]
        if problems:
            return problems[:1]
    return [InputError(path, f"is not {_FORMATS}")]


def _slashed(path: str) -> str:
    return path.replace(os.sep, "/")
