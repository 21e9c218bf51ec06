"""CodeStar: repositories that it makes at GitHub, public unless they are said to be private."""

from __future__ import annotations

from .. import Service, flag, public

SERVICE = Service(
    public("AWS::CodeStar::GitHubRepository", what="repository", part="repository", access=("read",),
           when=flag(cloudformation="IsPrivate", wanted=False)),
)
