"""JSON as people write it into policies: a comma before a closing bracket, a common slip, says nothing."""

from __future__ import annotations

import re
from typing import Any

import orjson

STRAY_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+")|,(\s*+[\]}])')
MOST_CHARACTERS = 200_000
"""How long a text is looked through for what is wrong with it."""


def loads(text: str) -> Any:
    """What a text decodes to.  Raises ``ValueError``."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        if len(text) > MOST_CHARACTERS:
            raise
        return orjson.loads(STRAY_COMMA.sub(lambda match: match[1] or match[2], text))
