"""What must hold of any value: conversions, templates, ``for``, address blocks, numbers."""

from __future__ import annotations

import ipaddress
import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iaccheck.frontends.terraform.evaluator import CONSTANTS, evaluate, evaluate_constant
from iaccheck.frontends.terraform.functions import call_pure
from iaccheck.frontends.terraform.numbers import number_text, parse_number, rounded
from iaccheck.frontends.terraform.parser import parse_expression
from iaccheck.frontends.terraform.syntax import SourceFile
from iaccheck.frontends.terraform.types import ANY, STRING, Collection, convert, type_of, unify_types
from iaccheck.frontends.terraform.values import EvaluationError, normal
from iaccheck.graph import Reason, Unknown, Value

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(normal)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-10**12, 10**12), TEXT)
VALUES = st.recursive(SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4),
                                                       st.dictionaries(TEXT, inner, max_size=4)), max_leaves=12)


def value_of(text: str, **names: Value) -> Value:
    return evaluate(parse_expression(text, SourceFile("e.tf", text.encode()), 0, len(text)), CONSTANTS.bind(**names))


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


@given(VALUES)
def test_json_goes_around(value: Any) -> None:
    assert call_pure("jsondecode", [call_pure("jsonencode", [value])]) == value


@given(VALUES)
def test_yaml_goes_around(value: Any) -> None:
    assert call_pure("yamldecode", [call_pure("yamlencode", [value])]) == value


@given(TEXT)
def test_a_literal_is_its_text(text: str) -> None:
    assert evaluate_constant(parse_expression(quoted(text), SourceFile("e.tf", b""), 0, 0)) == text


@given(TEXT, TEXT, st.one_of(TEXT, st.booleans(), st.integers()))
def test_a_template_joins_its_parts(before: str, after: str, middle: Value) -> None:
    made = value_of(f'"{quoted(before)[1:-1]}<${{x}}>{quoted(after)[1:-1]}"', x=middle)
    assert made == normal(f"{before}<{call_pure('tostring', [middle])}>{after}")


@given(TEXT, TEXT)
def test_a_template_with_an_unknown_part_keeps_its_ends(before: str, after: str) -> None:
    made = value_of(f'"{quoted(before)[1:-1]}|${{x}}|{quoted(after)[1:-1]}"', x=Unknown(Reason.COMPUTED, "a.b.c"))
    assert isinstance(made, Unknown)
    assert (made.prefix, made.suffix, made.not_null, made.kind) == (f"{before}|", f"|{after}", True, "string")


@given(st.lists(st.one_of(st.booleans(), st.integers(), TEXT), max_size=8))
def test_a_list_has_elements_of_one_type(items: list[Value]) -> None:
    types = {type(i) for i in items}
    if types <= {bool} or types <= {int} or str in types:
        made = convert(items, Collection("list", ANY))
        assert len({type(i) for i in made}) <= 1
        assert type_of(made) == Collection("list", STRING) or str not in types
    else:
        assert unify_types([type_of(i) for i in items]) is None


@given(VALUES)
def test_converting_to_its_own_type_changes_nothing(value: Any) -> None:
    assert convert(value, type_of(value)) == value


@given(st.lists(TEXT, max_size=8))
def test_a_set_has_no_duplicates_and_an_order(items: list[str]) -> None:
    made = call_pure("toset", [items])
    assert list(made) == sorted(set(items), key=str.encode)
    assert call_pure("toset", [list(reversed(items))]) == made


@given(st.lists(st.integers(-50, 50), max_size=10))
def test_for_is_what_a_comprehension_is(items: list[int]) -> None:
    assert value_of("[for x in l : x * 2 if x > 0]", l=items) == [x * 2 for x in items if x > 0]
    assert value_of("{ for i, x in l : x % 3 => i... }", l=[abs(i) for i in items]) == {
        str(k): [i for i, x in enumerate(items) if abs(x) % 3 == k] for k in range(3) if any(
            abs(x) % 3 == k for x in items)}


@given(st.dictionaries(TEXT, st.integers(), max_size=8))
def test_for_goes_through_a_map_in_order(items: dict[str, int]) -> None:
    assert value_of("[for k, v in m : k]", m=items) == sorted(items)
    assert value_of("{ for k, v in m : k => v }", m=items) == items


@given(st.integers(0, 2**32 - 1), st.integers(0, 24), st.integers(1, 8), st.data())
def test_subnets_lie_in_their_block(address: int, prefix: int, bits: int, data: st.DataObject) -> None:
    block = ipaddress.ip_network((address, prefix), strict=False)
    number = data.draw(st.integers(0, 2**bits - 1))
    made = ipaddress.ip_network(call_pure("cidrsubnet", [str(block), bits, number]))
    assert made.subnet_of(block)
    assert made.prefixlen == prefix + bits
    assert str(made) == str(list(block.subnets(bits))[number] if bits < 5 else made)
    assert ipaddress.ip_address(call_pure("cidrhost", [str(block), 1])) in block
    assert call_pure("cidrnetmask", [str(block)]) == str(block.netmask)


@given(st.integers(0, 2**128 - 1), st.integers(0, 96), st.lists(st.integers(1, 8), max_size=4))
def test_consecutive_subnets_do_not_overlap(address: int, prefix: int, bits: list[int]) -> None:
    block = ipaddress.ip_network((address, prefix), strict=False)
    try:
        made = [ipaddress.ip_network(s) for s in call_pure("cidrsubnets", [str(block), *bits])]
    except EvaluationError:
        return
    assert all(s.subnet_of(block) for s in made)
    assert all(not a.overlaps(b) for i, a in enumerate(made) for b in made[:i])


@given(st.decimals(allow_nan=False, allow_infinity=False, places=20))
def test_a_number_is_shown_as_it_was_written(number: Decimal) -> None:
    text = format(number, "f").rstrip("0").rstrip(".")
    parsed = parse_number(text)
    assert parsed is not None
    assert number_text(parsed) == ("0" if text in ("-0", "") else text)


@given(st.fractions())
def test_what_is_shown_of_a_number_names_it(number: Fraction) -> None:
    made = rounded(number)
    assert parse_number(number_text(made)) == made


@given(st.one_of(SCALARS, st.just(Unknown(Reason.VARIABLE, "var.x"))), st.sampled_from(["==", "!="]))
def test_nothing_is_known_of_what_is_not(value: Value, operator: str) -> None:
    made = value_of(f"x {operator} y", x=value, y=Unknown(Reason.COMPUTED, "a.b.c"))
    assert isinstance(made, Unknown)
    assert made.kind == "bool"
