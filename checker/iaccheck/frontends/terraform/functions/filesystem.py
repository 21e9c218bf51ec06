"""Functions that read files: below the scanned root only."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator

from ....files import MAX_SOURCE_BYTES, InputError
from ....graph import Value
from ..types import make_set
from ..values import EvaluationError, UnresolvedError
from . import Environment, Function
from ._arguments import few, mapping, string


def _place(environment: Environment, path: Value) -> str:
    text = string(path)
    if text.startswith("~"):
        raise UnresolvedError(f"{text} lies outside of the scanned root and is not opened")
    joined = posixpath.normpath(posixpath.join(environment.directory, text))
    if not environment.files.inside(joined):
        raise UnresolvedError(f"{text} lies outside of the scanned root and is not opened")
    return joined


def _data(environment: Environment, path: Value) -> bytes:
    try:
        return environment.files.read(_place(environment, path), MAX_SOURCE_BYTES)
    except InputError as error:
        raise UnresolvedError(f"no file exists at {error.file}: it {error.message}") from None


def _text(environment: Environment, path: Value) -> str:
    try:
        return _data(environment, path).decode("utf-8")
    except UnicodeDecodeError:
        raise EvaluationError(f"contents of {string(path)} are not valid UTF-8") from None


def _exists(environment: Environment, path: Value) -> bool:
    return environment.files.is_file(_place(environment, path))


def _templatefile(environment: Environment, path: Value, variables: Value) -> Value:
    return environment.render(_text(environment, path), _place(environment, path), dict(mapping(variables)))


def _templatestring(environment: Environment, template: Value, variables: Value) -> Value:
    return environment.render(string(template), "template", dict(mapping(variables)))


def _fileset(environment: Environment, path: Value, pattern: Value) -> Value:
    base = _place(environment, path)
    wanted = re.compile(_glob(string(pattern)))
    return make_set([name for name in _walk(environment, base, "", 0) if wanted.fullmatch(name)])


def _walk(environment: Environment, base: str, inside: str, depth: int) -> Iterator[str]:
    found = 0
    try:
        names = environment.files.list(posixpath.join(base, inside))
    except InputError:
        return
    for name in names:
        relative = posixpath.join(inside, name)
        full = posixpath.join(base, relative)
        found = few(found + 1)
        if environment.files.is_dir(full):
            if depth < 20 and name not in (".git", ".terraform"):
                yield from _walk(environment, base, relative, depth + 1)
        elif environment.files.is_file(full):
            yield relative


def _glob(pattern: str) -> str:
    """A pattern of doublestar's as a regular expression without nested repetition."""
    made, at = "", 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            made, at = made + "(?:.*/)?", at + 3
        elif pattern.startswith("**", at):
            made, at = made + ".*", at + 2
        elif pattern[at] == "*":
            made, at = made + "[^/]*", at + 1
        elif pattern[at] == "?":
            made, at = made + "[^/]", at + 1
        elif pattern[at] == "{" and "}" in pattern[at:]:
            end = pattern.index("}", at)
            made += "(?:" + "|".join(map(re.escape, pattern[at + 1:end].split(","))) + ")"
            at = end + 1
        else:
            made, at = made + re.escape(pattern[at]), at + 1
    return made


def _hashed(name: str, encode: Callable[[bytes], str]) -> Function:
    return Function(lambda environment, path: encode(hashlib.new(name, _data(environment, path),
                                                                 usedforsecurity=False).digest()),
                    1, 1, "string", needs_environment=True)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


FUNCTIONS = {
    "abspath": Function(lambda environment, path: "/" + _place(environment, path), 1, 1, "string",
                        needs_environment=True),
    "basename": Function(lambda path: posixpath.basename(string(path).rstrip("/")) or ".", 1, 1, "string"),
    "dirname": Function(lambda path: posixpath.dirname(string(path)) or ".", 1, 1, "string"),
    "file": Function(_text, 1, 1, "string", needs_environment=True),
    "filebase64": Function(lambda environment, path: _base64(_data(environment, path)), 1, 1, "string",
                           needs_environment=True),
    "filebase64sha256": _hashed("sha256", _base64),
    "filebase64sha512": _hashed("sha512", _base64),
    "fileexists": Function(_exists, 1, 1, "bool", needs_environment=True),
    "filemd5": _hashed("md5", bytes.hex),
    "fileset": Function(_fileset, 2, 2, "set(string)", needs_environment=True),
    "filesha1": _hashed("sha1", bytes.hex),
    "filesha256": _hashed("sha256", bytes.hex),
    "filesha512": _hashed("sha512", bytes.hex),
    "pathexpand": Function(string, 1, 1, "string"),
    "templatefile": Function(_templatefile, 2, 2, "string", needs_environment=True),
    "templatestring": Function(_templatestring, 2, 2, "string", needs_environment=True),
}
