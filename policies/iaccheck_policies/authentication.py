"""Who may sign in, and how they show who they are."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

FAMILY = "authentication"
LOW, MEDIUM = Severity.LOW, Severity.MEDIUM

# One row a kind of setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.REQUEST_AUTHORIZATION, "unauthorized-requests", MEDIUM, "accepts requests without authorization",
     "Anybody who finds it calls what stands behind it.",
     "Require authorization of every request."),
    (Kind.API_KEY, "no-api-key", LOW, "does not ask callers for a key",
     "Callers cannot be told apart, limited or shut out.",
     "Require a key of callers."),
    (Kind.CLIENT_CERTIFICATE, "no-client-certificate", LOW, "does not present or ask for a client certificate",
     "The backend cannot tell requests of the gateway from anybody's.",
     "Use a client certificate."),
    (Kind.NO_GUEST_ACCESS, "guest-access", MEDIUM, "gives credentials to guests",
     "Anybody gets credentials of the account without signing in.",
     "Require signing in."),
    (Kind.MULTI_FACTOR, "no-multi-factor", MEDIUM, "does not ask for a second factor",
     "A stolen password is enough.",
     "Require a second factor."),
    (Kind.PASSWORD_POLICY, "weak-password-policy", MEDIUM, "accepts weak or stale passwords",
     "Passwords are guessed, or found in leaks, and tried.",
     "Require long passwords of several kinds of characters that are not used again."),
    (Kind.IDENTITY_LOGIN, "no-identity-login", LOW, "takes passwords only",
     "Passwords are shared, kept in files and never changed.",
     "Turn on signing in with the provider's identities."),
    (Kind.FINE_GRAINED_ACCESS, "no-fine-grained-access", MEDIUM, "does not tell its users apart",
     "Whoever gets in may do everything.",
     "Turn access control for users and roles on."),
    (Kind.CENTRAL_SIGN_IN, "local-sign-in", MEDIUM, "can be signed in to past the identity provider",
     "A key or account that the identity provider does not know stays when its owner goes, and leaves no name.",
     "Turn local accounts and keys off, and sign in with the provider's identities."),
    (Kind.SHORT_SESSION, "long-session", LOW, "lets sessions last long",
     "A stolen session is usable for a long time.",
     "Shorten the session."),
)

POLICIES = (
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="spoofing")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
