"""Facets: typed statements about a resource, in words that no provider owns.

Providers make them, policies judge them.  ``part`` says which of several of the kind a resource has (``root-volume``,
``port 22``); it is the usual cause of a finding and so a key of the crosswalk: lower case, words joined by ``-``, never
anything that the input chose.  ``what`` is the thing in a person's words ("the root volume").

A field that is None does not apply to the resource.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from .facts import Evidence, Fact
from .graph import Resource
from .kinds import Kind as Kind  # offered here too


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What all facets have."""

    resource: Resource
    what: str
    part: str = ""

    @property
    def subject(self) -> StrEnum | None:
        """Which of the things of its type it speaks of, where a policy is for one of them only."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataAtRest(Facet):
    """Data that is stored."""

    encrypted: Fact[bool] | None = None
    """Encrypted with any key, the provider's own default included."""
    declared: Fact[bool] | None = None
    """The configuration itself asks for encryption, rather than relying on the provider's default."""
    customer_key: Fact[bool] | None = None
    """Encrypted with a key that the customer manages."""
    additional: bool = False
    """Whether this is a further layer on storage that the provider encrypts anyway (host, infrastructure, …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionKey(Facet):
    """A key that encrypts data."""

    rotated: Fact[bool] | None = None
    usable: Fact[bool] | None = None
    """Enabled, and not about to be deleted."""
    recoverable: Fact[bool] | None = None
    """Deleted only after a waiting time that leaves room to notice."""
    hardware: Fact[bool] | None = None
    """Held in a hardware security module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataInTransit(Facet):
    """Data on the way to, from, or inside a service."""

    encrypted: Fact[bool] | None = None
    """TLS (or the like) is required: false where plain text is accepted as well."""
    minimum_version: Fact[str] | None = None
    """The lowest protocol version accepted: ``ssl2``, ``ssl3``, ``tls1.0``, ``tls1.1``, ``tls1.2``, ``tls1.3``."""
    strong_ciphers: Fact[bool] | None = None
    certificate: Fact[bool] | None = None
    """A certificate of one's own, valid and managed, where one can be set."""
    declared: Fact[bool] | None = None
    """The lowest version is set, where the default has changed between releases of the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAccess(Facet):
    """Data or functions that anybody may use: no credentials of this organisation are needed."""

    public: Fact[bool]
    access: tuple[str, ...] = ()
    """What they may do: of ``read``, ``write``, ``list``, ``delete``, ``administer``, ``invoke``, ``share``."""
    audience: str = "everyone on the internet"
    """Who: or ``every authenticated AWS user``, ``another account``, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEndpoint(Facet):
    """A service's endpoint, and whether networks outside of the organisation can reach it (credentials aside)."""

    reachable: Fact[bool]
    intended: bool = False
    """Whether being reached is what it is made for (an Ingress, a gateway), so that it is worth no more than a note."""


Direction: TypeAlias = Literal["ingress", "egress"]


@dataclass(frozen=True, slots=True)
class TrafficRule:
    """One rule of a firewall."""

    direction: Direction
    allow: bool
    protocol: Fact[str]
    """``tcp``, ``udp``, ``icmp``, ``icmpv6``, ``all``, or a protocol's number."""
    ports: Fact[tuple[tuple[int, int], ...]]
    """Inclusive ranges; ``((0, 65535),)`` for all; empty where ports do not apply."""
    peers: Fact[tuple[str, ...]]
    """CIDR blocks of the other side; names (of groups, tags, services) are left out, anywhere is both zero blocks."""
    evidence: tuple[Evidence, ...]
    """The rule as a whole; the first one's resource and path are where it is written."""
    priority: int = 0
    """Lower goes first; equal where order does not matter."""
    described: Fact[bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficRules(Facet):
    """All rules of one firewall (security group, network ACL, NSG, …) or the one that a rule resource holds."""

    rules: tuple[TrafficRule, ...]
    stateful: bool = True
    """False for network ACLs, which must admit the answers to outgoing connections by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedBy(Facet):
    """A machine or service, and the rules of the firewalls that stand before it."""

    rules: tuple[TrafficRule, ...]
    public_address: Fact[bool] | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy, normalised: single values are tuples, absent ones empty."""

    allow: bool
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[tuple[str, str], ...] = ()
    """``(kind, name)``: ``("AWS", "*")``, ``("Service", "ec2.amazonaws.com")``; ``("*", "*")`` for everybody."""
    not_principals: tuple[tuple[str, str], ...] = ()
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """``(operator, key, values)``, keys in lower case."""
    unknown: Fact[bool] | None = None
    """Set where something in the statement is not known; what is known stands in the fields."""
    undecided: tuple[str, ...] = ()
    """The fields that ``unknown`` concerns: ``allow``, ``actions``, ``resources``, ``principals``, ``conditions``, …"""
    narrowed: bool = False
    """A condition keeps it to certain principals, networks or resources."""
    needs_any_resource: bool = False
    """Every action of it works on all resources or on none: the provider cannot narrow it down."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions(Facet):
    """A policy document: who may do what."""

    kind: Literal["identity", "resource", "trust", "role"]
    """Attached to an identity; to a resource; a role's trust policy; or the definition of a role to be bound."""
    statements: tuple[Statement, ...] = ()
    unknown: Fact[bool] | None = None
    """Set where the document as a whole is not known."""


class Ability(StrEnum):
    """What a set of permissions amounts to.  A policy judges one of them."""

    PRIVILEGE_ESCALATION = "privilege-escalation"
    """The holder can give itself, or act with, more rights than it was given."""
    CREDENTIALS = "credentials"
    """The holder can make or read credentials of others."""
    DATA_READING = "data-reading"
    """The holder can read the content of every store of a kind: objects, secrets, parameters."""
    PERMISSIONS_MANAGEMENT = "permissions-management"
    """The holder can decide who may use any resource."""
    WRITING = "writing"
    """The holder can change or delete any resource of a kind."""
    IDENTITY_ADMINISTRATION = "identity-administration"
    """The holder has every permission of the service that manages identities."""
    STORAGE_ADMINISTRATION = "storage-administration"
    """The holder has every permission of an object store."""
    BEYOND_PURPOSE = "beyond-purpose"
    """The grant allows something else than the one thing that it is made for."""
    SENSITIVE_RESOURCES = "sensitive-resources"
    """The holder has every permission over what runs code, holds credentials or gives rights."""
    REMOTE_EXECUTION = "remote-execution"
    """The holder can run commands in, or connect to, what others run."""
    WORKLOAD_CONTROL = "workload-control"
    """The holder can have programs run."""
    CLUSTER_CONFIGURATION = "cluster-configuration"
    """The holder can change what others rely on: configuration, networks, admission, certificates."""
    EVERY_EXTENSION = "every-extension"
    """The grant covers things of the same name that extensions bring, today's and tomorrow's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability(Facet):
    """What permissions amount to, whoever wrote them in however many documents."""

    ability: Ability
    given: Fact[bool]
    by: tuple[str, ...] = ()
    """What gives it, in the provider's words: ``iam:PutUserPolicy``, ``iam:PassRole with ec2:RunInstances``."""
    ways: tuple[str, ...] = ()
    """The same as causes: ``iam-put-user-policy``, ``pass-role-run-instances``."""

    @property
    def subject(self) -> Ability:
        """The ability."""
        return self.ability


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGrant(Facet):
    """A named role given to somebody (managed policy attachment, IAM binding, role assignment, RoleBinding)."""

    administrator: Fact[bool] | None = None
    """Whether the role allows everything, or nearly so."""
    level: str = ""
    """Where it is given: ``organization``, ``folder``, ``project``, ``subscription``, ``cluster``, ``namespace``, …"""
    grantee: str = ""
    """What kind of identity it is given to: ``service-account``, ``user``, ``group``, ``role``, ``guest``, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container(Facet):
    """One container of a workload with the settings that it has in effect, whatever level they are written at.

    ``part`` is ``init``, ``ephemeral``, or empty for one that runs all the time.
    """

    image: Fact[str] | None = None
    always_pulled: Fact[bool] | None = None
    """The registry is asked for the image each time it starts."""
    privileged: Fact[bool] | None = None
    can_escalate: Fact[bool] | None = None
    """A program in it can gain more rights than the one that started it."""
    escalation_asked: bool = False
    """Whether that is asked for, rather than the default."""
    root: Fact[bool] | None = None
    """It runs as root, or may."""
    user: Fact[int | None] | None = None
    """The user's number; None where the image decides."""
    group: Fact[int | None] | None = None
    groups: Fact[tuple[int, ...]] | None = None
    """All groups that are set: primary, supplementary, of volumes."""
    writable_root: Fact[bool] | None = None
    added: Fact[tuple[str, ...]] | None = None
    """Capabilities, in capitals without ``CAP_``."""
    dropped: Fact[tuple[str, ...]] | None = None
    seccomp: Fact[str] | None = None
    """``default``, ``custom``, ``unconfined``, or empty where none is set."""
    apparmor: Fact[str] | None = None
    """As ``seccomp``."""
    unmasked_proc: Fact[bool] | None = None
    selinux: Fact[bool] | None = None
    """SELinux options beyond the types made for containers are set."""
    host_process: Fact[bool] | None = None
    """It is a process of its (Windows) host."""
    host_ports: Fact[tuple[int, ...]] | None = None
    ports: Fact[tuple[int, ...]] | None = None
    cpu_request: Fact[bool] | None = None
    """Whether it is set, as the next."""
    cpu_limit: Fact[bool] | None = None
    memory_request: Fact[bool] | None = None
    memory_limit: Fact[bool] | None = None
    liveness: Fact[bool] | None = None
    """Something notices when it hangs."""
    readiness: Fact[bool] | None = None
    secret_variables: Fact[bool] | None = None
    """Environment variables are filled with secrets of the cluster."""
    settled: Fact[bool] | None = None
    """It has security settings of its own at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HardcodedSecret(Facet):
    """A place that takes a secret.  The facts name the place, never the value."""

    written: Fact[bool]
    """The secret stands in the configuration itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Facet):
    """One protective setting that is on or off."""

    kind: Kind
    on: Fact[bool]

    @property
    def subject(self) -> Kind:
        """The kind."""
        return self.kind
