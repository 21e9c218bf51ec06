"""Our values beside those that Terraform itself has recorded: see ``record.py``."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from record import record
from terraform_support import FIXTURES, ProblemError, difference, evaluated, module, recorded

RECORDS = recorded()
KNOWN = {line["expression"]: line["reason"] for line in map(
    json.loads, (FIXTURES / "terraform_expressions_differences.jsonl").read_text().splitlines())}
INSIDE = module(FIXTURES / "terraform_expressions")


@pytest.mark.parametrize("start", range(0, len(RECORDS), 100))
def test_values_are_those_of_terraform(start: int) -> None:
    wrong = {r["expression"]: why for r in RECORDS[start:start + 100]
             if r["expression"] not in KNOWN and (why := difference(r, INSIDE)) is not None}
    assert wrong == {}


def test_what_differs_is_known_to_and_has_a_reason() -> None:
    by_expression = {r["expression"]: r for r in RECORDS}
    healed = [e for e in KNOWN if difference(by_expression[e], INSIDE) is None]
    assert healed == []
    assert all(KNOWN.values())
    assert len(KNOWN) <= len(RECORDS) / 100
    assert len(RECORDS) >= 1_500


def test_errors_say_what_and_where_as_those_of_terraform_do() -> None:
    worded = placed = count = 0
    for made in RECORDS:
        if "error" not in made or made["expression"] in KNOWN:
            continue
        with pytest.raises(ProblemError) as raised:
            evaluated(made["expression"], INSIDE)
        problem = raised.value
        count += 1
        worded += problem.message.lower().startswith(made["error"].lower())
        placed += (problem.line, problem.column) == (made["line"], made["column"])
    assert worded / count > 0.97
    assert placed / count > 0.95


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform")
def test_the_recording_is_current() -> None:
    sample: list[dict[str, Any]] = RECORDS[::60]
    fresh = record([r["expression"] for r in sample])
    for before, now in zip(sample, fresh, strict=True):
        assert now.get("error") == before.get("error"), before["expression"]
        assert now.get("unknown") == before.get("unknown"), before["expression"]
        assert now.get("type") == before.get("type"), before["expression"]
