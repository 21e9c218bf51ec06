"""Timestream: databases for LiveAnalytics, always encrypted; instances for InfluxDB."""

from __future__ import annotations

from .. import Service, attr, endpoint, exposed_by
from ._keys import stored

SERVICE = Service(
    stored("aws_timestreamwrite_database", "AWS::Timestream::Database", what="Timestream database",
           key=attr("kms_key_id", "KmsKeyId")),
    endpoint("aws_timestreaminfluxdb_db_instance", "AWS::Timestream::InfluxDBInstance",
             "aws_timestreaminfluxdb_db_cluster", what="Timestream for InfluxDB instance",
             reachable=exposed_by("publicly_accessible", "PubliclyAccessible")),
)
