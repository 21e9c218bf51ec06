"""Trust policies: what somebody from elsewhere has to show to become a role.

Sources: IAM User Guide, "Access to AWS accounts owned by third parties" (external id); GitHub Docs, "About security
hardening with OpenID Connect" (claims of a token's subject).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...facets import Control, Kind, Statement
from ...facts import Fact
from ...graph import Graph, Reason, Resource, Unknown
from ...wildcards import is_pattern, matches
from .. import Service, read
from ._policy_documents import DOCUMENT, Document, attribute_document, data_document

SERVICE = Service()

FOREIGN = re.compile(r"\d{12}|arn:[^:]*:(?:iam|sts)::(\d{12}):.*")
ACCOUNT = re.compile(r"\d{12}")
ISSUER = "token.actions.githubusercontent.com"
# What a subject may begin with that no stranger can choose: not the names of workflows, branches or environments.
NAMING = ("repo", "repository", "repository_id", "repository_owner", "repository_owner_id", "job_workflow_ref",
          "job_workflow_sha", "actor_id", "enterprise", "enterprise_id")
POSITIVE = ("stringequals", "stringequalsignorecase", "stringlike")


@SERVICE.facet("aws_iam_role", "AWS::IAM::Role")
def trust(role: Resource, graph: Graph) -> Iterator[Control]:
    """Who may assume a role, and what they have to show."""
    attribute = "assume_role_policy" if role.dialect == "terraform" else "AssumeRolePolicyDocument"
    found = attribute_document(role, attribute, graph)
    yield from _third_parties(role, found)
    yield from _federation(role, found, "trust", graph)


@SERVICE.facet(DOCUMENT)
def document_trust(resource: Resource, graph: Graph) -> Iterator[Control]:
    """The same of a document as a data source."""
    yield from _federation(resource, data_document(resource), "document", graph)


def foreign(statement: Statement) -> list[str]:
    """The principals that are named by another account's number: not by that of the statement's own resources."""
    own = {account[0] for r in statement.resources if (account := ACCOUNT.search(r))}
    return [name for kind, name in statement.principals if kind == "AWS" and (match := FOREIGN.fullmatch(name))
            and (match[1] or name) not in own]


def _third_parties(role: Resource, found: Document) -> Iterator[Control]:
    asked = [s for s in found.statements if s.allow and _assumes(s, "sts:assumerole") and foreign(s)]
    for statement in asked:
        shown = statement.narrowed or any(
            bool(values) if key == "sts:externalid" else key == "aws:multifactorauthpresent" and "true" in values
            for _, key, values in statement.conditions)
        unknown = statement.unknown if {"conditions", "allow"} & set(statement.undecided) else None
        on = Fact(shown, statement.evidence) if shown or unknown is None else unknown
        yield Control(resource=role, what="trust policy", part="cross-account", kind=Kind.THIRD_PARTY_TRUST,
                      on=on.mended("require `sts:ExternalId`, or `aws:MultiFactorAuthPresent` of people"))


def _federation(resource: Resource, found: Document, part: str, graph: Graph) -> Iterator[Control]:
    for statement in found.statements:
        if statement.allow and any(_is_issuer(name, resource, graph) for _, name in statement.principals) and (
                not statement.actions or _assumes(statement, "sts:assumerolewithwebidentity")):
            named: bool | Unknown = _subject_named(statement.conditions)
            if named is False and statement.unknown is not None and "conditions" in statement.undecided:
                named = statement.unknown.value if isinstance(statement.unknown.value, Unknown) else named
            yield Control(resource=resource, what="trust in GitHub Actions", part=f"github-actions-{part}",
                          kind=Kind.FEDERATION_NARROWED, on=Fact(
                              named, statement.evidence,
                              f"require that `{ISSUER}:sub` begins with your organisation: \"repo:ORG/REPO:…\""))


def _is_issuer(name: str, resource: Resource, graph: Graph) -> bool:
    """Whether a principal is the issuer of GitHub's tokens: by its ARN, or by the URL of the provider it refers to."""
    if ISSUER in name:
        return True
    reference = name.removeprefix("${").removesuffix("}")
    provider = graph.referenced(resource, Unknown(Reason.COMPUTED, reference)) if reference != name else None
    url = "" if provider is None else read(provider, "url" if provider.dialect == "terraform" else "Url").value
    return isinstance(url, str) and ISSUER in url


def _assumes(statement: Statement, action: str) -> bool:
    return any(matches(a.lower(), action) for a in statement.actions)


def _subject_named(conditions: Iterable[tuple[str, str, tuple[str, ...]]]) -> bool | Unknown:
    """Whether a condition admits subjects of one organisation only; all its values must."""
    answer: bool | Unknown = False
    for operator, key, values in conditions:
        issuer, _, claim = key.rpartition(":")
        name = operator.lower().removeprefix("foranyvalue:")
        if not issuer.startswith(ISSUER) or name not in POSITIVE or not values:
            continue
        if claim in ("repository", "repository_owner", "repository_id", "repository_owner_id", "job_workflow_ref"):
            if not any(v.startswith(("*", "?")) for v in values):
                return True
            continue
        if claim != "sub":
            continue
        if all(_is_named(v) for v in values):
            return True
        if all(_is_named(v) or v.startswith("${") for v in values):
            answer = Unknown(Reason.PARTIAL, next(v for v in values if v.startswith("${")).strip("${}"))
    return answer


def _is_named(subject: str) -> bool:
    """Whether a subject names an organisation, in a claim that its members alone can fill in: ``repo:ORG/…``."""
    claim, _, value = subject.partition(":")
    if claim not in NAMING or not value:
        return False
    owner, slash, _ = value.partition("/")
    if claim in ("repo", "repository", "job_workflow_ref"):
        return bool(owner and slash) and not is_pattern(owner)
    return not is_pattern(value.partition(":")[0])
