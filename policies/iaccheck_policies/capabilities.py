"""What permissions amount to: more rights, other people's credentials, all the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from iaccheck.facets import Ability, Capability
from iaccheck.findings import Severity
from iaccheck.policy import Policy, Verdict, forbid

from .permissions import FAMILY

LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH
NAMED = 4
"""How many of the actions that give an ability are named in a message."""

LESS: dict[tuple[str, ...], Severity] = {("own-token",): LOW, ("pass-role",): MEDIUM}
"""Where what gives an ability is less bad: tokens for oneself; half of a way, whose other half stands elsewhere."""

# One row an ability: what is said of it, how bad it is, why, and how to mend it.
ABILITIES = (
    (Ability.PRIVILEGE_ESCALATION, "iam-privilege-escalation", HIGH, "lets its holder gain more rights",
     "Permissions allow privilege escalation", "elevation-of-privilege",
     "Each of these actions is enough to become somebody else, or to widen one's own rights up to administrator.",
     "Take the actions out, or limit them to the identities, roles and functions that they are meant for."),
    (Ability.CREDENTIALS, "iam-credentials-exposure", HIGH, "lets its holder obtain credentials",
     "Permissions allow credentials of others to be made or read", "spoofing",
     "Whoever takes over the holder leaves with credentials that go on working after it has been shut out.",
     "Limit the actions to the resources whose credentials are needed."),
    (Ability.DATA_READING, "iam-data-exfiltration", MEDIUM, "lets its holder read the data of every resource",
     "Permissions allow all data to be read", "information-disclosure",
     "One stolen credential reads every object, secret and parameter of the account, those of other teams too.",
     "Name the buckets, secrets and parameters that are read."),
    (Ability.PERMISSIONS_MANAGEMENT, "iam-permissions-management", HIGH,
     "lets its holder change who may use any resource",
     "Permissions allow permissions to be managed without constraint", "elevation-of-privilege",
     "The holder can open resources to other accounts or to everybody, or let itself in.",
     "Limit the actions to the resources concerned, or leave them to the pipeline that deploys policies."),
    (Ability.WRITING, "iam-unconstrained-write", LOW, "lets its holder change every resource of a kind",
     "Permissions allow writing without constraint", "tampering",
     "A mistake, or a stolen credential, changes or deletes what has nothing to do with the holder's task.",
     "Name the resources that are written."),
    (Ability.IDENTITY_ADMINISTRATION, "iam-identity-administration", HIGH,
     "gives every permission over identities and policies",
     "Permissions allow everything of the identity service", "elevation-of-privilege",
     "Whoever manages identities can make itself an administrator: this is the same as allowing everything.",
     "List the identity actions that are needed, and limit them to certain identities."),
    (Ability.STORAGE_ADMINISTRATION, "iam-storage-administration", HIGH, "gives every permission over object storage",
     "Permissions allow everything of the object store", "information-disclosure",
     "The holder can read, delete and publish the content of every bucket that the permission covers.",
     "List the actions that are needed, on the buckets that they are needed for."),
    (Ability.BEYOND_PURPOSE, "iam-beyond-purpose", LOW, "allows something else than what it is made for",
     "A permission allows something else than its purpose", "elevation-of-privilege",
     "Callers that should only use a thing can change it, or the use that was meant does not work.",
     "Allow exactly the action that callers need."),
    (Ability.SENSITIVE_RESOURCES, "iam-sensitive-resources", MEDIUM, "gives every permission over sensitive resources",
     "Permissions allow everything with sensitive resources", "elevation-of-privilege",
     "Whoever controls workloads, secrets or roles runs code, reads credentials and gives itself more rights.",
     "List what is done with them: reading is seldom changing."),
    (Ability.REMOTE_EXECUTION, "rbac-remote-execution", MEDIUM, "lets its holder into what others run",
     "Permissions allow commands in the workloads of others", "elevation-of-privilege",
     "A shell in a workload has its secrets, its files and its identity, and leaves few traces.",
     "Keep it for emergencies, and for named workloads."),
    (Ability.WORKLOAD_CONTROL, "rbac-workload-control", LOW, "lets its holder run programs",
     "Permissions allow workloads to be made or changed", "elevation-of-privilege",
     "Whoever starts a pod uses any service account and any secret of its namespace.",
     "Leave it to what deploys."),
    (Ability.CLUSTER_CONFIGURATION, "rbac-cluster-configuration", LOW, "lets its holder change what others rely on",
     "Permissions allow configuration to be changed that others rely on", "tampering",
     "Workloads follow their configuration, and traffic its routes, wherever they are bent to.",
     "Name the objects that are changed."),
    (Ability.EVERY_EXTENSION, "iam-every-extension", LOW, "covers every extension",
     "Permissions cover what extensions bring", "elevation-of-privilege",
     "An extension that brings a resource of the same name is covered without anybody deciding so.",
     "Name the groups that the resources belong to."),
)


def _judge(says: str) -> Callable[[Capability], Iterator[Verdict]]:
    def check(facet: Capability) -> Iterator[Verdict]:
        more = len(facet.by) - NAMED
        named = ", ".join(facet.by[:NAMED]) + (f" and {more} more" if more > 0 else "")
        message = f"{facet.what} {says}" + (f" by {named}" if named else "")
        yield from forbid(facet.given, message, *(c for c in (facet.part, *facet.ways) if c),
                          severity=LESS.get(facet.ways))

    return check


POLICIES = tuple(
    Policy(facet=Capability, subject=ability, check=_judge(says), id=id_, family=FAMILY, severity=severity, title=title,
           why=why, mend=mend, stride=stride)
    for ability, id_, severity, says, title, stride, why, mend in ABILITIES)
