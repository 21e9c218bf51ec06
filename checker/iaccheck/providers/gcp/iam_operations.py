"""Identities of Google Cloud: to whom roles are given, who may act as whom, whose tokens are trusted.

Sources: "Best practices for using service accounts", "Roles for service account authentication", "Configure Workload
Identity Federation with deployment pipelines", "Configure Data Access audit logs".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service, read
from ..attributes import Block, blocks, elements, set_at_all
from ._members import Grant, grants
from .iam import DEFAULT_ACCOUNT, LEVELS

PROJECT, PROVIDER = "google_project", "google_iam_workload_identity_pool_provider"
AUDITS = tuple(f"google_{level}_iam_audit_config" for level in LEVELS)
GIVEN = (*(f"google_{level}_iam_{way}" for level in LEVELS for way in ("member", "binding", "policy")),
         "data.google_iam_policy")
DEFAULTS = (DEFAULT_ACCOUNT, "@appspot.gserviceaccount.com")
DEFAULT_SOURCES = ("data.google_compute_default_service_account.", "data.google_app_engine_default_service_account.")
IMPERSONATION = frozenset(f"roles/iam.{name}" for name in ("serviceAccountUser", "serviceAccountTokenCreator"))
MANAGEMENT = frozenset({
    *(f"roles/iam.{name}" for name in ("securityAdmin", "serviceAccountAdmin", "serviceAccountKeyAdmin",
                                       "workloadIdentityUser")),
    "roles/dataproc.admin", "roles/dataproc.editor", "roles/dataproc.serviceAgent", "roles/dataflow.developer",
    "roles/resourcemanager.folderAdmin", "roles/resourcemanager.folderIamAdmin",
    "roles/resourcemanager.projectIamAdmin", "roles/resourcemanager.organizationAdmin",
    "roles/serverless.serviceAgent"})
"""Roles with which one gets at every service account below, by managing them or by running things as them."""
PRIVATE_DOMAINS = ("@gmail.com", "@googlemail.com", "@outlook.com", "@hotmail.com", "@yahoo.com")
GITHUB = "token.actions.githubusercontent.com"
_REPOSITORY = re.compile(r"repo:[\w.-]+/[\w.-]+:")
_COMPARED = re.compile(r"assertion\.(?:sub|repository(?:_owner)?(?:_id)?)\b")
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")
SERVICE = Service()


@SERVICE.facet(*GIVEN)
def given(resource: Resource, graph: Graph) -> Iterator[Control]:
    """What a grant says of identities: default accounts, single and private users, impersonation."""
    level = next((x for x in LEVELS if resource.type.startswith(f"google_{x}_")), "")
    what = f"IAM of the {level or 'resource'}"
    for grant in grants(resource, graph):
        members = list(map(reveal, elements(grant.members.value)))
        at = grant.members.evidence
        if level:
            yield Control(resource=resource, what=what, kind=Kind.NO_DEFAULT_IDENTITY_ROLES, part=level, on=Fact(
                not any(map(_default, members)), at, "give the role to a service account made for the purpose"))
            yield from _impersonation(resource, what, level, grant)
        if level == "project" or not level:
            text = [m.prefix if isinstance(m, Unknown) else str(m) for m in members]
            yield Control(resource=resource, what=what, kind=Kind.NO_PERSONAL_PERMISSIONS, part=level or "policy",
                          on=Fact(not any(t.lower().startswith("user:") for t in text), at,
                                  "give the role to a group"))
            yield Control(resource=resource, what=what, kind=Kind.ORGANIZATION_IDENTITIES, part=level or "policy",
                          on=Fact(not any(t.lower().endswith(PRIVATE_DOMAINS) for t in text), at,
                                  "give the role to accounts of the organisation"))


def _default(member: Value) -> bool:
    if isinstance(member, Unknown):
        return member.suffix.endswith(DEFAULTS) or member.reference.startswith(DEFAULT_SOURCES)
    return str(member).lower().endswith(DEFAULTS)


def _impersonation(resource: Resource, what: str, level: str, grant: Grant) -> Iterator[Control]:
    mend = "give the role on the one service account that is meant"
    yield Control(resource=resource, what=what, kind=Kind.NARROW_IMPERSONATION, part=level,
                  on=grant.role.map(lambda v: str(v) not in IMPERSONATION).mended(mend))
    yield Control(resource=resource, what=what, kind=Kind.NARROW_IMPERSONATION, part=f"{level}-management",
                  on=grant.role.map(lambda v: str(v) not in MANAGEMENT).mended(mend))


@SERVICE.facet("google_project_iam_policy", "data.google_iam_policy")
def separated(resource: Resource, graph: Graph) -> Control | None:
    """Whether somebody both manages the keys of KMS and uses them."""
    managers: set[str] = set()
    users: set[str] = set()
    for grant in grants(resource, graph):
        role = str(grant.role.known_or("")).lower()
        named = {m for m in map(reveal, elements(grant.members.value)) if isinstance(m, str)}
        if role == "roles/cloudkms.admin":
            managers |= named
        elif role.startswith("roles/cloudkms.cryptokey"):
            users |= named
    if not managers:
        return None
    return Control(resource=resource, what="IAM of KMS", kind=Kind.SEPARATION_OF_DUTIES, part="kms-admin",
                   on=Fact(not managers & users, (Evidence(resource, ()),), "give the two roles to different people"))


@SERVICE.facet("google_service_account_key")
def key(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """A key of a service account that its owner keeps: valid until somebody removes it."""
    return Control(resource=resource, what="key of the service account", kind=Kind.NO_PERMANENT_KEYS,
                   part="service-account", on=Fact(False, (Evidence(resource, ()),),
                                                   "let what runs elsewhere use Workload Identity Federation"))


# -- tokens of others


@SERVICE.facet(PROVIDER)
def federation(provider: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whose tokens are accepted: a condition says it, and names the organisation or repository for GitHub."""
    condition, issuer = read(provider, "attribute_condition"), read(provider, "oidc.issuer_uri", "")
    github = GITHUB in (issuer.value.prefix if isinstance(issuer.value, Unknown) else str(issuer.value))
    declared = set_at_all(condition)
    part = "github-condition" if github else "condition"
    what = "workload identity provider"
    yield Control(resource=provider, what=what, kind=Kind.FEDERATION_NARROWED, part=part,
                  on=declared.mended("write an `attribute_condition` that names the organisation"))
    if github and declared.value is not False:
        yield Control(resource=provider, what=what, kind=Kind.FEDERATION_NARROWED, part="github-subject",
                      on=condition.map(_names_repository).mended(
                          "compare `assertion.repository_owner` or `assertion.sub` with names of yours"))


def _names_repository(condition: Value) -> bool:
    text = str(condition)
    if not _COMPARED.search(text):
        return False
    literals = [a or b for a, b in _LITERAL.findall(text)]
    if re.search(r"assertion\.repository", text):
        return any(v and "*" not in v for v in literals)
    return any(_REPOSITORY.match(v) for v in literals)


# -- audit


@SERVICE.facet(*AUDITS)
def audit(config: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """What one audit configuration records."""
    yield Control(resource=config, what="audit configuration", kind=Kind.AUDIT_COVERAGE, part="services",
                  on=read(config, "service", "").map(lambda v: v == "allServices").mended(
                      'set `service` to "allServices"'))
    yield Control(resource=config, what="audit configuration", kind=Kind.AUDIT_COVERAGE, part="kinds",
                  on=_records(config, "DATA_READ", "DATA_WRITE").mended(
                      "add an `audit_log_config` for DATA_READ and one for DATA_WRITE"))
    yield Control(resource=config, what="audit configuration", kind=Kind.AUDIT_COVERAGE, part="exempted",
                  on=_nobody_exempted(config).mended("leave `exempted_members` out"))


def _kinds(config: Resource) -> list[Block]:
    return blocks(config, "audit_log_config")


def _records(config: Resource, *kinds: str) -> Fact[bool]:
    at = (Evidence(config, ("audit_log_config",)),)
    found = [b.read("log_type", "").value for b in _kinds(config)]
    if all(kind in found for kind in kinds):
        return Fact(True, at)
    return Fact(next((v for v in found if isinstance(v, Unknown)), False), at)


def _nobody_exempted(config: Resource) -> Fact[bool]:
    facts = [set_at_all(b.read("exempted_members")) for b in _kinds(config)]
    return all_of([f.map(lambda v: not v) for f in facts])


@SERVICE.facet(PROJECT)
def project_audit(project: Resource, graph: Graph) -> Control:
    """Whether a project, or all below an organization or folder, is recorded: all services, nobody exempted."""
    configs = [*graph.referring(project, AUDITS[0], via="project", keys=("project_id",)),
               *graph.siblings(project, *AUDITS[1:])]
    complete = any(read(c, "service").value == "allServices" and _records(c, "DATA_READ").value is True
                   and _nobody_exempted(c).value is True for c in configs)
    return Control(resource=project, what="project", kind=Kind.AUDIT_LOGGING, part="project",
                   on=Fact(complete, (Evidence(project, ()),),
                           "add a `google_project_iam_audit_config` for allServices, without exempted members"))
