"""Managed Streaming for Apache Kafka (MSK): always encrypted at rest; TLS by default, inside and to clients."""

from __future__ import annotations

from ...facets import Kind
from .. import (
    Service,
    all_conditions,
    any_condition,
    attr,
    control,
    endpoint,
    equals,
    flag,
    in_transit,
    not_,
    present,
)
from ._keys import stored

SERVICE = Service(
    stored("aws_msk_cluster", "AWS::MSK::Cluster", what="MSK cluster",
           declared=present("encryption_info", "EncryptionInfo"),
           key=attr("encryption_info.encryption_at_rest_kms_key_arn",
                    "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId")),
    in_transit("aws_msk_cluster", "AWS::MSK::Cluster", what="MSK cluster", encrypted=all_conditions(
        equals(attr("encryption_info.encryption_in_transit.client_broker",
                    "EncryptionInfo.EncryptionInTransit.ClientBroker", default="TLS"), "TLS"),
        flag("encryption_info.encryption_in_transit.in_cluster", "EncryptionInfo.EncryptionInTransit.InCluster",
             default=True))),
    endpoint("aws_msk_cluster", "AWS::MSK::Cluster", what="MSK cluster", reachable=not_(
        equals(attr("broker_node_group_info.connectivity_info.public_access.type",
                    "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type", default="DISABLED"), "DISABLED"),
        "set the type of public access to DISABLED")),
    # Without any setting clients are not authenticated (MSK API Reference, "ClientAuthentication").
    control("aws_msk_cluster", "AWS::MSK::Cluster", what="MSK cluster", kind=Kind.AUTHENTICATION,
            part="unauthenticated", on=all_conditions(
                flag("client_authentication.unauthenticated", "ClientAuthentication.Unauthenticated.Enabled",
                     wanted=False),
                any_condition(flag("client_authentication.sasl.iam", "ClientAuthentication.Sasl.Iam.Enabled"),
                              flag("client_authentication.sasl.scram", "ClientAuthentication.Sasl.Scram.Enabled"),
                              present("client_authentication.tls", "ClientAuthentication.Tls")))),
    in_transit("aws_mskconnect_connector", "AWS::KafkaConnect::Connector", what="MSK Connect connector",
               encrypted=equals(attr("kafka_cluster_encryption_in_transit.encryption_type",
                                     "KafkaClusterEncryptionInTransit.EncryptionType", default="PLAINTEXT"), "TLS")),
)
