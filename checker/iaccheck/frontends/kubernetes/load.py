"""Puts the objects of manifests into the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...files import InputError
from ...graph import Origin, Path, Resource, Sensitive, Span, Value
from .. import Context, Input
from ..documents import Document, Report, read, text_of
from .kinds import cluster_scoped, resource_type
from .templates import unrendered

SCOPE = "kubernetes"
"""All manifests of a scan are one cluster: what is in one file sees what is in another."""

_SECRET_FIELDS = ("data", "stringData")
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def load(inputs: Sequence[Input], context: Context) -> None:
    """Put the objects of all inputs into the graph.  What cannot be read becomes an error; the rest is loaded."""
    found = [object_ for item in inputs for object_ in _read(item, context)]
    cluster = set(_cluster_scoped_customs(found))
    unnamed: dict[str, int] = {}
    for object_ in found:
        context.graph.add(_resource(object_, cluster, unnamed))


@dataclass(frozen=True, slots=True)
class _Object:
    """One object of a document, at ``path`` in it."""

    document: Document
    path: Path
    data: Mapping[str, Value]
    type: str
    kind: str


def _read(item: Input, context: Context) -> Iterator[_Object]:
    path = item.path
    errors: list[InputError] = []
    report = Report(path, errors)
    try:
        text = text_of(context.files, path, item.data)
    except InputError as error:
        context.errors.append(error)
        return
    context.read.add(path)
    documents = read(text, path, report)
    if reason := unrendered(text, path, context.files, readable=not errors):
        context.warning(path, reason)
        return
    for document in documents:
        yield from _objects(document, (), document.data, "", "", report, context)
    context.errors.extend(errors)


def _objects(document: Document, path: Path, data: Value, api_version: str, kind: str, report: Report,
             context: Context) -> Iterator[_Object]:
    """The objects of a document: itself, or the items of a list; those may leave out what the list says of them."""
    if data is None:
        return
    if not isinstance(data, dict):
        span = document.span(path)
        context.warning(span.file, "is not a Kubernetes object and was left out", span.line, span.column)
        return
    for key in ("apiVersion", "kind"):
        if data.get(key) is not None and not isinstance(data[key], str):
            span = document.span((*path, key))
            report(f"{key} must be a string", span.line, span.column)
            return
    api_version, kind = data.get("apiVersion") or api_version, data.get("kind") or kind
    if not api_version or not kind:
        span = document.span(path)
        missing = "kind" if api_version else "apiVersion" if kind else "apiVersion and kind"
        context.warning(span.file, f"has no {missing}: is not a Kubernetes object and was left out", span.line,
                        span.column)
        return
    items = data.get("items")
    if kind.endswith("List") and ("items" in data or kind == "List"):
        if not isinstance(items, list):
            if items is not None:
                span = document.span((*path, "items"))
                report("items must be a list", span.line, span.column)
            return
        inner = "" if kind == "List" else kind.removesuffix("List")
        for index, item in enumerate(items):
            yield from _objects(document, (*path, "items", index), item, api_version if inner else "", inner, report,
                                context)
        return
    if not isinstance(data.get("metadata") or {}, dict):
        span = document.span((*path, "metadata"))
        report("metadata must be a mapping", span.line, span.column)
    yield _Object(document, path, data, resource_type(api_version, kind), kind)


def _cluster_scoped_customs(objects: Iterable[_Object]) -> Iterator[str]:
    """The types that the definitions among the objects declare to live outside of namespaces."""
    for object_ in objects:
        if object_.type == "CustomResourceDefinition":
            spec = object_.data.get("spec")
            names = spec.get("names") if isinstance(spec, dict) else None
            if isinstance(spec, dict) and isinstance(names, dict) and spec.get("scope") == "Cluster":
                yield f"{spec.get('group')}/{names.get('kind')}"


def _resource(object_: _Object, cluster: set[str], unnamed: dict[str, int]) -> Resource:
    metadata = object_.data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    name = _text(metadata.get("name")) or _text(metadata.get("generateName"))
    shown = name
    if not shown:
        place = f"{object_.document.file}\0{object_.type}"
        unnamed[place] = unnamed.get(place, 0) + 1
        shown = f"unnamed-{unnamed[place]}"
    if object_.type in cluster or cluster_scoped(object_.type):
        namespace = "-"
    else:
        namespace = _text(metadata.get("namespace")) or "default"
    return Resource(address=f"{object_.kind}/{namespace}/{shown}", type=object_.type, provider="kubernetes",
                    format="kubernetes", span=object_.document.span(object_.path), source=_Source(object_), name=name,
                    scope=SCOPE)


def _text(value: Value) -> str:
    """A name as the API server would have it: one that YAML reads as a number or boolean is a mistake, but a name."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else ""


class _Source:
    """An object of a manifest."""

    __slots__ = ("_object",)

    def __init__(self, object_: _Object) -> None:
        self._object = object_

    def attributes(self) -> Mapping[str, Value]:
        data = self._object.data
        return _guarded(data) if self._object.type == "Secret" else data

    def locate(self, path: Path) -> Span:
        return self._object.document.span((*self._object.path, *path))

    def origin(self, path: Path) -> tuple[Origin, ...]:  # noqa: ARG002 - a manifest says what it means where it says it
        return ()

    def references(self) -> Iterable[tuple[str, str]]:
        """None: objects name each other by selectors and names, which linkers of the provider follow."""
        return ()


def _guarded(secret: Mapping[str, Value]) -> dict[str, Value]:
    """The Secret with its values wrapped, also those in kubectl's copy of it."""
    guarded = dict(secret)
    for field in _SECRET_FIELDS:
        values = guarded.get(field)
        if isinstance(values, dict):
            guarded[field] = {key: Sensitive(value) for key, value in values.items()}
        elif values is not None:
            guarded[field] = Sensitive(values)
    metadata = guarded.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if isinstance(metadata, dict) and isinstance(annotations, dict) and _LAST_APPLIED in annotations:
        guarded["metadata"] = {**metadata, "annotations": {**annotations,
                                                           _LAST_APPLIED: Sensitive(annotations[_LAST_APPLIED])}}
    return guarded
