"""The ``configuration`` of a plan: what each expression refers to, followed through modules.

A plan names the references of an expression and not the expression itself; local values are not in it at all.
Source: Terraform's documentation, "JSON Output Format", expression and configuration representation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .document import EMPTY, Json

MAX_STEPS = 48
"""How many variables and outputs a reference is followed through; real configurations stay below ten."""

MAX_TARGETS = 256
"""How many resources one expression is followed to: ``aws_subnet.all[*].id`` of thousands stays linear."""

MAX_EXPRESSIONS = 5000
"""How many nodes of one resource's expressions are looked at."""

_STEP = re.compile(r'module\.([^.\[\]"]+)((?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?)(?:\.|$)')
_PART = re.compile(r'\.?([^.\[\]]+)|\[("(?:[^"\\]|\\.)*"|[^\]]*)\]')


class Target(NamedTuple):
    """What a reference ends at: an instance of a resource, a local value or a variable of the root module."""

    address: str
    rest: str
    """What follows the address, with its dot: ``.arn``; empty where the plan does not say."""
    kind: str
    """``resource``, ``local`` or ``var``."""


class Reference(NamedTuple):
    """One reference of an expression, as written in its module."""

    text: str
    kind: str
    """``resource``, ``module``, or the first word: ``var``, ``local``, ``each``, ``count``, …"""
    name: str
    """``aws_s3_bucket.b``, ``data.aws_region.r``; of a variable, local value or module call its name."""
    key: str
    """The instance key as written: ``[0]``, ``["a"]``; empty without one."""
    rest: str


@dataclass(slots=True, eq=False)
class ModuleInstance:
    """One instance of a module, with its configuration (empty where the plan has none)."""

    address: str
    key: str
    node: Mapping[str, Json]
    call: Mapping[str, Json]
    parent: ModuleInstance | None
    children: dict[str, dict[str, ModuleInstance]] = field(default_factory=dict)
    """By the name of the call and the instance key."""
    resources: dict[str, Mapping[str, Json]] | None = None
    """The configuration of its resources by address within the module; made when first asked for."""

    def qualified(self, name: str) -> str:
        return f"{self.address}.{name}" if self.address else name


class Configuration:
    """The modules of a plan, and the resource instances that its references can end at."""

    def __init__(self, root: Mapping[str, Json], present: bool) -> None:
        self.present = present
        self.root = ModuleInstance("", "", root, EMPTY, None)
        self._modules = {"": self.root}
        self._instances: dict[tuple[str, str], dict[str, str]] = {}
        self._memo: dict[tuple[str, str, str], tuple[Target, ...]] = {}

    def module(self, address: str) -> ModuleInstance:
        """The module instance of an address such as ``module.a["x"].module.b``."""
        found = self._modules.get(address)
        if found is None:
            found = self.root
            for match in _STEP.finditer(address):
                found = self._child(found, match[1], match[2])
            self._modules[address] = found
        return found

    def _child(self, parent: ModuleInstance, name: str, key: str) -> ModuleInstance:
        instances = parent.children.setdefault(name, {})
        child = instances.get(key)
        if child is None:
            call = _mapping(_mapping(parent.node.get("module_calls")).get(name))
            address = parent.qualified(f"module.{name}{key}")
            # The configuration is the same for all instances: share what was indexed for the first.
            twin = next(iter(instances.values()), None)
            resources = None if twin is None else _resources(twin)
            child = instances[key] = ModuleInstance(address, key, _mapping(call.get("module")), call, parent,
                                                    resources=resources)
        return child

    def add(self, module: str, name: str, key: str, address: str) -> None:
        """Make an instance known: ``name`` is its address in the module without its key."""
        self._instances.setdefault((module, name), {})[key] = address

    def resource(self, where: ModuleInstance, name: str) -> Mapping[str, Json] | None:
        """The configuration of a resource, None where the plan has none for it."""
        return _resources(where).get(name)

    # -- following references

    def follow(self, references: Iterable[Reference], where: ModuleInstance, key: str,
               owner: Mapping[str, Json], steps: int = 0) -> tuple[Target, ...]:
        """What references in a module end at, each once, in order.

        ``key`` is the instance key of the resource or module call that has the expression; ``owner`` is its
        configuration, for what ``each.value`` stands for.
        """
        if steps > MAX_STEPS:
            return ()
        references = tuple(references)
        follows_key = any(r.kind in ("each", "count") for r in references)
        found: dict[Target, None] = {}
        for reference in references:
            for target in self._follow(reference, where, key, owner, follows_key, steps):
                found[target] = None
                if len(found) >= MAX_TARGETS:
                    return tuple(found)
        return tuple(found)

    def _follow(self, reference: Reference, where: ModuleInstance, key: str, owner: Mapping[str, Json],
                follows_key: bool, steps: int) -> Iterable[Target]:
        match reference.kind:
            case "resource":
                return self._instances_of(reference, where, key if follows_key else "")
            case "var":
                return self._variable(reference, where, steps)
            case "module":
                return self._output(reference, where, key if follows_key else "", steps)
            case "local":
                return (Target(where.qualified(f"local.{reference.name}"), reference.rest, "local"),)
            case "each":
                return self._each(reference, where, key, owner, steps)
        return ()

    def _instances_of(self, reference: Reference, where: ModuleInstance, key: str) -> Iterator[Target]:
        instances = self._instances.get((where.address, reference.name))
        if not instances:
            return
        wanted = reference.key if reference.key in instances else key if key in instances else None
        if wanted is None and reference.key:
            return  # that instance is not planned
        for address in (instances.values() if wanted is None else (instances[wanted],)):
            yield Target(address, reference.rest, "resource")

    def _variable(self, reference: Reference, where: ModuleInstance, steps: int) -> tuple[Target, ...]:
        if where.parent is None:
            return (Target(f"var.{reference.name}", reference.rest, "var"),)
        return self._remembered("var", reference.name, where, where.parent,
                                _mapping(where.call.get("expressions")).get(reference.name), where.key, where.call,
                                steps)

    def _output(self, reference: Reference, where: ModuleInstance, key: str, steps: int) -> Iterator[Target]:
        instances = where.children.get(reference.name)
        if not instances:
            if reference.name not in _mapping(where.node.get("module_calls")):
                return
            self._child(where, reference.name, reference.key)  # a module without resources: its outputs still lead on
            instances = where.children[reference.name]
        wanted = reference.key if reference.key in instances else key if key in instances else None
        output = next(_parts(reference.rest), "")
        for child in (list(instances.values())[:MAX_TARGETS] if wanted is None else (instances[wanted],)):
            expression = _mapping(_mapping(_mapping(child.node.get("outputs")).get(output)).get("expression"))
            yield from self._remembered("output", output, child, child, expression, "", EMPTY, steps)

    def _each(self, reference: Reference, where: ModuleInstance, key: str, owner: Mapping[str, Json],
              steps: int) -> tuple[Target, ...]:
        if not reference.text.startswith("each.value"):
            return ()
        rest = reference.text[len("each.value"):]
        references = [r for r in parse_references(owner.get("for_each_expression")) if r.kind != "each"]
        found = []
        for one in references:
            for target in self._follow(one, where, key, EMPTY, True, steps + 1):
                found.append(target._replace(rest=target.rest or rest) if target.kind == "resource" else target)  # noqa: PERF401
        return tuple(found)

    def _remembered(self, kind: str, name: str, of: ModuleInstance, where: ModuleInstance, expression: Json,
                    key: str, owner: Mapping[str, Json], steps: int) -> tuple[Target, ...]:
        at = (kind, of.address, name)
        found = self._memo.get(at)
        if found is None:
            self._memo[at] = ()  # a cycle ends here; Terraform would have refused it
            found = self.follow(parse_references(expression), where, key, owner, steps + 1)
            self._memo[at] = found
        return found


def is_expression(node: Json) -> bool:
    """Whether a node of ``expressions`` is an expression, and not a nested block."""
    if not isinstance(node, dict):
        return False
    return not node or "constant_value" in node or isinstance(node.get("references"), list)


def parse_references(node: Json) -> tuple[Reference, ...]:
    """The references of an expression, or of all expressions in nested blocks, each in full and once.

    Terraform lists each traversal with all its prefixes after it (``a.b.id``, ``a.b``): the prefixes are left out.
    """
    found: dict[str, Reference] = {}
    queue, looked = [node], 0
    while queue and looked < MAX_EXPRESSIONS:
        at = queue.pop()
        looked += 1
        if isinstance(at, list):
            queue.extend(reversed(at))
        elif isinstance(at, dict):
            if not is_expression(at):
                queue.extend(reversed(at.values()))
                continue
            last = ""
            for text in at.get("references") or ():
                if isinstance(text, str) and text not in found and not _prefix(text, last):
                    found[text] = _reference(text)
                    last = text
    return tuple(found.values())


def _prefix(text: str, of: str) -> bool:
    return of.startswith(text) and of[len(text):len(text) + 1] in (".", "[")


def _reference(text: str) -> Reference:
    matches = list(_PART.finditer(text))
    names = [m[1] for m in matches]
    head = names[0] if names else ""
    if head in ("each", "count", "path", "terraform", "self", None) or len(names) < 2:
        return Reference(text, head or "", "", "", "")
    if head in ("var", "local"):
        return Reference(text, head, names[1] or "", "", text[matches[1].end():])
    size = 3 if head in ("data", "ephemeral") else 2
    if len(names) < size or None in names[:size]:
        return Reference(text, "", "", "", "")
    end = matches[size - 1].end()
    key = ""
    if len(matches) > size and names[size] is None:
        end, key = matches[size].end(), text[end:matches[size].end()]
    if head == "module":
        return Reference(text, "module", names[1] or "", key, text[end:])
    return Reference(text, "resource", ".".join(n for n in names[:size] if n), key, text[end:])


def _parts(rest: str) -> Iterator[str]:
    return (m[1] or m[2] for m in _PART.finditer(rest))


def first_attribute(rest: str) -> str:
    """``.arn`` → ``arn``; of ``[0].arn`` too; empty where nothing is named."""
    return next((m[1] for m in _PART.finditer(rest) if m[1]), "")


def _resources(where: ModuleInstance) -> dict[str, Mapping[str, Json]]:
    if where.resources is None:
        listed = where.node.get("resources")
        where.resources = {
            item["address"]: item for item in (listed if isinstance(listed, list) else ())
            if isinstance(item, dict) and isinstance(item.get("address"), str)
        }
    return where.resources


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else EMPTY
