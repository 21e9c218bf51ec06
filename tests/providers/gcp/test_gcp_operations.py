"""Google Cloud's other families: what must be reported, its nearest neighbour that must not, and what a variable
decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_gcp import one, statuses

from iaccheck.findings import Status

CLUSTER, POOL, SQL = "google_container_cluster", "google_container_node_pool", "google_sql_database_instance"
INSTANCE, BUCKET = "google_compute_instance", "google_storage_bucket"
PROVIDER = "google_iam_workload_identity_pool_provider"
GITHUB = 'oidc {;issuer_uri = "https://token.actions.githubusercontent.com";}'
LOG, BOOT, SIGN_IN, UPDATES = "no-service-logging", "unverified-boot", "local-sign-in", "no-automatic-updates"


def flagged(name: str, value: str, version: str = "POSTGRES_16") -> str:
    return (f'database_version = "{version}";settings {{;database_flags {{;name = "{name}";value = {value};}};}}')


def backup(body: str, version: str = "MYSQL_8_0") -> str:
    return f'database_version = "{version}";settings {{;backup_configuration {{;{body};}};}}'


def shield(body: str) -> str:
    return f"shielded_instance_config {{;{body};}}"


def nodes(body: str) -> str:
    return f"node_config {{;{body};}}"


def audit(service: str, *kinds: str) -> str:
    return f'project = "p";service = "{service}";' + ";".join(f'audit_log_config {{;log_type = "{k}";}}' for k in kinds)


def bindings(manager: str, user: str) -> str:
    return ";".join(f'binding {{;role = "roles/cloudkms.{role}";members = ["{member}"];}}'
                    for role, member in (("admin", manager), ("cryptoKeyDecrypter", user)))


CASES = [
    # clusters
    (CLUSTER, SIGN_IN, "client-certificate",
     "master_auth {;client_certificate_config {;issue_client_certificate = true;};}", 'name = "c"'),
    (CLUSTER, "no-fine-grained-access", "legacy-abac", "enable_legacy_abac = true", 'name = "c"'),
    (CLUSTER, LOG, "cluster", 'logging_service = "none"', 'name = "c"'),
    (CLUSTER, "no-monitoring", "cluster", 'monitoring_service = "none"', 'name = "c"'),
    (CLUSTER, "no-flow-logs", "intranode", 'name = "c"', "enable_intranode_visibility = true"),
    (CLUSTER, UPDATES, "release-channel", 'release_channel {;channel = "UNSPECIFIED";}',
     'release_channel {;channel = "STABLE";}'),
    (CLUSTER, UPDATES, "release-channel", 'name = "c"', "enable_autopilot = true"),
    (CLUSTER, "outdated-version", "kubernetes", 'min_master_version = "1.24"', 'min_master_version = "1.99.1-gke.1"'),
    (CLUSTER, "outdated-version", "alpha", "enable_kubernetes_alpha = true", 'name = "c"'),
    (CLUSTER, "untagged-resource", "cluster", 'name = "c"', 'resource_labels = {;a = "b";}'),
    (CLUSTER, "unsigned-code", "cluster", 'binary_authorization {;evaluation_mode = "DISABLED";}',
     'binary_authorization {;evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE";}'),
    (CLUSTER, BOOT, "cluster", "enable_shielded_nodes = false", 'name = "c"'),
    (CLUSTER, "unsound-setting", "inline-node-pool", "node_pool {;}", "remove_default_node_pool = true;node_pool {;}"),
    (CLUSTER, "shared-identity", "nodes", 'name = "c"', "remove_default_node_pool = true"),
    (CLUSTER, "unprotected-metadata", "legacy-endpoints", nodes('metadata = {;disable-legacy-endpoints = false;}'),
     nodes('metadata = {;disable-legacy-endpoints = true;}')),
    (POOL, "shared-identity", "nodes", 'name = "c"', nodes('service_account = "a@b.c"')),
    (POOL, UPDATES, "nodes", "management {;auto_upgrade = false;}", "management {;auto_upgrade = true;}"),
    (POOL, "no-health-check", "nodes", "management {;}", "management {;auto_repair = true;}"),
    (POOL, BOOT, "secure-boot", nodes(""), nodes(shield("enable_secure_boot = true"))),
    (POOL, BOOT, "integrity-monitoring", nodes(shield("enable_integrity_monitoring = false")), nodes("")),
    (POOL, "unprotected-metadata", "metadata-server", nodes(""),
     nodes('workload_metadata_config {;mode = "GKE_METADATA";}')),
    (POOL, "unprotected-metadata", "metadata-shown", nodes('workload_metadata_config {;node_metadata = "EXPOSE";}'),
     nodes('workload_metadata_config {;node_metadata = "SECURE";}')),
    (POOL, "untrusted-image", "node-image", nodes('image_type = "UBUNTU"'), nodes('image_type = "cos_containerd"')),
    # databases
    (SQL, LOG, "log-checkpoints", flagged("log_checkpoints", '"off"'), flagged("log_checkpoints", '"on"')),
    (SQL, LOG, "log-connections", 'database_version = "POSTGRES_16"', 'database_version = "MYSQL_8_0"'),
    (SQL, LOG, "log-temp-files", flagged("log_temp_files", '"10"'), flagged("log_temp_files", '"0"')),
    (SQL, LOG, "log-min-error-statement", flagged("log_min_error_statement", '"panic"'),
     flagged("log_min_error_statement", '"error"')),
    (SQL, "sensitive-logging", "log-min-duration-statement", flagged("log_min_duration_statement", '"99"'),
     flagged("log_min_duration_statement", '"-1"')),
    (SQL, "unconfined-access", "local-infile", flagged("local_infile", '"on"', "MYSQL_8_0"),
     flagged("local_infile", '"on"', "POSTGRES_16")),
    (SQL, SIGN_IN, "contained-database-authentication",
     flagged("contained database authentication", '"on"', "SQLSERVER_2022_STANDARD"),
     flagged("contained database authentication", '"off"', "SQLSERVER_2022_STANDARD")),
    (SQL, "no-backup", "instance", backup("enabled = false"), backup("enabled = true")),
    (SQL, "no-backup", "instance", 'name = "i"', 'master_instance_name = "m"'),
    (SQL, "no-backup", "point-in-time", backup("enabled = true"), backup("enabled = true", "POSTGRES_16")),
    (SQL, "outdated-version", "instance", 'database_version = "POSTGRES_9_6"', 'database_version = "POSTGRES_17"'),
    # machines
    (INSTANCE, BOOT, "undeclared", 'name = "i"', shield("")),
    (INSTANCE, BOOT, "without-vtpm", shield("enable_vtpm = false"), shield("enable_vtpm = true")),
    (INSTANCE, BOOT, "without-integrity", shield("enable_integrity_monitoring = false"), shield("")),
    (INSTANCE, BOOT, "secure-boot", shield(""), shield("enable_secure_boot = true")),
    (INSTANCE, "no-identity-login", "instance", 'metadata = {;enable-oslogin = "FALSE";}', 'name = "i"'),
    (INSTANCE, SIGN_IN, "project-keys", 'name = "i"', "metadata = {;block-project-ssh-keys = true;}"),
    (INSTANCE, SIGN_IN, "project-keys", 'name = "i"', "metadata = {;enable-oslogin = true;}"),
    (INSTANCE, "shared-identity", "instance", "service_account {;scopes = [];}", 'name = "i"'),
    (INSTANCE, "hard-coded-secret", "disk-key", 'boot_disk {;disk_encryption_key_raw = "c2VjcmV0";}',
     'boot_disk {;kms_key_self_link = "k";}'),
    ("google_compute_disk", "hard-coded-secret", "disk-key", 'disk_encryption_key {;raw_key = "c2VjcmV0";}',
     'disk_encryption_key {;kms_key_self_link = "k";}'),
    ("google_compute_project_metadata", "no-identity-login", "project", 'metadata = {;a = "b";}',
     'metadata = {;enable-oslogin = "TRUE";}'),
    ("google_notebooks_instance", BOOT, "vtpm", shield("enable_vtpm = false"), shield("enable_vtpm = true")),
    # identities
    ("google_folder_iam_member", "default-identity-granted", "folder",
     'role = "r";member = "serviceAccount:1-compute@developer.gserviceaccount.com"',
     'role = "r";member = "serviceAccount:own@p.iam.gserviceaccount.com"'),
    ("google_project_iam_binding", "broad-impersonation", "project",
     'role = "roles/iam.serviceAccountTokenCreator";members = ["group:a@b.c"]',
     'role = "roles/storage.admin";members = ["group:a@b.c"]'),
    ("google_organization_iam_member", "broad-impersonation", "organization-management",
     'role = "roles/iam.serviceAccountKeyAdmin";member = "group:a@b.c"', 'role = "r";member = "group:a@b.c"'),
    ("google_project_iam_member", "user-permissions", "project", 'role = "r";member = "user:a@b.c"',
     'role = "r";member = "group:a@b.c"'),
    ("google_project_iam_member", "private-account-granted", "project", 'role = "r";member = "user:a@gmail.com"',
     'role = "r";member = "user:a@b.c"'),
    ("data.google_iam_policy", "no-separation-of-duties", "kms-admin",
     bindings("user:a@b.c", "user:a@b.c"), bindings("user:a@b.c", "user:z@b.c")),
    (PROVIDER, "open-federation", "github-condition", GITHUB,
     f"{GITHUB};attribute_condition = \"assertion.repository_owner == 'us'\""),
    (PROVIDER, "open-federation", "github-subject", f"{GITHUB};attribute_condition = \"assertion.sub == 'repo:us*'\"",
     f"{GITHUB};attribute_condition = \"assertion.sub == 'repo:us/app:ref:refs/heads/main'\""),
    (PROVIDER, "open-federation", "condition", 'oidc {;issuer_uri = "https://a.example";}',
     'oidc {;issuer_uri = "https://a.example";};attribute_condition = "assertion.aud == \'x\'"'),
    # logs
    ("google_project_iam_audit_config", "incomplete-audit", "services", audit("storage.googleapis.com", "DATA_READ"),
     audit("allServices", "DATA_READ")),
    ("google_project_iam_audit_config", "incomplete-audit", "kinds", audit("allServices", "ADMIN_READ"),
     audit("allServices", "DATA_READ", "DATA_WRITE")),
    ("google_project", "no-audit-logging", "project", 'project_id = "q"', 'project_id = "p"'),
    (BUCKET, "no-access-logging", "bucket", 'name = "b"', 'name = "b";logging {;log_bucket = "l";}'),
    (BUCKET, "unsound-setting", "own-logs", 'name = "b";logging {;log_bucket = "b";}',
     'name = "b";logging {;log_bucket = "l";}'),
    (BUCKET, "no-versioning", "bucket", "versioning {;enabled = false;}", "versioning {;enabled = true;}"),
    ("google_compute_subnetwork", "no-flow-logs", "subnetwork", 'name = "s"', "log_config {;}"),
    ("google_compute_subnetwork", "no-flow-logs", "subnetwork", 'name = "s"', 'purpose = "REGIONAL_MANAGED_PROXY"'),
    ("google_compute_security_policy", "weak-web-application-firewall", "log4j",
     'rule {;action = "allow";match {;expr {;expression = "evaluatePreconfiguredExpr(\'cve-canary\')";};};}',
     'rule {;action = "deny(403)";match {;expr {;expression = "evaluatePreconfiguredExpr(\'cve-canary\')";};};}'),
    # data
    ("google_spanner_database", "no-deletion-protection", "drop", 'name = "d"', "enable_drop_protection = true"),
    ("google_bigquery_table", "no-deletion-protection", "table", "deletion_protection = false", 'table_id = "t"'),
    ("google_redis_instance", "no-authentication", "instance", 'name = "r"', "auth_enabled = true"),
    ("google_dialogflow_cx_agent", LOG, "agent", 'display_name = "a"',
     "advanced_settings {;logging_settings {;enable_stackdriver_logging = true;};}"),
]
EVERYTHING_RECORDED = """
resource "google_project_iam_audit_config" "all" {
  project = "p"
  service = "allServices"
  audit_log_config {
    log_type = "DATA_READ"
  }
}
"""


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), CASES)
def test_the_bad_one_fails_and_its_neighbour_does_not(tmp_path: Path, type_: str, policy: str, cause: str, bad: str,
                                                      good: str) -> None:
    beside = EVERYTHING_RECORDED if type_ == "google_project" else ""
    assert statuses(one(tmp_path / "bad", type_, bad, beside), policy, cause) == {Status.FAIL}
    assert statuses(one(tmp_path / "good", type_, good, beside), policy, cause) == set()


OPEN_QUESTIONS = [
    (CLUSTER, "no-fine-grained-access", "enable_legacy_abac = var.v"),
    (POOL, UPDATES, "management {;auto_upgrade = var.v;}"),
    (SQL, "no-backup", backup("enabled = var.v", "POSTGRES_16")),
    (SQL, "unconfined-access", flagged("cross db ownership chaining", "var.v", "SQLSERVER_2022_STANDARD")),
    (INSTANCE, SIGN_IN, "metadata = {;block-project-ssh-keys = var.v;}"),
    (BUCKET, "no-versioning", "versioning {;enabled = var.v;}"),
    ("google_project_iam_member", "broad-impersonation", 'role = var.v;member = "group:a@b.c"'),
    (PROVIDER, "open-federation", f"{GITHUB};attribute_condition = var.v"),
]


@pytest.mark.parametrize(("type_", "policy", "body"), OPEN_QUESTIONS)
def test_what_a_variable_decides_is_unknown(tmp_path: Path, type_: str, policy: str, body: str) -> None:
    findings = [f for f in one(tmp_path, type_, body, 'variable "v" {}') if f.policy == policy]
    assert {f.status for f in findings} == {Status.UNKNOWN}


def test_a_bucket_that_takes_logs_need_not_log(tmp_path: Path) -> None:
    beside = 'resource "google_storage_bucket" "app" {\n  name = "app"\n  logging {\n    log_bucket = %s\n  }\n}\n'
    for index, named in enumerate(('"logs"', "google_storage_bucket.it.name")):
        found = one(tmp_path / str(index), BUCKET, 'name = "logs"', beside % named)
        assert not statuses(found, "no-access-logging", "")


def test_a_sink_keeps_logs_in_a_bucket_that_is_locked(tmp_path: Path) -> None:
    bucket = 'resource "google_storage_bucket" "b" {\n  retention_policy {\n    is_locked = %s\n  }\n}\n'
    body = 'destination = "storage.googleapis.com/${google_storage_bucket.b.name}"'
    for locked, expected in (("true", set()), ("false", {Status.FAIL})):
        found = one(tmp_path / locked, "google_logging_project_sink", body, bucket % locked)
        assert statuses(found, "mutable-storage", "log-bucket") == expected


def test_the_administrator_of_mysql_needs_a_password(tmp_path: Path) -> None:
    user = 'resource "google_sql_user" "u" {\n  instance = google_sql_database_instance.it.name\n  name = "root"\n%s}\n'
    for name, more, expected in (("none", "", {Status.FAIL}), ("some", '  password = "p"\n', set())):
        found = one(tmp_path / name, SQL, 'database_version = "MYSQL_8_0"', user % more)
        assert statuses(found, "no-authentication", "administrator") == expected
