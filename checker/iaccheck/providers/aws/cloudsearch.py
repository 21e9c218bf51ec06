"""CloudSearch: the endpoints of a domain."""

from __future__ import annotations

from .. import Service, attr, flag, in_transit
from .opensearch import minimum_version

SERVICE = Service(
    in_transit("aws_cloudsearch_domain", what="CloudSearch domain", encrypted=flag("endpoint_options.enforce_https")),
    in_transit("aws_cloudsearch_domain", what="CloudSearch domain",
               minimum_version=minimum_version(attr("endpoint_options.tls_security_policy",
                                                    default="Policy-Min-TLS-1-0-2019-07"))),
)
