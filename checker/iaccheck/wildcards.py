"""Patterns with ``*`` (any characters, none too) and ``?`` (exactly one), as IAM has them: matching and containment.

Everything is case-sensitive; callers fold what is not.
Source: IAM JSON policy elements, "Using wildcards in resource ARNs"; StringLike.
"""

from __future__ import annotations

MOST_STATES = 20_000
"""Containment is exact up to this many steps of the search; beyond it, "not contained" is the safe answer."""


def is_pattern(text: str) -> bool:
    """Whether it has wildcards."""
    return "*" in text or "?" in text


def matches(pattern: str, text: str) -> bool:
    """Whether a text without wildcards is one of the pattern's.  Time: length of both, multiplied, at worst."""
    if "*" not in pattern and "?" not in pattern:
        return pattern == text
    if "?" not in pattern and pattern.find("*") == len(pattern) - 1:  # by far the most common: s3:Get*
        return text.startswith(pattern[:-1])
    at = start = 0
    star = -1
    for _ in range((len(pattern) + 1) * (len(text) + 1)):
        if start == len(text):
            break
        if at < len(pattern) and pattern[at] == "*":
            star, back = at, start
            at += 1
        elif at < len(pattern) and pattern[at] in ("?", text[start]):
            at, start = at + 1, start + 1
        elif star >= 0:
            back += 1
            at, start = star + 1, back
        else:
            return False
    return start == len(text) and not pattern[at:].strip("*")


def intersects(one: str, other: str) -> bool:
    """Whether some text is of both patterns."""
    # before[j]: some text is of the part of one that was read so far, and of other[:j]
    before = _stars(other)
    for step in one:
        after = [step == "*" and before[0]]
        for position, symbol in enumerate(other):
            if step == "*" or symbol == "*":
                met = before[position + 1] or after[position]
            else:
                met = before[position] and (step == symbol or "?" in (step, symbol))
            after.append(met)
        before = after
    return before[-1]


def _stars(pattern: str) -> list[bool]:
    found = [True]
    for symbol in pattern:
        found.append(found[-1] and symbol == "*")
    return found


def covers(general: str, special: str) -> bool:
    """Whether every text of ``special`` is one of ``general``.

    Exact: the positions that ``general`` can have reached are followed along every way through ``special``.  All
    characters that ``general`` does not name behave alike, so one stands for all of them.
    """
    if general == special or (general and not general.strip("*")):
        return True
    if not is_pattern(special):
        return matches(general, special)
    letters = {*general, *special} - {"*", "?"} | {"\0"}
    todo = [(0, _closure(general, frozenset({0})))]
    seen = set(todo)
    while todo:
        at, reached = todo.pop()
        if at == len(special):
            if len(general) not in reached:
                return False
            continue
        symbol = special[at]
        following = []
        if symbol == "*":
            following.append((at + 1, reached))
            following += [(at, _step(general, reached, letter)) for letter in letters]
        elif symbol == "?":
            following += [(at + 1, _step(general, reached, letter)) for letter in letters]
        else:
            following.append((at + 1, _step(general, reached, symbol)))
        for state in following:
            if not state[1]:
                return False  # from here every text of special (there always is one) is outside of general
            if state not in seen:
                seen.add(state)
                todo.append(state)
        if len(seen) > MOST_STATES:
            return False
    return True


def _step(pattern: str, reached: frozenset[int], letter: str) -> frozenset[int]:
    moved = set()
    for position in reached:
        if position < len(pattern):
            if pattern[position] == "*":
                moved.add(position)
            elif pattern[position] in ("?", letter):
                moved.add(position + 1)
    return _closure(pattern, frozenset(moved))


def _closure(pattern: str, positions: frozenset[int]) -> frozenset[int]:
    found = set(positions)
    for position in positions:
        while position < len(pattern) and pattern[position] == "*":
            position += 1
            found.add(position)
    return frozenset(found)
