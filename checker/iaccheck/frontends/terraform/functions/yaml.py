"""YAML as Terraform reads and writes it: its core schema, not quite YAML 1.1 and not quite 1.2."""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import Any

from ....graph import Value, reveal
from ..numbers import number_text, parse_number
from ..types import to_string
from ..values import EvaluationError, LimitError, derived, plain, readable, unknown_in
from . import define
from ._arguments import MAX_STRING, bounded, few

_MAX_DEPTH = 200
_INTEGER = re.compile(r"[-+]?(0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)")
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[Tt ](\d\d?):(\d\d):(\d\d)(\.\d+)?[ ]?(Z|[+-]\d\d:?\d\d)?)?")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_TAG = "tag:yaml.org,2002:"
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_TRUE = frozenset(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"])
_FALSE = frozenset(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"])


class _Reader:
    """Makes values of nodes."""

    def __init__(self) -> None:
        self.made: dict[int, Value] = {}
        self.busy: set[int] = set()
        self.count = 0

    def value(self, node: Any, depth: int = 0) -> Value:
        import yaml

        if depth > _MAX_DEPTH:
            raise LimitError(f"the document is nested more than {_MAX_DEPTH} deep")
        if id(node) in self.busy:
            raise EvaluationError("cannot refer to anchor from inside its own definition")
        if id(node) in self.made:
            self.count += _size(self.made[id(node)])
            few(self.count)
            return self.made[id(node)]
        self.count = few(self.count + 1)
        self.busy.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            made = scalar(node)
        elif isinstance(node, yaml.SequenceNode):
            made = [self.value(item, depth + 1) for item in node.value]
        else:
            made = self.mapping(node, depth)
        self.busy.discard(id(node))
        self.made[id(node)] = made
        return made

    def mapping(self, node: Any, depth: int) -> Value:
        made: dict[str, Value] = {}
        for key, item in node.value:
            if getattr(key, "value", None) == "<<" and key.style in (None, ""):
                merged = self.value(item, depth + 1)
                for one in merged if isinstance(merged, list) else [merged]:
                    if not isinstance(one, dict):
                        raise EvaluationError("cannot merge a value that is not a mapping")
                    made.update({k: v for k, v in one.items() if k not in made})
                continue
            name = self.value(key, depth + 1)
            if name is None or isinstance(name, (list, dict)):
                raise EvaluationError("only scalars can be mapping keys" if name is not None else
                                      "mapping key cannot be null")
            made[to_string(name)] = self.value(item, depth + 1)
        if (node.tag or "") == _TAG + "set":
            raise EvaluationError(f"{_where(node.start_mark)}unsupported tag !!set")
        return made


def _where(mark: Any) -> str:
    return f"on line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""


def _size(value: Value) -> int:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_size, items))


def scalar(node: Any) -> Value:
    """The value of a scalar, by its tag or its looks."""
    text, tag = node.value, node.tag or ""
    if tag.startswith(_TAG) and not (node.style in ("'", '"') and tag != _TAG + "binary"):
        return _tagged(tag.removeprefix(_TAG), text)
    if tag not in ("", "!") and not tag.startswith(_TAG):
        raise EvaluationError(f'{_where(node.start_mark)}unsupported tag "{tag}"')
    return text if node.style in ("'", '"', "|", ">") or tag == "!" else looks_like(text)


def looks_like(text: str) -> Value:
    """What a plain scalar means."""
    if text in _NULLS:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if (whole := _integer(text)) is not None:
        return whole
    if _FLOAT.fullmatch(text) is not None:
        return parse_number(text)
    if (day := _DATE.fullmatch(text)) is not None:
        return _stamp(day)
    if text.lower() in (".inf", "+.inf") and text[-3:] in ("inf", "Inf", "INF"):
        return math.inf
    return -math.inf if text in ("-.inf", "-.Inf", "-.INF") else text


def _stamp(found: re.Match[str]) -> str:
    """A date or time as RFC 3339 has it."""
    year, month, day, hour, minute, second, beyond, zone = found.groups()
    zone = zone if zone in (None, "Z") or ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return (f"{year}-{int(month):02}-{int(day):02}T{int(hour or 0):02}:{minute or '00'}:{second or '00'}"
            f"{(beyond or '').rstrip('0').removesuffix('.')}{zone or 'Z'}")


def _integer(text: str) -> int | None:
    if _INTEGER.fullmatch(text) is None or len(text) > 400:
        return None
    body = text.lstrip("+-")
    sign = -1 if text[0] == "-" else 1
    base = {"0o": 8, "0x": 16}.get(body[:2])
    return sign * (int(body) if base is None else int(body[2:], base))


def _tagged(name: str, text: str) -> Value:
    match name:
        case "str":
            return text
        case "null":
            return None
        case "bool" if text in _TRUE or text in _FALSE:
            return text in _TRUE
        case "int" if (whole := _integer(text)) is not None:
            return whole
        case "float" if (found := parse_number(text)) is not None:
            return found
        case "binary":
            try:
                base64.b64decode(text, validate=True)
            except (binascii.Error, ValueError):
                raise EvaluationError("cannot parse as !!binary: not valid base64") from None
            return text
        case "timestamp":
            return text
    raise EvaluationError(f'cannot parse "{text[:40]}" as !!{name}')


def _yamldecode(text: str) -> Value:
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

    class Loader(loader):  # type: ignore[misc]
        """Keeps the tags that are written, and resolves none itself."""

        def resolve(self, kind: Any, value: Any, implicit: Any) -> str:  # noqa: ARG002
            return ""

    if len(text) > MAX_STRING or text.count("[") + text.count("{") > 100_000:
        raise LimitError("the document is too long")
    try:
        nodes = list(yaml.compose_all(text, Loader))
    except yaml.MarkedYAMLError as error:
        raise EvaluationError(f"{_where(error.problem_mark)}{error.problem}") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise EvaluationError(str(error).split("\n", 1)[0]) from None
    if len(nodes) > 1:
        raise EvaluationError(f"{_where(nodes[1].start_mark)}unexpected extra content after value")
    if not nodes:
        raise EvaluationError("on line 1, column 1: missing start of document")
    return _Reader().value(nodes[0])


def _yamlencode(value: Value) -> Value:
    document = plain(readable(value))
    if (unknown := unknown_in(document)) is not None:
        return derived(unknown, "string")
    if not _flat(document):
        return bounded("".join(_block(reveal(document), 0, "")))
    found = reveal(document)
    end = "" if isinstance(found, (str, list, dict)) else "...\n"
    return bounded(f"{_leaf(found, 2)}\n{end}")


def _flat(value: Value) -> bool:
    value = reveal(value)
    return not isinstance(value, (list, dict)) or not value


def _leaf(value: Value, indent: int) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, list):
        return "[]"
    if isinstance(value, dict):
        return "{}"
    return _quoted(value, indent)


def _quoted(text: str, indent: int) -> str:
    if "\n" in text and not text.startswith((" ", "\n")) and _printable(text):
        tail = "+" if text.endswith("\n\n") or text == "\n" else "" if text.endswith("\n") else "-"
        lines = text.removesuffix("\n").split("\n")
        return f"|{tail}\n" + "\n".join(" " * indent + line if line else "" for line in lines)
    made = []
    for character in text:
        if character in _ESCAPES:
            made.append(_ESCAPES[character])
        elif character.isprintable() or character == " ":
            made.append(character)
        else:
            code = ord(character)
            made.append(f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}" if code < 65536 else f"\\U{code:08X}")
    return '"' + "".join(made) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\x07": "\\a", "\x08": "\\b",
            "\x0b": "\\v", "\x0c": "\\f", "\x1b": "\\e", "\x85": "\\N", "\xa0": "\\_", "\u2028": "\\L",
            "\u2029": "\\P", "\ufeff": "\\uFEFF"}


def _printable(text: str) -> bool:
    return all(c == "\n" or c.isprintable() for c in text)


def _block(value: Value, indent: int, lead: str) -> list[str]:
    """The lines of a collection; the first is led by what stands in front of it already."""
    pad = " " * indent
    lines: list[str] = []
    items = ([(f"{_key(k)}:", value[k]) for k in sorted(value)] if isinstance(value, dict)
             else [("-", item) for item in value])
    for number, (head, item) in enumerate(items):
        item = reveal(item)
        start = lead if number == 0 and lead else pad
        if _flat(item):
            lines.append(f"{start}{head} {_leaf(item, indent + 2)}\n")
        elif isinstance(value, list):
            lines += _block(item, indent + 2, f"{start}- ")
        elif isinstance(item, list):
            lines.append(f"{start}{head}\n")
            lines += _block(item, indent, "")
        else:
            lines.append(f"{start}{head}\n")
            lines += _block(item, indent + 2, "")
    return lines


def _key(text: str) -> str:
    return _quoted(text, 0) if "\n" not in text else '"' + text.replace("\n", "\\n") + '"'


FUNCTIONS = {
    "yamldecode": define("src: string", _yamldecode),
    "yamlencode": define("value?: any -> string", _yamlencode, takes_unknown=True),
}
