"""What tests of whole scans share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from iaccheck.catalogue import Catalogue
from iaccheck.findings import Finding, Status
from iaccheck.providers.registry import Registry
from iaccheck.scan import Result, Scanner
from iaccheck.selection import Selection


@cache
def catalogue() -> Catalogue:
    """The catalogue of all installed packs, loaded once for all tests."""
    return Catalogue()


@cache
def registry() -> Registry:
    """The providers, imported once for all tests."""
    return Registry()


def scan_text(files: dict[str, str], tmp_path: Path) -> Result:
    """Write the files (path → text) below ``tmp_path`` and scan it."""
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return scan_path(tmp_path)


def scan_path(path: Path) -> Result:
    """Scan a directory or file; a defect of ours fails the test."""
    result = Scanner(catalogue(), Selection(), registry=registry()).scan([str(path)])
    assert not result.defects, result.defects
    return result


def of(result: Result, policy: str, status: Status = Status.FAIL) -> list[Finding]:
    """The findings of one policy."""
    return [f for f in result.findings if f.policy == policy and f.status is status]


def failed(result: Result, policy: str | None = None) -> set[tuple[str, str]]:
    """``(policy, address)`` of what fails, of one policy or of all."""
    return {(f.policy, f.resource.address) for f in result.findings
            if f.status is Status.FAIL and policy in (None, f.policy)}


def undecided(result: Result, policy: str | None = None) -> set[tuple[str, str]]:
    """The same for what cannot be decided."""
    return {(f.policy, f.resource.address) for f in result.findings
            if f.status is Status.UNKNOWN and policy in (None, f.policy)}


def scan_resource(tmp_path: Path, type_: str, body: str, beside: str = "") -> list[Finding]:
    """The findings on one Terraform resource with this body (``;`` ends a line), and what stands beside it."""
    mode, name = ("data", type_[5:]) if type_.startswith("data.") else ("resource", type_)
    text = f'{mode} "{name}" "it" {{\n' + "\n".join(body.split(";")) + f"\n}}\n{beside}\n"
    result = scan_text({"main.tf": text}, tmp_path)
    assert not result.errors, result.errors
    return [f for f in result.findings if f.resource.address == f"{type_}.it"]


def statuses(findings: list[Finding], policy: str, cause: str) -> set[Status]:
    """What the findings of a policy, with a cause if one is named, say."""
    return {f.status for f in findings if f.policy == policy and (not cause or cause in f.causes)}
