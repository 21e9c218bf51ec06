"""Managed Workflows for Apache Airflow."""

from __future__ import annotations

from .. import Service, attr, endpoint, equals

SERVICE = Service(
    endpoint("aws_mwaa_environment", "AWS::MWAA::Environment", what="web server of the environment", part="web-server",
             reachable=equals(attr("webserver_access_mode", "WebserverAccessMode", default="PRIVATE_ONLY"),
                              "PUBLIC_ONLY")),
)
