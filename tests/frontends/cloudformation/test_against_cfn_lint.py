"""Intrinsic functions against cfn-lint's resolver: where both know a value, it is the same."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from cloudformation_support import resources
from hypothesis import given, settings
from hypothesis import strategies as st

from iaccheck.graph import Value, known

HEAD: dict[str, Any] = {
    "Parameters": {
        "Acl": {"Type": "String", "Default": "private"},
        "Zones": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
        "Key": {"Type": "String", "Default": "eu"},
        "Open": {"Type": "String"},
    },
    "Mappings": {"M": {"eu": {"Name": "e", "List": ["p", "q"]}, "us": {"Name": "u", "List": ["r", "s"]}}},
    "Conditions": {"Yes": {"Fn::Equals": [{"Ref": "Acl"}, "private"]}, "No": {"Fn::Not": [{"Condition": "Yes"}]}},
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
}


@cache
def _validator() -> Any:
    lint = pytest.importorskip("cfnlint.jsonschema")
    from cfnlint.decode.decode import decode_str
    from cfnlint.template import Template

    template, _ = decode_str(json.dumps(HEAD))
    read = Template("", template, ["us-east-1"])
    return lint.CfnTemplateValidator(schema={}, context=read.context, cfn=read)


def theirs(expression: Value) -> list[Value]:
    """All that cfn-lint takes the value for; nothing where it does not know."""
    return [value for value, _, error in _validator().resolve_value(expression) if error is None]


def ours(expression: Value) -> Value:
    template = {**HEAD, "Resources": {**HEAD["Resources"], "T": {"Type": "A::B::C", "Properties": {"V": expression}}}}
    return resources(template)["T"].attributes.get("V")


WORDS = st.text("abcxyz-/.", min_size=1, max_size=5)
INDEX = st.integers(0, 1)
# Without ${!Literal}: cfn-lint leaves the mark in, CloudFormation takes it out (User Guide, "Fn::Sub").
TEXTS = st.recursive(
    st.one_of(WORDS, st.sampled_from([{"Ref": "Acl"}, {"Ref": "Key"}, {"Fn::Sub": "${Acl}/x"}])),
    lambda inner: st.one_of(
        st.builds(lambda d, items: {"Fn::Join": [d, items]}, st.sampled_from(["", ",", "-"]),
                  st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda i, items: {"Fn::Select": [i, items]}, INDEX, st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda i, text: {"Fn::Select": [i, {"Fn::Split": ["-", text]}]}, st.just(0), WORDS),
        st.builds(lambda i: {"Fn::Select": [i, {"Ref": "Zones"}]}, INDEX),
        st.builds(lambda a: {"Fn::Sub": ["<${a}:${Acl}>", {"a": a}]}, inner),
        st.builds(lambda key: {"Fn::FindInMap": ["M", key, "Name"]}, st.sampled_from(["eu", "us", {"Ref": "Key"}])),
        st.builds(lambda i, key: {"Fn::Select": [i, {"Fn::FindInMap": ["M", key, "List"]}]}, INDEX,
                  st.sampled_from(["eu", {"Ref": "Key"}])),
    ), max_leaves=6)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_the_same_value(expression: Value) -> None:
    mine, other = ours(expression), theirs(expression)
    assert known(mine)
    if len(other) == 1:
        assert mine == other[0]


@pytest.mark.parametrize("expression", [
    {"Ref": "Zones"}, {"Fn::Split": [",", "a,b"]}, {"Fn::FindInMap": ["M", "eu", "List"]},
    {"Fn::FindInMap": ["M", "ap", "Name", {"DefaultValue": "d"}]}, {"Fn::ToJsonString": {"a": [1]}},
    {"Ref": "AWS::Partition"}, {"Ref": "AWS::URLSuffix"}, {"Fn::Sub": "arn:${AWS::Partition}:s3:::x"},
])
def test_lists_maps_and_pseudo_parameters(expression: Value) -> None:
    mine, other = ours(expression), theirs(expression)
    if "Fn::ToJsonString" in expression:  # which spaces CloudFormation writes, neither documents
        mine, other = json.loads(mine), [json.loads(value) for value in other]
    assert mine in other


@pytest.mark.parametrize("expression", [{"Ref": "Open"}, {"Fn::Join": ["", ["x", {"Ref": "Open"}]]},
                                        {"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::ImportValue": "x"}])
def test_what_neither_knows(expression: Value) -> None:
    assert not known(ours(expression))
    assert all(not isinstance(value, str) for value in theirs(expression))
