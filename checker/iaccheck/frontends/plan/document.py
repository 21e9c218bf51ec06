"""The JSON of a plan or a state, and the resource entries in it.  Shapes are checked here, and only here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from ...files import InputError
from .recognise import to_utf8

Json = Any
"""What ``orjson`` makes of JSON: dict, list, str, int, float, bool, None."""

EMPTY: Mapping[str, Json] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource instance as the document has it."""

    address: str
    module: str
    """The address of its module instance, empty in the root module."""
    mode: str
    type: str
    name: str
    values: Json
    unknown: Json = None
    """``after_unknown``: the shape of the values, True where one is unknown until apply."""
    sensitive: Json = None
    """The same shape, True where a value is sensitive."""
    depends_on: tuple[str, ...] = ()
    """What a state says that it depends on."""


class Problems:
    """What is wrong with the shape of one document: told once, with how often."""

    def __init__(self) -> None:
        self.first = ""
        self.count = 0

    def add(self, message: str) -> None:
        self.first = self.first or message
        self.count += 1

    def mapping(self, value: Json, what: str) -> Mapping[str, Json]:
        """The value if it is an object; null and absent count as empty."""
        if isinstance(value, dict):
            return value
        if value is not None:
            self.add(f"{what} is not an object")
        return EMPTY

    def sequence(self, value: Json, what: str) -> list[Json]:
        """The value if it is a list; null and absent count as empty."""
        if isinstance(value, list):
            return value
        if value is not None:
            self.add(f"{what} is not a list")
        return []

    @property
    def message(self) -> str:
        return self.first if self.count < 2 else f"{self.first} (and {self.count - 1} more like this)"


def parse(data: bytes, name: str) -> dict[str, Json]:
    """The document; ``InputError`` with line and column where it is no JSON, and where it is no object."""
    data = to_utf8(data)
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        message = error.msg[:1].lower() + error.msg[1:] if error.msg else "cannot be parsed"
        raise InputError(name, f"is not valid JSON: {message}", max(error.lineno, 1), max(error.colno, 1)) from None
    if not isinstance(document, dict):
        raise InputError(name, "is not a plan: a JSON object is expected", 1, 1)
    return document


def entries(document: Mapping[str, Json], problems: Problems) -> Iterator[Entry]:
    """The resource instances that will exist: what the plan plans, what the state has.

    A resource that the plan deletes is none; a data source comes from the plan where it is read during apply and
    from the prior state where it was read already.  Source: Terraform's documentation, "JSON Output Format".
    """
    if "version" in document and "format_version" not in document:
        yield from _stored(document, problems)
        return
    if "values" in document:
        yield from _shown(document["values"], "values", problems)
    seen: set[str] = set()
    changes = _changes(document, problems)
    for entry in _shown(document.get("planned_values"), "planned_values", problems):
        change = changes.get(entry.address)
        if change is not None:
            entry = Entry(entry.address, entry.module, entry.mode, entry.type, entry.name,
                          entry.values or change.values, change.unknown, _both(entry.sensitive, change.sensitive))
        seen.add(entry.address)
        yield entry
    for address, entry in changes.items():
        if address not in seen:
            seen.add(address)
            yield entry
    prior = problems.mapping(document.get("prior_state"), "prior_state")
    for entry in _shown(prior.get("values"), "prior_state.values", problems):
        if entry.mode == "data" and entry.address not in seen:
            seen.add(entry.address)
            yield entry


def _both(one: Json, other: Json) -> Json:
    return one if not other or one == other else other if not one else (one, other)


def _shown(values: Json, what: str, problems: Problems) -> Iterator[Entry]:
    """The resources of ``values`` of a state or ``planned_values`` of a plan, module by module, in order."""
    root = problems.mapping(problems.mapping(values, what).get("root_module"), f"{what}.root_module")
    modules = [root]
    while modules:
        module = modules.pop()
        address = module.get("address") or ""
        if not isinstance(address, str):
            problems.add(f"the address of a module in {what} is not a string")
            address = ""
        for item in problems.sequence(module.get("resources"), f"resources of {address or what}"):
            entry = _entry(item, address, what, problems)
            if entry is not None:
                values = problems.mapping(item.get("values"), f"values of {entry.address}")
                yield Entry(entry.address, entry.module, entry.mode, entry.type, entry.name, values,
                            sensitive=item.get("sensitive_values"), depends_on=_strings(item.get("depends_on")))
        children = problems.sequence(module.get("child_modules"), f"child_modules of {address or what}")
        modules.extend(problems.mapping(child, "a module in child_modules") for child in reversed(children))


def _changes(document: Mapping[str, Json], problems: Problems) -> dict[str, Entry]:
    """The entries of ``resource_changes`` after which the resource exists, by address."""
    found: dict[str, Entry] = {}
    for item in problems.sequence(document.get("resource_changes"), "resource_changes"):
        if not isinstance(item, dict) or item.get("deposed"):
            if not isinstance(item, dict):
                problems.add("a resource change is not an object")
            continue
        change = problems.mapping(item.get("change"), "the change of a resource")
        actions = change.get("actions")
        if actions in (["delete"], ["forget"]):
            continue
        module = item.get("module_address")
        entry = _entry(item, module if isinstance(module, str) else "", "resource_changes", problems)
        if entry is not None:
            after = change.get("after")
            found[entry.address] = Entry(entry.address, entry.module, entry.mode, entry.type, entry.name,
                                         after if isinstance(after, dict) else EMPTY,
                                         change.get("after_unknown"), change.get("after_sensitive"))
    return found


def _entry(item: Json, module: str, what: str, problems: Problems) -> Entry | None:
    """The names of a resource, without its values."""
    if not isinstance(item, dict):
        problems.add(f"a resource in {what} is not an object")
        return None
    address, type_, name = item.get("address"), item.get("type"), item.get("name")
    if not isinstance(address, str) or not address:
        problems.add(f"a resource in {what} has no address")
        return None
    if not isinstance(type_, str) or not isinstance(name, str):
        problems.add(f"{address} in {what} has no type or no name")
        return None
    mode = "data" if item.get("mode") == "data" else "managed"
    return Entry(address, module, mode, type_, name, EMPTY)


def _stored(document: Mapping[str, Json], problems: Problems) -> Iterator[Entry]:
    """The resources of a ``terraform.tfstate``, version 4: one entry of the file has all instances of a resource."""
    if document.get("version") != 4:
        problems.add("is a state of a version other than 4; `terraform show -json` prints it in a form that is read")
        return
    for item in problems.sequence(document.get("resources"), "resources"):
        item = problems.mapping(item, "a resource")
        module, type_, name = item.get("module", ""), item.get("type"), item.get("name")
        if not (isinstance(module, str) and isinstance(type_, str) and isinstance(name, str)):
            problems.add("a resource has no type or no name")
            continue
        mode = "data" if item.get("mode") == "data" else "managed"
        base = f"{module}." * bool(module) + "data." * (mode == "data") + f"{type_}.{name}"
        for instance in problems.sequence(item.get("instances"), f"instances of {base}"):
            instance = problems.mapping(instance, f"an instance of {base}")
            if instance.get("deposed"):
                continue
            key = instance.get("index_key")
            suffix = "" if key is None else "[" + orjson.dumps(key).decode() + "]"
            values = problems.mapping(instance.get("attributes"), f"attributes of {base}")
            yield Entry(base + suffix, module, mode, type_, name, values,
                        sensitive=_paths(instance.get("sensitive_attributes")),
                        depends_on=_strings(instance.get("dependencies")))


def _paths(paths: Json) -> Json:
    """The paths of ``sensitive_attributes`` as a shape like that of ``sensitive_values``.

    A list position becomes the whole list: a little too much is sensitive rather than too little.
    """
    shape: dict[str, Json] = {}
    for path in paths if isinstance(paths, list) else ():
        steps = []
        for step in path if isinstance(path, list) else ():
            if not isinstance(step, dict) or step.get("type") != "get_attr" or not isinstance(step.get("value"), str):
                break
            steps.append(step["value"])
        at: Json = shape
        for step in steps[:-1]:
            below = at.setdefault(step, {})
            if below is True:
                break
            at = below
        else:
            if steps:
                at[steps[-1]] = True
    return shape


def _strings(value: Json) -> tuple[str, ...]:
    return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()
