"""Nested stacks: a template on disk is judged as its parent deploys it."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaccheck.files import Files
from iaccheck.frontends import Context, Input
from iaccheck.frontends.cloudformation.load import load
from iaccheck.graph import Graph, Reason, Resource, Unknown

PARENT = """\
Parameters: {Acl: {Type: String, Default: public-read}}
Conditions: {Never: !Equals [a, b]}
Resources:
  Key: {Type: "AWS::KMS::Key"}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: %s
      Parameters:
        Acl: !Ref Acl
        Key: !GetAtt Key.Arn
  Volume:
    Type: AWS::EC2::Volume
    Properties:
      Size: !GetAtt Child.Outputs.Size
      Name: !Sub "${Child.Outputs.Name}-x"
      Nothing: !GetAtt Child.Outputs.Nothing
"""
CHILD = """\
Parameters: {Acl: {Type: String}, Key: {Type: String}, Other: {Type: String}}
Resources:
  Bucket: {Type: "AWS::S3::Bucket", Properties: {A: !Ref Acl, K: !Ref Key, O: !Ref Other}}
Outputs:
  Size: {Value: "7"}
  Name: {Value: !Ref Bucket}
"""


def loaded(directory: Path, **files: str) -> Context:
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(text)
    context = Context(Files(str(directory)), Graph())
    load([Input("cloudformation", f"{name}.yaml") for name in files], context)
    return context


def by_scope(context: Context) -> dict[tuple[str, str], Resource]:
    return {(r.scope, r.address): r for r in context.graph.resources}


@pytest.mark.parametrize("location", [
    "child.yaml", "./child.yaml", "https://s3.amazonaws.com/b/p/child.yaml?versionId=1",
    '!Sub "https://${AWS::StackName}.s3.amazonaws.com/templates/child.yaml"'])
def test_parameters_lead_in_and_outputs_out(tmp_path: Path, location: str) -> None:
    context = loaded(tmp_path, child=CHILD, parent=PARENT % location)
    assert not context.errors
    found = by_scope(context)
    assert set(found) == {("parent.yaml", "Key"), ("parent.yaml", "Child"), ("parent.yaml", "Volume"),
                          ("parent.yaml#Child", "Bucket")}
    bucket = found["parent.yaml#Child", "Bucket"]
    assert bucket.attributes == {"A": "public-read", "K": Unknown(Reason.COMPUTED, "Key", not_null=True),
                                 "O": Unknown(Reason.PARAMETER, "Other", not_null=True, kind="string")}
    assert bucket.note == "nested stack Child"
    origins = [(o.span.file, o.span.line) for o in bucket.source.origin(("A",))]
    assert origins == [("child.yaml", 1), ("parent.yaml", 10)]
    volume = found["parent.yaml", "Volume"]
    assert volume.attributes == {
        "Size": "7", "Name": Unknown(Reason.PARTIAL, "Child.Outputs.Name", "", "-x", True, "string"),
        "Nothing": Unknown(Reason.COMPUTED, "Child.Outputs.Nothing", not_null=True)}
    assert {(e.source.address, e.attribute, e.target.address) for e in context.graph.edges} == {
        ("Child", "Parameters", "Key"), ("Bucket", "K", "Key"), ("Volume", "Size", "Child"),
        ("Volume", "Name", "Child"), ("Volume", "Nothing", "Child"), ("Volume", "Name", "Bucket")}


def test_one_that_is_not_on_disk_or_not_deployed(tmp_path: Path) -> None:
    context = loaded(tmp_path, parent=PARENT % "https://example.com/elsewhere.yaml")
    assert not context.errors
    assert {r.address for r in context.graph.resources} == {"Key", "Child", "Volume"}
    never = (PARENT % "child.yaml").replace("  Child:\n", "  Child:\n    Condition: Never\n")
    scopes = {r.scope for r in loaded(tmp_path, child=CHILD, parent=never).graph.resources}
    assert scopes == {"parent.yaml", "child.yaml"}


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "child.yaml").write_text(CHILD)
    inner = tmp_path / "inner"
    inner.mkdir()
    context = loaded(inner, parent=PARENT % "../child.yaml")
    assert {r.scope for r in context.graph.resources} == {"parent.yaml"}


def test_stacks_that_nest_each_other(tmp_path: Path) -> None:
    text = "Resources: {S: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: %s}}}\n"
    context = loaded(tmp_path, a=text % "b.yaml", b=text % "a.yaml")
    assert [str(e) for e in context.errors] == ["b.yaml:1:13: the stack 'S' nests a template that nests it"]
    assert {r.scope for r in context.graph.resources} == {"a.yaml", "a.yaml#S"}


def test_outputs_that_need_each_other_end(tmp_path: Path) -> None:
    child = "Parameters: {P: {Type: String}}\nResources: {}\nOutputs: {O: {Value: !Ref P}}\n"
    stack = ("  %s: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: child.yaml,"
             " Parameters: {P: !GetAtt %s.Outputs.O}}}\n")
    context = loaded(tmp_path, child=child, parent="Resources:\n" + stack % ("A", "B") + stack % ("B", "A"))
    assert not context.errors
    for resource in context.graph.resources:
        assert isinstance(resource.attributes["Parameters"]["P"], Unknown)


def test_a_bomb_of_stacks_ends(tmp_path: Path) -> None:
    names = [f"t{i}" for i in range(7)]
    files = {}
    for name, inner in zip(names, [*names[1:], "leaf"], strict=True):
        files[name] = "Resources:\n" + "".join(
            f"  S{i}: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {inner}.yaml}}}}\n"
            for i in range(8))
    files["leaf"] = "Resources: {B: {Type: 'AWS::S3::Bucket'}}\n"
    context = loaded(tmp_path, **files)
    assert any("more than 500 stacks are nested" in e.message for e in context.errors)


def test_parts_in_other_files(tmp_path: Path) -> None:
    include = "'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: ./%s.yaml}}"
    parent = (f"Resources:\n  {include % 'more'}\n  A:\n    Type: A::B::C\n    Properties:\n      X: 1\n"
              f"      {include % 'properties'}\n")
    context = loaded(tmp_path, parent=parent)
    assert len(context.errors) == 1  # neither file is there
    (tmp_path / "more.yaml").write_text("# resources\nB:\n  Type: A::B::D\n  Properties: {Y: {Ref: A}}\n")
    (tmp_path / "properties.yaml").write_text("X: 2\nZ: {Deep: 3}\n")
    context = loaded(tmp_path, parent=parent)
    assert not context.errors
    a, b = sorted(context.graph.resources, key=lambda r: r.address)
    assert a.attributes == {"X": 1, "Z": {"Deep": 3}}
    places = [a.source.locate(p) for p in (("X",), ("Z", "Deep"), ("Nothing",))]
    assert [(s.file, s.line) for s in places] == [("parent.yaml", 6), ("properties.yaml", 2), ("parent.yaml", 3)]
    assert (b.span.file, b.span.line, b.scope) == ("more.yaml", 2, "parent.yaml")
    assert [(e.source.address, e.target.address) for e in context.graph.edges] == [("B", "A")]


def test_a_file_that_includes_itself_or_lies_outside(tmp_path: Path) -> None:
    for location in ("parent.yaml", "../outside.yaml", "/etc/hostname", "s3://b/k.yaml"):
        (tmp_path / "inner").mkdir(exist_ok=True)
        (tmp_path / "outside.yaml").write_text("A: {Type: 'A::B::C'}\n")
        context = loaded(tmp_path / "inner", parent="Resources:\n  'Fn::Transform': {Name: 'AWS::Include',"
                                                    f" Parameters: {{Location: '{location}'}}}}\n")
        assert not context.graph.resources
        assert len(context.errors) == 1
