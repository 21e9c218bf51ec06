"""Policy documents: wildcards in who may do what to which resource.

Actions are judged by their shape alone: ``*`` stands for every action, ``s3:*`` and ``Microsoft.Compute/*`` for every
action of a service, ``s3:Put*`` for some of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from iaccheck.facets import Permissions, Statement
from iaccheck.facts import Evidence
from iaccheck.findings import Severity
from iaccheck.graph import Unknown, show
from iaccheck.policy import Policy, Verdict, policy

FAMILY = "iam-wildcard"
LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH

ANY = re.compile(r"\*+([:/]\*+)?")
SERVICE = re.compile(r"[^:/*?]+[:/]\*+")
ANY_RESOURCE = re.compile(r"\*+|arn:[^:]*:\*+(:\*+)*")
ANY_OF_SERVICE = re.compile(r"arn:[^:]*:[^:]+(:[^:]*){0,2}:\*+(/\*+)?")


@policy(Permissions, id="iam-admin", family=FAMILY, severity=HIGH, stride="elevation-of-privilege",
        title="Permissions allow everything",
        why="Whoever takes over the holder can do everything in the account, and cover the traces. Most large breaches "
            "went through a credential that could do far more than its task.",
        mend="List the actions and resources that the holder needs.",
        references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",))
def iam_admin(permissions: Permissions) -> Iterator[Verdict]:
    if permissions.kind not in ("identity", "role") and permissions.part != "document":
        return  # in a resource's own policy, every resource is that resource
    message = f"{permissions.what} allows every action on every resource"
    yield from _whole(permissions, message)
    for statement in _allowing(permissions):
        if allows_everything(statement):
            yield _verdict(statement, message, ("full-admin",), ("actions", "resources"),
                           MEDIUM if statement.conditions else None)
        else:
            yield from _maybe(statement, message, ("full-admin",), actions=_any_action(statement),
                              resources=_any_resource(statement))


@policy(Permissions, id="iam-wildcard-action", family=FAMILY, severity=MEDIUM, stride="elevation-of-privilege",
        title="Permissions allow actions by wildcard",
        why="A wildcard allows what nobody has thought of, and what the provider adds tomorrow.",
        mend="List the actions that are needed.")
def iam_wildcard_action(permissions: Permissions) -> Iterator[Verdict]:
    what = permissions.what
    for statement in _allowing(permissions):
        if permissions.kind in ("identity", "role") and allows_everything(statement):
            continue  # iam-admin says so
        trust = permissions.kind == "trust"
        whole = [a for a in statement.actions if ANY.fullmatch(a)]
        services = [a for a in statement.actions if SERVICE.fullmatch(a)]
        partial = [a for a in statement.actions if ("*" in a or "?" in a) and a not in whole and a not in services]
        if whole:
            yield _verdict(statement, f"{what} allows every action", ("trust-any-action" if trust else "any-action",),
                           ("actions",), HIGH)
        if services:
            yield _verdict(statement, f"{what} allows every action of a service ({_named(services)})",
                           ("trust-any-action" if trust else "service-wildcard",), ("actions",))
        if partial and permissions.kind in ("identity", "role"):
            yield _verdict(statement, f"{what} allows actions by wildcard ({_named(partial)})", ("partial-wildcard",),
                           ("actions",), LOW)
        if not (whole or services or partial):
            yield from _maybe(statement, f"{what} may allow every action", ("any-action", "service-wildcard"),
                              actions=False)


@policy(Permissions, id="iam-wildcard-resource", family=FAMILY, severity=LOW, stride="elevation-of-privilege",
        title="Permissions apply to every resource",
        why="What is meant for one resource works on all others of the account as well.",
        mend="Name the resources; keep `*` for actions that know no resources.")
def iam_wildcard_resource(permissions: Permissions) -> Iterator[Verdict]:
    if permissions.kind not in ("identity", "role"):
        return  # in a resource's own policy, * is that resource
    for statement in _allowing(permissions):
        if statement.needs_any_resource or allows_everything(statement) or statement.not_actions:
            continue
        wide = [r for r in statement.resources if ANY_RESOURCE.fullmatch(r)]
        of_service = [r for r in statement.resources if ANY_OF_SERVICE.fullmatch(r) and r not in wide]
        actions = _named(statement.actions)
        if wide:
            # a condition may limit the resources by their tags or owners: not every tool minds such a statement
            causes = ("any-resource",) if statement.conditions else ("any-resource", "unconditional")
            yield _verdict(statement, f"{permissions.what} allows {actions} on every resource", causes, ("resources",))
        elif of_service:
            yield _verdict(statement, f"{permissions.what} allows {actions} on {_named(of_service)}",
                           ("any-resource-of-service",), ("resources",))
        else:
            yield from _maybe(statement, f"{permissions.what} may allow {actions} on every resource",
                              ("any-resource",), resources=False)


def _negated(id_: str, cause: str, element: str, title: str, why: str, mend: str,
             used: Callable[[Statement], object], severity: Severity) -> Policy:
    @policy(Permissions, id=id_, family=FAMILY, severity=severity, stride="elevation-of-privilege", title=title,
            why=why, mend=mend)
    def check(permissions: Permissions) -> Iterator[Verdict]:
        name = f"trust-{cause}" if permissions.kind == "trust" else cause
        for statement in _allowing(permissions):
            if used(statement):
                yield _verdict(statement, f"{permissions.what} allows all but some {element}", (name,), ())

    return check


iam_not_action = _negated(
    "iam-not-action", "allow-not-action", "actions", "Permissions allow everything but a list of actions",
    "All actions that the list does not name are allowed, and those that the provider will add.",
    "List what is allowed instead of what is not; deny explicitly what must never happen.",
    lambda s: s.not_actions, MEDIUM)
iam_not_resource = _negated(
    "iam-not-resource", "allow-not-resource", "resources", "Permissions apply to everything but a list of resources",
    "All resources that the list does not name are covered, and those that will be made tomorrow.",
    "List the resources that are meant; deny explicitly those that must never be touched.",
    lambda s: s.not_resources, MEDIUM)
iam_not_principal = _negated(
    "iam-not-principal", "allow-not-principal", "principals", "Everybody but a list of principals is allowed",
    "Everybody else is allowed: every other account of the provider, and anonymous users.",
    "List the principals that are meant.", lambda s: s.not_principals, HIGH)


@policy(Permissions, id="iam-any-principal", family=FAMILY, severity=HIGH,
        title="A policy document allows any principal",
        why="A policy that names `*` as principal lets every account of the provider in, and mostly anonymous users.",
        mend="Name the principals, or add a condition that limits who they can be.")
def iam_any_principal(permissions: Permissions) -> Iterator[Verdict]:
    if permissions.kind == "trust" or permissions.part != "document":
        return  # policies of resources and roles are judged where they are used
    for statement in _allowing(permissions):
        if not statement.narrowed:
            message = f"{permissions.what} allows any principal"
            if any_principal(statement):
                yield _verdict(statement, message, ("any-principal",), ("principals",))
            else:
                yield from _maybe(statement, message, ("any-principal",), principals=False)


@policy(Permissions, id="iam-trust-too-wide", family=FAMILY, severity=HIGH, stride="spoofing",
        title="A role can be assumed by too many",
        why="Whoever can assume a role has all its rights. A whole account as principal means everybody there whose "
            "own permissions allow it, any principal means everybody with an account at the provider.",
        mend="Name the roles or services that assume it; for other companies' accounts, require an external id.")
def iam_trust_too_wide(permissions: Permissions) -> Iterator[Verdict]:
    if permissions.kind != "trust":
        return
    yield from _whole(permissions, f"{permissions.what} may let anybody assume the role")
    for statement in _allowing(permissions):
        if statement.narrowed:
            continue
        if any_principal(statement):
            yield _verdict(statement, f"{permissions.what} lets any principal assume the role",
                           ("trust-any-principal",), ("principals",))
        elif wide := [name for kind, name in statement.principals if kind == "AWS" and whole_account(name)]:
            yield _verdict(statement, f"{permissions.what} lets every principal of an account assume the role "
                           f"({_named(wide)})", ("trust-account-root",), ("principals",),
                           LOW if statement.conditions else MEDIUM)
        else:
            yield from _maybe(statement, f"{permissions.what} may let any principal assume the role",
                              ("trust-any-principal",), principals=False)


POLICIES = (iam_admin, iam_wildcard_action, iam_wildcard_resource, iam_not_action, iam_not_resource,
            iam_not_principal, iam_any_principal, iam_trust_too_wide)


# -- questions about a statement


def allows_everything(statement: Statement) -> bool:
    """Whether it allows every action on every resource."""
    return _any_action(statement) and _any_resource(statement)


def any_principal(statement: Statement) -> bool:
    """Whether everybody is a principal.  Services and federated identities by wildcard do not exist."""
    return any(name == "*" and kind in ("AWS", "*") for kind, name in statement.principals)


def whole_account(name: str) -> bool:
    """Whether a principal is an account as a whole: its number, or the ARN of its root."""
    return name.endswith(":root") or re.fullmatch(r"\d{12}", name) is not None


def _any_action(statement: Statement) -> bool:
    return any(ANY.fullmatch(a) for a in statement.actions)


def _any_resource(statement: Statement) -> bool:
    return any(ANY_RESOURCE.fullmatch(r) for r in statement.resources)


# -- verdicts


def _allowing(permissions: Permissions) -> Iterator[Statement]:
    return (s for s in permissions.statements if s.allow)


def _whole(permissions: Permissions, message: str) -> Iterator[Verdict]:
    """Unknown, where the document as a whole is."""
    if permissions.unknown is not None and isinstance(permissions.unknown.value, Unknown):
        yield Verdict(permissions.unknown.value, message, evidence=permissions.unknown.evidence)


def _verdict(statement: Statement, message: str, causes: tuple[str, ...], fields: tuple[str, ...],
             severity: Severity | None = None) -> Verdict:
    """Failed; unknown where it is not even known that the statement allows."""
    value = statement.unknown.value if statement.unknown is not None and "allow" in statement.undecided else True
    return Verdict(value if isinstance(value, Unknown) else True, message, causes, _evidence(statement, fields),
                   severity=severity)


def _maybe(statement: Statement, message: str, causes: tuple[str, ...], **fields: bool) -> Iterator[Verdict]:
    """Unknown, where each of the fields either is as bad as can be or is not known."""
    if statement.unknown is not None and isinstance(statement.unknown.value, Unknown) and all(
            bad or field in statement.undecided for field, bad in fields.items()):
        yield Verdict(statement.unknown.value, message, causes, statement.unknown.evidence or _evidence(statement, ()))


def _evidence(statement: Statement, fields: Iterable[str]) -> tuple[Evidence, ...]:
    """What the statement's evidence says of these fields, or all of it when nothing is said of them apart."""
    wanted = [e for e in statement.evidence if e.path and str(e.path[-1]).lower().rstrip("s") in
              {f.rstrip("s") for f in fields}]
    return tuple(wanted) or statement.evidence


def _named(names: Iterable[str], most: int = 3) -> str:
    listed = list(dict.fromkeys(names))
    shown = ", ".join(show(n, 80).strip('"') for n in listed[:most])
    return shown + (f" and {len(listed) - most} more" if len(listed) > most else "")
