"""Functions of lists and maps."""

from __future__ import annotations

import math
from fractions import Fraction

from ....graph import Reason, Sensitive, Unknown, Value
from ..numbers import exact, precision, rounded
from ..types import (
    NUMBER,
    STRING,
    Collection,
    convert,
    element_type,
    equal,
    identity,
    kind,
    type_name,
    type_of,
    unify_types,
)
from ..values import BlockValue, EvaluationError, ListValue, MapValue, SetValue, derived, like, unknown_in
from . import define
from ._arguments import bare, few, sequence, string, whole
from .graphemes import clusters


def _one_type(values: list[Value]) -> list[Value]:
    """The values as what all of them can be."""
    found = unify_types([type_of(bare(v)) for v in values])
    if found is None:
        raise EvaluationError("all arguments must have the same type")
    return [convert(v, found) for v in values]


def _coalesce(*values: Value) -> Value:
    if not values:
        raise EvaluationError("at least one argument is required")
    for value in _one_type(list(values)):
        inner = bare(value)
        if isinstance(inner, Unknown):
            if inner.not_null and (inner.prefix or inner.suffix or inner.kind not in ("", "string")):
                return value
            return derived(inner, inner.kind)
        if inner is not None and inner != "":
            return value
    raise EvaluationError("no non-null, non-empty-string arguments")


def _coalescelist(*values: Value) -> Value:
    if not values:
        raise EvaluationError("at least one argument is required")
    for value in values:
        if isinstance(value, SetValue) or not isinstance(value, (list, Unknown)):
            raise EvaluationError("coalescelist arguments must be lists or tuples")
    for value in values:
        if isinstance(value, Unknown) or value:
            return value
    raise EvaluationError("no non-null arguments")


def _compact(values: Value) -> Value:
    unknown = next((v for v in values if isinstance(v, Unknown) and not (v.prefix or v.suffix)), None)
    if unknown is not None:
        return derived(unknown, "list(string)")
    return ListValue([v for v in values if isinstance(v, Unknown) or v not in (None, "")], STRING)


def _concat(*lists: Value) -> Value:
    if not lists:
        raise EvaluationError("at least one argument is required")
    for position, one in enumerate(lists):
        if isinstance(bare(one), Unknown):
            return derived(bare(one), "")
        if not isinstance(one, list) or isinstance(one, SetValue):
            raise EvaluationError("all arguments must be lists or tuples; got " + type_name(one), argument=position)
    few(sum(map(len, lists)))
    items = [item for one in lists for item in one]
    if len(lists) == 1:
        return lists[0]
    if all(isinstance(one, ListValue) for one in lists):
        element = unify_types([element_type(one) for one in lists])
        if element is not None:
            return ListValue([convert(v, element) for v in items], element)
    return items


def _contains(values: Value, wanted: Value) -> Value:
    if not isinstance(values, (list, dict)):
        raise EvaluationError("argument must be list, tuple, or set")
    if isinstance(values, dict):
        raise EvaluationError("argument must be list, tuple, or set")
    unknown: Unknown | None = unknown_in(wanted)
    for item in values:
        hidden = unknown_in(item)
        if hidden is not None:
            unknown = hidden if unknown is None else unknown
        elif not isinstance(wanted, Unknown) and _same(item, wanted):
            return True
    return derived(unknown, "bool") if unknown is not None else False


def _same(item: Value, wanted: Value) -> bool:
    """Equality as the search functions have it: of one type, or of one after conversion."""
    return equal(item, wanted)


def _distinct(values: Value) -> Value:
    if (unknown := unknown_in(values)) is not None:
        return derived(unknown, kind(type_of(values)))
    seen: dict[object, Value] = {}
    for item in sequence(values):
        seen.setdefault(identity(item), item)
    return like(values, list(seen.values()))


def _element(values: Value, index: Value) -> Value:
    if isinstance(values, Unknown) or isinstance(index, Unknown):
        unknown = values if isinstance(values, Unknown) else index
        shape = kind(element_type(values)) if isinstance(values, ListValue) else ""
        return derived(unknown, shape, not_null=False)
    if not isinstance(values, list) or isinstance(values, SetValue):
        raise EvaluationError(f"cannot read elements from {type_name(values)}")
    position = whole(index)
    if not values:
        raise EvaluationError("cannot use element function with an empty list")
    if position < 0 and position % len(values):
        raise EvaluationError("cannot use element function with a negative index")
    return values[position % len(values)]


def _flatten(values: Value) -> Value:
    values = bare(values)
    if isinstance(values, Unknown):
        return derived(values, "tuple")
    if not isinstance(values, list):
        raise EvaluationError("can only flatten lists, sets and tuples")
    flat: list[Value] = []
    pending = list(reversed(values))
    sensitive = False
    while pending:
        item = pending.pop()
        inner = bare(item)
        if isinstance(inner, list):
            sensitive = sensitive or isinstance(item, Sensitive)
            pending.extend(reversed(inner))
        elif isinstance(inner, Unknown) and not inner.kind.startswith(("string", "number", "bool", "object", "map")):
            return derived(inner, "")  # it may be a list of any length
        else:
            flat.append(item)
        few(len(flat))
    return Sensitive(flat) if sensitive else flat


def _index(values: Value, wanted: Value) -> Value:
    if not isinstance(values, list) or isinstance(values, SetValue):
        raise EvaluationError("argument must be a list or tuple")
    if not values:
        raise EvaluationError("cannot search an empty list")
    for position, item in enumerate(values):
        hidden = unknown_in([item, wanted])
        if hidden is not None:
            return derived(hidden, "number")
        if equal(item, wanted):
            return position
    raise EvaluationError("item not found")


def _keys(value: Value) -> Value:
    if isinstance(value, Unknown):
        return derived(value, "list(string)")
    if not isinstance(value, dict):
        raise EvaluationError("must have map or object type", argument=0)
    if isinstance(value, MapValue):
        return ListValue(sorted(value), STRING)
    return sorted(value)


def _length(value: Value) -> Value:
    if isinstance(value, Unknown):
        return derived(value, "number")
    if isinstance(value, str):
        return sum(1 for _ in clusters(value))
    if isinstance(value, SetValue) and len(value) > 1 and (hidden := unknown_in(value)) is not None:
        return derived(hidden, "number")
    if isinstance(value, (list, dict)):
        return len(value)
    raise EvaluationError("argument must be a string, a collection type, or a structural type")


def _lookup(value: Value, key: Value, *default: Value) -> Value:
    if len(default) > 1:
        raise EvaluationError("takes two or three arguments")
    if isinstance(value, Unknown) or isinstance(key, Unknown):
        return derived(value if isinstance(value, Unknown) else key, not_null=False)
    if not isinstance(value, dict):
        raise EvaluationError("lookup() requires a map as the first argument", argument=0)
    if isinstance(value, MapValue):
        element = element_type(value)
        other = []
        for item in default:
            try:
                other.append(convert(item, element))
            except EvaluationError:
                raise EvaluationError("the default value must have the same type as the map elements",
                                      argument=2) from None
    else:
        other = list(default)
    name = string(key)
    if name in value:
        return value[name]
    if isinstance(value, BlockValue):
        return derived(Unknown(Reason.COMPUTED, f"{value.reference}.{name}"), not_null=False)
    if not default:
        raise EvaluationError(f'the given object has no attribute "{name}"', argument=0)
    return other[0]


def _matchkeys(values: Value, keys: Value, search: Value) -> Value:
    if len(values) != len(keys):
        raise EvaluationError("length of keys and values should be equal")
    wanted_type = unify_types([element_type(keys), element_type(search)])
    if wanted_type is None:
        raise EvaluationError("keys and searchset must be of the same type")
    if (unknown := unknown_in([keys, search])) is not None:
        return derived(unknown, kind(type_of(values)))
    wanted = {identity(convert(w, wanted_type)) for w in search}
    return like(values, [v for v, k in zip(values, keys, strict=True) if identity(convert(k, wanted_type)) in wanted])


def _merge(*values: Value) -> Value:
    for value in values:
        if isinstance(bare(value), Unknown):
            return derived(bare(value), "")
        if value is not None and not isinstance(value, dict):
            raise EvaluationError(f"arguments must be maps or objects, got {type_name(value)!r}")
    given = [v for v in values if v is not None]
    block = next((v for v in given if isinstance(v, BlockValue)), None)
    merged: dict[str, Value] = BlockValue() if block is not None else {}
    if block is not None:
        merged.reference = block.reference  # type: ignore[attr-defined]
    for value in given:
        merged.update(value)
    if given and len(given) == len(values) and all(isinstance(v, MapValue) for v in given):
        types = [element_type(v) for v in given]
        if all(t == types[0] for t in types):
            return MapValue(merged, types[0])
    return merged


def _one(values: Value) -> Value:
    if isinstance(values, Unknown):
        return derived(values, not_null=False)
    if not isinstance(values, list) or len(values) > 1:
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements", argument=0)
    return values[0] if values else None


def _range(*limits: float) -> Value:
    if not 1 <= len(limits) <= 3:
        raise EvaluationError("must have one, two, or three arguments")
    if not all(math.isfinite(v) for v in limits):
        raise EvaluationError("arguments must be finite")
    numbers = [exact(v) for v in limits]
    start, end = (Fraction(0), numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) > 2 else Fraction(1 if end >= start else -1)
    if step == 0:
        raise EvaluationError("step must not be zero")
    if len(numbers) > 2 and ((step > 0 and end < start) or (step < 0 and end > start)):
        word = "less" if step > 0 else "greater"
        sign = "positive" if step > 0 else "negative"
        raise EvaluationError(f"when step is {sign}, end must not be {word} than start")
    count = max(0, math.ceil((end - start) / step))
    if count > 1024:
        raise EvaluationError("more than 1024 values were generated; either decrease the difference between start and "
                              "end or use a smaller step")
    return ListValue([rounded(start + i * step) for i in range(count)], NUMBER)


def _reverse(values: Value) -> Value:
    if not isinstance(values, list):
        raise EvaluationError(f"can only reverse list or tuple values, not {type_name(values)}", argument=0)
    made = list(reversed(values))
    if isinstance(values, SetValue):
        return ListValue(made, element_type(values))
    return like(values, made)


def _slice(values: Value, start: float, end: float) -> Value:
    if isinstance(values, SetValue):
        raise EvaluationError("cannot slice a set, because its elements do not have indices; explicitly convert to a "
                              "list if the ordering of the result is not important", argument=0)
    if not isinstance(values, list):
        raise EvaluationError("must be a list or tuple value", argument=0)
    first, last = whole(start), whole(end)
    if first < 0:
        raise EvaluationError("start index must be greater than or equal to zero", argument=1)
    if last > len(values):
        raise EvaluationError("end index must not be greater than the length of the list", argument=2)
    if first > last:
        raise EvaluationError("start index must not be greater than end index", argument=1)
    return like(values, values[first:last])


def _sum(values: Value) -> Value:
    if not isinstance(values, list):
        raise EvaluationError("argument must be list, set, or tuple", argument=0)
    if not values:
        raise EvaluationError("cannot sum an empty list", argument=0)
    if (unknown := unknown_in(values)) is not None:
        return derived(unknown, "number")
    numbers: list[Value] = []
    for value in values:
        if value is None:
            raise EvaluationError("argument must be list, set, or tuple of number values", argument=0)
        try:
            number = convert(value, NUMBER)
        except EvaluationError:
            raise EvaluationError("argument must be list, set, or tuple of number values", argument=0) from None
        numbers.append(number)
    if all(isinstance(n, int) for n in numbers):
        return rounded(sum(numbers))
    if not all(math.isfinite(n) for n in numbers):
        return sum(float(n) for n in numbers)
    return rounded(sum(map(exact, numbers), Fraction(0)), precision(*numbers))


def _sort(values: Value) -> Value:
    if (unknown := unknown_in(values)) is not None:
        return ListValue([derived(unknown, "string")] * len(values), STRING)
    if any(v is None for v in values):
        raise EvaluationError("given list element is null; a null string cannot be sorted")
    return ListValue(sorted((string(v) for v in values), key=lambda s: s.encode("utf-8", "surrogatepass")), STRING)


def _transpose(value: Value) -> Value:
    turned: dict[str, list[str]] = {}
    for key in sorted(value):
        for item in sequence(value[key]):
            turned.setdefault(string(item), []).append(key)
    text = Collection("list", STRING)
    return MapValue({k: ListValue(sorted(turned[k]), STRING) for k in sorted(turned)}, text)


def _values(value: Value) -> Value:
    if isinstance(value, Unknown):
        return derived(value, "")
    if not isinstance(value, dict):
        raise EvaluationError("values() requires a map as the first argument")
    made = [value[k] for k in sorted(value)]
    return ListValue(made, element_type(value)) if isinstance(value, MapValue) else made


def _zipmap(keys: Value, values: Value) -> Value:
    for unknown in (keys, values):
        if isinstance(unknown, Unknown):
            return derived(unknown, "")
    if (hidden := unknown_in(keys)) is not None:
        return derived(hidden, "")
    if not isinstance(values, list) or isinstance(values, SetValue):
        raise EvaluationError(f"values must be a list or tuple value, not {type_name(values)}")
    if len(keys) != len(values):
        raise EvaluationError(f"number of keys ({len(keys)}) does not match number of values ({len(values)})")
    made = dict(zip(map(string, keys), values, strict=True))
    return MapValue(made, element_type(values)) if isinstance(values, ListValue) else made


def _chunklist(values: Value, size: float) -> Value:
    count = whole(size)
    if count < 0:
        raise EvaluationError("the size argument must be positive")
    chunks = [values[i:i + count] for i in range(0, len(values), count)] if count else [values] if values else []
    element = element_type(values)
    return ListValue([ListValue(c, element) for c in chunks], Collection("list", element))


def _all(values: Value) -> Value:
    unknown = next((v for v in values if isinstance(v, Unknown)), None)
    if any(v is False or v is None for v in values):
        return False
    return True if unknown is None else derived(unknown, "bool")


def _any(values: Value) -> Value:
    unknown = next((v for v in values if isinstance(v, Unknown)), None)
    if any(v is True for v in values):
        return True
    return False if unknown is None else derived(unknown, "bool")


FUNCTIONS = {
    "alltrue": define("list: list(bool) -> bool", _all),
    "anytrue": define("list: list(bool) -> bool", _any),
    "chunklist": define("list: list(any), size: number -> list(list(any))", _chunklist),
    "coalesce": define("*vals?: any", _coalesce, takes_unknown=True, keeps_marks=True),
    "coalescelist": define("*vals?: any", _coalescelist, takes_unknown=True, keeps_marks=True),
    "compact": define("list: list(string) -> list(string)", _compact),
    "concat": define("*seqs: any", _concat, takes_unknown=True, keeps_marks=True),
    "contains": define("list: any, value: any -> bool", _contains),
    "distinct": define("list: list(any) -> list(any)", _distinct),
    "element": define("list: any, index: number", _element, takes_unknown=True, keeps_marks=True),
    "flatten": define("list: any -> tuple", _flatten, takes_unknown=True, keeps_marks=True),
    "index": define("list: any, value: any -> number", _index),
    "keys": define("inputMap: any -> list(string)", _keys, takes_unknown=True, keeps_marks=True),
    "length": define("value: any -> number", _length, takes_unknown=True, keeps_marks=True),
    "lookup": define("inputMap: any, key: string, *default?: any", _lookup, takes_unknown=True, keeps_marks=True),
    "matchkeys": define("values: list(any), keys: list(any), searchset: list(any) -> list(any)", _matchkeys),
    "merge": define("*maps?: any", _merge, takes_unknown=True, keeps_marks=True),
    "one": define("list: any", _one, takes_unknown=True, keeps_marks=True),
    "range": define("*params: number -> list(number)", _range),
    "reverse": define("list: any", _reverse, keeps_marks=True),
    "slice": define("list: any, start_index: number, end_index: number", _slice, keeps_marks=True),
    "sort": define("list: list(string) -> list(string)", _sort),
    "sum": define("list: any -> number", _sum),
    "transpose": define("values: map(list(string)) -> map(list(string))", _transpose),
    "values": define("mapping: any", _values, takes_unknown=True, keeps_marks=True),
    "zipmap": define("keys: list(string), values: any", _zipmap, takes_unknown=True, keeps_marks=True),
}
