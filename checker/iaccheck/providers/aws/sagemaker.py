"""SageMaker: notebooks and models, and the network that they are in."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, attr, control, endpoint, equals, in_transit
from ..attributes import flag, present
from ._keys import stored

MODELS = ("aws_sagemaker_model", "AWS::SageMaker::Model")
NOTEBOOKS = ("aws_sagemaker_notebook_instance", "AWS::SageMaker::NotebookInstance")
DOMAINS = ("aws_sagemaker_domain", "AWS::SageMaker::Domain")
ENDPOINTS = ("aws_sagemaker_endpoint_configuration", "AWS::SageMaker::EndpointConfig")
JOBS = ("aws_sagemaker_data_quality_job_definition", "AWS::SageMaker::DataQualityJobDefinition")

SERVICE = Service(
    control(*MODELS, what="SageMaker model", kind=Kind.DATA_EXFILTRATION_PROTECTION, part="network-isolation",
            on=flag("enable_network_isolation", "EnableNetworkIsolation")),
    control(*NOTEBOOKS, what="SageMaker notebook", kind=Kind.PRIVATE_NETWORK, part="notebook",
            on=present("subnet_id", "SubnetId")),
    endpoint(*NOTEBOOKS, what="SageMaker notebook", part="direct-internet",
             reachable=equals(attr("direct_internet_access", "DirectInternetAccess", default="Enabled"), "Enabled")),
    stored(*NOTEBOOKS, *DOMAINS, what="SageMaker storage", key=attr("kms_key_id", "KmsKeyId")),
    stored(*ENDPOINTS, what="volume of the endpoint", part="endpoint", key=attr("kms_key_arn", "KmsKeyId")),
    stored(*JOBS, what="result of the job", part="output",
           key=attr("data_quality_job_output_config.kms_key_id", "DataQualityJobOutputConfig.KmsKeyId")),
    stored(*JOBS, what="volume of the job", part="volume",
           key=attr("job_resources.cluster_config.volume_kms_key_id", "JobResources.ClusterConfig.VolumeKmsKeyId")),
    in_transit(*JOBS, what="traffic between the machines of the job", part="between-machines",
               encrypted=flag("network_config.enable_inter_container_traffic_encryption",
                              "NetworkConfig.EnableInterContainerTrafficEncryption")),
    stored("aws_sagemaker_flow_definition", what="result of the review", part="output",
           key=attr("output_config.kms_key_id")),
)
