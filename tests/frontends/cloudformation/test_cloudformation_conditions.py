"""Conditions that cannot be decided: every branch is judged, none together with one that it excludes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cloudformation_support import errors, loaded, resources

from iaccheck.cli.main import cli
from iaccheck.files import InputError
from iaccheck.frontends.cloudformation.parameters import read_parameters
from iaccheck.graph import Unknown

HEAD = """\
Parameters:
  Env: {Type: String, AllowedValues: [prod, dev]}
  Name: {Type: String}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Dev: !Equals [!Ref Env, dev]
  Named: !Not [!Equals [!Ref Name, ""]]
  Both: !And [!Condition Prod, !Condition Named]
  Either: !Or [!Condition Prod, !Condition Named]
Resources:
"""
VOLUME = "  V: {Type: 'AWS::EC2::Volume', Properties: {Encrypted: %s}}\n"
POLICY = "unencrypted-storage"


def run(directory: Path, text: str, *options: str) -> Result:
    (directory / "t.yaml").write_text(text)
    return CliRunner().invoke(cli, ["scan", "--no-cache", "--format", "json", *options, str(directory / "t.yaml")])


def messages(result: Result, policy: str = POLICY) -> list[str]:
    return [f"{f['status']} {f['message'].partition(': ')[2]}" for f in json.loads(result.stdout)["findings"]
            if f["policy"] == policy]


@pytest.mark.parametrize(("body", "expected"), [
    (VOLUME % "!If [Prod, true, false]", ["fail `Encrypted` is false (when Prod does not hold)"]),
    (VOLUME % "!If [Prod, true, true]", []),
    (VOLUME % "!If [Prod, false, !Ref AWS::NoValue]", [
        "fail `Encrypted` is false (when Prod holds)",
        "fail `Encrypted` is not set (default: false) (when Prod does not hold)"]),
    (VOLUME % "false", ["fail `Encrypted` is false"]),
    # Branches that exclude each other never meet.
    (VOLUME % "!If [Prod, !If [Dev, false, true], true]", []),
    (VOLUME % "!If [Prod, true, !If [Dev, true, false]]", []),
    (VOLUME % "!If [Both, !If [Named, true, false], true]", []),
    (VOLUME % "!If [Either, true, !If [Prod, false, true]]", []),
    (VOLUME % "!If [Prod, !If [Named, false, true], true]", [
        "fail `Encrypted` is false (when Named holds and Prod holds)"]),
    ("  V: {Type: 'AWS::EC2::Volume', Condition: Prod, Properties: {Encrypted: !If [Dev, false, true]}}\n", []),
    ("  V: {Type: 'AWS::EC2::Volume', Condition: Dev, Properties: {Encrypted: false}}\n",
     ["fail `Encrypted` is false (when Dev holds)"]),
])
def test_a_finding_says_when(tmp_path: Path, body: str, expected: list[str]) -> None:
    result = run(tmp_path, HEAD + body)
    assert sorted(messages(result)) == sorted(expected)


def test_a_parameter_that_is_given_decides(tmp_path: Path) -> None:
    given = tmp_path / "p.json"
    given.write_text('{"Parameters": {"Env": "prod"}}')
    assert messages(run(tmp_path, HEAD + VOLUME % "!If [Prod, true, false]", "--parameters", str(given))) == []
    given.write_text('[{"ParameterKey": "Env", "ParameterValue": "dev"}]')
    assert messages(run(tmp_path, HEAD + VOLUME % "!If [Prod, true, false]", "--parameters", str(given))) == [
        "fail `Encrypted` is false"]


def test_what_belongs_to_a_resource_under_a_condition(tmp_path: Path) -> None:
    body = """\
  Data: {Type: AWS::S3::Bucket}
  Policy:
    Type: AWS::S3::BucketPolicy
    Condition: Prod
    Properties:
      Bucket: !Ref Data
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: {AWS: "123456789012"}, Action: "s3:GetObject", Resource: "*"}]
"""
    found = json.loads(run(tmp_path, HEAD + body).stdout)["findings"]
    assert [f["message"] for f in found if f["policy"] == "no-resource-policy"] == [
        "bucket has no policy that says who may use it (when Prod does not hold)"]


def test_suppressed_in_the_metadata_of_a_resource_under_a_condition(tmp_path: Path) -> None:
    body = ("  V: {Type: 'AWS::EC2::Volume', Condition: Dev, Properties: {Encrypted: false},\n"
            "      Metadata: {iaccheck: {ignore: [{policy: unencrypted-storage, reason: a test}]}}}\n")
    assert messages(run(tmp_path, HEAD + body)) == ["suppressed `Encrypted` is false (when Dev holds)"]


def test_the_path_of_a_construct_is_told(tmp_path: Path) -> None:
    body = ("  V: {Type: 'AWS::EC2::Volume', Properties: {Encrypted: false},\n"
            "      Metadata: {'aws:cdk:path': Stack/Disk/Resource}}\n")
    assert messages(run(tmp_path, HEAD + body)) == ["fail `Encrypted` is false (construct Stack/Disk/Resource)"]


def test_many_conditions_end_soon(tmp_path: Path) -> None:
    conditions = "".join(f"  C{i}: !Equals [!Ref 'AWS::Region', r{i}]\n" for i in range(300))
    body = "".join(f"  V{i}: {{Type: 'AWS::EC2::Volume', Properties: {{Encrypted: !If [C{i}, true, false]}}}}\n"
                   for i in range(300))
    result = run(tmp_path, f"Conditions:\n{conditions}Resources:\n{body}")
    assert result.exit_code in (0, 1)


@pytest.mark.parametrize("text", [
    '[{"ParameterKey": "A", "ParameterValue": "x"}, {"ParameterKey": "B", "UsePreviousValue": true}]',
    '["A=x"]', '{"Parameters": {"A": "x"}, "Tags": {"t": "u"}}', '{"A": "x"}', "Parameters:\n  A: x\n",
])
def test_files_of_parameters(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p"
    file.write_text(text)
    assert read_parameters([str(file)]) == {"A": "x"}


@pytest.mark.parametrize(("text", "message"), [
    ("5", "is not a file of parameters: neither a list nor a mapping"),
    ("[5]", "entry 1 has no ParameterKey and is not Name=Value"),
    ('{"A": {"b": 1}}', "the value of the parameter 'A' is neither text nor a list of texts"),
    ("{", "is not valid"),
])
def test_bad_files_of_parameters(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)
    with pytest.raises(InputError, match=message):
        read_parameters([str(file)])
    result = run(tmp_path, HEAD + VOLUME % "true", "--parameters", str(file))
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_values_that_are_not_allowed() -> None:
    assert [e.message for e in loaded(HEAD + VOLUME % "true", Env="test").errors] == [
        "the parameter 'Env' is given a value that its AllowedValues do not have"]
    assert not loaded(HEAD + VOLUME % "true", Env="dev").errors
    assert errors(HEAD + VOLUME % "true") == []


def test_the_only_allowed_value_is_known() -> None:
    found = resources("Parameters: {P: {Type: String, AllowedValues: [x]}}\n"
                      "Resources: {A: {Type: 'A::B::C', Properties: {V: !Ref P}}}")
    assert found["A"].attributes == {"V": "x"}


def test_an_attribute_that_is_a_property_has_its_value() -> None:
    text = """\
Resources:
  V: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16, X: !GetAtt W.X}}
  W: {Type: "AWS::EC2::VPC", Properties: {X: !GetAtt V.X}}
  U: {Type: "A::B::C", Properties: {A: !GetAtt V.CidrBlock, B: !Sub "${V.CidrBlock}!",
      C: !GetAtt V.VpcId, D: !GetAtt V.X}}
"""
    attributes = resources(text)["U"].attributes
    assert attributes["A"] == "10.0.0.0/16"
    assert attributes["B"] == "10.0.0.0/16!"
    assert isinstance(attributes["C"], Unknown)
    assert isinstance(attributes["D"], Unknown)
