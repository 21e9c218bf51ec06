"""What statements amount to: the capabilities of an identity, and who else a resource's policy lets in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...facets import Ability, Capability, DataInTransit, Permissions, PublicAccess, Statement
from ...facts import Evidence, Fact
from ...graph import Resource, Unknown
from ...wildcards import covers, intersects, is_pattern, matches
from . import _actions
from ._conditions import denies_old_tls, narrows_if_present, only_with_tls, requires_tls
from ._effect import allows, any_resource, names
from ._policy_documents import Document

MOST_NAMED = 40
"""How many actions of a kind are looked for before there are enough."""


def identity_permissions(resource: Resource, what: str, document: Document, part: str = "") -> Permissions:
    """The facet of a document that is attached to an identity."""
    return Permissions(resource=resource, what=what, part=part, kind="identity", unknown=document.unknown,
                       statements=tuple(_scoped(s) for s in document.statements))


def _scoped(statement: Statement) -> Statement:
    """The statement, with a note where its actions know no resources to be limited to."""
    if statement.allow and any_resource(statement) and statement.actions and all(
            _actions.unscoped(a) for a in statement.actions):
        return replace(statement, needs_any_resource=True)
    return statement


# -- capabilities


def capabilities(resource: Resource, what: str, statements: Sequence[Statement], part: str = "",
                 only: Ability | None = None) -> Iterator[Capability]:
    """What an identity with these statements can do, where no resource and no condition limits it.

    Nothing for an administrator, of whom there is no more to be said.  ``only``: of this ability alone.
    """
    if administrator(statements):
        return
    open_ = [s for s in statements if not s.allow or (
        any_resource(s) and not s.conditions and "allow" not in s.undecided and (s.actions or s.not_actions))]
    if any(s.allow for s in open_):
        for ability, given in _ABILITIES:
            found = given(open_) if only in (None, ability) else None
            if found:
                ways, by, used = found
                yield Capability(resource=resource, what=what, part=part, ability=ability, ways=ways, by=by,
                                 given=Fact(True, tuple(e for s in used for e in s.evidence)))
    if only is None:
        yield from _whole_services(resource, what, statements, part)


Found = tuple[tuple[str, ...], tuple[str, ...], list[Statement]]


def _escalations(statements: Sequence[Statement]) -> Found | None:
    ways, by, used = [], [], []
    for way, actions in _actions.ESCALATIONS.items():
        if all(allows(statements, a.lower()) for a in actions):
            ways.append(way)
            by.append(" with ".join(actions))
            used += [s for a in actions for s in _naming(statements, a)]
    passing = _naming(statements, "iam:PassRole")
    if passing and allows(statements, "iam:passrole"):
        ways.append("pass-role")
        if not by:
            by.append("iam:PassRole")
        used += passing
    return (tuple(ways), tuple(by), _once(used)) if ways else None


def _listed(actions: Iterable[str], own: frozenset[str] = frozenset(),
            ways: Mapping[str, str] = MappingProxyType({})) -> Callable[[Sequence[Statement]], Found | None]:
    """``own``: of these, those that concern nobody but the holder.  ``ways``: those that are a cause of their own.

    The cause is ``own-token`` where there are no others than the holder's own, else ``others``.
    """

    def find(statements: Sequence[Statement]) -> Found | None:
        by = [a for a in actions if allows(statements, a.lower())]
        used = [s for a in by for s in _naming(statements, a)]
        causes = ("own-token",) if own.issuperset(by) else ("others", *(ways[a] for a in by if a in ways))
        return (causes, tuple(by), _once(used)) if by else None

    return find


def _of_kind(members: Callable[[str], Iterable[str]]) -> Callable[[Sequence[Statement]], Found | None]:
    def find(statements: Sequence[Statement]) -> Found | None:
        by: list[str] = []
        used: list[Statement] = []
        for statement in statements:
            if not statement.allow:
                continue
            found: list[str] = []
            spelt = {a.lower(): a for a in statement.actions}
            for pattern in statement.actions or ("*",):  # NotAction: everything that is not named
                for action in members(pattern):
                    if names(statement, action) and allows(statements, action):
                        found.append(spelt.get(action, action))
                        if len(found) >= MOST_NAMED:
                            break
            if found:
                by += found[:MOST_NAMED]
                used.append(statement)
        return ((), tuple(dict.fromkeys(by)), used) if by else None

    return find


_ABILITIES: tuple[tuple[Ability, Callable[[Sequence[Statement]], Found | None]], ...] = (
    (Ability.PRIVILEGE_ESCALATION, _escalations),
    (Ability.CREDENTIALS, _listed(_actions.CREDENTIALS, _actions.OWN_TOKENS, {"sts:AssumeRole": "assume-any-role"})),
    (Ability.DATA_READING, _listed(_actions.DATA)),
    (Ability.PERMISSIONS_MANAGEMENT, _of_kind(_actions.managing_permissions)),
    (Ability.WRITING, _of_kind(_actions.writing)),
)


def _whole_services(resource: Resource, what: str, statements: Sequence[Statement], part: str) -> Iterator[Capability]:
    for ability, service in ((Ability.IDENTITY_ADMINISTRATION, "iam:*"), (Ability.STORAGE_ADMINISTRATION, "s3:*")):
        used = [s for s in statements if s.allow and "allow" not in s.undecided
                and any(covers(a.lower(), service) and _concerns(s, a, service) for a in s.actions)]
        denied = any(not s.allow and not s.conditions and any_resource(s)
                     and any(covers(a.lower(), service) for a in s.actions) for s in statements)
        if used and not denied:
            by = tuple(dict.fromkeys(a for s in used for a in s.actions if covers(a.lower(), service)))
            yield Capability(resource=resource, what=what, part=part, ability=ability, by=by,
                             given=Fact(True, tuple(e for s in used for e in s.evidence)))


def _concerns(statement: Statement, action: str, service: str) -> bool:
    """Whether every action of all services (``*``) is allowed on a resource of this one."""
    name = service.partition(":")[0]
    if action.lower().startswith(f"{name}:") or not statement.resources:
        return True
    for resource in statement.resources:
        fields = resource.split(":")
        if intersects(fields[2] if len(fields) > 2 else "*" if resource.endswith("*") else "", name):
            return True
    return False


def administrator(statements: Iterable[Statement]) -> bool:
    """Whether they allow every action on every resource."""
    return any(s.allow and any_resource(s) and not s.not_resources and any(not a.strip("*:") for a in s.actions)
               for s in statements)


def _naming(statements: Iterable[Statement], action: str) -> list[Statement]:
    return [s for s in statements if s.allow and names(s, action.lower())]


def _once(statements: Iterable[Statement]) -> list[Statement]:
    return list({id(s): s for s in statements}.values())


# -- resource policies


def without_delegation(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements but for the one that lets an account's own policies decide about a key, as every key policy must.

    Source: KMS Developer Guide, "Default key policy", "Allows access to the AWS account and enables IAM policies".
    """
    return tuple(s for s in statements if not (
        s.allow and s.principals and s.actions and all(a.lower().startswith("kms:") for a in s.actions)
        and all(kind == "AWS" and (name.endswith(":root") or name.isdigit()) for kind, name in s.principals)))


READ, WRITE, LIST, DELETE, ADMINISTER, INVOKE = "read", "write", "list", "delete", "administer", "invoke"

# What a caller does, told by the first word of an action's name (Service Authorization Reference, by and large).
_VERBS = (
    (("list",), LIST),
    (("delete", "remove", "purge", "terminate"), DELETE),
    (("addpermission", "setqueueattributes", "settopicattributes", "putbucketpolicy", "putbucketacl", "putobjectacl",
      "putobjectversionacl", "setrepositorypolicy", "putkeypolicy", "putresourcepolicy", "putbucketpublicaccessblock",
      "setvaultaccesspolicy", "creategrant", "putfilesystempolicy", "setvaultnotifications"), ADMINISTER),
    (("get", "describe", "receive", "batchget", "batchcheck", "download", "head", "read", "select", "subscribe",
      "decrypt", "clientmount", "eshttpget", "eshttphead", "query", "scan", "view"), READ),
    (("invoke", "execute", "assume"), INVOKE),
)


def access(statement: Statement) -> tuple[str, ...]:
    """What an Allow lets somebody do: ``read``, ``write``, …"""
    found: dict[str, None] = {}
    if statement.not_actions:
        return (READ, WRITE, DELETE)
    for action in statement.actions:
        name = action.lower().partition(":")[2] or action.lower()
        if not name.strip("*"):
            found.update(dict.fromkeys((READ, WRITE, LIST, DELETE, ADMINISTER)))
            continue
        found[_does(name)] = None
    return tuple(a for a in (READ, WRITE, LIST, DELETE, ADMINISTER, INVOKE) if a in found)


def _does(name: str) -> str:
    word = name.rstrip("*")
    for starts, does in _VERBS:
        if any(word.startswith(s) for s in starts) or (is_pattern(name) and any(matches(name, s) for s in starts)):
            return does
    return WRITE


def public_access(resource: Resource, what: str, document: Document, part: str = "policy", *,
                  barrier: Fact[bool] | None = None, any_reader: bool = True) -> Iterator[PublicAccess]:
    """Whom a resource's policy lets in: everybody, with what they can do.

    ``barrier``: whether something keeps a public policy from working.  ``any_reader``: False where being open to
    everybody is what the resource is for, and only a wildcard of actions is too much.
    """
    audience = "everyone with an AWS account, or on the internet,"
    found = False
    for statement in document.statements:
        if not statement.allow or statement.narrowed:
            continue
        public = _public(statement)
        if public is None:
            continue
        audience, of = "everyone with an AWS account, or on the internet,", part
        if narrows_if_present(statement.conditions):
            audience, of = "everyone whose request lacks the keys of the condition", f"{part}-absent-key"
        if barrier is not None:
            public = _unless(public, barrier)
        if any_action(statement):
            found = True
            yield PublicAccess(resource=resource, what=what, part=f"{of}-any-action", audience=audience,
                               access=access(statement), public=public)
        if any_reader:
            found = True
            yield PublicAccess(resource=resource, what=what, part=of, audience=audience, public=public,
                               access=access(statement))
    if not found and document.unknown is not None and any_reader:
        unknown: Fact[bool] = document.unknown
        yield PublicAccess(resource=resource, what=what, part=part, audience="everyone",
                           public=unknown if barrier is None else _unless(unknown, barrier))


def any_action(statement: Statement) -> bool:
    """Whether a statement allows every action, or every one of a service."""
    return any(not a.rpartition(":")[2].strip("*") for a in statement.actions)


def _public(statement: Statement) -> Fact[bool] | None:
    """Whether everybody is a principal; None where certainly not."""
    evidence = _principal_evidence(statement)
    everybody = statement.not_principals or any(n == "*" and k in ("AWS", "*") for k, n in statement.principals)
    if everybody and not {"allow", "conditions"} & set(statement.undecided):
        return Fact(True, evidence)
    if statement.unknown is not None and (everybody or "principals" in statement.undecided):
        return Fact(statement.unknown.value, statement.unknown.evidence)
    return None


def _principal_evidence(statement: Statement) -> tuple[Evidence, ...]:
    found = tuple(e for e in statement.evidence if e.path and "rincipal" in str(e.path[-1]))
    return found or statement.evidence


def _unless(public: Fact[bool], barrier: Fact[bool]) -> Fact[bool]:
    if barrier.value is True:
        return Fact(False, barrier.evidence)
    if isinstance(barrier.value, Unknown) and public.value is True:
        return Fact(barrier.value, barrier.evidence)
    return public


def transport(resource: Resource, what: str, document: Document, part: str = "transport-policy") -> DataInTransit:
    """Whether a resource's policy refuses what comes without TLS."""
    if document.unknown is not None and not document.statements:
        return DataInTransit(resource=resource, what=what, part=part, encrypted=document.unknown)
    return DataInTransit(resource=resource, what=what, part=part, encrypted=Fact(tls_only(document), _first(document),
                         "deny everything to everybody where aws:SecureTransport is false"))


def tls_only(document: Document) -> bool:
    """Whether requests without TLS are denied: by a Deny for everybody, or since no Allow admits them."""
    for statement in document.statements:
        if not statement.allow and (requires_tls(statement.conditions) or denies_old_tls(statement.conditions)) and any(
                n == "*" and k in ("AWS", "*") for k, n in statement.principals) and _whole(statement):
            return True
    allowing = [s for s in document.statements if s.allow]
    return bool(allowing) and all(only_with_tls(s.conditions) for s in allowing)


def _whole(denial: Statement) -> bool:
    """Whether a Deny is about both reading and writing objects or messages, not just about one."""
    return any_action(denial) or not denial.actions or len({_does(a.lower().partition(":")[2])
                                                            for a in denial.actions} & {READ, WRITE}) == 2


def _first(document: Document) -> tuple[Evidence, ...]:
    for statement in document.statements:
        for evidence in statement.evidence:
            path = evidence.path
            cut = next((i for i, step in enumerate(path) if str(step).lower() == "statement"), len(path))
            return (Evidence(evidence.resource, path[:cut] or path[:1]),)
    return ()
