"""IAM of single resources: who may use a bucket, a topic, a key, a function.

One row a kind of resource: its Terraform name, to which ``_iam_member``, ``_iam_binding`` and ``_iam_policy`` are
added, and what it is.  Public access prevention of a bucket keeps out anybody whom IAM would let in.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import PublicAccess
from ...facts import all_of, negate
from ...graph import Graph, Resource
from .. import Service, attr, equals
from ._members import access, grants, public

KINDS = {
    "google_storage_bucket": "bucket", "google_storage_managed_folder": "managed folder",
    "google_artifact_registry_repository": "artifact repository", "google_bigquery_dataset": "BigQuery dataset",
    "google_bigquery_table": "BigQuery table", "google_bigquery_connection": "BigQuery connection",
    "google_bigtable_instance": "Bigtable instance", "google_bigtable_table": "Bigtable table",
    "google_cloud_run_service": "Cloud Run service", "google_cloud_run_v2_service": "Cloud Run service",
    "google_cloud_run_v2_job": "Cloud Run job", "google_cloudfunctions_function": "Cloud Function",
    "google_cloudfunctions2_function": "Cloud Function", "google_compute_disk": "disk", "google_compute_image": "image",
    "google_compute_instance": "instance", "google_compute_snapshot": "snapshot",
    "google_compute_subnetwork": "subnetwork", "google_data_catalog_entry_group": "catalogue entry group",
    "google_data_fusion_instance": "Data Fusion instance", "google_dataproc_cluster": "Dataproc cluster",
    "google_dataproc_job": "Dataproc job", "google_dataproc_metastore_service": "Dataproc metastore",
    "google_dns_managed_zone": "DNS zone", "google_endpoints_service": "Endpoints service",
    "google_healthcare_dataset": "healthcare dataset", "google_healthcare_fhir_store": "FHIR store",
    "google_healthcare_dicom_store": "DICOM store", "google_kms_crypto_key": "KMS key",
    "google_kms_key_ring": "KMS key ring", "google_notebooks_instance": "notebook",
    "google_notebooks_runtime": "notebook runtime",
    "google_pubsub_topic": "Pub/Sub topic", "google_pubsub_subscription": "Pub/Sub subscription",
    "google_pubsub_schema": "Pub/Sub schema", "google_secret_manager_secret": "secret",
    "google_service_account": "service account", "google_sourcerepo_repository": "source repository",
    "google_spanner_database": "Spanner database", "google_spanner_instance": "Spanner instance",
    "google_workbench_instance": "workbench", "google_container_analysis_note": "attestation note",
    "google_project": "project", "google_folder": "folder", "google_organization": "organization",
}
SUFFIXES = ("_iam_member", "_iam_binding", "_iam_policy")
OWNERS = {
    "google_kms_crypto_key": "crypto_key_id", "google_kms_key_ring": "key_ring_id",
    "google_container_registry": "bucket", "google_storage_bucket": "bucket",
}
"""What says of itself that it is public when something beside it makes it so, and how that names it."""

SERVICE = Service()
_PREVENTED = equals(attr("public_access_prevention", default="inherited"), "enforced")


def _kind(type_: str) -> str:
    return KINDS[next(type_.removesuffix(s) for s in SUFFIXES if type_.endswith(s))]


def _given(resource: Resource, graph: Graph, what: str, part: str, about: Resource) -> Iterator[PublicAccess]:
    bucket = graph.target(resource, "bucket", "google_storage_bucket")
    prevented = None if bucket is None else _PREVENTED(bucket)
    for grant in grants(resource, graph):
        fact, audience = public(grant)
        if prevented is not None and fact.value is not False:
            fact = all_of([fact, negate(prevented)]).mended(fact.mend)
        yield PublicAccess(resource=about, what=what, part=part, public=fact, audience=audience,
                           access=access(grant.role.value))


@SERVICE.facet(*(kind + suffix for kind in KINDS for suffix in SUFFIXES))
def given(resource: Resource, graph: Graph) -> Iterator[PublicAccess]:
    """What a member, binding or policy gives to anybody."""
    owner = graph.target(resource, "bucket", "google_container_registry")
    yield from _given(resource, graph, _kind(resource.type), "container-registry" if owner is not None else "iam",
                      resource)


@SERVICE.facet("data.google_iam_policy")
def document(policy: Resource, graph: Graph) -> Iterator[PublicAccess]:
    """The same, written as a document for several resources."""
    for grant in grants(policy, graph):
        fact, audience = public(grant)
        yield PublicAccess(resource=policy, what="resource that the policy is for", part="iam", public=fact,
                           audience=audience, access=access(grant.role.value))


@SERVICE.facet(*OWNERS)
def owner(resource: Resource, graph: Graph) -> Iterator[PublicAccess]:
    """A resource that what stands beside it makes public."""
    via = OWNERS[resource.type]
    base = "google_storage_bucket" if via == "bucket" else resource.type
    found = [a for s in SUFFIXES for edge in graph.into(resource, base + s, attribute=via)
             for a in _given(edge.source, graph, KINDS[base], "granted", resource)]
    yield from (a for a in found if a.public.value is not False)

