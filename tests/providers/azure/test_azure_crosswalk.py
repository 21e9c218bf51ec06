"""The crosswalk's rows about Azure name types and policies that exist."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from importlib import resources

from iaccheck.providers.registry import make_index
from support import catalogue

FOLDER = resources.files("iaccheck_policies").joinpath("crosswalk")
ROWS = [json.loads(line) for file in FOLDER.iterdir() if file.name.startswith("azure_")
        for line in file.read_text("utf-8").splitlines()]


def test_rows_name_what_there_is() -> None:
    known = make_index()
    policies = catalogue().policies
    for row in ROWS:
        assert row["policy"] in policies, row
        for type_ in row["types"]:
            assert any(fnmatchcase(k, type_) for k in known), row


def test_checks_are_found_by_their_names() -> None:
    crosswalk = catalogue().crosswalk
    assert {r.policy for r in crosswalk.rows_for("CKV_AZURE_9")} == {"open-ingress"}
    assert {r.policy for r in crosswalk.rows_for("AZU-0041")} == {"unrestricted-client-networks"}
    assert {r.policy for r in crosswalk.rows_for("terraform/azure/redis_publicly_accessible")} == {
        "open-ingress", "small-public-ingress"}
