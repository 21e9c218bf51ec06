"""Resources made by hand, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from iaccheck.graph import Origin, Path, Resource, Span


@dataclass
class Plain:
    """A source whose attributes are given."""

    values: Mapping[str, Any]
    links: list[tuple[str, str]] = field(default_factory=list)
    span: Span = field(default=Span("main.tf", 1))

    def attributes(self) -> Mapping[str, Any]:
        return self.values

    def locate(self, path: Path) -> Span:
        return self.span

    def origin(self, path: Path) -> tuple[Origin, ...]:
        return ()

    def references(self) -> Iterable[tuple[str, str]]:
        return self.links


def resource(type_: str, address: str = "", links: list[tuple[str, str]] | None = None, scope: str = "",
             format_: str = "", **attributes: Any) -> Resource:
    """A resource of a type, with these attributes."""
    format_ = format_ or ("cloudformation" if "::" in type_ else "terraform")
    return Resource(address=address or f"{type_}.it", type=type_, provider="aws", format=format_,
                    span=Span("main.tf", 1), source=Plain(attributes, links or []), scope=scope)
