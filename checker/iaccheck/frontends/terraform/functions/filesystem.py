"""Functions that read files: below the scanned root only."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator

from ....files import MAX_SOURCE_BYTES, InputError
from ....graph import Reason, Unknown, Value
from ..types import STRING, make_set
from ..values import EvaluationError, UnresolvedError
from . import Environment, Function, define
from ._arguments import few


def _place(environment: Environment, text: str) -> str:
    if text.startswith("~"):
        raise UnresolvedError(f"{text} lies outside of the scanned root and is not opened", argument=0)
    joined = posixpath.normpath(posixpath.join(environment.directory, text))
    if not environment.files.inside(joined):
        raise UnresolvedError(f"{text} lies outside of the scanned root and is not opened", argument=0)
    return joined


def _data(environment: Environment, path: str) -> bytes:
    try:
        return environment.files.read(_place(environment, path), MAX_SOURCE_BYTES)
    except OSError:
        raise UnresolvedError(f"failed to read {path}", argument=0) from None
    except InputError as error:
        raise UnresolvedError(f"no file exists at {error.file}: it {error.message}", argument=0) from None


def _text(environment: Environment, path: str) -> str:
    try:
        return _data(environment, path).decode("utf-8")
    except UnicodeDecodeError:
        raise EvaluationError(f"contents of {path} are not valid UTF-8; use the filebase64 function to obtain the "
                              "Base64 encoded contents") from None


def _exists(environment: Environment, path: str) -> bool:
    place = _place(environment, path)
    if environment.files.is_dir(place):
        raise EvaluationError(f"{path} is a directory, not a file")
    return environment.files.is_file(place)


_NAME = re.compile(r"[^\W\d][\w-]*")


def _variables(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise EvaluationError("invalid vars value: must be a map", argument=1)
    bad = next((name for name in value if not _NAME.fullmatch(name)), None)
    if bad is not None:
        raise EvaluationError(f'invalid template variable name "{bad}": must start with a letter, followed by zero or '
                              "more letters, digits, and underscores", argument=1)
    return dict(value)


def _templatefile(environment: Environment, path: str, variables: Value) -> Value:
    return environment.render(_text(environment, path), _place(environment, path), _variables(variables))


def _templatestring(environment: Environment, template: str, variables: Value) -> Value:
    return environment.render(template, "template", _variables(variables))


def _fileset(environment: Environment, path: str, pattern: str) -> Value:
    base = _place(environment, path)
    try:
        wanted = re.compile(_glob(pattern))
    except re.error:
        raise EvaluationError("failed to glob pattern: syntax error in pattern") from None
    return make_set([name for name in _walk(environment, base, "", 0) if wanted.fullmatch(name)], STRING)


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
        elif pattern[at] == "[":
            end = pattern.find("]", at + 2)
            if end < 0:
                raise EvaluationError("failed to glob pattern: syntax error in pattern")
            inner = pattern[at + 1:end].replace("\\", "\\\\").replace("[", "\\[")
            made, at = f"{made}[{'^' + inner[1:] if inner[0] in '!^' else inner}]", end + 1
        elif pattern[at] == "\\" and at + 1 < len(pattern):
            made, at = made + re.escape(pattern[at + 1]), at + 2
        else:
            made, at = made + re.escape(pattern[at]), at + 1
    return made


def _hashed(name: str, encode: Callable[[bytes], str]) -> Function:
    return define("path: string -> string",
                  lambda environment, path: encode(hashlib.new(name, _data(environment, path),
                                                               usedforsecurity=False).digest()),
                  needs_environment=True)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _basename(path: str) -> str:
    if not path:
        return "."
    return posixpath.basename(path.rstrip("/")) or "/"


def _dirname(path: str) -> str:
    return posixpath.normpath(posixpath.dirname(path)) if posixpath.dirname(path) else "."


def _abspath(environment: Environment, path: str) -> Value:
    return Unknown(Reason.FUNCTION, f'abspath("{path}")', prefix="/", not_null=True, kind="string",
                   suffix=posixpath.basename(_place(environment, path)))


def _pathexpand(path: str) -> Value:
    if path.startswith("~"):
        return Unknown(Reason.FUNCTION, f'pathexpand("{path}")', not_null=True, kind="string")
    return path


FUNCTIONS = {
    "abspath": define("path: string -> string", _abspath, needs_environment=True),
    "basename": define("path: string -> string", _basename),
    "dirname": define("path: string -> string", _dirname),
    "file": define("path: string -> string", _text, needs_environment=True),
    "filebase64": define("path: string -> string", lambda environment, path: _base64(_data(environment, path)),
                         needs_environment=True),
    "filebase64sha256": _hashed("sha256", _base64),
    "filebase64sha512": _hashed("sha512", _base64),
    "fileexists": define("path: string -> bool", _exists, needs_environment=True),
    "filemd5": _hashed("md5", bytes.hex),
    "fileset": define("path: string, pattern: string -> set(string)", _fileset, needs_environment=True),
    "filesha1": _hashed("sha1", bytes.hex),
    "filesha256": _hashed("sha256", bytes.hex),
    "filesha512": _hashed("sha512", bytes.hex),
    "pathexpand": define("path: string -> string", _pathexpand),
    "templatefile": define("path: string, vars: any", _templatefile, needs_environment=True, keeps_marks=True),
    "templatestring": define("template: string, vars: any -> string", _templatestring, needs_environment=True,
                             keeps_marks=True),
}
