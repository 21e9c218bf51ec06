"""What a resource keeps of its syntax: attributes, places, and where values came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...graph import Origin, Path, Span, Value
from .module import Module, ResourceObject
from .syntax import (
    Attribute,
    Binary,
    Block,
    Body,
    Conditional,
    Expression,
    For,
    FunctionCall,
    GetAttr,
    Index,
    ObjectCons,
    Splat,
    Template,
    TemplateFor,
    Traversal,
    TupleCons,
    Unary,
    Variable,
)

MAX_STEPS = 12
"""How many steps of an origin are told."""


class ResourceSource:
    """The graph's ``Source`` of a resource block's instance."""

    __slots__ = ("_object",)

    def __init__(self, object_: ResourceObject) -> None:
        self._object = object_

    def attributes(self) -> Mapping[str, Value]:
        """The evaluated attributes."""
        return self._object.plain_attributes()

    def locate(self, path: Path) -> Span:
        """The attribute at a path, or the block that it would stand in."""
        attribute, block = find(self._object.block, path)
        return attribute.span if attribute is not None else block.header

    def origin(self, path: Path) -> tuple[Origin, ...]:
        """The variables, locals, arguments and outputs that the value at a path was made of, nearest first."""
        attribute, _ = find(self._object.block, path)
        if attribute is None:
            return ()
        steps: list[Origin] = []
        _follow(attribute.expression, self._object.module, steps, set())
        return tuple(steps[:MAX_STEPS])

    def references(self) -> Iterable[tuple[str, str]]:
        """``(attribute, address)`` of the resource instances that attributes refer to."""
        return self._object.references()


class BlockSource:
    """The ``Source`` of a block that is no resource: a provider's configuration."""

    __slots__ = ("_module", "block")

    def __init__(self, module: Module, block: Block) -> None:
        self._module = module
        self.block = block

    def attributes(self) -> Mapping[str, Value]:
        """The evaluated attributes."""
        from .values import plain

        made: Mapping[str, Value] = plain(self._module.body(self.block.body, self._module.frame, "provider"))
        return made

    def locate(self, path: Path) -> Span:
        """The attribute at a path, or the block that it would stand in."""
        attribute, block = find(self.block, path)
        return attribute.span if attribute is not None else block.header

    def origin(self, path: Path) -> tuple[Origin, ...]:
        """The origin of the value at a path."""
        attribute, _ = find(self.block, path)
        steps: list[Origin] = []
        if attribute is not None:
            _follow(attribute.expression, self._module, steps, set())
        return tuple(steps[:MAX_STEPS])

    def references(self) -> Iterable[tuple[str, str]]:
        """None: Terraform lets providers refer to resources, but no provider here needs it."""
        return ()


def find(block: Block, path: Path) -> tuple[Attribute | None, Block]:
    """The attribute at a path, and the innermost block on the way."""
    steps = list(path)
    while steps:
        name = steps.pop(0)
        if isinstance(name, int):
            continue
        if name in block.body.attributes:
            return block.body.attributes[name], block
        nested = list(_nested(block.body, name))
        if not nested:
            return None, block
        position = steps.pop(0) if steps and isinstance(steps[0], int) else 0
        # A dynamic block makes any number of blocks: with one among them, the last one stands for what is beyond.
        block = nested[min(position, len(nested) - 1)] if isinstance(position, int) else nested[0]
    return None, block


def _nested(body: Body, name: str) -> Iterator[Block]:
    for block in body.blocks:
        if block.type == name:
            yield block
        elif block.type == "dynamic" and block.labels and block.labels[0] == name:
            yield next((b for b in block.body.blocks if b.type == "content"), block)


def _follow(expression: Expression, module: Module, steps: list[Origin], seen: set[tuple[str, str]]) -> None:
    for root, name, rest in references(expression):
        if len(steps) >= MAX_STEPS or (module.address, f"{root}.{name}") in seen:
            continue
        seen.add((module.address, f"{root}.{name}"))
        attribute: Attribute | None = None
        inside = module
        if root == "local":
            attribute = module.configuration.locals.get(name)
        elif root == "var":
            given = module.block.body.attributes.get(name) if module.block is not None else None
            declared = module.configuration.variables.get(name)
            if given is not None and module.parent is not None:
                attribute, inside = given, module.parent
            elif declared is not None:
                attribute = declared.body.attributes.get("default")
                if attribute is None or name in module.given:
                    steps.append(Origin(declared.header, f"var.{name}"))
                    continue
        elif root == "module" and rest:
            children = module.children(name) if name in module.configuration.modules else {}
            child = next(iter(children.values()), None)
            output = child.configuration.outputs.get(rest) if child is not None else None
            if child is not None and output is not None:
                attribute, inside = output.body.attributes.get("value"), child
        if attribute is not None:
            text = f"module.{name}.{rest}" if root == "module" else f"{root}.{name}"
            steps.append(Origin(attribute.span, text))
            _follow(attribute.expression, inside, steps, seen)


def references(expression: Expression) -> Iterator[tuple[str, str, str]]:
    """``(root, name, next)`` of the traversals in an expression that begin with ``var``, ``local`` or ``module``."""
    pending: list[Expression] = [expression]
    while pending:
        item = pending.pop()
        match item:
            case Traversal(Variable(root), steps) if root in ("var", "local", "module"):
                names = [s.name if isinstance(s, GetAttr) else "" for s in steps]
                if names and names[0]:
                    yield root, names[0], next((n for n in names[1:] if n), "")
                pending.extend(s.key for s in steps if isinstance(s, Index))
            case Traversal(source, steps):
                pending.append(source)
                pending.extend(s.key for s in steps if isinstance(s, Index))
                pending.extend(k.key for s in steps if isinstance(s, Splat) for k in s.steps if isinstance(k, Index))
            case Template(parts):
                pending.extend(reversed(parts))
            case TemplateFor(_, _, collection, body):
                pending.extend((collection, body))
            case TupleCons(items):
                pending.extend(reversed(items))
            case ObjectCons(entries):
                pending.extend(part for entry in reversed(entries) for part in reversed(entry))
            case FunctionCall(_, arguments):
                pending.extend(reversed(arguments))
            case Conditional(condition, yes, no):
                pending.extend((no, yes, condition))
            case Binary(_, left, right):
                pending.extend((right, left))
            case Unary(_, operand):
                pending.append(operand)
            case For(_, _, collection, key_result, result, condition):
                pending.extend(e for e in (condition, result, key_result, collection) if e is not None)
