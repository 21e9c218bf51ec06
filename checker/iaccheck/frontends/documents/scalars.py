"""What a plain (unquoted) scalar of YAML means."""

from __future__ import annotations

import re

from ...graph import Value

# The words of YAML 1.1 (yaml.org/type/bool.html, null.html, float.html) without the one-letter booleans, which
# neither PyYAML nor Kubernetes' reader takes for such.
_WORDS: dict[str, Value] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"),
    "+.inf": float("inf"), "+.Inf": float("inf"), "+.INF": float("inf"),
    "-.inf": float("-inf"), "-.Inf": float("-inf"), "-.INF": float("-inf"),
    ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}
for _word in ("true", "yes", "on"):
    _WORDS |= {_word: True, _word.capitalize(): True, _word.upper(): True}
for _word in ("false", "no", "off"):
    _WORDS |= {_word: False, _word.capitalize(): False, _word.upper(): False}

_STARTS = frozenset({"", *"-+.0123456789~nNtTfFyYoO"})
_INTEGER = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?")
_MISSING = object()


def plain(text: str) -> Value:
    """The value of a plain scalar: null, a boolean, a number, or the text itself."""
    if text[:1] not in _STARTS:
        return text
    value = _WORDS.get(text, _MISSING)
    if value is not _MISSING:
        return value
    if text[0] in "nNtTfFyYoO~":
        return text
    return number(text)


def number(text: str) -> Value:
    """The number that is written so, or the text when it is none."""
    if len(text) > 400:
        return text
    try:
        if _INTEGER.fullmatch(text):
            return _integer(text.replace("_", ""))
        # A number such as 08 or 0123456789 is neither octal nor decimal (an account's id): it stays text.
        if _FLOAT.fullmatch(text) and (not text.lstrip("-+").isdigit()):
            return float(text.replace("_", ""))
    except ValueError:
        return text
    return text


def _integer(text: str) -> int:
    sign = -1 if text[0] == "-" else 1
    digits = text.lstrip("-+")
    if digits[1:2] in ("b", "x", "o"):
        return sign * int(digits, 0)
    if digits.startswith("0") and len(digits) > 1:
        return sign * int(digits[1:], 8)
    return sign * int(digits)
