"""How people sign in: whether permissions ask for a second factor, and how long a session lasts.

Sources: IAM User Guide, "AWS: Allows MFA-authenticated IAM users to manage their own credentials"; IAM Identity Center
User Guide, "Set session duration" (an hour unless set, twelve at most).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...facets import Control, Kind, Statement
from ...facts import Fact, about
from ...graph import Graph, Resource, Unknown, Value
from .. import Service, read
from ._identities import attached
from ._policy_documents import Document, attribute_document

SERVICE = Service()

FACTOR = "aws:multifactorauthpresent"
DURATION = re.compile(r"PT(?=\d)(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?")
HOUR = 3600


@SERVICE.facet("aws_iam_group", "AWS::IAM::Group")
def group_factor(group: Resource, graph: Graph) -> Control:
    """Whether some policy of a group asks its members for a second factor."""
    return _asked(group, "group", "group", list(attached(group, graph)))


@SERVICE.facet("aws_iam_user_policy", "AWS::IAM::UserPolicy")
def user_policy_factor(policy: Resource, graph: Graph) -> Control | None:
    """The same of a user's own policy."""
    found = attribute_document(policy, "policy" if policy.dialect == "terraform" else "PolicyDocument", graph)
    return _asked(policy, "policy of a user", "user-policy", [found]) if found else None


def _asked(resource: Resource, what: str, part: str, documents: Iterable[Document]) -> Control:
    documents = list(documents)
    asked = [s for d in documents for s in d.statements if asks_for_factor(s)]
    unknown = next((d.unknown for d in documents if d.unknown is not None), None)
    if asked:
        on = Fact(True, asked[0].evidence)
    elif unknown is not None:
        on = unknown
    else:
        on = about(resource, False)
    return Control(resource=resource, what=what, part=part, kind=Kind.MULTI_FACTOR,
                   on=on.mended("deny everything but enrolling where aws:MultiFactorAuthPresent is false"))


def asks_for_factor(statement: Statement) -> bool:
    """Whether a statement allows with a second factor only, or denies without one."""
    wanted = "true" if statement.allow else "false"
    return any(key == FACTOR and "bool" in operator.lower() and wanted in {v.lower() for v in values}
               for operator, key, values in statement.conditions)


@SERVICE.facet("aws_ssoadmin_permission_set", "AWS::SSO::PermissionSet")
def session(permission_set: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether a session of a permission set ends within an hour."""
    duration = read(permission_set, "session_duration" if permission_set.dialect == "terraform" else
                    "SessionDuration", "PT1H")
    on: Fact[bool] = duration.map(lambda value: _seconds(value) <= HOUR)
    return Control(resource=permission_set, what="permission set", part="permission-set", kind=Kind.SHORT_SESSION,
                   on=on.mended('set the session\'s duration to "PT1H"'))


def _seconds(value: Value) -> int:
    match = None if isinstance(value, Unknown) else DURATION.fullmatch(str(value))
    if match is None:
        return 0  # the provider refuses it
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * HOUR + minutes * 60 + seconds
