"""Data that is encrypted with a key which its owner does not control."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import DataAtRest
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, policy, require


@policy(DataAtRest, id="no-customer-managed-key", family="customer-managed-key", severity=Severity.LOW,
        title="Data is not encrypted with a key of one's own",
        why="With the provider's key, who may decrypt is decided by access to the service alone. A key of one's own "
            "has a policy, a log and an off switch of its own.",
        mend="Encrypt with a customer-managed key, rotated, whose policy names who may use it.")
def no_customer_managed_key(data: DataAtRest) -> Iterator[Verdict]:
    yield from require(data.customer_key, f"{data.what} is not encrypted with a customer-managed key", data.part)


POLICIES = (no_customer_managed_key,)
