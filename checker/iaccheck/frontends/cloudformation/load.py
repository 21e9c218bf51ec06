"""Puts the resources of templates into the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ...graph import Graph, Path, Resource, Value
from .. import Context, Input
from ..documents import Document, Report
from .evaluate import Bindings, Evaluator
from .nested import Templates, edges, location_of, prepare
from .source import TemplateSource
from .template import FOR_EACH, Template, call

_BESIDE = ("Metadata", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy", "DependsOn")
_SAM = "AWS::Serverless::"


def load(inputs: Sequence[Input], context: Context) -> None:
    """Put the resources of all inputs into the graph.  What cannot be read becomes an error; the rest is loaded."""
    templates = Templates(context)
    found: list[Template] = []
    for item in inputs:
        before = len(context.errors)
        documents = templates.documents(item.path, item.data)
        report = templates.report(item.path)
        ours = [d for d in documents if isinstance(d.data, dict) and "Resources" in d.data]
        if not ours and len(context.errors) == before:
            report("has no Resources", *_top(documents))
        found += [Template(d, report) for d in ours]
    nested: set[str] = set()
    for template in _roots_first(found, templates):
        # One that another nests is judged there, with the parameters that it is given.
        if template.file not in nested:
            nested |= _load(template, context, templates)


def _top(documents: Sequence[Document]) -> tuple[int, int]:
    if not documents:
        return 1, 1
    span = documents[0].span()
    return span.line, span.column


def _roots_first(found: Sequence[Template], templates: Templates) -> list[Template]:
    """The templates that none of the others nests, and behind them the rest."""
    nested = set()
    for template in found:
        evaluator = None
        for body in template.resources.values():
            location = location_of(body)
            if location is not None:
                evaluator = evaluator or Evaluator(template, templates.context.options.parameters)
                path = templates.path_of(body, evaluator.value(location, {}), template.file)
                nested |= {path} if path is not None else set()
    return sorted(found, key=lambda template: template.file in nested)


def _load(template: Template, context: Context, templates: Templates) -> set[str]:
    """Load a template with what it nests; the files of the latter."""
    evaluator = Evaluator(template, context.options.parameters)
    evaluator.check_given()
    return _fill(evaluator, context, templates, (template.file,))


def _fill(evaluator: Evaluator, context: Context, templates: Templates, above: tuple[str, ...]) -> set[str]:
    template = evaluator.template
    found = list(_resources(evaluator))
    template.names.update(name for name, _, _, _ in found)
    children = list(prepare(evaluator, found, templates, above))
    files = {child.template.file for child in children}
    for child in children:
        files |= _fill(child, context, templates, (*above, child.template.file))
    for name in template.conditions:
        evaluator.conditions.decide(name)
    for name, body, path, bindings in found:
        resource = _resource(evaluator, name, body, path, bindings, context)
        if resource is not None:
            context.graph.add(resource)
    _tell_cycle(template)
    if children:
        context.graph.add_linker(partial(edges, evaluator))
    if any(evaluator.conditions.decide(name) is None for name in template.conditions):
        context.graph.worlds.setdefault(evaluator.scope, partial(_world, evaluator, context, templates, above))
    return files


def _tell_cycle(template: Template) -> None:
    """Tell of the first resources that depend on each other by ``DependsOn``: CloudFormation refuses to deploy them."""
    done: set[str] = set()
    for start in template.resources:
        chain: dict[str, Iterator[str]] = {}
        name: str | None = start if start not in done else None
        while name is not None:
            chain[name] = iter(_depends(template.resources.get(name)))
            name = None
            while chain and name is None:
                last = next(reversed(chain))
                name = next((n for n in chain[last] if n in template.resources and n not in done), None)
                if name in chain:
                    names = list(chain)
                    cycle = [*names[names.index(name) :], name]
                    template.problem(f"the resources depend on each other: {' → '.join(cycle)[:200]}",
                                     ("Resources", last, "DependsOn"))
                    return
                if name is None:
                    done.add(last)
                    del chain[last]


def _depends(body: Value) -> list[str]:
    targets = body.get("DependsOn") if isinstance(body, dict) else None
    return [t for t in (targets if isinstance(targets, list) else [targets]) if isinstance(t, str)]


def _world(evaluator: Evaluator, context: Context, templates: Templates, above: tuple[str, ...],
           assumed: Mapping[str, bool]) -> Graph | None:
    """The resources of a template under assumptions about its conditions.  What is wrong with it has been told."""
    silent = Context(context.files, Graph(), context.options, context.computed)
    document = evaluator.template.document
    other = Evaluator(Template(document, Report(evaluator.template.file, [])), evaluator.given, evaluator.scope)
    if not all(other.conditions.assume(name, holds) for name, holds in assumed.items()):
        return None
    _fill(other, silent, Templates(silent, templates), above)
    return silent.graph


def _resources(evaluator: Evaluator) -> Iterator[tuple[str, Value, Path, Bindings]]:
    """Logical id, body, path of the body and loop bindings of every resource, loops expanded."""
    for name, body in evaluator.template.resources.items():
        if name.startswith(FOR_EACH):
            yield from evaluator.expand(name, body, ("Resources",), {})
        elif name == "Fn::Transform":
            evaluator.template.problem("the resources that Fn::Transform includes are not read", ("Resources", name))
        else:
            yield name, body, ("Resources", name), {}


def _resource(evaluator: Evaluator, name: str, body: Value, path: Path, bindings: Bindings,
              context: Context) -> Resource | None:
    template = evaluator.template
    if not isinstance(body, dict):
        template.problem(f"the resource {name!r} must be a mapping", path)
        return None
    type_ = body.get("Type")
    if not isinstance(type_, str) or not type_:
        template.problem(f"the Type of the resource {name!r} must be a string" if "Type" in body else
                         f"the resource {name!r} has no Type", (*path, "Type"))
        return None
    properties = body.get("Properties")
    if properties is not None and not isinstance(properties, dict):
        template.problem(f"the Properties of the resource {name!r} must be a mapping", (*path, "Properties"))
        body = {key: value for key, value in body.items() if key != "Properties"}
    elif call(properties) is not None and not isinstance(evaluator.value(properties, bindings), dict):
        span = template.span((*path, "Properties"))
        context.warning(span.file, f"the Properties of the resource {name!r} are not in the template: it was left out",
                        span.line, span.column)
        return None
    condition, exists = _condition(evaluator, name, body, path)
    if exists is False:
        return None
    shared, shared_path = _globals(template, type_)
    decided = "" if exists else condition
    open_ = dict.fromkeys((*([decided] if decided in template.conditions else ()), *_open_in(evaluator, properties)))
    return Resource(
        address=name, name=name, type=type_, provider=_provider(type_), format="cloudformation",
        span=template.span(path), scope=evaluator.scope, condition=decided,
        open_conditions=tuple(open_), note=_construct(body) or _stack(evaluator.scope),
        metadata={key: evaluator.present(body[key], bindings) for key in _BESIDE if key in body},
        source=TemplateSource(evaluator, path, body, bindings, shared, shared_path))


def _open_in(evaluator: Evaluator, raw: Value) -> Iterator[str]:
    """The conditions that ``Fn::If`` asks for within a value and that are not decided."""
    if not evaluator.template.conditions:
        return
    pending = [raw]
    while pending:
        raw = pending.pop()
        if isinstance(raw, list):
            pending.extend(reversed(raw))
        elif isinstance(raw, dict):
            pending.extend(reversed(raw.values()))
            found = call(raw)
            if found is not None and found[0] == "Fn::If" and isinstance(found[1], list) and found[1]:
                name = found[1][0]
                if isinstance(name, str) and name in evaluator.template.conditions \
                        and evaluator.conditions.decide(name) is None:
                    yield name


def _construct(body: Mapping[str, Any]) -> str:
    """What the CDK calls the resource: AWS CDK Developer Guide, "Constructs", "Paths"."""
    metadata = body.get("Metadata")
    path = metadata.get("aws:cdk:path") if isinstance(metadata, dict) else None
    return f"construct {path[:200]}" if isinstance(path, str) and path else ""


def _stack(scope: str) -> str:
    """The nested stack that a scope is."""
    stack = scope.partition("#")[2].replace("#", ".")
    return f"nested stack {stack[:200]}" if stack else ""


def _condition(evaluator: Evaluator, name: str, body: dict[str, Any], path: Path) -> tuple[str, bool | None]:
    """The name of the resource's condition and whether it holds; a resource without one exists."""
    condition = body.get("Condition")
    if condition is None:
        return "", True
    if not isinstance(condition, str):
        evaluator.template.problem(f"the Condition of the resource {name!r} must be a string", (*path, "Condition"))
        return "", True
    if condition not in evaluator.template.conditions:
        evaluator.template.problem(f"the condition {condition!r} is not defined", (*path, "Condition"))
    return condition, evaluator.conditions.decide(condition)


def _globals(template: Template, type_: str) -> tuple[dict[str, Value], Path]:
    if not type_.startswith(_SAM):
        return {}, ()
    section = type_.removeprefix(_SAM)
    shared = template.globals.get(section)
    return (shared if isinstance(shared, dict) else {}), ("Globals", section)


def _provider(type_: str) -> str:
    """``aws`` for its own types and for custom resources, which run in the account; else the publisher's name."""
    publisher = type_.split("::", 1)[0]
    return "aws" if publisher in ("AWS", "Alexa", "Custom") else publisher.lower()
