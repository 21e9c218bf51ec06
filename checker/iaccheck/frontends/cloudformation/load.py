"""Puts the resources of templates into the graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...files import InputError
from ...graph import Path, Resource, Value
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
    found = list(_resources(evaluator))
    template.names.update(name for name, _, _, _ in found)
    for name, body, path, bindings in found:
        resource = _resource(evaluator, name, body, path, bindings, context)
        if resource is not None:
            context.graph.add(resource)


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
    return Resource(
        address=name, name=name, type=type_, provider=_provider(type_), format="cloudformation",
        span=template.span(path), scope=template.file, condition="" if exists else condition,
        metadata={key: evaluator.present(body[key], bindings) for key in _BESIDE if key in body},
        source=TemplateSource(evaluator, path, body, bindings, shared, shared_path))


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
