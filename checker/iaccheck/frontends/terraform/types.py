"""Terraform's types: constraints as they are written, and conversion of values to them."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

from ...graph import Reason, Sensitive, Unknown, Value
from .numbers import number_text, parse_number
from .syntax import Expression, FunctionCall, Literal, ObjectCons, TupleCons, Variable
from .values import (
    BlockValue,
    EvaluationError,
    LazyObject,
    ListValue,
    MapValue,
    SetValue,
    Unexpanded,
)


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


# -- the types of values


def kind(type_: Type) -> str:
    """A type in Terraform's words, for an ``Unknown``; empty for ``any``."""
    if isinstance(type_, Primitive):
        return "" if type_.name == "any" else type_.name
    if isinstance(type_, Collection):
        return f"{type_.name}({kind(type_.element) or 'any'})"
    return "object" if isinstance(type_, ObjectType) else "tuple"


@lru_cache(maxsize=512)
def kind_type(word: str) -> Type:
    """The type that a ``kind`` names; ``any`` where it says too little."""
    if (found := _PRIMITIVES.get(word)) is not None:
        return found
    name, bracket, inner = word.partition("(")
    if name in ("list", "set", "map"):
        return Collection(name, kind_type(inner[:-1]) if bracket else ANY)
    return ANY


def type_of(value: Value) -> Type:
    """The type of a value; ``any`` of null and of what nobody knows the type of."""
    if isinstance(value, str):
        return STRING
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, Sensitive):
        return type_of(value.value)
    if isinstance(value, Unknown):
        return kind_type(value.kind)
    if isinstance(value, SetValue):
        return Collection("set", element_type(value))
    if isinstance(value, ListValue):
        return Collection("list", element_type(value))
    if isinstance(value, MapValue):
        return Collection("map", element_type(value))
    if isinstance(value, list):
        return TupleType(tuple([type_of(v) for v in value]))
    if isinstance(value, dict) and not isinstance(value, BlockValue):
        return ObjectType({k: Field(type_of(v), False, None) for k, v in value.items()})
    return ANY


def element_type(value: ListValue | MapValue) -> Type:
    """The type of a collection's elements."""
    if value.element is None:
        items = list(value.values()) if isinstance(value, MapValue) else list(value)
        value.element = unify_types([type_of(v) for v in items]) or ANY
    return value.element


def has_any(type_: Type) -> bool:
    """Whether ``any`` stands somewhere in a type."""
    if isinstance(type_, Primitive):
        return type_.name == "any"
    if isinstance(type_, Collection):
        return has_any(type_.element)
    if isinstance(type_, ObjectType):
        return any(has_any(f.type) for f in type_.fields.values())
    return any(has_any(e) for e in type_.elements)


def friendly(type_: Type) -> str:
    """A type as messages name it."""
    if isinstance(type_, Primitive):
        return "dynamic" if type_.name == "any" else type_.name
    if isinstance(type_, Collection):
        return f"{type_.name} of {'any single type' if type_.element == ANY else friendly(type_.element)}"
    return "object" if isinstance(type_, ObjectType) else "tuple"


def type_name(value: Value) -> str:
    """What kind of value this is, in Terraform's words for messages."""
    return friendly(type_of(value))


# -- unification


def unify_types(types: list[Type]) -> Type | None:
    """The type that values of all of these can have, as the results of a conditional or the elements of a list."""
    if not types:
        return ANY
    first = types[0]
    if all(t == first for t in types):
        return first
    known = [t for t in types if t != ANY]
    loose = len(known) < len(types)
    names = {t.name if isinstance(t, Collection) else "object" if isinstance(t, ObjectType) else
             "tuple" if isinstance(t, TupleType) else "primitive" for t in known}
    if names == {"primitive"}:
        return _unify_primitives(known)
    if len(names) == 1 and isinstance(known[0], Collection):
        element = unify_types([t.element for t in known if isinstance(t, Collection)])
        return None if element is None else ANY if loose else Collection(known[0].name, element)
    if names == {"map", "object"}:
        return _as_collection("map", known)
    if names == {"list", "tuple"}:
        return _as_collection("list", known)
    if names == {"object"}:
        return ANY if loose else _unify_objects([t for t in known if isinstance(t, ObjectType)])
    if names == {"tuple"}:
        return ANY if loose else _unify_tuples([t for t in known if isinstance(t, TupleType)])
    if names in ({"set", "list"}, {"set", "tuple"}, {"set", "list", "tuple"}):
        return next((t for t in known if all(convertible(o, t) for o in known)), None)
    return None


def _unify_primitives(types: list[Type]) -> Type | None:
    return types[0] if all(t == types[0] for t in types) else STRING if any(t == STRING for t in types) else None


def _elements(type_: Type) -> list[Type]:
    if isinstance(type_, Collection):
        return [type_.element]
    if isinstance(type_, ObjectType):
        return [f.type for f in type_.fields.values()]
    return list(type_.elements) if isinstance(type_, TupleType) else []


def _as_collection(name: str, types: list[Type]) -> Type | None:
    element = unify_types([e for t in types for e in _elements(t)])
    return None if element is None else Collection(name, element)


def _unify_objects(types: list[ObjectType]) -> Type | None:
    names = types[0].fields.keys()
    if any(t.fields.keys() != names for t in types):
        return _as_collection("map", list(types))
    fields: dict[str, Field] = {}
    for name in names:
        found = unify_types([t.fields[name].type for t in types])
        if found is None:
            return None
        fields[name] = Field(found, False, None)
    return ObjectType(fields)


def _unify_tuples(types: list[TupleType]) -> Type | None:
    if any(len(t.elements) != len(types[0].elements) for t in types):
        return _as_collection("list", list(types))
    elements = []
    for column in zip(*(t.elements for t in types), strict=True):
        found = unify_types(list(column))
        if found is None:
            return None
        elements.append(found)
    return TupleType(tuple(elements))


def convertible(given: Type, wanted: Type) -> bool:
    """Whether values of one type may be convertible to another."""
    if given == wanted or ANY in (given, wanted):
        return True
    if isinstance(wanted, Primitive):
        return isinstance(given, Primitive) and (STRING in (given, wanted))
    if isinstance(wanted, Collection):
        if wanted.name == "map":
            fits = isinstance(given, ObjectType) or (isinstance(given, Collection) and given.name == "map")
        else:
            fits = isinstance(given, TupleType) or (isinstance(given, Collection) and given.name != "map")
        return fits and all(convertible(e, wanted.element) for e in _elements(given))
    if isinstance(wanted, TupleType):
        return (isinstance(given, TupleType) and len(given.elements) == len(wanted.elements)
                and all(map(convertible, given.elements, wanted.elements)))
    if isinstance(given, Collection):
        return given.name == "map" and all(convertible(given.element, f.type) for f in wanted.fields.values())
    return isinstance(given, ObjectType) and all(
        convertible(given.fields[n].type, f.type) if n in given.fields else f.optional
        for n, f in wanted.fields.items())


# -- conversion


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
        return _unknown(value, type_, path)
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
        if not isinstance(value, list) or isinstance(value, ListValue) or len(value) != len(type_.elements):
            raise EvaluationError(_at(path, f"tuple of length {len(type_.elements)} required"
                                      if isinstance(value, list) and not isinstance(value, ListValue)
                                      else "tuple required"))
        return [convert(v, t, f"{path}[{i}]", depth + 1)
                for i, (v, t) in enumerate(zip(value, type_.elements, strict=True))]
    return _object(value, type_, path, depth)


def _unknown(value: Unknown, type_: Type, path: str) -> Unknown:
    word = kind(type_)
    if not word or value.kind == word or (isinstance(type_, Collection) and has_any(type_)
                                          and value.kind.startswith(type_.name + "(")):
        return value
    if value.kind and not convertible(kind_type(value.kind), type_):
        raise EvaluationError(_at(path, f"{friendly(type_)} required"))
    text = word == "string" and value.kind in ("", "string")
    return Unknown(value.reason, value.reference, value.prefix if text else "", value.suffix if text else "",
                   value.not_null, word, value.document)


def _collection(value: Value, type_: Collection, path: str, depth: int) -> Value:
    element = type_.element
    if type_.name == "map":
        if not isinstance(value, dict):
            raise EvaluationError(_at(path, f"{friendly(type_)} required"))
        made = {k: convert(v, element, f'{path}["{k}"]', depth + 1) for k, v in value.items()}
        if not has_any(element):
            return MapValue(made, element)
        items, element = _unified(list(made.values()), value, type_, path)
        return MapValue(zip(made, items, strict=True), element)
    if not isinstance(value, list):
        raise EvaluationError(_at(path, f"{friendly(type_)} required"))
    items = [convert(v, element, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)]
    if has_any(element):
        items, element = _unified(items, value, type_, path)
    return make_set(items, element) if type_.name == "set" else ListValue(items, element)


def _unified(items: list[Value], source: Value, type_: Collection, path: str) -> tuple[list[Value], Type]:
    """Elements brought to one type, and that."""
    if isinstance(source, (ListValue, MapValue)) and type_.element == ANY:
        return items, element_type(source)
    element = unify_types([type_of(v) for v in items])
    if element is None:
        raise EvaluationError(_at(path, f"all {type_.name} elements must have the same type"))
    return [convert(v, element, path) for v in items], element


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
        elif isinstance(value, BlockValue):
            result[name] = Unknown(Reason.COMPUTED, f"{value.reference}.{name}", kind=kind(field.type))
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
    if not path:
        return message
    if path.startswith("["):
        return f"element {path[1:-1] if path.count('[') == 1 and path.endswith(']') else path}: {message}"
    return f'attribute "{path[1:]}": {message}' if path.count(".") == 1 and "[" not in path else (
        f"{path.lstrip('.')}: {message}")


def _primitive(value: Value, name: str, path: str) -> Value:
    if name == "string":
        if isinstance(value, (bool, int, float)):
            return to_string(value)
    elif name == "number":
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        if isinstance(value, str):
            if (found := parse_number(value)) is not None:
                return found
            raise EvaluationError(_at(path, "a number is required"))
    elif name == "bool":
        if isinstance(value, bool):
            return value
        if value in ("true", "1") and isinstance(value, str):
            return True
        if value in ("false", "0") and isinstance(value, str):
            return False
        if isinstance(value, str):
            hint = ('; to convert from string, use lowercase "true"' if value.lower() == "true" else
                    '; to convert from string, use lowercase "false"' if value.lower() == "false" else "")
            raise EvaluationError(_at(path, f"a bool is required{hint}"))
    if isinstance(value, (LazyObject, Unexpanded)):
        return Unknown(Reason.ERROR, kind=name)
    raise EvaluationError(_at(path, f"{name} required"))


def to_string(value: Value) -> str:
    """A primitive as a string, as Terraform prints it in templates."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    raise EvaluationError(f"string required, but have {type_name(value)}")


# -- equality and order


def equal(left: Value, right: Value) -> bool:
    """Terraform's equality of known values: of different types nothing is equal, but 1 and 1.0 are."""
    left = left.value if isinstance(left, Sensitive) else left
    right = right.value if isinstance(right, Sensitive) else right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        if isinstance(left, MapValue) != isinstance(right, MapValue) and not any(
                isinstance(v, BlockValue) for v in (left, right)):
            return False
        return left.keys() == right.keys() and all(equal(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return (_sort_of_list(left) == _sort_of_list(right) and len(left) == len(right)
                and all(equal(a, b) for a, b in zip(left, right, strict=True)))
    if isinstance(left, (dict, list)) or isinstance(right, (dict, list)):
        return False
    return bool(left == right)


def _sort_of_list(value: Value) -> type:
    return SetValue if isinstance(value, SetValue) else ListValue if isinstance(value, ListValue) else list


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


def _place(value: Value) -> str:
    """What orders the elements of a set that are neither strings nor numbers."""
    if value is None:
        return "~"
    if isinstance(value, Sensitive):
        return _place(value.value)
    if isinstance(value, bool):
        return "T" if value else "F"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, MapValue):
        return "{" + "".join(f"{_place(k)}:{_place(value[k])};" for k in sorted(value)) + "}"
    if isinstance(value, dict):
        return "<" + "".join(f"{_place(value[k])};" for k in sorted(value)) + ">"
    if isinstance(value, ListValue):
        return "[" + "".join(f"{_place(v)};" for v in value) + "]"
    if isinstance(value, list):
        return "<" + "".join(f"{_place(v)};" for v in value) + ">"
    return "?"


def make_set(items: list[Value], element: Type | None = None) -> SetValue:
    """A set: without duplicates, in Terraform's order."""
    seen: dict[object, Value] = {}
    for item in items:
        seen.setdefault(identity(item), item)
    unique = list(seen.values())
    if all(isinstance(item, str) for item in unique):
        unique.sort(key=lambda item: item.encode("utf-8", "surrogatepass"))
    elif all(isinstance(item, (int, float)) for item in unique):
        unique.sort()
    else:
        unique.sort(key=_rank)
    return SetValue(unique, element)


def _rank(value: Value) -> tuple[int, float, str]:
    """Known primitives first, in order; null after them, and last what is unknown."""
    value = value.value if isinstance(value, Sensitive) else value
    if value is None:
        return 1, 0, ""
    if isinstance(value, (Unknown, LazyObject, Unexpanded)):
        return 2, 0, ""
    if isinstance(value, (int, float)):
        return 0, value, ""
    return 0, 0, value if isinstance(value, str) else _place(value)

