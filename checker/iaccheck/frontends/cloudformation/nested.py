"""Nested stacks whose template is on disk: parameters lead into them, outputs out of them."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...files import InputError
from ...graph import Edge, Graph, Origin, Path, Resource, Sensitive, Unknown, Value, reveal
from .. import Context
from ..documents import Document, Report, read, text_of
from .evaluate import Bindings, Evaluator
from .include import NAME as INCLUDE
from .include import composed
from .source import TemplateSource, mentioned_in
from .tags import long_form
from .template import Template

MAX_DEPTH = 8
"""How deep stacks may nest."""

MAX_STACKS = 500
"""How many nested stacks one scan makes of templates on disk."""

_LOCATIONS = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}


class Templates:
    """The templates of a scan by their paths, each read once."""

    def __init__(self, context: Context, known: Templates | None = None) -> None:
        self.context = context
        self.stacks = 0
        self._reports: dict[str, Report] = {}
        self._read: dict[str, list[Document]] = known._read if known is not None else {}

    def documents(self, path: str, data: bytes | None = None) -> list[Document]:
        """The documents of a file; what cannot be read is told once."""
        if path not in self._read:
            self._read[path] = []
            try:
                text = text_of(self.context.files, path, data)
            except InputError as error:
                self.context.errors.append(error)
                return []
            self.context.read.add(path)
            documents = read(text, path, self.report(path), long_form)
            if INCLUDE in text:
                documents = [composed(document, self._part) for document in documents]
            self._read[path] = documents
        return self._read[path]

    def _part(self, path: str) -> Document | None:
        """A file that a template includes."""
        found = self.documents(path) if self.context.files.is_file(path) else []
        return found[0] if len(found) == 1 and isinstance(found[0].data, dict) else None

    def report(self, path: str) -> Report:
        return self._reports.setdefault(path, Report(path, self.context.errors))

    def nested(self, path: str) -> Document | None:
        """The one template in a file."""
        found = [d for d in self.documents(path)
                 if isinstance(d.data, dict) and isinstance(d.data.get("Resources"), dict)]
        return found[0] if len(found) == 1 else None

    def path_of(self, body: Mapping[str, Any], location: Value, parent: str) -> str | None:
        """Where the template of a nested stack lies: a path relative to its parent's, as ``aws cloudformation package``
        and the CDK write it, or the name of a file beside the parent that the end of an address repeats."""
        metadata = body.get("Metadata")
        asset = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
        location = reveal(location)
        written = location.suffix if isinstance(location, Unknown) else location
        names = [asset]
        if isinstance(written, str):
            remote = isinstance(location, Unknown) or "://" in written
            names.append(written.partition("?")[0].rpartition("/")[2] if remote else written)
        for name in names:
            if isinstance(name, str) and name and len(name) < 1000 and "\0" not in name:
                path = posixpath.normpath(posixpath.join(posixpath.dirname(parent), name))
                if path != parent and self.context.files.is_file(path):
                    return path
        return None


def location_of(body: Value) -> Value:
    """The property that says where the template of a nested stack lies; None for any other resource."""
    if not isinstance(body, dict):
        return None
    type_, properties = body.get("Type"), body.get("Properties")
    name = _LOCATIONS.get(type_) if isinstance(type_, str) else None
    return properties.get(name) if name is not None and isinstance(properties, dict) else None


class Given(Mapping[str, Value]):
    """What a parent gives to the parameters of a nested stack, worked out when it is asked for."""

    def __init__(self, parent: Evaluator, body: Mapping[str, Any], path: Path, bindings: Bindings) -> None:
        properties = body.get("Properties")
        raw = properties.get("Parameters") if isinstance(properties, dict) else None
        self.raw: Mapping[str, Value] = raw if isinstance(raw, dict) else {}
        self.parent = parent
        self.path: Path = (*path, "Properties", "Parameters")
        self.bindings = bindings

    def __getitem__(self, name: str) -> Value:
        if name.startswith("AWS::"):
            return self.parent.given[name]
        value = self.parent.present(self.raw[name], self.bindings)
        bare = reveal(value)
        if isinstance(bare, Unknown):
            # What it refers to has no meaning in the nested template.
            bare = replace(bare, reference=name, document=None)
        return Sensitive(bare) if isinstance(value, Sensitive) else bare

    def __contains__(self, name: object) -> bool:
        return name in self.raw or (isinstance(name, str) and name.startswith("AWS::") and name in self.parent.given)

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)

    def origin(self, name: str) -> tuple[Origin, ...]:
        """Where the parent says it."""
        if name not in self.raw:
            return ()
        return (Origin(self.parent.template.span((*self.path, name)), f"Parameters.{name}"),)


def prepare(evaluator: Evaluator, found: list[tuple[str, Value, Path, Bindings]], templates: Templates,
            above: tuple[str, ...]) -> Iterator[Evaluator]:
    """The evaluators of the stacks that a template nests."""
    for name, body, path, bindings in found:
        raw = location_of(body)
        if raw is None:
            continue
        if evaluator.conditions.decide(body.get("Condition")) is False:
            continue
        where = templates.path_of(body, evaluator.value(raw, bindings), evaluator.template.file)
        if where is None:
            continue
        if where in above or len(above) >= MAX_DEPTH or templates.stacks >= MAX_STACKS:
            evaluator.template.problem(
                f"the stack {name!r} nests a template that nests it" if where in above else
                f"more than {MAX_STACKS} stacks are nested" if templates.stacks >= MAX_STACKS else
                f"stacks are nested more than {MAX_DEPTH} deep", path)
            continue
        document = templates.nested(where)
        if document is None:
            continue
        templates.stacks += 1
        child = Evaluator(Template(document, templates.report(where)), Given(evaluator, body, path, bindings),
                          f"{evaluator.scope}#{name}")
        evaluator.nested[name] = child
        yield child


def edges(parent: Evaluator, graph: Graph) -> Iterator[Edge]:
    """The references from what is nested to what its parameters name, and from the parent to what outputs name."""
    mentioned: dict[tuple[str, str], list[tuple[Resource, str]]] = defaultdict(list)
    for resource, attribute, kind, name in _mentions(parent, graph):
        if kind == "Output":
            stack, _, output = name.partition(".")
            mentioned[stack, output].append((resource, attribute))
    for child in parent.nested.values():
        given = child.given
        if isinstance(given, Given):
            for resource, attribute, kind, name in _mentions(child, graph):
                if kind == "Ref" and name in given.raw:
                    for target in _resources(parent, graph, given.raw[name], given.bindings):
                        yield Edge(resource, target, attribute)
    for (stack, output), users in mentioned.items():
        if stack in parent.nested:
            child = parent.nested[stack]
            for target in _resources(child, graph, child.output(output), {}):
                for resource, attribute in users:
                    yield Edge(resource, target, attribute)


def _mentions(evaluator: Evaluator, graph: Graph) -> Iterator[tuple[Resource, str, str, str]]:
    for name in evaluator.template.names:
        resource = graph.get(evaluator.scope, name)
        if resource is not None and isinstance(resource.source, TemplateSource):
            for attribute, kind, what in resource.source.mentions():
                yield resource, attribute, kind, what


def _resources(evaluator: Evaluator, graph: Graph, raw: Value, bindings: Bindings) -> Iterator[Resource]:
    for kind, name in mentioned_in(raw, evaluator, bindings):
        resource = graph.get(evaluator.scope, name) if kind == "Ref" else None
        if resource is not None:
            yield resource
