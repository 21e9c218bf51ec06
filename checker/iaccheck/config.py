"""The configuration file of ``--config``: the options of a scan, written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from .files import MAX_SOURCE_BYTES, InputError, decode, read_regular

SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Configuration of iaccheck",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "policies": {"type": "array", "items": {"type": "string"}, "description": "Apply these only."},
        "skip-policies": {"type": "array", "items": {"type": "string"}, "description": "Leave these out."},
        "fail-on": {"enum": ["low", "medium", "high", "critical", "never"]},
        "variables": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
        "var-files": {"type": "array", "items": {"type": "string"}},
    },
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a configuration file says."""

    policies: tuple[str, ...] = ()
    skip_policies: tuple[str, ...] = ()
    fail_on: str | None = None
    variables: tuple[str, ...] = ()
    """``NAME=VALUE``."""
    var_files: tuple[str, ...] = ()


def load(path: str) -> Settings:
    """The settings in a file; ``InputError`` with a suggestion where it is wrong."""
    from jsonschema import Draft202012Validator

    try:
        data = yaml.safe_load(decode(read_regular(path, path, MAX_SOURCE_BYTES), path)) or {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InputError(path, f"is not valid YAML: {error.problem}", *((mark.line + 1, mark.column + 1) if mark
                                                                         else (0, 0))) from None
    except (yaml.YAMLError, RecursionError):
        raise InputError(path, "is not valid YAML") from None
    for problem in Draft202012Validator(SCHEMA).iter_errors(data):
        raise InputError(path, _explain(problem, data))
    return Settings(tuple(data.get("policies", ())), tuple(data.get("skip-policies", ())), data.get("fail-on"),
                    tuple(f"{k}={_text(v)}" for k, v in data.get("variables", {}).items()),
                    tuple(data.get("var-files", ())))


def _explain(problem: Any, data: Any) -> str:
    if problem.validator == "additionalProperties" and not problem.path and isinstance(data, dict):
        known = list(SCHEMA["properties"])
        for key in data:
            if key not in known:
                close = get_close_matches(str(key), known, n=1)
                return f"{key!r} is no setting" + (f"; did you mean {close[0]!r}?" if close else "")
    place = ".".join(str(p) for p in problem.path)
    return f"{place}: {problem.message}" if place else str(problem.message)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
