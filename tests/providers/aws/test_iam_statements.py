"""Statements of policy documents: one meaning however they are written, and what they come to together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iaccheck.facets import Statement
from iaccheck.frontends.terraform.evaluator import join
from iaccheck.graph import Graph, Reason, Unknown
from iaccheck.providers.aws._conditions import narrows, narrows_if_present
from iaccheck.providers.aws._document_json import render
from iaccheck.providers.aws._effect import allows, effective
from iaccheck.providers.aws._grants import administrator, capabilities
from iaccheck.providers.aws._policy_documents import document
from iaccheck.wildcards import matches
from resources import resource

ACTIONS = ("s3:GetObject", "s3:PutObject", "iam:PassRole", "ec2:RunInstances", "sqs:SendMessage")
patterns = st.sampled_from((*ACTIONS, "*", "s3:*", "s3:Get*", "*:*", "iam:Pass?ole", "s?:*"))
resources_ = st.sampled_from(("*", "arn:aws:s3:::logs/*", "arn:aws:iam::111122223333:role/app"))
statements = st.builds(Statement, allow=st.booleans(), actions=st.lists(patterns, min_size=1, max_size=3).map(tuple),
                       resources=st.lists(resources_, min_size=1, max_size=2).map(tuple))
documents = st.lists(statements, max_size=5)
EVERYTHING = {"actions": ("*",), "resources": ("*",)}


def oracle(given_: list[Statement], action: str) -> bool:
    """Whether an action is allowed on every resource: said plainly, one statement at a time."""
    def about(statement: Statement) -> bool:
        return "*" in statement.resources and any(matches(a.lower(), action.lower()) for a in statement.actions)

    return (any(s.allow and about(s) for s in given_) and not any(not s.allow and about(s) for s in given_))


@given(documents, st.sampled_from(ACTIONS))
def test_allowed_is_what_an_allow_names_and_no_deny_takes_back(given_: list[Statement], action: str) -> None:
    assert allows(given_, action.lower()) is oracle(given_, action)


@given(documents, st.sampled_from(ACTIONS))
def test_what_is_effective_allows_the_same(given_: list[Statement], action: str) -> None:
    assert allows(effective(given_), action.lower()) is oracle(given_, action)


@given(documents)
def test_a_deny_of_everything_leaves_nothing(given_: list[Statement]) -> None:
    left = effective([*given_, Statement(allow=False, **EVERYTHING)])
    assert not any(s.allow for s in left)


@given(documents, statements)
def test_another_allow_takes_nothing_away(given_: list[Statement], more: Statement) -> None:
    if more.allow:
        before = {a for a in ACTIONS if allows(given_, a.lower())}
        assert before <= {a for a in ACTIONS if allows([*given_, more], a.lower())}


@given(documents)
def test_of_an_administrator_nothing_more_is_said(given_: list[Statement]) -> None:
    everything = [*given_, Statement(allow=True, **EVERYTHING)]
    assert administrator(everything)
    assert not list(capabilities(resource("aws_iam_policy"), "policy", everything))


# -- one meaning, however written

texts = st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=3, unique=True)


@st.composite
def written(draw: st.DrawFn) -> dict[str, Any]:
    """A statement with single values or lists, at random."""
    def either(values: list[str]) -> Any:
        return values[0] if len(values) == 1 and draw(st.booleans()) else values

    statement: dict[str, Any] = {"Effect": draw(st.sampled_from(("Allow", "Deny")))}
    statement[draw(st.sampled_from(("Action", "NotAction")))] = either(draw(texts))
    statement[draw(st.sampled_from(("Resource", "NotResource")))] = either(draw(
        st.lists(resources_, min_size=1, max_size=2, unique=True)))
    if draw(st.booleans()):
        statement["Condition"] = {"StringLike": {"aws:PrincipalOrgID": either(["o-1"])}}
    return statement


def meaning(value: Any) -> list[tuple[object, ...]]:
    """The statements of a document without the places at which they stand; the order of values means nothing."""
    found = document(resource("aws_iam_policy"), ("policy",), value, Graph())
    assert found.unknown is None
    return [(s.allow, set(s.actions), set(s.not_actions), set(s.resources), set(s.not_resources), s.conditions,
             s.narrowed) for s in found.statements]


@settings(max_examples=60, deadline=None)
@given(st.lists(written(), min_size=1, max_size=3))
def test_a_string_an_object_and_a_data_source_mean_the_same(given_: list[dict[str, Any]]) -> None:
    plain = {"Version": "2012-10-17", "Statement": given_}
    blocks = [{
        "effect": s["Effect"],
        "actions": aslist(s.get("Action")), "not_actions": aslist(s.get("NotAction")),
        "resources": aslist(s.get("Resource")), "not_resources": aslist(s.get("NotResource")),
        "condition": [{"test": "StringLike", "variable": "aws:PrincipalOrgID", "values": ["o-1"]}]
        if "Condition" in s else [],
    } for s in given_]
    assert meaning(json.dumps(plain)) == meaning(plain) == meaning(render({"statement": blocks}))


def aslist(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.text(max_size=5) | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none(),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
                    max_leaves=8).filter(lambda v: isinstance(v, dict | list)), st.data())
def test_holes_in_json_leave_the_rest_of_it(value: Any, data: st.DataObject) -> None:
    """Put a hole where the text of a string, or a whole value, would stand: everything else is as it was."""
    marked = json.dumps([value, "HOLE", {"k": "a-HOLE-b"}])
    hole = Unknown(Reason.COMPUTED, "aws_sqs_queue.q.arn", kind="string")
    if "HOLE" in json.dumps(value):
        return
    first, second, third = marked.split("HOLE")
    whole = data.draw(st.booleans())
    parts: list[Any] = [first, hole, second, hole, third]
    if whole:  # the hole stands for the value, quotes included
        parts = [first.removesuffix('"'), hole, second.removeprefix('"'), hole, third]
    found = join(parts)
    assert isinstance(found, Unknown)
    assert found.document[0] == value
    assert found.document[1] is hole
    part = found.document[2]["k"]
    assert (part.prefix, part.suffix, part.reference) == ("a-", "-b", hole.reference)


@pytest.mark.parametrize("parts", [
    ["no json ", "HOLE"], ["{", "HOLE", "}"], ['{"a": ', "HOLE", " b}"], ["HOLE", "{}"], ["[\ue000", "HOLE", "]"],
    ["[" * 5_000, "HOLE", "]" * 5_000]])
def test_what_is_no_json_has_no_document(parts: list[str]) -> None:
    hole = Unknown(Reason.COMPUTED, "x")
    found = join([hole if p == "HOLE" else p for p in parts])
    assert isinstance(found, Unknown)
    assert found.document is None


# -- conditions


@pytest.mark.parametrize(("operator", "key", "values", "answer"), [
    ("StringEquals", "aws:principalorgid", ("o-1",), True),
    ("StringEquals", "aws:sourceaccount", ("111122223333",), True),
    ("ArnLike", "aws:sourcearn", ("arn:aws:sns:*:111122223333:*",), True),
    ("ArnLike", "aws:sourcearn", ("*",), False),
    ("StringLike", "aws:principalarn", ("arn:aws:*",), False),
    ("StringEquals", "aws:username", ("admin",), False),
    ("StringEqualsIfExists", "aws:principalorgid", ("o-1",), False),
    ("ForAllValues:StringEquals", "aws:principalorgid", ("o-1",), False),
    ("ForAnyValue:StringLike", "aws:principalorgpaths", ("o-1/*",), True),
    ("StringNotEquals", "aws:principalorgid", ("o-1",), False),
    ("IpAddress", "aws:sourceip", ("203.0.113.0/24",), True),
    ("IpAddress", "aws:sourceip", ("0.0.0.0/0",), False),
    ("IpAddress", "aws:sourceip", ("nonsense",), False),
    ("Bool", "aws:securetransport", ("true",), False),
    ("StringEquals", "aws:principalorgid", (), False),
])
def test_what_narrows(operator: str, key: str, values: tuple[str, ...], answer: bool) -> None:
    assert narrows([(operator, key, values)]) is answer


def test_conditions_that_hold_for_who_lacks_the_key() -> None:
    for operator in ("ForAllValues:StringEquals", "StringEqualsIfExists"):
        assert narrows_if_present([(operator, "aws:principalorgid", ("o-1",))])
    assert not narrows_if_present([("ForAllValues:StringEquals", "aws:username", ("a",))])
