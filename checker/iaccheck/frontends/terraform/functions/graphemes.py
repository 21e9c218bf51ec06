"""Characters as a reader counts them: grapheme clusters, which Terraform's string functions count by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"


def _extends(character: str) -> bool:
    return (unicodedata.category(character) in ("Mn", "Me", "Mc") or character in (_JOINER, "\ufe0f", "\u200c")
            or "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f")


def _regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def clusters(text: str) -> Iterator[str]:
    """The clusters of a text, in order."""
    if text.isascii() and "\r" not in text:
        yield from text
        return
    current = ""
    flags = 0
    for character in text:
        joined = current and (
            (_extends(character) and current[-1] not in "\r\n")
            or (current[-1] == _JOINER and unicodedata.category(character) == "So" and len(current) > 1)
            or (current == "\r" and character == "\n")
            or (_regional(character) and flags == 1)
            or _hangul(current[-1], character))
        flags = 1 if _regional(character) and not joined else 0
        if joined:
            current += character
            continue
        if current:
            yield current
        current = character
    if current:
        yield current


def _hangul(before: str, after: str) -> bool:
    lead = "\u1100" <= before <= "\u115f"
    vowel = "\u1160" <= before <= "\u11a7" or ("\uac00" <= before <= "\ud7a3" and (ord(before) - 0xAC00) % 28 == 0)
    tail = "\u11a8" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    if lead:
        return "\u1100" <= after <= "\u11a7" or "\uac00" <= after <= "\ud7a3"
    return (vowel and "\u1160" <= after <= "\u11ff") or (tail and "\u11a8" <= after <= "\u11ff")
