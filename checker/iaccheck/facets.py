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


class Kind(StrEnum):
    """What a ``Control`` controls.  A policy judges one kind."""

    # public access
    PUBLIC_ACCESS_BLOCK = "public-access-block"
    """Settings that forbid making data public, whatever else says so."""
    ACL_DISABLED = "acl-disabled"
    """Access is decided by policies alone, not by ACLs."""
    ORIGIN_RESTRICTED = "origin-restricted"
    """Cross-origin requests are accepted from named origins only."""
    CALLER_RESTRICTED = "caller-restricted"
    """A service that may call is limited to one account or resource."""
    NOT_A_WEBSITE = "not-a-website"
    NO_DORMANT_ACCESS = "no-dormant-access"
    """Nothing asks for public access that only another setting holds back."""
    PERMISSIONS_NOT_DELEGATED = "permissions-not-delegated"
    """Nobody but the owner may change who has access."""
    ORIGIN_ACCESS = "origin-access"
    """Storage behind a distribution is reached through it alone."""
    NARROW_ACCESS_POLICY = "narrow-access-policy"
    """Signed access that is handed out allows some operations, not all."""
    TENANT_BOUNDARY = "tenant-boundary"
    """Other customers of the provider are kept out, though they come from the provider's own addresses."""
    # encryption at rest
    EPHEMERAL_DISK = "ephemeral-disk"
    """What a machine writes to its system disk goes when the machine goes."""
    ENCRYPTION_MONITORED = "encryption-monitored"
    """Something watches for storage that is not encrypted."""
    ENCRYPTION_ENFORCED = "encryption-enforced"
    """What encryption is configured holds for every client: none can ask for less."""
    DELETION_WINDOW_DECLARED = "deletion-window-declared"
    """The configuration says how long the deletion of a key can be taken back."""
    # encryption in transit
    STRICT_TRANSPORT = "strict-transport"
    """HSTS."""
    DNSSEC = "dnssec"
    CERTIFICATE_TRANSPARENCY = "certificate-transparency"
    CERTIFICATE_SCOPE = "certificate-scope"
    """A certificate names hosts, not a wildcard."""
    CERTIFICATE_KEY_LENGTH = "certificate-key-length"
    CERTIFICATE_VALID = "certificate-valid"
    SERVER_NAME_INDICATION = "server-name-indication"
    """Clients have to name the server (SNI); those too old for it are turned away."""
    # network
    PRIVATE_NETWORK = "private-network"
    """It is placed in a network of one's own."""
    PRIVATE_ENDPOINT = "private-endpoint"
    """It is reached through a private endpoint or link."""
    NO_PUBLIC_ADDRESS = "no-public-address"
    FIREWALL_DEFAULT_DENY = "firewall-default-deny"
    FIREWALL_ATTACHED = "firewall-attached"
    """A security group, NSG or network policy applies."""
    FIREWALL_OF_ITS_OWN = "firewall-of-its-own"
    """Not the default security group."""
    FIREWALL_EFFECTIVE = "firewall-effective"
    """A firewall whose rules do something: used, not contradictory, not superseded (classic)."""
    FIREWALL_INSPECTION = "firewall-inspection"
    """Threat intelligence, intrusion detection, a network firewall."""
    AUTHENTICATION = "authentication"
    """Clients have to say who they are: a password, a token, an identity."""
    AUTHORIZED_NETWORKS = "authorized-networks"
    """Clients are limited to named address ranges."""
    NARROW_CLIENT_RANGE = "narrow-client-range"
    """The address ranges that may connect are small."""
    NATIVE_POD_NETWORK = "native-pod-network"
    """Pods have addresses of the virtual network, so that its rules and logs apply to each of them."""
    TRUSTED_SERVICES = "trusted-services"
    """The provider's own services can pass the firewall where that is wanted."""
    NETWORK_POLICY = "network-policy"
    WEB_APPLICATION_FIREWALL = "web-application-firewall"
    WEB_APPLICATION_FIREWALL_RULES = "web-application-firewall-rules"
    DDOS_PROTECTION = "ddos-protection"
    HEADER_HARDENING = "header-hardening"
    """A load balancer or distribution drops or sets what protects its clients and backends."""
    GEO_RESTRICTION = "geo-restriction"
    MANUAL_ACCEPTANCE = "manual-acceptance"
    """Connections to the network are accepted by hand."""
    NO_IP_FORWARDING = "no-ip-forwarding"
    NO_DEFAULT_NETWORK = "no-default-network"
    NO_REMOTE_CONSOLE = "no-remote-console"
    """Serial ports, dashboards, SSH into nodes."""
    NO_DEFAULT_PORT = "no-default-port"
    PRIVATE_ROUTING = "private-routing"
    """Traffic to the provider and between parts stays on the private network."""
    NARROW_ROUTE = "narrow-route"
    """Routes to gateways and peers are no wider than needed."""
    DATA_EXFILTRATION_PROTECTION = "data-exfiltration-protection"
    SAFE_INGRESS_ANNOTATIONS = "safe-ingress-annotations"
    PUBLIC_ADDRESS_DECLARED = "public-address-declared"
    """Whether it gets a public address is said, rather than left to its subnet."""
    EGRESS_DECLARED = "egress-declared"
    """A firewall says what may leave, rather than taking the provider's default, everything."""
    DEFAULT_FIREWALL_CLOSED = "default-firewall-closed"
    """The network's default firewall lets nothing through."""
    NETWORK_IN_USE = "network-in-use"
    """A network has the parts without which it does nothing."""
    # identity
    LEAST_PRIVILEGE_MODE = "least-privilege-mode"
    """A service's setting that decides between coarse and fine permissions."""
    MACHINE_IDENTITY = "machine-identity"
    """What runs has an identity of its own to act with, so that nobody has to give it a credential."""
    IDENTITY_OF_ITS_OWN = "identity-of-its-own"
    """What runs acts with an identity that nothing else acts with."""
    RESOURCE_POLICY_DECLARED = "resource-policy-declared"
    """Who may use it is said at the resource itself."""
    NO_OTHER_ACCOUNTS = "no-other-accounts"
    """Identities of other accounts are let in under a condition, or not at all."""
    THIRD_PARTY_TRUST = "third-party-trust"
    """Whoever comes from another account shows more than that: an agreed id, or a second factor."""
    FEDERATION_NARROWED = "federation-narrowed"
    """Tokens of an issuer that everybody can use are accepted for named subjects only."""
    GROUP_HAS_MEMBERS = "group-has-members"
    MEMBER_OF_GROUP = "member-of-group"
    """A user gets its permissions by way of a group."""
    NO_INLINE_POLICIES = "no-inline-policies"
    """Permissions are in policies of their own, that can be seen and used again."""
    NO_PERSONAL_PERMISSIONS = "no-personal-permissions"
    """Permissions are given to groups and roles, not to single users."""
    NO_ROOT_KEYS = "no-root-keys"
    """The owner of the account has no access keys."""
    NO_PERMANENT_KEYS = "no-permanent-keys"
    """Nobody has a key that is valid until somebody takes it away."""
    SINGLE_ACCESS_KEY = "single-access-key"
    NO_CONSOLE_ACCESS = "no-console-access"
    CENTRAL_IDENTITIES = "central-identities"
    """People are known to one identity provider, and not to each account anew."""
    SUPPORT_ROLE = "support-role"
    """Somebody may deal with the provider's support."""
    ACCESS_ANALYZED = "access-analyzed"
    """Something watches for access from outside."""
    ORGANIZATION_GUARDRAILS = "organization-guardrails"
    """An organisation can set limits to what its accounts may do."""
    NO_DEFAULT_IDENTITY_ROLES = "no-default-identity-roles"
    """Identities that the provider makes for whatever has none of its own are given no roles."""
    NARROW_IMPERSONATION = "narrow-impersonation"
    """Who may act as machine identities may do so for named ones."""
    ORGANIZATION_IDENTITIES = "organization-identities"
    """Permissions are given to accounts that the organisation manages."""
    SEPARATION_OF_DUTIES = "separation-of-duties"
    """Who manages a thing is not who uses it."""
    # logging-monitoring
    ACCESS_LOGGING = "access-logging"
    """Who asks for what is logged."""
    SERVICE_LOGGING = "service-logging"
    """A service's own logs are kept."""
    AUDIT_LOGGING = "audit-logging"
    """What administrators and users do is recorded."""
    AUDIT_COVERAGE = "audit-coverage"
    """The record is complete: all regions, all kinds of resources and events."""
    LOG_INTEGRITY = "log-integrity"
    """Changes to logs are noticed."""
    LOG_FORWARDING = "log-forwarding"
    """Logs go where somebody, or something, watches them."""
    LOG_RETENTION = "log-retention"
    """Logs are kept for as long as they are needed, and no longer."""
    NO_SENSITIVE_LOGGING = "no-sensitive-logging"
    """Contents that need protection stay out of the logs."""
    FLOW_LOGGING = "flow-logging"
    """Who talks to whom in a network is logged."""
    METRICS = "metrics"
    """It is measured closely enough to see what is wrong."""
    TRACING = "tracing"
    """Requests can be followed through the services."""
    ALERTING = "alerting"
    """Somebody is told when something happens."""
    THREAT_DETECTION = "threat-detection"
    """The provider's detection of threats is on."""
    # backup-resilience
    BACKUP = "backup"
    """Backups are made."""
    BACKUP_RETENTION = "backup-retention"
    """Backups are kept long enough to notice that they are needed."""
    VERSIONING = "versioning"
    """Former versions of data are kept."""
    DELETION_PROTECTION = "deletion-protection"
    """It cannot be deleted by one mistaken, or stolen, command."""
    REDUNDANCY = "redundancy"
    """It survives the loss of a zone or a node."""
    REPLICATION = "replication"
    """Data has a copy in another region."""
    HEALTH_CHECK = "health-check"
    """What has failed is noticed and replaced."""
    CAPACITY = "capacity"
    """Its capacity follows the load."""
    CONCURRENCY_LIMIT = "concurrency-limit"
    """A limit keeps it from taking what others need."""
    FAILURE_HANDLING = "failure-handling"
    """What could not be processed is kept."""
    RETENTION_RULES = "retention-rules"
    """What is no longer needed goes by itself."""
    IMMUTABLE_STORAGE = "immutable-storage"
    """What is written cannot be changed or deleted for a time."""
    SAFE_REPLACEMENT = "safe-replacement"
    """A replacement is there before the old one goes."""
    # authentication
    REQUEST_AUTHORIZATION = "request-authorization"
    """Requests are authorized."""
    API_KEY = "api-key"
    """Callers have to name themselves with a key."""
    CLIENT_CERTIFICATE = "client-certificate"
    """The other side is known by its certificate."""
    NO_GUEST_ACCESS = "no-guest-access"
    """Nobody gets credentials without signing in."""
    MULTI_FACTOR = "multi-factor"
    """A second factor is asked for."""
    PASSWORD_POLICY = "password-policy"  # noqa: S105 - a kind of setting
    """Passwords are hard to guess and do not last forever."""
    IDENTITY_LOGIN = "identity-login"
    """Clients sign in with identities of the provider, not with passwords."""
    FINE_GRAINED_ACCESS = "fine-grained-access"
    """Users are told apart, each with permissions of its own."""
    CENTRAL_SIGN_IN = "central-sign-in"
    """Nobody signs in with a key, certificate or account that only this thing knows of."""
    SHORT_SESSION = "short-session"
    """Sessions end after a fitting time."""
    # secrets
    SECRET_ROTATION = "secret-rotation"  # noqa: S105 - a kind of setting
    """A secret is replaced regularly."""
    SECRET_STORE = "secret-store"  # noqa: S105 - a kind of setting
    """A secret is taken from a store of secrets when it is needed."""
    # workload-hardening
    NOT_PRIVILEGED = "not-privileged"
    """A workload has no rights over its host."""
    METADATA_PROTECTED = "metadata-protected"
    """Credentials of a machine are not handed to forged requests."""
    VERIFIED_BOOT = "verified-boot"
    """Machines boot what is signed, and notice changes."""
    METADATA_LOCAL = "metadata-local"
    """Only the machine itself reaches its metadata."""
    READ_ONLY_ROOT = "read-only-root"
    """The root file system cannot be written."""
    HOST_SEPARATED = "host-separated"
    """It shares no namespaces with its host."""
    NOT_ROOT = "not-root"
    """It does not run as, or give users, root."""
    CODE_SIGNED = "code-signed"
    """Only code that was signed is run."""
    TRUSTED_IMAGE = "trusted-image"
    """Images come from named owners."""
    RESOURCE_LIMITS = "resource-limits"
    """What it may use of its host is limited, and valid."""
    SECURITY_CONFIGURATION = "security-configuration"
    """The service's set of security settings is applied."""
    HOST_FILES_SEPARATED = "host-files-separated"
    """Files of its host are out of its reach."""
    VOLUMES_RESTRICTED = "volumes-restricted"
    """It mounts volumes of the cluster's own kinds only."""
    SAFE_KERNEL_SETTINGS = "safe-kernel-settings"
    """It changes no settings of the kernel that reach beyond itself."""
    SECURITY_SETTINGS = "security-settings"
    """The workload as a whole has security settings."""
    TOKEN_NOT_MOUNTED = "token-not-mounted"  # noqa: S105 - a kind of setting
    """It gets no credentials for the cluster unless it asks for them."""
    ADMISSION_OF_PODS = "admission-of-pods"
    """What decides about workloads refuses those that endanger their host."""
    # control-plane
    COMPONENT_AUTHENTICATION = "component-authentication"
    """A component of a cluster knows who talks to it."""
    COMPONENT_AUTHORIZATION = "component-authorization"
    """A component of a cluster decides who may do what."""
    COMPONENT_ADMISSION = "component-admission"
    """The cluster checks objects before it takes them."""
    COMPONENT_AUDIT = "component-audit"
    """The cluster records what is asked of it."""
    COMPONENT_TLS = "component-tls"
    """A component of a cluster talks TLS, with certificates of its own."""
    COMPONENT_HARDENING = "component-hardening"
    """A component of a cluster offers no more than it needs to."""
    CONFINED = "confined"
    """Clients are kept to a part, and an identity, of their own."""
    # patching-versioning
    AUTOMATIC_UPDATES = "automatic-updates"
    """Minor updates are installed by themselves."""
    IMAGE_SCANNING = "image-scanning"
    """Images are scanned for known flaws."""
    IMMUTABLE_TAGS = "immutable-tags"
    """A tag names the same image forever."""
    SUPPORTED_VERSION = "supported-version"
    """Its version is supported and has no known flaw."""
    # governance
    DESCRIBED = "described"
    """It says what it is for."""
    TAGGED = "tagged"
    """It has tags."""
    TAGS_COPIED = "tags-copied"
    """Copies keep the tags of what they are made of."""
    IN_USE = "in-use"
    """Something uses it."""
    REVIEW_REQUIRED = "review-required"
    """Changes are approved by others."""
    NAME_GENERATED = "name-generated"
    """Its name is generated."""
    OWN_NAMESPACE = "own-namespace"
    """It lives in a namespace of its own."""
    NO_DEFAULT_NAME = "no-default-name"
    """Its name is not the default one."""
    # other
    CACHING = "caching"
    """Answers are cached."""
    USAGE_LIMITS = "usage-limits"
    """How much callers may use is limited."""
    REQUEST_VALIDATION = "request-validation"
    """Requests are validated before they go on."""
    SOUND_SETTINGS = "sound-settings"
    """A setting has a value that does what it should."""
    ENABLED = "enabled"
    """It is switched on."""


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
