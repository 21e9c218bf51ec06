"""What the statements of a document come to together: an explicit Deny goes before every Allow.

Source: IAM User Guide, "Policy evaluation logic".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...facets import Statement
from ...wildcards import covers, intersects, matches
from ._conditions import excludes_others

MOST_PAIRS = 4_000
"""How many pairs of patterns of one Allow and one Deny are compared; beyond it, the Deny is taken to deny nothing."""


def effective(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements without what an unconditional Deny takes away; an Allow that nothing is left of is dropped.

    A Deny for everybody but some leaves an Allow for those: it is marked as narrowed.
    """
    denials = [s for s in statements if not s.allow and not s.undecided]
    return tuple(left for s in statements if (left := _after(s, denials)) is not None) if denials else tuple(statements)


def allows(statements: Iterable[Statement], action: str) -> bool:
    """Whether an action (in lower case) is allowed on any resource, without a condition, and not denied on all."""
    allowed = False
    for statement in statements:
        if statement.allow:
            allowed = allowed or (not statement.conditions and any_resource(statement) and names(statement, action))
        elif not statement.conditions and any_resource(statement) and names(statement, action):
            return False
    return allowed


def names(statement: Statement, action: str) -> bool:
    """Whether a statement is about an action (in lower case)."""
    if statement.not_actions:
        return not any(matches(a.lower(), action) for a in statement.not_actions)
    return any(matches(a.lower(), action) for a in statement.actions)


def any_resource(statement: Statement) -> bool:
    """Whether a statement is about every resource, or all but some."""
    return bool(statement.not_resources) or any(not r.strip("*") for r in statement.resources)


def _after(statement: Statement, denials: Sequence[Statement]) -> Statement | None:
    if not statement.allow:
        return statement
    actions = list(statement.actions)
    narrowed = statement.narrowed
    for denial in denials:
        if len(actions) * (len(denial.actions) + len(denial.not_actions)) > MOST_PAIRS:
            continue
        if not (_covers_resources(denial, statement) and actions):
            continue
        if not denial.conditions and _covers_principals(denial, statement):
            actions = [a for a in actions if not _denies(denial, a)]
            if not actions:
                return None
        elif all(_denies(denial, a) for a in actions) and (
                (not denial.conditions and denial.not_principals) or excludes_others(denial.conditions)):
            narrowed = True
    if len(actions) == len(statement.actions) and narrowed == statement.narrowed:
        return statement
    return replace(statement, actions=tuple(actions), narrowed=narrowed)


def _denies(denial: Statement, action: str) -> bool:
    action = action.lower()
    if denial.not_actions:
        return not any(intersects(a.lower(), action) for a in denial.not_actions)
    return any(covers(a.lower(), action) for a in denial.actions)


def _covers_resources(denial: Statement, statement: Statement) -> bool:
    if any(not r.strip("*") for r in denial.resources) or not (denial.resources or denial.not_resources):
        return True
    if denial.not_resources or not statement.resources:
        return False
    if len(denial.resources) * len(statement.resources) > MOST_PAIRS:
        return False
    return all(any(covers(d, r) for d in denial.resources) for r in statement.resources)


def _covers_principals(denial: Statement, statement: Statement) -> bool:
    if denial.not_principals:
        return False
    if not denial.principals or any(name == "*" and kind in ("AWS", "*") for kind, name in denial.principals):
        return True  # no principals: an identity's own policy
    return bool(statement.principals) and set(statement.principals) <= set(denial.principals)
