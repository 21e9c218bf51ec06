"""Whose key encrypts data: one of the customer's, or the one that the service keeps for the account.

Every service has an AWS managed key with a reserved alias, ``alias/aws/SERVICE`` (AWS KMS Developer Guide, "AWS managed
keys").  Naming it is the same as naming no key, but is another cause: ``provider-key``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...facets import DataAtRest
from ...facts import Fact, all_of
from ...graph import Graph, Resource, Unknown, Value
from .. import Attr, Condition, Row, read
from ..attributes import set_at_all

PROVIDER_KEY = "provider-key"
_DATA_SOURCES = {"data.aws_kms_key": "key_id", "data.aws_kms_alias": "name"}


def stored(*types: str, what: str, encrypted: Condition | None = None, declared: Condition | None = None,
           key: Attr | None = None, where: Condition | None = None, only: Condition | None = None,
           part: str = "") -> Row:
    """A row for data at rest whose ``key`` may name a KMS key.

    ``where`` must hold for the key to be in force (a mode that uses it); ``only`` for the row to say anything.
    """

    def build(resource: Resource, graph: Graph) -> Iterator[DataAtRest]:
        guard = None if only is None else only(resource)
        if guard is not None and guard.value is False:
            return
        is_encrypted = _within(guard, None if encrypted is None else encrypted(resource))
        is_declared = _within(guard, None if declared is None else declared(resource))
        if is_encrypted is not None or is_declared is not None:
            yield DataAtRest(resource=resource, what=what, part=part, encrypted=is_encrypted, declared=is_declared)
        fact = None if key is None else key(resource)
        if key is not None and fact is not None:
            conditions = None if where is None else where(resource)
            yield customer_key(resource, graph, what, fact, f"set `{key.written(resource)}` to a key of your own", part,
                               also=conditions, guard=guard)

    return Row(types, build)


def customer_key(resource: Resource, graph: Graph, what: str, key: Fact[Value], mend: str, part: str = "", *,
                 also: Fact[bool] | None = None, guard: Fact[bool] | None = None) -> DataAtRest:
    """The facet that says whether ``key``, a key's id, ARN or alias, names one of the customer's, and is in force."""
    own = set_at_all(key).mended(mend)
    provider = names_provider_key(graph, resource, key.value)
    if provider:
        own = replace(own, value=False)
    decided = own if also is None else all_of([also, own])
    if provider and (also is None or also.value is True):
        part = f"{part}-{PROVIDER_KEY}" if part else PROVIDER_KEY
    return DataAtRest(resource=resource, what=what, part=part, customer_key=_within(guard, decided))


def names_provider_key(graph: Graph, resource: Resource, value: Value) -> bool:
    """Whether a key's id, ARN or alias is that of an AWS managed key, directly or through a data source."""
    if isinstance(value, Unknown):
        if _reserved(value.prefix):
            return True
        source = graph.referenced(resource, value)
        name = _DATA_SOURCES.get(source.type) if source is not None else None
        return source is not None and name is not None and _reserved(read(source, name).value)
    return _reserved(value)


def _reserved(value: Value) -> bool:
    # "aws/sqs" without "alias/" is how the console writes it; KMS refuses customers' aliases that begin so.
    return isinstance(value, str) and (value.lower().startswith("aws/") or "alias/aws/" in value.lower())


def _within(guard: Fact[bool] | None, fact: Fact[bool] | None) -> Fact[bool] | None:
    """The fact where the guard holds; unknown where that is unknown and the fact could be false."""
    if fact is None or guard is None or guard.value is True or fact.value is True:
        return fact
    return Fact(guard.value, guard.evidence, fact.mend)


def declared_or_off(attribute: Attr) -> Condition:
    """Whether a boolean attribute says so, where the provider's default is true: None where it is explicitly false."""

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = attribute(resource)
        if fact is None or fact.value is False or (isinstance(fact.value, str) and fact.value.lower() == "false"):
            return None
        return set_at_all(fact).mended(f"set `{attribute.written(resource)}` to true")

    return ask
