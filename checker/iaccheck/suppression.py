"""Suppression: findings that somebody has answered for, in a comment, an annotation or metadata.

Ours is ``# iaccheck:ignore=POLICY why it is fine [until=YYYY-MM-DD]``; the markers of other tools keep working through
the crosswalk.  A comment counts on the line that it ends, above the block, or inside it.  One of ours that gives no
reason, is wrong or expired, or suppresses nothing, is a warning.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from .catalogue import Catalogue
from .discovery import Discovered
from .files import InputError
from .findings import Finding, Status, Suppression
from .frontends import Context
from .graph import Resource, Span, Value, reveal

if TYPE_CHECKING:
    from .scan import Result

ANNOTATION = "iaccheck.io/ignore-"
"""Kubernetes: ``iaccheck.io/ignore-POLICY: why it is fine``.  CloudFormation: ``Metadata: {iaccheck: {ignore: [{policy,
reason, until}]}}``."""

_MARKERS = re.compile(rb"iaccheck:ignore|(?:checkov|bridgecrew):skip|(?:tfsec|trivy):ignore|kics-scan")
_COMMENT = re.compile(r"(?:^|\s)(?:#|//|/\*)+\s*(.*)$")
_OURS = re.compile(r"iaccheck:ignore=(\S+)(.*)")
_CHECKOV = re.compile(r"(?:checkov|bridgecrew):skip\s*=\s*([A-Za-z0-9_]+)(?::\s*(.*))?")
_TRIVY = re.compile(r"(?:tfsec|trivy):ignore:([A-Za-z0-9_*-]+)(?:\[[^\]]*\])?((?::[a-z]+:[^\s:]+)*)")
_KICS = re.compile(r"kics-scan\s+(ignore-line|ignore-block|ignore|disable=\S+)")
_UNTIL = re.compile(r"\buntil=(\S+)")


@dataclass(slots=True)
class Directive:
    """One thing that somebody wrote to suppress findings."""

    names: tuple[str, ...]
    """Policies or checks; ``*`` for all."""
    reason: str
    span: Span
    until: str = ""
    ours: bool = False
    """Whether it is in our own notation, so that it must be right."""
    line_only: bool = False
    """Whether it answers for its line rather than for the whole resource."""
    used: bool = False
    resources: list[Resource] = field(default_factory=list)

    def names_finding(self, finding: Finding) -> bool:
        """Whether it names the finding's policy, or a check that the finding answers."""
        known = {finding.policy.casefold(), *(a.casefold() for a in finding.aliases),
                 *(a.casefold().partition(":")[2] for a in finding.aliases if ":" in a)}
        return any(n == "*" or n.casefold() in known for n in self.names)


def suppress(result: Result, context: Context, found: Discovered, catalogue: Catalogue) -> None:
    """Mark the findings of ``result`` that are suppressed, and warn of suppressions that are wrong."""
    directives = [*_in_comments(context, found), *_in_metadata(context)]
    if not directives:
        return
    for directive in directives:
        directive.names = tuple(catalogue.crosswalk.current(name) for name in directive.names)
    today = datetime.now(UTC).date()
    honoured = [d for d in directives if _in_force(d, today, result)]
    by_resource: dict[int, list[Directive]] = defaultdict(list)
    for directive in honoured:
        for resource in directive.resources:
            by_resource[id(resource)].append(directive)
    for finding in result.findings:
        for directive in by_resource.get(id(finding.resource), ()):
            if directive.names_finding(finding) and _covers(directive, finding):
                directive.used = True
                finding.status = Status.SUPPRESSED
                finding.suppression = Suppression(directive.reason, directive.span, directive.until,
                                                  ", ".join(directive.names))
                break
    for directive in honoured:
        if directive.ours:
            _warn(directive, result, catalogue)


def _covers(directive: Directive, finding: Finding) -> bool:
    if not directive.line_only:
        return True
    line = directive.span.line
    places = [finding.span, *(e.resource.source.locate(e.path) for e in finding.evidence if e.path)]
    return line == finding.resource.span.line or any(
        s.file == directive.span.file and s.line <= line <= s.end_line for s in places)


def _in_force(directive: Directive, today: date, result: Result) -> bool:
    if not directive.until:
        return True
    try:
        last = date.fromisoformat(directive.until)
    except ValueError:
        _complain(result, directive, f"until={directive.until} is not a date (YYYY-MM-DD): the suppression is ignored")
        return False
    if last < today:
        _complain(result, directive, f"the suppression of {', '.join(directive.names)} ended on {directive.until}")
        return False
    return True


def _warn(directive: Directive, result: Result, catalogue: Catalogue) -> None:
    unknown = [n for n in directive.names if n != "*" and n not in catalogue.policies
               and not catalogue.crosswalk.rows_for(n)]
    if unknown:
        _complain(result, directive, f"{', '.join(unknown)} is no policy and no check that a policy answers")
    elif not directive.used:
        _complain(result, directive, f"the suppression of {', '.join(directive.names)} suppresses nothing")
    if not directive.reason:
        _complain(result, directive, f"the suppression of {', '.join(directive.names)} gives no reason")


def _complain(result: Result, directive: Directive, message: str) -> None:
    result.warnings.append(InputError(directive.span.file, message, directive.span.line, directive.span.column))


# -- comments


def _in_comments(context: Context, found: Discovered) -> Iterator[Directive]:
    contents: dict[str, bytes] = {i.path: i.data for i in found.inputs if i.data is not None} | dict(found.sources)
    marked = {}
    for path in sorted(context.read | contents.keys()):
        try:
            data = contents[path] if path in contents else context.files.read(path)
        except InputError:
            continue
        if _MARKERS.search(data):
            marked[path] = data.decode("utf-8", "replace").splitlines()
    if not marked:
        return
    blocks: dict[str, list[Resource]] = defaultdict(list)
    for resource in context.graph.resources:
        if resource.span.file in marked:
            blocks[resource.span.file].append(resource)
    for path, lines in marked.items():
        yield from _of_file(path, lines, _Blocks(blocks[path]))


class _Blocks:
    """The resources of one file, by line."""

    def __init__(self, resources: list[Resource]) -> None:
        self.all = resources
        self._by_line: dict[int, list[Resource]] = defaultdict(list)
        for resource in resources:
            self._by_line[resource.span.line].append(resource)
        self._starts = sorted(self._by_line)

    def starting(self, line: int) -> list[Resource]:
        return self._by_line.get(line, [])

    def around(self, line: int) -> list[Resource]:
        at = bisect_right(self._starts, line) - 1
        while at >= 0:
            found = [r for r in self._by_line[self._starts[at]] if r.span.end_line >= line]
            if found:
                return found
            at -= 1
            if at < 0 or line - self._starts[at] > 100_000:
                break
        return []


def _of_file(path: str, lines: list[str], blocks: _Blocks) -> Iterator[Directive]:
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.search(line)
        if comment is None:
            continue
        alone = not line[: comment.start()].strip()
        for directive in _parse(comment.group(1), Span(path, number, comment.start() + 1)):
            if directive.resources == [] and directive.reason == "\0file":
                directive.reason = ""
                directive.resources = blocks.all
            else:
                directive.resources = _answers_for(number, alone, lines, blocks)
                directive.line_only = directive.line_only or not alone
            yield directive


def _answers_for(number: int, alone: bool, lines: list[str], blocks: _Blocks) -> list[Resource]:
    around = blocks.around(number)
    if around or not alone:
        return around
    following = number + 1
    while following <= len(lines) and (not lines[following - 1].strip() or _COMMENT.match(" " + lines[following - 1])):
        following += 1
    return blocks.starting(following) or blocks.around(following)


def _parse(text: str, span: Span) -> Iterator[Directive]:
    if ours := _OURS.search(text):
        yield _ours(ours.group(1).split(","), ours.group(2), span)
    if checkov := _CHECKOV.search(text):
        directive = Directive((checkov.group(1),), (checkov.group(2) or "").strip(), span)
        yield directive
    for trivy in _TRIVY.finditer(text):
        fields = dict(re.findall(r":([a-z]+):([^\s:]+)", trivy.group(2)))
        yield Directive((trivy.group(1),), "", span, until=fields.get("exp", ""))
    if kics := _KICS.search(text):
        what = kics.group(1)
        if what == "ignore":
            yield Directive(("*",), "\0file", span)
        elif not what.startswith("disable="):  # disable names queries by numbers of its own
            yield Directive(("*",), "", span, line_only=what == "ignore-line")


def _ours(names: Iterable[str], rest: str, span: Span) -> Directive:
    until = _UNTIL.search(rest)
    reason = _UNTIL.sub("", rest).strip().removesuffix("*/").strip(" \t-:")
    return Directive(tuple(n for n in names if n), reason, span, until.group(1) if until else "", ours=True)


# -- annotations and metadata


def _in_metadata(context: Context) -> Iterator[Directive]:
    for resource in context.graph.resources:
        if resource.format == "kubernetes":
            yield from _annotations(resource)
        elif resource.metadata:
            yield from _metadata(resource)


def _annotations(resource: Resource) -> Iterator[Directive]:
    metadata = reveal(resource.attributes.get("metadata"))
    annotations = reveal(metadata.get("annotations")) if isinstance(metadata, Mapping) else None
    if not isinstance(annotations, Mapping):
        return
    for key, value in annotations.items():
        if not isinstance(key, str):
            continue
        text = value if isinstance(value, str) else ""
        if key.startswith(ANNOTATION):
            made = _ours([key.removeprefix(ANNOTATION)], text, _at(resource, key))
        elif key.startswith("ignore-check.kube-linter.io/"):
            made = Directive((key.partition("/")[2],), text, _at(resource, key))
        elif key == "kube-linter.io/ignore-all":
            made = Directive(("*",), text, _at(resource, key))
        elif re.match(r"(?:checkov|bridgecrew)\.io/skip", key):
            id_, _, reason = text.partition("=")
            made = Directive((id_.strip(),), reason.strip(), _at(resource, key))
        else:
            continue
        made.resources = [resource]
        yield made


def _at(resource: Resource, key: str) -> Span:
    return resource.source.locate(("metadata", "annotations", key))


def _metadata(resource: Resource) -> Iterator[Directive]:
    metadata = reveal(resource.metadata.get("Metadata", resource.metadata))
    if not isinstance(metadata, Mapping):
        return
    for entry in _entries(metadata, "iaccheck", "ignore"):
        names = entry.get("policy") or entry.get("id")
        if isinstance(names, str):
            until = str(entry.get("until") or "")
            yield Directive((names,), str(entry.get("reason") or ""), resource.span, until, ours=True,
                            resources=[resource])
    for tool in ("checkov", "bridgecrew"):
        for entry in _entries(metadata, tool, "skip"):
            if isinstance(entry.get("id"), str):
                yield Directive((entry["id"],), str(entry.get("comment") or ""), resource.span, resources=[resource])
    guard = reveal(metadata.get("guard"))
    rules = reveal(guard.get("SuppressedRules")) if isinstance(guard, Mapping) else None
    if isinstance(rules, list):
        names_ = tuple(r for r in rules if isinstance(r, str))
        yield Directive(names_, "", resource.span, resources=[resource])


def _entries(metadata: Mapping[str, Value], tool: str, key: str) -> Iterator[Mapping[str, Value]]:
    section = reveal(metadata.get(tool))
    entries = reveal(section.get(key)) if isinstance(section, Mapping) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping):
            yield entry
