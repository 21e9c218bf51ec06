"""What the properties of a template's resources are: parameters filled in, functions worked out."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from ...graph import Reason, Sensitive, Unknown, Value, known, reveal
from . import functions
from .conditions import Conditions
from .functions import ABSENT
from .strings import Budget, dynamic, text
from .template import FOR_EACH, Template, call

Bindings: TypeAlias = Mapping[str, str]
"""The values of the loops' identifiers around an expression."""

MAX_ATTRIBUTES = 20
"""How many attributes may be properties that are attributes of another resource in a row."""

MAX_LOOP_ITEMS = 10_000
"""How many copies the ``Fn::ForEach`` loops of one template may make."""

# AWS CloudFormation User Guide, "Pseudo parameters reference".  The partition is that of nearly all accounts; what it
# hides (China, GovCloud) has no other rules.
_PSEUDO: Mapping[str, Value] = {
    "AWS::NoValue": ABSENT,
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::AccountId": Unknown(Reason.PARAMETER, "AWS::AccountId", not_null=True, kind="string"),
    "AWS::NotificationARNs": Unknown(Reason.PARAMETER, "AWS::NotificationARNs", not_null=True, kind="list(string)"),
    "AWS::Region": Unknown(Reason.PARAMETER, "AWS::Region", not_null=True, kind="string"),
    "AWS::StackId": Unknown(Reason.COMPUTED, "AWS::StackId", "arn:aws:cloudformation:", not_null=True, kind="string"),
    "AWS::StackName": Unknown(Reason.PARAMETER, "AWS::StackName", not_null=True, kind="string"),
}


class Evaluator:
    """Works out values of one template.  Whatever cannot be known is ``Unknown``; nothing here raises."""

    def __init__(self, template: Template, given: Mapping[str, Value], scope: str = "") -> None:
        self.template = template
        self.given = given
        self.scope = scope or template.file
        self.nested: dict[str, Evaluator] = {}
        """The stacks that it nests, by their logical ids, as far as their templates are on disk."""
        self.budget = Budget()
        self.conditions = Conditions(self)
        self._parameters: dict[str, Value] = {}
        self._loop_items = 0
        self.agreed: dict[tuple[Value, ...], Value] = {}
        """What ``Fn::FindInMap`` gives where a key is not known, by its keys."""
        self.written: dict[tuple[int, int], list[int]] = {}
        """By the identities of a list in the text and of the bindings around it: which items have a value."""
        self._asked: set[tuple[str, str]] = set()
        """The attributes that are being worked out: one that leads back to itself is not followed."""
        self._found: dict[tuple[str, str], Value] = {}

    def check_given(self) -> None:
        """Tell of values that their parameters do not allow."""
        for name in self.given.keys() & self.template.parameters.keys():
            self._check_given(name)

    def _check_given(self, name: str) -> None:
        declaration = self.template.parameters[name]
        allowed = declaration.get("AllowedValues") if isinstance(declaration, dict) else None
        if not isinstance(allowed, list) or not allowed:
            return
        words = {text(item) for item in allowed}
        type_ = declaration.get("Type")
        value = str(self.given[name])
        values = [v.strip() for v in value.split(",")] if isinstance(type_, str) and "List" in type_ else [value]
        if not words.issuperset(values):
            self.template.problem(f"the parameter {name!r} is given a value that its AllowedValues do not have",
                                  ("Parameters", name, "AllowedValues"))

    def value(self, raw: Value, bindings: Bindings) -> Value:
        """The value of an expression; ``ABSENT`` where it stands for no value at all."""
        kind = type(raw)
        if kind is str:
            return dynamic(substitute(raw, bindings) if bindings else raw) if "{" in raw else raw
        if kind is dict:
            found = call(raw)
            if found is not None:
                return functions.apply(self, *found, bindings)
            return self._mapping(raw, bindings)
        if kind is list:
            values = [self.value(item, bindings) for item in raw]
            return [value for value in values if value is not ABSENT]
        return raw

    def present(self, raw: Value, bindings: Bindings) -> Value:
        """The same, where a value must be: null for none."""
        value = self.value(raw, bindings)
        return None if value is ABSENT else value

    def _mapping(self, raw: Mapping[str, Any], bindings: Bindings) -> dict[str, Value]:
        result: dict[str, Value] = {}
        for key, item in raw.items():
            if key.startswith(FOR_EACH):
                copies = list(self.expand(key, item, (), bindings))
                if not copies:
                    result[key] = Unknown(Reason.LIMIT if self._loop_items > MAX_LOOP_ITEMS else Reason.FUNCTION, key)
                for name, body, _, inner in copies:
                    value = self.value(body, inner)
                    if value is not ABSENT:
                        result[name] = value
            else:
                value = self.value(item, bindings)
                if value is not ABSENT:
                    result[substitute(key, bindings) if bindings else key] = value
        return result

    def reference(self, name: Value, bindings: Bindings) -> Value:
        """What ``Ref`` gives."""
        if not isinstance(name, str):
            return Unknown(Reason.ERROR, "Ref")
        if name in bindings:
            return bindings[name]
        if name in self.given and (name in _PSEUDO or name in self.template.parameters):
            return self.parameter(name)
        if name in _PSEUDO:
            return _PSEUDO[name]
        if name in self.template.parameters:
            return self.parameter(name)
        if name in self.template.names or self.template.transforms:
            # A transform (SAM's, a macro) makes resources that are not in the text.
            return Unknown(Reason.COMPUTED, name, not_null=True, kind="string")
        return Unknown(Reason.ERROR, name)

    def attribute(self, name: str, attribute: str) -> Value:
        """What ``Fn::GetAtt`` gives."""
        if attribute.startswith("Outputs.") and name in self.nested:
            return self._nested_output(name, attribute)
        written = self._written(name, attribute)
        if isinstance(written, str):
            return written
        known_name = name in self.template.names or bool(self.template.transforms)
        return Unknown(Reason.COMPUTED if known_name else Reason.ERROR, f"{name}.{attribute}", not_null=True)

    def output(self, name: str) -> Value:
        """The expression of an output."""
        outputs = self.template.document.data.get("Outputs")
        output = outputs.get(name) if isinstance(outputs, dict) else None
        return output.get("Value") if isinstance(output, dict) else None

    def _nested_output(self, name: str, attribute: str) -> Value:
        reference = f"{name}.{attribute}"
        raw = self.nested[name].output(attribute.removeprefix("Outputs."))
        if raw is None or len(self._asked) >= MAX_ATTRIBUTES or (name, attribute) in self._asked:
            return Unknown(Reason.COMPUTED, reference, not_null=True)
        if (name, attribute) not in self._found:
            self._asked.add((name, attribute))
            try:
                value = self.nested[name].present(raw, {})
            finally:
                self._asked.discard((name, attribute))
            bare = reveal(value)
            if isinstance(bare, Unknown):
                # What it refers to has no meaning outside of the nested template.
                bare = replace(bare, reference=reference, document=None)
            self._found[name, attribute] = Sensitive(bare) if isinstance(value, Sensitive) else bare
        return self._found[name, attribute]

    def _written(self, name: str, attribute: str) -> Value:
        """The text of a property by whose name the attribute is called (a VPC's ``CidrBlock``): they are the same.

        In a type's schema an attribute is a read-only property or one that can be set, never both.
        """
        body = self.template.resources.get(name)
        if not isinstance(body, dict):
            return None
        if (name, attribute) in self._found:
            return self._found[name, attribute]
        if len(self._asked) >= MAX_ATTRIBUTES or (name, attribute) in self._asked:
            return None
        type_, properties = body.get("Type"), body.get("Properties")
        if not isinstance(type_, str) or not type_.startswith("AWS::") or not isinstance(properties, dict) \
                or attribute not in properties:
            return None
        self._asked.add((name, attribute))
        try:
            value = self._found[name, attribute] = self.value(properties[attribute], {})
            return value
        finally:
            self._asked.discard((name, attribute))

    def assume(self, parameter: str, value: str) -> None:
        """Take the value of a parameter that was not given as known from here on."""
        self.given = ChainMap({parameter: value}, self.given)  # type: ignore[arg-type]
        self._parameters.pop(parameter, None)
        self._found.clear()
        self.agreed.clear()
        self.written.clear()

    def parameter(self, name: str) -> Value:
        if name not in self._parameters:
            self._parameters[name] = self._parameter(name)
        return self._parameters[name]

    def _parameter(self, name: str) -> Value:
        declaration = self.template.parameters.get(name)
        if not isinstance(declaration, dict):
            return self.given.get(name, Unknown(Reason.PARAMETER, name, not_null=True))
        type_ = declaration.get("Type")
        type_ = type_ if isinstance(type_, str) else "String"
        kind = "number" if type_ == "Number" else "list(string)" if "List" in type_ else "string"
        raw = self.given[name] if name in self.given else declaration.get("Default")
        allowed = declaration.get("AllowedValues")
        if raw is None and isinstance(allowed, list) and len(allowed) == 1:
            raw = allowed[0]
        value: Value
        if raw is None:
            value = Unknown(Reason.PARAMETER, name, not_null=True, kind=kind)
        elif type_.startswith("AWS::SSM::Parameter::Value"):
            # The default is the name under which the value is kept.
            value = Unknown(Reason.DYNAMIC_REFERENCE, name, not_null=True, kind=kind)
        else:
            value = _typed(raw, kind)
        return Sensitive(value) if text(declaration.get("NoEcho")) in ("true", "True", "yes") else value

    def expand(self, key: str, loop: Value, path: tuple[str | int, ...], bindings: Bindings,
               ) -> Iterator[tuple[str, Value, tuple[str | int, ...], Bindings]]:
        """The copies that an ``Fn::ForEach`` makes: name, body, path of the body, bindings.

        User Guide, "Fn::ForEach": ``[identifier, collection, {name template: body}]``.
        """
        shape = isinstance(loop, list) and len(loop) == 3 and isinstance(loop[0], str) and isinstance(loop[2], dict)
        collection = reveal(self.value(loop[1], bindings)) if shape else None
        if isinstance(collection, str):
            collection = [collection]
        if not shape or not isinstance(collection, list) or not known(collection):
            if path:
                self.template.problem(f"{key} cannot be expanded: " + (
                    "its collection is not known" if shape else "it must have an identifier, a collection and a body"),
                    (*path, key))
            return
        for item in collection:
            shown = text(item)
            self._loop_items += 1
            if shown is None or self._loop_items > MAX_LOOP_ITEMS:
                if self._loop_items == MAX_LOOP_ITEMS + 1:
                    # A loop among properties does not know where it stands.
                    self.template.problem(f"the loops of the template make more than {MAX_LOOP_ITEMS:,} copies",
                                          (*path, key) if path else ("Resources",))
                continue
            inner = {**bindings, loop[0]: shown}
            for name, body in loop[2].items():
                where = (*path, key, 2)
                if name.startswith(FOR_EACH):
                    yield from self.expand(name, body, where, inner)
                else:
                    yield substitute(name, inner), body, (*where, name), inner


def substitute(raw: str, bindings: Bindings) -> str:
    """The text with the loops' identifiers replaced: ``${Name}``, and ``&{Name}`` without what is not alphanumeric."""
    if "{" in raw:
        for name, value in bindings.items():
            raw = raw.replace("${" + name + "}", value)
            raw = raw.replace("&{" + name + "}", "".join(c for c in value if c.isalnum()))
    return raw


def _typed(raw: Value, kind: str) -> Value:
    """A parameter's value: a list of a comma-delimited one, a number of a number's text, else as it was typed."""
    if kind == "list(string)" and isinstance(raw, str):
        return [item.strip() for item in raw.split(",")]
    if kind == "list(string)" and text(raw) is not None:
        return [raw]
    if kind == "number" and isinstance(raw, str):
        try:
            return int(raw)
        except ValueError:
            try:
                return float(raw)
            except ValueError:
                return raw
    return dynamic(raw) if isinstance(raw, str) else raw
