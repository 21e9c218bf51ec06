"""Identities: who people and programs are, how they sign in, and where their permissions come from."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import Kind, Permissions, Statement
from iaccheck.findings import Severity
from iaccheck.policy import Policy, Verdict, control, policy

from .permissions import ANY, ANY_RESOURCE, SERVICE, any_principal

FAMILY = "iam-other"
LOW, MEDIUM, HIGH, CRITICAL = Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
ELEVATION, SPOOFING = "elevation-of-privilege", "spoofing"

# One row a kind: how the message ends, id, severity, STRIDE class, title, why, and how to mend it.
CONTROLS = (
    (Kind.MACHINE_IDENTITY, "has no identity of its own", "no-machine-identity", LOW, SPOOFING,
     "What runs has no identity of its own",
     ("A program that needs the provider's services and has no role gets a permanent key, which leaks with its image, "
     "its environment or its logs."), "Give it a role with the permissions that its program needs."),
    (Kind.IDENTITY_OF_ITS_OWN, "acts with an identity that something else acts with", "shared-identity", LOW, ELEVATION,
     "Several things act with one identity",
     "Each has the permissions of all, and the audit log cannot tell them apart.",
     "Give each a role with what it needs."),
    (Kind.RESOURCE_POLICY_DECLARED, "has no policy that says who may use it", "no-resource-policy", LOW, ELEVATION,
     "A resource does not say who may use it",
     "Who may use it follows from every identity's permissions together, and nobody sees at the resource who that is.",
     "Write a policy for it that names who may use it, and for what."),
    (Kind.NO_OTHER_ACCOUNTS, "lets another account in without a condition", "other-account-admitted", MEDIUM, SPOOFING,
     "Another account is let in without a condition",
     "Whoever manages the other account decides who comes in, and nothing here limits that.",
     "Name the account only where it is needed, with a condition on who of it may come from where."),
    (Kind.THIRD_PARTY_TRUST, "lets another account assume the role on its word alone", "unguarded-cross-account-trust",
     MEDIUM, SPOOFING, "Another account can assume a role without external id or second factor",
     ("A service that acts for many customers can be talked into using your role for another of them, and a person's "
     "stolen key needs no second factor."), "Require an external id of services, and a second factor of people."),
    (Kind.FEDERATION_NARROWED, "does not limit whose workflows are let in", "open-federation", HIGH, SPOOFING,
     "A public token issuer is trusted without naming the subject",
     ("The issuer signs tokens for everybody: without a condition on the subject, a workflow in a stranger's "
     "repository can assume the role."),
     "Require that the token's subject begins with your organisation and repository."),
    (Kind.GROUP_HAS_MEMBERS, "has no members", "empty-group", LOW, ELEVATION, "A group has no members",
     "Permissions that nobody has are permissions that nobody reviews, until somebody is put there by mistake.",
     "Name the members, or remove the group."),
    (Kind.MEMBER_OF_GROUP, "belongs to no group", "user-without-group", LOW, ELEVATION, "A user belongs to no group",
     "Permissions that are given user by user drift apart, and stay when somebody changes jobs.",
     "Put the user into the groups that its job has."),
    (Kind.NO_INLINE_POLICIES, "has permissions written into it", "inline-policies", LOW, ELEVATION,
     "Permissions are written into an identity",
     "Inline policies are not seen where policies are reviewed, have no versions and are copied rather than shared.",
     "Move them to a managed policy and attach that."),
    (Kind.NO_PERSONAL_PERMISSIONS, "gives permissions to a single user", "user-permissions", LOW, ELEVATION,
     "Permissions are given to a single user",
     "They are overlooked when rights are reviewed, and stay when the user's job changes.",
     "Attach policies to groups or roles, and put users into groups."),
    (Kind.NO_ROOT_KEYS, "is a key of the account's owner", "root-access-key", CRITICAL, ELEVATION,
     "The account's owner has an access key",
     "The key can do everything, closing the account included, and no policy can limit it.",
     "Delete the key; let a role with the permissions needed do the work."),
    (Kind.NO_PERMANENT_KEYS, "is valid until somebody removes it", "permanent-access-key", LOW, SPOOFING,
     "A permanent access key",
     ("Permanent keys end up in repositories, images and laptops, and are the most common way into an account. A key "
     "that a configuration makes stands in its state besides."),
     "Use roles, whose credentials expire within hours."),
    (Kind.SINGLE_ACCESS_KEY, "has several access keys", "several-access-keys", LOW, SPOOFING,
     "A user has several access keys", ("Two keys are needed for as long as one replaces the other; after that, one of "
     "them is forgotten and never replaced."), "Keep one key."),
    (Kind.NO_CONSOLE_ACCESS, "can sign in to the console with a password", "user-console-access", LOW, SPOOFING,
     "A user has a password for the console",
     "Passwords of single accounts are guessed, reused and not taken away when somebody leaves.",
     "Let people sign in through the identity provider."),
    (Kind.CENTRAL_IDENTITIES, "is known to this account alone", "local-user", LOW, SPOOFING,
     "A user is defined apart from the identity provider",
     "It is not removed when its person leaves, and has a password or key of its own to lose.",
     "Let people sign in through the identity provider, and programs use roles."),
    (Kind.SUPPORT_ROLE, "is attached to no role", "no-support-role", LOW, "denial-of-service",
     "Nobody may deal with the provider's support",
     "When an incident needs the provider's help, only an administrator can ask for it.",
     "Attach the policy for support to a role that the people on duty can assume."),
    (Kind.NO_DEFAULT_IDENTITY_ROLES, "gives a role to an identity that everything without its own acts with",
     "default-identity-granted", MEDIUM, ELEVATION, "A default identity is given a role",
     "Every machine and function that nobody gave an identity has the role, today's and tomorrow's.",
     "Give the role to an identity that was made for one purpose."),
    (Kind.NARROW_IMPERSONATION, "lets somebody act as every service account below", "broad-impersonation", HIGH,
     ELEVATION, "Somebody may act as every service account",
     "Whoever has the role has the permissions of the mightiest service account there, under its name.",
     "Give the role on the service account that is meant."),
    (Kind.ORGANIZATION_IDENTITIES, "gives a role to a private account", "private-account-granted", MEDIUM, SPOOFING,
     "A private account has permissions",
     "Nobody here decides on its password and second factor, or takes it away when its owner goes.",
     "Give roles to accounts that the organisation manages."),
    (Kind.SEPARATION_OF_DUTIES, "lets one person both manage and use it", "no-separation-of-duties", MEDIUM, ELEVATION,
     "Whoever manages a thing uses it too", "One account that is taken over is enough for both.",
     "Give managing and using to different people."),
    (Kind.ACCESS_ANALYZED, "has nothing that watches access from outside", "no-access-analyzer", LOW, ELEVATION,
     "Access from outside is not watched",
     "A policy that lets strangers in is noticed when they have been there.", "Turn the access analyzer on."),
    (Kind.ORGANIZATION_GUARDRAILS, "cannot set limits to its accounts", "no-organization-guardrails", MEDIUM, ELEVATION,
     "An organisation cannot limit its accounts",
     "Without service control policies, an administrator of any account can turn logging off and open data to all.",
     "Enable all features of the organisation, service control policies among them."),
)


@policy(Permissions, id="resource-policy-without-principal", family=FAMILY, severity=LOW,
        title="A resource's policy names no principal",
        why="The provider refuses such a policy, or it allows and denies nobody anything: what was meant is not done.",
        mend="Say whom each statement is about.")
def resource_policy_without_principal(permissions: Permissions) -> Iterator[Verdict]:
    if permissions.kind == "resource" and permissions.part == "policy":
        for statement in permissions.statements:
            if not (statement.principals or statement.not_principals
                    or {"principals", "not_principals"} & set(statement.undecided)):
                yield Verdict(True, f"{permissions.what} has a statement without a principal", ("policy",),
                              statement.evidence)


@policy(Permissions, id="resource-policy-lockout", family=FAMILY, severity=HIGH, stride="denial-of-service",
        title="A resource's policy locks everybody out",
        why="An explicit deny for everybody goes before every permission: nobody can use the resource or repair its "
            "policy any more, except the owner of the account.",
        mend="Exempt the identities that administer it from the deny by a condition, or deny only what must not be.")
def resource_policy_lockout(permissions: Permissions) -> Iterator[Verdict]:
    if permissions.kind == "resource" and permissions.part == "policy":
        for statement in permissions.statements:
            if _locks_out(statement):
                yield Verdict(True, f"{permissions.what} denies everybody everything", ("policy",), statement.evidence)


def _locks_out(statement: Statement) -> bool:
    return (not statement.allow and not statement.undecided and not statement.conditions and any_principal(statement)
            and any(ANY.fullmatch(a) or SERVICE.fullmatch(a) for a in statement.actions)
            and (not (statement.resources or statement.not_resources)
                 or any(ANY_RESOURCE.fullmatch(r) or "/" not in r for r in statement.resources)))


POLICIES: tuple[Policy, ...] = (
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, stride=stride, title=title, why=why, mend=mend)
      for kind, says, id_, severity, stride, title, why, mend in CONTROLS),
    resource_policy_without_principal, resource_policy_lockout)
