"""OpenSearch Service (once Elasticsearch Service): domains, their endpoints, and OpenSearch Serverless."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ...facets import DataAtRest, Kind, PublicEndpoint
from ...facts import Evidence, Fact, any_of
from ...graph import Graph, Resource, Unknown, Value
from .. import Attr, Service, attr, blocks, control, flag, in_transit, present, read, when
from ..attributes import decoded, elements
from ._keys import customer_key, stored

_DOMAINS = ("aws_elasticsearch_domain", "aws_opensearch_domain", "AWS::Elasticsearch::Domain",
            "AWS::OpenSearchService::Domain")
_ENCRYPTED = flag("encrypt_at_rest.enabled", "EncryptionAtRestOptions.Enabled")
_POLICY = re.compile(r"Policy-Min-TLS-(\d)-(\d)\b", re.IGNORECASE)


def minimum_version(policy: Attr) -> Callable[[Resource], Fact[str] | None]:
    """The lowest version that a security policy such as ``Policy-Min-TLS-1-2-2019-07`` accepts; it is in its name."""

    def ask(resource: Resource) -> Fact[str] | None:
        fact = policy(resource)
        return None if fact is None else fact.map(_version).mended(
            f"set `{policy.written(resource)}` to \"Policy-Min-TLS-1-2-2019-07\"")

    return ask


def _version(policy: Value) -> str:
    found = _POLICY.match(policy) if isinstance(policy, str) else None
    return f"tls{found[1]}.{found[2]}" if found else "tls1.0"


def enforces_https(resource: Resource) -> Fact[bool] | None:
    """Terraform's provider has ``enforce_https`` true by default, but only in a block that is there."""
    if resource.dialect == "terraform":
        there = bool(blocks(resource, "domain_endpoint_options"))
        return flag("domain_endpoint_options.enforce_https", default=there)(resource)
    return flag(None, "DomainEndpointOptions.EnforceHTTPS")(resource)


SERVICE = Service(
    stored(*_DOMAINS, what="search domain", encrypted=_ENCRYPTED, where=_ENCRYPTED,
           key=attr("encrypt_at_rest.kms_key_id", "EncryptionAtRestOptions.KmsKeyId")),
    in_transit(*_DOMAINS, what="endpoint of the search domain", part="https", encrypted=enforces_https),
    in_transit(*_DOMAINS, what="search domain, between its nodes,", part="node-to-node",
               encrypted=flag("node_to_node_encryption.enabled", "NodeToNodeEncryptionOptions.Enabled")),
    in_transit(*_DOMAINS, what="endpoint of the search domain", part="https", minimum_version=minimum_version(
        attr("domain_endpoint_options.tls_security_policy", "DomainEndpointOptions.TLSSecurityPolicy",
             default="Policy-Min-TLS-1-0-2019-07"))),
    control(*_DOMAINS, what="search domain", kind=Kind.PRIVATE_NETWORK,
            on=present("vpc_options", "VPCOptions")),
    control(*_DOMAINS, what="search domain", kind=Kind.FIREWALL_OF_ITS_OWN,
            on=when(lambda r: _in_vpc(r), present("vpc_options.security_group_ids", "VPCOptions.SecurityGroupIds"))),
)


def _in_vpc(resource: Resource) -> Fact[bool]:
    options = read(resource, "vpc_options" if resource.dialect == "terraform" else "VPCOptions")
    return options.map(lambda value: value not in (None, []))


@SERVICE.facet("aws_opensearchserverless_security_policy", "AWS::OpenSearchServerless::SecurityPolicy")
def serverless(resource: Resource, graph: Graph) -> Iterator[DataAtRest | PublicEndpoint]:
    """Collections are always encrypted: one policy says with whose key, another from where they are reached."""
    names = ("type", "policy") if resource.dialect == "terraform" else ("Type", "Policy")
    kind, policy = read(resource, names[0]).value, read(resource, names[1])
    document = Fact(decoded(policy.value), policy.evidence)
    if kind == "encryption":
        key: Fact[Value] = document.map(lambda d: None if not isinstance(d, dict) or d.get("AWSOwnedKey") is True
                                        else d.get("KmsARN"))
        yield customer_key(resource, graph, "OpenSearch Serverless collection", key,
                           "name a key of your own in `KmsARN`, without `AWSOwnedKey`")
    elif kind == "network":
        rules = [e for e in elements(document.value) if isinstance(e, dict)]
        open_ = [_from_public(resource, names[1], rule) for rule in rules]
        fact: Fact[bool] = (Fact(document.value, document.evidence) if isinstance(document.value, Unknown)
                            else any_of(open_))
        yield PublicEndpoint(resource=resource, what="OpenSearch Serverless collection",
                             reachable=fact.mended("set `AllowFromPublic` to false and name `SourceVPCEs`"))


def _from_public(resource: Resource, name: str, rule: dict[str, Value]) -> Fact[bool]:
    value = rule.get("AllowFromPublic", False)
    at = (Evidence(resource, (name,), {"AllowFromPublic": value}),)
    return Fact(value if isinstance(value, Unknown) else value is True, at)
