"""Which conditions of a policy statement keep it to certain principals, networks or resources.

Source: Amazon S3 User Guide, 'The meaning of "public"'; IAM User Guide, "AWS global condition context keys".
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

Condition = tuple[str, str, tuple[str, ...]]

# Keys whose value is under the control of whoever owns the resource, not of whoever asks.  aws:username and
# aws:PrincipalTag are not among them: any account can have a user, or a tag, of that name.
IDENTIFYING = frozenset({
    "aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
    "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce",
    "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths", "aws:userid", "kms:calleraccount",
    "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "elasticfilesystem:accessedviamounttarget",
    "aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist", "sns:endpoint"})
ADDRESSES = frozenset({"aws:sourceip", "aws:vpcsourceip"})
NARROWEST_V4, NARROWEST_V6 = 8, 32
"""S3 calls a policy public that admits an address range wider than this."""
POSITIVE = ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "bool")
NEGATIVE = ("stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike",
            "notipaddress")


def narrows(conditions: Iterable[Condition]) -> bool:
    """Whether an Allow with these conditions (all of which must hold) is kept to somebody in particular."""
    return any(_narrows(condition, POSITIVE, "false") for condition in conditions)


def narrows_if_present(conditions: Iterable[Condition]) -> bool:
    """Whether an Allow with these conditions is kept to somebody but for requests that have no such key at all.

    Source: IAM User Guide, "Set operators for multivalued context keys" (ForAllValues) and "...IfExists".
    """
    return narrows((_strict(operator), key, values) for operator, key, values in conditions)


def _strict(operator: str) -> str:
    return operator.lower().removeprefix("forallvalues:").removesuffix("ifexists")


def excludes_others(conditions: Iterable[Condition]) -> bool:
    """Whether a Deny with these conditions denies everybody but somebody in particular."""
    found = list(conditions)
    return bool(found) and all(_narrows(c, (*NEGATIVE, "bool"), "true", denies=True) for c in found)


def requires_tls(conditions: Iterable[Condition]) -> bool:
    """Whether a Deny with these conditions denies every request without TLS."""
    found = list(conditions)
    return len(found) == 1 and _transport(found[0], "false")


def only_with_tls(conditions: Iterable[Condition]) -> bool:
    """Whether an Allow with these conditions allows requests with TLS only."""
    return any(_transport(c, "true") for c in conditions)


def denies_old_tls(conditions: Iterable[Condition]) -> bool:
    """Whether a Deny with these conditions denies TLS versions before 1.2 (and what has none)."""
    return any(operator.lower().removesuffix("ifexists") == "numericlessthan" and key == "s3:tlsversion"
               for operator, key, _ in conditions)


def _transport(condition: Condition, wanted: str) -> bool:
    operator, key, values = condition
    name = operator.lower().removeprefix("forallvalues:").removeprefix("foranyvalue:").removesuffix("ifexists")
    return (name in ("bool", "stringequals", "stringequalsignorecase") and key == "aws:securetransport"
            and [v.lower() for v in values] == [wanted])


def _narrows(condition: Condition, operators: tuple[str, ...], flag: str, denies: bool = False) -> bool:
    operator, key, values = condition
    name = operator.lower().removeprefix("foranyvalue:")
    if denies:
        name = name.removeprefix("forallvalues:")
    # ...IfExists and ForAllValues hold for a request without the key: for a Deny that is strict, for an Allow not
    name = name.removesuffix("ifexists") if denies else name
    if name not in operators or not values:
        return False
    if name == "bool":
        return key in IDENTIFYING and [v.lower() for v in values] != [flag]
    if key in ADDRESSES:
        return name in ("ipaddress", "notipaddress") and all(_narrow(v) for v in values)
    return key in IDENTIFYING and all(v.strip("*?:") not in ("", "arn", "arn:aws") for v in values)


def _narrow(text: str) -> bool:
    if "${" in text:
        return True
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return False
    return network.prefixlen >= (NARROWEST_V4 if network.version == 4 else NARROWEST_V6)
