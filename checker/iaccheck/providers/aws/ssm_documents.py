"""Session Manager: where sessions are logged, and whether the log is encrypted.

Source: Systems Manager User Guide, "Session document schema".
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from ...facets import Control, Kind
from ...facts import Fact
from ...graph import Graph, Reason, Resource, Unknown, Value, reveal
from .. import Service, read
from ..attributes import as_bool

SERVICE = Service()

_PLACES = (("s3BucketName", "s3EncryptionEnabled"), ("cloudWatchLogGroupName", "cloudWatchEncryptionEnabled"))


@SERVICE.facet("aws_ssm_document", "AWS::SSM::Document")
def session(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """A document that says how sessions are run has a place for their log."""
    terraform = resource.dialect == "terraform"
    content = read(resource, "content" if terraform else "Content")
    document = _document(content.value)
    if read(resource, "document_type" if terraform else "DocumentType").value != "Session":
        return None
    if isinstance(document, Unknown):
        on: Fact[bool] = Fact(document, content.evidence)
    else:
        inputs = reveal(document.get("inputs")) if isinstance(document, Mapping) else None
        on = Fact(isinstance(inputs, Mapping) and any(_kept(inputs, *place) for place in _PLACES), content.evidence)
    return Control(resource=resource, what="sessions with machines", kind=Kind.AUDIT_LOGGING, part="sessions",
                   on=on.mended("log sessions to an encrypted bucket or log group"))


def _kept(inputs: Mapping[str, Value], place: str, sealed: str) -> bool:
    where = reveal(inputs.get(place))
    return (isinstance(where, Unknown) or bool(where)) and as_bool(reveal(inputs.get(sealed, True))) is not False


def _document(value: Value) -> Value:
    if isinstance(value, Unknown):
        return value if value.document is None else value.document
    if isinstance(value, str):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return Unknown(Reason.ERROR, "a document that is not JSON")
    return value
