"""``format`` and ``formatlist``: the verbs of Terraform's own, which are not quite Go's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import NamedTuple, NoReturn

from ....graph import Reason, Sensitive, Unknown, Value
from ..numbers import exact, number_text, precision, rounded, shortest
from ..types import BOOL, NUMBER, STRING, convert
from ..values import EvaluationError, ListValue, derived, unknown_in, unmark
from . import define
from ._arguments import bounded, few
from .graphemes import clusters

_VERB = re.compile(r"%(?P<flags>[-+# 0]*)(?P<width>\d+|\*)?(?:\.(?P<precision>\d*))?(?:\[(?P<index>\d*)\])?"
                   r"(?P<verb>[A-Za-z%])", re.ASCII)
_INDEX_FIRST = re.compile(r"%(\[\d+\])([-+# 0]*(?:\d+)?(?:\.\d*)?)([A-Za-z])", re.ASCII)
_MAX_WIDTH = 10_000


class _Verb(NamedTuple):
    text: str
    flags: str
    width: int
    precision: int
    verb: str


def _format(template: Value, *arguments: Value) -> Value:
    if isinstance(template, Unknown):
        return derived(template, "string")
    unknown = next((u for a in arguments if (u := unknown_in(a)) is not None), None)
    if unknown is not None:
        prefix = "" if "%" in template.partition("%")[0] else template.partition("%")[0]
        return derived(unknown, "string", prefix=prefix)
    made = bounded("".join(_formatted(template, arguments)))
    if any(a is None for a in arguments):  # Terraform does not say what null, of no type, looks like
        return Unknown(Reason.FUNCTION, "format()", not_null=True, kind="string")
    return made


def _formatted(text: str, arguments: tuple[Value, ...]) -> Iterator[str]:
    at = position = highest = 0
    explicit = False
    while (begin := text.find("%", at)) >= 0:
        yield text[at:begin]
        swapped = _INDEX_FIRST.match(text, begin)
        found = _VERB.match(f"%{swapped[2]}{swapped[1]}{swapped[3]}") if swapped else _VERB.match(text, begin)
        if found is None:
            _unrecognised(text, begin)
        at = swapped.end() if swapped else found.end()
        shown, verb = text[begin:at], found["verb"]
        if verb == "%":
            yield "%"
            continue
        if found["width"] == "*":
            raise EvaluationError(f"unsupported dynamic width in {shown!r}")
        if found["index"] is not None:
            position, explicit = int(found["index"] or 0), True
            if position < 1:
                raise EvaluationError(f"unrecognized format character in {shown!r}")
        else:
            position += 1
        highest = max(highest, position)
        if position > len(arguments):
            raise EvaluationError(f'not enough arguments for "{shown}" at {begin}: need index {position} but have '
                                  f"{len(arguments)} total")
        width, places = int(found["width"] or 0), found["precision"]
        if width > _MAX_WIDTH or int(places or 0) > _MAX_WIDTH:
            raise EvaluationError(f"too wide: {shown!r}")
        parsed = _Verb(shown, found["flags"], width, -1 if places is None else int(places or 0), verb)
        yield _padded(_shown(parsed, arguments[position - 1]), parsed)
    yield text[at:]
    if not explicit and highest < len(arguments):
        raise EvaluationError("too many arguments; " + (
            f"only {highest} used by format string" if highest else "no verbs in format string"), argument=highest + 1)


def _unrecognised(text: str, begin: int) -> NoReturn:
    rest = text[begin + 1:].lstrip("-+# 0123456789.[]")
    if not rest:
        raise EvaluationError("unexpected end of format string")
    raise EvaluationError(f'unrecognized format character "{rest[0]}" at offset {begin}')


def _padded(text: str, verb: _Verb) -> str:
    if not verb.width:
        return text
    count = sum(1 for _ in clusters(text)) if verb.verb in "sqv" else len(text)
    missing = " " * (verb.width - count)
    if "-" in verb.flags:
        return text + missing
    if "0" in verb.flags and verb.verb not in "sqv":
        sign = text[0] if text[:1] in ("+", "-", " ") else ""
        return sign + "0" * len(missing) + text[len(sign):]
    if "0" in verb.flags and verb.verb in "sqv":
        return "0" * len(missing) + text
    return missing + text


def _shown(verb: _Verb, value: Value) -> str:
    match verb.verb:
        case "v":
            return _any(verb, value)
        case "t":
            return "true" if _as(verb, value, BOOL) else "false"
        case "b" | "d" | "o" | "x" | "X" | "e" | "E" | "f" | "g" | "G":
            return _number(verb, _as(verb, value, NUMBER))
        case "s" | "q":
            text = _as(verb, value, STRING)
            if verb.precision >= 0:
                text = "".join(list(clusters(text))[:verb.precision])
            return _json(text) if verb.verb == "q" else text
    raise EvaluationError(f'unsupported format verb "{verb.verb}" in {verb.text!r}')


def _as(verb: _Verb, value: Value, type_: Value) -> Value:
    value = unmark(value)
    if value is None:
        return False if type_ is BOOL else 0 if type_ is NUMBER else ""
    try:
        return convert(value, type_)
    except EvaluationError as error:
        raise EvaluationError(f'unsupported value for "{verb.text}": {error.message}') from None


def _any(verb: _Verb, value: Value) -> str:
    if "#" in verb.flags:
        return _json(value)
    value = unmark(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(verb._replace(verb="g"), value)
    if isinstance(value, str):
        return _shown(verb._replace(verb="s"), value)
    return _json(value)


def _json(value: Value) -> str:
    from .encoding import to_json

    return to_json(value)


def _number(verb: _Verb, value: Value) -> str:
    kind = verb.verb
    if kind in "bdoxX":
        if not isinstance(value, int):
            raise EvaluationError(f'unsupported value for "{verb.text}": an integer is required')
        digits = str(abs(value)) if kind == "d" else format(abs(value), kind)
        negative = value < 0
        mark = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}.get(kind, "") if "#" in verb.flags else ""
        if verb.precision >= 0:
            digits = digits.rjust(verb.precision, "0")
        text = mark + digits
    else:
        negative = value < 0
        text = _decimal(verb, rounded(abs(exact(value)), precision(value)))
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    return sign + text


def _decimal(verb: _Verb, value: float) -> str:
    number = exact(value)
    kind = verb.verb.lower()
    places = verb.precision
    bits = precision(value)
    if kind == "g" and places < 0:
        text = _shortest(value, bits)
    else:
        places = 6 if places < 0 else places
        with localcontext() as context:
            context.prec = 2000
            context.rounding = ROUND_HALF_EVEN
            decimal = Decimal(number.numerator) / Decimal(number.denominator)
            if kind == "f":
                text = format(decimal, f".{places}f")
            elif kind == "e":
                text = _exponent(format(decimal, f".{places}e"))
            else:
                text = _exponent(format(decimal.normalize(), f".{max(places, 1)}g"))
    return text.upper() if verb.verb.isupper() else text


def _exponent(text: str) -> str:
    mantissa, mark, power = text.partition("e")
    return f"{mantissa}e{power[0]}{power[1:].rjust(2, '0')}" if mark else text


def _shortest(value: float, bits: int) -> str:
    """As few digits as name the number, with an exponent where it is far from one."""
    if value == 0:
        return "0"
    digits, point = shortest(exact(value), bits)
    limit = max(len(digits), 21)
    if -4 <= point - 1 < limit:
        return number_text(value)
    power = point - 1
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{'-' if power < 0 else '+'}{abs(power):02}"


def _formatlist(template: Value, *arguments: Value) -> Value:
    unknown = next((a for a in (template, *arguments) if isinstance(a, Unknown)), None)
    if unknown is not None:
        return derived(unknown, "list(string)")
    lists = [a for a in arguments if isinstance(a, list)]
    if any(a is None for a in arguments):
        return Unknown(Reason.FUNCTION, "formatlist()", not_null=True, kind="list(string)")
    sizes = [(number, len(a)) for number, a in enumerate(arguments, 1) if isinstance(a, list)]
    for number, size in sizes:
        if size != sizes[0][1]:
            raise EvaluationError(f"argument {number} has length {size}, which is inconsistent with argument "
                                  f"{sizes[0][0]} of length {sizes[0][1]}", argument=number)
    if any(isinstance(a, dict) for a in arguments):
        raise EvaluationError("a map cannot be used here", argument=1)
    count = few(len(lists[0]) if lists else 1)
    made: list[Value] = []
    for at in range(count):
        chosen = [a[at] if isinstance(a, list) else a for a in arguments]
        try:
            one = _format(template, *[c.value if isinstance(c, Sensitive) else c for c in chosen])
        except EvaluationError as error:
            raise EvaluationError(f"error on format iteration {at}: {error.message}") from None
        made.append(one)
    return ListValue(made, STRING)


FUNCTIONS = {
    "format": define("format: string, *args?: any -> string", _format, takes_unknown=True),
    "formatlist": define("format: string, *args?: any -> list(string)", _formatlist, takes_unknown=True),
}
