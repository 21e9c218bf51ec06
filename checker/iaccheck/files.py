"""Reading files of a scanned tree, and nothing else: only regular files, only below the root, only up to a size."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")

MAX_FILE_BYTES = 512 * 1024 * 1024
"""A plan of 200,000 resources is about this large; anything larger is refused rather than read into memory."""

MAX_SOURCE_BYTES = 16 * 1024 * 1024
"""The same for source text that a person writes (HCL, templates, manifests), whose parsers need more memory."""


@dataclass(unsafe_hash=True)
class InputError(Exception):
    """Some input cannot be read or parsed.  ``line`` and ``column`` are 1-based, 0 where there is no position."""

    file: str
    message: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class Entry(NamedTuple):
    """One name in a directory; a link is what it leads to."""

    name: str
    is_dir: bool
    is_link: bool


class Files:
    """The files below a root directory.  Paths go in and out relative to it, with ``/``.

    Everything raises ``InputError`` with the path as the user knows it.  A symlink is followed only where it leads
    to a regular file or directory below the root.
    """

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self._real: dict[str, str] = {}
        self.answers: dict[tuple[str, str], str] = {}
        """``(question, path)`` → a digest of what was answered: all that a scan has learnt of the tree."""

    def absolute(self, path: str) -> str:
        """The real path of ``path``; an error when that lies outside of the root."""
        found = self._real.get(path)
        if found is None:
            found = self._real[path] = self._resolve(path)
        return found

    def _resolve(self, path: str) -> str:
        if "\0" in path:
            raise InputError(path.replace("\0", "\\0"), "the path has a NUL byte")
        try:
            real = os.path.realpath(os.path.join(self.root, path), strict=True)
        except OSError as error:
            raise InputError(path, _reason(error)) from None
        if real != self.root and not real.startswith(self.root.rstrip(os.sep) + os.sep):
            raise InputError(path, "lies outside of the scanned root and is not opened")
        return real

    def inside(self, path: str) -> bool:
        """Whether the path, links not followed, stays below the root."""
        return not os.path.normpath(path).startswith("..") and not os.path.isabs(path)

    def is_dir(self, path: str) -> bool:
        return self._noted("is_dir", path, lambda: _holds(os.path.isdir, self.absolute, path))

    def is_file(self, path: str) -> bool:
        return self._noted("is_file", path, lambda: _holds(os.path.isfile, self.absolute, path))

    def list(self, path: str) -> Sequence[str]:
        """The names in a directory, sorted."""
        return [entry.name for entry in self.entries(path)]

    def entries(self, path: str) -> Sequence[Entry]:
        """What is in a directory, sorted by name."""
        return self._noted("entries", path, lambda: self._scan(path))

    def _scan(self, path: str) -> Sequence[Entry]:
        try:
            with os.scandir(self.absolute(path)) as found:
                return sorted(Entry(e.name, _is_dir(e), e.is_symlink()) for e in found)
        except OSError as error:
            raise InputError(path, _reason(error)) from None

    def read(self, path: str, limit: int = MAX_FILE_BYTES) -> bytes:
        """The bytes of a regular file of at most ``limit`` bytes."""
        return self._noted("read", path, lambda: read_regular(self.absolute(path), path, limit))

    def _noted(self, question: str, path: str, ask: Callable[[], T]) -> T:
        try:
            answer = ask()
        except InputError as error:
            self.answers[question, path] = digest(str(error))
            raise
        self.answers[question, path] = digest(answer)
        return answer

    def still(self, question: str, path: str, answer: str) -> bool:
        """Whether a question would have the answer again that ``answers`` of another scan has kept."""
        ask: dict[str, Callable[[str], object]] = {"is_dir": self.is_dir, "is_file": self.is_file,
                                                   "entries": self.entries, "read": self.read}
        with contextlib.suppress(InputError):
            ask[question](path)
        return self.answers[question, path] == answer

    def text(self, path: str, limit: int = MAX_SOURCE_BYTES) -> str:
        """The text of a source file: UTF-8, with or without a byte order mark, or UTF-16 with one."""
        return decode(self.read(path, limit), path)


def common_root(paths: Sequence[str]) -> str:
    """The directory that results are relative to: the path itself, or what several have in common."""
    if not paths or list(paths) == ["-"]:
        return os.getcwd()
    folders = [p if os.path.isdir(p) else os.path.dirname(p) or "." for p in paths if p != "-"]
    return os.path.commonpath([os.path.realpath(f) for f in folders])


def digest(answer: object) -> str:
    """A short name for an answer: the same for the same one."""
    data = answer if isinstance(answer, bytes) else repr(answer).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _is_dir(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _holds(test: Callable[[str], bool], absolute: Callable[[str], str], path: str) -> bool:
    try:
        return test(absolute(path))
    except InputError:
        return False


def read_regular(real: str, name: str, limit: int) -> bytes:
    """The bytes of the regular file ``real``, called ``name`` in errors.  Never blocks on a FIFO or a device."""
    try:
        descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise InputError(name, _reason(error)) from None
    try:
        if wrong := _refusal(os.fstat(descriptor), limit):
            raise InputError(name, wrong)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)[:limit]
    except OSError as error:
        raise InputError(name, _reason(error)) from None
    finally:
        os.close(descriptor)


def _refusal(status: os.stat_result, limit: int) -> str:
    """Why a file is not read; empty when it is."""
    if stat.S_ISDIR(status.st_mode):
        return "is a directory"
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file"
    return f"is larger than {limit // (1024 * 1024)} MiB" if status.st_size > limit else ""


def decode(data: bytes, name: str) -> str:
    """Source text from bytes; an error with line and column where they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise InputError(name, "is not valid UTF-16", 1, 1) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise InputError(name, f"is not valid UTF-8 (byte 0x{data[error.start]:02x})", line, column) from None
    if (at := text.find("\0")) >= 0:
        raise InputError(name, "has a NUL byte", text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
    return text


def _reason(error: OSError) -> str:
    return {FileNotFoundError: "does not exist", PermissionError: "may not be read (permission denied)",
            IsADirectoryError: "is a directory", NotADirectoryError: "is not a directory"}.get(
        type(error), f"cannot be read: {error.strerror or error}")
