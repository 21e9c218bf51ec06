"""The crosswalk: which checks of other tools a (policy × resource type × cause) answers; and the controls likewise.

Rows are JSON lines: ``{"policy": …, "cause": … or […], "types": […], "checks": […]}``.  No ``types`` means any, no
``cause`` any; a type may have ``*``.  Checks are named as in reports: ``CKV_AWS_20``, ``AWS-0092``,
``kics:terraform/aws/…``, ``guard:…``, ``kube-linter:…``.  A check that another format has the like of
(``kics:cloudFormation/…``) is left out for resources of this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

import orjson

_DIALECTS = {"kics:terraform/": "terraform", "kics:cloudFormation/": "cloudformation", "kics:k8s/": "kubernetes",
             "guard:": "cloudformation"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row; empty ``causes`` or ``types`` mean any."""

    policy: str
    causes: frozenset[str]
    types: tuple[str, ...]
    names: tuple[str, ...]
    """Checks, or controls."""

    def covers(self, type_: str, causes: Iterable[str]) -> bool:
        """Whether a finding on a resource of a type, with these causes, is this row's."""
        return ((not self.causes or not self.causes.isdisjoint(causes))
                and (not self.types or any(t == type_ or ("*" in t and fnmatchcase(type_, t)) for t in self.types)))


class _Table:
    """Rows by policy."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row.policy].append(row)

        self._found: dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]] = {}

    def names(self, policy: str, type_: str, causes: tuple[str, ...]) -> tuple[str, ...]:
        """The names of all rows that cover a finding, sorted."""
        key = (policy, type_, causes)
        found = self._found.get(key)
        if found is None:
            rows = [row for row in self.rows.get(policy, ()) if row.covers(type_, causes)]
            found = self._found[key] = tuple(sorted({n for row in rows for n in row.names}))
        return found

    def all(self, policy: str) -> list[str]:
        """Every name that the policy can answer."""
        return sorted({n for row in self.rows.get(policy, ()) for n in row.names})


class Crosswalk(_Table):
    """The checks of other tools."""

    def __init__(self, packs: Iterable[Traversable]) -> None:
        self._packs = list(packs)
        super().__init__(row for data in self._packs for row in _folder(data, "crosswalk", "checks"))

    @cached_property
    def _former(self) -> dict[str, str]:
        return {name: row["check"] for data in self._packs for row in _lines(data, "former_names.jsonl")
                for name in row["names"]}

    def current(self, name: str) -> str:
        """The name that a check has today: Trivy's were ``AVD-AWS-0088`` once, and in tfsec words such as
        ``aws-s3-enable-bucket-encryption``."""
        return name[4:] if name.upper().startswith("AVD-") else self._former.get(name.lower(), name)

    def aliases(self, policy: str, type_: str, dialect: str, causes: tuple[str, ...]) -> tuple[str, ...]:
        """The checks that a finding answers."""
        return tuple([n for n in self.names(policy, type_, causes) if _dialect(n) in ("", dialect)])

    def rows_for(self, check: str) -> list[Row]:
        """The rows that answer a check, by any name that it has or had; ``kics:`` and the like may be left out."""
        wanted = self.current(check).casefold()
        return [row for rows in self.rows.values() for row in rows
                if any(n.casefold() == wanted or n.casefold().endswith(":" + wanted) for n in row.names)]


class Controls(_Table):
    """The controls of frameworks: ``CIS-AWS-3.0:2.1.4``, ``PCI-DSS-4.0:3.5.1``, …"""

    def __init__(self, packs: Iterable[Traversable]) -> None:
        super().__init__(row for data in packs for row in _file(data, "controls.jsonl", "controls"))


def _dialect(name: str) -> str:
    for prefix, dialect in _DIALECTS.items():
        if name.startswith(prefix):
            return dialect
    return ""


def _folder(data: Traversable, name: str, key: str) -> Iterator[Row]:
    folder = data.joinpath(name)
    if folder.is_dir():
        for file in sorted(folder.iterdir(), key=lambda f: f.name):
            if file.name.endswith(".jsonl"):
                yield from _file(folder, file.name, key)


def _file(data: Traversable, name: str, key: str) -> Iterator[Row]:
    for row in _lines(data, name):
        cause = row.get("cause", ())
        yield Row(row["policy"], frozenset([cause] if isinstance(cause, str) else cause),
                  tuple(row.get("types", ())), tuple(row[key]))


def _lines(data: Traversable, name: str) -> Iterator[dict[str, Any]]:
    file = data.joinpath(name)
    if file.is_file():
        yield from (orjson.loads(line) for line in file.read_bytes().splitlines() if line.strip())
