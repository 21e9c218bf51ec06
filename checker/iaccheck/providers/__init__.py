"""Providers: what they call things, and their defaults.  Nothing here says what is good or bad.

A module below ``aws``, ``azure``, ``gcp`` or ``kubernetes`` describes one service: it has a ``SERVICE`` that knows for
each resource type how to make facets of it, by rows of tables (``rows``) or by functions (``facet``).  Third parties
bring their own by the entry point group ``iaccheck.providers``: the name is a resource type (or a pattern such as
``acme_*``), the value a module with a ``SERVICE``.
"""

from .attributes import (
    Attr,
    Block,
    Condition,
    absent,
    all_conditions,
    any_condition,
    at_least,
    attr,
    blocks,
    customer_key,
    equals,
    exposed_by,
    flag,
    no_condition,
    none_of,
    not_,
    one_of,
    present,
    read,
    read_all,
    when,
)
from .service import Builder, Row, Service, at_rest, control, endpoint, in_transit, key_encrypts, public

__all__ = ["Attr", "Block", "Builder", "Condition", "Row", "Service", "absent", "all_conditions", "any_condition",
           "at_least", "at_rest", "attr", "blocks", "control", "customer_key", "endpoint", "equals",
           "exposed_by", "flag",
           "in_transit", "key_encrypts", "no_condition", "none_of", "not_", "one_of", "present", "public", "read",
           "read_all", "when"]
