"""Elastic Container Registry: repositories, encrypted with S3's key (AES256) unless they ask for KMS."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import DataAtRest
from ...graph import Graph, Resource
from .. import Service
from ..attributes import read
from ._keys import customer_key

SERVICE = Service()


@SERVICE.facet("aws_ecr_repository", "AWS::ECR::Repository", "aws_ecr_repository_creation_template",
               "AWS::ECR::RepositoryCreationTemplate")
def repository(resource: Resource, graph: Graph) -> Iterator[DataAtRest]:
    """Whether images are encrypted by KMS, and with whose key.  Both parts fail for different checks."""
    terraform = resource.dialect == "terraform"
    base = "encryption_configuration" if terraform else "EncryptionConfiguration"
    kind = read(resource, f"{base}.{'encryption_type' if terraform else 'EncryptionType'}", "AES256")
    by_kms = kind.map(lambda value: value in ("KMS", "KMS_DSSE"))
    if by_kms.value is False:
        yield DataAtRest(resource=resource, what="container image repository", part="repository-without-kms",
                         customer_key=by_kms.mended('set the encryption type to "KMS" and name a key of your own'))
        return
    key = read(resource, f"{base}.{'kms_key' if terraform else 'KmsKey'}")
    yield customer_key(resource, graph, "container image repository", key, "name a key of your own", "repository",
                       also=by_kms)
