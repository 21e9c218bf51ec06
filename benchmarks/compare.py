"""Time and peak memory of whole processes beside Trivy and Checkov, with cold caches, as ratios of one run.

    python -m benchmarks.compare [--repeat N] [--only NAME] [--peers DIR] [--projects DIR] [--slow]

Peers are looked for on the PATH and in ``--peers``; a peer that is not there is left out.  ``--slow`` lets the peers
also run where they need minutes.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import generate


@dataclass(frozen=True)
class Case:
    """Something to scan, and the ratios to stay below."""

    name: str
    make: Callable[[Path], Path]
    trivy: float | None = None
    checkov: float | None = None
    slow: bool = False


@dataclass(frozen=True)
class Measured:
    seconds: float
    megabytes: float


def _generated(make: Callable[[Path], None], name: str = "") -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        make(folder / name if name else folder)
        return folder / name if name else folder

    return build


def cases(projects: Path) -> list[Case]:
    """All cases; a project that is not there is left out."""
    found = [Case("one bucket", _generated(generate.bucket), trivy=0.25)]
    for name, limit in (("terragoat", 0.5), ("terraform-aws-eks", 0.4)):
        if (projects / name).is_dir():
            found.append(Case(name, lambda _, p=projects / name: p, trivy=limit))  # type: ignore[misc]
    found += [
        Case("plan of 5,000", _generated(lambda f: generate.plan(f, 5_000), "plan.json"), trivy=0.15, slow=True),
        Case("plan of 20,000", _generated(lambda f: generate.plan(f, 20_000), "plan.json"), trivy=0.05, slow=True),
        Case("50 templates", _generated(lambda f: generate.templates(f, 50, 2_000)), trivy=0.3),
        Case("200 manifests", _generated(lambda f: generate.manifests(f, 200)), trivy=0.2, checkov=0.5),
    ]
    return found


def commands(peers: Path | None) -> dict[str, list[str]]:
    """How each tool is called; the path is added at the end."""
    search = os.pathsep.join([*([str(peers)] if peers else []), os.environ.get("PATH", "")])
    ours = Path(sys.executable).with_name("iaccheck")
    found = {"iaccheck": [str(ours), "scan", "--format", "json", "--fail-on", "never"]}
    if trivy := shutil.which("trivy", path=search):
        found["trivy"] = [trivy, "config", "--quiet", "--skip-check-update", "--format", "json"]
    if checkov := shutil.which("checkov", path=search):
        found["checkov"] = [checkov, "--quiet", "--compact", "--output", "json", "--skip-download"]
    return found


def measure(tool: str, command: list[str], target: Path, cache: Path) -> Measured:
    """Run the tool once as a process of its own."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "TRIVY_CACHE_DIR": str(cache / "trivy"),
                   "LOG_LEVEL": "ERROR"}
    arguments = [*command, str(target)]
    if tool == "checkov":
        arguments = [*command, "-f" if target.is_file() else "-d", str(target)]
    with open(os.devnull, "wb") as nowhere:
        started = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=nowhere, stderr=nowhere, env=environment, cwd=target.parent)
        _, _, usage = os.wait4(process.pid, 0)
        return Measured(time.perf_counter() - started, usage.ru_maxrss / 1024)


def best(tool: str, command: list[str], target: Path, repeat: int, warm: bool = False) -> Measured:
    """The median time and the peak memory of several runs, each with an empty cache (or all with a filled one)."""
    runs = []
    with tempfile.TemporaryDirectory() as shared:
        if warm:
            measure(tool, command, target, Path(shared))
        for _ in range(repeat):
            with tempfile.TemporaryDirectory() as own:
                runs.append(measure(tool, command, target, Path(shared if warm else own)))
    return Measured(statistics.median(r.seconds for r in runs), max(r.megabytes for r in runs))


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--projects", type=Path, default=Path("../shared/projects"))
    parser.add_argument("--slow", action="store_true")
    arguments = parser.parse_args()
    for package in ("checker", "policies"):  # as pip does for what it installs
        compileall.compile_dir(package, quiet=2)
    tools = commands(arguments.peers)
    print(f"{'case':<20} {'iaccheck':>16} " + " ".join(f"{t + ' ratio':>24}" for t in tools if t != "iaccheck"))
    for case in cases(arguments.projects.resolve()):
        if arguments.only and case.name not in arguments.only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            target = case.make(Path(folder))
            ours = best("iaccheck", tools["iaccheck"], target, arguments.repeat)
            cells = []
            for tool, command in tools.items():
                if tool == "iaccheck":
                    continue
                if case.slow and (tool == "checkov" or not arguments.slow):
                    cells.append(f"{'(slow)':>24}")
                    continue
                theirs = best(tool, command, target, 1 if case.slow else arguments.repeat)
                limit = {"trivy": case.trivy, "checkov": case.checkov}[tool]
                cells.append(_cell(ours, theirs, limit))
            print(f"{case.name:<20} {ours.seconds:>7.2f} s {ours.megabytes:>4.0f} M " + " ".join(cells), flush=True)
            if case.name == "terraform-aws-eks" and "trivy" in tools:
                warm = best("iaccheck", tools["iaccheck"], target, arguments.repeat, warm=True)
                theirs = best("trivy", tools["trivy"], target, arguments.repeat)
                cell = _cell(warm, theirs, 0.1)
                print(f"{'  warm cache':<20} {warm.seconds:>7.2f} s {warm.megabytes:>4.0f} M {cell}")


def _cell(ours: Measured, theirs: Measured, limit: float | None) -> str:
    ratio = ours.seconds / theirs.seconds
    verdict = "" if limit is None else f" ≤{limit:g}" if ratio <= limit else f" >{limit:g}!"
    return f"{f'{ratio:.3f}{verdict} mem {ours.megabytes / theirs.megabytes:.2f}':>24}"


if __name__ == "__main__":
    main()
