"""Strings made of parts, of which some may not be known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...graph import Reason, Sensitive, Unknown, Value, reveal

MAX_TEXT = 64 * 1024 * 1024
"""How many characters the functions of one template may produce."""

# AWS CloudFormation User Guide, "Get values stored in other services using dynamic references".
_DYNAMIC = re.compile(r"\{\{(resolve:(?:ssm|ssm-secure|secretsmanager):[^{}]*)\}\}")
_OPENING = "{{resolve:"


class Budget:
    """What the functions of one template have produced so far."""

    __slots__ = ("left",)

    def __init__(self, left: int = MAX_TEXT) -> None:
        self.left = left

    def take(self, amount: int) -> bool:
        """Whether so much more may be made."""
        self.left -= amount
        return self.left >= 0


def text(value: Value) -> str | None:
    """A scalar as CloudFormation writes it into a string; None for what is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return None


def concatenate(parts: Sequence[Value], budget: Budget) -> Value:
    """The parts as one string: known, unknown with what is known at its ends, or sensitive when a part is."""
    sensitive = any(isinstance(part, Sensitive) for part in parts)
    bare = [reveal(part) for part in parts]
    value = _concatenated([part for part in bare if part != ""], budget)
    return Sensitive(value) if sensitive else value


def _concatenated(parts: list[Value], budget: Budget) -> Value:
    if len(parts) == 1 and isinstance(parts[0], Unknown):
        return parts[0]
    texts: list[str | Unknown] = []
    for part in parts:
        if isinstance(part, Unknown):
            texts.append(part)
        elif (shown := text(part)) is not None:
            texts.append(shown)
        else:
            return Unknown(Reason.ERROR, not_null=True, kind="string")
    if not budget.take(sum(len(t) for t in texts if isinstance(t, str))):
        return Unknown(Reason.LIMIT, not_null=True, kind="string")
    first = next((t for t in texts if isinstance(t, Unknown)), None)
    if first is None:
        return dynamic("".join(t for t in texts if isinstance(t, str)))
    prefix, suffix = _known(texts), _known_end(texts)
    cut = prefix.find(_OPENING)
    if cut >= 0:
        # What is looked up has a name that is not known either; behind it the text goes on.
        suffix = suffix.rpartition("}}")[2]
        return Unknown(Reason.DYNAMIC_REFERENCE, first.reference, prefix[:cut], suffix, True, "string")
    return Unknown(Reason.PARTIAL, first.reference, prefix, suffix, True, "string")


def _known(texts: Sequence[str | Unknown]) -> str:
    known = []
    for part in texts:
        if isinstance(part, Unknown):
            known.append(part.prefix)
            break
        known.append(part)
    return "".join(known)


def _known_end(texts: Sequence[str | Unknown]) -> str:
    known = []
    for part in reversed(texts):
        if isinstance(part, Unknown):
            known.append(part.suffix)
            break
        known.append(part)
    return "".join(reversed(known))


def dynamic(value: str) -> Value:
    """The string, or what is known of it when it holds a dynamic reference."""
    if _OPENING not in value:
        return value
    found = list(_DYNAMIC.finditer(value))
    if not found:
        return value
    prefix, suffix = value[: found[0].start()], value[found[-1].end() :]
    return Unknown(Reason.DYNAMIC_REFERENCE, found[0].group(1), prefix, suffix, True, "string")
