"""EMR: clusters, the network that they are in and the groups before them."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Facet, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource
from .. import Service, control, read
from ..attributes import any_condition, flag, present, set_at_all
from ._exposure import guarded

CLUSTERS = ("aws_emr_cluster", "AWS::EMR::Cluster")

SERVICE = Service(
    control(*CLUSTERS, what="EMR cluster", kind=Kind.PRIVATE_NETWORK, part="cluster",
            on=any_condition(present("ec2_attributes.subnet_id", "Instances.Ec2SubnetId"),
                             present("ec2_attributes.subnet_ids", "Instances.Ec2SubnetIds"))),
    control("aws_emr_block_public_access_configuration", what="EMR in this region", part="emr",
            kind=Kind.PUBLIC_ACCESS_BLOCK, on=flag("block_public_security_group_rules")),
)

_GROUPS = {
    "terraform": [f"ec2_attributes.{name}" for name in (
        "emr_managed_master_security_group", "emr_managed_slave_security_group", "additional_master_security_groups",
        "additional_slave_security_groups", "service_access_security_group")],
    "cloudformation": [f"Instances.{name}" for name in (
        "EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup", "AdditionalMasterSecurityGroups",
        "AdditionalSlaveSecurityGroups", "ServiceAccessSecurityGroup")],
}


@SERVICE.facet(*CLUSTERS)
def groups(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """What its groups let in; without any it shares the ones that EMR makes for the whole account."""
    found = guarded(resource, graph, ("ec2_attributes", "Instances"), "EMR cluster")
    if found is not None:
        yield found
    names = _GROUPS[resource.dialect]
    if all(set_at_all(read(resource, name)).value is False for name in names):
        missing = Evidence(resource, tuple(names[0].split(".")), None, absent=True)
        yield Control(resource=resource, what="EMR cluster", kind=Kind.FIREWALL_OF_ITS_OWN, part="shared-groups",
                      on=Fact(False, (missing,), f"name groups of its own in `{names[0]}` and `{names[1]}`"))
