"""Network Firewall: its configuration is encrypted by AWS, or with a key of the customer's ("CUSTOMER_KMS")."""

from __future__ import annotations

from .. import Service, attr, equals
from ._keys import stored

SERVICE = Service(
    *(stored(f"aws_networkfirewall_{kind}", what=what, key=attr("encryption_configuration.key_id"),
             where=equals(attr("encryption_configuration.type", default="AWS_OWNED_KMS_KEY"), "CUSTOMER_KMS"))
      for kind, what in (("firewall", "firewall"), ("firewall_policy", "firewall policy"),
                         ("rule_group", "rule group"))),
)
