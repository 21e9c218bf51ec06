"""How Azure's resources are signed in to, logged, kept and updated: one row a setting.

Source: the provider's documentation of each type, for names and defaults; names of its releases 2 and 3 as well.
"""

from __future__ import annotations

from ...facets import Kind
from .. import Condition, Row, Service, any_condition, attr, control, none_of, one_of, present, when
from ..attributes import at_least
from ._common import switch

WEB = ("azurerm_app_service", "azurerm_linux_web_app", "azurerm_windows_web_app")
FUNCTIONS = ("azurerm_function_app", "azurerm_function_app_slot", "azurerm_linux_function_app",
             "azurerm_windows_function_app")
DEBUGGED = (*WEB, "azurerm_linux_function_app", "azurerm_linux_function_app_slot", "azurerm_linux_web_app_slot",
            "azurerm_windows_function_app", "azurerm_windows_function_app_slot", "azurerm_windows_web_app_slot",
            "azurerm_app_service_slot", "azurerm_function_app", "azurerm_function_app_slot")
AKS, ACR, VAULT = "azurerm_kubernetes_cluster", "azurerm_container_registry", "azurerm_key_vault"
STORAGE, SEARCH, PLAN = "azurerm_storage_account", "azurerm_search_service", "azurerm_service_plan"
POSTGRES, FLOWS = "azurerm_postgresql_configuration", "azurerm_network_watcher_flow_log"
CONTACT, DEFENDER = "azurerm_security_center_contact", "azurerm_security_center_subscription_pricing"
ALERTS, LINUX = "azurerm_mssql_server_security_alert_policy", "azurerm_linux_virtual_machine"
WINDOWS, FLEXIBLE = "azurerm_windows_virtual_machine", "azurerm_postgresql_flexible_server"
GEO_REDUNDANT = ("GRS", "RAGRS", "GZRS", "RAGZRS")
YEAR, QUARTER = 365, 90

_PASSWORDS_OFF = switch("disable_password_authentication", default=True)
_ON = one_of(attr("value", default="off"), ("on",))
_LOCAL_AUTH = switch("local_auth_enabled", default=True, wanted=False)

LOCAL_SIGN_IN: tuple[tuple[str, str, Condition], ...] = (
    (ACR, "registry", switch("admin_enabled", wanted=False)),
    (AKS, "cluster", switch("local_account_disabled")),
    ("azurerm_app_configuration", "configuration store", _LOCAL_AUTH),
    ("azurerm_cognitive_account", "Cognitive Services account", _LOCAL_AUTH),
    ("azurerm_cosmosdb_account", "Cosmos DB account", switch("local_authentication_disabled")),
    ("azurerm_eventgrid_domain", "Event Grid domain", _LOCAL_AUTH),
    ("azurerm_eventgrid_topic", "Event Grid topic", _LOCAL_AUTH),
    ("azurerm_machine_learning_compute_cluster", "compute cluster", _LOCAL_AUTH),
    ("azurerm_servicebus_namespace", "Service Bus namespace", _LOCAL_AUTH),
    (LINUX, "virtual machine", _PASSWORDS_OFF),
    ("azurerm_linux_virtual_machine_scale_set", "scale set", _PASSWORDS_OFF),
)
IDENTITIES = (
    ("azurerm_automation_account", "automation account"), ("azurerm_cognitive_account", "Cognitive Services account"),
    ("azurerm_container_group", "container group"), ("azurerm_eventgrid_domain", "Event Grid domain"),
    ("azurerm_eventgrid_topic", "Event Grid topic"), ("azurerm_kusto_cluster", "Data Explorer cluster"),
    ("azurerm_recovery_services_vault", "recovery vault"), (SEARCH, "search service"),
    ("azurerm_servicebus_namespace", "Service Bus namespace"), ("azurerm_web_pubsub", "Web PubSub service"),
    *((web, "web app") for web in WEB), ("azurerm_function_app", "function app"),
)


def _named(name: str) -> Condition:
    return one_of(attr("name"), (name,))


def _parameter(name: str, kind: Kind, condition: Condition = _ON) -> Row:
    """A server parameter of PostgreSQL, which is a resource of its own."""
    return control(POSTGRES, what=f"PostgreSQL server (`{name}`)", kind=kind, part=name.replace("_", "-"),
                   on=when(_named(name), condition))


SERVICE = Service(
    *(control(type_, what=what, kind=Kind.CENTRAL_SIGN_IN, part="local", on=on) for type_, what, on in LOCAL_SIGN_IN),
    *(control(type_, what=what, kind=Kind.MACHINE_IDENTITY, part="identity", on=present("identity"))
      for type_, what in IDENTITIES),
    control(STORAGE, what="storage account", kind=Kind.CENTRAL_SIGN_IN, part="shared-key",
            on=switch("shared_access_key_enabled", default=True, wanted=False)),
    control(STORAGE, what="storage account", kind=Kind.CENTRAL_SIGN_IN, part="local-users",
            on=when(any_condition(present("local_user_enabled"), switch("sftp_enabled")),  # nobody else needs them
                    switch("local_user_enabled", default=True, wanted=False))),
    control("azurerm_virtual_machine", what="virtual machine", kind=Kind.CENTRAL_SIGN_IN, part="local",
            on=when(present("os_profile_linux_config"),
                    switch("os_profile_linux_config.disable_password_authentication"))),
    control(STORAGE, what="shared access signature", kind=Kind.SHORT_SESSION, part="signatures",
            on=present("sas_policy")),
    control(*WEB, "azurerm_function_app", what="web app", kind=Kind.REQUEST_AUTHORIZATION, part="app",
            on=any_condition(switch("auth_settings.enabled"), switch("auth_settings_v2.auth_enabled"))),
    control(*WEB, what="web app", kind=Kind.CLIENT_CERTIFICATE, part="app",
            on=switch("client_certificate_enabled", "client_cert_enabled")),
    control("azurerm_mssql_server", what="SQL server", kind=Kind.IDENTITY_LOGIN, part="server",
            on=present("azuread_administrator")),
    control("azurerm_service_fabric_cluster", what="Service Fabric cluster", kind=Kind.IDENTITY_LOGIN, part="cluster",
            on=present("azure_active_directory.tenant_id")),
    # backups and resilience
    control(ACR, what="registry", kind=Kind.REPLICATION, part="registry",
            on=any_condition(present("georeplications"), present("georeplication_locations"))),
    control(ACR, what="registry", kind=Kind.REDUNDANCY, part="registry", on=switch("zone_redundancy_enabled")),
    control(AKS, what="cluster", kind=Kind.REDUNDANCY, part="paid-tier",
            on=none_of(attr("sku_tier", default="Free"), ("Free",), 'set `sku_tier` to "Standard"')),
    control("azurerm_app_configuration", what="configuration store", kind=Kind.DELETION_PROTECTION, part="purge",
            on=switch("purge_protection_enabled")),
    control(*WEB, what="web app", kind=Kind.HEALTH_CHECK, part="app", on=present("site_config.health_check_path")),
    control(PLAN, what="App Service plan", kind=Kind.REDUNDANCY, part="zones", on=switch("zone_balancing_enabled")),
    control("azurerm_app_service_environment_v3", what="App Service environment", kind=Kind.REDUNDANCY, part="zones",
            on=switch("zone_redundant")),
    control("azurerm_mssql_database", what="SQL database", kind=Kind.REDUNDANCY, part="zones",
            on=switch("zone_redundant")),
    control(VAULT, what="key vault", kind=Kind.DELETION_PROTECTION, part="purge",
            on=switch("purge_protection_enabled")),
    control("azurerm_mariadb_server", "azurerm_mysql_server", "azurerm_mysql_flexible_server",
            "azurerm_postgresql_server", FLEXIBLE, what="database server", kind=Kind.BACKUP, part="other-region",
            on=switch("geo_redundant_backup_enabled")),
    control("azurerm_redis_cache", what="Redis cache", kind=Kind.REDUNDANCY, part="cache",
            on=none_of(attr("sku_name"), ("Basic",), 'set `sku_name` to "Standard" or "Premium"')),
    control(SEARCH, what="search service", kind=Kind.REDUNDANCY, part="queries",
            on=at_least(attr("replica_count", default=1), 2)),
    control(SEARCH, what="search service", kind=Kind.REDUNDANCY, part="updates",
            on=at_least(attr("replica_count", default=1), 3)),
    control(STORAGE, what="storage account", kind=Kind.REPLICATION, part="account",
            on=one_of(attr("account_replication_type"), GEO_REDUNDANT)),
    # logs
    control(AKS, what="cluster", kind=Kind.SERVICE_LOGGING, part="cluster",
            on=any_condition(present("oms_agent.log_analytics_workspace_id"),
                             switch("addon_profile.oms_agent.enabled"))),
    control(*WEB, what="web app", kind=Kind.SERVICE_LOGGING, part="errors",
            on=switch("logs.detailed_error_messages", "logs.detailed_error_messages_enabled")),
    control(*WEB, what="web app", kind=Kind.TRACING, part="app",
            on=switch("logs.failed_request_tracing", "logs.failed_request_tracing_enabled")),
    control(*WEB, what="web app", kind=Kind.ACCESS_LOGGING, part="app", on=present("logs.http_logs")),
    control(FLOWS, what="network security group", kind=Kind.FLOW_LOGGING, part="flow-log", on=switch("enabled")),
    control(DEFENDER, what="Defender for Cloud", kind=Kind.THREAT_DETECTION, part="plan",
            on=one_of(attr("tier"), ("Standard",))),
    control("azurerm_postgresql_server", "azurerm_mysql_server", what="database server", kind=Kind.THREAT_DETECTION,
            part="server", on=switch("threat_detection_policy.enabled")),
    control(CONTACT, what="security contact", kind=Kind.ALERTING, part="alerts", on=switch("alert_notifications")),
    control(CONTACT, what="security contact", kind=Kind.ALERTING, part="administrators",
            on=switch("alerts_to_admins")),
    control(CONTACT, what="security contact", kind=Kind.ALERTING, part="phone", on=present("phone")),
    control(CONTACT, what="security contact", kind=Kind.ALERTING, part="email", on=present("email")),
    control(ALERTS, what="alert policy", kind=Kind.ALERTING, part="addresses", on=present("email_addresses")),
    control(ALERTS, what="alert policy", kind=Kind.ALERTING, part="administrators", on=switch("email_account_admins")),
    _parameter("log_checkpoints", Kind.SERVICE_LOGGING),
    _parameter("log_connections", Kind.SERVICE_LOGGING),
    _parameter("log_disconnections", Kind.SERVICE_LOGGING),
    _parameter("log_duration", Kind.SERVICE_LOGGING),
    _parameter("log_retention", Kind.LOG_RETENTION),
    _parameter("log_retention_days", Kind.LOG_RETENTION, at_least(attr("value", default=3), 4)),
    _parameter("connection_throttling", Kind.USAGE_LIMITS),
    control("azurerm_monitor_log_profile", what="log profile", kind=Kind.LOG_RETENTION, part="profile",
            on=when(switch("retention_policy.enabled"),
                    any_condition(at_least(attr("retention_policy.days", default=0), YEAR),
                                  one_of(attr("retention_policy.days", default=0), (0,))))),
    # updates
    control(AKS, what="cluster", kind=Kind.AUTOMATIC_UPDATES, part="channel",
            on=any_condition(*(none_of(attr(name, default="none"), ("none",), f"set `{name}`")
                               for name in ("automatic_upgrade_channel", "automatic_channel_upgrade")))),
    control(WINDOWS, "azurerm_windows_virtual_machine_scale_set", what="virtual machine", kind=Kind.AUTOMATIC_UPDATES,
            part="machine", on=switch("automatic_updates_enabled", "enable_automatic_updates", default=True)),
    control("azurerm_redis_cache", what="Redis cache", kind=Kind.AUTOMATIC_UPDATES, part="schedule",
            on=present("patch_schedule")),
    # secrets
    control(AKS, what="secret that the cluster reads from a vault", kind=Kind.SECRET_ROTATION, part="cluster",
            on=switch("key_vault_secrets_provider.secret_rotation_enabled")),
    control("azurerm_key_vault_key", what="key", kind=Kind.SECRET_ROTATION, part="expiry",
            on=present("expiration_date")),
    control("azurerm_key_vault_secret", what="secret", kind=Kind.SECRET_ROTATION, part="expiry",
            on=present("expiration_date")),
    # governance and hardening
    control("azurerm_key_vault_secret", what="secret", kind=Kind.DESCRIBED, part="content-type",
            on=present("content_type")),
    control("azurerm_cosmosdb_account", what="Cosmos DB account", kind=Kind.TAGGED, part="account",
            on=present("tags")),
    control(AKS, what="cluster", kind=Kind.SECURITY_CONFIGURATION, part="azure-policy",
            on=switch("azure_policy_enabled", "addon_profile.azure_policy.enabled")),
    control(ACR, what="registry", kind=Kind.CODE_SIGNED, part="trust",
            on=switch("trust_policy_enabled", "trust_policy.enabled")),
    control(ACR, what="registry", kind=Kind.IMAGE_SCANNING, part="quarantine", on=switch("quarantine_policy_enabled")),
    control(*DEBUGGED, what="app", kind=Kind.CONFINED, part="remote-debugging",
            on=switch("site_config.remote_debugging_enabled", wanted=False)),
)
