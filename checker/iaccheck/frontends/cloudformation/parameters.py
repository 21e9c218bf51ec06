"""Files with the values of parameters, as the AWS command line and CodePipeline take them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...files import MAX_SOURCE_BYTES, InputError, decode, read_regular
from ...graph import Value
from ..documents import Report, read
from .strings import text


def read_parameters(files: Sequence[str]) -> dict[str, str]:
    """The values that files give, later ones winning; ``InputError`` for a file of another shape.

    The shapes: ``[{"ParameterKey": …, "ParameterValue": …}]`` (``--parameters`` of ``aws cloudformation``),
    ``["Name=Value"]`` (``--parameter-overrides`` of ``aws cloudformation deploy``), ``{"Parameters": {Name: Value}}``
    (CodePipeline's template configuration file) and ``{Name: Value}``.
    """
    given: dict[str, str] = {}
    for file in files:
        errors: list[InputError] = []
        documents = read(decode(read_regular(file, file, MAX_SOURCE_BYTES), file), file, Report(file, errors))
        if errors:
            raise errors[0]
        given.update(_pairs(documents[0].data if len(documents) == 1 else None, file))
    return given


def _pairs(data: Value, file: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        parameters = data.get("Parameters")
        for name, value in (parameters if isinstance(parameters, dict) else data).items():
            yield name, _value(value, name, file)
    elif isinstance(data, list):
        for position, item in enumerate(data, start=1):
            name = item.get("ParameterKey") if isinstance(item, dict) else None
            if isinstance(item, str) and "=" in item:
                key, _, value = item.partition("=")
                yield key.strip(), value
            elif isinstance(item, dict) and isinstance(name, str):
                # Without a value it is the one of the stack as it is: UsePreviousValue.
                if "ParameterValue" in item:
                    yield name, _value(item["ParameterValue"], name, file)
            else:
                raise InputError(file, f"entry {position} has no ParameterKey and is not Name=Value")
    else:
        raise InputError(file, "is not a file of parameters: neither a list nor a mapping")


def _value(value: Value, name: str, file: str) -> str:
    if isinstance(value, list):
        return ",".join(_value(item, name, file) for item in value)
    shown = text(value)
    if shown is None:
        raise InputError(file, f"the value of the parameter {name!r} is neither text nor a list of texts")
    return shown
