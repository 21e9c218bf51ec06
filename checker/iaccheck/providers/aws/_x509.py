"""As much of X.509 as is needed to say when a certificate expires and how long its RSA key is (RFC 5280, X.690).

Certificates are untrusted input: every length is checked against what is there, and nothing is followed twice.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{1,65536}?)-----END CERTIFICATE-----")
_RSA = bytes.fromhex("2a864886f70d010101")
_SEQUENCE, _INTEGER, _BIT_STRING, _OID, _UTC_TIME, _TIME, _VERSION = 0x30, 0x02, 0x03, 0x06, 0x17, 0x18, 0xA0


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is read of a certificate."""

    not_after: datetime
    rsa_bits: int | None
    """None where the key is not an RSA key."""

    @property
    def expired(self) -> bool:
        return self.not_after < datetime.now(UTC)


def parse(text: str) -> Certificate | None:
    """The first certificate of a PEM text; None where there is none that can be read."""
    found = _PEM.search(text)
    if found is None:
        return None
    try:
        return _certificate(base64.b64decode("".join(found.group(1).split()), validate=True))
    except (ValueError, IndexError, binascii.Error):
        return None


def _certificate(der: bytes) -> Certificate:
    fields = _children(_children(der)[0][1])[0][1]
    parts = _children(fields)
    if parts[0][0] == _VERSION:
        parts = parts[1:]
    # serial number, signature algorithm, issuer, validity, subject, public key
    validity, key = _children(parts[3][1]), _children(parts[5][1])
    return Certificate(_time(*validity[1]), _rsa_bits(key))


def _rsa_bits(key: list[tuple[int, bytes]]) -> int | None:
    if _children(key[0][1])[0] != (_OID, _RSA):
        return None
    modulus = _children(_children(key[1][1][1:])[0][1])[0][1]
    return int.from_bytes(modulus, "big").bit_length()


def _time(tag: int, value: bytes) -> datetime:
    text = value.decode("ascii")
    if tag == _UTC_TIME:  # years from 50 on are of the last century
        text = ("19" if int(text[:2]) >= 50 else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)


def _children(data: bytes) -> list[tuple[int, bytes]]:
    """The elements that stand one after the other, as (tag, content)."""
    found = []
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at:at + size], "big"), at + size
        if length > len(data) - at:
            raise ValueError("an element is longer than what holds it")
        found.append((tag, data[at:at + length]))
        at += length
    return found
