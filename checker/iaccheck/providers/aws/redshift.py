"""Redshift: provisioned clusters, parameter groups, copies of snapshots, and Redshift Serverless.

Since January 2025 a new cluster is encrypted unless it says otherwise, and is not publicly accessible (AWS Security
Blog and Redshift Management Guide, "Amazon Redshift database encryption").
"""

from __future__ import annotations

from ...facets import Control, DataInTransit, Kind, PublicEndpoint
from ...facts import Fact, about, all_of
from ...graph import Graph, Resource
from .. import Service, attr, blocks, control, endpoint, exposed_by, flag, present, read
from ._keys import declared_or_off, stored
from ._parameters import family, parameter_in

_CLUSTERS = ("aws_redshift_cluster", "AWS::Redshift::Cluster")
_WORKGROUPS = ("aws_redshiftserverless_workgroup", "AWS::RedshiftServerless::Workgroup")
_PORT = 5439
_COMMON_NAMES = ("awsuser", "administrator", "admin", "root", "master")
_TRUE = ("true", "1", "on")

SERVICE = Service(
    stored(*_CLUSTERS, what="Redshift cluster", encrypted=flag("encrypted", "Encrypted", default=True),
           declared=declared_or_off(attr("encrypted", "Encrypted")), key=attr("kms_key_id", "KmsKeyId")),
    stored("aws_redshift_snapshot_copy_grant", what="copy of Redshift snapshots", part="snapshot-copy",
           key=attr("kms_key_id")),
    stored("aws_redshift_integration", "AWS::Redshift::Integration", what="zero-ETL integration", part="integration",
           key=attr("kms_key_id", "KMSKeyId")),
    stored("aws_redshiftserverless_namespace", "AWS::RedshiftServerless::Namespace",
           what="Redshift Serverless namespace", key=attr("kms_key_id", "KmsKeyId")),
    control(*_CLUSTERS, what="Redshift cluster", kind=Kind.PRIVATE_ROUTING, part="enhanced-vpc-routing",
            on=flag("enhanced_vpc_routing", "EnhancedVpcRouting")),
    control(*_WORKGROUPS, what="Redshift Serverless workgroup", kind=Kind.PRIVATE_ROUTING, part="enhanced-vpc-routing",
            on=flag("enhanced_vpc_routing", "EnhancedVpcRouting")),
    control(*_CLUSTERS, what="Redshift cluster", kind=Kind.NO_DEFAULT_NETWORK, part="subnet-group",
            on=present("cluster_subnet_group_name", "ClusterSubnetGroupName")),
    endpoint(*_WORKGROUPS, what="Redshift Serverless workgroup",
             reachable=exposed_by("publicly_accessible", "PubliclyAccessible")),
)
_PUBLIC = exposed_by("publicly_accessible", "PubliclyAccessible")


@SERVICE.facet(*_CLUSTERS)
def public_cluster(resource: Resource, graph: Graph) -> list[PublicEndpoint | Control]:  # noqa: ARG001
    """Public access, alone and with a user name that is guessed first.

    Where nothing is said it was on before 2025, and is with Terraform's provider before release 6.
    """
    public = _PUBLIC(resource)
    if public is None:
        return []
    found: list[PublicEndpoint | Control] = [
        PublicEndpoint(resource=resource, what="Redshift cluster", reachable=public)]
    if public.evidence[0].absent:
        found.append(Control(resource=resource, what="Redshift cluster", kind=Kind.PUBLIC_ACCESS_BLOCK,
                             part="undeclared", on=Fact(False, public.evidence, public.mend)))
    name = read(resource, "master_username" if resource.dialect == "terraform" else "MasterUsername")
    guessed = all_of([public, name.map(lambda n: isinstance(n, str) and n.lower() in _COMMON_NAMES)])
    found.append(PublicEndpoint(resource=resource, what="Redshift cluster, whose master user is easily guessed,",
                                part="common-user-name", reachable=guessed.mended(
                                    "turn public access off and choose another name")))
    return found


@SERVICE.facet(*_CLUSTERS)
def default_port(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """The well-known port, which is also what it has when none is set."""
    port = read(resource, "port" if resource.dialect == "terraform" else "Port", _PORT)
    return Control(resource=resource, what="Redshift cluster", kind=Kind.NO_DEFAULT_PORT,
                   on=port.map(lambda value: str(value) != str(_PORT)).mended("set another port"))


@SERVICE.facet("aws_redshift_parameter_group", "AWS::Redshift::ClusterParameterGroup")
def parameter_group(resource: Resource, graph: Graph) -> DataInTransit:  # noqa: ARG001
    """``require_ssl`` is false by default in the family redshift-1.0, true from 2.0 on."""
    default = "false" if family(resource) in ("", "redshift-1.0") else "true"
    return DataInTransit(resource=resource, what="Redshift cluster with this parameter group", part="parameter-group",
                         encrypted=parameter_in(resource, "require_ssl", _TRUE, default))


@SERVICE.facet(*_WORKGROUPS)
def serverless_tls(resource: Resource, graph: Graph) -> DataInTransit | None:  # noqa: ARG001
    """What a workgroup says of ``require_ssl``; where it says nothing, its clients must use TLS."""
    terraform = resource.dialect == "terraform"
    names = ("config_parameter", "parameter_key", "parameter_value") if terraform else (
        "ConfigParameters", "ParameterKey", "ParameterValue")
    for block in blocks(resource, names[0]):
        if block.read(names[1]).value == "require_ssl":
            required: Fact[bool] = block.read(names[2]).map(lambda value: str(value).lower() in _TRUE)
            return DataInTransit(resource=resource, what="Redshift Serverless workgroup", part="parameter",
                                 encrypted=required.mended("set `require_ssl` to true"))
    return None


@SERVICE.facet("aws_redshift_security_group", "AWS::Redshift::ClusterSecurityGroup",
               "AWS::Redshift::ClusterSecurityGroupIngress")
def classic(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Cluster security groups belong to EC2-Classic, which was retired in August 2022."""
    return Control(resource=resource, what="Redshift cluster security group", kind=Kind.FIREWALL_EFFECTIVE,
                   part="classic", on=about(resource, False, mend="use a VPC security group"))
