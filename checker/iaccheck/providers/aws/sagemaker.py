"""SageMaker: notebooks and models, and the network that they are in."""

from __future__ import annotations

from ...facets import Kind
from .. import Service, control
from ..attributes import flag, present

MODELS = ("aws_sagemaker_model", "AWS::SageMaker::Model")
NOTEBOOKS = ("aws_sagemaker_notebook_instance", "AWS::SageMaker::NotebookInstance")

SERVICE = Service(
    control(*MODELS, what="SageMaker model", kind=Kind.DATA_EXFILTRATION_PROTECTION, part="network-isolation",
            on=flag("enable_network_isolation", "EnableNetworkIsolation")),
    control(*NOTEBOOKS, what="SageMaker notebook", kind=Kind.PRIVATE_NETWORK, part="notebook",
            on=present("subnet_id", "SubnetId")),
)
