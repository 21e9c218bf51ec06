"""A scan: discovery, frontends, graph, judgement, suppression, in this order."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module

from .catalogue import Catalogue
from .discovery import Discovered, discover
from .engine import judge
from .files import Files, InputError, common_root
from .findings import Finding, Severity, Status
from .frontends import Context, Options
from .graph import Graph
from .providers.registry import Registry
from .selection import Selection


@dataclass(slots=True)
class Result:
    """What a scan found, ready to be reported."""

    root: str
    files: Files
    findings: list[Finding] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)
    warnings: list[InputError] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    resources: int = 0
    file_count: int = 0
    policies: int = 0
    sources: dict[str, bytes] = field(default_factory=dict)
    """The content of what has no file of its own (standard input), by name, for excerpts."""

    def count(self, status: Status) -> int:
        return sum(f.status is status for f in self.findings)

    def by_severity(self) -> dict[Severity, int]:
        """How many failed, by severity, the worst first."""
        counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
        for finding in self.findings:
            if finding.status is Status.FAIL:
                counts[finding.severity] += 1
        return counts


@dataclass(slots=True)
class Scanner:
    """What stays the same from one scan to the next: a process loads policies and providers once."""

    catalogue: Catalogue
    selection: Selection
    options: Options = field(default_factory=Options)
    registry: Registry = field(default_factory=Registry)
    progress: Callable[[str, int, int], None] | None = None
    """Called with a stage, how much of it is done, and how much there is."""
    root: str | None = None

    def load(self, paths: Sequence[str], stdin: bytes | None = None) -> tuple[Context, Discovered]:
        """Read what the paths name into a graph."""
        beside = self.options.terraform_dir
        root = self.root or common_root(paths if beside is None else [*paths, beside])
        files = Files(root)
        if beside is not None:  # named as the user sees it, opened as everything below the root
            inside = os.path.relpath(os.path.realpath(beside), files.root).replace(os.sep, "/")
            options = replace(self.options, terraform_dir=inside)
        else:
            options = self.options
        found = discover(paths, files, stdin)
        context = Context(files=files, graph=Graph(), options=options, computed=self.registry.computed)
        context.errors.extend(found.errors)
        context.warnings.extend(found.warnings)
        by_frontend: dict[str, list[int]] = {}
        for position, item in enumerate(found.inputs):
            by_frontend.setdefault(item.frontend, []).append(position)
        for done, (name, positions) in enumerate(by_frontend.items()):
            if self.progress is not None:
                self.progress("reading", done, len(by_frontend))
            frontend = import_module(f"{__package__}.frontends.{name}.load")
            frontend.load([found.inputs[p] for p in positions], context)
        return context, found

    def scan(self, paths: Sequence[str], stdin: bytes | None = None) -> Result:
        """Scan the paths as one project."""
        context, found = self.load(paths, stdin)
        graph = context.graph
        total = len(graph.resources)
        progress = self.progress
        judged = judge(graph, self.catalogue, self.registry, self.selection,
                       None if progress is None else lambda done: progress("judging", done, total))
        policies = len(self.catalogue.policies)
        if self.options.validate:
            from .validation import validate

            judged.findings += validate(found.inputs, context, self.catalogue)
        result = Result(root=context.files.root, files=context.files, findings=judged.findings,
                        errors=_once(context.errors), warnings=_once(context.warnings), defects=judged.defects,
                        resources=total, file_count=len(context.read) or found.file_count,
                        policies=policies, sources=dict(found.sources))
        from .suppression import suppress

        suppress(result, context, found, self.catalogue)
        return result


def _once(problems: list[InputError]) -> list[InputError]:
    return list(dict.fromkeys(problems))
