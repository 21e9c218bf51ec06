"""Terraform's built-in functions, as Terraform 1.11 has them.

A function says what it takes, in a signature such as ``"list: list(any), size: number -> list"``.  Arguments are
converted to that; what is null, unknown or sensitive is dealt with here, once: an unknown argument makes an unknown
result, unless the function can say more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from ....files import Files
from ....graph import Reason, Sensitive, Unknown, Value
from ..types import ANY, Type, convert, kind_type
from ..values import (
    EvaluationError,
    LazyObject,
    LimitError,
    Unexpanded,
    derived,
    normal,
    sensitive_in,
    sized,
    unknown_in,
    unmark,
)

Render = Callable[[str, str, dict[str, Value]], Value]


class Environment(NamedTuple):
    """What the functions that read files need."""

    files: Files
    directory: str
    """The root module's directory: Terraform's own working directory."""
    render: Render
    """``(template, its path, variables)`` → value."""


class Parameter(NamedTuple):
    """What one argument must be."""

    name: str
    type: Type
    nullable: bool


class Function(NamedTuple):
    """One function."""

    work: Callable[..., Value]
    parameters: tuple[Parameter, ...]
    rest: Parameter | None
    """What all further arguments must be."""
    least: int
    kind: str
    """The type of its result, for an unknown one; empty where it depends."""
    takes_unknown: bool
    """Whether it deals with unknown arguments itself."""
    keeps_marks: bool
    """Whether what is sensitive inside of an argument stays so inside of the result, and does not spread."""
    needs_environment: bool


def define(signature: str, work: Callable[..., Value], *, takes_unknown: bool = False, keeps_marks: bool = False,
           needs_environment: bool = False) -> Function:
    """A function of a signature: ``?`` after a name allows null, ``=`` leaving it out, ``*`` before it any number."""
    taken, _, made = signature.partition("->")
    parameters: list[Parameter] = []
    rest: Parameter | None = None
    least = 0
    for text in filter(None, (part.strip() for part in taken.split(","))):
        name, _, type_ = text.partition(":")
        parameter = Parameter(name.strip("*?= "), kind_type(type_.strip()), "?" in name)
        if name.startswith("*"):
            rest = parameter
        else:
            parameters.append(parameter)
            least += "=" not in name
    return Function(work, tuple(parameters), rest, least, made.strip(), takes_unknown, keeps_marks, needs_environment)


_MODULES = ("numbers", "strings", "formats", "collections", "sets", "conversions", "encoding", "yaml", "networks",
            "times", "filesystem")
_UNFIXED = {"timestamp": (0, 0), "plantimestamp": (0, 0), "uuid": (0, 0), "bcrypt": (1, 2)}
_PROVIDER = frozenset(["encode_tfvars", "decode_tfvars", "encode_expr"])
_registry: dict[str, Function] = {}


def call(name: str, arguments: list[Value], environment: Environment) -> Value:
    """The result of a function.  Raises ``EvaluationError``."""
    return _call(name, arguments, environment)


def call_pure(name: str, arguments: list[Value]) -> Value:
    """The result of a function that reads no files."""
    return _call(name, arguments, None)


def names() -> list[str]:
    """The functions that there are."""
    return sorted({*_functions(), *_UNFIXED, "try", "can"} - _PROVIDER)


def _functions() -> Mapping[str, Function]:
    if not _registry:
        for module in _MODULES:
            _registry.update(import_module(f"{__name__}.{module}").FUNCTIONS)
    return _registry


def _call(name: str, arguments: list[Value], environment: Environment | None) -> Value:
    name = name.removeprefix("core::")
    if name in _UNFIXED:
        _count(name, len(arguments), *_UNFIXED[name], ())
        return Unknown(Reason.FUNCTION, f"{name}()", not_null=True, kind="string")
    if name.startswith("provider::"):
        name = name.removeprefix("provider::terraform::")
        if name.startswith("provider::"):
            return Unknown(Reason.FUNCTION, f"{name}()")
        if name not in _PROVIDER:
            raise EvaluationError(f"Unknown provider function: the provider does not have a function named {name}")
    elif name in _PROVIDER or name not in _functions():
        raise EvaluationError(f'Call to unknown function: there is no function named "{name}"')
    function = _functions()[name]
    if name in ("nonsensitive", "issensitive") and len(arguments) == 1:
        return function.work(arguments[0])
    _count(name, len(arguments), function.least, None if function.rest else len(function.parameters),
           function.parameters)
    return _apply(name, function, arguments, environment)


def _count(name: str, given: int, least: int, most: int | None, parameters: tuple[Parameter, ...]) -> None:
    if given < least:
        missing = f'; missing value for "{parameters[given].name}"' if given < len(parameters) else ""
        raise EvaluationError(f'Not enough function arguments: function "{name}" expects {least} argument(s){missing}')
    if most is not None and given > most:
        raise EvaluationError(f'Too many function arguments: function "{name}" expects only {most} argument(s)',
                              argument=most)


def _apply(name: str, function: Function, arguments: list[Value], environment: Environment | None) -> Value:
    given: list[Any] = []
    sensitive = False
    unknown: Unknown | None = None
    for position, argument in enumerate(arguments):
        parameter = function.parameters[position] if position < len(function.parameters) else function.rest
        assert parameter is not None
        if isinstance(argument, (LazyObject, Unexpanded)):
            argument = argument.unknown()
        if isinstance(argument, Sensitive):
            sensitive, argument = True, argument.value
        if not function.keeps_marks and sensitive_in(argument):
            sensitive, argument = True, unmark(argument)
        argument = _converted(argument, parameter, position)
        if isinstance(argument, Unknown) and unknown is None:
            unknown = argument
        given.append(argument)
    if unknown is not None and not function.takes_unknown:
        return _marked(derived(unknown, function.kind, not_null=bool(function.kind)), sensitive)
    if function.needs_environment:
        if environment is None:
            raise EvaluationError(f"Function not available: {name} may not be used here")
        given = [environment, *given]
    try:
        result = sized(function.work(*given))
    except EvaluationError as error:
        hidden = unknown_in(list(arguments))
        if hidden is None:
            error.message = _failed(name, function, error)
            raise
        result = derived(hidden, function.kind, not_null=bool(function.kind))
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError, ArithmeticError,
            RecursionError) as error:
        hidden = unknown_in(list(arguments))
        if hidden is None:
            raise EvaluationError(f'Error in function call: call to function "{name}" failed: invalid value for an '
                                  f"argument ({type(error).__name__})") from None
        result = derived(hidden, function.kind, not_null=bool(function.kind))
    return _marked(result, sensitive)


def _failed(name: str, function: Function, error: EvaluationError) -> str:
    if isinstance(error, LimitError) and " failed: " in error.message:
        return error.message  # the innermost call says it all
    if error.argument >= 0 and not isinstance(error, LimitError):
        parameter = (function.parameters[error.argument] if error.argument < len(function.parameters)
                     else function.rest)
        if parameter is not None:
            return f'Invalid function argument: invalid value for "{parameter.name}" parameter: {error.message}'
    return f'Error in function call: call to function "{name}" failed: {error.message}'


def _marked(value: Value, sensitive: bool) -> Value:
    value = normal(value) if isinstance(value, str) else value
    return Sensitive(value) if sensitive and not isinstance(value, Sensitive) else value


def _converted(argument: Value, parameter: Parameter, position: int) -> Value:
    try:
        if parameter.type is not ANY:
            argument = convert(argument, parameter.type)
    except EvaluationError as error:
        raise EvaluationError(f'Invalid function argument: invalid value for "{parameter.name}" parameter: '
                              f"{error.message}", argument=position) from None
    if argument is None and not parameter.nullable:
        raise EvaluationError(f'Invalid function argument: invalid value for "{parameter.name}" parameter: argument '
                              "must not be null", argument=position)
    return argument
