"""Cloud Functions and Memorystore."""

from __future__ import annotations

from ...facets import DataInTransit
from ...facts import Fact
from ...graph import Graph, Resource
from .. import Service, attr, endpoint, equals, in_transit, none_of, not_, read
from ..attributes import as_bool

_OPEN = "ALLOW_ALL"
_MEND = 'set `ingress_settings` to "ALLOW_INTERNAL_ONLY"'

SERVICE = Service(
    endpoint("google_cloudfunctions_function", what="Cloud Function", part="ingress-settings",
             reachable=not_(none_of(attr("ingress_settings", default=_OPEN), [_OPEN]), _MEND)),
    endpoint("google_cloudfunctions2_function", what="Cloud Function", part="ingress-settings",
             reachable=not_(none_of(attr("service_config.ingress_settings", default=_OPEN), [_OPEN]), _MEND)),
    in_transit("google_redis_instance", what="Redis instance",
               encrypted=equals(attr("transit_encryption_mode", default="DISABLED"), "SERVER_AUTHENTICATION")),
    in_transit("google_redis_cluster", what="Redis cluster", encrypted=equals(
        attr("transit_encryption_mode", default="TRANSIT_ENCRYPTION_MODE_DISABLED"),
        "TRANSIT_ENCRYPTION_MODE_SERVER_AUTHENTICATION")),
)


@SERVICE.facet("google_cloudfunctions_function")
def trigger(function: Resource, graph: Graph) -> DataInTransit | None:  # noqa: ARG001
    """A function that HTTP triggers takes requests in clear, unless it says otherwise."""
    if as_bool(read(function, "trigger_http", False).value) is not True:
        return None
    level: Fact[object] = read(function, "https_trigger_security_level", "SECURE_OPTIONAL")
    return DataInTransit(resource=function, what="Cloud Function", part="http-trigger",
                         encrypted=level.map(lambda v: str(v).upper() == "SECURE_ALWAYS").mended(
                             'set `https_trigger_security_level` to "SECURE_ALWAYS"'))
