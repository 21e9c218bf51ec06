"""AppSync: the caches of GraphQL APIs."""

from __future__ import annotations

from .. import Service, at_rest, flag, in_transit

CACHES = ("aws_appsync_api_cache", "AWS::AppSync::ApiCache")

SERVICE = Service(
    at_rest(*CACHES, what="cache of a GraphQL API", part="cache",
            encrypted=flag("at_rest_encryption_enabled", "AtRestEncryptionEnabled")),
    in_transit(*CACHES, what="connection to the cache of a GraphQL API", part="cache",
               encrypted=flag("transit_encryption_enabled", "TransitEncryptionEnabled")),
)
