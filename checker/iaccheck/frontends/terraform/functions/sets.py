"""Functions of sets: their elements have one type."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from ....graph import Value
from ..types import ANY, TupleType, Type, convert, element_type, identity, make_set, type_of, unify_types
from ..values import EvaluationError, ListValue, SetValue, derived, unknown_in
from . import define
from ._arguments import bare, few, sequence


def _sets(work: Callable[[set[object], set[object]], set[object]], union: bool = False) -> Callable[..., Value]:
    def combine(first: Value, *others: Value) -> Value:
        given = [first, *others]
        if (unknown := unknown_in(given)) is not None and not union:
            return derived(unknown, "set(any)")
        element = unify_types([element_type(s) for s in given if len(s) or element_type(s) is not ANY]) if any(
            given) else element_type(first)
        if element is None:
            raise EvaluationError("given sets must all have compatible element types")
        same = [{identity(v): v for v in (convert(item, element) for item in s)} for s in given]
        values = {key: v for one in same for key, v in one.items()}
        kept = set(same[0])
        for other in same[1:]:
            kept = work(kept, set(other))
        return make_set([v for key, v in values.items() if key in kept], element)

    return combine


def _setproduct(*sets: Value) -> Value:
    if len(sets) < 2:
        raise EvaluationError("at least two arguments are required")
    lists = [sequence(bare(s)) for s in sets]
    elements: list[Type] = []
    for one in lists:
        element = element_type(one) if isinstance(one, ListValue) else unify_types([type_of(v) for v in one])
        if element is None:
            raise EvaluationError("all elements must be of the same type")
        elements.append(element)
    count = 1
    for one in lists:
        count *= len(one)
    few(count)
    columns = [[convert(v, e) for v in one] for one, e in zip(lists, elements, strict=True)]
    product: list[Value] = [list(p) for p in itertools.product(*columns)]
    shape = TupleType(tuple(elements))
    if any(isinstance(s, SetValue) for s in lists):
        return make_set(product, shape)
    return ListValue(product, shape)


FUNCTIONS = {
    "setintersection": define("first_set: set(any), *other_sets: set(any) -> set(any)", _sets(lambda a, b: a & b)),
    "setproduct": define("*sets: any -> list(any)", _setproduct, keeps_marks=True),
    "setsubtract": define("a: set(any), b: set(any) -> set(any)", _sets(lambda a, b: a - b)),
    "setunion": define("first_set: set(any), *other_sets: set(any) -> set(any)", _sets(lambda a, b: a | b, True)),
}
