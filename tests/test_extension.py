"""A third-party pack is found by its entry points once it is installed, and only then."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

FIXTURE = Path(__file__).parent / "fixtures" / "pack"


def install(target: Path, work: Path) -> None:
    """Install the pack with pip."""
    source = work / "pack"
    shutil.copytree(FIXTURE, source)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
                    "--no-build-isolation", "--disable-pip-version-check", "--target", str(target), str(source)],
                   check=True, capture_output=True)


def scan(folder: Path, site: Path | None) -> set[tuple[str, str]]:
    environment = {**os.environ, "PYTHONPATH": str(site) if site else ""}
    program = [sys.executable, "-c", "from iaccheck.cli import main; main()", str(folder), "--format", "json"]
    done = subprocess.run(program, capture_output=True, env=environment, check=False)
    return {(f["policy"], f["resource"]) for f in json.loads(done.stdout)["findings"]}


def test_a_pack_brings_policies_and_resource_types(tmp_path: Path) -> None:
    folder, site = tmp_path / "project", tmp_path / "site"
    folder.mkdir()
    (folder / "main.tf").write_text('resource "acme_bucket" "a" {}\nresource "acme_bucket" "b" {\n  sealed = true\n}\n')
    install(site, tmp_path)
    assert scan(folder, None) == set()
    assert scan(folder, site) == {("acme-sealed", "acme_bucket.a"), ("unencrypted-storage", "acme_bucket.a")}


def test_a_pack_in_a_scanned_tree_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "acme_bucket" "a" {}\n')
    install(tmp_path / "vendored", tmp_path)
    assert scan(tmp_path, None) == set()
