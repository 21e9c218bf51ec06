"""Terraform's types: constraints as they are written, and conversion of values to them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, TypeAlias

from ...graph import Reason, Sensitive, Unknown, Value
from .syntax import Expression, FunctionCall, Literal, ObjectCons, TupleCons, Variable
from .values import EvaluationError, LazyObject, SetValue, Unexpanded


class Primitive(NamedTuple):
    """``string``, ``number``, ``bool``, or ``any``."""

    name: str


class Collection(NamedTuple):
    """``list(T)``, ``set(T)`` or ``map(T)``."""

    name: str
    element: Type


class Field(NamedTuple):
    """One attribute of an object type."""

    type: Type
    optional: bool
    default: Expression | None


class ObjectType(NamedTuple):
    """``object({…})``."""

    fields: dict[str, Field]


class TupleType(NamedTuple):
    """``tuple([…])``."""

    elements: tuple[Type, ...]


Type: TypeAlias = "Primitive | Collection | ObjectType | TupleType"

STRING = Primitive("string")
NUMBER = Primitive("number")
BOOL = Primitive("bool")
ANY = Primitive("any")
_PRIMITIVES = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": ANY, "dynamic": ANY}


def parse_type(expression: Expression) -> Type:
    """The type that a constraint's expression means.  Raises ``EvaluationError``."""
    if isinstance(expression, Variable):
        if (found := _PRIMITIVES.get(expression.name)) is not None:
            return found
        if expression.name in ("list", "set", "map"):
            return Collection(expression.name, ANY)
    elif isinstance(expression, Literal) and isinstance(expression.value, str):
        # The quoted types of Terraform 0.11.
        if expression.value in ("list", "map"):
            return Collection(expression.value, ANY)
        if (found := _PRIMITIVES.get(expression.value)) is not None:
            return found
    elif isinstance(expression, FunctionCall) and len(expression.arguments) == 1:
        (argument,) = expression.arguments
        if expression.name in ("list", "set", "map"):
            return Collection(expression.name, parse_type(argument))
        if expression.name == "object" and isinstance(argument, ObjectCons):
            return ObjectType({_name(key): _field(value) for key, value in argument.items})
        if expression.name == "tuple" and isinstance(argument, TupleCons):
            return TupleType(tuple([parse_type(item) for item in argument.items]))
    raise EvaluationError("Invalid type specification", expression.start)


def _name(key: Expression) -> str:
    if isinstance(key, Literal):
        return to_string(key.value)
    raise EvaluationError("Invalid type specification: object constructor map keys must be attribute names", key.start)


def _field(expression: Expression) -> Field:
    if isinstance(expression, FunctionCall) and expression.name == "optional" and expression.arguments:
        default = expression.arguments[1] if len(expression.arguments) > 1 else None
        return Field(parse_type(expression.arguments[0]), True, default)
    return Field(parse_type(expression), False, None)


def kind(type_: Type) -> str:
    """A type in Terraform's words; empty for ``any``."""
    if isinstance(type_, Primitive):
        return "" if type_ is ANY or type_.name == "any" else type_.name
    if isinstance(type_, Collection):
        return f"{type_.name}({kind(type_.element) or 'any'})"
    return "object" if isinstance(type_, ObjectType) else "tuple"


def type_name(value: Value) -> str:
    """What kind of value this is, in Terraform's words for messages."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, SetValue):
        return "set"
    if isinstance(value, list):
        return "tuple"
    return "object" if isinstance(value, (dict, LazyObject)) else "dynamic"


def convert(value: Value, type_: Type, path: str = "", depth: int = 0) -> Value:
    """The value as one of the type.  Raises ``EvaluationError`` in Terraform's words.

    Missing optional attributes become their default (an ``Expression`` must be a literal or a constructor of such), as
    in ``optional(type, default)``; attributes that an object type does not name are dropped.
    """
    if isinstance(value, Sensitive):
        return Sensitive(convert(value.value, type_, path, depth))
    if value is None:
        return None
    if isinstance(value, Unknown):
        word = kind(type_)
        return value if not word or value.kind == word else Unknown(
            value.reason, value.reference, value.prefix if word == "string" else "",
            value.suffix if word == "string" else "", value.not_null, word, value.document)
    if isinstance(type_, Primitive):
        if type_.name == "string":
            return value if isinstance(value, str) else _primitive(value, "string", path)
        if type_.name == "any":
            return value
        return _primitive(value, type_.name, path)
    if isinstance(value, Unexpanded):
        return convert(value.unknown(), type_, path, depth)
    if isinstance(value, LazyObject):
        if isinstance(type_, ObjectType):
            return {name: convert(value.get(name), field.type, f"{path}.{name}", depth + 1)
                    for name, field in type_.fields.items()}
        return convert(value.unknown(), type_, path, depth)
    if isinstance(type_, Collection):
        return _collection(value, type_, path, depth)
    if isinstance(type_, TupleType):
        if not isinstance(value, list) or len(value) != len(type_.elements):
            raise EvaluationError(_at(path, f"tuple of length {len(type_.elements)} required"))
        return [convert(v, t, f"{path}[{i}]", depth + 1)
                for i, (v, t) in enumerate(zip(value, type_.elements, strict=True))]
    return _object(value, type_, path, depth)


def _collection(value: Value, type_: Collection, path: str, depth: int) -> Value:
    element = type_.element
    if type_.name == "map":
        if not isinstance(value, dict):
            raise EvaluationError(_at(path, f"map of {kind(element) or 'any single type'} required"))
        result = {k: convert(v, element, f'{path}["{k}"]', depth + 1) for k, v in value.items()}
        if element == ANY:
            unified = unify(list(result.values()))
            return dict(zip(result, unified, strict=True))
        return result
    if not isinstance(value, list):
        raise EvaluationError(_at(path, f"{type_.name} of {kind(element) or 'any single type'} required"))
    items = [convert(v, element, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)]
    if element == ANY:
        items = unify(items)
    return make_set(items) if type_.name == "set" else items


def _object(value: Value, type_: ObjectType, path: str, depth: int) -> Value:
    if not isinstance(value, dict):
        raise EvaluationError(_at(path, "object required"))
    result: dict[str, Value] = {}
    missing = []
    for name, field in type_.fields.items():
        if name in value:
            item = convert(value[name], field.type, f"{path}.{name}", depth + 1)
            if item is None and field.default is not None:
                item = convert(constant(field.default), field.type, f"{path}.{name}", depth + 1)
            result[name] = item
        elif field.default is not None:
            result[name] = convert(constant(field.default), field.type, f"{path}.{name}", depth + 1)
        elif field.optional:
            result[name] = None
        else:
            missing.append(name)
    if missing:
        names = ", ".join(f'"{name}"' for name in sorted(missing))
        plural = "attributes" if len(missing) > 1 else "attribute"
        verb = "are" if len(missing) > 1 else "is"
        raise EvaluationError(_at(path, f"{plural} {names} {verb} required"))
    return result


def constant(expression: Expression) -> Value:
    """The value of an expression that refers to nothing."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, TupleCons):
        return [constant(item) for item in expression.items]
    if isinstance(expression, ObjectCons):
        return {to_string(constant(k)): constant(v) for k, v in expression.items}
    from .evaluator import evaluate_constant
    return evaluate_constant(expression)


def _at(path: str, message: str) -> str:
    return f"{path.lstrip('.')}: {message}" if path else message


def _primitive(value: Value, name: str, path: str) -> Value:
    if name == "string":
        if isinstance(value, (bool, int, float)):
            return to_string(value)
    elif name == "number":
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and (found := parse_number(value)) is not None:
            return found
    elif name == "bool":
        if isinstance(value, bool):
            return value
        if value in ("true", "1"):
            return True
        if value in ("false", "0"):
            return False
    article = {"string": "string", "number": "a number", "bool": "a bool"}[name]
    if isinstance(value, (LazyObject, Unexpanded)):
        return Unknown(Reason.ERROR, kind=name)
    raise EvaluationError(_at(path, f"{article} required" if not isinstance(value, (dict, list)) or name == "string"
                              else f"{article} required, but have {type_name(value)}"))


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")


def parse_number(text: str) -> int | float | None:
    """The number that a string stands for, or None."""
    if _NUMBER.fullmatch(text) is None or len(text) > 4000:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return narrow(value)


def narrow(value: Decimal) -> int | float:
    """A whole number as int, as long as it is of a sane size; anything else as float."""
    if value.is_finite() and value.adjusted() < 160 and value == value.to_integral_value():
        return int(value)
    return float(value)


def to_string(value: Value) -> str:
    """A primitive as a string, as Terraform prints it in templates."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_text(value)
    raise EvaluationError(f"string required, but have {type_name(value)}")


def number_text(value: float) -> str:
    """A number without an exponent."""
    if value != value or value in (float("inf"), float("-inf")):
        raise EvaluationError("number out of range")
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def unify(items: list[Value]) -> list[Value]:
    """Elements of one collection brought to one type: numbers and bools become strings where there is a string."""
    kinds = set()
    for item in items:
        item = item.value if isinstance(item, Sensitive) else item
        if isinstance(item, bool):
            kinds.add("bool")
        elif isinstance(item, str):
            kinds.add("string")
        elif isinstance(item, (int, float)):
            kinds.add("number")
        elif isinstance(item, Unknown):
            if item.kind == "string":
                kinds.add("string")
        elif item is not None:
            return _unify_compound(items)
    if len(kinds) < 2:
        return items
    return [convert(item, STRING) for item in items]


def _unify_compound(items: list[Value]) -> list[Value]:
    """Tuples of tuples and objects of one shape: their elements are unified place by place."""
    if len(items) < 2:
        return items
    if all(isinstance(item, dict) for item in items):
        names = set(items[0])
        if not names or any(set(item) != names for item in items):
            return items
        result: list[Value] = [dict(item) for item in items]
        for name in items[0]:
            column = [item[name] for item in items]
            unified = unify(column)
            if unified is not column:
                for item, value in zip(result, unified, strict=True):
                    item[name] = value
        return result
    if all(isinstance(item, list) and not isinstance(item, SetValue) for item in items):
        flat = [value for item in items for value in item]
        unified = unify(flat)
        if unified is flat:
            return items
        regrouped: list[Value] = []
        at = 0
        for item in items:
            regrouped.append(unified[at:at + len(item)])
            at += len(item)
        return regrouped
    return items


def equal(left: Value, right: Value) -> bool:
    """Terraform's equality of known values: 1 and true are different, 1 and 1.0 are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(equal(a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, (dict, list)) or isinstance(right, (dict, list)):
        return False
    return bool(left == right)


def identity(value: Value) -> object:
    """Something hashable that is equal for equal values."""
    if isinstance(value, Sensitive):
        return identity(value.value)
    if isinstance(value, bool):
        return ("b", value)
    if isinstance(value, dict):
        return ("d", tuple(sorted((k, identity(v)) for k, v in value.items()))) if all(
            not isinstance(v, (Unknown, LazyObject)) for v in value.values()) else ("o", id(value))
    if isinstance(value, list):
        return ("l", tuple([identity(v) for v in value]))
    if isinstance(value, (LazyObject, Unexpanded)):
        return ("o", id(value))
    if isinstance(value, Unknown):
        return ("u", id(value))
    return value


def make_set(items: list[Value]) -> SetValue:
    """A set: without duplicates; strings and numbers in order, other elements as they came."""
    seen: dict[object, Value] = {}
    for item in items:
        seen.setdefault(identity(item), item)
    unique = list(seen.values())
    if all(isinstance(item, str) for item in unique):
        unique.sort(key=lambda item: item.encode("utf-8", "surrogatepass"))
    elif all(isinstance(item, (int, float)) for item in unique):
        unique.sort()
    return SetValue(unique)
