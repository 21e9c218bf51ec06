"""Elastic Block Store: volumes, snapshots and the account's default encryption."""

from __future__ import annotations

from ...facets import DataAtRest
from ...facts import Fact
from ...graph import Graph, Resource
from .. import Service, at_rest, attr, equals, flag
from ._keys import customer_key, stored

SERVICE = Service(
    at_rest("aws_ebs_encryption_by_default", what="EBS encryption by default", part="account-default",
            encrypted=equals(attr("enabled", default=True), True)),
    stored("aws_ebs_snapshot_copy", what="copy of an EBS snapshot", part="copy", encrypted=flag("encrypted"),
           key=attr("kms_key_id")),
    stored("aws_ebs_snapshot_import", what="imported EBS snapshot", part="import", encrypted=flag("encrypted"),
           key=attr("kms_key_id")),
)

_ENCRYPTED = flag("encrypted", "Encrypted")
_KEY = attr("kms_key_id", "KmsKeyId")


@SERVICE.facet("aws_ebs_volume", "AWS::EC2::Volume")
def volume(resource: Resource, graph: Graph) -> list[DataAtRest]:
    """A volume; ``attached`` where an attachment names it."""
    attached = any(True for _ in graph.into(resource, "aws_volume_attachment", "AWS::EC2::VolumeAttachment",
                                            "AWS::EC2::Instance"))
    found = [DataAtRest(resource=resource, what="EBS volume", part="attached" if attached else "",
                        encrypted=_ENCRYPTED(resource))]
    key = _KEY(resource)
    if key is not None:
        mend = f"set `{_KEY.written(resource)}` to a key of your own"
        found.append(customer_key(resource, graph, "EBS volume", key, mend))
    return found


@SERVICE.facet("aws_ebs_snapshot")
def snapshot(resource: Resource, graph: Graph) -> DataAtRest | None:
    """A snapshot is encrypted when its volume is (Amazon EBS User Guide, "How EBS encryption works")."""
    source = graph.target(resource, "volume_id", "aws_ebs_volume")
    fact: Fact[bool] | None = None if source is None else _ENCRYPTED(source)
    return None if fact is None else DataAtRest(resource=resource, what="EBS snapshot, from its volume,",
                                                part="snapshot", encrypted=fact)
