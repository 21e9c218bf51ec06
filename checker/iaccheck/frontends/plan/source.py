"""A resource of a plan or a state: its attributes, references and places, worked out on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from ...graph import Origin, Path, Reason, Resource, Span, Unknown, Value
from .. import Context
from .configuration import Configuration, ModuleInstance, Target, first_attribute, is_expression, parse_references
from .document import EMPTY, Entry, Json
from .places import Places
from .values import ABSENT, UNSEEN, UNSET, put_sensitive, put_unknown
from .written import Written


@dataclass(slots=True, eq=False)
class Document:
    """What the resources of one plan share."""

    configuration: Configuration
    places: Places
    context: Context
    scope: str
    unknown: dict[str, Json]
    """``after_unknown`` of each address that has one."""
    written: Written | None = None
    """The configuration that it was made of, where that is at hand."""


class PlanSource:
    """The ``Source`` of one entry."""

    __slots__ = ("_block", "_document", "_entry", "_key", "_node", "_where")

    def __init__(self, document: Document, entry: Entry, where: ModuleInstance, key: str,
                 node: Mapping[str, Json] | None, block: Resource | None = None) -> None:
        self._document = document
        self._entry = entry
        self._where = where
        self._key = key
        self._node = node
        """The resource in the configuration, None where the plan does not have it."""
        self._block = block
        """The block that it was written as, where the files of the configuration are at hand."""

    def attributes(self) -> Mapping[str, Value]:
        entry = self._entry
        values = dict(entry.values)
        for name, value in entry.values.items():
            if isinstance(value, dict | list) and _too_deep(value):
                values[name] = Unknown(Reason.LIMIT)
        if isinstance(entry.unknown, dict):
            for name, mask in entry.unknown.items():
                if mask:
                    values[name] = self._put_unknown(name, values.get(name), mask)
                    if values[name] is ABSENT:
                        del values[name]
        for mask in entry.sensitive if isinstance(entry.sensitive, tuple) else (entry.sensitive,):
            if mask is True:
                values = {name: put_sensitive(value, True) for name, value in values.items()}
            elif isinstance(mask, dict):
                for name, below in mask.items():
                    if below and name in values:
                        values[name] = put_sensitive(values[name], below)
        return values

    def _put_unknown(self, name: str, value: Value, mask: Json) -> Any:
        return put_unknown(value, mask, self._expression(name), lambda node: self._decide(name, node))

    def locate(self, path: Path) -> Span:
        if self._block is not None:
            return self._block.source.locate(path)
        return self._document.places.of(self._entry.address, str(path[0]) if path else "")

    def origin(self, path: Path) -> tuple[Origin, ...]:
        """The references that the configuration names for the value, and what they end at."""
        if self._block is not None:
            return self._block.source.origin(path)
        node = self._expression(str(path[0])) if path else None
        for step in path[1:]:
            if isinstance(node, list):
                node = node[step] if isinstance(step, int) and step < len(node) else None
            elif isinstance(node, dict) and not is_expression(node):
                node = node.get(step) if isinstance(step, str) else None
        if node is UNSET or node is UNSEEN or node is None:
            return ()
        references = parse_references(node)[:8]
        here = self._document.places.of(self._entry.address)
        steps = [reference.text for reference in references]
        steps += [name for target in self._follow(node)[:8] if (name := target.address + target.rest) not in steps]
        return tuple(Origin(here, step) for step in steps)

    def references(self) -> Iterator[tuple[str, str]]:
        if self._node is None:
            for name in self._entry.depends_on:
                for address in self._addresses(name):
                    yield "depends_on", address
            return
        expressions = self._node.get("expressions")
        for attribute, node in expressions.items() if isinstance(expressions, dict) else ():
            for target in self._follow(node):
                if target.kind == "resource":
                    yield attribute, target.address
        for target in self._follow({"references": self._node.get("depends_on")}):
            if target.kind == "resource":
                yield "depends_on", target.address

    def _addresses(self, name: str) -> Iterable[str]:
        """The instances of what a state depends on: named with its module, without an instance key."""
        found = [t.address for t in self._follow({"references": [name]})]
        return found or (name,)

    # -- the configuration

    def _expression(self, attribute: str) -> Any:
        """What the configuration has for a top-level attribute."""
        if self._node is None:
            return UNSEEN
        expressions = self._node.get("expressions")
        return expressions.get(attribute, UNSET) if isinstance(expressions, dict) else UNSET

    def _follow(self, node: Json) -> tuple[Target, ...]:
        return self._document.configuration.follow(parse_references(node), self._where, self._key, self._node or EMPTY)

    def _decide(self, attribute: str, node: Any) -> Any:
        """What stands for a value that the plan does not know.

        The provider's own choice is left out, as in the configuration.  It is that too where the expression refers
        only to what the plan does know: then it was null, for Terraform would have known any other value.
        """
        entry = self._entry
        reason = Reason.DATA_SOURCE if entry.mode == "data" else Reason.COMPUTED
        if node is UNSET:
            return ABSENT
        if node is UNSEEN:
            return Unknown(reason, f"{entry.address}.{attribute}")
        if isinstance(node, dict) and "constant_value" in node:
            constant = node["constant_value"]
            return ABSENT if constant is None else Unknown(Reason.LIMIT) if _too_deep(constant) else constant
        references = parse_references(node)
        if not references:
            return Unknown(Reason.FUNCTION, f"{entry.address}.{attribute}")
        targets = self._follow(node)
        waiting = [t for t in targets if t.kind == "resource" and self._is_unknown(t)]
        if not waiting:
            local = next((t for t in targets if t.kind == "local"), None)
            return ABSENT if local is None else Unknown(reason, local.address + local.rest)
        return self._stand_in(waiting[0], single=len(references) == 1 and len(waiting) == 1)

    def _is_unknown(self, target: Target) -> bool:
        mask = self._document.unknown.get(target.address)
        attribute = first_attribute(target.rest)
        return bool(mask.get(attribute) if attribute and isinstance(mask, dict) else mask)

    def _stand_in(self, target: Target, single: bool) -> Any:
        """What is known of the attribute of another resource, which the value is made from.

        ``single``: nothing else goes into the value.  Whether it goes in as it is the plan does not say, so that only
        a document of a data source is taken over whole: nobody embeds that in other text.
        """
        document = self._document
        attribute = first_attribute(target.rest)
        resource = document.context.graph.get(document.scope, target.address)
        is_data = resource is not None and resource.type.startswith("data.")
        reason = Reason.DATA_SOURCE if is_data else Reason.COMPUTED
        if resource is None or not single or not attribute:
            return Unknown(reason, target.address + target.rest)
        value = document.context.computed(resource.type, resource.attributes, attribute)
        if is_data and (isinstance(value, str) or (isinstance(value, Unknown) and value.document is not None)):
            return value
        not_null = attribute == "id" or (isinstance(value, Unknown) and value.not_null) or isinstance(value, str)
        return Unknown(reason, target.address + target.rest, not_null=not_null)


def _too_deep(value: Value) -> bool:
    """Whether a value is nested deeper than what reads it can follow (254 levels, the limit of ``orjson.dumps``)."""
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return True
    return False
