"""Passwords, keys and tokens: where they are kept, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import HardcodedSecret, Kind
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, control, forbid, policy

FAMILY = "secrets"
LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.SECRET_ROTATION, "no-secret-rotation", LOW, "is not replaced regularly",
     "A secret that leaked once works forever.",
     "Turn automatic rotation on."),
    (Kind.SECRET_STORE, "secret-not-from-store", LOW, "does not come from a store of secrets",
     "Parameters pass through the hands and histories of those who deploy.",
     "Refer to the secret in the provider's store."),
)


@policy(HardcodedSecret, id="hard-coded-secret", family=FAMILY, severity=HIGH,
        title="A secret is written in the configuration",
        why="Whoever can read the repository, its history, a state file or a log has it, and it is rarely changed.",
        mend="Take it from the provider's store of secrets, or from a variable that is sensitive and has no default.")
def hard_coded_secret(secret: HardcodedSecret) -> Iterator[Verdict]:
    yield from forbid(secret.written, f"{secret.what} is written in the configuration", secret.part)


POLICIES = (
    hard_coded_secret,
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="information-disclosure")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
