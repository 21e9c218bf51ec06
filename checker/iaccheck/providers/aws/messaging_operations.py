"""How search domains, brokers and workflows are run: logs, nodes, versions, sign-in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of, any_of
from ...graph import Graph, Resource, Unknown, reveal
from .. import Service, attr, control, flag, none_of, one_of, present, read, when
from ..attributes import all_conditions, as_bool, at_least, blocks

DOMAINS = ("aws_elasticsearch_domain", "aws_opensearch_domain", "AWS::Elasticsearch::Domain",
           "AWS::OpenSearchService::Domain")
BROKERS = ("aws_mq_broker", "AWS::AmazonMQ::Broker")
KAFKA = ("aws_msk_cluster", "AWS::MSK::Cluster")
WORKFLOWS = ("aws_mwaa_environment", "AWS::MWAA::Environment")
GRAPHQL = ("aws_appsync_graphql_api", "AWS::AppSync::GraphQLApi")
POOLS = ("aws_cognito_user_pool", "AWS::Cognito::UserPool")
IDENTITIES = ("aws_cognito_identity_pool", "AWS::Cognito::IdentityPool")
_PASSWORDS = "aws_iam_account_password_policy"
_ENGINE = attr("engine_type", "EngineType")
ENOUGH = 3


SERVICE = Service(
    control(*WORKFLOWS, what="Airflow environment", kind=Kind.SERVICE_LOGGING, part="scheduler-log",
            on=flag("logging_configuration.scheduler_logs.enabled", "LoggingConfiguration.SchedulerLogs.Enabled")),
    control(*WORKFLOWS, what="Airflow environment", kind=Kind.SERVICE_LOGGING, part="web-server-log",
            on=flag("logging_configuration.webserver_logs.enabled", "LoggingConfiguration.WebserverLogs.Enabled")),
    control(*WORKFLOWS, what="Airflow environment", kind=Kind.SERVICE_LOGGING, part="worker-log",
            on=flag("logging_configuration.worker_logs.enabled", "LoggingConfiguration.WorkerLogs.Enabled")),
    control(*BROKERS, what="broker", kind=Kind.SERVICE_LOGGING, part="general-log",
            on=flag("logs.general", "Logs.General")),
    control(*BROKERS, what="broker", kind=Kind.AUDIT_LOGGING, part="audit-log",
            on=when(none_of(_ENGINE, ("RabbitMQ",)), flag("logs.audit", "Logs.Audit"))),
    control(*BROKERS, what="broker", kind=Kind.AUTOMATIC_UPDATES, part="broker",
            on=flag("auto_minor_version_upgrade", "AutoMinorVersionUpgrade")),
    control(*GRAPHQL, what="GraphQL API", kind=Kind.SERVICE_LOGGING, part="api",
            on=present("log_config.cloudwatch_logs_role_arn", "LogConfig.CloudWatchLogsRoleArn")),
    control(*GRAPHQL, what="GraphQL API", kind=Kind.SERVICE_LOGGING, part="field-log",
            on=one_of(attr("log_config.field_log_level", "LogConfig.FieldLogLevel", default="NONE"),
                      ("ALL", "ERROR", "INFO", "DEBUG"))),
    control(*IDENTITIES, what="identity pool", kind=Kind.NO_GUEST_ACCESS, part="identity-pool",
            on=flag("allow_unauthenticated_identities", "AllowUnauthenticatedIdentities", wanted=False)),
    control(*POOLS, what="user pool", kind=Kind.MULTI_FACTOR, part="user-pool",
            on=one_of(attr("mfa_configuration", "MfaConfiguration", default="OFF"), ("ON", "OPTIONAL"))),
    control(*DOMAINS[2:], what="search domain", kind=Kind.FINE_GRAINED_ACCESS, part="domain",
            on=flag(None, "AdvancedSecurityOptions.Enabled")),
    control(*DOMAINS[:2], what="search domain", kind=Kind.FINE_GRAINED_ACCESS, part="domain",
            on=all_conditions(flag("advanced_security_options.enabled"),
                              flag("advanced_security_options.internal_user_database_enabled"))),
    control(_PASSWORDS, what="password policy", kind=Kind.PASSWORD_POLICY, part="lowercase",
            on=flag("require_lowercase_characters")),
    control(_PASSWORDS, what="password policy", kind=Kind.PASSWORD_POLICY, part="uppercase",
            on=flag("require_uppercase_characters")),
    control(_PASSWORDS, what="password policy", kind=Kind.PASSWORD_POLICY, part="number",
            on=flag("require_numbers")),
    control(_PASSWORDS, what="password policy", kind=Kind.PASSWORD_POLICY, part="symbol",
            on=flag("require_symbols")),
    control(_PASSWORDS, what="password policy", kind=Kind.PASSWORD_POLICY, part="length",
            on=at_least(attr("minimum_password_length", default=6), 14)),
    control(_PASSWORDS, what="password policy", kind=Kind.PASSWORD_POLICY, part="reuse",
            on=at_least(attr("password_reuse_prevention", default=0), 24)),
    control(_PASSWORDS, what="password policy", kind=Kind.PASSWORD_POLICY, part="unchangeable",
            on=flag("allow_users_to_change_password", default=True)),
    control("AWS::IAM::User", what="the user's password", kind=Kind.PASSWORD_POLICY, part="reset",
            on=when(present(None, "LoginProfile"), flag(None, "LoginProfile.PasswordResetRequired"))),
    control("aws_iam_user_login_profile", what="the user's password", kind=Kind.PASSWORD_POLICY, part="reset",
            on=flag("password_reset_required")),
)


@SERVICE.facet(_PASSWORDS)
def expiry(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Passwords that end within 90 days; 0 is never."""
    age = read(resource, "max_password_age", 0)
    on = age.map(lambda v: str(v).isdigit() and 0 < int(v) <= _DAYS)
    return Control(resource=resource, what="password policy", kind=Kind.PASSWORD_POLICY, part="expiry",
                   on=on.mended(f"set `max_password_age` to {_DAYS} or less"))


_DAYS = 90


# -- search domains


_KINDS = ("AUDIT_LOGS", "ES_APPLICATION_LOGS", "SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS")


@SERVICE.facet(*DOMAINS)
def domain_logs(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Which kinds of logs are published."""
    by_kind, hole = _published(resource)
    name = "log_publishing_options" if resource.dialect == "terraform" else "LogPublishingOptions"
    absent = (Evidence(resource, (name,), None, absent=True),)

    def on(*kinds: str) -> Fact[bool]:
        facts = [by_kind[kind] for kind in kinds if kind in by_kind]
        found = any_of(facts) if facts else Fact(False, absent)
        return hole if hole is not None and found.value is not True else found

    rows = ((Kind.SERVICE_LOGGING, "any-log", on(*_KINDS)), (Kind.AUDIT_LOGGING, "audit-log", on(_KINDS[0])),
            (Kind.SERVICE_LOGGING, "application-log", on(_KINDS[1])),
            (Kind.SERVICE_LOGGING, "slow-log", all_of([on(_KINDS[2]), on(_KINDS[3])])))
    for kind, part, fact in rows:
        yield Control(resource=resource, what="search domain", kind=kind, part=part,
                      on=fact.mended(f"publish the log in `{name}`"))


def _published(resource: Resource) -> tuple[dict[str, Fact[bool]], Fact[bool] | None]:
    found: dict[str, Fact[bool]] = {}
    if resource.dialect == "terraform":
        for option in blocks(resource, "log_publishing_options"):
            kind = option.read("log_type").value
            enabled = option.read("enabled", True).map(lambda v: as_bool(v) is True)
            if isinstance(kind, Unknown):
                return found, Fact(kind, enabled.evidence)
            found[str(kind)] = enabled
        return found, None
    options = read(resource, "LogPublishingOptions")
    if isinstance(options.value, Unknown):
        return found, Fact(options.value, options.evidence)
    for kind in options.value if isinstance(options.value, Mapping) else ():
        if reveal(options.value[kind]) is not None:
            enabled = read(resource, ("LogPublishingOptions", str(kind), "Enabled"), False)
            arn = read(resource, ("LogPublishingOptions", str(kind), "CloudWatchLogsLogGroupArn"))
            found[str(kind)] = all_of([enabled.map(lambda v: as_bool(v) is True),
                                       Fact(isinstance(arn.value, Unknown) or bool(arn.value), arn.evidence)])
    return found, None


_CLUSTER = {"aws_elasticsearch_domain": "cluster_config", "aws_opensearch_domain": "cluster_config",
            "AWS::Elasticsearch::Domain": "ElasticsearchClusterConfig",
            "AWS::OpenSearchService::Domain": "ClusterConfig"}


@SERVICE.facet(*DOMAINS)
def nodes(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether enough nodes are there to survive the loss of one."""
    at, terraform = _CLUSTER[resource.type], resource.dialect == "terraform"

    def number(tf: str, cfn: str) -> Fact[bool]:
        fact = read(resource, f"{at}.{tf if terraform else cfn}", 0)
        return fact.map(lambda v: str(v).isdigit() and int(v) >= ENOUGH)

    def on(tf: str, cfn: str) -> Fact[bool]:
        return read(resource, f"{at}.{tf if terraform else cfn}", False).map(lambda v: as_bool(v) is True)

    masters = all_of([on("dedicated_master_enabled", "DedicatedMasterEnabled"),
                      number("dedicated_master_count", "DedicatedMasterCount")])
    yield Control(resource=resource, what="search domain", kind=Kind.REDUNDANCY, part="masters",
                  on=masters.mended("use three dedicated master nodes"))
    data = all_of([on("zone_awareness_enabled", "ZoneAwarenessEnabled"), number("instance_count", "InstanceCount")])
    yield Control(resource=resource, what="search domain", kind=Kind.REDUNDANCY, part="data-nodes",
                  on=data.mended("use three data nodes in several zones"))


# -- brokers


@SERVICE.facet(*KAFKA)
def kafka_logs(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether the logs of brokers go anywhere."""
    terraform = resource.dialect == "terraform"
    at = "logging_info.broker_logs" if terraform else "LoggingInfo.BrokerLogs"
    places = ("cloudwatch_logs", "firehose", "s3") if terraform else ("CloudWatchLogs", "Firehose", "S3")
    facts = [read(resource, f"{at}.{place}.{'enabled' if terraform else 'Enabled'}", False)
             .map(lambda v: as_bool(v) is True) for place in places]
    return Control(resource=resource, what="Kafka cluster", kind=Kind.SERVICE_LOGGING, part="cluster",
                   on=any_of(facts).mended("send the logs of brokers somewhere"))


_CURRENT = {"ACTIVEMQ": (5, 16), "RABBITMQ": (3, 8)}
"""What lies before is no longer offered (Amazon MQ Developer Guide, "Managing engine versions")."""


@SERVICE.facet(*BROKERS)
def broker_version(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether the engine's version is still supported."""
    terraform = resource.dialect == "terraform"
    engine = str(read(resource, "engine_type" if terraform else "EngineType").value).upper()
    version = read(resource, "engine_version" if terraform else "EngineVersion")
    on = version.map(lambda v: _at_least(str(v), _CURRENT.get(engine, (0, 0))))
    return Control(resource=resource, what="broker", kind=Kind.SUPPORTED_VERSION, part="broker",
                   on=on.mended("use a later version"))


def _at_least(version: str, least: tuple[int, int]) -> bool:
    parts = version.split(".")
    if len(parts) < len(least) or not all(p.isdigit() for p in parts[:2]):
        return True
    return (int(parts[0]), int(parts[1])) >= least


# -- secrets


@SERVICE.facet("aws_secretsmanager_secret", "AWS::SecretsManager::Secret")
def rotation(resource: Resource, graph: Graph) -> Control:
    """Whether a secret is replaced by itself."""
    found = any(True for _ in graph.into(resource, "aws_secretsmanager_secret_rotation",
                                         "AWS::SecretsManager::RotationSchedule"))
    return Control(resource=resource, what="secret", kind=Kind.SECRET_ROTATION, part="secret",
                   on=Fact(found, (), "add a rotation for it"))


@SERVICE.facet("aws_secretsmanager_secret_rotation", "AWS::SecretsManager::RotationSchedule")
def rotation_period(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Within 90 days."""
    terraform = resource.dialect == "terraform"
    days = read(resource, "rotation_rules.automatically_after_days" if terraform
                else "RotationRules.AutomaticallyAfterDays")
    rate = read(resource, "rotation_rules.schedule_expression" if terraform else "RotationRules.ScheduleExpression")
    if days.value is None and rate.value is not None:
        on = rate.map(lambda v: not str(v).startswith("rate(") or _rate(str(v)) <= _DAYS)
    else:
        on = days.map(lambda v: str(v).isdigit() and int(v) <= _DAYS)
    return Control(resource=resource, what="rotation of the secret", kind=Kind.SECRET_ROTATION, part="period",
                   on=on.mended(f"rotate it within {_DAYS} days"))


def _rate(text: str) -> float:
    number, _, unit = text[len("rate("):].rstrip(")").partition(" ")
    return (int(number) if number.isdigit() else 0) / (24 if unit.startswith("hour") else 1)
