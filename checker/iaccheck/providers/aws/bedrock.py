"""Bedrock agents: encrypted by AWS; whose key it is can be chosen."""

from __future__ import annotations

from .. import Service, attr
from ._keys import stored

SERVICE = Service(
    stored("aws_bedrockagent_agent", "AWS::Bedrock::Agent", what="Bedrock agent",
           key=attr("customer_encryption_key_arn", "CustomerEncryptionKeyArn")),
)
