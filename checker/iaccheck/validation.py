"""``--validate``: what cfn-lint says of templates, as findings of a family of their own.

cfn-lint is imported here only, and takes a second for that.  Its rules are its own: what a template's metadata or a
configuration file beside it says about further rules is not read, for those are code.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from .catalogue import Catalogue
from .facets import Facet
from .files import InputError, decode
from .findings import Finding, Severity, Status
from .frontends import Context, Input
from .graph import Origin, Path, Resource, Span, Value
from .policy import Policy

FAMILY = "template-validity"
MAX_RESOURCES = 2000
"""cfn-lint takes about 20 ms for a resource."""

_LEVELS = {"error": Severity.MEDIUM, "warning": Severity.LOW}
_LIMIT = 200


def validate(inputs: Sequence[Input], context: Context, catalogue: Catalogue) -> list[Finding]:
    """The findings of cfn-lint's rules for the templates among the inputs; the rules join the catalogue."""
    broken = {error.file for error in context.errors}
    by_file: dict[str, dict[str, Resource]] = {}
    for resource in context.graph.resources:
        if resource.format == "cloudformation":
            by_file.setdefault(resource.span.file, {}).setdefault(resource.address, resource)
    found: list[Finding] = []
    for item in inputs:
        if item.frontend != "cloudformation" or item.path in broken:
            continue
        if len(by_file.get(item.path, ())) > MAX_RESOURCES:
            context.warning(item.path, f"is not validated: it has more than {MAX_RESOURCES:,} resources")
            continue
        try:
            data = item.data if item.data is not None else context.files.read(item.path)
            found += _findings(item.path, decode(data, item.path), by_file.get(item.path, {}), catalogue)
        except InputError as error:
            context.errors.append(error)
        except Exception as error:  # whatever breaks cfn-lint
            context.error(item.path, f"cfn-lint cannot check it: {type(error).__name__}")
    return found


@cache
def _rules() -> Any:
    logging.getLogger("cfnlint").setLevel(logging.CRITICAL)
    from cfnlint.config import _DEFAULT_RULESDIR
    from cfnlint.rules import Rules

    return Rules.create_from_directory(_DEFAULT_RULESDIR)


def _matches(text: str) -> Iterator[tuple[Any, Any]]:
    """The template as cfn-lint reads it, with each of its matches."""
    from cfnlint.config import ConfigMixIn
    from cfnlint.decode.decode import decode_str
    from cfnlint.runner import run_template_by_data

    rules = _rules()
    template, errors = decode_str(text)
    if errors or not isinstance(template, dict):
        for match in errors or ():
            yield None, match
        return
    metadata = template.get("Metadata")
    if isinstance(metadata, dict):
        metadata.pop("cfn-lint", None)
    for match in run_template_by_data(template, ConfigMixIn([], regions=["us-east-1"]), rules):
        yield template, match


def _findings(file: str, text: str, resources: Mapping[str, Resource], catalogue: Catalogue) -> Iterator[Finding]:
    for template, match in _matches(text):
        severity = _LEVELS.get(match.rule.severity)
        if severity is None:
            continue
        policy = _policy(match.rule, severity, catalogue)
        path: Path = tuple(getattr(match, "path", None) or ())
        span = Span(file, match.linenumber, match.columnnumber, max(match.linenumber, match.linenumberend))
        name = str(path[1]) if len(path) > 1 and path[0] == "Resources" else ""
        resource = resources.get(name) or _section(file, path, span)
        message = f"{match.rule.shortdesc}: {_said(match.message, template, path)}".rstrip(": ")
        finding = Finding(policy=policy.id, severity=severity, status=Status.FAIL, resource=resource, message=message,
                          span=span, evidence=(), causes=(), mend=policy.mend)
        finding.sign(match.linenumber)
        yield finding


def _policy(rule: Any, severity: Severity, catalogue: Catalogue) -> Policy:
    id_ = f"cfn-lint-{rule.id.lower()}"
    if id_ not in catalogue.policies:
        catalogue.policies[id_] = Policy(
            id=id_, title=str(rule.shortdesc), severity=severity, family=FAMILY, facet=Facet, check=lambda _: (),
            why=str(rule.description) or "CloudFormation refuses the template, or deploys what was not meant.",
            mend="correct the template", stride="denial-of-service",
            references=(rule.source_url,) if getattr(rule, "source_url", "") else ())
    return catalogue.policies[id_]


def _said(message: str, template: Any, path: Path) -> str:
    """What cfn-lint says, without the values that it repeats: they may be secret."""
    value: Value = template
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
            break
    if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value):
        message = message.replace(repr(value), "'…'").replace(f"'{value}'", "'…'")
        message = message.replace(str(value), "…") if len(str(value)) > 3 else message
    message = re.sub(r"[{\[].*[}\]]", "…", message, flags=re.DOTALL)
    return message if len(message) <= _LIMIT else message[: _LIMIT - 1] + "…"


class _Nowhere:
    """The source of what is no resource: a section of a template."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def attributes(self) -> Mapping[str, Value]:
        return {}

    def locate(self, path: Path) -> Span:  # noqa: ARG002
        return self._span

    def origin(self, path: Path) -> tuple[Origin, ...]:  # noqa: ARG002
        return ()

    def references(self) -> Iterator[tuple[str, str]]:
        return iter(())


def _section(file: str, path: Path, span: Span) -> Resource:
    address = ".".join(str(step) for step in path[:2]) or "Template"
    return Resource(address=address, name=address, type="AWS::CloudFormation::Template", provider="aws",
                    format="cloudformation", span=span, scope=file, source=_Nowhere(span))
