"""Compute Engine: instances, templates, project metadata; and what runs on machines of its own: notebooks, workers."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown
from .. import Service, attr, control, equals, flag, not_, present, read, read_all, when
from ..attributes import as_bool
from .iam import INSTANCES, made_by_gke

SERVICE = Service(
    control(*INSTANCES, what="instance", kind=Kind.NO_IP_FORWARDING, part="instance",
            on=when(not_(made_by_gke), flag("can_ip_forward", wanted=False))),
    control("google_cloudbuild_worker_pool", what="build worker", kind=Kind.NO_PUBLIC_ADDRESS, part="workers",
            on=flag("worker_config.no_external_ip")),
    control("google_dataflow_job", "google_dataflow_flex_template_job", what="Dataflow worker",
            kind=Kind.NO_PUBLIC_ADDRESS, part="workers",
            on=equals(attr("ip_configuration", default="WORKER_IP_PUBLIC"), "WORKER_IP_PRIVATE")),
    control("google_data_fusion_instance", what="Data Fusion instance", kind=Kind.NO_PUBLIC_ADDRESS, part="instance",
            on=flag("private_instance")),
    control("google_dataproc_cluster", what="Dataproc cluster", kind=Kind.NO_PUBLIC_ADDRESS, part="nodes",
            on=flag("cluster_config.gce_cluster_config.internal_ip_only")),
    control("google_notebooks_instance", what="notebook", kind=Kind.NO_PUBLIC_ADDRESS, part="instance",
            on=flag("no_public_ip")),
    control("google_notebooks_runtime", what="notebook runtime", kind=Kind.NO_PUBLIC_ADDRESS, part="instance",
            on=flag("virtual_machine.virtual_machine_config.internal_ip_only")),
    control("google_workbench_instance", what="workbench", kind=Kind.NO_PUBLIC_ADDRESS, part="instance",
            on=flag("gce_setup.disable_public_ip")),
    control("google_tpu_v2_vm", what="TPU", kind=Kind.NO_PUBLIC_ADDRESS, part="instance",
            on=flag("network_config.enable_external_ips", wanted=False)),
    control("google_vertex_ai_endpoint", what="Vertex AI endpoint", kind=Kind.PRIVATE_NETWORK, part="endpoint",
            on=present("network")),
    control("google_vertex_ai_index_endpoint", what="Vertex AI index endpoint", kind=Kind.PRIVATE_NETWORK,
            part="endpoint", on=not_(flag("public_endpoint_enabled"), "set `public_endpoint_enabled` to false")),
)


@SERVICE.facet(*INSTANCES)
def instance(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Public addresses, and the serial port that metadata opens."""
    of_template = resource.type == "google_compute_instance_from_template"
    if not of_template or read(resource, "network_interface").value is not None:
        yield Control(resource=resource, what="instance", part="instance", kind=Kind.NO_PUBLIC_ADDRESS,
                      on=_no_address(resource))
    serial = read(resource, ("metadata", "serial-port-enable"), False)
    yield _serial(resource, serial)


def _no_address(resource: Resource) -> Fact[bool]:
    mend = "leave `access_config` out; let it reach the internet through Cloud NAT"
    for name in ("access_config", "ipv6_access_config"):
        for found in read_all(resource, f"network_interface[].{name}"):
            if isinstance(found.value, Unknown):
                return Fact(found.value, found.evidence, mend)
            if found.value != []:
                return Fact(False, found.evidence, mend)
    return Fact(True, (Evidence(resource, ("network_interface",)),), mend)


def _serial(resource: Resource, value: Fact[object]) -> Control:
    return Control(resource=resource, what="instance", part="serial-port", kind=Kind.NO_REMOTE_CONSOLE,
                   on=value.map(lambda v: as_bool(v) not in (True, 1, "1")).mended(
                       "take `serial-port-enable` out of the metadata"))


@SERVICE.facet("google_compute_project_metadata", "google_compute_project_metadata_item")
def metadata(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """The same for every instance of a project."""
    if resource.type.endswith("_item"):
        key = read(resource, "key").value
        return _serial(resource, read(resource, "value", False)) if key == "serial-port-enable" else None
    return _serial(resource, read(resource, ("metadata", "serial-port-enable"), False))
