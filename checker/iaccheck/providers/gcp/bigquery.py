"""BigQuery: who may read a dataset, by its own access list."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import PublicAccess
from ...facts import Fact, any_of
from ...graph import Graph, Resource
from .. import Block, Service, blocks
from ._members import ANYBODY, access

SERVICE = Service()


@SERVICE.facet("google_bigquery_dataset")
def dataset(resource: Resource, graph: Graph) -> Iterator[PublicAccess]:  # noqa: ARG001
    """The ``access`` blocks of a dataset."""
    for block in blocks(resource, "access"):
        yield _entry(resource, block)


@SERVICE.facet("google_bigquery_dataset_access")
def entry(resource: Resource, graph: Graph) -> PublicAccess:  # noqa: ARG001
    """One entry, written as a resource."""
    return _entry(resource, Block(resource, (), resource.attributes))


def _entry(resource: Resource, block: Block) -> PublicAccess:
    group, member = block.read("special_group", ""), block.read("iam_member", "")
    facts: list[Fact[bool]] = [f.map(lambda v: str(v).lower() in ANYBODY) for f in (group, member)]
    found = next((ANYBODY[str(f.value).lower()] for f in (group, member) if str(f.value).lower() in ANYBODY), "")
    return PublicAccess(resource=resource, what="BigQuery dataset", part="access",
                        audience=found or ANYBODY["allusers"], access=access(block.read("role", "").value),
                        public=any_of(facts).mended("name the users and groups that need it"))
