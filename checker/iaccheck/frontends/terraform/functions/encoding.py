"""Encoding, decoding and hashing."""

from __future__ import annotations

import base64
import binascii
import codecs
import csv
import hashlib
import io
import json
import math
import re
import uuid
from collections.abc import Callable
from urllib.parse import quote_plus

from ....graph import Reason, Sensitive, Unknown, Value, reveal
from ..numbers import number_text, parse_number
from ..types import STRING, Field, ObjectType
from ..values import EvaluationError, LimitError, ListValue, derived, plain, readable, sensitive_in, sized, unknown_in
from . import define
from ._arguments import bounded


def to_json(value: Value) -> str:
    """JSON as Go's encoder writes it: sorted keys, no spaces, ``<``, ``>`` and ``&`` escaped."""
    pieces: list[str] = []
    _write(plain(readable(sized(value))), pieces, 0)
    return bounded("".join(pieces))


_TEXT = re.compile(r'["\\\x00-\x1f<>&\u2028\u2029\ud800-\udfff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def json_text(text: str) -> str:
    """A string as JSON."""
    return '"' + _TEXT.sub(lambda m: _SHORT.get(m[0]) or (
        "\\ufffd" if "\ud800" <= m[0] <= "\udfff" else f"\\u{ord(m[0]):04x}"), text) + '"'


def _write(value: Value, into: list[str], depth: int) -> None:
    value = reveal(value)
    if depth > 500:
        raise LimitError("the value is nested too deep")
    if value is None:
        into.append("null")
    elif isinstance(value, str):
        into.append(json_text(value))
    elif isinstance(value, bool):
        into.append("true" if value else "false")
    elif isinstance(value, (int, float)):
        if not isinstance(value, int) and not math.isfinite(value):
            raise EvaluationError("cannot serialize infinity as JSON")
        into.append(number_text(value))
    elif isinstance(value, dict):
        for position, key in enumerate(sorted(value)):
            into.append("," if position else "{")
            into.append(json_text(key) + ":")
            _write(value[key], into, depth + 1)
        into.append("}" if value else "{}")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            into.append("," if position else "[")
            _write(item, into, depth + 1)
        into.append("]" if value else "[]")
    else:
        raise EvaluationError("a value that is not known cannot be encoded")


def _jsonencode(value: Value) -> Value:
    document = plain(value)
    unknown = unknown_in(document)
    if unknown is not None:
        prefix = "{" if isinstance(document, dict) else "[" if isinstance(document, list) else ""
        return Unknown(unknown.reason, unknown.reference, prefix=prefix, not_null=True, kind="string",
                       document=document)
    text = to_json(document)
    return Sensitive(text) if sensitive_in(document) else text


def _constant(text: str) -> Value:
    raise ValueError(f"invalid character {text[:1]!r} looking for beginning of value")


def _jsondecode(text: Value) -> Value:
    if isinstance(text, Unknown):
        return text.document if text.document is not None else derived(text, not_null=False)
    try:
        return json.loads(text, parse_float=_json_number, parse_int=_json_number, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"invalid JSON: {error}") from None


def _json_number(text: str) -> Value:
    found = parse_number(text)
    if found is None:
        raise ValueError("number out of range")
    return found


def _csvdecode(text: str) -> Value:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise EvaluationError(f"CSV parse error: {error}") from None
    if (stray := re.search(r'(?m)^(?:[^"\n]*,)?[^",\n]+"', text)) is not None:
        line = text.count("\n", 0, stray.end()) + 1
        raise EvaluationError(f'CSV parse error on line {line}: bare " in non-quoted-field')
    if not rows or not any(rows):
        raise EvaluationError("missing header line")
    rows = [row for row in rows if row]
    names = rows[0]
    if len(set(names)) != len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise EvaluationError(f'duplicate column name "{twice}"')
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(names):
            raise EvaluationError(f"record on line {number}: wrong number of fields")
    element = ObjectType({name: Field(STRING, False, None) for name in names})
    return ListValue([dict(zip(names, row, strict=True)) for row in rows[1:]], element)


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise EvaluationError("failed to decode base64 data: illegal base64 data") from None


def _base64decode(text: str) -> str:
    try:
        return _unbase64(text).decode("utf-8")
    except UnicodeDecodeError:
        raise EvaluationError("the result of decoding the provided string is not valid UTF-8") from None


def _base64gzip(_: str) -> Value:
    """What compression makes depends on who compresses: all that is certain is how it begins."""
    return Unknown(Reason.FUNCTION, "base64gzip()", prefix="H4sIAAAAAAAA", not_null=True, kind="string")


def _charset(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        raise EvaluationError(f'"{name}" is not a supported IANA encoding name or alias in this Terraform version',
                              argument=1) from None


def _text_encode(text: str, encoding: str) -> str:
    try:
        return base64.b64encode(text.encode(_charset(encoding))).decode()
    except UnicodeEncodeError:
        raise EvaluationError(f'the given string contains characters that cannot be represented in {encoding}',
                              argument=0) from None


def _text_decode(text: str, encoding: str) -> str:
    try:
        return _unbase64(text).decode(_charset(encoding))
    except UnicodeDecodeError:
        raise EvaluationError(f"the given string contains bytes that are not valid in {encoding}", argument=0) from None


def _hashed(name: str, encode: Callable[[bytes], str]) -> Callable[[Value], str]:
    return lambda text: encode(hashlib.new(name, text.encode(), usedforsecurity=False).digest())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _urlencode(text: Value) -> str:
    return quote_plus(text, safe="")


def _uuidv5(namespace: Value, name: Value) -> str:
    known = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID,
             "x500": uuid.NAMESPACE_X500}
    try:
        return str(uuid.uuid5(known.get(namespace) or uuid.UUID(namespace), name))
    except ValueError:
        raise EvaluationError(f'uuidv5() doesn\'t support namespace "{namespace}"') from None


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def to_expression(value: Value, indent: int = 0) -> str:
    """A value as an expression of Terraform's language."""
    value = reveal(value)
    if isinstance(value, str):
        return json_text(value).replace("${", "$${").replace("%{", "%%{").replace("\\u003c", "<").replace(
            "\\u003e", ">").replace("\\u0026", "&")
    if isinstance(value, list):
        return "[" + ", ".join(to_expression(v, indent) for v in value) + "]"
    if isinstance(value, dict) and value:
        pad = "  " * (indent + 1)
        names = {k: k if _NAME.fullmatch(k) else json_text(k) for k in sorted(value)}
        width = max(map(len, names.values()))
        lines = [f"{pad}{shown.ljust(width)} = {to_expression(value[k], indent + 1)}\n" for k, shown in names.items()]
        return "{\n" + "".join(lines) + "  " * indent + "}"
    return to_json(value)


def _encode_tfvars(value: Value) -> str:
    if not isinstance(value, dict):
        raise EvaluationError("invalid value to encode: must be an object whose attribute names will become the "
                              "encoded variable names", argument=0)
    names = sorted(value)
    bad = next((n for n in names if not _NAME.fullmatch(n)), None)
    if bad is not None:
        raise EvaluationError(f'invalid variable name "{bad}": must be a valid identifier', argument=0)
    width = max(map(len, names), default=0)
    return bounded("".join(f"{name.ljust(width)} = {to_expression(value[name])}\n" for name in names))


def _decode_tfvars(text: str) -> Value:
    from ..evaluator import evaluate_constant
    from ..parser import parse_file
    from ..syntax import SourceFile

    problems: list[str] = []
    parsed = parse_file(SourceFile("tfvars", text.encode()), lambda p: problems.append(p.message))
    problems += [p.message for p in parsed.problems]
    found = {name: evaluate_constant(attribute.expression) for name, attribute in parsed.body.attributes.items()}
    if problems or parsed.body.blocks:
        raise EvaluationError(f"invalid expression syntax: {problems[0] if problems else 'blocks are not allowed'}",
                              argument=0)
    return found


def _rsadecrypt(ciphertext: str, key: str) -> Value:
    _unbase64(ciphertext)
    if "PRIVATE KEY" not in key:
        raise EvaluationError("no key found", argument=1)
    return Unknown(Reason.FUNCTION, "rsadecrypt()", not_null=True, kind="string")


FUNCTIONS = {
    "base64decode": define("str: string -> string", _base64decode),
    "base64encode": define("str: string -> string", lambda v: _base64(v.encode())),
    "base64gzip": define("str: string -> string", _base64gzip),
    "base64sha256": define("str: string -> string", _hashed("sha256", _base64)),
    "base64sha512": define("str: string -> string", _hashed("sha512", _base64)),
    "csvdecode": define("str: string -> list(any)", _csvdecode),
    "jsondecode": define("str: string", _jsondecode, takes_unknown=True),
    "jsonencode": define("val?: any -> string", _jsonencode, takes_unknown=True, keeps_marks=True),
    "md5": define("str: string -> string", _hashed("md5", bytes.hex)),
    "rsadecrypt": define("ciphertext: string, privatekey: string -> string", _rsadecrypt),
    "sha1": define("str: string -> string", _hashed("sha1", bytes.hex)),
    "sha256": define("str: string -> string", _hashed("sha256", bytes.hex)),
    "sha512": define("str: string -> string", _hashed("sha512", bytes.hex)),
    "textdecodebase64": define("source: string, encoding: string -> string", _text_decode),
    "textencodebase64": define("string: string, encoding: string -> string", _text_encode),
    "urlencode": define("str: string -> string", _urlencode),
    "uuidv5": define("namespace: string, name: string -> string", _uuidv5),
    "encode_tfvars": define("value: any -> string", _encode_tfvars),
    "decode_tfvars": define("src: string", _decode_tfvars),
    "encode_expr": define("value?: any -> string", to_expression),
}
