"""Secrets in text: what looks like a key or a password that somebody wrote down.

Only what cannot well be anything else counts: keys by the forms that their issuers give them (AWS, IAM User Guide,
"IAM identifiers"; RFC 7468 for private keys), and what is assigned to a name that says it is a password.
"""

from __future__ import annotations

import base64
import binascii
import re

from ..facts import Fact
from ..graph import Sensitive, Unknown, Value, reveal

LONGEST = 2**16
"""How much of a text is looked at."""

_ACCESS_KEY = re.compile(r"(?<![A-Za-z0-9/+])(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}(?![A-Za-z0-9/+])")
_SECRET_KEY = re.compile(r"(?i)secret_?(?:access_?)?key[\"' ]{0,3}[:=][\"' ]{0,3}[a-z0-9/+]{40}(?![a-z0-9/+])")
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY")
_ASSIGNED = re.compile(r"(?i)(?<![a-z0-9])[a-z0-9_]{0,40}(?:password|passwd|secret|token|api_?key)"
                       r"[\"' ]{0,3}[:=][\"' ]{0,3}([^\s\"'$<>{}()\[\],;]{6,100})")
_NAME = re.compile(r"(?i)(?:^|[_.-])(?:password|passwd|pwd|secret|secret_?key|api_?key|access_?key|private_?key|token|"
                   r"credentials?)$|password$|secretkey$")
_REFERENCE = re.compile(r"^(?:arn:|https?://|/|\$|\{\{|ssm:|vault:|secretsmanager:|projects/)|\{\{resolve:")


def in_text(value: Value) -> str:
    """What kind of secret a text holds: ``access-key``, ``private-key``, ``password``; or nothing."""
    text = reveal(value)
    if isinstance(text, Unknown):
        text = text.prefix
    if not isinstance(text, str):
        return ""
    text = text[:LONGEST]
    return _kind(text) or _kind(_decoded(text))


def _kind(text: str) -> str:
    if _PRIVATE_KEY.search(text):
        return "private-key"
    if _ACCESS_KEY.search(text) or _SECRET_KEY.search(text):
        return "access-key"
    found = _ASSIGNED.search(text)
    return "password" if found is not None and not _REFERENCE.match(found.group(1)) else ""


def _decoded(text: str) -> str:
    """The text that base64 hides, as in user data."""
    packed = "".join(text.split())
    if len(packed) < 24 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", packed):
        return ""
    try:
        return base64.b64decode(packed[:len(packed) // 4 * 4], validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def in_variable(name: str, value: Value) -> str:
    """The same for an environment variable: its name tells as well."""
    text = reveal(value)
    if not isinstance(text, str):
        return ""
    kind = in_text(text)
    if kind in ("access-key", "private-key"):
        return kind
    if _NAME.search(name) and len(text) >= 4 and not _REFERENCE.search(text):
        return "access-key" if re.search(r"(?i)aws", name) and "key" in name.lower() else "password"
    return ""


def is_written(fact: Fact[Value]) -> Fact[bool]:
    """Whether a place for a secret holds one: some text, rather than a reference to where it is kept."""
    value = reveal(fact.value)
    if isinstance(value, Unknown):
        return Fact(False, fact.evidence)
    written = isinstance(value, str | int) and not isinstance(value, bool) and value != "" and not (
        isinstance(value, str) and _REFERENCE.search(value))
    evidence = tuple(e if not written else type(e)(e.resource, e.path, Sensitive(value)) for e in fact.evidence)
    return Fact(bool(written), evidence, "refer to the store of secrets that holds it")
