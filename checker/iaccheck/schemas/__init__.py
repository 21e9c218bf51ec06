"""The JSON Schemas of what iaccheck prints for machines."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


def validator(name: str) -> Draft202012Validator:
    """The validator of ``report`` or ``graph``."""
    from jsonschema import Draft202012Validator

    schema = json.loads(resources.files(__name__).joinpath(f"{name}.schema.json").read_text("utf-8"))
    return Draft202012Validator(schema)
