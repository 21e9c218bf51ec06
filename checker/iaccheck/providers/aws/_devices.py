"""Storage that a resource describes in nested blocks, of which there may be several."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...facets import DataAtRest
from ...facts import Fact, all_of
from ...graph import Graph, Resource, Unknown, Value
from .. import Attr, Block, Row, equals, read_all
from ..attributes import as_bool
from ._keys import customer_key


def blocks_at_rest(*types: str, what: str, at: Attr, encrypted: str = "", key: str = "", default: bool | None = False,
                   inverted: bool = False, skip: Callable[[Block], bool] | None = None, required: bool = False,
                   part: str = "") -> Row:
    """A row for storage in the blocks at ``at``; ``encrypted`` and ``key`` are attributes of each.

    ``inverted`` where the attribute turns encryption off; ``skip`` leaves blocks out; with ``required``, none at all is
    storage with the default (part ``PART-default``).  ``encrypted`` and ``key`` are Terraform's names; ``Encrypted`` is
    CloudFormation's, made by ``_camel``.
    """

    def build(resource: Resource, graph: Graph) -> Iterable[DataAtRest]:
        names = at.names.get(resource.dialect)
        if names is None:
            return
        path = (*names[:-1], names[-1].removesuffix("[]") + "[]")
        found = [_block(f) for f in read_all(resource, path)]
        devices = [b for b in found if not (isinstance(b, Block) and skip is not None and skip(b))]
        if not devices and not (required and not found):
            return
        name = _camel(encrypted) if resource.dialect == "cloudformation" else encrypted
        if encrypted:
            facts = [_flag(b, name, default, inverted) for b in devices]
            if required and not found:
                facts = [_absent(resource, names, name, default)]
            of = f"{part}-default" if required and not found else part
            yield DataAtRest(resource=resource, what=what, part=of, encrypted=all_of(facts))
        key_name = _camel(key) if resource.dialect == "cloudformation" else key
        for device in devices if key else ():
            value = device.read(key_name) if isinstance(device, Block) else device
            yield customer_key(resource, graph, what, value, f"set `{key_name}` to a key of your own", part)

    return Row(types, build)


def _block(fact: Fact[Value]) -> Block | Fact[Value]:
    """A block to read from, or the fact that it is not known."""
    at = fact.evidence[0]
    value = fact.value
    return fact if isinstance(value, Unknown) else Block(at.resource, at.path, value if isinstance(value, dict) else {})


def _flag(block: Block | Fact[Value], name: str, default: bool | None, inverted: bool) -> Fact[bool]:
    fact = block.read(name, default) if isinstance(block, Block) else block
    mend = f"set `{name}` to {'false' if inverted else 'true'}"
    return fact.map(lambda value: (as_bool(value) is True) != inverted).mended(mend)


def _absent(resource: Resource, names: tuple[str, ...], name: str, default: bool | None) -> Fact[bool]:
    condition = equals(Attr({resource.dialect: (*(n.removesuffix("[]") for n in names), name)}, default), True)
    fact = condition(resource)
    assert fact is not None
    return fact


def _camel(name: str) -> str:
    """``kms_key_id`` → ``KmsKeyId``: how CloudFormation writes it."""
    return ".".join("".join(word.capitalize() for word in step.split("_")) for step in name.split("."))


