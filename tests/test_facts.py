"""Three-valued logic over facts."""

from __future__ import annotations

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from iaccheck.facts import Evidence, Fact, about, all_of, any_of, negate, path_text
from iaccheck.graph import Reason, Sensitive, Unknown, first_unknown, known, show
from resources import resource

UNKNOWN = Unknown(Reason.VARIABLE, "var.x")
facts = st.sampled_from([True, False, UNKNOWN]).map(lambda v: about(resource("t"), v, ("a",)))
RANK = {False: 0, "unknown": 1, True: 2}


def rank(fact: Fact[bool]) -> int:
    return RANK["unknown" if isinstance(fact.value, Unknown) else fact.value]


@example(st.lists(facts))
def test_and_is_the_least_and_or_is_the_greatest(items: list[Fact[bool]]) -> None:
    assert rank(all_of(items)) == min([rank(f) for f in items], default=2)
    assert rank(any_of(items)) == max([rank(f) for f in items], default=0)


@example(st.lists(facts))
def test_de_morgan(items: list[Fact[bool]]) -> None:
    assert rank(negate(all_of(items))) == rank(any_of(negate(f) for f in items))


@example(st.lists(facts, min_size=1))
def test_the_evidence_is_of_what_decided(items: list[Fact[bool]]) -> None:
    answer = all_of(items)
    deciding = [f for f in items if rank(f) == rank(answer)]
    assert set(map(id, answer.evidence)) == {id(e) for f in deciding for e in f.evidence}


def test_an_unknown_value_has_no_truth() -> None:
    with pytest.raises(TypeError):
        bool(UNKNOWN)


def test_evidence_speaks_of_values_and_of_defaults() -> None:
    it = resource("t")
    assert Evidence(it, ("acl",), "public-read").says() == '`acl` is "public-read"'
    assert Evidence(it, ("encrypted",), False, absent=True).says() == "`encrypted` is not set (default: false)"
    assert Evidence(it, ("logging",), absent=True).says() == "`logging` is not set"
    assert path_text(("ingress", 0, "cidr_blocks", 1)) == "ingress[0].cidr_blocks[1]"


@pytest.mark.parametrize("text", [show(Sensitive("hunter2")), f"{Sensitive('hunter2')}", repr(Sensitive("hunter2")),
                                  str(Sensitive("hunter2")), show({"a": [Sensitive("hunter2")]})])
def test_a_sensitive_value_is_never_shown(text: str) -> None:
    assert "hunter2" not in text


def test_unknowns_are_found_inside() -> None:
    assert first_unknown({"a": [1, Sensitive({"b": UNKNOWN})]}) is UNKNOWN
    assert not known([UNKNOWN])
    assert known({"a": [None, Sensitive(1)]})
