"""Functions of strings.  Regular expressions are RE2, as Terraform's are: they take linear time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ....graph import Unknown, Value
from ..types import STRING, Field, ObjectType, TupleType, Type, kind
from ..values import EvaluationError, LimitError, ListValue, derived, readable, unknown_in
from . import define
from ._arguments import MAX_STRING, bounded, few, whole
from .graphemes import clusters


def _join(separator: Value, *lists: Value) -> Value:
    for one in (separator, *lists):
        if isinstance(one, Unknown):
            return derived(one, "string")
    if not lists:
        raise EvaluationError("at least one list is required")
    texts: list[str] = []
    if len(separator) * sum(map(len, lists)) > MAX_STRING:
        raise LimitError(f"the result has more than {MAX_STRING} characters")
    readable(list(lists))
    for number, one in enumerate(lists, 1):
        for position, item in enumerate(one):
            unknown = unknown_in(item)
            if unknown is not None:
                begun = separator.join(texts) + (separator if texts else "")
                return derived(unknown, "string", prefix=begun + unknown.prefix)
            if item is None:
                raise EvaluationError(f"element {position} is null; cannot concatenate null values", argument=number)
            texts.append(item)
    return bounded(separator.join(texts))


def _pattern(text: str) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(text, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        shown = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise EvaluationError(f"invalid regexp pattern: {shown}", argument=0) from None


def _captured(found: Any) -> Value:
    names = found.re.groupindex
    if names:
        return {name: found.group(name) for name in names}
    if found.re.groups:
        return list(found.groups())
    return found.group()


def _shape(pattern: Any) -> Type:
    """The type of what a pattern captures."""
    if pattern.groupindex:
        return ObjectType({name: Field(STRING, False, None) for name in pattern.groupindex})
    return TupleType((STRING,) * pattern.groups) if pattern.groups else STRING


def _checked(text: str) -> Any:
    pattern = _pattern(text)
    if pattern.groupindex and len(pattern.groupindex) != pattern.groups:
        raise EvaluationError("invalid regexp pattern: cannot mix both named and unnamed capture groups",
                              argument=0)
    return pattern


def _regex(pattern: Value, text: Value) -> Value:
    if isinstance(pattern, Unknown):
        return derived(pattern, not_null=False)
    expression = _checked(pattern)
    if isinstance(text, Unknown):
        shape = _shape(expression)
        return derived(text, kind(shape))
    found = expression.search(text)
    if found is None:
        raise EvaluationError("pattern did not match any part of the given string")
    return _captured(found)


def _matches(pattern: Any, text: str) -> Iterator[Any]:
    """All matches; an empty one right after another is none."""
    end = -1
    for found in pattern.finditer(text):
        if found.start() == found.end() == end:
            continue
        end = found.end()
        yield found


def _regexall(pattern: str, text: str) -> Value:
    expression = _checked(pattern)
    made: list[Value] = []
    for found in _matches(expression, text):
        made.append(_captured(found))
        few(len(made))
    return ListValue(made, _shape(expression))


def _replace(source: str, wanted: str, instead: str) -> str:
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        expression = _pattern(wanted[1:-1])
        pieces, at = [], 0
        for found in _matches(expression, source):
            pieces += [source[at:found.start()], _expanded(instead, found)]
            at = found.end()
        return bounded("".join([*pieces, source[at:]]))
    count = source.count(wanted)
    if instead and count * len(instead) > MAX_STRING:
        raise LimitError(f"the result has more than {MAX_STRING} characters")
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


def _substr(text: str, offset: float, length: float) -> str:
    begin, count = whole(offset), whole(length)
    characters = list(clusters(text))
    if begin < 0:
        begin = max(begin + len(characters), 0)
    if count < 0:
        return "".join(characters[begin:])
    return "".join(characters[begin:begin + count])


def _title(text: str) -> str:
    made, inside = [], False
    for character in text:
        made.append(character if inside else character.title())
        inside = (character.isalnum() or character == "_" if character.isascii() else
                  not character.isspace())  # what Go takes for the inside of a word
    return "".join(made)


def _indent(spaces: float, text: str) -> str:
    count = whole(spaces)
    if count < 0:
        raise EvaluationError("the number of spaces must not be negative")
    padding = " " * few(count)
    if len(padding) * text.count("\n") > MAX_STRING:
        raise LimitError(f"the result has more than {MAX_STRING} characters")
    return text.replace("\n", "\n" + padding)


def _split(separator: str, text: str) -> Value:
    found = text.split(separator) if separator else list(text)
    few(len(found))
    return ListValue(found, STRING)


_SPACE = ("\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
          "\u202f\u205f\u3000")


def _edges(work: Callable[[str, str], bool], edge: str) -> Callable[[Value, Value], Value]:
    """``startswith`` and ``endswith``, of a string that may be known at that edge only."""
    def decide(text: Value, wanted: Value) -> Value:
        if isinstance(wanted, Unknown):
            return derived(wanted, "bool")
        if isinstance(text, Unknown):
            known = getattr(text, edge)
            if edge == "suffix" or not known:
                return derived(text, "bool") if wanted else True
            if len(known) >= len(wanted):
                return known.startswith(wanted)
            return derived(text, "bool") if wanted.startswith(known) else False
        return work(text, wanted)

    return decide


FUNCTIONS = {
    "chomp": define("str: string -> string", lambda v: re.sub(r"(?:\r\n?|\n)*\Z", "", v)),
    "endswith": define("str: string, suffix: string -> bool", str.endswith),
    "indent": define("spaces: number, str: string -> string", _indent),
    "join": define("separator: string, *lists: list(string) -> string", _join, takes_unknown=True),
    "lower": define("str: string -> string", str.lower),
    "regex": define("pattern: string, string: string", _regex, takes_unknown=True),
    "regexall": define("pattern: string, string: string -> list(any)", _regexall),
    "replace": define("str: string, substr: string, replace: string -> string", _replace),
    "split": define("separator: string, str: string -> list(string)", _split),
    "startswith": define("str: string, prefix: string -> bool", _edges(str.startswith, "prefix"), takes_unknown=True),
    "strcontains": define("str: string, substr: string -> bool", lambda v, p: p in v),
    "strrev": define("str: string -> string", lambda v: "".join(reversed(list(clusters(v))))),
    "substr": define("str: string, offset: number, length: number -> string", _substr),
    "title": define("str: string -> string", _title),
    "trim": define("str: string, cutset: string -> string", lambda v, cut: v.strip(cut) if cut else v),
    "trimprefix": define("str: string, prefix: string -> string", str.removeprefix),
    "trimspace": define("str: string -> string", lambda v: v.strip(_SPACE)),
    "trimsuffix": define("str: string, suffix: string -> string", str.removesuffix),
    "upper": define("str: string -> string", lambda v: "".join(c if c == "ß" else c.upper() for c in v)),
}
