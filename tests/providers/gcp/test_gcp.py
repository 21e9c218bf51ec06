"""Google Cloud: for each thing that is looked for, what must be reported and its nearest neighbour that must not."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaccheck.findings import Status
from support import scan_resource as one
from support import statuses

PUBLIC, ADMIN, KEY, TLS = "public-data", "administrator-role-granted", "no-customer-managed-key", "missing-tls"
INGRESS, ENDPOINT, ADDRESS = "open-ingress", "public-endpoint", "public-ip-address"


def sql(body: str, version: str = "MYSQL_8_0") -> str:
    return f'database_version = "{version}";settings {{;ip_configuration {{;{body};}};}}'


def firewall(ports: str, sources: str, more: str = "") -> str:
    return f'network = "n";allow {{;protocol = "tcp";ports = {ports};}};{sources};{more}'


CASES = [
    # public data
    ("google_storage_bucket_iam_member", PUBLIC, "iam", 'role = "roles/storage.objectViewer";member = "allUsers"',
     'role = "roles/storage.objectViewer";member = "user:a@example.com"'),
    ("google_storage_bucket_iam_binding", PUBLIC, "iam", 'role = "r";members = ["user:a@b.c", "allAuthenticatedUsers"]',
     'role = "r";members = ["domain:b.c"]'),
    ("google_pubsub_topic_iam_policy", PUBLIC, "iam",
     'policy_data = jsonencode({bindings = [{role = "r", members = ["allUsers"]}]})',
     'policy_data = jsonencode({bindings = [{role = "r", members = ["user:a@b.c"]}]})'),
    ("google_kms_crypto_key_iam_member", PUBLIC, "iam", 'role = "r";member = "AllUsers"',
     'role = "r";member = "group:a@b.c"'),
    ("google_cloud_run_service_iam_member", PUBLIC, "iam-invoke", 'role = "roles/run.invoker";member = "allUsers"',
     'role = "roles/run.invoker";member = "serviceAccount:a@b.c"'),
    ("google_storage_bucket_acl", PUBLIC, "acl", 'bucket = "b";predefined_acl = "publicRead"',
     'bucket = "b";predefined_acl = "private"'),
    ("google_storage_default_object_acl", PUBLIC, "acl", 'bucket = "b";role_entity = ["READER:allUsers"]',
     'bucket = "b";role_entity = ["READER:user-a@b.c"]'),
    ("google_storage_bucket_access_control", PUBLIC, "acl", 'bucket = "b";role = "READER";entity = "allUsers"',
     'bucket = "b";role = "READER";entity = "user-a@b.c"'),
    ("google_bigquery_dataset", PUBLIC, "access", 'access {;role = "READER";special_group = "allAuthenticatedUsers";}',
     'access {;role = "READER";special_group = "projectReaders";}'),
    ("data.google_iam_policy", PUBLIC, "iam", 'binding {;role = "r";members = ["allUsers"];}',
     'binding {;role = "r";members = ["user:a@b.c"];}'),
    ("google_storage_bucket", "acls-enabled", "", 'name = "b"', "uniform_bucket_level_access = true"),
    ("google_storage_bucket", "public-access-not-blocked", "prevention", 'public_access_prevention = "inherited"',
     'public_access_prevention = "enforced"'),
    # permissions
    ("google_project_iam_member", ADMIN, "basic-role", 'role = "roles/editor";member = "user:a@b.c"',
     'role = "roles/storage.admin";member = "user:a@b.c"'),
    ("google_organization_iam_binding", ADMIN, "organization", 'role = "roles/owner";members = ["user:a@b.c"]',
     'role = "roles/browser";members = ["user:a@b.c"]'),
    ("google_project_iam_member", ADMIN, "service-account-admin",
     'role = "roles/compute.admin";member = "serviceAccount:a@b.c"',
     'role = "roles/compute.viewer";member = "serviceAccount:a@b.c"'),
    ("google_compute_instance", ADMIN, "default-account", 'service_account {;scopes = ["cloud-platform"];}',
     'service_account {;scopes = ["storage-ro"];}'),
    ("google_compute_instance", ADMIN, "default-account", 'service_account {;scopes = ["cloud-platform"];}',
     'service_account {;email = "own@p.iam.gserviceaccount.com";scopes = ["cloud-platform"];}'),
    # keys
    ("google_storage_bucket", KEY, "", 'name = "b"', 'encryption {;default_kms_key_name = "k";}'),
    ("google_compute_disk", KEY, "", 'name = "d"', 'disk_encryption_key {;kms_key_self_link = "k";}'),
    ("google_bigtable_instance", KEY, "", 'cluster {;kms_key_name = "k";};cluster {;zone = "z";}',
     'cluster {;kms_key_name = "k";}'),
    ("google_workbench_instance", KEY, "", 'gce_setup {;boot_disk {;kms_key = "k";};data_disks {;disk_type = "t";};}',
     'gce_setup {;boot_disk {;kms_key = "k";};}'),
    ("google_kms_crypto_key", "key-not-rotated", "", 'rotation_period = "7776001s"', 'rotation_period = "7776000s"'),
    ("google_kms_crypto_key", "key-not-rotated", "", 'name = "k"', 'purpose = "ASYMMETRIC_SIGN"'),
    # transit
    ("google_dns_managed_zone", "missing-dnssec", "state", 'dns_name = "a."', 'dnssec_config {;state = "on";}'),
    ("google_dns_managed_zone", "missing-dnssec", "state", 'dns_name = "a."', 'visibility = "private"'),
    ("google_dns_managed_zone", "missing-dnssec", "algorithm",
     'dnssec_config {;state = "on";default_key_specs {;algorithm = "rsasha1";};}',
     'dnssec_config {;state = "on";default_key_specs {;algorithm = "rsasha256";};}'),
    ("google_sql_database_instance", TLS, "ssl-mode", sql("ipv4_enabled = false"), sql('ssl_mode = "ENCRYPTED_ONLY"')),
    ("google_sql_database_instance", TLS, "ssl-mode", sql("require_ssl = false"), sql("require_ssl = true")),
    ("google_sql_database_instance", "no-client-certificate", "", sql('ssl_mode = "ENCRYPTED_ONLY"'),
     sql('ssl_mode = "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"')),
    ("google_sql_database_instance", "no-client-certificate", "", sql('ssl_mode = "ENCRYPTED_ONLY"'),
     sql('ssl_mode = "ENCRYPTED_ONLY"', "SQLSERVER_2019_STANDARD")),
    ("google_redis_instance", TLS, "", 'name = "r"', 'transit_encryption_mode = "SERVER_AUTHENTICATION"'),
    ("google_compute_ssl_policy", "old-tls-version", "", 'profile = "MODERN"',
     'profile = "MODERN";min_tls_version = "TLS_1_2"'),
    ("google_compute_ssl_policy", "weak-ciphers", "", 'profile = "COMPATIBLE"', 'profile = "RESTRICTED"'),
    ("google_compute_ssl_policy", "weak-ciphers", "",
     'profile = "CUSTOM";custom_features = ["TLS_RSA_WITH_AES_128_GCM_SHA256"]',
     'profile = "CUSTOM";custom_features = ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]'),
    ("google_cloudfunctions_function", TLS, "http-trigger", "trigger_http = true",
     'trigger_http = true;https_trigger_security_level = "SECURE_ALWAYS"'),
    ("google_compute_global_forwarding_rule", TLS, "http-proxy", 'target = "projects/p/global/targetHttpProxies/x"',
     'target = "projects/p/global/targetHttpsProxies/x"'),
    # network
    ("google_compute_firewall", INGRESS, "ssh", firewall('["22"]', 'source_ranges = ["0.0.0.0/0"]'),
     firewall('["22"]', 'source_ranges = ["10.0.0.0/8"]')),
    ("google_compute_firewall", INGRESS, "ssh", firewall('["20-30"]', 'source_ranges = ["0.0.0.0/1", "128.0.0.0/1"]'),
     firewall('["20-30"]', 'source_ranges = ["0.0.0.0/0"]', "disabled = true")),
    ("google_compute_firewall", INGRESS, "rdp", firewall('["3389"]', 'source_ranges = ["::/0"]'),
     firewall('["3389"]', 'source_tags = ["bastion"]')),
    ("google_compute_firewall", INGRESS, "any", firewall('["80"]', ""), firewall('["80"]', 'direction = "EGRESS"')),
    ("google_compute_network_firewall_policy_rule", INGRESS, "ssh",
     'action = "allow";match {;src_ip_ranges = ["0.0.0.0/0"];layer4_configs {;ip_protocol = "tcp";ports = [22];};}',
     'action = "deny";match {;src_ip_ranges = ["0.0.0.0/0"];layer4_configs {;ip_protocol = "tcp";ports = [22];};}'),
    ("google_compute_instance", ADDRESS, "instance", "network_interface {;access_config {;};}",
     'network_interface {;network = "n";}'),
    ("google_compute_instance", "ip-forwarding", "", "can_ip_forward = true", 'name = "gke-a";can_ip_forward = true'),
    ("google_compute_instance", "remote-console", "", 'metadata = {;serial-port-enable = "TRUE";}',
     "metadata = {;serial-port-enable = false;}"),
    ("google_compute_project_metadata_item", "remote-console", "", 'key = "serial-port-enable";value = "true"',
     'key = "other";value = "true"'),
    ("google_compute_subnetwork", "traffic-leaves-private-network", "google-access", 'name = "s"',
     'purpose = "REGIONAL_MANAGED_PROXY"'),
    ("google_compute_subnetwork", "traffic-leaves-private-network", "google-access-ipv6",
     'private_ip_google_access = true;stack_type = "IPV4_IPV6"', "private_ip_google_access = true"),
    ("google_project", "default-network", "project", 'name = "p"', "auto_create_network = false"),
    ("google_container_cluster", "no-network-policy", "", 'name = "c"', 'datapath_provider = "ADVANCED_DATAPATH"'),
    ("google_container_cluster", ADDRESS, "nodes", 'name = "c"',
     "private_cluster_config {;enable_private_nodes = true;}"),
    ("google_container_cluster", ENDPOINT, "control-plane",
     'master_authorized_networks_config {;cidr_blocks {;cidr_block = "0.0.0.0/0";};}',
     'master_authorized_networks_config {;cidr_blocks {;cidr_block = "10.0.0.0/8";};}'),
    ("google_sql_database_instance", ENDPOINT, "authorized-networks",
     sql('authorized_networks {;value = "0.0.0.0/0";}'), sql('authorized_networks {;value = "203.0.113.7/32";}')),
    ("google_sql_database_instance", ADDRESS, "address", sql("ipv4_enabled = true"), sql("ipv4_enabled = false")),
    ("google_cloudfunctions2_function", ENDPOINT, "ingress-settings", 'name = "f"',
     'service_config {;ingress_settings = "ALLOW_INTERNAL_ONLY";}'),
    ("google_notebooks_instance", ADDRESS, "", 'name = "n"', "no_public_ip = true"),
]


@pytest.mark.parametrize(("type_", "policy", "cause", "bad", "good"), CASES)
def test_the_bad_one_fails_and_its_neighbour_does_not(tmp_path: Path, type_: str, policy: str, cause: str, bad: str,
                                                      good: str) -> None:
    assert statuses(one(tmp_path / "bad", type_, bad), policy, cause) == {Status.FAIL}
    assert statuses(one(tmp_path / "good", type_, good), policy, cause) == set()


VARIABLE = 'variable "v" {}'
OPEN_QUESTIONS = [
    ("google_storage_bucket_iam_member", PUBLIC, 'role = "r";member = var.v'),
    ("google_storage_bucket_iam_binding", PUBLIC, 'role = "r";members = var.v'),
    ("google_storage_bucket", "acls-enabled", "uniform_bucket_level_access = var.v"),
    ("google_project_iam_member", ADMIN, 'role = var.v;member = "user:a@b.c"'),
    ("google_compute_firewall", INGRESS, firewall('["22"]', "source_ranges = var.v")),
    ("google_sql_database_instance", TLS, sql("ssl_mode = var.v")),
    ("google_compute_instance", ADMIN, "service_account {;scopes = var.v;}"),
]


@pytest.mark.parametrize(("type_", "policy", "body"), OPEN_QUESTIONS)
def test_what_a_variable_decides_is_unknown(tmp_path: Path, type_: str, policy: str, body: str) -> None:
    findings = [f for f in one(tmp_path, type_, body, VARIABLE) if f.policy == policy]
    assert {f.status for f in findings} == {Status.UNKNOWN}
    assert all("var.v" in f.message for f in findings)


def test_public_access_prevention_keeps_out_whom_iam_lets_in(tmp_path: Path) -> None:
    member = 'bucket = google_storage_bucket.b.name;role = "r";member = "allUsers"'
    shut = 'resource "google_storage_bucket" "b" {\n  public_access_prevention = "enforced"\n}\n'
    assert not statuses(one(tmp_path / "shut", "google_storage_bucket_iam_member", member, shut), PUBLIC, "")
    opened = shut.replace("enforced", "inherited")
    assert statuses(one(tmp_path / "open", "google_storage_bucket_iam_member", member, opened), PUBLIC, "")


def test_a_policy_made_by_the_data_source_is_read_through_it(tmp_path: Path) -> None:
    data = ('data "google_iam_policy" "p" {\n  binding {\n    role    = "roles/viewer"\n'
            '    members = ["allUsers"]\n  }\n}\n')
    found = one(tmp_path, "google_storage_bucket_iam_policy",
                'bucket = "b";policy_data = data.google_iam_policy.p.policy_data', data)
    assert statuses(found, PUBLIC, "iam") == {Status.FAIL}


def test_a_key_says_that_what_stands_beside_it_makes_it_public(tmp_path: Path) -> None:
    beside = ('resource "google_kms_crypto_key_iam_member" "m" {\n  crypto_key_id = google_kms_crypto_key.it.id\n'
              '  role = "r"\n  member = "MEMBER"\n}\n')
    public, private = beside.replace("MEMBER", "allUsers"), beside.replace("MEMBER", "user:a@b.c")
    assert statuses(one(tmp_path / "a", "google_kms_crypto_key", "", public), PUBLIC, "granted") == {Status.FAIL}
    assert not statuses(one(tmp_path / "b", "google_kms_crypto_key", "", private), PUBLIC, "granted")


def test_a_network_without_rules_of_its_own_has_no_firewall(tmp_path: Path) -> None:
    rule = ('resource "google_compute_firewall" "f" {\n  network = google_compute_network.it.name\n'
            '  source_ranges = ["10.0.0.0/8"]\n  allow {\n    protocol = "tcp"\n    ports = [22]\n  }\n}\n')
    assert statuses(one(tmp_path / "a", "google_compute_network", ""), "no-firewall", "network") == {Status.FAIL}
    assert not statuses(one(tmp_path / "b", "google_compute_network", "", rule), "no-firewall", "network")


def test_a_load_balancer_that_redirects_to_https_is_fine(tmp_path: Path) -> None:
    proxy = 'resource "google_compute_target_http_proxy" "p" {\n  url_map = google_compute_url_map.m.id\n}\n'
    urls = 'resource "google_compute_url_map" "m" {\n  default_url_redirect {\n    https_redirect = REDIRECT\n  }\n}\n'
    body = "target = google_compute_target_http_proxy.p.id"
    for redirect, expected in (("true", set()), ("false", {Status.FAIL})):
        found = one(tmp_path / redirect, "google_compute_global_forwarding_rule", body,
                    proxy + urls.replace("REDIRECT", redirect))
        assert statuses(found, TLS, "http-proxy") == expected
