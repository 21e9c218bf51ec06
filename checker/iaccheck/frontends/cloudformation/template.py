"""The sections of a template, each with the shape that it must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...graph import Path, Span, Value
from ..documents import Document, Report

FOR_EACH = "Fn::ForEach::"


def call(raw: Value) -> tuple[str, Value] | None:
    """``(function, argument)`` when the value is a call of an intrinsic function."""
    if type(raw) is dict and len(raw) == 1:
        [(name, argument)] = raw.items()
        if name == "Ref" or (name.startswith("Fn::") and not name.startswith(FOR_EACH)):
            return name, argument
    return None


class Template:
    """A template's sections.  One whose shape is wrong is reported once and empty afterwards."""

    def __init__(self, document: Document, report: Report) -> None:
        self.document = document
        self.report = report
        self.file = document.file
        self.parameters: Mapping[str, Any] = self._section("Parameters")
        self.mappings: Mapping[str, Any] = self._section("Mappings")
        self.conditions: Mapping[str, Any] = self._section("Conditions")
        self.resources: Mapping[str, Any] = self._section("Resources")
        self.globals: Mapping[str, Any] = self._section("Globals")
        self.transforms = tuple(self._transforms())
        self.names: set[str] = set()
        """The logical ids of all resources, also of those that loops make and conditions leave out."""
        for name, declaration in self.parameters.items():
            if not isinstance(declaration, dict):
                self.problem(f"the parameter {name!r} must be a mapping", ("Parameters", name))

    def problem(self, message: str, path: Path) -> None:
        span = self.span(path)
        self.report(message, span.line, span.column)

    def span(self, path: Path) -> Span:
        return self.document.span(path)

    def _section(self, name: str) -> Mapping[str, Any]:
        section = self.document.data.get(name)
        if section is None:
            return {}
        if not isinstance(section, dict):
            self.problem(f"{name} must be a mapping", (name,))
            return {}
        return section

    def _transforms(self) -> Iterator[str]:
        transform = self.document.data.get("Transform")
        for item in transform if isinstance(transform, list) else [transform]:
            if isinstance(item, str):
                yield item
            elif isinstance(item, dict) and isinstance(item.get("Name"), str):
                yield item["Name"]
