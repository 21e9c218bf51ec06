"""Functions of strings.  Regular expressions are RE2, as Terraform's are: they take linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ....graph import Unknown, Value
from ..types import number_text, to_string
from ..values import EvaluationError, derived, unknown_in
from . import Function
from ._arguments import bounded, few, number, sequence, string, whole

_VERB = re.compile(r"%(?:\[(\d+)\])?([-+# 0]*)(\d+|\*)?(?:\.(\d+))?(?:\[(\d+)\])?(.)", re.DOTALL)


def _format(template: Value, *arguments: Value) -> Value:
    if isinstance(template, Unknown):
        return derived(template, "string")
    text = string(template)
    unknown = next((u for a in arguments if (u := unknown_in(a)) is not None), None)
    if unknown is not None:
        prefix = text.partition("%")[0]
        return derived(unknown, "string", prefix=prefix)
    return bounded("".join(_formatted(text, arguments)))


def _formatted(text: str, arguments: tuple[Value, ...]) -> Iterator[str]:
    at = position = 0
    for found in _VERB.finditer(text):
        yield text[at:found.start()]
        at = found.end()
        explicit, flags, width, precision, later, verb = found.groups()
        if verb == "%":
            yield "%"
            continue
        chosen = explicit or later
        position = int(chosen) if chosen else position + 1
        if not 1 <= position <= len(arguments):
            raise EvaluationError(f"not enough arguments for {found.group()!r}")
        if width == "*" or (width and int(width) > 10_000) or (precision and int(precision) > 10_000):
            raise EvaluationError(f"unsupported width in {found.group()!r}")
        yield _verb(verb, flags, width, precision, arguments[position - 1])
    yield text[at:]


def _verb(verb: str, flags: str, width: str | None, precision: str | None, value: Any) -> str:
    match verb:
        case "s":
            shown = to_string(value) if not isinstance(value, (list, dict)) and value is not None else _json(value)
            shown = shown[: int(precision)] if precision else shown
        case "v":
            shown = to_string(value) if isinstance(value, (str, bool, int, float)) else _json(value)
        case "q":
            shown = _json(string(value))
        case "d":
            shown = ("+" if "+" in flags and number(value) >= 0 else "") + str(whole(value))
        case "t":
            shown = to_string(value)
        case "b" | "o" | "x" | "X":
            shown = format(whole(value), verb) if not isinstance(value, str) else (
                value.encode().hex() if verb == "x" else value.encode().hex().upper())
        case "e" | "E" | "f" | "F" | "g" | "G":
            shown = format(float(number(value)), f".{precision}{verb}" if precision else
                           f".6{verb}" if verb in "eEfF" else "") if verb not in "gG" or precision else number_text(
                float(number(value)))
        case _:
            raise EvaluationError(f'unsupported format verb "{verb}"')
    if width:
        fill = "0" if "0" in flags and "-" not in flags else " "
        shown = shown.ljust(int(width)) if "-" in flags else shown.rjust(int(width), fill)
    return shown


def _json(value: Value) -> str:
    from .encoding import to_json

    return to_json(value)


def _formatlist(template: Value, *arguments: Value) -> Value:
    lists = [a for a in arguments if isinstance(a, list)]
    count = len(lists[0]) if lists else 1
    if any(len(x) != count for x in lists):
        raise EvaluationError("arguments must be lists of the same length")
    return [_format(template, *[a[i] if isinstance(a, list) else a for a in arguments]) for i in range(count)]


def _join(separator: Value, *lists: Value) -> Value:
    if isinstance(separator, Unknown):
        return derived(separator, "string")
    for one in lists:
        if isinstance(one, Unknown):
            return derived(one, "string")
    items = [item for one in lists for item in sequence(one)]
    glue = string(separator)
    texts: list[str] = []
    for item in items:
        unknown = unknown_in(item)
        if unknown is not None:
            begun = glue.join(texts) + (glue if texts else "")
            return derived(unknown, "string", prefix=begun + unknown.prefix)
        texts.append(string(item))
    return bounded(glue.join(texts))


def _pattern(text: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error as error:
        raise EvaluationError(f"invalid regular expression pattern: {error}") from None


def _captured(found: Any) -> Value:
    names = found.re.groupindex
    if names:
        return {name: found.group(name) for name in names}
    if found.re.groups:
        return list(found.groups())
    return found.group()


def _regex(pattern: Value, text: Value) -> Value:
    found = _pattern(string(pattern)).search(string(text))
    if found is None:
        raise EvaluationError("pattern did not match any part of the given string")
    return _captured(found)


def _regexall(pattern: Value, text: Value) -> Value:
    return [_captured(found) for found in _pattern(string(pattern)).finditer(string(text))]


def _replace(text: Value, old: Value, new: Value) -> str:
    source, wanted, instead = string(text), string(old), string(new)
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        expression = _pattern(wanted[1:-1])
        pieces, at = [], 0
        for found in expression.finditer(source):
            pieces += [source[at:found.start()], _expanded(instead, found)]
            at = found.end()
        return bounded("".join([*pieces, source[at:]]))
    if instead and source.count(wanted) * len(instead) > 64 * 1024 * 1024:
        bounded(instead * source.count(wanted))
    return bounded(source.replace(wanted, instead))


def _expanded(template: str, found: Any) -> str:
    def value(reference: re.Match[str]) -> str:
        name = reference.group(1) or reference.group(2)
        if name is None:
            return "$"
        try:
            return found.group(int(name) if name.isdigit() else name) or ""
        except (IndexError, KeyError):
            return ""

    return re.sub(r"\$(?:\{(\w+)\}|(\w+)|\$)", value, template)


def _substr(text: Value, offset: Value, length: Value) -> str:
    source, begin, count = string(text), whole(offset), whole(length)
    begin = max(begin + len(source), 0) if begin < 0 else begin
    return source[begin:] if count < 0 else source[begin:begin + count]


def _title(text: Value) -> str:
    return re.sub(r"(^|[\s\-_./])(\w)", lambda m: m.group(1) + m.group(2).upper(), string(text))


def _indent(spaces: Value, text: Value) -> str:
    padding = " " * few(whole(spaces))
    source = string(text)
    bounded(padding * source.count("\n"))
    return source.replace("\n", "\n" + padding)


def _split(separator: Value, text: Value) -> list[str]:
    glue, source = string(separator), string(text)
    return source.split(glue) if glue else list(source)


def _trim(text: Value, cut: Value) -> str:
    return string(text).strip(string(cut))


FUNCTIONS = {
    "chomp": Function(lambda v: re.sub(r"(\r?\n)+\Z", "", string(v)), 1, 1, "string"),
    "endswith": Function(lambda v, s: string(v).endswith(string(s)), 2, 2, "bool"),
    "format": Function(_format, 1, None, "string", takes_unknown=True),
    "formatlist": Function(_formatlist, 1, None, "list(string)"),
    "indent": Function(_indent, 2, 2, "string"),
    "join": Function(_join, 1, None, "string", takes_unknown=True),
    "lower": Function(lambda v: string(v).lower(), 1, 1, "string"),
    "regex": Function(_regex, 2, 2),
    "regexall": Function(_regexall, 2, 2, "list"),
    "replace": Function(_replace, 3, 3, "string"),
    "split": Function(_split, 2, 2, "list(string)"),
    "startswith": Function(lambda v, p: string(v).startswith(string(p)), 2, 2, "bool"),
    "strcontains": Function(lambda v, p: string(p) in string(v), 2, 2, "bool"),
    "strrev": Function(lambda v: string(v)[::-1], 1, 1, "string"),
    "substr": Function(_substr, 3, 3, "string"),
    "title": Function(_title, 1, 1, "string"),
    "trim": Function(_trim, 2, 2, "string"),
    "trimprefix": Function(lambda v, p: string(v).removeprefix(string(p)), 2, 2, "string"),
    "trimspace": Function(lambda v: string(v).strip(), 1, 1, "string"),
    "trimsuffix": Function(lambda v, p: string(v).removesuffix(string(p)), 2, 2, "string"),
    "upper": Function(lambda v: string(v).upper(), 1, 1, "string"),
}
