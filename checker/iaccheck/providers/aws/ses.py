"""Simple Email Service: configuration sets, which send without TLS where the receiver has none, by default."""

from __future__ import annotations

from .. import Service, attr, equals, in_transit

SERVICE = Service(
    in_transit("aws_ses_configuration_set", "aws_sesv2_configuration_set", "AWS::SES::ConfigurationSet",
               what="delivery of mail", part="delivery",
               encrypted=equals(attr("delivery_options.tls_policy", "DeliveryOptions.TlsPolicy", default="OPTIONAL"),
                                "REQUIRE")),
)
