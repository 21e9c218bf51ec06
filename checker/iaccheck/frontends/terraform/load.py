"""Puts the resources of Terraform configurations into the graph."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence

import orjson

from ...files import InputError, read_regular
from ...graph import Resource, Value
from .. import Context, Input
from .configuration import Configuration, Configurations, local_source
from .evaluator import evaluate_constant
from .module import Instance, Module, ResourceObject, World
from .parser import parse_expression, parse_file
from .source import BlockSource, ResourceSource
from .syntax import Attribute, Block, ParseError, SourceFile
from .types import Primitive, parse_type
from .values import EvaluationError

PROVIDERS = {"azurerm": "azure", "azuread": "azure", "azapi": "azure", "google": "gcp", "google-beta": "gcp"}
"""Prefix of a resource type → the name of the provider, where they differ."""

_VARIABLE_FILE_BYTES = 16 * 1024 * 1024


def load(inputs: Sequence[Input], context: Context) -> None:
    """Put the resources of all root modules into the graph: of what another directory calls, through its callers."""
    documents = {i.path: i.data for i in inputs if i.data is not None}
    configurations = Configurations(context, documents)
    loaded = [(item, configurations.load(item.path, item.files)) for item in inputs]
    for item, configuration in _roots(loaded):
        _load_root(item, configuration, configurations, context)


def _roots(loaded: Sequence[tuple[Input, Configuration]]) -> Iterator[tuple[Input, Configuration]]:
    """The directories that no other one calls; of those that call each other in a circle, the first."""
    calls = {item.path: {d for block in configuration.modules.values()
                         if (d := local_source(block, item.path)) is not None} for item, configuration in loaded}
    called = {d for caller, found in calls.items() for d in found if d != caller}
    reached: set[str] = set()
    for item, configuration in loaded:
        if item.path not in called:
            reached |= _reach(item.path, calls)
            yield item, configuration
    for item, configuration in loaded:
        if item.path not in reached:
            reached |= _reach(item.path, calls)
            yield item, configuration


def _reach(start: str, calls: Mapping[str, set[str]]) -> set[str]:
    reached, pending = {start}, [start]
    while pending:
        for found in calls.get(pending.pop(), ()):
            if found not in reached:
                reached.add(found)
                pending.append(found)
    return reached


def _load_root(item: Input, configuration: Configuration, configurations: Configurations, context: Context) -> None:
    root = item.path if item.data is None else "."
    world = World(context, configurations, root, _manifest(context, root), _workspace(context, root))
    module = Module(world, configuration, "")
    module.given = _given(configuration, root, context)
    for block in configuration.providers:
        alias = block.body.attributes.get("alias")
        name = block.labels[0] + (f".{module.attribute(alias, module.frame)}" if alias is not None else "")
        context.graph.add(Resource(address=f"provider.{name}", type=f"provider.{block.labels[0]}",
                                   provider=_provider(block.labels[0]), format="terraform", span=block.span,
                                   source=BlockSource(module, block), name=name, scope=item.path))
    pending = [module]
    while pending:
        current = pending.pop(0)
        _emit(current, item.path, context)
        for name in current.configuration.modules:
            try:
                pending.extend(current.children(name).values())
            except EvaluationError as error:
                span = current.configuration.modules[name].span
                context.error(span.file, error.message, span.line, span.column)


def _emit(module: Module, scope: str, context: Context) -> None:
    for (mode, type_, name), block in module.configuration.resources.items():  # in the order of the files
        base = f"{type_}.{name}" if mode == "resource" else f"{mode}.{type_}.{name}"
        try:
            keys = list(module.instances(base, block))
        except EvaluationError as error:
            span = block.span
            context.error(span.file, error.message, span.line, span.column)
            continue
        for key in keys:
            _add(module.resource(base, block, key), scope, context)
    for block in module.configuration.duplicates:
        base = ".".join([*([block.type] if block.type != "resource" else []), *block.labels])
        _add(ResourceObject(module, block, Instance(module.inside(base), module.frame)), scope, context)


def _add(object_: ResourceObject, scope: str, context: Context) -> None:
    block = object_.block
    context.graph.add(Resource(address=object_.reference, type=object_.type, provider=_provider(block.labels[0]),
                               format="terraform", span=block.span, source=ResourceSource(object_),
                               name=block.labels[1], scope=scope))


def _provider(type_: str) -> str:
    prefix = type_.partition("_")[0]
    return PROVIDERS.get(prefix, prefix)


# -- values of the root module's variables, in Terraform's order of precedence


def _given(configuration: Configuration, root: str, context: Context) -> dict[str, Value]:
    given: dict[str, Value] = {name: _typed(configuration.variables[name], name, text, context)
                               for name, text in context.options.environment.items()
                               if name in configuration.variables}
    try:
        names = context.files.list(root) if context.files.is_dir(root) else []
    except InputError:
        names = []
    for wanted in (["terraform.tfvars"], ["terraform.tfvars.json"],
                   [n for n in names if n.endswith((".auto.tfvars", ".auto.tfvars.json"))]):
        for name in wanted:
            if name in names:
                path = posixpath.normpath(posixpath.join(root, name))
                try:
                    data = context.files.read(path, _VARIABLE_FILE_BYTES)
                except InputError as error:
                    context.errors.append(error)
                    continue
                context.read.add(path)
                given |= _variables(path, data, context)
    for path in context.options.var_files:
        try:
            given |= _variables(path, read_regular(os.path.realpath(path), path, _VARIABLE_FILE_BYTES), context)
        except InputError as error:
            context.errors.append(error)
    for name, text in context.options.variables.items():
        given[name] = _typed(configuration.variables.get(name), name, text, context)
    return given


def _variables(path: str, data: bytes, context: Context) -> dict[str, Value]:
    if path.endswith(".json"):
        try:
            found = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            context.error(path, f"is not valid JSON: {error.msg}", error.lineno, error.colno)
            return {}
        return found if isinstance(found, dict) else {}

    def report(problem: ParseError) -> None:
        context.error(path, problem.message, problem.line, problem.column)

    parsed = parse_file(SourceFile(path, data), report)
    for problem in parsed.problems:
        report(problem)
    return {name: _constant(attribute, context) for name, attribute in parsed.body.attributes.items()}


def _constant(attribute: Attribute, context: Context) -> Value:
    try:
        return evaluate_constant(attribute.expression)
    except EvaluationError as error:
        line, column = attribute.file.position(attribute.value_start)
        context.error(attribute.file.path, error.message, line, column)
        return None


def _typed(block: Block | None, name: str, text: str, context: Context) -> Value:
    """A value of the command line: text for what is declared as a primitive, an expression for everything else."""
    constraint = block.body.attributes.get("type") if block is not None else None
    try:
        if constraint is None or isinstance(parse_type(constraint.expression), Primitive):
            return text
        return evaluate_constant(parse_expression(text, SourceFile("--var", text.encode()), 0, len(text)))
    except EvaluationError as error:
        context.error("--var", f"{name}: {error.message}")
        return text


def _manifest(context: Context, root: str) -> dict[str, str]:
    """Where ``terraform init`` put the modules: their path in the configuration → their directory."""
    path = posixpath.normpath(posixpath.join(root, ".terraform/modules/modules.json"))
    if not context.files.is_file(path):
        return {}
    try:
        document = orjson.loads(context.files.read(path, _VARIABLE_FILE_BYTES))
    except (InputError, orjson.JSONDecodeError) as error:
        context.error(path, f"cannot be used: {error}")
        return {}
    entries = document.get("Modules") if isinstance(document, dict) else None
    return {e["Key"]: posixpath.normpath(posixpath.join(root, e["Dir"]))
            for e in (entries if isinstance(entries, list) else ())
            if isinstance(e, dict) and isinstance(e.get("Key"), str) and isinstance(e.get("Dir"), str)}


def _workspace(context: Context, root: str) -> str:
    """The workspace that is asked for, or the one that ``terraform workspace select`` noted in the directory."""
    path = posixpath.normpath(posixpath.join(root, ".terraform/environment"))
    if context.options.workspace is None and context.files.is_file(path):
        try:
            return context.files.read(path, 1024).decode("utf-8", "replace").strip() or "default"
        except InputError as error:
            context.errors.append(error)
    return context.options.workspace or "default"
