"""EKS node groups: who may log in to the nodes."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, control
from ..attributes import any_condition, not_, present

NODE_GROUPS = ("aws_eks_node_group", "AWS::EKS::Nodegroup")

# A key without source groups opens port 22 to the internet (EKS User Guide, "Create a managed node group").
SERVICE = Service(
    control(*NODE_GROUPS, what="SSH on the nodes", kind=Kind.AUTHORIZED_NETWORKS, part="node-ssh",
            on=any_condition(not_(present("remote_access.ec2_ssh_key", "RemoteAccess.Ec2SshKey"), "remove the key"),
                             present("remote_access.source_security_group_ids", "RemoteAccess.SourceSecurityGroups"))),
)
