"""Records what Terraform makes of each expression: ``python tests/frontends/terraform/record.py``.

Every expression becomes an output in a file of its own, beside ``main.tf`` of the fixture; ``terraform plan`` evaluates
them all at once.  Files that have errors are noted with the error and taken away, until the plan succeeds.  Only
Terraform's built-in provider is used: nothing is downloaded.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1] / "fixtures" / "terraform_expressions"
RECORDING = HERE.parents[1] / "fixtures" / "terraform_expressions.jsonl"
_NUMBER = "\0number:"
VALUE = "  value = "


def source(expression: str, sensitive: bool = False, name: str = "it") -> str:
    """The file that asks for an expression's value."""
    return f'output "{name}" {{\n{VALUE}{expression}\n' + ("  sensitive = true\n" if sensitive else "") + "}\n"


def record(expressions: list[str]) -> list[dict[str, Any]]:
    """What Terraform makes of them, in order."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory) / "root"
        shutil.copytree(ROOT, place)
        configuration = Path(directory) / "rc"
        configuration.write_text("disable_checkpoint = true\n")
        os.environ["TF_CLI_CONFIG_FILE"] = str(configuration)
        return _record(expressions, place)


def _record(expressions: list[str], place: Path) -> list[dict[str, Any]]:
    _run(place, "init", "-no-color", "-input=false")
    records: list[dict[str, Any]] = [{"expression": e} for e in expressions]
    for number, expression in enumerate(expressions):
        (place / f"e{number}.tf").write_text(source(expression, name=f"e{number}"), newline="")
    while True:
        output = _run(place, "plan", "-json", "-input=false", "-out=plan", "-lock=false").stdout
        errors = [m["diagnostic"] for m in map(json.loads, output.splitlines())
                  if m.get("type") == "diagnostic" and m["diagnostic"]["severity"] == "error"]
        if not errors:
            break
        for error in errors:
            _note(error, records, place)
    shown = json.loads(_run(place, "show", "-json", "plan").stdout, parse_float=lambda text: f"{_NUMBER}{text}")
    types = shown["planned_values"].get("outputs", {})
    for name, change in shown["output_changes"].items():
        made = records[int(name[1:])]
        made["value"] = change.get("after")
        if change["after_unknown"]:
            made["unknown"] = change["after_unknown"]
        if name in types and "type" in types[name]:
            made["type"] = types[name]["type"]
    return records


def _note(error: dict[str, Any], records: list[dict[str, Any]], place: Path) -> None:
    name = error.get("range", {}).get("filename", "")
    if infinite := re.findall(r'output value "e(\d+)": cannot serialize infinity', error["summary"] + error["detail"]):
        for number in infinite:
            records[int(number)]["infinite"] = True
            (place / f"e{number}.tf").unlink(missing_ok=True)
        return
    if not name.startswith("e"):
        raise RuntimeError(f"{error['summary']}: {error['detail']} ({name})")
    path, made = place / name, records[int(name[1:-3])]
    if not path.exists():
        return
    if error["summary"] == "Output refers to sensitive values":
        made["sensitive"] = True
        path.write_text(source(made["expression"], True, name=name[:-3]), newline="")
        return
    start = error["range"]["start"]
    made["error"] = error["summary"]
    made["detail"] = error["detail"]
    # The place within the expression: the name of the output makes no difference.
    made["line"] = start["line"] - 1
    made["column"] = start["column"] - (len(VALUE) if start["line"] == 2 else 0)
    path.unlink()


def _run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["terraform", *arguments], cwd=place, capture_output=True, text=True, check=False)


def as_line(made: dict[str, Any]) -> str:
    """A record as JSON, its numbers with all their digits."""
    return re.sub(r'"\\u0000number:([^"]*)"', r"\1", json.dumps(made, ensure_ascii=False, separators=(",", ":")))


def main() -> None:
    from expressions import expressions

    lines = [as_line(r) for r in record(expressions())]
    RECORDING.write_text("\n".join(lines) + "\n", newline="")
    print(f"{len(lines)} expressions recorded", file=sys.stderr)


if __name__ == "__main__":
    main()
