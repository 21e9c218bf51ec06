"""A scan of what has not changed prints the same again, and of what has changed something else."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from iaccheck import memory
from iaccheck.cli.main import cli

VOLUME = """\
resource "aws_ebs_volume" "v" {
  encrypted = var.encrypted
}
variable "encrypted" {
  default = true
}
"""
POLICY = ["--policy", "unencrypted-storage"]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "main.tf").write_text(VOLUME)
    return tmp_path / "tree"


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [*map(str, args), *POLICY], prog_name="iaccheck")


def entries(tree: Path) -> list[Path]:
    return sorted((tree.parent / "cache" / "iaccheck").glob("*"))


def poison(tree: Path) -> None:
    """Make what is remembered recognisable."""
    for path in entries(tree):
        kept = json.loads(path.read_text())
        kept["printed"]["reports"] = ["remembered\n"]
        path.write_text(json.dumps(kept))


def test_what_has_not_changed_is_remembered(tree: Path) -> None:
    first = run(tree)
    assert len(entries(tree)) == 1
    again = run(tree)
    assert (again.stdout, again.stderr, again.exit_code) == (first.stdout, first.stderr, first.exit_code)
    poison(tree)
    assert run(tree).stdout == "remembered\n"
    assert "remembered" not in run(tree, "--no-cache").stdout


@pytest.mark.parametrize("change", [
    "main.tf", "new.tf", "terraform.tfvars", "template.yaml", "removed", "sub/main.tf", "link", "unreadable",
])
def test_whatever_changes_in_the_tree_is_seen(tree: Path, change: str) -> None:
    (tree / "sub").mkdir()
    (tree / "other.tf").write_text("locals {}\n")
    run(tree)
    poison(tree)
    match change:
        case "removed":
            (tree / "other.tf").unlink()
        case "link":
            os.symlink(tree / "nowhere", tree / "x.yaml")
        case "unreadable":
            os.mkfifo(tree / "x.yaml")
        case "main.tf":
            (tree / change).write_text(VOLUME.replace("true", "false"))
        case "terraform.tfvars":
            (tree / change).write_text("encrypted = false\n")
        case "template.yaml":
            (tree / change).write_text("Resources: {V: {Type: AWS::EC2::Volume, Properties: {Encrypted: false}}}\n")
        case _:
            (tree / change).write_text(VOLUME.replace('"v"', '"w"'))
    assert "remembered" not in run(tree).stdout


def test_whatever_is_asked_otherwise_is_another_question(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "v.tfvars").write_text("encrypted = true\n")
    run(tree)
    run(tree, "--var-file", tmp_path / "v.tfvars")
    poison(tree)
    (tmp_path / "v.tfvars").write_text("encrypted = false\n")
    for args in (["--var", "encrypted=false"], ["--format", "json"], ["--fail-on", "high"], ["--quiet"], [tree / "sub"],
                 ["--var-file", tmp_path / "v.tfvars"], ["--separate"]):
        assert "remembered" not in run(tree, *args).stdout


def test_what_a_configuration_names_is_read_anew(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "v.tfvars").write_text("encrypted = true\n")
    (tmp_path / "c.yaml").write_text(f"var-files: [{json.dumps(str(tmp_path / 'v.tfvars'))}]\n")
    assert run(tree, "--config", tmp_path / "c.yaml").exit_code == 0
    (tmp_path / "v.tfvars").write_text("encrypted = false\n")
    assert run(tree, "--config", tmp_path / "c.yaml").exit_code == 1


def test_a_file_outside_of_the_tree_that_a_link_hides_is_not_remembered_as_read(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("x: y\n")
    os.symlink("../secret.yaml", tree / "x.yaml")
    assert run(tree).exit_code == run(tree).exit_code == 2


def test_a_broken_memory_is_as_if_it_had_never_been(tree: Path) -> None:
    first = run(tree)
    for text in ("", "{", "[]", '{"answers": [], "printed": {}}', '{"answers": [["exec", "x", "y"]], "printed": {}}'):
        for path in entries(tree):
            path.write_text(text)
        assert run(tree).stdout == first.stdout


def test_a_folder_that_cannot_be_written_changes_nothing(tree: Path) -> None:
    (tree.parent / "cache").write_text("a file")
    assert run(tree).exit_code == 0


def test_the_oldest_are_forgotten(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_ENTRIES", 2)
    for level in ("low", "medium", "high", "critical"):
        run(tree, "--fail-on", level)
        time.sleep(0.01)
    assert len(entries(tree)) == 2
