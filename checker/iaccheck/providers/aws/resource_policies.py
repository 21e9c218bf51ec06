"""Policies of resources: who may do what with a bucket, a queue, a key, wherever the document is written.

Sources: Terraform Registry and CloudFormation User Guide, the resources named; IAM User Guide, "AWS services that work
with IAM" (which services have resource-based policies).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...facets import Control, Facet, Kind, Permissions
from ...facts import Fact, about, any_of
from ...graph import Graph, Path, Resource, reveal
from .. import Service
from ..attributes import Block, blocks, elements, present
from ._grants import public_access, transport, without_delegation
from ._policy_documents import Document, attribute_document, document
from .iam_trust import foreign
from .s3 import BUCKETS, bucket_of, public_access_block

SERVICE = Service()


@dataclass(frozen=True, slots=True)
class Policy:
    """Where a resource keeps a policy, and whose it is."""

    attribute: str
    what: str
    open_to_all: bool = False
    """Whether it is made to be reached by everybody (an API), so that only a wildcard of actions is too much."""


_BUCKET, _QUEUE, _TOPIC, _KEY, _SECRET = "bucket", "queue", "topic", "KMS key", "secret"
_IMAGES, _FILES, _DOMAIN, _VAULT = "image repository", "file system", "search domain", "backup vault"

TERRAFORM = {
    "aws_s3_bucket": Policy("policy", _BUCKET),
    "aws_s3_bucket_policy": Policy("policy", _BUCKET),
    "aws_s3_access_point": Policy("policy", "access point"),
    "aws_s3control_access_point_policy": Policy("policy", "access point"),
    "aws_s3control_bucket_policy": Policy("policy", _BUCKET),
    "aws_sqs_queue": Policy("policy", _QUEUE),
    "aws_sqs_queue_policy": Policy("policy", _QUEUE),
    "aws_sns_topic": Policy("policy", _TOPIC),
    "aws_sns_topic_policy": Policy("policy", _TOPIC),
    "aws_kms_key": Policy("policy", _KEY),
    "aws_kms_key_policy": Policy("policy", _KEY),
    "aws_kms_replica_key": Policy("policy", _KEY),
    "aws_kms_external_key": Policy("policy", _KEY),
    "aws_kms_replica_external_key": Policy("policy", _KEY),
    "aws_ecr_repository_policy": Policy("policy", _IMAGES),
    "aws_ecr_registry_policy": Policy("policy", "image registry"),
    "aws_secretsmanager_secret": Policy("policy", _SECRET),
    "aws_secretsmanager_secret_policy": Policy("policy", _SECRET),
    "aws_glue_resource_policy": Policy("policy", "data catalogue"),
    "aws_efs_file_system_policy": Policy("policy", _FILES),
    "aws_elasticsearch_domain": Policy("access_policies", _DOMAIN),
    "aws_elasticsearch_domain_policy": Policy("access_policies", _DOMAIN),
    "aws_opensearch_domain": Policy("access_policies", _DOMAIN),
    "aws_opensearch_domain_policy": Policy("access_policies", _DOMAIN),
    "aws_backup_vault_policy": Policy("policy", _VAULT),
    "aws_glacier_vault": Policy("access_policy", "archive vault"),
    "aws_glacier_vault_lock": Policy("policy", "archive vault"),
    "aws_cloudwatch_log_destination_policy": Policy("access_policy", "log destination"),
    "aws_cloudwatch_log_resource_policy": Policy("policy_document", "logs"),
    "aws_cloudwatch_event_bus_policy": Policy("policy", "event bus"),
    "aws_ses_identity_policy": Policy("policy", "mail identity"),
    "aws_sesv2_email_identity_policy": Policy("policy", "mail identity"),
    "aws_api_gateway_rest_api": Policy("policy", "API", open_to_all=True),
    "aws_api_gateway_rest_api_policy": Policy("policy", "API", open_to_all=True),
    "aws_codeartifact_domain_permissions_policy": Policy("policy_document", "package domain"),
    "aws_codeartifact_repository_permissions_policy": Policy("policy_document", "package repository"),
    "aws_codebuild_resource_policy": Policy("policy", "build project"),
    "aws_dynamodb_resource_policy": Policy("policy", "table"),
    "aws_kinesis_resource_policy": Policy("policy", "stream"),
    "aws_msk_cluster_policy": Policy("policy", "Kafka cluster"),
    "aws_acmpca_policy": Policy("policy", "certificate authority"),
    "aws_redshift_resource_policy": Policy("policy", "warehouse"),
    "aws_schemas_registry_policy": Policy("policy", "schema registry"),
    "aws_media_store_container_policy": Policy("policy", "media container"),
    "aws_xray_resource_policy": Policy("policy_document", "traces"),
    "aws_vpclattice_auth_policy": Policy("policy", "service network", open_to_all=True),
}
CLOUDFORMATION = {
    "AWS::S3::BucketPolicy": Policy("PolicyDocument", _BUCKET),
    "AWS::S3::AccessPoint": Policy("Policy", "access point"),
    "AWS::SQS::QueuePolicy": Policy("PolicyDocument", _QUEUE),
    "AWS::SQS::QueueInlinePolicy": Policy("PolicyDocument", _QUEUE),
    "AWS::SNS::TopicPolicy": Policy("PolicyDocument", _TOPIC),
    "AWS::SNS::TopicInlinePolicy": Policy("PolicyDocument", _TOPIC),
    "AWS::KMS::Key": Policy("KeyPolicy", _KEY),
    "AWS::KMS::ReplicaKey": Policy("KeyPolicy", _KEY),
    "AWS::ECR::Repository": Policy("RepositoryPolicyText", _IMAGES),
    "AWS::ECR::RegistryPolicy": Policy("PolicyText", "image registry"),
    "AWS::SecretsManager::ResourcePolicy": Policy("ResourcePolicy", _SECRET),
    "AWS::EFS::FileSystem": Policy("FileSystemPolicy", _FILES),
    "AWS::Elasticsearch::Domain": Policy("AccessPolicies", _DOMAIN),
    "AWS::OpenSearchService::Domain": Policy("AccessPolicies", _DOMAIN),
    "AWS::Backup::BackupVault": Policy("AccessPolicy", _VAULT),
    "AWS::Logs::Destination": Policy("DestinationPolicy", "log destination"),
    "AWS::Logs::ResourcePolicy": Policy("PolicyDocument", "logs"),
    "AWS::Events::EventBus": Policy("Policy", "event bus"),
    "AWS::ApiGateway::RestApi": Policy("Policy", "API", open_to_all=True),
    "AWS::CodeArtifact::Domain": Policy("PermissionsPolicyDocument", "package domain"),
    "AWS::CodeArtifact::Repository": Policy("PermissionsPolicyDocument", "package repository"),
    "AWS::Kinesis::ResourcePolicy": Policy("ResourcePolicy", "stream"),
    "AWS::MSK::ClusterPolicy": Policy("Policy", "Kafka cluster"),
    "AWS::EventSchemas::RegistryPolicy": Policy("Policy", "schema registry"),
    "AWS::MediaStore::Container": Policy("Policy", "media container"),
    "AWS::XRay::ResourcePolicy": Policy("PolicyDocument", "traces"),
    "AWS::VpcLattice::AuthPolicy": Policy("Policy", "service network", open_to_all=True),
}
POLICIES = {**TERRAFORM, **CLOUDFORMATION}
BUCKET_POLICIES = ("aws_s3_bucket", "aws_s3_bucket_policy", "AWS::S3::BucketPolicy")


@SERVICE.facet(*POLICIES)
def resource_policy(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """What the policy of a resource allows, and whether it lets everybody in."""
    policy = POLICIES[resource.type]
    found = document(resource, (policy.attribute,), resource.attributes.get(policy.attribute), graph)
    if found:
        yield from _judged(resource, policy, found, _barrier(resource, graph))
        if resource.type in BUCKET_POLICIES:
            yield transport(resource, "bucket", found)


@SERVICE.facet("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
def table_policy(table: Resource, graph: Graph) -> Iterator[Facet]:
    """A table keeps its policy one level deeper; a global table one for each replica."""
    holders: list[tuple[Path, Block]] = [(b.path, b) for b in blocks(table, "ResourcePolicy")]
    holders += [(b.path, b) for replica in blocks(table, "Replicas") for b in replica.blocks("ResourcePolicy")]
    for path, block in holders:
        found = document(table, (*path, "PolicyDocument"), block.value.get("PolicyDocument"), graph)
        if found:
            yield from _judged(table, Policy("", "table"), found, None)


@SERVICE.facet("AWS::Events::EventBusPolicy")
def event_bus_policy(resource: Resource, graph: Graph) -> Iterator[Facet]:
    """One statement for a bus: written out, or as the names of who may put events and what."""
    statement = reveal(resource.attributes.get("Statement"))
    if statement is None:
        names = {"Effect": "Allow", "Principal": {"AWS": resource.attributes.get("Principal")},
                 "Action": resource.attributes.get("Action")}
        if reveal(resource.attributes.get("Condition")) is not None:  # an organisation's id, always
            names["Condition"] = {"StringEquals": {"aws:PrincipalOrgID": "${organization}"}}
        statement = {key: value for key, value in names.items() if value is not None}
    found = document(resource, (), {"Statement": [*elements(statement)]}, graph)
    yield from _judged(resource, Policy("", "event bus"), found, None)


def _judged(resource: Resource, policy: Policy, found: Document, barrier: Fact[bool] | None) -> Iterator[Facet]:
    yield Permissions(resource=resource, what=f"policy of the {policy.what}", part="policy", kind="resource",
                      statements=without_delegation(found.statements), unknown=found.unknown)
    yield from public_access(resource, policy.what, found, barrier=barrier, any_reader=not policy.open_to_all)


def _barrier(resource: Resource, graph: Graph) -> Fact[bool] | None:
    """Whether S3 refuses a public policy of the bucket, or ignores what it gives to others."""
    if resource.type not in BUCKET_POLICIES:
        return None
    bucket = resource if resource.type in BUCKETS else bucket_of(
        resource, graph, "bucket" if resource.dialect == "terraform" else "Bucket")
    if bucket is None:
        return None
    block = public_access_block(bucket, graph)
    return any_of([block.block_public_policy, block.restrict_public_buckets])



# -- whether there is one, and whom a topic lets in

# Type → (what, attribute of its own, types that hold it, their attribute that names it, names that it has).
DECLARED = {
    "aws_kms_key": ("KMS key", "policy", ("aws_kms_key_policy",), "key_id", ("key_id", "arn")),
    "aws_ecr_repository": ("image repository", "", ("aws_ecr_repository_policy",), "repository", ("name",)),
    "AWS::S3::Bucket": ("bucket", "", ("AWS::S3::BucketPolicy",), "Bucket", ("BucketName",)),
}
TOPICS = {"aws_sns_topic": "policy", "aws_sns_topic_policy": "policy", "AWS::SNS::TopicPolicy": "PolicyDocument",
          "AWS::SNS::TopicInlinePolicy": "PolicyDocument"}


@SERVICE.facet(*DECLARED)
def declared(resource: Resource, graph: Graph) -> Control:
    """Whether a resource has a policy, rather than the service's default."""
    what, own, types, via, keys = DECLARED[resource.type]
    facts = [fact for fact in (present(own)(resource) if own else None,) if fact is not None]
    holders = graph.referring(resource, *types, via=via, keys=keys)
    facts.append(about(holders[0], True) if holders else about(resource, False))
    return Control(resource=resource, what=what, part="policy", kind=Kind.RESOURCE_POLICY_DECLARED,
                   on=any_of(facts).mended("write a policy that names who may use it"))


@SERVICE.facet(*TOPICS)
def other_accounts(topic: Resource, graph: Graph) -> Iterator[Control]:
    """Whether the policy of a topic lets identities of other accounts in, without a condition."""
    for statement in attribute_document(topic, TOPICS[topic.type], graph).statements:
        if statement.allow and "allow" not in statement.undecided and foreign(statement):
            undecided = "conditions" in statement.undecided and statement.unknown is not None
            on = statement.unknown if undecided and statement.unknown else Fact(
                bool(statement.conditions), statement.evidence)
            yield Control(resource=topic, what="topic", part="cross-account", kind=Kind.NO_OTHER_ACCOUNTS,
                          on=on.mended("take the account out, or add a condition on who of it may"))
