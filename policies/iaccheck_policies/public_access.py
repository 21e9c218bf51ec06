"""Data, functions and endpoints that anybody can reach."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import Kind, PublicAccess, PublicEndpoint
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, control, forbid, policy

FAMILY = "public-access"
CHANGES = {"write", "delete", "administer"}


@policy(PublicAccess, id="public-data", family=FAMILY, severity=Severity.HIGH,
        title="Data or functions are open to the public",
        why="Anybody who finds the name, and there are search engines for that, can use it without any credentials of "
            "yours. Most large leaks of cloud data were no more than this.",
        mend="Name the principals that need it, and turn on what forbids public access as a whole.")
def public_data(access: PublicAccess) -> Iterator[Verdict]:
    can = " and ".join(access.access) or "use"
    severity = Severity.CRITICAL if CHANGES & set(access.access) else None
    causes = (access.part, *(f"{access.part}-{right}" if access.part else right for right in access.access))
    yield from forbid(access.public, f"{access.audience} can {can} this {access.what}", *causes, severity=severity)


@policy(PublicEndpoint, id="public-endpoint", family=FAMILY, severity=Severity.MEDIUM,
        title="An endpoint can be reached from the internet",
        why="Only credentials stand between the service and everybody: a leaked password, or a flaw in the service, is "
            "enough.",
        mend="Turn public access off and reach the service through a private network or endpoint.")
def public_endpoint(endpoint: PublicEndpoint) -> Iterator[Verdict]:
    yield from forbid(endpoint.reachable, f"{endpoint.what} can be reached from the internet", endpoint.part,
                      severity=Severity.LOW if endpoint.intended else None)


public_access_block = control(
    Kind.PUBLIC_ACCESS_BLOCK, "does not forbid public access", id="public-access-not-blocked", family=FAMILY,
    severity=Severity.MEDIUM, title="Public access is not forbidden",
    why="Nothing stops the next change of an ACL or a policy from making the data public.",
    mend="Turn on every setting that blocks public access, here or for the account.")

acl_disabled = control(
    Kind.ACL_DISABLED, "still takes ACLs into account", id="acls-enabled", family=FAMILY, severity=Severity.LOW,
    title="Access is decided by ACLs as well as policies",
    why="ACLs on single objects give access that no policy shows.",
    mend="Let the owner's policies alone decide access.")

origin_restricted = control(
    Kind.ORIGIN_RESTRICTED, "accepts requests from any origin", id="open-cors", family=FAMILY, severity=Severity.MEDIUM,
    title="Any website may call it from a browser (CORS)",
    why="A hostile page can act with the rights of whoever visits it.", mend="List the origins that need it.")

caller_restricted = control(
    Kind.CALLER_RESTRICTED, "does not say on whose behalf the service may call it", id="unrestricted-service-caller",
    family=FAMILY, severity=Severity.MEDIUM, stride="elevation-of-privilege",
    title="A service may call it on behalf of any account",
    why="Anybody's resource of that service can trigger it: the service is a confused deputy.",
    mend="Limit the permission to the source's ARN or account.")

website = control(
    Kind.NOT_A_WEBSITE, "is served as a website", id="storage-website", family=FAMILY, severity=Severity.MEDIUM,
    title="Storage is served as a website",
    why="A website endpoint needs public objects and has no TLS.",
    mend="Put a content delivery network in front of it.")

access_policy = control(
    Kind.NARROW_ACCESS_POLICY, "has an access policy that allows every operation", id="wide-access-policy",
    family=FAMILY, severity=Severity.MEDIUM, stride="elevation-of-privilege",
    title="A stored access policy allows every operation",
    why="Signatures made from the policy go to clients, and a signature that leaks can read, change and delete all.",
    mend="Allow what the holders of signatures do, and no more; write a second policy for those who write.")

tenants = control(
    Kind.TENANT_BOUNDARY, "lets in everything that runs at the provider, other customers' machines included",
    id="other-tenants-admitted", family=FAMILY, severity=Severity.MEDIUM,
    title="Every customer of the provider can reach it",
    why="A machine at the provider can be rented by anybody, for minutes: this firewall keeps out nobody who tries.",
    mend="Name the addresses or networks of your own services, or reach it through a private endpoint.")

dormant_access = control(
    Kind.NO_DORMANT_ACCESS, "asks for public access that only another setting holds back", id="dormant-public-access",
    family=FAMILY, severity=Severity.LOW, title="Public access is asked for, and held back elsewhere",
    why="The day that the other setting is relaxed, for whatever reason, this becomes public without a change to it.",
    mend="Say what is wanted: take the public grant out, or decide that the data is public.")

permissions_delegated = control(
    Kind.PERMISSIONS_NOT_DELEGATED, "lets others change who has access", id="permissions-delegated", family=FAMILY,
    severity=Severity.MEDIUM, stride="elevation-of-privilege", title="Others may change who has access",
    why="Who can write the access list can give themselves, and everybody, every other right.",
    mend="Grant the rights that are needed on the data, never the right to grant.")

origin_access = control(
    Kind.ORIGIN_ACCESS, "reads its storage as anybody could", id="open-distribution-origin", family=FAMILY,
    severity=Severity.MEDIUM, title="Storage behind a distribution can be reached around it",
    why="For it to work the storage must be public: whoever finds its name passes by the firewall, the signed URLs and "
        "the logs of the distribution.", mend="Give the distribution an identity, and the storage to it alone.")

POLICIES = (dormant_access, permissions_delegated, origin_access,
            public_data, public_endpoint, public_access_block, acl_disabled, origin_restricted, caller_restricted,
            website, access_policy, tenants)
