"""Systems Manager: documents, the sessions that they configure, and parameters.

Source: "Session document schema": without ``kmsKeyId`` a session is protected by TLS alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...facets import DataInTransit, PublicAccess
from ...facts import Fact
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service, at_rest, attr, equals, read, read_all
from ..attributes import decoded, set_at_all
from ._keys import stored

DOCUMENTS = ("aws_ssm_document", "AWS::SSM::Document")
PARAMETER = "aws_ssm_parameter"
_SECURE = equals(attr("type", "Type"), "SecureString")

SERVICE = Service(
    at_rest(PARAMETER, what="parameter", part="parameter", encrypted=_SECURE),
    stored(PARAMETER, what="parameter", key=attr("key_id"), only=_SECURE),
)


@SERVICE.facet("aws_ssm_document")
def shared(document: Resource, graph: Graph) -> Iterator[PublicAccess]:  # noqa: ARG001
    """A document that every account may use."""
    for listed in read_all(document, "permissions.account_ids"):
        yield PublicAccess(resource=document, what="document", part="document", access=("read",),
                           audience="every AWS account",
                           public=listed.map(_all).mended("name the accounts in `account_ids`"))


def _all(accounts: Value) -> bool:
    return any(str(a).strip().lower() == "all" for a in str(accounts).split(","))


@SERVICE.facet(*DOCUMENTS)
def session(document: Resource, graph: Graph) -> DataInTransit | None:  # noqa: ARG001
    """A document that configures sessions: whether a key of KMS encrypts them."""
    terraform = document.dialect == "terraform"
    kind = read(document, "document_type" if terraform else "DocumentType")
    content = read(document, "content" if terraform else "Content")
    if kind.value != "Session":
        return None
    found = decoded(content.value)
    if isinstance(found, Unknown):
        return _session(document, Fact(found, content.evidence))
    inputs = reveal(found.get("inputs")) if isinstance(found, Mapping) else None
    if not isinstance(inputs, Mapping):
        return None
    return _session(document, set_at_all(Fact(reveal(inputs.get("kmsKeyId")), content.evidence)))


def _session(document: Resource, fact: Fact[bool]) -> DataInTransit:
    return DataInTransit(resource=document, what="session", part="session",
                         encrypted=fact.mended("set `kmsKeyId` in the document's `inputs`"))
