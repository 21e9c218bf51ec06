"""Evaluation of expressions: operators, conversions, templates and ``for``, over values that may be unknown.

An expression is evaluated in a ``Frame``: the names that it can see.  Errors are ``EvaluationError``; whoever asks for
an attribute's value turns them into an ``Unknown`` and a message.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from ...graph import Reason, Sensitive, Unknown, Value
from .numbers import exact, precision, rounded
from .partial_json import decode
from .syntax import (
    Bad,
    Binary,
    Conditional,
    Expression,
    For,
    FunctionCall,
    GetAttr,
    Literal,
    ObjectCons,
    Splat,
    Step,
    Template,
    TemplateFor,
    Traversal,
    TupleCons,
    Unary,
    Variable,
)
from .types import (
    BOOL,
    NUMBER,
    Type,
    convert,
    element_type,
    equal,
    friendly,
    has_any,
    kind,
    to_string,
    type_of,
    unify_types,
)
from .values import (
    BlockValue,
    EvaluationError,
    LazyObject,
    LimitError,
    ListValue,
    MapValue,
    SetValue,
    Unexpanded,
    derived,
    like,
    normal,
    sensitive_in,
    sized,
    unknown_in,
    unmark,
)

MAX_ELEMENTS = 100_000
"""How many elements a ``for`` or a splat may make."""
MAX_STRING = 16 * 1024 * 1024
"""How many characters a template may make."""


class Names(Protocol):
    """What the names outside of an expression mean: a module instance."""

    def resolve(self, root: str, steps: tuple[Step, ...], frame: Frame) -> tuple[Value, tuple[Step, ...]]:
        """The value that a traversal begins with, and the steps that are left.  Raises ``EvaluationError``."""

    def call(self, name: str, arguments: list[Value]) -> Value:
        """The result of a function.  Raises ``EvaluationError``."""

    def aside(self, work: Callable[[], Value]) -> Value:
        """A value whose type alone matters: what it is made of is not noted."""


class Frame(NamedTuple):
    """What an expression can see: the names that ``for``, ``each``, ``count`` and dynamic blocks bind, the module's."""

    names: Names
    bindings: Mapping[str, Value]

    def bind(self, **more: Value) -> Frame:
        """The same with more names."""
        return Frame(self.names, {**self.bindings, **more})


class _Constants:
    """The names of an expression that may refer to nothing."""

    def resolve(self, root: str, steps: tuple[Step, ...], frame: Frame) -> tuple[Value, tuple[Step, ...]]:  # noqa: ARG002
        raise EvaluationError(f"Variables not allowed: {root} may not be used here")

    def call(self, name: str, arguments: list[Value]) -> Value:
        from .functions import call_pure

        return call_pure(name, arguments)

    def aside(self, work: Callable[[], Value]) -> Value:
        return work()


CONSTANTS = Frame(_Constants(), {})


def evaluate_constant(expression: Expression) -> Value:
    """The value of an expression that refers to nothing.  Raises ``EvaluationError``."""
    return evaluate(expression, CONSTANTS)


def evaluate(expression: Expression, frame: Frame) -> Value:
    """The value of an expression.  Raises ``EvaluationError``."""
    try:
        return _EVALUATE[type(expression)](expression, frame)
    except EvaluationError as error:
        if error.start < 0:
            error.start = expression.start
        raise


def _literal(expression: Literal, frame: Frame) -> Value:  # noqa: ARG001
    return expression.value


def _variable(expression: Variable, frame: Frame) -> Value:
    if expression.name in frame.bindings:
        return frame.bindings[expression.name]
    value, _ = frame.names.resolve(expression.name, (), frame)
    return value


def _bad(expression: Bad, frame: Frame) -> Value:  # noqa: ARG001
    return Unknown(Reason.ERROR)


def _tuple(expression: TupleCons, frame: Frame) -> Value:
    return sized([evaluate(item, frame) for item in expression.items])


def _object(expression: ObjectCons, frame: Frame) -> Value:
    result: dict[str, Value] = {}
    for key, value in expression.items:
        name = evaluate(key, frame)
        name = name.value if isinstance(name, Sensitive) else name
        if isinstance(name, Unknown):
            return derived(name, "object")
        if name is None:
            raise EvaluationError("Null value as key: can't use a null value as a key", key.start)
        if isinstance(name, (list, dict, LazyObject, Unexpanded)):
            raise EvaluationError("Incorrect key type: can't use this value as a key: string required", key.start)
        result[to_string(name)] = evaluate(value, frame)
    return sized(result)


# -- traversals


def _traversal(expression: Traversal, frame: Frame) -> Value:
    source, steps = expression.source, expression.steps
    if isinstance(source, Variable) and source.name not in frame.bindings:
        value, steps = frame.names.resolve(source.name, steps, frame)
    else:
        value = evaluate(source, frame)
    return walk(value, steps, frame)


def walk(value: Value, steps: tuple[Step, ...], frame: Frame) -> Value:
    """The value after some steps."""
    for position, step in enumerate(steps):
        if isinstance(value, Sensitive):
            inner = walk(value.value, steps[position:], frame)
            return inner if isinstance(inner, Sensitive) else Sensitive(inner)
        if isinstance(step, Splat):
            return walk(_splat(value, step, frame), steps[position + 1:], frame)
        if isinstance(step, GetAttr):
            value = get_attribute(value, step.name)
        else:
            try:
                value = _index(value, evaluate(step.key, frame))
            except EvaluationError as error:
                if error.start < 0:
                    error.start = step.key.start - 1
                raise
    return value


def _splat(value: Value, step: Splat, frame: Frame) -> Value:
    if isinstance(value, Unknown):
        if value.not_null and value.kind in ("string", "number", "bool") and not step.steps:
            return [value]
        return derived(value, "")
    if isinstance(value, Unexpanded):
        return derived(value.unknown(), "")
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    made = [walk(item, step.steps, frame) for item in items]
    if isinstance(value, ListValue):
        element = element_type(value) if not step.steps else unify_types([type_of(v) for v in made])
        return made if element is None else ListValue(made, element)
    return made


def get_attribute(value: Value, name: str) -> Value:
    """``value.name``."""
    if isinstance(value, LazyObject):
        return value.get(name)
    if isinstance(value, Unexpanded):
        return value.one.get(name)
    if isinstance(value, Unknown):
        return Unknown(value.reason, f"{value.reference}.{name}" if value.reference else "")
    if isinstance(value, dict):
        if name in value:
            return value[name]
        reference = getattr(value, "reference", None)
        if reference is not None:  # a nested block: what is not set in it is the provider's to compute
            return Unknown(Reason.COMPUTED, f"{reference}.{name}")
        if isinstance(value, MapValue):
            raise EvaluationError(f'Missing map element: this map does not have an element with the key "{name}"')
        raise EvaluationError(f'Unsupported attribute: this object does not have an attribute named "{name}"')
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], (dict, LazyObject)):
            return get_attribute(value[0], name)  # how Terraform 0.11 wrote a single nested block
        if value and all(isinstance(v, (dict, LazyObject)) for v in value):
            raise EvaluationError("Missing resource instance key: because this has \"count\" or \"for_each\" set, its "
                                  "attributes must be accessed on specific instances")
        raise EvaluationError("Unsupported attribute: can't access attributes on a list")
    if value is None:
        raise EvaluationError("Attempt to get attribute from null value: this value is null, so it does not have "
                              "any attributes")
    raise EvaluationError(f'Unsupported attribute: can\'t access "{name}" on a primitive-typed value')


def _index(value: Value, key: Value) -> Value:
    key = key.value if isinstance(key, Sensitive) else key
    if isinstance(value, Unexpanded):
        return value.one
    if isinstance(value, Unknown):
        shown = f"[{key}]" if isinstance(key, int) else f'["{key}"]' if isinstance(key, str) else "[…]"
        return Unknown(value.reason, value.reference + shown if value.reference else "")
    if isinstance(key, Unknown):
        return derived(key, not_null=False)
    if isinstance(value, LazyObject):
        return value.get(to_string(key))
    if isinstance(value, SetValue):
        raise EvaluationError("Invalid index: elements of a set are identified only by their value")
    if isinstance(value, list):
        try:
            number = convert(key, NUMBER)
        except EvaluationError as error:
            raise EvaluationError("Invalid index: the given key does not identify an element in this collection value: "
                                  f"{error.message}") from None
        if not isinstance(number, int) or not 0 <= number < len(value):
            raise EvaluationError(f"Invalid index: the given key does not identify an element in this collection value "
                                  f"(it has {len(value)} elements)")
        return value[number]
    if isinstance(value, dict):
        name = to_string(key) if key is not None else ""
        if name not in value:
            raise EvaluationError("Invalid index: the given key does not identify an element in this collection value")
        return value[name]
    if value is None:
        raise EvaluationError("Attempt to index null value")
    raise EvaluationError("Invalid index: this value does not have any indices")


# -- templates


def _template(expression: Template, frame: Frame) -> Value:
    return join([evaluate(part, frame) for part in expression.parts])


def join(parts: list[Value]) -> Value:
    """The string that the parts of a template make; of one with unknown parts, what it begins and ends with."""
    sensitive = False
    texts: list[str | Unknown] = []
    length = 0
    for part in parts:
        if isinstance(part, Sensitive):
            sensitive, part = True, part.value
        if isinstance(part, (LazyObject, Unexpanded)):
            part = part.unknown()
        if part is None:
            raise EvaluationError("Invalid template interpolation value: the expression result is null")
        if isinstance(part, (list, dict)):
            raise EvaluationError("Invalid template interpolation value: cannot include the given value in a string "
                                  "template: string required")
        text = part if isinstance(part, Unknown) else to_string(part)
        length += 0 if isinstance(text, Unknown) else len(text)
        if length > MAX_STRING:
            raise LimitError(f"the template makes more than {MAX_STRING} characters")
        texts.append(text)
    unknown = next((t for t in texts if isinstance(t, Unknown)), None)
    if unknown is None:
        result: Value = normal("".join(t for t in texts if isinstance(t, str)))
    else:
        result = derived(unknown, "string", prefix=_edge(texts, 1), suffix=_edge(texts, -1),
                         document=None if sensitive else decode(texts, join))
    return Sensitive(result) if sensitive else result


def _edge(texts: list[str | Unknown], direction: int) -> str:
    found = ""
    for text in texts[::direction]:
        if isinstance(text, Unknown):
            return found + text.prefix if direction > 0 else text.suffix + found
        found = found + text if direction > 0 else text + found
    return found


def _template_for(expression: TemplateFor, frame: Frame) -> Value:
    collection = evaluate(expression.collection, frame)
    if (unknown := _unlisted(collection)) is not None:
        return derived(unknown, "string")
    parts = []
    for key, value in _pairs(collection):
        bound = {expression.value: value, **({expression.key: key} if expression.key else {})}
        parts.append(_template(expression.body, Frame(frame.names, {**frame.bindings, **bound})))
        if len(parts) > MAX_ELEMENTS:
            raise LimitError(f"the template repeats more than {MAX_ELEMENTS} times")
    return join(parts)


# -- for


def _unlisted(collection: Value) -> Unknown | None:
    collection = collection.value if isinstance(collection, Sensitive) else collection
    if isinstance(collection, Unknown):
        return collection
    return collection.unknown() if isinstance(collection, (LazyObject, Unexpanded)) else None


def _pairs(collection: Value) -> list[tuple[Value, Value]]:
    collection = collection.value if isinstance(collection, Sensitive) else collection
    if isinstance(collection, dict):
        return [(k, collection[k]) for k in sorted(collection)]
    if isinstance(collection, SetValue):
        return [(v, v) for v in collection]
    if isinstance(collection, list):
        return list(enumerate(collection))
    raise EvaluationError("Iteration over null value" if collection is None else "Iteration over non-iterable value")


def _for(expression: For, frame: Frame) -> Value:
    collection = evaluate(expression.collection, frame)
    if (unknown := _unlisted(collection)) is not None:
        return derived(unknown, "object" if expression.key_result is not None else "tuple")
    sensitive = isinstance(collection, Sensitive)
    items: list[Value] = []
    entries: dict[str, Value] = {}
    for key, value in _pairs(collection):
        bound: dict[str, Value] = {expression.value: value, **({expression.key: key} if expression.key else {})}
        inner = Frame(frame.names, {**frame.bindings, **bound})
        if expression.condition is not None:
            given = evaluate(expression.condition, inner)
            sensitive = sensitive or isinstance(given, Sensitive)
            condition = _selects(given, expression.condition)
            if isinstance(condition, Unknown):
                return derived(condition, "object" if expression.key_result is not None else "tuple")
            if not condition:
                continue
        if expression.key_result is None:
            items.append(evaluate(expression.result, inner))
        else:
            name = evaluate(expression.key_result, inner)
            if isinstance(name, Sensitive):
                sensitive, name = True, name.value
            if isinstance(name, Unknown):
                return derived(name, "")
            if name is None or isinstance(name, (list, dict, LazyObject, Unexpanded)):
                raise EvaluationError("Invalid object key: key expression in 'for' expression must not produce a null "
                                      "value" if name is None else
                                      "Invalid object key: the key expression produced an invalid result: string "
                                      "required", expression.key_result.start)
            text, result = to_string(name), evaluate(expression.result, inner)
            if expression.group:
                entries.setdefault(text, []).append(result)
            elif text in entries:
                raise EvaluationError(f'Duplicate object key: two different items produced the key "{text}"')
            else:
                entries[text] = result
        if len(items) + len(entries) > MAX_ELEMENTS:
            raise LimitError(f"the for expression makes more than {MAX_ELEMENTS} elements")
    made: Value = sized(entries if expression.key_result is not None else items)
    return Sensitive(made) if sensitive else made


# -- functions, operators, conditions


def _call(expression: FunctionCall, frame: Frame) -> Value:
    name = expression.name.removeprefix("core::")
    if name in ("try", "can"):
        return _try(name, expression, frame)
    if name == "templatestring" and expression.arguments and isinstance(expression.arguments[0], (Literal, Template)):
        raise EvaluationError('Invalid function argument: invalid value for "template" parameter: templatestring is '
                              "only for rendering templates retrieved dynamically from elsewhere",
                              expression.arguments[0].start)
    arguments = [evaluate(a, frame) for a in expression.arguments]
    sensitive = False
    if expression.expand and arguments:
        last = arguments.pop()
        sensitive, last = isinstance(last, Sensitive), last.value if isinstance(last, Sensitive) else last
        where = expression.arguments[-1].start
        if (unknown := _unlisted(last)) is not None:
            return derived(unknown, not_null=False)
        if last is None:
            raise EvaluationError("Invalid expanding argument value: the expanding argument (indicated by ...) must "
                                  "not be null", where)
        if not isinstance(last, list):
            raise EvaluationError("Invalid expanding argument value: the expanding argument (indicated by ...) must be "
                                  "of a tuple, list, or set type", where)
        arguments += last
    try:
        value = frame.names.call(name, arguments)
    except EvaluationError as error:
        if error.start < 0 and error.argument >= 0 and expression.arguments:
            error.start = _begins(expression.arguments[min(error.argument, len(expression.arguments) - 1)])
        raise
    return Sensitive(value) if sensitive and not isinstance(value, Sensitive) else value


def _try(name: str, expression: FunctionCall, frame: Frame) -> Value:
    if name == "can" and len(expression.arguments) != 1:
        raise EvaluationError('Not enough function arguments: function "can" expects 1 argument(s); missing value for '
                              '"expression"' if not expression.arguments else
                              'Too many function arguments: function "can" expects only 1 argument(s)')
    if not expression.arguments:
        raise EvaluationError("Error in function call: at least one argument is required")
    for argument in expression.arguments:
        try:
            value = evaluate(argument, frame)
        except LimitError:
            raise
        except EvaluationError:
            continue
        if name == "can":
            unknown = unknown_in(value)
            return True if unknown is None else derived(unknown, "bool")
        return value
    if name == "can":
        return False
    raise EvaluationError("Error in function call: no expression succeeded")


def _selects(value: Value, condition: Expression) -> bool | Unknown:
    """What an ``if`` in a ``for`` says."""
    if (value.value if isinstance(value, Sensitive) else value) is None:
        raise EvaluationError("Condition is null: the value of the 'if' clause must not be null", condition.start)
    try:
        return as_bool(value)
    except EvaluationError:
        raise EvaluationError("Invalid 'for' condition: the 'if' clause value is invalid: a bool is required",
                              condition.start) from None


def _begins(expression: Expression) -> int:
    """Where Terraform says that an expression begins: a string behind its quote."""
    quoted = isinstance(expression, Literal) and isinstance(expression.value, str) and (
        expression.end - expression.start > len(expression.value))
    return expression.start + quoted


def _conditional(expression: Conditional, frame: Frame) -> Value:
    condition = evaluate(expression.condition, frame)
    sensitive = isinstance(condition, Sensitive)
    try:
        decided = as_bool(condition)
    except EvaluationError as error:
        error.start = expression.condition.start
        raise
    if isinstance(decided, Unknown):
        value = _either(expression, decided, frame)
    else:
        chosen = expression.yes if decided else expression.no
        value = _as_beside(evaluate(chosen, frame), expression, chosen, frame)
    return Sensitive(value) if sensitive and not isinstance(value, Sensitive) else value


def _inconsistent(expression: Conditional, yes: Type, no: Type) -> EvaluationError:
    return EvaluationError("Inconsistent conditional result types: the true and false result expressions must have "
                           f"consistent types; the 'true' value is {friendly(yes)}, but the 'false' value is "
                           f"{friendly(no)}", expression.yes.start)


def _as_beside(value: Value, expression: Conditional, chosen: Expression, frame: Frame) -> Value:
    """One result of a conditional, of the type that both of them have: a number beside a string is a string."""
    other = expression.no if chosen is expression.yes else expression.yes
    if isinstance(value, Sensitive):
        inner = _as_beside(value.value, expression, chosen, frame)
        return inner if isinstance(inner, Sensitive) else Sensitive(inner)
    try:
        beside = other.value if isinstance(other, Literal) else frame.names.aside(lambda: evaluate(other, frame))
    except (EvaluationError, RecursionError):
        return value
    if isinstance(beside, Sensitive):
        return Sensitive(_beside(value, beside.value, expression, chosen))
    return _beside(value, beside, expression, chosen)


def _beside(value: Value, beside: Value, expression: Conditional, chosen: Expression) -> Value:
    if value is None or beside is None:
        return value
    given, wanted = type_of(value), type_of(beside)
    if given == wanted:
        return value
    common = unify_types([given, wanted])
    if common is None:
        yes, no = (given, wanted) if chosen is expression.yes else (wanted, given)
        raise _inconsistent(expression, yes, no)
    return value if common == given else convert(value, common)


def _either(expression: Conditional, cause: Unknown, frame: Frame) -> Value:
    results = []
    for branch in (expression.yes, expression.no):
        try:
            results.append(evaluate(branch, frame))
        except LimitError:
            raise
        except EvaluationError:
            return derived(cause, not_null=False)
    yes, no = results
    if unknown_in(yes) is None and unknown_in(no) is None and type_of(yes) == type_of(no) and equal(yes, no):
        return yes
    if (merged := _merged(yes, no, cause)) is not None:
        return merged
    certain = all(r is not None and not (isinstance(r, Unknown) and not r.not_null) for r in results)
    types = [type_of(r) for r in results if r is not None]
    common = unify_types(types)
    if common is None:
        raise _inconsistent(expression, types[0], types[1])
    return Unknown(cause.reason, cause.reference, not_null=certain, kind=kind(common))


def _merged(yes: Value, no: Value, cause: Unknown) -> Value:
    """What is certain of two results of one shape, of which nobody knows which; None where they have none."""
    if isinstance(yes, (LazyObject, Unexpanded, Unknown)) or isinstance(no, (LazyObject, Unexpanded, Unknown)):
        return None
    if type(yes) is not type(no) or isinstance(yes, SetValue) or not isinstance(yes, (list, dict)) or (
            isinstance(yes, BlockValue)):
        return None
    if isinstance(yes, dict):
        if yes.keys() != no.keys():
            return None
        return like(yes, {k: _either_of(v, no[k], cause) for k, v in yes.items()})
    if len(yes) != len(no):
        return None
    return like(yes, [_either_of(a, b, cause) for a, b in zip(yes, no, strict=True)])


def _either_of(yes: Value, no: Value, cause: Unknown) -> Value:
    if yes is None and no is None:
        return None
    if unknown_in(yes) is None and unknown_in(no) is None and type_of(yes) == type_of(no) and equal(yes, no):
        return yes
    if (merged := _merged(yes, no, cause)) is not None:
        return merged
    common = unify_types([type_of(v) for v in (yes, no) if v is not None])
    certain = all(r is not None and not (isinstance(r, Unknown) and not r.not_null) for r in (yes, no))
    return Unknown(cause.reason, cause.reference, not_null=certain, kind=kind(common) if common is not None else "")


def as_bool(value: Value) -> bool | Unknown:
    """A condition's value.  Raises ``EvaluationError`` for what is neither true nor false."""
    value = value.value if isinstance(value, Sensitive) else value
    if isinstance(value, (bool, Unknown)):
        return value
    if isinstance(value, (LazyObject, Unexpanded)):
        return value.unknown()
    if value is None:
        raise EvaluationError("Null condition: the condition value is null; conditions must either be true or false")
    if isinstance(value, str) and value in ("true", "false", "1", "0"):
        return value in ("true", "1")
    raise EvaluationError("Incorrect condition type: the condition expression must be of type bool")


_NULL_OPERAND = "Operation failed: error during operation: argument must not be null"


def _operand(value: Value, type_: Type, which: str, expression: Expression) -> Value:
    """An operand as what its operator takes."""
    if isinstance(value, (LazyObject, Unexpanded)):
        value = value.unknown()
    try:
        return convert(value, type_)
    except EvaluationError as error:
        raise EvaluationError(f"Invalid operand: unsuitable value for {which}: {error.message}",
                              expression.start) from None


def _unary(expression: Unary, frame: Frame) -> Value:
    operand = evaluate(expression.operand, frame)
    sensitive = isinstance(operand, Sensitive)
    operand = operand.value if sensitive else operand
    type_ = BOOL if expression.operator == "!" else NUMBER
    operand = _operand(operand, type_, "unary operand", expression.operand)
    if operand is None:
        raise EvaluationError(_NULL_OPERAND)
    if isinstance(operand, Unknown):
        result: Value = derived(operand, kind(type_))
    elif type_ is BOOL:
        result = not operand
    else:
        result = _worked("-", 0, operand)
    return Sensitive(result) if sensitive else result


def _binary(expression: Binary, frame: Frame) -> Value:
    operator = expression.operator
    left, right = evaluate(expression.left, frame), evaluate(expression.right, frame)
    sensitive = isinstance(left, Sensitive) or isinstance(right, Sensitive)
    left = left.value if isinstance(left, Sensitive) else left
    right = right.value if isinstance(right, Sensitive) else right
    if operator in ("==", "!="):
        if sensitive_in(left) or sensitive_in(right):
            sensitive, left, right = True, unmark(left), unmark(right)
        result = _equality(operator, left, right)
    else:
        type_ = BOOL if operator in ("&&", "||") else NUMBER
        left = _operand(left, type_, "left operand", expression.left)
        right = _operand(right, type_, "right operand", expression.right)
        if left is None or right is None:
            raise EvaluationError(_NULL_OPERAND)
        result = _logic(operator, left, right) if type_ is BOOL else _arithmetic(operator, left, right)
    return Sensitive(result) if sensitive else result


def _logic(operator: str, left: Value, right: Value) -> Value:
    absorbing = operator == "||"
    if left is absorbing or right is absorbing:
        return absorbing
    for answer in (left, right):
        if isinstance(answer, Unknown):
            return derived(answer, "bool")
    return not absorbing


def _equality(operator: str, left: Value, right: Value) -> Value:
    wanted = operator == "=="
    for one, other in ((left, right), (right, left)):
        if other is None and isinstance(one, (LazyObject, Unexpanded)):
            return not wanted
        if isinstance(one, Unknown) and (
                (other is None and one.not_null)
                or (isinstance(other, str) and not (other.startswith(one.prefix) and other.endswith(one.suffix)))):
            return not wanted
    unknown = unknown_in([left, right])
    if unknown is not None:
        if _differ(left, right):
            return not wanted
        return derived(unknown, "bool")
    if isinstance(left, ListValue) and isinstance(right, ListValue) and type_of(left) != type_of(right):
        return not wanted
    if isinstance(left, MapValue) and isinstance(right, MapValue) and type_of(left) != type_of(right):
        return not wanted
    return equal(left, right) is wanted


def _of_other_types(left: Value, right: Value) -> bool:
    """Whether what is not known yet is known to be of another type."""
    one, other = type_of(left), type_of(right)
    return not has_any(one) and not has_any(other) and one != other


def _differ(left: Value, right: Value) -> bool:
    """Whether values that are known in part cannot be equal."""
    if isinstance(left, (Unknown, LazyObject, Unexpanded)) or isinstance(right, (Unknown, LazyObject, Unexpanded)):
        return _of_other_types(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() != right.keys() or any(_differ(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) != len(right) or any(map(_differ, left, right))
    return unknown_in(left) is None and unknown_in(right) is None and not equal(left, right)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    compared = _COMPARE.get(operator)
    for operand in (left, right):
        if isinstance(operand, Unknown):
            return derived(operand, "bool" if compared else "number")
    if compared is None:
        return _worked(operator, left, right)
    if isinstance(left, int) and isinstance(right, int):
        return compared(left, right)
    if math.isfinite(left) and math.isfinite(right):
        return compared(exact(left), exact(right))
    return compared(left, right)


def _worked(operator: str, left: int | float, right: int | float) -> Value:
    """The result of an operation on numbers, with all the bits that Terraform has."""
    if isinstance(left, int) and isinstance(right, int) and operator in ("+", "-", "*"):
        return rounded(left + right if operator == "+" else left - right if operator == "-" else left * right)
    if not (math.isfinite(left) and math.isfinite(right)):
        return _infinite(operator, left, right)
    one, other = exact(left), exact(right)
    if operator in ("/", "%") and other == 0:
        if operator == "%":
            return left
        if one == 0:
            raise EvaluationError("Division by zero: cannot divide by zero")
        return math.inf if one > 0 else -math.inf
    if operator == "+":
        made = one + other
    elif operator == "-":
        made = one - other
    elif operator == "*":
        made = one * other
    elif operator == "/":
        made = one / other
    else:
        made = abs(one) % abs(other)
        made = -made if one < 0 else made
    return rounded(made, precision(left, right))


def _infinite(operator: str, left: float, right: float) -> Value:
    try:
        one, other = float(left), float(right)
        made = {"+": one + other, "-": one - other, "*": one * other}.get(operator)
        if made is None:
            made = one / other if operator == "/" and not math.isinf(other) else 0 if math.isinf(other) else math.nan
    except (OverflowError, ZeroDivisionError):
        made = math.nan
    if made != made:
        raise EvaluationError("Operation failed: the result is not a number")
    return made


_EVALUATE: dict[type, Callable[[Any, Frame], Value]] = {
    Literal: _literal, Variable: _variable, Traversal: _traversal, Template: _template, TemplateFor: _template_for,
    TupleCons: _tuple, ObjectCons: _object, FunctionCall: _call, Conditional: _conditional, Binary: _binary,
    Unary: _unary, For: _for, Bad: _bad,
}

