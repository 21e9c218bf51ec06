"""Evaluation of expressions: operators, conversions, templates and ``for``, over values that may be unknown.

An expression is evaluated in a ``Frame``: the names that it can see.  Errors are ``EvaluationError``; whoever asks for
an attribute's value turns them into an ``Unknown`` and a message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from ...graph import Reason, Sensitive, Unknown, Value
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
from .types import NUMBER, convert, equal, parse_number, to_string
from .values import EvaluationError, LazyObject, LimitError, SetValue, Unexpanded, derived, unknown_in

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
    return [evaluate(item, frame) for item in expression.items]


def _object(expression: ObjectCons, frame: Frame) -> Value:
    result: dict[str, Value] = {}
    for key, value in expression.items:
        name = evaluate(key, frame)
        name = name.value if isinstance(name, Sensitive) else name
        if isinstance(name, Unknown):
            return derived(name, "object")
        if name is None:
            raise EvaluationError("Null value as key: can't use a null value as a key", key.start)
        result[to_string(name)] = evaluate(value, frame)
    return result


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
            value = _index(value, evaluate(step.key, frame))
    return value


def _splat(value: Value, step: Splat, frame: Frame) -> Value:
    if isinstance(value, Unknown):
        return derived(value, "tuple")
    if isinstance(value, Unexpanded):
        return derived(value.unknown(), "tuple")
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    return [walk(item, step.steps, frame) for item in items]


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
        raise EvaluationError(f'Unsupported attribute: this object does not have an attribute named "{name}"')
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], (dict, LazyObject)):
            return get_attribute(value[0], name)  # how Terraform 0.11 wrote a single nested block
        if value and all(isinstance(v, (dict, LazyObject)) for v in value):
            raise EvaluationError("Missing resource instance key: because this has \"count\" or \"for_each\" set, its "
                                  "attributes must be accessed on specific instances")
        raise EvaluationError("Unsupported attribute: can't access attributes on a list")
    if value is None:
        raise EvaluationError("Attempt to get attribute from null value")
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
        number = convert(key, NUMBER)
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
        text = part if isinstance(part, Unknown) else to_string(part)
        length += 0 if isinstance(text, Unknown) else len(text)
        if length > MAX_STRING:
            raise LimitError(f"the template makes more than {MAX_STRING} characters")
        texts.append(text)
    unknown = next((t for t in texts if isinstance(t, Unknown)), None)
    if unknown is None:
        result: Value = "".join(t for t in texts if isinstance(t, str))
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
            condition = as_bool(evaluate(expression.condition, inner))
            if isinstance(condition, Unknown):
                return derived(condition, "object" if expression.key_result is not None else "tuple")
            if not condition:
                continue
        if expression.key_result is None:
            items.append(evaluate(expression.result, inner))
        else:
            name = evaluate(expression.key_result, inner)
            name = name.value if isinstance(name, Sensitive) else name
            if isinstance(name, Unknown):
                return derived(name, "object")
            text, result = to_string(name), evaluate(expression.result, inner)
            if expression.group:
                entries.setdefault(text, []).append(result)
            elif text in entries:
                raise EvaluationError(f'Duplicate object key: two different items produced the key "{text}"')
            else:
                entries[text] = result
        if len(items) + len(entries) > MAX_ELEMENTS:
            raise LimitError(f"the for expression makes more than {MAX_ELEMENTS} elements")
    made: Value = entries if expression.key_result is not None else items
    return Sensitive(made) if sensitive else made


# -- functions, operators, conditions


def _call(expression: FunctionCall, frame: Frame) -> Value:
    name = expression.name.removeprefix("core::")
    if name in ("try", "can"):
        return _try(name, expression, frame)
    arguments = [evaluate(a, frame) for a in expression.arguments]
    if expression.expand and arguments:
        last = arguments.pop()
        if (unknown := _unlisted(last)) is not None:
            return derived(unknown, not_null=False)
        arguments += [v for _, v in _pairs(last)]
    return frame.names.call(name, arguments)


def _try(name: str, expression: FunctionCall, frame: Frame) -> Value:
    for argument in expression.arguments:
        try:
            value = evaluate(argument, frame)
        except LimitError:
            raise
        except EvaluationError:
            continue
        return True if name == "can" else value
    if name == "can":
        return False
    raise EvaluationError("Error in function call: no expression succeeded")


def _conditional(expression: Conditional, frame: Frame) -> Value:
    condition = evaluate(expression.condition, frame)
    sensitive = isinstance(condition, Sensitive)
    decided = as_bool(condition)
    if isinstance(decided, Unknown):
        value = _either(expression, decided, frame)
    else:
        chosen, other = (expression.yes, expression.no) if decided else (expression.no, expression.yes)
        value = evaluate(chosen, frame)
        if isinstance(other, (Literal, Template)) and isinstance(value, (bool, int, float)):
            text = other.value if isinstance(other, Literal) else ""
            if isinstance(text, str):  # both results have one type: a number beside a string is a string
                value = to_string(value)
    return Sensitive(value) if sensitive and not isinstance(value, Sensitive) else value


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
    if unknown_in(yes) is None and unknown_in(no) is None and equal(yes, no):
        return yes
    certain = all(r is not None and not (isinstance(r, Unknown) and not r.not_null) for r in results)
    return Unknown(cause.reason, cause.reference, not_null=certain)


def as_bool(value: Value) -> bool | Unknown:
    """A condition's value.  Raises ``EvaluationError`` for what is neither true nor false."""
    value = value.value if isinstance(value, Sensitive) else value
    if isinstance(value, (bool, Unknown)):
        return value
    if isinstance(value, (LazyObject, Unexpanded)):
        return value.unknown()
    if value in ("true", "false"):
        return bool(value == "true")
    raise EvaluationError("Incorrect condition type: the condition expression must be of type bool")


def _unary(expression: Unary, frame: Frame) -> Value:
    operand = evaluate(expression.operand, frame)
    if isinstance(operand, Sensitive):
        return Sensitive(_negated(expression.operator, operand.value))
    return _negated(expression.operator, operand)


def _negated(operator: str, operand: Value) -> Value:
    if isinstance(operand, Unknown):
        return derived(operand, "bool" if operator == "!" else "number")
    if operator == "!":
        return not as_bool(operand)
    return -_number(operand)


def _binary(expression: Binary, frame: Frame) -> Value:
    operator = expression.operator
    left = evaluate(expression.left, frame)
    if operator in ("&&", "||"):
        return _logic(operator, left, expression.right, frame)
    right = evaluate(expression.right, frame)
    sensitive = isinstance(left, Sensitive) or isinstance(right, Sensitive)
    left = left.value if isinstance(left, Sensitive) else left
    right = right.value if isinstance(right, Sensitive) else right
    result = _equality(operator, left, right) if operator in ("==", "!=") else _arithmetic(operator, left, right)
    return Sensitive(result) if sensitive else result


def _logic(operator: str, left: Value, right: Expression, frame: Frame) -> Value:
    absorbing = operator == "||"
    one = as_bool(left)
    if one is absorbing:
        return absorbing
    other = as_bool(evaluate(right, frame))
    if other is absorbing:
        return absorbing
    for answer in (one, other):
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
    unknown = unknown_in(left)
    if unknown is None:
        unknown = unknown_in(right)
    if unknown is not None:
        return derived(unknown, "bool")
    return equal(left, right) is wanted


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
}


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    kind = "bool" if operator in ("<", ">", "<=", ">=") else "number"
    for operand in (left, right):
        if isinstance(operand, Unknown):
            return derived(operand, kind)
    one, other = _number(left), _number(right)
    if operator in ("/", "%"):
        if other == 0:
            raise EvaluationError("Division by zero")
        if operator == "%":
            rest = abs(one) % abs(other)
            return _whole(-rest if one < 0 else rest)
        if isinstance(one, int) and isinstance(other, int) and one % other == 0:
            return one // other
        return _whole(one / other)
    try:
        return _whole(_ARITHMETIC[operator](one, other))
    except OverflowError:
        raise EvaluationError("number out of range") from None


def _number(value: Value) -> int | float:
    if isinstance(value, bool) or value is None or isinstance(value, (list, dict, LazyObject, Unexpanded)):
        raise EvaluationError("Invalid operand: unsuitable value for operand: a number is required")
    if isinstance(value, (int, float)):
        return value
    number = parse_number(value) if isinstance(value, str) else None
    if number is None:
        raise EvaluationError("Invalid operand: unsuitable value for operand: a number is required")
    return number


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


_EVALUATE: dict[type, Callable[[Any, Frame], Value]] = {
    Literal: _literal, Variable: _variable, Traversal: _traversal, Template: _template, TemplateFor: _template_for,
    TupleCons: _tuple, ObjectCons: _object, FunctionCall: _call, Conditional: _conditional, Binary: _binary,
    Unary: _unary, For: _for, Bad: _bad,
}

