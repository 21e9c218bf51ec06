"""Patterns with wildcards: matching, intersection and containment, against brute force."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iaccheck.wildcards import covers, intersects, matches

patterns = st.text("ab*?", max_size=6)
texts = st.text("abc", max_size=8)
ALL = ["".join(t) for n in range(7) for t in product("abc", repeat=n)]


@given(patterns, texts)
def test_matching_is_that_of_a_shell(pattern: str, text: str) -> None:
    assert matches(pattern, text) == fnmatchcase(text, pattern)


@settings(max_examples=150, deadline=None)
@given(st.text("ab*?", max_size=4), st.text("ab*?", max_size=4))
def test_intersection_and_containment_are_those_of_the_sets(one: str, other: str) -> None:
    first = {t for t in ALL if matches(one, t)}
    second = {t for t in ALL if matches(other, t)}
    # two patterns of at most 4 symbols differ, if they do, in a text of at most 6 characters over 3 letters
    assert intersects(one, other) == bool(first & second)
    assert covers(one, other) == (second <= first)


@given(patterns)
def test_a_star_covers_everything_and_everything_covers_itself(pattern: str) -> None:
    assert covers("*", pattern)
    assert covers(pattern, pattern)


@pytest.mark.parametrize(("general", "special", "answer"), [
    ("s3:*", "s3:Get*", True), ("s3:Get*", "s3:*", False), ("?*", "*?", True), ("*", "", True),
    ("arn:aws:s3:::b/*", "arn:aws:s3:::b/logs/*", True), ("arn:aws:s3:::b*", "arn:aws:s3:::*", False)])
def test_containment_in_words_of_iam(general: str, special: str, answer: bool) -> None:
    assert covers(general, special) is answer


def test_hostile_patterns_end_soon() -> None:
    assert not matches("*a" * 500 + "b", "a" * 2000)
    assert covers("*a" + "?" * 40, "*b*" + "a?" * 40) in (True, False)
    assert intersects("*a" * 200, "?*" * 200)
