"""Which files are asked for, and which frontend reads which."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iaccheck.discovery import STDIN, Discovered, discover
from iaccheck.files import Files

TERRAFORM = 'resource "aws_s3_bucket" "b" {}\n'
TEMPLATE = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n"
MANIFEST = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n"
PLAN = '{"format_version": "1.2", "planned_values": {"root_module": {}}}'


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def found(root: Path, *paths: str, stdin: bytes | None = None) -> Discovered:
    return discover([p if p == "-" else str(root / p) for p in paths or ("",)], Files(str(root)), stdin)


def inputs(result: Discovered) -> set[tuple[str, str]]:
    return {(i.frontend, i.path) for i in result.inputs}


def test_a_tree_holds_all_formats(tmp_path: Path) -> None:
    write(tmp_path, {"a/main.tf": TERRAFORM, "a/b/main.tofu": TERRAFORM, "c.yaml": TEMPLATE, "d/e.yml": MANIFEST,
                     "d/plan.json": PLAN, "d/package.json": '{"name": "x"}', "d/notes.txt": TEMPLATE,
                     "d/values.yaml": "image: nginx\n", "d/empty.yaml": ""})
    result = found(tmp_path)
    assert inputs(result) == {("terraform", "a"), ("terraform", "a/b"), ("cloudformation", "c.yaml"),
                              ("kubernetes", "d/e.yml"), ("plan", "d/plan.json")}
    assert not result.errors
    assert not result.warnings


@pytest.mark.parametrize("folder", [".git", ".terraform", "node_modules", "x/.venv"])
def test_what_others_wrote_is_left_out(tmp_path: Path, folder: str) -> None:
    write(tmp_path, {f"{folder}/main.tf": TERRAFORM, f"{folder}/pod.yaml": MANIFEST, "main.tf": TERRAFORM})
    assert inputs(found(tmp_path)) == {("terraform", ".")}


def test_files_of_a_directory_that_are_named_are_one_input_and_no_other_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.tf": TERRAFORM, "b.tf": TERRAFORM, "c.tf": TERRAFORM})
    [item] = found(tmp_path, "a.tf", "b.tf").inputs
    assert item.files == ("a.tf", "b.tf")
    [item] = found(tmp_path, "a.tf", "").inputs
    assert item.files == ()


def test_a_file_is_read_once_however_often_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"pod.yaml": MANIFEST})
    os.symlink("pod.yaml", tmp_path / "same.yaml")
    assert len(found(tmp_path, "pod.yaml", "", "same.yaml").inputs) == 1


def test_a_file_that_is_named_may_be_called_anything(tmp_path: Path) -> None:
    write(tmp_path, {"stack": TEMPLATE, "plan.out": PLAN})
    assert inputs(found(tmp_path, "stack", "plan.out")) == {("cloudformation", "stack"), ("plan", "plan.out")}


@pytest.mark.parametrize(("text", "frontend"), [(TERRAFORM, "terraform"), (TEMPLATE, "cloudformation"),
                                                (MANIFEST, "kubernetes"), (PLAN, "plan")])
def test_standard_input_is_told_by_its_content(tmp_path: Path, text: str, frontend: str) -> None:
    result = found(tmp_path, "-", stdin=text.encode())
    assert inputs(result) == {(frontend, STDIN)}
    assert result.sources == {STDIN: text.encode()}


@pytest.mark.parametrize(("name", "text", "message"), [
    ("empty.yaml", " \n", "is empty"), ("tfplan", "PK\x03\x04...", "is a saved plan: scan what `terraform show -json`"),
    ("readme.md", "hello", "is not Terraform, a plan or state"), ("broken.json", '{"a": ', "is not valid JSON"),
    ("values.yaml", "image: nginx\n", "is not Terraform, a plan or state"),
])
def test_what_is_named_and_cannot_be_read_is_an_error(tmp_path: Path, name: str, text: str, message: str) -> None:
    write(tmp_path, {name: text})
    [error] = found(tmp_path, name).errors
    assert error.file == name
    assert error.message.startswith(message)
    if name != "broken.json":
        assert not found(tmp_path).errors


def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    [error] = found(tmp_path, "missing").errors
    assert str(error) == "missing: does not exist"
    assert found(tmp_path, "-", stdin=b"").errors


def test_a_tree_with_nothing_in_it_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path, {"readme.md": "hello"})
    [warning] = found(tmp_path).warnings
    assert "nothing in it is Terraform" in warning.message


def test_links_are_read_where_they_lead_inside_of_the_root_only(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, {"root/real/pod.yaml": MANIFEST, "secret.yaml": MANIFEST, "other/pod.yaml": MANIFEST})
    os.symlink(root / "real", root / "again")
    os.symlink(".", root / "loop")
    os.symlink("../secret.yaml", root / "out.yaml")
    os.symlink("../other", root / "outside")
    os.symlink("nowhere.yaml", root / "dangling.yaml")
    result = found(root)
    assert inputs(result) == {("kubernetes", "real/pod.yaml")}
    assert {str(e) for e in result.errors} == {"out.yaml: lies outside of the scanned root and is not opened",
                                               "dangling.yaml: does not exist"}
    assert [w.file for w in result.warnings] == ["outside"]


def test_what_is_no_regular_file_is_an_error_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    write(tmp_path, {"pod.yaml": MANIFEST, "dir.yaml/pod.yml": MANIFEST})
    result = found(tmp_path)
    assert inputs(result) == {("kubernetes", "pod.yaml"), ("kubernetes", "dir.yaml/pod.yml")}
    assert [str(e) for e in result.errors] == ["pipe.yaml: is not a regular file"]
