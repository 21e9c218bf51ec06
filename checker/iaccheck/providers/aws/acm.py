"""Certificate Manager: certificates."""

from __future__ import annotations

from ...facets import Control, Kind
from ...facts import Fact, negate, undecided
from ...graph import Graph, Resource
from .. import Service, attr, control, none_of
from ..attributes import elements, read

SERVICE = Service(
    control("aws_acm_certificate", "AWS::CertificateManager::Certificate", what="certificate", part="certificate",
            kind=Kind.CERTIFICATE_TRANSPARENCY,
            on=none_of(attr("options.certificate_transparency_logging_preference",
                            "CertificateTransparencyLoggingPreference", default="ENABLED"), ("DISABLED",),
                       "remove the preference, or set it to ENABLED")),
)


@SERVICE.facet("aws_acm_certificate", "AWS::CertificateManager::Certificate")
def scope(resource: Resource, graph: Graph) -> list[Control]:  # noqa: ARG001
    """The names that a certificate is for."""
    names = (("domain_name", "subject_alternative_names") if resource.dialect == "terraform"
             else ("DomainName", "SubjectAlternativeNames"))
    found = []
    for name in names:
        fact = read(resource, name)
        if fact.value is not None:
            wildcard = undecided(fact.value, fact.evidence)
            if wildcard is None or any(isinstance(v, str) and v.startswith("*") for v in elements(fact.value)):
                known = [v for v in elements(fact.value) if isinstance(v, str)]
                wildcard = Fact(any(v.startswith("*") for v in known), fact.evidence)
            found.append(Control(resource=resource, what="certificate", part="certificate", kind=Kind.CERTIFICATE_SCOPE,
                                 on=negate(wildcard).mended("name the hosts")))
    return found
