"""Records what Terraform plans for each configuration of ``tests/fixtures/terraform_configurations``.

``python scripts/record_configurations.py [WORD]`` plans those whose name contains WORD, by default all.  Only
Terraform's built-in provider is used: nothing is downloaded.  A plan that fails is recorded by its errors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures" / "terraform_configurations"
RECORDING = FIXTURES / "recording.jsonl"
_NOT_WRITTEN = ("arguments", "environment")


@dataclass
class Case:
    """One configuration: ``=== name`` in a file, and its files after it, each headed by ``--- path``."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    """With two that Terraform does not see: ``arguments`` and ``environment``, one a line."""

    def lines(self, name: str) -> list[str]:
        return self.files.get(name, "").splitlines()

    def write(self, directory: Path) -> None:
        """Write the files below a directory."""
        for name, text in self.files.items():
            if name not in _NOT_WRITTEN:
                path = directory / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")


def cases() -> Iterator[Case]:
    """All configurations, in the order of the files."""
    for path in sorted(FIXTURES.glob("*.txt")):
        case, at = None, ""
        for line in path.read_text("utf-8").splitlines(keepends=True):
            if line.startswith("=== "):
                if case is not None:
                    yield case
                case = Case(f"{path.stem}: {line[4:].strip()}")
            elif case is not None and line.startswith("--- "):
                at = line[4:].strip()
                case.files[at] = ""
            elif case is not None:
                case.files[at] += line
        if case is not None:
            yield case


def record(case: Case) -> dict[str, Any]:
    """What Terraform makes of one configuration."""
    with tempfile.TemporaryDirectory() as home:
        place = Path(home) / "root"
        place.mkdir()
        case.write(place)
        configuration = Path(home) / "rc"
        configuration.write_text("disable_checkpoint = true\n")
        environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(configuration), "TF_IN_AUTOMATION": "1",
                       **dict(line.partition("=")[::2] for line in case.lines("environment"))}

        def run(*arguments: str) -> str:
            command = ("terraform", *arguments)
            return subprocess.run(command, cwd=place, env=environment, check=False, text=True,  # noqa: S603
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout

        started = run("init", "-json", "-input=false", "-backend=false")
        planned = run("plan", "-json", "-input=false", "-lock=false", "-out=plan", *case.lines("arguments"))
        errors = _errors(planned) or _errors(started) * (not (place / "plan").exists())
        if errors:
            return {"name": case.name, "errors": errors}
        return {"name": case.name, **_planned(json.loads(run("show", "-json", "plan")))}


def _errors(output: str) -> list[dict[str, Any]]:
    found = {}
    for line in output.splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        diagnostic = message.get("diagnostic", {})
        if diagnostic.get("severity") == "error":
            place = diagnostic.get("range") or {}
            error = {"summary": diagnostic["summary"], "detail": diagnostic["detail"],
                     "file": place.get("filename", ""), "line": place.get("start", {}).get("line", 0)}
            found[json.dumps(error)] = error
    return sorted(found.values(), key=lambda e: (e["file"], e["line"], e["summary"]))


def _planned(plan: dict[str, Any]) -> dict[str, Any]:
    changes = {change["address"]: change["change"] for change in plan.get("resource_changes", ())
               if change["mode"] == "managed"}
    outputs = plan.get("output_changes", {})
    return {"resources": {address: _shown(change) for address, change in sorted(changes.items())},
            "outputs": {name: _shown(change) for name, change in sorted(outputs.items())}}


def _shown(change: dict[str, Any]) -> dict[str, Any]:
    """The values; what is unknown and what is sensitive where something is."""
    shown = {"after": change["after"], "unknown": change["after_unknown"], "sensitive": change["after_sensitive"]}
    return {name: value for name, value in shown.items() if value not in (False, {}) or name == "after"}


def main(word: str = "") -> None:
    """Record, and keep what was recorded of the others."""
    old = {}
    if word and RECORDING.exists():
        old = {r["name"]: r for r in map(json.loads, RECORDING.read_text("utf-8").splitlines())}
    records = [record(case) if word in case.name else old[case.name] for case in cases()]
    RECORDING.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    sys.stdout.write(f"{len(records)} configurations, {sum('errors' in r for r in records)} of them with errors\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])
