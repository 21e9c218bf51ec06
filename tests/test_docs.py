"""What is generated is current, and what the README shows is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from iaccheck.cli.document import own_catalogue, page
from iaccheck.cli.main import COMMANDS, cli
from iaccheck.policy import FAMILIES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_page_of_policies_is_current() -> None:
    assert (ROOT / "docs" / "policies.md").read_text("utf-8") == page(own_catalogue()), "run `make docs`"


def test_every_policy_is_explained_and_has_controls() -> None:
    catalogue = own_catalogue()
    for policy in catalogue.policies.values():
        assert policy.family in FAMILIES, policy.id
        assert catalogue.controls.all(policy.id), f"{policy.id} has no line in controls.jsonl"


def test_the_crosswalk_names_policies_that_there_are() -> None:
    catalogue = own_catalogue()
    assert set(catalogue.crosswalk.rows) <= set(catalogue.policies)
    assert set(catalogue.controls.rows) <= set(catalogue.policies)


def test_the_readme_names_what_there_is() -> None:
    for path in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / path).exists(), path
    for command in re.findall(r"`iaccheck (graph|policies|explain|scan)\b", README):
        assert command in COMMANDS
    options = set(re.findall(r"(--[a-z][a-z-]+)", README)) - {"--out"}
    help_ = "".join(CliRunner().invoke(cli, [c, "--help"]).output for c in COMMANDS)
    assert {o for o in options if o not in help_} == set()


@pytest.mark.parametrize("text", ["COMPARISON", "SCORES"])
def test_the_readme_has_no_holes(text: str) -> None:
    assert f"\n{text}\n" not in README
