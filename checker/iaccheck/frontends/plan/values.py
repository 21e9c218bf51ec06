"""Planned values, with what is unknown until apply and what is sensitive put in their places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ...graph import Reason, Sensitive, Unknown, Value
from .configuration import is_expression
from .document import Json


class _Mark:
    __slots__ = ()


ABSENT: Final = _Mark()
"""The provider chooses the value, as if the configuration did not mention it."""
UNSET: Final = _Mark()
"""The configuration has no expression for it."""
UNSEEN: Final = _Mark()
"""Whether the configuration has one cannot be told."""

MAX_DEPTH = 200
"""How deep values are nested; Terraform's own schemas stay below twenty."""

Decide = Callable[[Any], Any]
"""The node of the configuration for a value that is unknown until apply → ``Unknown``, a value, or ``ABSENT``."""


class _Blocks(dict[str, Json]):
    """Nested blocks laid over each other, where it cannot be told which of them a planned one came from."""


def put_unknown(value: Value, mask: Json, node: Any, decide: Decide, depth: int = 0) -> Any:
    """The value with every part unknown where ``mask`` (``after_unknown``) says so; nothing else is copied."""
    if mask is True:
        return decide(node)
    if not mask or not isinstance(mask, dict | list):
        return value
    if depth > MAX_DEPTH:
        return Unknown(Reason.LIMIT)
    if isinstance(mask, dict):
        return _put_in_object(value, mask, node, decide, depth)
    return _put_in_list(value, mask, node, decide, depth)


def _put_in_object(value: Value, mask: dict[str, Json], node: Any, decide: Decide, depth: int) -> Any:
    if value is not None and not isinstance(value, dict):
        return value
    result = None
    for key, below in mask.items():
        if not below:
            continue
        have = value.get(key) if value else None
        new = put_unknown(have, below, _of_key(node, key), decide, depth + 1)
        if new is have:
            continue
        if result is None:
            result = dict(value) if value else {}
        if new is ABSENT:
            result.pop(key, None)
        else:
            result[key] = new
    return value if result is None else result


def _put_in_list(value: Value, mask: list[Json], node: Any, decide: Decide, depth: int) -> Any:
    if value is not None and not isinstance(value, list):
        return value
    result = None
    size = len(value) if value else 0
    for index, below in enumerate(mask):
        if not below:
            continue
        have = value[index] if value is not None and index < size else None
        new = put_unknown(have, below, _of_index(node, index, max(size, len(mask))), decide, depth + 1)
        if new is have:
            continue
        if new is ABSENT:  # a list keeps its length
            new = decide(UNSEEN)
        if result is None:
            result = [*(value or ()), *[None] * (len(mask) - size)]
        result[index] = new
    return value if result is None else result


def _of_key(node: Any, key: str) -> Any:
    """The configuration of an attribute of a block."""
    if node is UNSEEN or node is UNSET:
        # Blocks of an attribute (``ingress`` of a security group) are planned and yet missing from the configuration.
        return UNSEEN
    if isinstance(node, list):
        node = _overlaid(node)
    if isinstance(node, dict) and not is_expression(node):
        return node.get(key, UNSEEN if isinstance(node, _Blocks) else UNSET)
    return node if isinstance(node, dict) else UNSEEN


def _of_index(node: Any, index: int, size: int) -> Any:
    """The configuration of one of several blocks, or of an element of a list."""
    if isinstance(node, list):
        # With ``dynamic`` blocks, or as a set, the planned ones do not stand in the order of the configuration.
        return node[index] if len(node) == size == 1 else _overlaid(node)
    return UNSEEN if node is UNSET else node


def _overlaid(blocks: list[Json]) -> _Blocks:
    result = _Blocks()
    for block in blocks[:MAX_DEPTH]:
        if isinstance(block, dict):
            for key, node in block.items():
                # References of every block count: any of them can be the one.
                old = result.get(key)
                result[key] = node if old is None else [*old, node] if isinstance(old, list) else [old, node]
    return result


def put_sensitive(value: Value, mask: Json, depth: int = 0) -> Value:
    """The value with ``Sensitive`` around every part for which ``mask`` (``sensitive_values``) says so."""
    if mask is True:
        return value if isinstance(value, Sensitive) else Sensitive(value)
    if not mask or depth > MAX_DEPTH or isinstance(value, Sensitive | Unknown):
        return value
    if isinstance(mask, tuple):  # both of the plan's masks
        for one in mask:
            value = put_sensitive(value, one, depth + 1)
        return value
    result: Any = None
    if isinstance(mask, dict) and isinstance(value, list):
        # A state names the attributes below a list without their position: they count for each element.
        result = [put_sensitive(item, mask, depth + 1) for item in value]
    elif isinstance(mask, dict) and isinstance(value, dict):
        for key, below in mask.items():
            if below and key in value and (new := put_sensitive(value[key], below, depth + 1)) is not value[key]:
                result = dict(value) if result is None else result
                result[key] = new
    elif isinstance(mask, list) and isinstance(value, list):
        for index, below in enumerate(mask[: len(value)]):
            if below and (new := put_sensitive(value[index], below, depth + 1)) is not value[index]:
                result = list(value) if result is None else result
                result[index] = new
    return value if result is None else result
