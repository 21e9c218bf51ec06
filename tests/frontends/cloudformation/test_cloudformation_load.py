"""Templates: their resources, places, origins and references; what is wrong with them in one error each."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from cloudformation_support import errors, loaded, resources

from iaccheck.files import Files
from iaccheck.frontends import Context, Input
from iaccheck.frontends.cloudformation.load import load
from iaccheck.frontends.cloudformation.recognise import recognise
from iaccheck.graph import Graph, Reason, Unknown

TEMPLATE = """\
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Acl:
    Type: String
    Default: public-read
  Env: {Type: String}
Mappings:
  Sizes:
    small: {Disk: 10}
Conditions:
  Open: !Equals [!Ref Env, prod]
  Never: !Equals [a, b]
  Always: !Not [!Condition Never]
Resources:
  # the logs
  Logs:
    Type: AWS::S3::Bucket
    Condition: Open
    DependsOn: [Key]
    DeletionPolicy: Retain
    Metadata: {iaccheck: {ignore: []}}
    Properties:
      AccessControl: !Ref Acl
      Tags:
        - !If [Never, {Key: x}, !Ref AWS::NoValue]
        - Key: a
          Value: !Sub "${Key}-${Acl}"
      BucketEncryption:
        Fn::If:
          - Always
          - Rules:
              - KeyId: !GetAtt Key.Arn
          - !Ref AWS::NoValue

  Key:
    Type: AWS::KMS::Key
    Condition: Always
  Gone:
    Type: AWS::SQS::Queue
    Condition: Never
  Disk:
    Type: AWS::EC2::Volume
    Properties: {Size: !FindInMap [Sizes, small, Disk], Encrypted: 'true'}
"""


def test_resources() -> None:
    found = resources(TEMPLATE)
    assert list(found) == ["Logs", "Key", "Disk"]
    logs = found["Logs"]
    assert (logs.type, logs.provider, logs.format, logs.name, logs.scope, logs.dialect) == (
        "AWS::S3::Bucket", "aws", "cloudformation", "Logs", "t.yaml", "cloudformation")
    assert (logs.span.line, logs.span.column, logs.span.end_line) == (16, 3, 33)
    assert logs.metadata == {"Metadata": {"iaccheck": {"ignore": []}}, "DeletionPolicy": "Retain", "DependsOn": ["Key"]}
    assert [r.condition for r in found.values()] == ["Open", "", ""]
    assert logs.attributes["Tags"] == [{"Key": "a", "Value": Unknown(Reason.PARTIAL, "Key", "", "-public-read", True,
                                                                     "string")}]
    assert found["Disk"].attributes == {"Size": 10, "Encrypted": "true"}
    assert found["Key"].attributes == {}


@pytest.mark.parametrize(("path", "line", "column", "end_line"), [
    ((), 16, 3, 33),
    (("AccessControl",), 23, 7, 23),
    (("Tags", 0, "Key"), 26, 11, 26),
    (("Tags", 0, "Nothing"), 26, 11, 27),
    (("BucketEncryption", "Rules", 0, "KeyId"), 32, 17, 32),
    (("BucketEncryption", "Rules", 0, "Nothing"), 32, 17, 32),
    (("BucketEncryption",), 28, 7, 33),
    (("VersioningConfiguration",), 16, 3, 33),
    (("VersioningConfiguration", "Status"), 16, 3, 33),
])
def test_the_line_that_a_person_would_change(path: tuple[str | int, ...], line: int, column: int,
                                             end_line: int) -> None:
    span = resources(TEMPLATE)["Logs"].source.locate(path)
    assert (span.line, span.column, span.end_line) == (line, column, end_line)


def test_places_in_json() -> None:
    template = {"Conditions": {"Yes": {"Fn::Equals": ["a", "a"]}},
                "Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {
                    "A": {"Fn::If": ["Yes", {"Inner": "x"}, {}]}, "C": 1}}}}
    text = json.dumps(template, indent=2)
    source = resources(template)["B"].source
    lines = [line.strip() for line in json.dumps(template, indent=1).split("\n")]
    assert lines[source.locate(("A", "Inner")).line - 1] == '"Inner": "x"'
    assert lines[source.locate(("C",)).line - 1] == '"C": 1'
    assert lines[source.locate(("D",)).line - 1] == '"B": {'
    assert "Inner" in text


def test_origins_lead_to_parameters_and_mappings() -> None:
    found = resources(TEMPLATE)

    def origin(name: str, *path: str | int) -> list[tuple[int, str]]:
        return [(o.span.line, o.expression) for o in found[name].source.origin(path)]

    assert origin("Logs", "AccessControl") == [(5, "Parameters.Acl.Default")]
    assert origin("Logs", "Tags", 0, "Value") == [(5, "Parameters.Acl.Default")]
    assert origin("Logs", "Tags", 0, "Key") == []
    assert origin("Disk", "Size") == [(8, "Mappings.Sizes")]
    assert origin("Disk", "Encrypted") == []
    given = resources(TEMPLATE, Acl="private")["Logs"].source.origin(("AccessControl",))
    assert [(o.span.line, o.expression) for o in given] == [(3, "Parameters.Acl")]


def test_references_are_edges() -> None:
    context = loaded(TEMPLATE)
    assert {(e.source.address, e.attribute, e.target.address) for e in context.graph.edges} == {
        ("Logs", "Tags", "Key"), ("Logs", "BucketEncryption", "Key"), ("Logs", "DependsOn", "Key")}
    value = context.graph.resources[0].attributes["BucketEncryption"]["Rules"][0]["KeyId"]
    target = context.graph.referenced(context.graph.resources[0], value)
    assert target is not None
    assert target.address == "Key"


def test_all_forms_of_reference() -> None:
    found = resources({"Resources": {
        "T": {"Type": "A::B::C"},
        "R": {"Type": "A::B::C", "DependsOn": "T", "Properties": {
            "a": {"Ref": "T"}, "b": {"Fn::GetAtt": "T.Arn"}, "c": {"Fn::GetAtt": ["T", "Arn"]},
            "d": {"Fn::Sub": "${T.Arn}"}, "e": {"Fn::Sub": ["${x}${T}", {"x": {"Ref": "T"}}]},
            "f": {"Fn::Sub": ["${T}", {"T": "own"}]},
            "g": [{"h": {"Fn::Join": ["", [{"Ref": "T"}]]}}], "i": {"Ref": "AWS::Region"}, "j": "${T}",
            "k": {"Fn::If": ["Open", {"Ref": "T"}, 1]}}}}})
    assert [a for a, _ in found["R"].source.references()] == ["a", "b", "c", "d", "e", "e", "g", "k", "DependsOn"]


def test_two_templates_are_two_scopes() -> None:
    context = Context(Files("."), Graph())
    data = b"Resources: {A: {Type: 'AWS::S3::Bucket', Properties: {N: !Ref B}}, B: {Type: 'AWS::S3::Bucket'}}"
    load([Input("cloudformation", name, data) for name in ("a.yaml", "b.yaml")], context)
    assert [(e.source.scope, e.target.scope) for e in context.graph.edges] == [("a.yaml",) * 2, ("b.yaml",) * 2]


@pytest.mark.parametrize(("type_", "provider"), [
    ("AWS::S3::Bucket", "aws"), ("Custom::Thing", "aws"), ("Alexa::ASK::Skill", "aws"),
    ("MongoDB::Atlas::Cluster", "mongodb")])
def test_providers(type_: str, provider: str) -> None:
    assert resources({"Resources": {"A": {"Type": type_}}})["A"].provider == provider


def test_sam_globals_are_merged_in() -> None:
    text = """\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Tracing: Active
    Timeout: 3
    Environment: {Variables: {A: a, B: b}}
    Layers: [l1]
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 9
      Environment: {Variables: {B: own}}
      Layers: [l2]
      Role: !GetAtt FRole.Arn
  Api:
    Type: AWS::Serverless::Api
  Plain:
    Type: AWS::Lambda::Function
"""
    found = resources(text)
    function = found["F"]
    assert function.type == "AWS::Serverless::Function"
    assert function.attributes == {
        "Tracing": "Active", "Timeout": 9, "Environment": {"Variables": {"A": "a", "B": "own"}}, "Layers": ["l1", "l2"],
        "Role": Unknown(Reason.COMPUTED, "FRole.Arn", not_null=True)}
    assert function.source.locate(("Tracing",)).line == 4
    assert function.source.locate(("Timeout",)).line == 12
    assert function.source.locate(("KmsKeyArn",)).line == 9
    assert found["Api"].attributes == found["Plain"].attributes == {}


def test_loops_are_expanded() -> None:
    text = """\
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "a-1,b"}
Resources:
  Fn::ForEach::Buckets:
    - Name
    - !Ref Names
    - Bucket&{Name}:
        Type: AWS::S3::Bucket
        Properties:
          BucketName: !Sub "x-${Name}"
          Owner: !Ref Name
          Fn::ForEach::Props: [P, [One, Two], {"Is${P}": !Ref P}]
  User:
    Type: A::B::C
    Properties: {B: !Ref Bucketb}
"""
    found = resources(text)
    assert list(found) == ["Bucketa1", "Bucketb", "User"]
    assert found["Bucketa1"].attributes == {"BucketName": "x-a-1", "Owner": "a-1", "IsOne": "One", "IsTwo": "Two"}
    assert found["Bucketb"].span.line == 8
    assert found["Bucketb"].source.locate(("Owner",)).line == 12
    assert list(found["User"].source.references()) == [("B", "Bucketb")]


SHAPES: list[tuple[str, str]] = [
    ("Resources: [a]", "1:1 Resources must be a mapping"),
    ("Resources: {A: 1}", "1:13 the resource 'A' must be a mapping"),
    ("Resources: {A: []}", "1:13 the resource 'A' must be a mapping"),
    ("Resources:\n  A: {}", "2:3 the resource 'A' has no Type"),
    ("Resources:\n  A: {Type: {a: b}}", "2:7 the Type of the resource 'A' must be a string"),
    ("Resources:\n  A: {Type: !Ref x}", "2:7 the Type of the resource 'A' must be a string"),
    ("Resources:\n  A: {Type: 5}", "2:7 the Type of the resource 'A' must be a string"),
    ("Resources:\n  A: {Type: 'A::B::C', Properties: text}",
     "2:24 the Properties of the resource 'A' must be a mapping"),
    ("Resources:\n  A: {Type: 'A::B::C', Condition: [x]}", "2:24 the Condition of the resource 'A' must be a string"),
    ("Resources:\n  A: {Type: 'A::B::C', Condition: X}", "2:24 the condition 'X' is not defined"),
    ("Parameters: [x]\nResources: {}", "1:1 Parameters must be a mapping"),
    ("Parameters: {P: x}\nResources: {}", "1:14 the parameter 'P' must be a mapping"),
    ("Mappings: x\nResources: {}", "1:1 Mappings must be a mapping"),
    ("Conditions: 3\nResources: {}", "1:1 Conditions must be a mapping"),
    ("Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources: {}",
     "1:14 the conditions refer to each other: A → B → A"),
    ("Conditions:\n" + "".join(f"  C{i}: !Condition C{i + 1}\n" for i in range(5000)) + "Resources: {}",
     "62:3 more than 60 conditions refer to each other in a row"),
    (("Resources:\n  A: {Type: x, DependsOn: B}\n  B: {Type: x, DependsOn: [C, D]}\n  C: {Type: x}\n"
      "  D: {Type: x, DependsOn: B}"), "5:16 the resources depend on each other: B → D → B"),
    ("AWSTemplateFormatVersion: x\n", "1:1 has no Resources"),
    ("", "1:1 has no Resources"),
    ("- a\n", "1:1 has no Resources"),
    ("Resources: {A: {Type: 'A::B::C', Properties: {X: !Foo x}}}",
     "1:50 the tag '!Foo' is no function of CloudFormation; what it stands before is read as plain data"),
    ("Resources: {A: {Type: 'A::B::C', Properties: {X: !!python/name:os.system }}}",
     "1:50 the tag '!!python/name:os.system' is not understood; what it stands before is read as plain data"),
    ("Resources: {'Fn::ForEach::X': [a]}",
     "1:13 Fn::ForEach::X cannot be expanded: it must have an identifier, a collection and a body"),
    ("Resources: {'Fn::ForEach::X': [a, [!Ref AWS::Region], {}]}",
     "1:13 Fn::ForEach::X cannot be expanded: its collection is not known"),
    ("Resources: {'Fn::Transform': {Name: x}}", "1:13 the resources that Fn::Transform includes are not read"),
    ("Resources: {A: {Type: x}\n", "2:1 is not valid YAML: did not find expected ',' or '}'"),
]


@pytest.mark.parametrize(("text", "message"), SHAPES, ids=[case[1] for case in SHAPES])
def test_a_bad_shape_is_one_error(text: str, message: str) -> None:
    found = errors(text)
    assert len(found) == 1
    assert found[0].startswith(message)


def test_the_neighbours_of_a_bad_resource_are_loaded() -> None:
    context = loaded("Resources:\n  A: 1\n  B: {Type: 'A::B::C', Properties: [x]}\n  C: {Type: 'A::B::C'}\n"
                     "  C: {Type: 'A::B::D'}\n  D: {Type: {}}\n")
    assert [(r.address, r.type, dict(r.attributes)) for r in context.graph.resources] == [
        ("B", "A::B::C", {}), ("C", "A::B::D", {})]
    assert [e.line for e in context.errors] == [5, 2, 3, 6]


def test_properties_from_elsewhere_are_told() -> None:
    context = loaded("Resources:\n  A:\n    Type: A::B::C\n    Properties: {'Fn::Transform': {Name: 'AWS::Include'}}\n")
    assert not context.graph.resources
    assert [str(w) for w in context.warnings] == [
        "t.yaml:4:5: the Properties of the resource 'A' are not in the template: it was left out"]


def test_loop_bombs_end_soon() -> None:
    body: dict[str, Any] = {"R${I0}": {"Type": "A::B::C"}}
    for i in range(8):
        body = {f"Fn::ForEach::L{i}": [f"I{i}", [str(x) for x in range(100)], body]}
    started = time.process_time()
    context = loaded({"Resources": body})
    assert len(context.graph.resources) <= 10_000
    assert [e.message for e in context.errors] == ["the loops of the template make more than 10,000 copies"]
    assert time.process_time() - started < 10


def test_conditions_that_fork_end_soon() -> None:
    conditions = "".join(f"  C{i}: !Or [!Condition C{i + 1}, !Condition C{i + 1}]\n" for i in range(40))
    text = (f"Conditions:\n{conditions}  C40: !Equals [!Ref AWS::Region, a]\n"
            "Resources: {A: {Type: x, Condition: C0}}\n")
    started = time.process_time()
    assert resources(text)["A"].condition == "C0"
    assert time.process_time() - started < 5


def test_what_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.yaml")
    context = Context(Files(str(tmp_path)), Graph())
    load([Input("cloudformation", "fifo.yaml"), Input("cloudformation", "bad.yaml", b"Resources: \xff"),
          Input("cloudformation", "-", b"Resources: {A: {Type: x}}")], context)
    assert [str(e) for e in context.errors] == ["fifo.yaml: is not a regular file",
                                                "bad.yaml:1:12: is not valid UTF-8 (byte 0xff)"]
    assert [r.address for r in context.graph.resources] == ["A"]
    assert context.read == {"-"}


@pytest.mark.parametrize(("text", "is_one"), [
    ("AWSTemplateFormatVersion: 2010-09-09\n", True),
    ("Transform: AWS::Serverless-2016-10-31\n", True),
    ("Resources:\n  A:\n    Type: AWS::S3::Bucket\n", True),
    ("Resources:\n  A:\n    Type: 'Custom::Thing'\n", True),
    ('{"Resources":{"A":{"Type":"AWS::S3::Bucket"}}}', True),
    ("Resources:\n  A: {Type: other}\n", False),
    ("kind: Pod\nresources:\n  Type: AWS::S3::Bucket\n", False),
    ("", False),
])
def test_recognition(text: str, is_one: bool) -> None:
    assert recognise(text.encode()) is is_one
    assert recognise(text.encode("utf-16")) is is_one
