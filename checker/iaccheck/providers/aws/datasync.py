"""DataSync: how a location is reached."""

from __future__ import annotations

from .. import Service, attr, equals, in_transit

SERVICE = Service(
    in_transit("aws_datasync_location_efs", "AWS::DataSync::LocationEFS", what="DataSync location on EFS",
               encrypted=equals(attr("in_transit_encryption", "InTransitEncryption", default="NONE"), "TLS1_2")),
    in_transit("aws_datasync_location_object_storage", "AWS::DataSync::LocationObjectStorage",
               what="DataSync location on object storage",
               encrypted=equals(attr("server_protocol", "ServerProtocol", default="HTTPS"), "HTTPS")),
)
