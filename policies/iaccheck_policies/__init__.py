"""The policies that come with iaccheck: a pack like anybody's own."""

from iaccheck.catalogue import Pack

PACK = Pack(
    name="iaccheck",
    package=__name__,
    modules=(
        "iam_wildcard",
        "public_access",
        "encryption_at_rest",
        "customer_managed_key",
        "encryption_in_transit",
        "network_exposure",
        "logging_monitoring",
        "backup_resilience",
        "authentication",
        "secrets",
        "workload_hardening",
        "containers",
        "control_plane",
        "patching_versioning",
        "governance",
        "identity",
        "operations",
    ),
)
