"""Data that travels in clear, or behind encryption that is too old to hold."""

from __future__ import annotations

from collections.abc import Iterator

from iaccheck.facets import DataInTransit, Kind
from iaccheck.findings import Severity
from iaccheck.policy import Verdict, control, forbid, policy, require

FAMILY = "encryption-in-transit"
VERSIONS = ("ssl2", "ssl3", "tls1.0", "tls1.1", "tls1.2", "tls1.3")
"""From the oldest.  RFC 8996 retires TLS 1.0 and 1.1."""


@policy(DataInTransit, id="missing-tls", family=FAMILY, severity=Severity.HIGH,
        title="Data travels without TLS",
        why="Whoever is on the way between the two ends reads and changes what passes: passwords, tokens, the data.",
        mend="Require TLS, and refuse or redirect what comes without it.")
def missing_tls(data: DataInTransit) -> Iterator[Verdict]:
    yield from require(data.encrypted, f"{data.what} accepts connections without encryption", data.part)


@policy(DataInTransit, id="old-tls-version", family=FAMILY, severity=Severity.MEDIUM,
        title="An old version of TLS is accepted",
        why="SSL, TLS 1.0 and TLS 1.1 have known weaknesses and are retired (RFC 8996); an attacker in the middle can "
            "have both ends agree on the oldest that is offered.",
        mend="Accept TLS 1.2 and later only.")
def old_tls_version(data: DataInTransit) -> Iterator[Verdict]:
    if data.minimum_version is not None:
        old = data.minimum_version.map(lambda v: v not in VERSIONS or VERSIONS.index(v) < VERSIONS.index("tls1.2"))
        yield from forbid(old, f"{data.what} accepts TLS versions before 1.2", data.part)


@policy(DataInTransit, id="undeclared-tls-version", family=FAMILY, severity=Severity.LOW,
        title="The minimum version of TLS is left to the provider's default",
        why="The default was an old version in earlier releases of the provider: what is accepted depends on who "
            "deploys it, with which release, and on when it was first created.",
        mend="Set the minimum version to TLS 1.2 or later.")
def undeclared_tls_version(data: DataInTransit) -> Iterator[Verdict]:
    yield from require(data.declared, f"{data.what} leaves its minimum TLS version to the provider", data.part)


@policy(DataInTransit, id="weak-ciphers", family=FAMILY, severity=Severity.MEDIUM,
        title="Weak ciphers are accepted",
        why="Ciphers without forward secrecy let whoever gets the key later read what was recorded before; broken ones "
            "need no key at all.",
        mend="Choose a security policy or cipher list with forward secrecy and authenticated encryption only.")
def weak_ciphers(data: DataInTransit) -> Iterator[Verdict]:
    yield from require(data.strong_ciphers, f"{data.what} accepts weak ciphers", data.part)


@policy(DataInTransit, id="no-own-certificate", family=FAMILY, severity=Severity.MEDIUM, stride="spoofing",
        title="No managed certificate of one's own",
        why="Without a certificate that is one's own and renewed by itself, clients cannot tell the service from "
            "another, and its TLS settings may be the provider's oldest.",
        mend="Attach a certificate from the provider's certificate manager.")
def no_own_certificate(data: DataInTransit) -> Iterator[Verdict]:
    yield from require(data.certificate, f"{data.what} has no certificate of its own", data.part)


missing_dnssec = control(
    Kind.DNSSEC, "is not protected by DNSSEC", id="missing-dnssec", family=FAMILY, severity=Severity.MEDIUM,
    stride="spoofing", title="A DNS zone is not signed, or with a weak algorithm",
    why="Unsigned answers can be forged, which sends clients to another server before TLS gets a say.",
    mend="Turn DNSSEC on, with an algorithm of the SHA-2 family.")

missing_hsts = control(
    Kind.STRICT_TRANSPORT, "does not tell browsers to insist on TLS", id="missing-hsts", family=FAMILY,
    severity=Severity.LOW, title="No Strict-Transport-Security header",
    why="A browser's first request may go out without TLS, and an attacker in the middle can keep it so.",
    mend="Send Strict-Transport-Security with a max-age of a year, for subdomains too.")

certificate_transparency = control(
    Kind.CERTIFICATE_TRANSPARENCY, "is not logged publicly", id="certificate-transparency-off", family=FAMILY,
    severity=Severity.LOW, stride="repudiation", title="Certificate transparency logging is off",
    why="A certificate that was issued wrongly is found through the public logs; browsers distrust those without.",
    mend="Leave certificate transparency logging on.")

certificate_scope = control(
    Kind.CERTIFICATE_SCOPE, "is valid for a whole domain", id="wildcard-certificate", family=FAMILY,
    severity=Severity.LOW, stride="spoofing", title="A certificate has a wildcard",
    why="One stolen key of a wildcard certificate stands in for every host of the domain.",
    mend="Name the hosts in the certificate.")

certificate_key = control(
    Kind.CERTIFICATE_KEY_LENGTH, "has a short key", id="short-certificate-key", family=FAMILY, severity=Severity.MEDIUM,
    stride="spoofing", title="A certificate has a short key",
    why="RSA keys below 2048 bits can be factored with means that are for rent.", mend="Use RSA 2048, or ECDSA P-256.")

certificate_valid = control(
    Kind.CERTIFICATE_VALID, "is not valid", id="invalid-certificate", family=FAMILY, severity=Severity.MEDIUM,
    stride="denial-of-service", title="A certificate is expired or uses a retired authority",
    why="Clients refuse it, or are taught to ignore the warning.",
    mend="Renew the certificate, from a current authority.")

sni = control(
    Kind.SERVER_NAME_INDICATION, "serves clients that do not name the server", id="no-server-name-indication",
    family=FAMILY, severity=Severity.LOW, title="Clients without Server Name Indication are served",
    why="Clients that cannot send SNI are so old that their TLS is too, and addresses kept for them are shared by "
        "nobody else.", mend="Serve by SNI only.")

POLICIES = (sni, missing_tls, old_tls_version, undeclared_tls_version, weak_ciphers, no_own_certificate, missing_dnssec,
            missing_hsts, certificate_transparency, certificate_scope, certificate_key, certificate_valid)
