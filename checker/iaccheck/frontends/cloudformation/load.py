"""Puts the resources of templates into the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...files import InputError
from ...graph import Graph, Path, Resource, Value
from .. import Context, Input
from ..documents import Document, Report, read, text_of
from .evaluate import Bindings, Evaluator
from .source import TemplateSource
from .tags import long_form
from .template import FOR_EACH, Template, call

_BESIDE = ("Metadata", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy", "DependsOn")
_SAM = "AWS::Serverless::"


def load(inputs: Sequence[Input], context: Context) -> None:
    """Put the resources of all inputs into the graph.  What cannot be read becomes an error; the rest is loaded."""
    for item in inputs:
        report = Report(item.path, context.errors)
        try:
            text = text_of(context.files, item.path, item.data)
        except InputError as error:
            context.errors.append(error)
            continue
        context.read.add(item.path)
        documents = read(text, item.path, report, long_form)
        templates = [d for d in documents if isinstance(d.data, dict) and "Resources" in d.data]
        if not templates and not report.count:
            report("has no Resources", *_top(documents))
        for document in templates:
            _load(Template(document, report), context)


def _top(documents: Sequence[Document]) -> tuple[int, int]:
    if not documents:
        return 1, 1
    span = documents[0].span()
    return span.line, span.column


def _load(template: Template, context: Context) -> None:
    evaluator = Evaluator(template, context.options.parameters)
    for name in template.conditions:
        evaluator.conditions.decide(name)
    _fill(evaluator, context)
    if any(evaluator.conditions.decide(name) is None for name in template.conditions):
        context.graph.worlds.setdefault(template.file, lambda assumed: _world(template, assumed, context))


def _fill(evaluator: Evaluator, context: Context) -> None:
    found = list(_resources(evaluator))
    evaluator.template.names.update(name for name, _, _, _ in found)
    for name, body, path, bindings in found:
        resource = _resource(evaluator, name, body, path, bindings, context)
        if resource is not None:
            context.graph.add(resource)


def _world(template: Template, assumed: Mapping[str, bool], context: Context) -> Graph | None:
    """The resources of a template under assumptions about its conditions.  What is wrong with it has been told."""
    silent = Context(context.files, Graph(), context.options, context.computed)
    evaluator = Evaluator(Template(template.document, Report(template.file, [])), context.options.parameters)
    if not all(evaluator.conditions.assume(name, holds) for name, holds in assumed.items()):
        return None
    _fill(evaluator, silent)
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
        span=template.span(path), scope=template.file, condition=decided,
        open_conditions=tuple(open_), note=_construct(body),
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
