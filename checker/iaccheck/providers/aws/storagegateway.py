"""Storage Gateway: file shares and volumes.  S3 encrypts what they store by itself; a KMS key has to be asked for."""

from __future__ import annotations

from ...facets import Kind
from ...facts import Fact
from ...graph import Resource, Unknown, reveal
from .. import Service, attr, control, flag, none_of, read
from ..attributes import elements
from ._keys import stored

_SHARES = ("aws_storagegateway_nfs_file_share", "aws_storagegateway_smb_file_share")
_VOLUMES = ("aws_storagegateway_cached_iscsi_volume", "aws_storagegateway_stored_iscsi_volume")


def _named_clients(resource: Resource) -> Fact[bool]:
    clients = read(resource, "client_list")
    listed = [reveal(c) for c in elements(reveal(resource.attributes.get("client_list")))]
    unknown = next((c for c in listed if isinstance(c, Unknown)), None)
    anyone = bool({"0.0.0.0/0", "::/0"} & {c for c in listed if isinstance(c, str)})
    named = not anyone if anyone or unknown is None else unknown
    return Fact(named, clients.evidence, "list the clients that mount it in `client_list`")


SERVICE = Service(
    stored(*_SHARES, what="Storage Gateway file share", where=flag("kms_encrypted"), key=attr("kms_key_arn")),
    stored(*_VOLUMES, what="Storage Gateway volume", where=flag("kms_encrypted"), key=attr("kms_key")),
    control("aws_storagegateway_nfs_file_share", what="Storage Gateway file share", kind=Kind.AUTHORIZED_NETWORKS,
            on=_named_clients),
    control("aws_storagegateway_smb_file_share", what="Storage Gateway file share", kind=Kind.AUTHENTICATION,
            part="guest-access", on=none_of(attr("authentication", default="ActiveDirectory"), ("GuestAccess",),
                                            "set `authentication` to ActiveDirectory")),
)
