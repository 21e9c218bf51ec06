"""Reading attributes of any shape into facts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as example
from hypothesis import strategies as st

from iaccheck.graph import Reason, Sensitive, Unknown
from iaccheck.providers import (
    absent,
    any_condition,
    at_least,
    attr,
    blocks,
    customer_key,
    equals,
    flag,
    none_of,
    present,
    read,
    read_all,
    when,
)
from resources import resource

VARIABLE = Unknown(Reason.VARIABLE, "var.x")
COMPUTED = Unknown(Reason.COMPUTED, "aws_kms_key.k.arn")


def value(fact: Any) -> Any:
    assert fact is not None
    return fact.value


def test_nested_blocks_are_lists_and_names_go_through_the_first() -> None:
    it = resource("aws_x", encryption=[{"key": [{"arn": "k"}]}])
    fact = read(it, "encryption.key.arn")
    assert fact.value == "k"
    assert fact.evidence[0].path == ("encryption", 0, "key", 0, "arn")


def test_absent_and_null_give_the_default_and_say_so() -> None:
    for it in (resource("aws_x"), resource("aws_x", a=None), resource("aws_x", a=[]), resource("aws_x", a=[None])):
        fact = read(it, "a.b", default=7)
        assert fact.value == 7
        assert fact.evidence[0].absent


def test_an_unknown_on_the_way_is_the_answer() -> None:
    assert read(resource("aws_x", a=VARIABLE), "a.b.c").value is VARIABLE
    assert read(resource("aws_x", a=[{"b": VARIABLE}]), "a.b").value is VARIABLE


def test_all_elements_are_read_with_their_places() -> None:
    it = resource("aws_x", rule=[{"cidr": ["a", "b"]}, {"cidr": ["c"]}, VARIABLE])
    facts = read_all(it, "rule[].cidr[]")
    assert [f.value for f in facts] == ["a", "b", "c", VARIABLE]
    assert facts[2].evidence[0].path == ("rule", 1, "cidr", 0)


def test_blocks_leave_out_what_is_no_block() -> None:
    it = resource("aws_x", rule=[{"a": 1}, "nonsense", {"a": 2}])
    assert [b.read("a").value for b in blocks(it, "rule")] == [1, 2]
    assert blocks(resource("aws_x", rule="nonsense"), "rule") == []


@pytest.mark.parametrize(("given", "expected"), [(True, True), ("true", True), ("True", True), (False, False),
                                                 ("false", False), (None, False), ("maybe", False), ([], False)])
def test_a_flag_takes_strings_as_booleans(given: Any, expected: bool) -> None:
    assert value(flag("on")(resource("aws_x", on=given))) is expected


def test_each_dialect_has_its_own_name() -> None:
    condition = flag("storage_encrypted", "StorageEncrypted")
    assert value(condition(resource("AWS::RDS::DBInstance", StorageEncrypted="true"))) is True
    assert value(condition(resource("AWS::RDS::DBInstance", storage_encrypted=True))) is False
    assert flag("storage_encrypted")(resource("AWS::RDS::DBInstance")) is None


def test_a_false_fact_tells_how_to_mend_it() -> None:
    fact = flag("storage_encrypted", "StorageEncrypted")(resource("AWS::RDS::DBInstance"))
    assert fact is not None
    assert fact.mend == "set `StorageEncrypted` to true"


@pytest.mark.parametrize(("given", "expected"), [("x", True), ("", False), ([], False), (None, False),
                                                 (COMPUTED, True), (VARIABLE, VARIABLE), (Sensitive("s"), True),
                                                 (0, True), (False, True)])
def test_presence(given: Any, expected: Any) -> None:
    assert value(present("key")(resource("aws_x", key=given))) == expected


def test_a_key_of_the_provider_is_no_key_of_the_customer() -> None:
    assert value(customer_key("key")(resource("aws_x", key="alias/aws/sns"))) is False
    assert value(customer_key("key")(resource("aws_x", key="alias/mine"))) is True
    assert value(customer_key("key")(resource("aws_x", key=COMPUTED))) is True
    assert value(customer_key("key")(resource("aws_x"))) is False


def test_comparisons() -> None:
    assert value(equals(attr("mode", default="OFF"), "on")(resource("aws_x", mode="ON"))) is True
    assert value(none_of(attr("mode"), ["NONE", None])(resource("aws_x"))) is False
    assert value(at_least(attr("days", default=0), 7)(resource("aws_x", days="7"))) is True
    assert value(at_least(attr("days"), 7)(resource("aws_x", days="many"))) is False
    assert value(absent("old")(resource("aws_x"))) is True


def test_a_guard_that_is_unknown_matters_only_where_the_answer_could_be_no() -> None:
    guarded = when(flag("on"), flag("safe"))
    assert guarded(resource("aws_x", on=False)) is None
    assert value(guarded(resource("aws_x", on=VARIABLE, safe=True))) is True
    assert value(guarded(resource("aws_x", on=VARIABLE))) is VARIABLE


def test_what_a_dialect_does_not_have_does_not_decide() -> None:
    condition = any_condition(flag("a"), flag("b", "B"))
    assert value(condition(resource("AWS::X", B=True))) is True
    assert any_condition(flag("a"))(resource("AWS::X")) is None


values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just(VARIABLE),
                      lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from("abc"), v, max_size=3))


@example(values)
def test_no_shape_of_input_raises(given: Any) -> None:
    it = resource("aws_x", a=given)
    read(it, "a.b.c")
    read_all(it, "a[].b[].c")
    blocks(it, "a.b")
    for condition in (flag("a.b"), present("a"), customer_key("a.b"), at_least(attr("a"), 1), equals(attr("a"), "x"),
                      none_of(attr("a.b"), ["x"])):
        condition(it)
