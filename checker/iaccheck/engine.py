"""From the graph to findings: facets of each resource, judged by the policies over each facet type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from .catalogue import Catalogue
from .facets import Facet
from .findings import Finding, Status
from .graph import Graph, Resource, Span, Unknown
from .policy import Policy, Verdict
from .providers.registry import Registry
from .selection import Selection
from .worlds import World, Worlds, when

_CALLERS = 16
"""With how many findings that read the same a further one is compared."""


@dataclass(slots=True)
class Judged:
    """What the engine found."""

    findings: list[Finding] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    """Exceptions of ours, each with the resource and the code at which it arose; a defect is never a finding."""


class _Policies:
    """Policies by what they judge, in the catalogue's order."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        self._by_facet: dict[type[Facet], list[Policy]] = defaultdict(list)
        for policy in policies:
            self._by_facet[policy.facet].append(policy)
        self._of: dict[tuple[type[Facet], StrEnum | None], list[Policy]] = {}

    def of(self, facet: Facet) -> list[Policy]:
        """Those that judge a facet."""
        key = (type(facet), facet.subject)
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = [p for p in self._by_facet.get(key[0], ()) if p.subject in (None, key[1])]
        return found


def judge(graph: Graph, catalogue: Catalogue, registry: Registry, selection: Selection,
          progress: Callable[[int], None] | None = None) -> Judged:
    """Judge every resource.  Findings come in the order of the resources, policies in the catalogue's order."""
    policies = _Policies(p for p in catalogue.policies.values() if selection.considers(p.id))
    registry.link(graph)
    judged = Judged()
    worlds = Worlds(graph, registry)
    for done, resource in enumerate(graph.resources):
        if resource.judged and registry.builders(resource.type):
            _judge_everywhere(resource, graph, worlds, registry, policies, selection, catalogue, judged)
        if progress is not None and done % 64 == 0:
            progress(done)
    judged.findings = list(_once(judged.findings))
    _sign(judged.findings)
    return judged


def _judge_everywhere(resource: Resource, graph: Graph, worlds: Worlds, registry: Registry,
                      policies: _Policies, selection: Selection, catalogue: Catalogue,
                      judged: Judged) -> None:
    """Judge a resource; where conditions are open, in each way in which they can be decided."""
    ways = worlds.of(resource)
    merged: dict[tuple[str, str, str, Status], tuple[Finding, list[World]]] = {}
    for world, deployed, there in ways or [({}, graph, resource)]:
        for key, finding in _judge_resource(there, deployed, registry, policies, selection, catalogue, judged).items():
            merged.setdefault(key, (finding, []))[1].append(world)
    for finding, holding in merged.values():
        if ways:  # the same resource in the graph as it is written: what suppresses findings knows that one
            finding.resource = graph.get(finding.resource.scope, finding.resource.address) or finding.resource
        note = f" ({finding.resource.note})" if finding.resource.note else ""
        finding.message += when(finding.resource, holding, [w for w, _, _ in ways]) + note
        judged.findings.append(finding)


def _judge_resource(resource: Resource, graph: Graph, registry: Registry, policies: _Policies,
                    selection: Selection, catalogue: Catalogue, judged: Judged,
                    ) -> dict[tuple[str, str, str, Status], Finding]:
    made: dict[tuple[str, str, str, Status], Finding] = {}
    try:
        for facet in registry.facets(resource, graph):
            for policy in policies.of(facet):
                for verdict in policy.check(facet):
                    if verdict.failed is not False:
                        _add(made, policy, verdict, facet, selection, catalogue)
    except Exception as error:  # a defect of ours must not hide the findings of the rest
        judged.defects.append(f"{resource.address} ({resource.span.file}:{resource.span.line}): {where(error)}")
    return made


def _add(made: dict[tuple[str, str, str, Status], Finding], policy: Policy, verdict: Verdict, facet: Facet,
         selection: Selection, catalogue: Catalogue) -> None:
    resource = verdict.resource or facet.resource
    causes = tuple(dict.fromkeys(verdict.causes))
    if not selection.selects(policy.id, resource.type, causes):
        return
    unknown = isinstance(verdict.failed, Unknown)
    status = Status.UNKNOWN if unknown else Status.FAIL
    message = verdict.message
    if unknown:
        named = str(verdict.failed)
        message = f"cannot be decided: {message}" + ("" if named in message else f" ({named})")
    key = (policy.id, resource.address, message, status)
    if (same := made.get(key)) is not None:
        causes = tuple(dict.fromkeys((*same.causes, *causes)))
    finding = Finding(
        policy=policy.id, severity=verdict.severity or policy.severity, status=status, resource=resource,
        message=message, span=_place(resource, verdict), evidence=verdict.evidence, causes=causes,
        mend=verdict.mend or policy.mend,
        aliases=catalogue.crosswalk.aliases(policy.id, resource.type, resource.dialect, causes),
        controls=catalogue.controls.names(policy.id, resource.type, causes))
    made[key] = finding


def _place(resource: Resource, verdict: Verdict) -> Span:
    """Where to change it: what stands on the resource itself, else what is missing there, else what stands anywhere."""
    placed = [e for e in verdict.evidence if e.path]
    if not placed:
        return resource.span
    best = min(placed, key=lambda e: (e.resource is not resource, e.absent))
    return best.resource.source.locate(best.path)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what another root module has said already: a module of many callers is to be mended once.

    Where the values that decide come from the callers, each of them has something to mend, and its finding.
    """
    said: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        span = finding.span
        same = said[finding.policy, finding.status, finding.resource.address, span.file, span.line, finding.message]
        if not any(f.resource.scope != finding.resource.scope and _origins(f) == _origins(finding)
                   for f in same[:_CALLERS]):
            same.append(finding)
            yield finding


def _origins(finding: Finding) -> list[Span]:
    """Where the values that decide came from."""
    return [o.span for e in finding.evidence for o in e.resource.source.origin(e.path)]


def _sign(findings: Sequence[Finding]) -> None:
    seen: dict[str, int] = defaultdict(int)
    for finding in findings:
        finding.sign()
        occurrence = seen[finding.fingerprint]
        seen[finding.fingerprint] += 1
        if occurrence:
            finding.sign(occurrence)


def where(error: BaseException) -> str:
    """Which exception arose where in our code: never its text, which may hold a value that must not be printed."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", "?"))
        if not module.startswith(f"{__package__}.graph"):  # who asked the graph, rather than the graph
            place = f" at {module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{place}"


def facet_names(facets: Iterable[Facet]) -> list[str]:
    """The names of the facet types, sorted, each once."""
    return sorted({type(f).__name__ for f in facets})
