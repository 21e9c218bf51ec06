"""Intrinsic functions: the values that properties have, in short form, long form and JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from cloudformation_support import resources
from hypothesis import given
from hypothesis import strategies as st

from iaccheck.graph import Reason, Sensitive, Unknown, Value

ABSENT = object()
PREAMBLE = """\
Parameters:
  Acl: {Type: String, Default: private}
  Name: {Type: String}
  Size: {Type: Number, Default: "20"}
  Ratio: {Type: Number, Default: 0.5}
  Zones: {Type: CommaDelimitedList, Default: "a, b,c"}
  Nets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Secret: {Type: String, NoEcho: true, Default: hunter2}
  Hidden: {Type: String, NoEcho: "true"}
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /aws/x}
  Flag: {Type: String, Default: "true"}
  Stage: {Type: String, AllowedValues: [dev, test]}
Mappings:
  Regions:
    eu: {Bucket: e, Same: s, List: [x, y]}
    us: {Bucket: u, Same: s, List: [x, y]}
Conditions:
  Private: !Equals [!Ref Acl, private]
  Public: !Not [!Condition Private]
  Open: !Equals [!Ref Name, x]
  Prod: !Equals [!Ref Stage, prod]
  Typed: !Equals [!Ref Flag, true]
  AllOpen: !And [!Condition Private, !Condition Open]
  NotAll: !And [!Condition Public, !Condition Open]
  AnyOpen: !Or [!Condition Public, !Condition Open]
  Any: !Or [!Condition Private, !Condition Open]
  Prefix: !Equals [!Sub "a-${Name}", b-x]
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  Target:
    Type: AWS::X::Y
    Properties:
      Value: """


def unknown(reason: Reason, reference: str = "", prefix: str = "", suffix: str = "", *, not_null: bool = True,
            kind: str = "string") -> Unknown:
    return Unknown(reason, reference, prefix, suffix, not_null, kind)


def parameter(name: str, kind: str = "string") -> Unknown:
    return unknown(Reason.PARAMETER, name, kind=kind)


CASES: list[tuple[str, Value]] = [
    ("text", "text"), ("'true'", "true"), ("true", True), ("'5'", "5"), ("null", None),
    # Ref
    ("!Ref Acl", "private"), ("!Ref Name", parameter("Name")), ("!Ref Size", 20), ("!Ref Ratio", 0.5),
    ("!Ref Zones", ["a", "b", "c"]), ("!Ref Nets", parameter("Nets", "list(string)")),
    ("!Ref Secret", Sensitive("hunter2")), ("!Ref Hidden", Sensitive(parameter("Hidden"))),
    ("!Ref Image", unknown(Reason.DYNAMIC_REFERENCE, "Image")), ("!Ref Flag", "true"),
    ("!Ref Bucket", unknown(Reason.COMPUTED, "Bucket")), ("!Ref AWS::Region", parameter("AWS::Region")),
    ("!Ref AWS::Partition", "aws"), ("!Ref AWS::URLSuffix", "amazonaws.com"), ("!Ref AWS::NoValue", ABSENT),
    ("!Ref Nothing", Unknown(Reason.ERROR, "Nothing")), ("!Ref [a]", Unknown(Reason.ERROR, "Ref")),
    ("[!Ref AWS::NoValue, a, !Ref 'AWS::NoValue', b]", ["a", "b"]), ("{a: !Ref AWS::NoValue, b: 1}", {"b": 1}),
    # GetAtt
    ("!GetAtt Bucket.Arn", Unknown(Reason.COMPUTED, "Bucket.Arn", not_null=True)),
    ("!GetAtt [Bucket, Arn]", Unknown(Reason.COMPUTED, "Bucket.Arn", not_null=True)),
    ("!GetAtt Bucket.A.B", Unknown(Reason.COMPUTED, "Bucket.A.B", not_null=True)),
    ("!GetAtt Nothing.Arn", Unknown(Reason.ERROR, "Nothing.Arn", not_null=True)),
    ("!GetAtt [Bucket, !Ref Name]", Unknown(Reason.COMPUTED, "Bucket")),
    # Sub
    ('!Sub "${Acl}-x"', "private-x"), ('!Sub "plain"', "plain"), ('!Sub "${!Acl}"', "${Acl}"),
    ('!Sub "${Size}"', "20"), ('!Sub "${ Acl }"', "private"), ('!Sub "${Name}"', parameter("Name")),
    ('!Sub "arn:${AWS::Partition}:s3:::${Bucket}/*"', unknown(Reason.PARTIAL, "Bucket", "arn:aws:s3:::", "/*")),
    ('!Sub "${Bucket.Arn}/*"', unknown(Reason.PARTIAL, "Bucket.Arn", "", "/*")),
    ('!Sub ["${a}-${Acl}-${b}", {a: x, b: !Ref Size}]', "x-private-20"),
    ('!Sub ["${Acl}", {Acl: own}]', "own"), ('!Sub "p-${Secret}"', Sensitive("p-hunter2")),
    ("!Sub [5]", Unknown(Reason.ERROR, "Fn::Sub", kind="string")),
    # Join, Select, Split
    ("!Join [':', [a, !Ref Acl, 1, true]]", "a:private:1:true"), ("!Join ['', []]", ""),
    ("!Join [',', !Ref Zones]", "a,b,c"),
    ("!Join ['', ['arn:', !Ref AWS::Region, ':x']]", unknown(Reason.PARTIAL, "AWS::Region", "arn:", ":x")),
    ("!Join [',', !Ref Nets]", Unknown(Reason.PARAMETER, "Nets", kind="string")),
    ("!Join x", Unknown(Reason.ERROR, "Fn::Join", kind="string")),
    ("!Join ['', [{a: 1}]]", unknown(Reason.ERROR)),
    ("!Select [1, [a, b]]", "b"), ("!Select ['0', !Ref Zones]", "a"),
    ("!Select [7, [a]]", Unknown(Reason.ERROR, "Fn::Select")),
    ("!Select [0, !GetAZs '']", Unknown(Reason.FUNCTION, "Fn::GetAZs", kind="string")),
    ("!Split ['-', a-b-c]", ["a", "b", "c"]), ("!Select [1, !Split ['|', 'x|y']]", "y"),
    ("!Split ['-', !Ref Name]", Unknown(Reason.PARAMETER, "Name", kind="list(string)")),
    # conditions
    ("!If [Private, a, b]", "a"), ("!If [Public, a, b]", "b"), ("!If [Public, a, !Ref AWS::NoValue]", ABSENT),
    ("!If [Typed, a, b]", "a"), ("!If [Prod, a, b]", "b"), ("!If [NotAll, a, b]", "b"), ("!If [Any, a, b]", "a"),
    ("!If [Prefix, a, b]", "b"),
    ("!If [Open, a, b]", unknown(Reason.CONDITION, "Open")),
    ("!If [AllOpen, 1, b]", unknown(Reason.CONDITION, "AllOpen", kind="")),
    ("!If [AnyOpen, a, !Ref AWS::NoValue]", Unknown(Reason.CONDITION, "AnyOpen")),
    ("!If [Open, same, same]", "same"), ("!If [Open, 1, true]", unknown(Reason.CONDITION, "Open", kind="")),
    ("!If [Open, {a: [1]}, {a: [1]}]", {"a": [1]}), ("!If [Open, !Ref AWS::NoValue, !Ref AWS::NoValue]", ABSENT),
    ("!If [Nothing, a, b]", unknown(Reason.CONDITION, "Nothing")), ("!If oops", Unknown(Reason.ERROR, "Fn::If")),
    ("!Equals [!Ref Acl, private]", True),
    # FindInMap
    ("!FindInMap [Regions, eu, Bucket]", "e"), ("!FindInMap [Regions, us, List]", ["x", "y"]),
    ("!FindInMap [Regions, !Ref AWS::Region, Same]", "s"),
    ("!FindInMap [Regions, !Ref AWS::Region, Bucket]", Unknown(Reason.PARAMETER, "AWS::Region")),
    ("!FindInMap [Regions, ap, Bucket]", Unknown(Reason.ERROR, "Fn::FindInMap")),
    ("!FindInMap [Regions, ap, Bucket, {DefaultValue: d}]", "d"),
    ("!FindInMap []", Unknown(Reason.ERROR, "Fn::FindInMap")),
    # the others
    ("!ImportValue shared", unknown(Reason.IMPORT, "shared")), ("!Base64 abc", "YWJj"),
    ('!Base64 {"Fn::Sub": "abcdef-${Name}"}', Unknown(Reason.PARTIAL, "Name", "YWJjZGVm", kind="string")),
    ("!Cidr [10.0.0.0/16, 3, 8]", ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]),
    ("!Cidr [10.0.0.0/30, 3, 1]", Unknown(Reason.ERROR, "Fn::Cidr", kind="list(string)")),
    ("!Cidr [!Ref Name, 3, 8]", Unknown(Reason.PARAMETER, "Name", kind="list(string)")),
    ("!GetAZs ''", unknown(Reason.FUNCTION, "Fn::GetAZs", kind="list(string)")), ("!Length [a, b]", 2),
    ("!Length {'Fn::Split': [',', 'a,b,c']}", 3), ("!ToJsonString {a: [1, !Ref Acl]}", '{"a":[1,"private"]}'),
    ("!Transform {Name: 'AWS::Include'}", Unknown(Reason.IMPORT, "AWS::Include")),
    ("{'Fn::Macro': 1}", Unknown(Reason.FUNCTION, "Fn::Macro")),
    # dynamic references
    ("'{{resolve:ssm:/a:1}}'", unknown(Reason.DYNAMIC_REFERENCE, "resolve:ssm:/a:1")),
    ("'x-{{resolve:secretsmanager:s:SecretString:p}}-y'",
     unknown(Reason.DYNAMIC_REFERENCE, "resolve:secretsmanager:s:SecretString:p", "x-", "-y")),
    ('!Sub "u:{{resolve:secretsmanager:${Bucket}:SecretString:p}}@h"',
     unknown(Reason.DYNAMIC_REFERENCE, "Bucket", "u:", "@h")),
    ("'{{other}}'", "{{other}}"),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_a_property(expression: str, expected: Value) -> None:
    check(resources(PREAMBLE + expression)["Target"].attributes, expected)


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_same_in_json(expression: str, expected: Value) -> None:
    check(resources(json.loads(long_form(PREAMBLE + expression)))["Target"].attributes, expected)


def check(attributes: Any, expected: Value) -> None:
    if expected is ABSENT:
        assert attributes == {}
    else:
        assert attributes == {"Value": expected}
        assert type(attributes["Value"]) is type(expected)


def long_form(text: str) -> str:
    """The template in JSON, by a way of its own."""

    class Loader(yaml.SafeLoader):
        pass

    def construct(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
        value: Any
        if isinstance(node, yaml.ScalarNode):
            tag = loader.resolve(yaml.ScalarNode, node.value, (True, False))
            value = loader.construct_object(yaml.ScalarNode(tag, node.value))
        elif isinstance(node, yaml.SequenceNode):
            value = loader.construct_sequence(node, deep=True)
        else:
            assert isinstance(node, yaml.MappingNode)
            value = loader.construct_mapping(node, deep=True)
        return {suffix if suffix in ("Ref", "Condition") else "Fn::" + suffix: value}

    Loader.add_multi_constructor("!", construct)
    return json.dumps(yaml.load(text, Loader))


def test_given_parameters_win() -> None:
    given = {"Acl": "public-read", "Size": "7", "Zones": "x", "AWS::Region": "eu-west-1", "Other": "x"}
    found = resources(PREAMBLE + "[!Ref Acl, !Ref Size, !Ref Zones, !Ref AWS::Region, !If [Private, a, b]]", **given)
    assert found["Target"].attributes["Value"] == ["public-read", 7, ["x"], "eu-west-1", "b"]


def test_json_of_what_is_not_known_tells_what_is() -> None:
    value = resources(PREAMBLE + "!ToJsonString {a: !Ref Name, b: 1}")["Target"].attributes["Value"]
    assert isinstance(value, Unknown)
    assert value.document == {"a": parameter("Name"), "b": 1}
    secret = resources(PREAMBLE + "!ToJsonString {a: !Ref Secret}")["Target"].attributes["Value"]
    assert secret == Sensitive('{"a":"hunter2"}')


def test_text_that_grows_without_end_is_cut_off() -> None:
    text = f"""\
Parameters:
  Long: {{Type: String, Default: {"x" * 1_000_000}}}
Resources:
  A:
    Type: AWS::X::Y
    Properties:
""" + "".join(f'      P{i}: !Sub "${{Long}}{i}"\n' for i in range(100))
    attributes = resources(text)["A"].attributes
    assert len(attributes["P0"]) == 1_000_001
    assert attributes["P99"] == unknown(Reason.LIMIT)


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters=",{"), min_size=1), min_size=1,
                max_size=6))
def test_split_undoes_join(parts: list[str]) -> None:
    joined = {"Fn::Join": [",", parts]}
    value = {"Fn::Split": [",", joined]}
    template = {"Resources": {"A": {"Type": "AWS::X::Y", "Properties": {"V": value, "L": {"Fn::Length": value}}}}}
    assert resources(template)["A"].attributes == {"V": parts, "L": len(parts)}
