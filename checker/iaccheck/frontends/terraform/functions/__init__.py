"""Terraform's built-in functions, as Terraform 1.11 has them.

A function takes plain values.  What is unknown or sensitive is dealt with here, once: an unknown argument makes an
unknown result, unless the function can say more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from ....files import Files
from ....graph import Reason, Sensitive, Unknown, Value
from ..values import EvaluationError, LazyObject, Unexpanded, derived, unknown_in

Render = Callable[[str, str, dict[str, Value]], Value]


class Environment(NamedTuple):
    """What the functions that read files need."""

    files: Files
    directory: str
    """The root module's directory: Terraform's own working directory."""
    render: Render
    """``(template, its path, variables)`` → value."""


class Function(NamedTuple):
    """One function."""

    work: Callable[..., Value]
    least: int
    most: int | None
    kind: str = ""
    """The type of its result, for an unknown one."""
    takes_unknown: bool = False
    """Whether it deals with unknown arguments itself."""
    needs_environment: bool = False


_MODULES = ("numbers", "strings", "collections", "encoding", "networks", "times", "filesystem")
_UNFIXED = {"timestamp", "plantimestamp", "uuid", "bcrypt"}
_registry: dict[str, Function] = {}


def call(name: str, arguments: list[Value], environment: Environment) -> Value:
    """The result of a function.  Raises ``EvaluationError``."""
    return _call(name, arguments, environment)


def call_pure(name: str, arguments: list[Value]) -> Value:
    """The result of a function that reads no files."""
    return _call(name, arguments, None)


def names() -> list[str]:
    """The functions that there are."""
    return sorted({*_functions(), *_UNFIXED, "try", "can"})


def _functions() -> Mapping[str, Function]:
    if not _registry:
        for module in _MODULES:
            _registry.update(import_module(f"{__name__}.{module}").FUNCTIONS)
    return _registry


def _call(name: str, arguments: list[Value], environment: Environment | None) -> Value:
    if name in _UNFIXED:
        return Unknown(Reason.FUNCTION, f"{name}()", not_null=True, kind="string")
    if name.startswith("provider::"):
        name = name.removeprefix("provider::terraform::")
        if name.startswith("provider::"):
            return Unknown(Reason.FUNCTION, f"{name}()")
    function = _functions().get(name)
    if function is None:
        raise EvaluationError(f'Call to unknown function: there is no function named "{name}"')
    if len(arguments) < function.least or (function.most is not None and len(arguments) > function.most):
        raise EvaluationError(f'Wrong number of arguments: function "{name}" expects {function.least} argument(s)')
    sensitive = any(isinstance(a, Sensitive) for a in arguments) and name not in ("nonsensitive", "issensitive")
    if sensitive:
        arguments = [a.value if isinstance(a, Sensitive) else a for a in arguments]
    result = _apply(name, function, arguments, environment)
    return Sensitive(result) if sensitive and not isinstance(result, Sensitive) else result


def _apply(name: str, function: Function, arguments: list[Value], environment: Environment | None) -> Value:
    given: list[Any] = [a.unknown() if isinstance(a, (LazyObject, Unexpanded)) else a for a in arguments]
    if not function.takes_unknown:
        for argument in given:
            if isinstance(argument, Unknown):
                return derived(argument, function.kind)
    if function.needs_environment:
        if environment is None:
            raise EvaluationError(f"Function not available: {name} may not be used here")
        given = [environment, *given]
    try:
        return function.work(*given)
    except EvaluationError as error:
        hidden = None
        if not function.takes_unknown:
            hidden = next((u for a in arguments if (u := unknown_in(a)) is not None), None)
        if hidden is not None:  # an unknown inside of a list stood where a plain value was needed
            return derived(hidden, function.kind)
        raise EvaluationError(f"Error in function call: {name}: {error.message}", error.start) from None
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError, ArithmeticError) as error:
        hidden = next((u for a in arguments if (u := unknown_in(a)) is not None), None)
        if hidden is not None:
            return derived(hidden, function.kind)
        raise EvaluationError(f"Error in function call: {name}: invalid value for an argument ({error})") from None
