"""The names of AWS's TLS security policies, and what each of them accepts.

Sources: "Security policies for your Application Load Balancer" and "… Network Load Balancer", "Predefined SSL security
policies for Classic Load Balancers", "Supported protocols and ciphers between viewers and CloudFront", "Supported
security policies" (API Gateway), "Security policies for AWS Transfer Family servers".
"""

from __future__ import annotations

import re

from ...facts import Fact
from ...graph import Reason, Unknown, Value

LOAD_BALANCER_DEFAULT = "ELBSecurityPolicy-2016-08"
"""What listeners get that are created by an API, which CloudFormation and Terraform are."""

LOAD_BALANCER = {
    # application and network load balancers
    **dict.fromkeys(("TLS13-1-3-2021-06", "TLS13-1-3-FIPS-2023-04", "TLS13-1-3-PQ-2025-09",
                     "TLS13-1-3-FIPS-PQ-2025-09"), "tls1.3"),
    **dict.fromkeys(("TLS13-1-2-2021-06", "TLS13-1-2-Res-2021-06", "TLS13-1-2-Ext1-2021-06", "TLS13-1-2-Ext2-2021-06",
                     "TLS13-1-2-FIPS-2023-04", "TLS13-1-2-Res-FIPS-2023-04", "TLS13-1-2-Ext0-FIPS-2023-04",
                     "TLS13-1-2-Ext1-FIPS-2023-04", "TLS13-1-2-Ext2-FIPS-2023-04",
                     "TLS13-1-2-PQ-2025-09", "TLS13-1-2-Res-PQ-2025-09", "TLS13-1-2-Ext1-PQ-2025-09",
                     "TLS13-1-2-Ext2-PQ-2025-09", "TLS13-1-2-FIPS-PQ-2025-09", "TLS13-1-2-Res-FIPS-PQ-2025-09",
                     "TLS13-1-2-Ext0-FIPS-PQ-2025-09", "TLS13-1-2-Ext1-FIPS-PQ-2025-09",
                     "TLS13-1-2-Ext2-FIPS-PQ-2025-09",
                     "TLS-1-2-2017-01", "TLS-1-2-Ext-2018-06",
                     "FS-1-2-2019-08", "FS-1-2-Res-2019-08", "FS-1-2-Res-2020-10"), "tls1.2"),
    **dict.fromkeys(("TLS13-1-1-2021-06", "TLS13-1-1-FIPS-2023-04", "TLS-1-1-2017-01", "FS-1-1-2019-08"), "tls1.1"),
    **dict.fromkeys(("TLS13-1-0-2021-06", "TLS13-1-0-FIPS-2023-04", "TLS13-1-0-PQ-2025-09",
                     "TLS13-1-0-FIPS-PQ-2025-09", "TLS-1-0-2015-04", "FS-2018-06", "2016-08", "2015-05",
                     # classic load balancers, besides
                     "2015-03", "2015-02", "2014-10"), "tls1.0"),
    **dict.fromkeys(("2014-01", "2011-08"), "ssl3"),
}
"""Policy (without ``ELBSecurityPolicy-``) → the oldest protocol that it accepts."""

CLOUDFRONT = {"SSLv3": "ssl3", "TLSv1": "tls1.0", "TLSv1_2016": "tls1.0", "TLSv1.1_2016": "tls1.1",
              "TLSv1.2_2018": "tls1.2", "TLSv1.2_2019": "tls1.2", "TLSv1.2_2021": "tls1.2", "TLSv1.2_2025": "tls1.2",
              "TLSv1.3_2025": "tls1.3"}

API_GATEWAY = {"TLS_1_0": "tls1.0", "TLS_1_2": "tls1.2",
               "SecurityPolicy_TLS13_1_3_2025_09": "tls1.3", "SecurityPolicy_TLS13_1_3_FIPS_2025_09": "tls1.3",
               "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09": "tls1.2", "SecurityPolicy_TLS13_1_2_PQ_2025_09": "tls1.2",
               "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09": "tls1.2", "SecurityPolicy_TLS13_1_2_2021_06": "tls1.2",
               "SecurityPolicy_TLS13_2025_EDGE": "tls1.3", "SecurityPolicy_TLS12_PFS_2025_EDGE": "tls1.2",
               "SecurityPolicy_TLS12_2018_EDGE": "tls1.2"}

PROTOCOLS = {"protocol-sslv2": "ssl2", "protocol-sslv3": "ssl3", "protocol-tlsv1": "tls1.0",
             "protocol-tlsv1.1": "tls1.1", "protocol-tlsv1.2": "tls1.2", "protocol-tlsv1.3": "tls1.3"}
"""The attributes of a classic load balancer's own SSL negotiation policy."""

ORIGIN = {"sslv3": "ssl3", "tlsv1": "tls1.0", "tlsv1.1": "tls1.1", "tlsv1.2": "tls1.2", "tlsv1.3": "tls1.3"}
"""What CloudFront may speak with an origin."""

OLD = ("ssl2", "ssl3", "tls1.0", "tls1.1")

# Policies come out more often than releases of this program; in each family the name carries the version.
_VERSION_IN_NAME = re.compile(r"(?:TLS13|TLS|FS)[-_]1[-_]([0-3])|TLSv1(?:\.([0-3]))?(?:_|$)|TLS(1[0-3])_")


def oldest(name: Value, table: dict[str, str]) -> Value:
    """The oldest protocol that a policy accepts; Unknown where neither the table nor the name tells."""
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else Unknown(Reason.PARTIAL)
    plain = name.removeprefix("ELBSecurityPolicy-")
    if plain in table or name in table:
        return table.get(plain) or table[name]
    if found := _VERSION_IN_NAME.search(name):
        first, second, third = found.groups()
        return f"tls1.{first or second or (third[1:] if third else '0')}"
    return Unknown(Reason.PARTIAL, reference=f"security policy {name[:80]}")


def version(fact: Fact[Value], table: dict[str, str], mend: str) -> Fact[str]:
    """The fact of a policy's name as the fact of the oldest protocol."""
    value = oldest(fact.value, table)
    return Fact(value, fact.evidence, mend)


def not_broken(version_fact: Fact[str]) -> Fact[bool]:
    """Whether ciphers are those of TLS 1.2: before it there are CBC and stream ciphers with SHA-1 or MD5 only."""
    return version_fact.map(lambda found: found not in OLD)


_BROKEN = re.compile(r"(?:^|[-_])(?:RC2|RC4|ARCFOUR|DES|3DES|CBC3|NULL|EXP|EXPORT|MD5|ADH|AECDH|ANON|SEED|IDEA|"
                     r"CAMELLIA|PSK|KRB5)", re.IGNORECASE)


def strong_cipher(name: str) -> bool:
    """Whether a cipher (by its OpenSSL or IANA name) has forward secrecy and nothing broken in it."""
    plain = name.upper().removeprefix("TLS_")
    if plain.startswith(("AES_", "CHACHA20_")):  # TLS 1.3, which has forward secrecy throughout
        return True
    return plain.startswith(("ECDHE", "DHE", "EDH")) and not _BROKEN.search(plain)


def is_cipher(name: str) -> bool:
    """Whether an attribute of an SSL negotiation policy is a cipher, rather than a protocol or a setting."""
    return (not name.lower().startswith("protocol-")
            and name not in ("Reference-Security-Policy", "Server-Defined-Cipher-Order"))
