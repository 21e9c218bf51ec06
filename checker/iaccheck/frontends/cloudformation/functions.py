"""The intrinsic functions.  Source: AWS CloudFormation User Guide, "Intrinsic function reference"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...graph import Reason, Sensitive, Unknown, Value, first_unknown, reveal
from .conditions import FUNCTIONS as CONDITION_FUNCTIONS
from .strings import concatenate, text

if TYPE_CHECKING:
    from .evaluate import Bindings, Evaluator

ABSENT: Any = type("_Absent", (), {"__repr__": lambda _: "ABSENT"})()
"""What ``AWS::NoValue`` stands for: the property is as if it were not written."""

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")


def apply(evaluator: Evaluator, name: str, argument: Value, bindings: Bindings) -> Value:
    """The result of a call."""
    function = _FUNCTIONS.get(name)
    if function is not None:
        return function(evaluator, argument, bindings)
    if name in CONDITION_FUNCTIONS:
        answer = evaluator.conditions.holds({name: argument}, bindings)
        return Unknown(Reason.CONDITION, name, not_null=True, kind="bool") if answer is None else answer
    return Unknown(Reason.FUNCTION, name)


def _ref(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    return evaluator.reference(evaluator.present(argument, bindings), bindings)


def _get_att(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    value = evaluator.value(argument, bindings)
    if isinstance(value, str):
        value = value.split(".", 1)
    if not isinstance(value, list) or len(value) < 2 or not isinstance(value[0], str):
        return Unknown(Reason.ERROR, "Fn::GetAtt")
    if not all(isinstance(part, str) for part in value[1:]):
        return Unknown(Reason.COMPUTED, value[0])
    return evaluator.attribute(value[0], ".".join(value[1:]))


def _sub(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    variables: dict[str, Value] = {}
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
        variables = {key: evaluator.present(item, bindings) for key, item in argument[1].items()}
        argument = argument[0]
    if not isinstance(argument, str):
        return Unknown(Reason.ERROR, "Fn::Sub", kind="string")
    parts: list[Value] = []
    at = 0
    for found in _VARIABLE.finditer(argument):
        parts.append(argument[at : found.start()])
        at = found.end()
        name = found.group(1).strip()
        if name.startswith("!"):
            parts.append("${" + name[1:] + "}")
        elif name in variables:
            parts.append(variables[name])
        elif "." in name and name not in bindings:
            parts.append(evaluator.attribute(*name.split(".", 1)))
        else:
            parts.append(evaluator.reference(name, bindings))
    parts.append(argument[at:])
    return concatenate([None if part is ABSENT else part for part in parts], evaluator.budget)


def _join(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown(Reason.ERROR, "Fn::Join", kind="string")
    delimiter = reveal(evaluator.value(argument[0], bindings))
    value = evaluator.value(argument[1], bindings)
    items = reveal(value)
    if isinstance(items, Unknown):
        return _partial(items, "string")
    if not isinstance(items, list) or not isinstance(delimiter, str):
        return Unknown(Reason.ERROR, "Fn::Join", kind="string")
    parts: list[Value] = []
    for index, item in enumerate(items):
        parts += [delimiter, item] if index else [item]
    joined = concatenate(parts, evaluator.budget)
    return Sensitive(reveal(joined)) if isinstance(value, Sensitive) else joined


def _select(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown(Reason.ERROR, "Fn::Select")
    index = reveal(evaluator.value(argument[0], bindings))
    value = evaluator.value(argument[1], bindings)
    items = reveal(value)
    unknown = items if isinstance(items, Unknown) else index if isinstance(index, Unknown) else None
    if unknown is not None:
        return _partial(unknown, "string")
    shown = text(index)
    if not isinstance(items, list) or shown is None or not shown.isdecimal() or not int(shown) < len(items):
        return Unknown(Reason.ERROR, "Fn::Select")
    chosen = items[int(shown)]
    return Sensitive(reveal(chosen)) if isinstance(value, Sensitive) else chosen


def _split(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown(Reason.ERROR, "Fn::Split", kind="list(string)")
    delimiter = reveal(evaluator.value(argument[0], bindings))
    value = evaluator.value(argument[1], bindings)
    source = reveal(value)
    if isinstance(source, Unknown):
        return _partial(source, "list(string)")
    if not isinstance(source, str) or not isinstance(delimiter, str) or not delimiter:
        return Unknown(Reason.ERROR, "Fn::Split", kind="list(string)")
    if not evaluator.budget.take(len(source)):
        return Unknown(Reason.LIMIT, "Fn::Split", kind="list(string)")
    parts: list[Value] = list(source.split(delimiter))
    return [Sensitive(part) for part in parts] if isinstance(value, Sensitive) else parts


def _if(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    if not isinstance(argument, list) or len(argument) != 3:
        return Unknown(Reason.ERROR, "Fn::If")
    name = argument[0]
    answer = evaluator.conditions.decide(name)
    if answer is not None:
        return evaluator.value(argument[1 if answer else 2], bindings)
    either, other = evaluator.value(argument[1], bindings), evaluator.value(argument[2], bindings)
    if either is ABSENT and other is ABSENT:
        return ABSENT
    if _same(either, other):
        return either
    kinds = {_kind(either), _kind(other)}
    return Unknown(Reason.CONDITION, name if isinstance(name, str) else "Fn::If",
                   not_null=not any(v is ABSENT or v is None for v in (either, other)),
                   kind=kinds.pop() if len(kinds) == 1 else "")


def _same(a: Value, b: Value) -> bool:
    # In Python, True is 1; in a template it is not.
    return a is not ABSENT and b is not ABSENT and type(a) is type(b) and bool(a == b) and repr(a) == repr(b)


def _kind(value: Value) -> str:
    value = reveal(value)
    if isinstance(value, Unknown):
        return value.kind
    return {str: "string", bool: "bool", int: "number", float: "number"}.get(type(value), "")


def _find_in_map(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        return Unknown(Reason.ERROR, "Fn::FindInMap")
    names = [reveal(evaluator.value(item, bindings)) for item in argument[:3]]
    if len(argument) == 4 or not any(isinstance(name, Unknown) for name in names):
        return _found_in_map(evaluator, argument, names, bindings)
    key = tuple(name if isinstance(name, Unknown) else text(name) for name in names)
    if key not in evaluator.agreed:
        evaluator.agreed[key] = _found_in_map(evaluator, argument, names, bindings)
    return evaluator.agreed[key]


def _found_in_map(evaluator: Evaluator, argument: list[Value], names: list[Value], bindings: Bindings) -> Value:
    found = [evaluator.template.mappings] if isinstance(evaluator.template.mappings, dict) else []
    open_ = None
    for name in names:
        if isinstance(name, Unknown):
            # Whatever it turns out to be: where all entries agree, the value is known.
            open_ = open_ or name
            found = [item for entry in found for item in entry.values() if isinstance(entry, dict)]
        else:
            key = text(name)
            found = [entry[key] for entry in found if isinstance(entry, dict) and key in entry]
    options = argument[3] if len(argument) == 4 else None
    if open_ is None and found:
        return evaluator.value(found[0], {})
    if open_ is not None:
        same = found and options is None and all(_same(found[0], item) for item in found[1:])
        return evaluator.value(found[0], {}) if same else _partial(open_, "")
    if isinstance(options, dict) and "DefaultValue" in options:
        return evaluator.value(options["DefaultValue"], bindings)
    return Unknown(Reason.ERROR, "Fn::FindInMap")


def _import_value(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    name = reveal(evaluator.value(argument, bindings))
    return Unknown(Reason.IMPORT, name if isinstance(name, str) else "Fn::ImportValue", not_null=True, kind="string")


def _base64(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    from base64 import b64encode

    value = evaluator.value(argument, bindings)
    source = reveal(value)
    result: Value
    if isinstance(source, Unknown):
        whole = source.prefix.encode()
        whole = whole[: len(whole) // 3 * 3]
        result = replace(_partial(source, "string"), prefix=b64encode(whole).decode(), suffix="")
    elif isinstance(source, str) and evaluator.budget.take(len(source) * 2):
        result = b64encode(source.encode()).decode()
    else:
        result = Unknown(Reason.LIMIT if isinstance(source, str) else Reason.ERROR, "Fn::Base64", kind="string")
    return Sensitive(result) if isinstance(value, Sensitive) else result


def _cidr(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    from ipaddress import ip_network
    from itertools import islice

    values = reveal(evaluator.value(argument, bindings))
    if not isinstance(values, list) or len(values) not in (2, 3):
        return Unknown(Reason.ERROR, "Fn::Cidr", kind="list(string)")
    if (unknown := first_unknown(values)) is not None:
        return _partial(unknown, "list(string)")
    try:
        network = ip_network(str(reveal(values[0])), strict=False)
        count = int(reveal(values[1]))
        bits = int(reveal(values[2])) if len(values) == 3 else 8
        # The bits are those of the host: 8 makes networks of /24.
        prefix = network.max_prefixlen - bits
        if not 1 <= count <= 256 or not network.prefixlen <= prefix <= network.max_prefixlen:
            raise ValueError
        found = [str(subnet) for subnet in islice(network.subnets(new_prefix=prefix), count)]
    except (ValueError, TypeError):
        return Unknown(Reason.ERROR, "Fn::Cidr", kind="list(string)")
    return found if len(found) == count else Unknown(Reason.ERROR, "Fn::Cidr", kind="list(string)")


def _get_azs(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:  # noqa: ARG001
    return Unknown(Reason.FUNCTION, "Fn::GetAZs", not_null=True, kind="list(string)")


def _length(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    value = reveal(evaluator.value(argument, bindings))
    if isinstance(value, Unknown):
        return _partial(value, "number")
    return len(value) if isinstance(value, list) else Unknown(Reason.ERROR, "Fn::Length", kind="number")


def _to_json_string(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:
    import json

    value = evaluator.value(argument, bindings)
    unknown = first_unknown(value)
    if unknown is not None:
        return replace(_partial(unknown, "string"), prefix="", suffix="", not_null=True, document=value)
    sensitive = _sensitive_inside(value)
    shown = json.dumps(_revealed(value), separators=(",", ":"))
    if not evaluator.budget.take(len(shown)):
        return Unknown(Reason.LIMIT, "Fn::ToJsonString", kind="string")
    return Sensitive(shown) if sensitive else shown


def _transform(evaluator: Evaluator, argument: Value, bindings: Bindings) -> Value:  # noqa: ARG001
    name = argument.get("Name") if isinstance(argument, dict) else None
    return Unknown(Reason.IMPORT, name if isinstance(name, str) else "Fn::Transform")


def _sensitive_inside(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(_sensitive_inside(item) for item in value.values())
    if isinstance(value, list):
        return any(_sensitive_inside(item) for item in value)
    return isinstance(value, Sensitive)


def _revealed(value: Value) -> Value:
    value = reveal(value)
    if isinstance(value, Mapping):
        return {key: _revealed(item) for key, item in value.items()}
    return [_revealed(item) for item in value] if isinstance(value, list) else value


def _partial(unknown: Unknown, kind: str) -> Unknown:
    """Unknown for the reason that a part of it is."""
    reason = Reason.PARTIAL if unknown.reason in (Reason.COMPUTED, Reason.PARTIAL) else unknown.reason
    return Unknown(reason, unknown.reference, kind=kind)


_FUNCTIONS: Mapping[str, Callable[[Evaluator, Value, Bindings], Value]] = {
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _get_azs,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json_string,
    "Fn::Transform": _transform,
    "Ref": _ref,
}
