"""Encoding, decoding and hashing."""

from __future__ import annotations

import base64
import binascii
import csv
import gzip
import hashlib
import io
import json
import uuid
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from ....files import InputError
from ....graph import Sensitive, Unknown, Value, reveal
from ..types import number_text
from ..values import EvaluationError, LimitError, derived, plain, unknown_in
from . import Function
from ._arguments import MAX_STRING, bounded, mapping, sequence, string


def to_json(value: Value) -> str:
    """JSON as Go's encoder writes it: sorted keys, no spaces, ``<``, ``>`` and ``&`` escaped."""
    text = json.dumps(_jsonable(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return bounded(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
                   .replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _jsonable(value: Value) -> Any:
    value = reveal(value)
    if isinstance(value, float):
        text = number_text(value)
        return int(text) if text.lstrip("-").isdigit() else value
    if isinstance(value, dict):
        return {k: _jsonable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_jsonable(v) for v in value]
    return value


def _jsonencode(value: Value) -> Value:
    document = plain(value)
    unknown = unknown_in(document)
    if unknown is not None:
        return Unknown(unknown.reason, unknown.reference, not_null=True, kind="string", document=document)
    text = to_json(document)
    return Sensitive(text) if _has_sensitive(document) else text


def _has_sensitive(value: Value) -> bool:
    if isinstance(value, Sensitive):
        return True
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_has_sensitive(v) for v in items)


def _jsondecode(text: Value) -> Value:
    if isinstance(text, Unknown):
        return text.document if text.document is not None else derived(text, not_null=False)
    try:
        return json.loads(string(text))
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"invalid JSON: {error}") from None


def _yamldecode(text: Value) -> Value:
    from ...documents import Report, read

    errors: list[InputError] = []
    documents = list(read(string(text), "yaml", Report("yaml", errors)))
    if errors:
        raise EvaluationError(f"invalid YAML: {errors[0].message}")
    return documents[0].data if documents else None


def _yamlencode(value: Value) -> Value:
    import yaml

    if (unknown := unknown_in(value)) is not None:
        return derived(unknown, "string")
    return bounded(yaml.safe_dump(_jsonable(plain(value)), default_style='"', sort_keys=True))


def _csvdecode(text: Value) -> Value:
    rows = list(csv.reader(io.StringIO(string(text)), strict=True))
    if not rows:
        raise EvaluationError("missing header line")
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row]


def _base64decode(text: Value) -> str:
    try:
        return base64.b64decode(string(text), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise EvaluationError("failed to decode base64 data") from None


def _base64gunzip(text: Value) -> str:
    unpacked = zlib.decompressobj(31).decompress(base64.b64decode(string(text)), MAX_STRING + 1)
    if len(unpacked) > MAX_STRING:
        raise LimitError(f"the result has more than {MAX_STRING} characters")
    return unpacked.decode("utf-8")


def _text_encode(text: Value, encoding: Value) -> str:
    return base64.b64encode(string(text).encode(string(encoding))).decode()


def _text_decode(text: Value, encoding: Value) -> str:
    return base64.b64decode(string(text)).decode(string(encoding))


def _hashed(name: str, encode: Callable[[bytes], str]) -> Callable[[Value], str]:
    return lambda text: encode(hashlib.new(name, string(text).encode(), usedforsecurity=False).digest())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _urlencode(text: Value) -> str:
    return quote_plus(string(text), safe="")


def _uuidv5(namespace: Value, name: Value) -> str:
    known = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID,
             "x500": uuid.NAMESPACE_X500}
    space = string(namespace)
    return str(uuid.uuid5(known.get(space) or uuid.UUID(space), string(name)))


def _encode_tfvars(value: Value) -> str:
    return "".join(f"{name} = {to_json(item)}\n" for name, item in sorted(mapping(value).items()))


def _decode_tfvars(text: Value) -> Value:
    from ..evaluator import evaluate_constant
    from ..parser import parse_file
    from ..syntax import SourceFile

    body = parse_file(SourceFile("tfvars", string(text).encode()), lambda _: None).body
    return {name: evaluate_constant(attribute.expression) for name, attribute in body.attributes.items()}


def _rsadecrypt(*arguments: Value) -> Value:
    sequence(list(arguments))
    raise EvaluationError("rsadecrypt needs a private key, which is not used here")


FUNCTIONS = {
    "base64decode": Function(_base64decode, 1, 1, "string"),
    "base64encode": Function(lambda v: _base64(string(v).encode()), 1, 1, "string"),
    "base64gzip": Function(lambda v: _base64(gzip.compress(string(v).encode(), mtime=0)), 1, 1, "string"),
    "base64gunzip": Function(_base64gunzip, 1, 1, "string"),
    "base64sha256": Function(_hashed("sha256", _base64), 1, 1, "string"),
    "base64sha512": Function(_hashed("sha512", _base64), 1, 1, "string"),
    "csvdecode": Function(_csvdecode, 1, 1, "list"),
    "jsondecode": Function(_jsondecode, 1, 1, takes_unknown=True),
    "jsonencode": Function(_jsonencode, 1, 1, "string", takes_unknown=True),
    "md5": Function(_hashed("md5", bytes.hex), 1, 1, "string"),
    "rsadecrypt": Function(_rsadecrypt, 2, 2, "string"),
    "sha1": Function(_hashed("sha1", bytes.hex), 1, 1, "string"),
    "sha256": Function(_hashed("sha256", bytes.hex), 1, 1, "string"),
    "sha512": Function(_hashed("sha512", bytes.hex), 1, 1, "string"),
    "textdecodebase64": Function(_text_decode, 2, 2, "string"),
    "textencodebase64": Function(_text_encode, 2, 2, "string"),
    "urldecode": Function(lambda v: unquote_plus(string(v), errors="strict"), 1, 1, "string"),
    "urlencode": Function(_urlencode, 1, 1, "string"),
    "uuidv5": Function(_uuidv5, 2, 2, "string"),
    "yamldecode": Function(_yamldecode, 1, 1),
    "yamlencode": Function(_yamlencode, 1, 1, "string", takes_unknown=True),
    "encode_tfvars": Function(_encode_tfvars, 1, 1, "string"),
    "decode_tfvars": Function(_decode_tfvars, 1, 1),
    "encode_expr": Function(to_json, 1, 1, "string"),
}
