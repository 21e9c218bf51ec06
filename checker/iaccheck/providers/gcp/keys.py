"""Whose key encrypts: Google encrypts everything at rest with keys of its own, customer-managed keys (CMEK) are chosen.

Source: "Default encryption at rest" and "Customer-managed encryption keys" of Google Cloud's documentation.
"""

from __future__ import annotations

from collections.abc import Callable

from ...facets import EncryptionKey
from ...facts import Fact, all_of
from ...graph import Graph, Resource
from .. import Block, Condition, Service, any_condition, key_encrypts, present, read, read_all
from ..attributes import set_at_all

MOST_SECONDS = 90 * 24 * 3600
"""CIS Google Cloud, "Ensure KMS encryption keys are rotated within a period of 90 days"."""


def _each(path: str, name: str) -> Condition:
    """Whether each block at ``path`` names a key; nothing where there is no block."""

    def ask(resource: Resource) -> Fact[bool] | None:
        blocks = read_all(resource, f"{path}[]")
        facts = [set_at_all(f) for b in blocks for f in [_below(b, name)]]
        return all_of(facts).mended(f"set `{name}` in every `{path}`") if facts else None

    return ask


def _below(block: Fact[object], name: str) -> Fact[object]:
    at = block.evidence[0]
    return Block(at.resource, at.path, block.value).read(name) if isinstance(block.value, dict) else block


_DISK = any_condition(*(present(f"disk_encryption_key.{n}") for n in (
    "kms_key_self_link", "raw_key", "rsa_encrypted_key")))
_BOOT = any_condition(present("boot_disk.kms_key_self_link"), present("boot_disk.disk_encryption_key_raw"),
                      present("boot_disk.disk_encryption_key_rsa"))

_ROWS: tuple[tuple[str, str, Condition], ...] = (
    ("google_alloydb_cluster", "AlloyDB cluster", present("encryption_config.kms_key_name")),
    ("google_artifact_registry_repository", "artifact repository", present("kms_key_name")),
    ("google_bigquery_dataset", "BigQuery dataset", present("default_encryption_configuration.kms_key_name")),
    ("google_bigquery_table", "BigQuery table", present("encryption_configuration.kms_key_name")),
    ("google_bigtable_instance", "Bigtable instance", _each("cluster", "kms_key_name")),
    ("google_composer_environment", "Composer environment", present("config.encryption_config.kms_key_name")),
    ("google_compute_disk", "disk", _DISK), ("google_compute_region_disk", "disk", _DISK),
    ("google_compute_instance", "boot disk of the instance", _BOOT),
    ("google_dataflow_job", "Dataflow job", present("kms_key_name")),
    ("google_dataproc_cluster", "Dataproc cluster", present("cluster_config.encryption_config.kms_key_name")),
    ("google_document_ai_processor", "Document AI processor", present("kms_key_name")),
    ("google_document_ai_warehouse_location", "Document AI warehouse", present("kms_key")),
    ("google_filestore_instance", "Filestore instance", present("kms_key_name")),
    ("google_logging_project_bucket_config", "log bucket", present("cmek_settings.kms_key_name")),
    ("google_pubsub_topic", "Pub/Sub topic", present("kms_key_name")),
    ("google_redis_instance", "Redis instance", present("customer_managed_key")),
    ("google_spanner_database", "Spanner database", present("encryption_config.kms_key_name")),
    ("google_sql_database_instance", "SQL instance", present("encryption_key_name")),
    ("google_storage_bucket", "bucket", present("encryption.default_kms_key_name")),
    ("google_vertex_ai_dataset", "Vertex AI dataset", present("encryption_spec.kms_key_name")),
    ("google_vertex_ai_endpoint", "Vertex AI endpoint", present("encryption_spec.kms_key_name")),
    ("google_vertex_ai_featurestore", "Vertex AI feature store", present("encryption_spec.kms_key_name")),
    ("google_vertex_ai_metadata_store", "Vertex AI metadata store", present("encryption_spec.kms_key_name")),
    ("google_vertex_ai_tensorboard", "Vertex AI tensorboard", present("encryption_spec.kms_key_name")),
    ("google_notebooks_instance", "notebook", present("kms_key")),
    ("google_notebooks_runtime", "notebook runtime",
     present("virtual_machine.virtual_machine_config.encryption_config.kms_key")),
)

SERVICE = Service(*(key_encrypts(type_, what=what, key=key) for type_, what, key in _ROWS))


def _workbench(part: str) -> Callable[[Resource], Fact[bool] | None]:
    named = present(f"gce_setup.{part}.kms_key")

    def ask(resource: Resource) -> Fact[bool] | None:
        return None if set_at_all(read(resource, f"gce_setup.{part}")).value is False else named(resource)

    return ask


def _both_disks(resource: Resource) -> Fact[bool]:
    disks = [f for f in (_workbench("boot_disk")(resource), _workbench("data_disks")(resource)) if f is not None]
    if not disks:
        return Fact(False, read(resource, "gce_setup.boot_disk.kms_key").evidence)
    return all_of(disks).mended("set `kms_key` of each disk in `gce_setup`")


SERVICE.rows(key_encrypts("google_workbench_instance", what="disks of the workbench", key=_both_disks))


@SERVICE.facet("google_kms_crypto_key")
def rotation(key: Resource, graph: Graph) -> EncryptionKey | None:  # noqa: ARG001
    """Keys for symmetric encryption rotate by themselves, when told how often; the others cannot."""
    purpose = read(key, "purpose", "ENCRYPT_DECRYPT")
    if isinstance(purpose.value, str) and purpose.value != "ENCRYPT_DECRYPT":
        return None
    period = read(key, "rotation_period")
    return EncryptionKey(resource=key, what="KMS key", part="rotation",
                         rotated=period.map(_often).mended('set `rotation_period` to "7776000s" or less'))


def _often(period: object) -> bool:
    text = str(period)
    number = text.removesuffix("s")  # without the unit it is no duration, and is refused
    return (text != number and number.replace(".", "", 1).isdigit() and len(number) < 20
            and 0 < float(number) <= MOST_SECONDS)
