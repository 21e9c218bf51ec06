"""Functions of lists, sets and maps, and conversions between types."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

from ....graph import Sensitive, Unknown, Value
from ..types import ANY, BOOL, NUMBER, STRING, Collection, Type, convert, equal, identity, make_set, type_name, unify
from ..values import EvaluationError, SetValue, derived, unknown_in
from . import Function
from ._arguments import boolean, few, mapping, number, sequence, string, whole


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, (bool, int, float)) and isinstance(right, str):
        left = string(left)
    elif isinstance(right, (bool, int, float)) and isinstance(left, str):
        right = string(right)
    return equal(left, right)


def _coalesce(*values: Value) -> Value:
    for value in values:
        if isinstance(value, Unknown):
            if value.not_null and (value.prefix or value.suffix or value.kind != "string"):
                return value
            return derived(value, value.kind)
        if value is not None and value != "":
            return value
    raise EvaluationError("no non-null, non-empty-string arguments")


def _coalescelist(*values: Value) -> Value:
    for value in values:
        if isinstance(value, Unknown) or value:
            return value
    raise EvaluationError("no non-null, non-empty arguments")


def _compact(values: Value) -> Value:
    items = sequence(values)
    unknown = next((v for v in items if isinstance(v, Unknown) and not (v.prefix or v.suffix)), None)
    return derived(unknown, "list(string)") if unknown is not None else [v for v in items if v not in (None, "")
                                                                         or isinstance(v, Unknown)]


def _concat(*lists: Value) -> Value:
    for one in lists:
        if isinstance(one, Unknown):
            return derived(one, "list")
    return [item for one in lists for item in sequence(one)]


def _contains(values: Value, wanted: Value) -> Value:
    items = sequence(values)
    if not isinstance(wanted, Unknown) and any(_same(v, wanted) for v in items if unknown_in(v) is None):
        return True
    unknown = unknown_in(items)
    if unknown is None:
        unknown = unknown_in(wanted)
    return derived(unknown, "bool") if unknown is not None else False


def _distinct(values: Value) -> Value:
    if (unknown := unknown_in(values)) is not None:
        return derived(unknown, "list")
    seen: dict[object, Value] = {}
    for item in sequence(values):
        seen.setdefault(identity(item), item)
    return list(seen.values())


def _element(values: Value, index: Value) -> Value:
    items, position = sequence(values), whole(index)
    if not items:
        raise EvaluationError("cannot use element function with an empty list")
    return items[position % len(items)]


def _flatten(values: Value) -> Value:
    if isinstance(values, Unknown):
        return derived(values, "tuple")
    flat: list[Value] = []
    pending = list(reversed(sequence(values)))
    while pending:
        item = pending.pop()
        item = item.value if isinstance(item, Sensitive) else item
        if isinstance(item, list):
            pending.extend(reversed(item))
        elif isinstance(item, Unknown) and not item.kind.startswith(("string", "number", "bool", "object", "map")):
            return derived(item, "tuple")  # it may be a list of any length
        else:
            flat.append(item)
    return flat


def _keys(value: Value) -> Value:
    return derived(value, "list(string)") if isinstance(value, Unknown) else sorted(mapping(value))


def _length(value: Value) -> Value:
    if isinstance(value, Unknown):
        return derived(value, "number")
    if isinstance(value, (str, list, dict)):
        return len(value)
    raise EvaluationError("argument must be a string, a collection type, or a structural type")


def _lookup(value: Value, key: Value, *default: Value) -> Value:
    if isinstance(value, Unknown) or isinstance(key, Unknown):
        return derived(value if isinstance(value, Unknown) else key, not_null=False)
    found = mapping(value)
    name = string(key)
    if name in found:
        return found[name]
    if not default:
        raise EvaluationError(f'the given object has no attribute "{name}"')
    return default[0]


def _merge(*values: Value) -> Value:
    for value in values:
        if isinstance(value, Unknown):
            return derived(value, "map")
    merged: dict[str, Value] = {}
    for value in values:
        merged.update(mapping(value) if value is not None else {})
    return merged


def _one(values: Value) -> Value:
    items = sequence(values)
    if len(items) > 1:
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    return items[0] if items else None


def _range(*limits: Value) -> Value:
    numbers = [number(v) for v in limits]
    start, end = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) > 2 else (1 if end >= start else -1)
    if step == 0:
        raise EvaluationError("step must not be zero")
    count = few(max(0, math.ceil((end - start) / step)))
    return [start + i * step for i in range(count)]


def _index(values: Value, wanted: Value) -> Value:
    for position, item in enumerate(sequence(values)):
        if _same(item, wanted):
            return position
    raise EvaluationError("item not found")


def _matchkeys(values: Value, keys: Value, search: Value) -> Value:
    wanted = sequence(search)
    return [v for v, k in zip(sequence(values), sequence(keys), strict=True) if any(_same(k, w) for w in wanted)]


def _slice(values: Value, start: Value, end: Value) -> Value:
    items, first, last = sequence(values), whole(start), whole(end)
    if not 0 <= first <= last <= len(items):
        raise EvaluationError("end index must not be greater than the length of the list")
    return items[first:last]


def _setproduct(*sets: Value) -> Value:
    lists = [sequence(s) for s in sets]
    count = 1
    for one in lists:
        count *= len(one)
    few(count)
    product = [list(p) for p in itertools.product(*lists)]
    return make_set(product) if all(isinstance(s, SetValue) for s in sets) else product


def _sets(work: Callable[[set[object], set[object]], set[object]]) -> Callable[..., Value]:
    def combine(first: Value, *others: Value) -> Value:
        values = {identity(v): v for one in (first, *others) for v in sequence(one)}
        kept = {identity(v) for v in sequence(first)}
        for other in others:
            kept = work(kept, {identity(v) for v in sequence(other)})
        return make_set([v for key, v in values.items() if key in kept])

    return combine


def _sum(values: Value) -> Value:
    items = sequence(values)
    if not items:
        raise EvaluationError("cannot sum an empty list")
    return sum(number(v) for v in items)


def _sort(values: Value) -> Value:
    return sorted((string(v) for v in sequence(values)), key=lambda s: s.encode("utf-8", "surrogatepass"))


def _transpose(value: Value) -> Value:
    turned: dict[str, list[str]] = {}
    for key, items in mapping(value).items():
        for item in sequence(items):
            turned.setdefault(string(item), []).append(key)
    return {k: sorted(turned[k]) for k in sorted(turned)}


def _values(value: Value) -> Value:
    found = mapping(value)
    return [found[k] for k in sorted(found)]


def _zipmap(keys: Value, values: Value) -> Value:
    names, items = sequence(keys), sequence(values)
    if len(names) != len(items):
        raise EvaluationError("number of keys does not match number of values")
    return dict(zip(map(string, names), items, strict=True))


def _chunklist(values: Value, size: Value) -> Value:
    items, count = sequence(values), whole(size)
    if count < 0:
        raise EvaluationError("the size argument must be positive")
    return [items[i:i + count] for i in range(0, len(items), count)] if count else [items]


def _all(values: Value) -> Value:
    answers = [v if isinstance(v, Unknown) else boolean(v) for v in sequence(values)]
    unknown = next((a for a in answers if isinstance(a, Unknown)), None)
    return False if any(a is False for a in answers) else True if unknown is None else derived(unknown, "bool")


def _any(values: Value) -> Value:
    answers = [v if isinstance(v, Unknown) else v is not None and boolean(v) for v in sequence(values)]
    unknown = next((a for a in answers if isinstance(a, Unknown)), None)
    return True if any(a is True for a in answers) else False if unknown is None else derived(unknown, "bool")


def _to(type_: Type, kind: str) -> Callable[[Value], Value]:
    def work(value: Value) -> Value:
        if isinstance(value, list) and kind == "set" and (
                u := next((v for v in value if isinstance(v, Unknown)), None)) is not None:
            return derived(u, "set")
        if kind in ("list", "set") and isinstance(value, list):
            items = unify(list(value))
            return make_set(items) if kind == "set" else list(items)
        return convert(value, type_)

    return work


def _type(value: Value) -> str:
    return type_name(value)


FUNCTIONS = {
    "alltrue": Function(_all, 1, 1, "bool"),
    "anytrue": Function(_any, 1, 1, "bool"),
    "chunklist": Function(_chunklist, 2, 2, "list"),
    "coalesce": Function(_coalesce, 1, None, takes_unknown=True),
    "coalescelist": Function(_coalescelist, 1, None, "list", takes_unknown=True),
    "compact": Function(_compact, 1, 1, "list(string)"),
    "concat": Function(_concat, 1, None, "list", takes_unknown=True),
    "contains": Function(_contains, 2, 2, "bool"),
    "distinct": Function(_distinct, 1, 1, "list"),
    "element": Function(_element, 2, 2),
    "flatten": Function(_flatten, 1, 1, "tuple", takes_unknown=True),
    "index": Function(_index, 2, 2, "number"),
    "issensitive": Function(lambda v: isinstance(v, Sensitive), 1, 1, "bool"),
    "keys": Function(_keys, 1, 1, "list(string)", takes_unknown=True),
    "length": Function(_length, 1, 1, "number", takes_unknown=True),
    "list": Function(lambda *v: list(v), 0, None, "list", takes_unknown=True),
    "lookup": Function(_lookup, 2, 3, takes_unknown=True),
    "map": Function(lambda *v: dict(zip(map(string, v[::2]), v[1::2], strict=True)), 0, None, "map"),
    "matchkeys": Function(_matchkeys, 3, 3, "list"),
    "merge": Function(_merge, 0, None, "map", takes_unknown=True),
    "nonsensitive": Function(lambda v: v.value if isinstance(v, Sensitive) else v, 1, 1, takes_unknown=True),
    "one": Function(_one, 1, 1),
    "range": Function(_range, 1, 3, "list(number)"),
    "reverse": Function(lambda v: list(reversed(sequence(v))), 1, 1, "list"),
    "sensitive": Function(lambda v: v if isinstance(v, Sensitive) else Sensitive(v), 1, 1, takes_unknown=True),
    "ephemeralasnull": Function(lambda v: v, 1, 1, takes_unknown=True),
    "setintersection": Function(_sets(lambda a, b: a & b), 1, None, "set"),
    "setproduct": Function(_setproduct, 1, None, "list"),
    "setsubtract": Function(_sets(lambda a, b: a - b), 2, 2, "set"),
    "setunion": Function(_sets(lambda a, b: a | b), 1, None, "set"),
    "slice": Function(_slice, 3, 3, "list"),
    "sort": Function(_sort, 1, 1, "list(string)"),
    "sum": Function(_sum, 1, 1, "number"),
    "tobool": Function(_to(BOOL, "bool"), 1, 1, "bool"),
    "tolist": Function(_to(Collection("list", ANY), "list"), 1, 1, "list"),
    "tomap": Function(_to(Collection("map", ANY), "map"), 1, 1, "map"),
    "tonumber": Function(_to(NUMBER, "number"), 1, 1, "number"),
    "toset": Function(_to(Collection("set", ANY), "set"), 1, 1, "set"),
    "tostring": Function(_to(STRING, "string"), 1, 1, "string"),
    "transpose": Function(_transpose, 1, 1, "map"),
    "type": Function(_type, 1, 1, "string"),
    "values": Function(_values, 1, 1, "list"),
    "zipmap": Function(_zipmap, 2, 2, "map"),
}
