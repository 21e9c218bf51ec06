"""ECS: services and task definitions."""

from __future__ import annotations

from ...facets import Control, DataInTransit, GuardedBy, Kind
from ...facts import Fact
from ...graph import Graph, Resource
from .. import Service, attr, control, none_of, read
from ..attributes import blocks, elements
from ._exposure import guarded
from ._settings import all_hold, hidden_blocks

SERVICES = ("aws_ecs_service", "AWS::ECS::Service")
TASKS = ("aws_ecs_task_definition", "AWS::ECS::TaskDefinition")

SERVICE = Service(
    control(*SERVICES, what="ECS service", kind=Kind.NO_PUBLIC_ADDRESS, part="service",
            on=none_of(attr("network_configuration.assign_public_ip",
                            "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"),
                       (True, "ENABLED"), "turn the public IP address off")),
)


@SERVICE.facet(*TASKS)
def network_mode(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Without ``awsvpc``, which Fargate always has, tasks share the address and the groups of their instance."""
    terraform = resource.dialect == "terraform"
    mode = read(resource, "network_mode" if terraform else "NetworkMode", "bridge")
    launched = read(resource, "requires_compatibilities" if terraform else "RequiresCompatibilities").value
    fargate = any(v == "FARGATE" for v in elements(launched)) and mode.evidence[0].absent
    on = Fact(True, mode.evidence) if fargate else mode.map(lambda value: str(value).lower() == "awsvpc")
    return Control(resource=resource, what="ECS task definition", kind=Kind.NATIVE_POD_NETWORK, part="network-mode",
                   on=on.mended(f'set `{mode.evidence[0].attribute}` to "awsvpc"'))


@SERVICE.facet(*SERVICES)
def behind(resource: Resource, graph: Graph) -> GuardedBy | None:
    """What the service's groups let in."""
    return guarded(resource, graph, ("network_configuration", "NetworkConfiguration"), "ECS service")


@SERVICE.facet(*TASKS)
def file_systems(resource: Resource, graph: Graph) -> DataInTransit | None:  # noqa: ARG001
    """Whether file systems are mounted through TLS: ECS does so only when told to."""
    terraform = resource.dialect == "terraform"
    path, name = (("volume[].efs_volume_configuration", "transit_encryption") if terraform else
                  ("Volumes[].EFSVolumeConfiguration", "TransitEncryption"))
    found = blocks(resource, path)
    if not found and not hidden_blocks(resource, path):
        return None
    encrypted = all_hold(resource, path, [b.read(name, "DISABLED").map(lambda value: value == "ENABLED")
                                          .mended(f'set `{name}` to "ENABLED"') for b in found])
    return DataInTransit(resource=resource, what="file system of a task", part="efs-volume", encrypted=encrypted)
