"""Secrets Manager: always encrypted, with the account's ``aws/secretsmanager`` key by default."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import DataAtRest
from ...graph import Graph, Resource
from .. import Service, attr, blocks
from ._keys import customer_key, stored

SERVICE = Service(
    stored("aws_secretsmanager_secret", "AWS::SecretsManager::Secret", what="secret",
           key=attr("kms_key_id", "KmsKeyId")),
)


@SERVICE.facet("aws_secretsmanager_secret", "AWS::SecretsManager::Secret")
def replicas(resource: Resource, graph: Graph) -> Iterator[DataAtRest]:
    """Replicas in other regions have keys of their own."""
    names = ("replica", "kms_key_id") if resource.dialect == "terraform" else ("ReplicaRegions", "KmsKeyId")
    for block in blocks(resource, names[0]):
        yield customer_key(resource, graph, "replica of a secret", block.read(names[1]),
                           f"set `{names[1]}` of the replica to a key of your own", "replica")
