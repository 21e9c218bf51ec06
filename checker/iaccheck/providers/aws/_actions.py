"""What AWS's actions do: which can be limited to resources, which write, which manage permissions, hand out
credentials, read data, or let their holder become somebody else.

Sources: AWS Service Authorization Reference (by way of ``iam_actions.json``, see ``scripts/iam_actions.py``); Rhino
Security Labs, "AWS IAM Privilege Escalation – Methods and Mitigation"; AWS documentation of the actions named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from ...wildcards import is_pattern, matches

# Cause → the actions that it takes together.
ESCALATIONS: dict[str, tuple[str, ...]] = {
    "iam-add-user-to-group": ("iam:AddUserToGroup",),
    "iam-attach-group-policy": ("iam:AttachGroupPolicy",),
    "iam-attach-role-policy": ("iam:AttachRolePolicy",),
    "iam-attach-user-policy": ("iam:AttachUserPolicy",),
    "iam-create-access-key": ("iam:CreateAccessKey",),
    "iam-create-login-profile": ("iam:CreateLoginProfile",),
    "iam-create-policy-version": ("iam:CreatePolicyVersion",),
    "iam-put-group-policy": ("iam:PutGroupPolicy",),
    "iam-put-role-policy": ("iam:PutRolePolicy",),
    "iam-put-user-policy": ("iam:PutUserPolicy",),
    "iam-set-default-policy-version": ("iam:SetDefaultPolicyVersion",),
    "iam-update-login-profile": ("iam:UpdateLoginProfile",),
    "iam-update-assume-role-policy": ("iam:UpdateAssumeRolePolicy",),
    "update-assume-role-policy-assume-role": ("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
    "glue-update-dev-endpoint": ("glue:UpdateDevEndpoint",),
    "lambda-update-function-code": ("lambda:UpdateFunctionCode",),
    "pass-role-create-dev-endpoint": ("iam:PassRole", "glue:CreateDevEndpoint"),
    "pass-role-create-function-invoke-function": ("iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"),
    "pass-role-create-function-event-source": ("iam:PassRole", "lambda:CreateFunction",
                                               "lambda:CreateEventSourceMapping"),
    "pass-role-create-stack": ("iam:PassRole", "cloudformation:CreateStack"),
    "pass-role-run-instances": ("iam:PassRole", "ec2:RunInstances"),
    "pass-role-create-pipeline": ("iam:PassRole", "datapipeline:CreatePipeline"),
    "pass-role-run-task": ("iam:PassRole", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
    "pass-role-create-project": ("iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"),
    "pass-role-create-notebook": ("iam:PassRole", "sagemaker:CreateNotebookInstance"),
    "pass-role-create-job": ("iam:PassRole", "glue:CreateJob", "glue:StartJobRun"),
}

# Actions whose answer is a credential, or which make one valid.
CREDENTIALS = (
    "appsync:CreateApiKey", "cloud9:CreateEnvironmentToken", "codeartifact:GetAuthorizationToken",
    "codepipeline:PollForJobs", "cognito-identity:GetCredentialsForIdentity", "cognito-identity:GetOpenIdToken",
    "cognito-identity:GetOpenIdTokenForDeveloperIdentity", "cognito-idp:GetSigningCertificate",
    "connect:GetFederationToken", "ec2:GetPasswordData", "ecr:GetAuthorizationToken",
    "ecr-public:GetAuthorizationToken", "emr-containers:GetManagedEndpointSessionCredentials",
    "gamelift:GetComputeAuthToken", "gamelift:GetInstanceAccess", "gamelift:RequestUploadCredentials",
    "grafana:CreateWorkspaceApiKey", "iam:CreateAccessKey", "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential", "iam:ResetServiceSpecificCredential", "iam:UpdateAccessKey",
    "license-manager:GetAccessToken", "lightsail:CreateBucketAccessKey", "lightsail:DownloadDefaultKeyPair",
    "lightsail:GetInstanceAccessDetails", "lightsail:GetRelationalDatabaseMasterUserPassword",
    "mediapackage:RotateChannelCredentials", "mediapackage:RotateIngestEndpointCredentials",
    "airflow:CreateCliToken", "airflow:CreateWebLoginToken", "rds-db:connect", "redshift:GetClusterCredentials",
    "redshift:GetClusterCredentialsWithIAM", "redshift-serverless:GetCredentials", "sso:GetRoleCredentials",
    "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:GetFederationToken",
    "sts:GetSessionToken")

# Of these, those that hand their holder tokens for its own rights only.
OWN_TOKENS = frozenset({"ecr:GetAuthorizationToken", "ecr-public:GetAuthorizationToken", "sts:GetSessionToken",
                        "codeartifact:GetAuthorizationToken"})

# Actions that read the content of stores, where secrets and personal data lie.
DATA = ("s3:GetObject", "s3:GetObjectVersion", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath",
        "ssm:GetParameterHistory", "secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue",
        "rds:CopyDBSnapshot", "rds:CreateDBSnapshot")


@cache
def _table() -> dict[str, dict[str, str]]:
    import orjson

    table: dict[str, dict[str, str]] = orjson.loads(
        resources.files(__package__).joinpath("iam_actions.json").read_bytes())
    return table


@cache
def _names(service: str, kind: str) -> tuple[str, ...]:
    """The names of a service's actions of a kind, in lower case and without the service."""
    groups = _table().get(service, {}).get(kind, "")
    return tuple(verb + rest for verb, _, rests in (g.partition(":") for g in groups.split(";") if g)
                 for rest in rests.split(","))


def writing(pattern: str) -> Iterator[str]:
    """The actions of a pattern that change resources which a policy can name."""
    yield from _of_kind(pattern, "write")


def managing_permissions(pattern: str) -> Iterator[str]:
    """The actions of a pattern that decide who may use resources which a policy can name."""
    yield from _of_kind(pattern, "permissions")


def unscoped(pattern: str) -> bool:
    """Whether all that a pattern allows are actions that know no resources: there is no limiting them to any."""
    service, _, name = pattern.lower().partition(":")
    if is_pattern(service):
        return False
    return (any(matches(name, n) for n in _names(service, "unscoped"))
            and not any(matches(name, n) for kind in ("write", "permissions", "other") for n in _names(service, kind)))


def _of_kind(pattern: str, kind: str) -> Iterator[str]:
    service, _, name = pattern.lower().partition(":")
    services: Iterable[str] = [s for s in _table() if matches(service, s)] if is_pattern(service) else (service,)
    for each in services:
        names = _names(each, kind)
        if not is_pattern(name):
            if name in names:
                yield f"{each}:{name}"
        else:
            yield from (f"{each}:{n}" for n in names if matches(name, n))
