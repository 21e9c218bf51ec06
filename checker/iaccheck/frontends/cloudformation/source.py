"""A resource of a template: its values, where they stand and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...graph import Origin, Path, Span, Value
from .evaluate import Bindings, Evaluator, substitute
from .functions import ABSENT
from .template import call

_NAMES = re.compile(r"\$\{\s*([A-Za-z0-9:]+)(?:\.Outputs\.([A-Za-z0-9]+))?[^{}]*\}")


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """``properties`` stand at ``path``; ``shared`` are the ``Globals`` of SAM for its type, at ``shared_path``."""

    evaluator: Evaluator
    path: Path
    body: Mapping[str, Value]
    bindings: Bindings
    shared: Mapping[str, Value]
    shared_path: Path

    def attributes(self) -> Mapping[str, Value]:
        own = self.evaluator.value(self.body.get("Properties") or {}, self.bindings)
        own = own if isinstance(own, dict) else {}
        if not self.shared:
            return own
        common = self.evaluator.value(self.shared, {})
        return merged(common, own) if isinstance(common, dict) else own

    def locate(self, path: Path) -> Span:
        return self.evaluator.template.span(self._stands(path)[0])

    def origin(self, path: Path) -> tuple[Origin, ...]:
        return tuple(self._origins(self._stands(path)[1]))

    def references(self) -> Iterator[tuple[str, str]]:
        names = self.evaluator.template.names
        properties = self.body.get("Properties")
        if isinstance(properties, dict):
            for attribute, raw in properties.items():
                for kind, name in self._mentioned(raw):
                    if kind == "Ref" and name in names:
                        yield attribute, name
        depends = self.body.get("DependsOn")
        for target in depends if isinstance(depends, list) else [depends]:
            if isinstance(target, str):
                yield "DependsOn", target

    def mentions(self) -> Iterator[tuple[str, str, str]]:
        """``(attribute, kind, name)`` for all that its properties refer to."""
        properties = self.body.get("Properties")
        if isinstance(properties, dict):
            for attribute, raw in properties.items():
                for kind, name in self._mentioned(raw):
                    yield attribute, kind, name

    def _stands(self, path: Path) -> tuple[Path, Value]:
        """The path in the template of the value at ``path``, or of the deepest that is there, and what stands there."""
        where: Path = (*self.path, "Properties")
        raw: Value = self.body.get("Properties")
        if path and self.shared and path[0] in self.shared and not (isinstance(raw, dict) and path[0] in raw):
            where, raw = self.shared_path, self.shared
        top = where
        for step in path:
            where, raw = self._chosen(where, raw)
            index = step
            if isinstance(raw, list) and isinstance(step, int):
                index = self._written(raw, step)
            present = isinstance(raw, dict) and index in raw and call(raw) is None
            if not present and not (isinstance(raw, list) and isinstance(index, int) and 0 <= index < len(raw)):
                break
            where, raw = (*where, index), raw[index]
        # A property that is missing is missing in the resource.
        return (self.path, None) if where == top else (where, raw)

    def _chosen(self, where: Path, raw: Value) -> tuple[Path, Value]:
        return _chosen(self.evaluator, where, raw)

    def _written(self, items: list[Value], position: int) -> int:
        """The index in the text of the item that is at ``position`` when those without a value are left out."""
        key = (id(items), id(self.bindings))
        order = self.evaluator.written.get(key)
        if order is None:
            order = self.evaluator.written[key] = [
                index for index, item in enumerate(items)
                if call(item) is None or self.evaluator.value(item, self.bindings) is not ABSENT]
        return order[position] if 0 <= position < len(order) else -1

    def _mentioned(self, raw: Value) -> Iterator[tuple[str, str]]:
        return mentioned_in(raw, self.evaluator, self.bindings)

    def _origins(self, raw: Value) -> Iterator[Origin]:
        template = self.evaluator.template
        seen = set()
        for kind, name in self._mentioned(raw):
            if (kind, name) in seen:
                continue
            seen.add((kind, name))
            if kind == "Map" and name in template.mappings:
                yield Origin(template.span(("Mappings", name)), f"Mappings.{name}")
            elif kind == "Ref" and name in template.parameters:
                given = name in self.evaluator.given
                path = ("Parameters", name) if given else ("Parameters", name, "Default")
                yield Origin(template.span(path), ".".join(("Parameters", name) if given else path))
                yield from getattr(self.evaluator.given, "origin", _nowhere)(name)


def _nowhere(name: str) -> tuple[Origin, ...]:  # noqa: ARG001
    return ()


def mentioned_in(raw: Value, evaluator: Evaluator, bindings: Bindings) -> Iterator[tuple[str, str]]:
    """What an expression refers to: ``("Ref", name)``, ``("Map", name)`` for mappings, and
    ``("Output", "stack.name")`` for outputs of nested stacks."""
    pending = [raw]
    while pending:
        raw = pending.pop()
        if isinstance(raw, list):
            pending.extend(reversed(raw))
            continue
        if not isinstance(raw, dict):
            continue
        found = call(raw)
        if found is None:
            pending.extend(reversed(raw.values()))
            continue
        function, argument = found
        if function == "Fn::If":
            chosen = _chosen(evaluator, (), raw)[1]
            pending.extend(reversed(argument[1:]) if chosen is raw and isinstance(argument, list) else [chosen])
        elif function == "Ref" and isinstance(argument, str):
            yield "Ref", bindings.get(argument, argument)
        elif function == "Fn::GetAtt":
            target = argument.split(".", 1) if isinstance(argument, str) else argument
            if isinstance(target, list) and target and isinstance(target[0], str):
                yield "Ref", substitute(target[0], bindings)
                if len(target) == 2 and isinstance(target[1], str) and target[1].startswith("Outputs."):
                    yield "Output", f"{target[0]}.{target[1].removeprefix('Outputs.')}"
            else:
                pending.append(target)
        elif function == "Fn::Sub":
            own: Value = {}
            pattern = argument
            if isinstance(argument, list) and len(argument) == 2:
                pattern, own = argument
                pending.append(own)
            if isinstance(pattern, str):
                for name, output in _NAMES.findall(pattern):
                    if not isinstance(own, dict) or name not in own:
                        yield "Ref", bindings.get(name, name)
                    if output:
                        yield "Output", f"{name}.{output}"
        else:
            first = argument[0] if isinstance(argument, list) and argument else None
            if function == "Fn::FindInMap" and isinstance(first, str):
                yield "Map", first
            pending.append(argument)


def _chosen(evaluator: Evaluator, where: Path, raw: Value) -> tuple[Path, Value]:
    """The branch that is taken, where the value is a decided ``Fn::If``."""
    while (found := call(raw)) is not None and found[0] == "Fn::If":
        branches = found[1]
        if not isinstance(branches, list) or len(branches) != 3:
            break
        answer = evaluator.conditions.decide(branches[0])
        if answer is None:
            break
        index = 1 if answer else 2
        where, raw = (*where, "Fn::If", index), branches[index]
    return where, raw


def merged(common: Mapping[str, Value], own: Mapping[str, Value]) -> dict[str, Value]:
    """What SAM makes of ``Globals`` and a resource's own properties.

    AWS SAM Developer Guide, "Globals section", "Overridable": own values replace, mappings are merged, lists added
    behind the common ones.
    """
    result = dict(common)
    for key, value in own.items():
        inherited = result.get(key)
        if isinstance(inherited, dict) and isinstance(value, dict):
            result[key] = merged(inherited, value)
        elif isinstance(inherited, list) and isinstance(value, list):
            result[key] = [*inherited, *value]
        else:
            result[key] = value
    return result
