"""Discovery: which files are asked for, and which frontend reads which."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .files import Files, InputError
from .frontends import Input
from .frontends.cloudformation.recognise import recognise as is_cloudformation
from .frontends.kubernetes.recognise import recognise as is_kubernetes
from .frontends.plan.recognise import recognise as is_plan
from .frontends.terraform.recognise import recognise_name as is_terraform

SKIPPED = {".git", ".hg", ".svn", "node_modules", ".terraform", "__pycache__", ".venv"}


@dataclass(frozen=True, slots=True)
class Discovered:
    """What there is to load."""

    inputs: tuple[Input, ...]
    errors: tuple[InputError, ...] = ()
    warnings: tuple[InputError, ...] = ()
    file_count: int = 0
    sources: Mapping[str, bytes] = field(default_factory=dict)
    """The content of what has no file of its own (standard input), by name."""


def discover(paths: Sequence[str], files: Files, stdin: bytes | None = None) -> Discovered:
    """Find the inputs below the paths (as the user gave them)."""
    inputs: list[Input] = []
    errors: list[InputError] = []
    for path in paths:
        relative = os.path.relpath(os.path.realpath(path), files.root)
        if os.path.isdir(path):
            for folder, folders, names in os.walk(os.path.join(files.root, relative)):
                folders[:] = sorted(f for f in folders if f not in SKIPPED)
                here = os.path.relpath(folder, files.root)
                if any(is_terraform(n) for n in names):
                    inputs.append(Input("terraform", here))
                for name in sorted(names):
                    if name.endswith((".json", ".yaml", ".yml", ".template")) and not is_terraform(name):
                        _file(os.path.normpath(os.path.join(here, name)), files, inputs, errors)
        elif is_terraform(path):
            inputs.append(Input("terraform", os.path.dirname(relative) or ".", files=(os.path.basename(path),)))
        else:
            _file(relative, files, inputs, errors)
    return Discovered(tuple(inputs), tuple(errors), (), len(inputs))


def _file(path: str, files: Files, inputs: list[Input], errors: list[InputError]) -> None:
    try:
        data = files.read(path)
    except InputError as error:
        errors.append(error)
        return
    for name, recognise in (("plan", is_plan), ("cloudformation", is_cloudformation), ("kubernetes", is_kubernetes)):
        if recognise(data):
            inputs.append(Input(name, path, data))
            return
