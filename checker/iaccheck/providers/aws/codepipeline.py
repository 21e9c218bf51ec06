"""CodePipeline and CodeArtifact: whose key encrypts what they store."""

from __future__ import annotations

from .. import Service, attr
from ._devices import blocks_at_rest
from ._keys import stored

SERVICE = Service(
    blocks_at_rest("aws_codepipeline", what="artifact store of the pipeline", part="artifact-store",
                   at=attr("artifact_store"), key="encryption_key.id"),
    stored("aws_codeartifact_domain", "AWS::CodeArtifact::Domain", what="artifact domain",
           key=attr("encryption_key", "EncryptionKey")),
    stored("aws_codegurureviewer_repository_association", what="repository association",
           key=attr("kms_key_details.kms_key_id")),
)
