"""The crosswalk's rows about AWS networks and operations name types and policies that exist."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from iaccheck.providers.registry import make_index
from support import catalogue

FOLDER = resources.files("iaccheck_policies").joinpath("crosswalk")


@pytest.mark.parametrize("name", ["aws_network.jsonl", "aws_operations.jsonl"])
def test_rows_name_what_there_is(name: str) -> None:
    known, policies = make_index(), catalogue().policies
    for line in FOLDER.joinpath(name).read_text("utf-8").splitlines():
        row = json.loads(line)
        assert row["policy"] in policies, row
        assert not [type_ for type_ in row["types"] if type_ not in known], row
        assert row["checks"], row
