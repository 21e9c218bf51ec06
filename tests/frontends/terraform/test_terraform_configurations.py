"""Configurations as Terraform plans them: the same instances, values, unknowns, secrets and errors."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from iaccheck.files import Files
from iaccheck.frontends import Context, Input, Options
from iaccheck.frontends.plan.load import load as load_plans
from iaccheck.frontends.terraform.load import load
from iaccheck.graph import Graph, Sensitive, Unknown

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))

from record_configurations import RECORDING, Case, cases

CASES = {case.name: case for case in cases()}
RECORDED = {r["name"]: r for r in map(json.loads, RECORDING.read_text("utf-8").splitlines())}
UNKNOWN = "(unknown)"
KNOWN_DIFFERENCES: dict[str, str] = {
    "modules: a sensitive output": "Terraform loses the mark of a constant output; a secret stays one here",
}
"""Name → why it is so: no more than one in a hundred."""
OTHER_WORDS = {"Missing item separator": "Invalid syntax", "Invalid expression": "Invalid syntax",
               "Invalid function argument": "Error in function call", "Cycle": "Cycle"}
"""Terraform's words → ours, where only the place is the same."""


def words(summary: str) -> tuple[str, ...]:
    """What our message may begin with where Terraform's has this summary."""
    return summary, OTHER_WORDS.get(summary.partition(": ")[0], summary)


def loaded(case: Case, directory: Path) -> Context:
    """The graph of a configuration, evaluated with the arguments and the environment of its recording."""
    case.write(directory)
    environment = dict(line.partition("=")[::2] for line in case.lines("environment"))
    options = [line.partition("=")[::2] for line in case.lines("arguments")]
    context = Context(Files(str(directory)), Graph(), Options(
        variables=dict(value.partition("=")[::2] for name, value in options if name == "-var"),
        var_files=[str(directory / value) for name, value in options if name == "-var-file"],
        environment={n.removeprefix("TF_VAR_"): v for n, v in environment.items() if n.startswith("TF_VAR_")},
        workspace=environment.get("TF_WORKSPACE")))
    inputs = sorted({str(p.parent.relative_to(directory)) for p in directory.rglob("*.tf*")
                     if ".terraform" not in str(p) and p.suffixes[:1] != [".tfvars"]})
    load([Input("terraform", i) for i in inputs], context)
    return context


def merged(value: Any, mask: Any) -> Any:
    """The planned value with ``UNKNOWN`` where the mask says so."""
    if mask is True:
        return UNKNOWN
    if isinstance(mask, dict) and isinstance(value, dict | None):
        value = value or {}
        return {k: merged(value.get(k), mask.get(k)) for k in {**value, **mask}}
    if isinstance(mask, list) and isinstance(value, list):
        masks = [*mask, *[None] * len(value)]
        return [merged(v, m) for v, m in zip(value, masks, strict=False)]
    return value


def shown(value: Any) -> Any:
    """Our value in the same form."""
    match value:
        case Unknown():
            return UNKNOWN
        case Sensitive():
            return shown(value.value)
        case dict():
            return {k: shown(v) for k, v in value.items()}
        case list():
            return [shown(v) for v in value]
    return value


def secrets(value: Any, path: str = "") -> set[str]:
    """The places that are sensitive, in our value."""
    match value:
        case Sensitive():
            return {path}
        case dict():
            return {s for k, v in value.items() for s in secrets(v, f"{path}.{k}")}
        case list():
            return {s for k, v in enumerate(value) for s in secrets(v, f"{path}.{k}")}
    return set()


def masked(mask: Any, path: str = "") -> set[str]:
    """The places that are sensitive, in a plan's mask."""
    if mask is True:
        return {path}
    items = mask.items() if isinstance(mask, dict) else enumerate(mask) if isinstance(mask, list) else ()
    return {s for k, m in items for s in masked(m, f"{path}.{k}")}


def differences(case: Case, record: dict[str, Any], directory: Path) -> list[str]:
    """Where we do not agree with Terraform."""
    context = loaded(case, directory)
    if "errors" in record:
        for resource in context.graph.resources:
            assert resource.attributes is not None  # evaluated when something asks for them
        said = [(p.file, p.line, p.message) for p in (*context.errors, *context.warnings)]
        return [f"{e['summary']} at {e['file']}:{e['line']}: {said}" for e in record["errors"]
                if not any(m.startswith(words(e["summary"]))
                           and (not e["line"] or (f, line) == (e["file"], e["line"])) for f, line, m in said)]
    found = [f"said: {p}" for p in (*context.errors, *context.warnings)]
    ours = {r.address: r for r in context.graph.resources if r.type == "terraform_data" and r.scope == "."}
    found += [f"{address} is one too many" for address in ours.keys() - record["resources"].keys()]
    for address, change in record["resources"].items():
        if address not in ours:
            found.append(f"{address} is missing")
            continue
        theirs = merged(change["after"], change.get("unknown"))
        for name in ("input", "triggers_replace"):
            value = ours[address].attributes.get(name)
            if shown(value) != theirs.get(name):
                found.append(f"{address}.{name}: {value!r}, and Terraform {theirs.get(name)!r}")
            mask = change.get("sensitive") or {}
            if secrets(value) != masked(mask.get(name) if isinstance(mask, dict) else mask):
                found.append(f"{address}.{name}: sensitive at {secrets(value)}, and Terraform at {mask}")
    return found


def test_there_is_a_recording_of_each() -> None:
    assert list(CASES) == list(RECORDED)
    assert len(CASES) >= 80
    assert len(KNOWN_DIFFERENCES) * 100 <= len(CASES)


@pytest.mark.parametrize("name", list(CASES))
def test_agrees_with_terraform(name: str, tmp_path: Path) -> None:
    found = differences(CASES[name], RECORDED[name], tmp_path)
    if name in KNOWN_DIFFERENCES:
        assert found, "agrees now: take it out of KNOWN_DIFFERENCES"
    else:
        assert not found, "\n".join(found)


def as_plan(record: dict[str, Any]) -> bytes:
    """What ``terraform show -json`` printed of the resources."""
    changes = []
    for address, change in record["resources"].items():
        module, _, name = address.rpartition("terraform_data.")
        changes.append({"address": address, "module_address": module.removesuffix("."), "mode": "managed",
                        "type": "terraform_data", "name": name.partition("[")[0],
                        "change": {"actions": ["create"], "before": None, "after": change["after"],
                                   "after_unknown": change.get("unknown", {}),
                                   "after_sensitive": change.get("sensitive", {})}})
    return json.dumps({"format_version": "1.2", "planned_values": {}, "resource_changes": changes}).encode()


@pytest.mark.parametrize("name", [n for n, r in RECORDED.items() if r.get("resources") and n not in KNOWN_DIFFERENCES])
def test_the_plan_has_the_values_of_the_configuration(name: str, tmp_path: Path) -> None:
    written = {r.address: r for r in loaded(CASES[name], tmp_path).graph.resources if r.scope == "."}
    context = Context(Files(str(tmp_path)), Graph())
    load_plans([Input("plan", "plan.json", as_plan(RECORDED[name]))], context)
    assert context.errors == []
    for planned in context.graph.resources:
        ours = written[planned.address].attributes
        for attribute in ("input", "triggers_replace"):
            assert shown(ours.get(attribute)) == shown(planned.attributes.get(attribute)), planned.address
            assert secrets(ours.get(attribute)) == secrets(planned.attributes.get(attribute)), planned.address
