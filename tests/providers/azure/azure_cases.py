"""What the tests of Azure share: a resource written badly, and its nearest neighbour that is written well."""

from __future__ import annotations

from pathlib import Path

from iaccheck.findings import Finding, Status
from iaccheck.scan import Result
from support import scan_text


def scan_one(tmp_path: Path, type_: str, body: str, beside: str = "") -> Result:
    """Scan a resource called ``it`` with this body, and what stands beside it."""
    lines = "\n".join(f"  {line.strip()}" for line in body.strip().split(";") if line.strip())
    return scan_text({"main.tf": f'resource "{type_}" "it" {{\n{lines}\n}}\n\n{beside}\n'}, tmp_path)


def found(result: Result, policy: str, cause: str, type_: str) -> list[Finding]:
    """The findings of a policy and cause on the resource called ``it``, failed or not decided."""
    return [f for f in result.findings if f.policy == policy and f.resource.address == f"{type_}.it"
            and (not cause or cause in f.causes)]


def assert_pair(tmp_path: Path, type_: str, policy: str, cause: str, bad: str, good: str, beside: str = "") -> None:
    """The bad body fails for this cause, the good one does not even come near."""
    failed = found(scan_one(tmp_path / "bad", type_, bad, beside), policy, cause, type_)
    assert [f.status for f in failed] == [Status.FAIL], failed
    assert failed[0].mend
    assert not found(scan_one(tmp_path / "good", type_, good, beside), policy, cause, type_)
