"""IAM of projects, folders and organizations: basic roles, and who has them.

Source: "IAM basic and predefined roles reference": Owner and Editor may change nearly everything, Viewer reads it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ...facets import RoleGrant
from ...facts import Fact
from ...graph import Graph, Reason, Resource, Unknown, Value, first_unknown, reveal
from .. import Service, read
from ..attributes import elements
from ._members import Grant, grants

LEVELS = ("project", "folder", "organization")
BASIC = frozenset({"roles/owner", "roles/editor"})
READS_ALL = "roles/viewer"
SERVICE = Service()


@SERVICE.facet(*(f"google_{level}_iam_{way}" for level in LEVELS for way in ("member", "binding", "policy")),
               "data.google_iam_policy")
def granted(resource: Resource, graph: Graph) -> Iterator[RoleGrant]:
    """A role given at a level of the hierarchy."""
    level = next((x for x in LEVELS if resource.type.startswith(f"google_{x}_")), "")
    for grant in grants(resource, graph):
        role = grant.role.map(lambda value: _is_basic(value, level))
        part = "reader-role" if str(grant.role.value).lower() == READS_ALL else "basic-role"
        yield RoleGrant(resource=resource, what=f"IAM of the {level or 'resource'}", part=part, level=level,
                        grantee=_grantee(grant),
                        administrator=role.mended("give a predefined or custom role that allows what is done"))
        if _grantee(grant) == "service-account":
            yield RoleGrant(
                resource=resource, what=f"IAM of the {level or 'resource'}", part="administrative-role",
                grantee="service-account-admin",
                administrator=grant.role.map(_is_administrative).mended("give a role without administration"))


def _is_basic(role: Value, level: str) -> bool:
    text = str(role).lower()
    return text in BASIC or (text == READS_ALL and level != "")


def _is_administrative(role: Value) -> bool:
    """Owner and Editor, and the predefined roles that administer a service."""
    text = str(role).lower()
    return text in BASIC or (text.startswith("roles/") and text.rstrip("s").endswith("admin"))


def _grantee(grant: Grant) -> str:
    for member in map(reveal, elements(grant.members.value)):
        text = member.prefix or member.reference if isinstance(member, Unknown) else str(member)
        if text.lower().startswith("serviceaccount:") or "google_service_account." in text:
            return "service-account"
        if text.lower().startswith("user:"):
            return "user"
    return ""


@SERVICE.computes("data.google_iam_policy", "policy_data")
def policy_data(attributes: Mapping[str, Value]) -> Value:
    """The document that the data source makes of its bindings."""
    bindings = [{"role": reveal(b.get("role")), "members": reveal(b.get("members"))}
                for b in map(reveal, elements(attributes.get("binding"))) if isinstance(b, Mapping)]
    document = {"bindings": bindings}
    unknown = first_unknown(document)
    if unknown is not None:
        return Unknown(Reason.PARTIAL, unknown.reference, prefix="{", suffix="}", not_null=True, kind="string",
                       document=document)
    try:
        return json.dumps(document)
    except (TypeError, ValueError):
        return Unknown(Reason.DATA_SOURCE)


INSTANCES = ("google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template",
             "google_compute_instance_from_template")
FULL = frozenset({"cloud-platform", "https://www.googleapis.com/auth/cloud-platform"})
DEFAULT_ACCOUNT = "-compute@developer.gserviceaccount.com"


def made_by_gke(instance: Resource) -> Fact[bool]:
    """Whether it is a node of a GKE cluster, which names it so, lets it forward for its pods, and is judged itself."""
    name = read(instance, "name", "")
    return Fact(isinstance(name.value, str) and name.value.startswith("gke-"), name.evidence)


@SERVICE.facet(*INSTANCES)
def scopes(instance: Resource, graph: Graph) -> Iterator[RoleGrant]:  # noqa: ARG001
    """The scopes that an instance's service account may use: all of Cloud, or some.

    GKE makes its nodes with the default account; they are the cluster's to judge.
    """
    if reveal(instance.attributes.get("service_account")) in (None, []):
        return
    given, email = read(instance, "service_account.scopes", []), read(instance, "service_account.email")
    full = Fact(_full(given.value), given.evidence, "list the scopes that the programs on it need")
    default = email.evidence[0].absent or (isinstance(email.value, str) and email.value.endswith(DEFAULT_ACCOUNT))
    default = default and made_by_gke(instance).value is not True
    yield RoleGrant(resource=instance, what="service account of the instance", part="all-scopes", administrator=full,
                    grantee="default-account" if default else "service-account")


def _full(scopes: Value) -> bool | Unknown:
    if isinstance(scopes, Unknown):
        return scopes
    values = [reveal(s) for s in elements(scopes)]
    if any(isinstance(v, str) and v.lower() in FULL for v in values):
        return True
    return next((v for v in values if isinstance(v, Unknown)), False)
