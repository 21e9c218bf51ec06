"""Places of AWS resources that take secrets, and whether somebody wrote one there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...facets import Control, Facet, HardcodedSecret, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Reason, Resource, Sensitive, Unknown, Value, reveal
from .. import Service, read_all
from ..secrets import in_text, in_variable, is_written

SERVICE = Service()

# Type → (path, part, in words).
_PLACES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "aws_db_instance": (("password", "database", "the database's password"),),
    "aws_rds_cluster": (("master_password", "database", "the database's password"),),
    "aws_docdb_cluster": (("master_password", "database", "the database's password"),),
    "aws_redshift_cluster": (("master_password", "database", "the database's password"),),
    "aws_dms_endpoint": (("password", "endpoint", "the endpoint's password"),
                         ("mongodb_settings.password", "mongodb", "the password of MongoDB")),
    "aws_mq_broker": (("user[].password", "broker", "a password of the broker"),),
    "aws_directory_service_directory": (("password", "directory", "the directory's password"),),
    "aws_datasync_location_object_storage": (("secret_key", "location", "the location's secret key"),),
    "aws_elasticache_replication_group": (("auth_token", "cache", "the cache's token"),),
    "AWS::RDS::DBInstance": (("MasterUserPassword", "database", "the database's password"),),
    "AWS::RDS::DBCluster": (("MasterUserPassword", "database", "the database's password"),),
    "AWS::DocDB::DBCluster": (("MasterUserPassword", "database", "the database's password"),),
    "AWS::Redshift::Cluster": (("MasterUserPassword", "database", "the database's password"),),
    "AWS::DMS::Endpoint": (("Password", "endpoint", "the endpoint's password"),
                           ("MongoDbSettings.Password", "mongodb", "the password of MongoDB")),
    "AWS::AmazonMQ::Broker": (("Users[].Password", "broker", "a password of the broker"),),
    "AWS::DirectoryService::MicrosoftAD": (("Password", "directory", "the directory's password"),),
    "AWS::DirectoryService::SimpleAD": (("Password", "directory", "the directory's password"),),
    "AWS::IAM::User": (("LoginProfile.Password", "login", "the user's password"),),
    "AWS::Amplify::App": (("AccessToken", "access-token", "the access token of the app"),
                          ("OauthToken", "oauth-token", "the OAuth token of the app"),
                          ("BasicAuthConfig.Password", "basic-auth", "the password of the app")),
    "AWS::Amplify::Branch": (("BasicAuthConfig.Password", "basic-auth", "the password of the branch"),),
    "AWS::KinesisFirehose::DeliveryStream": (
        ("RedshiftDestinationConfiguration.Password", "redshift", "the password of Redshift"),
        ("SplunkDestinationConfiguration.HECToken", "splunk", "the token of Splunk")),
    "Alexa::ASK::Skill": (("AuthenticationConfiguration.ClientSecret", "client-secret", "the skill's client secret"),
                          ("AuthenticationConfiguration.RefreshToken", "refresh-token", "the skill's refresh token")),
    "AWS::ElastiCache::ReplicationGroup": (("AuthToken", "cache", "the cache's token"),),
}


@SERVICE.facet(*_PLACES)
def places(resource: Resource, graph: Graph) -> Iterator[Facet]:  # noqa: ARG001
    """Passwords and tokens: written down, given at deployment, or taken from a store."""
    for path, part, what in _PLACES[resource.type]:
        for fact in read_all(resource, path):
            written = is_written(fact)
            yield HardcodedSecret(resource=resource, what=what, part=part, written=written)
            if resource.dialect == "cloudformation" and written.value is False:
                stored = isinstance(fact.value, Unknown) and fact.value.reason is not Reason.PARAMETER
                yield Control(resource=resource, what=what, kind=Kind.SECRET_STORE, part=part,
                              on=Fact(stored, fact.evidence, "refer to it by a dynamic reference"))


@SERVICE.facet("AWS::RDS::DBInstance")
def user_name(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Half of what it takes to sign in."""
    for fact in read_all(resource, "MasterUsername"):
        written = is_written(fact).value is True
        stored = isinstance(fact.value, Unknown) and fact.value.reason is not Reason.PARAMETER
        yield Control(resource=resource, what="the database's user name", kind=Kind.SECRET_STORE,
                      part="user-name-written" if written else "user-name",
                      on=Fact(stored, fact.evidence, "refer to it by a dynamic reference"))


# -- secrets among other text


_USER_DATA = {
    "aws_instance": ("user_data", "user_data_base64"), "aws_spot_instance_request": ("user_data", "user_data_base64"),
    "aws_launch_configuration": ("user_data", "user_data_base64"), "aws_launch_template": ("user_data",),
    "AWS::EC2::Instance": ("UserData",), "AWS::AutoScaling::LaunchConfiguration": ("UserData",),
    "AWS::EC2::LaunchTemplate": ("LaunchTemplateData.UserData",),
}


@SERVICE.facet(*_USER_DATA)
def user_data(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """What a machine is told at its start can be read by every process on it."""
    for path in _USER_DATA[resource.type]:
        for fact in read_all(resource, path):
            kind = in_text(fact.value)
            yield HardcodedSecret(resource=resource, what="a secret in user data", part=f"user-data-{kind or 'secret'}",
                                  written=_hidden(bool(kind), fact))


_ENVIRONMENTS = {
    "aws_lambda_function": "environment.variables", "AWS::Lambda::Function": "Environment.Variables",
    "AWS::Serverless::Function": "Environment.Variables",
}


@SERVICE.facet(*_ENVIRONMENTS)
def function_environment(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """Variables of a function are shown to whoever may look at it."""
    for fact in read_all(resource, _ENVIRONMENTS[resource.type]):
        if isinstance(fact.value, Mapping):
            kinds = [k for name, value in fact.value.items() if (k := in_variable(str(name), value))]
            yield HardcodedSecret(resource=resource, what="a secret in the function's environment",
                                  part=f"environment-{kinds[0] if kinds else 'secret'}",
                                  written=_hidden(bool(kinds), fact))


@SERVICE.facet("AWS::ECS::TaskDefinition", "AWS::CodeBuild::Project", "aws_codebuild_project")
def listed_environment(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """Variables as a list of names and values."""
    paths = {"AWS::ECS::TaskDefinition": "ContainerDefinitions[].Environment[]",
             "AWS::CodeBuild::Project": "Environment.EnvironmentVariables[]",
             "aws_codebuild_project": "environment.environment_variable[]"}
    found = read_all(resource, paths[resource.type])
    yield from _listed(resource, [(f, f.value) for f in found])


@SERVICE.facet("aws_ecs_task_definition")
def container_environment(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """The same within a document of JSON."""
    from ._containers import containers

    found = []
    for fact in containers(resource):
        if isinstance(fact.value, Mapping):
            listed = reveal(fact.value.get("environment"))
            found += [(fact, item) for item in listed] if isinstance(listed, list) else []
    yield from _listed(resource, found)


def _listed(resource: Resource, found: list[tuple[Fact[Value], Value]]) -> Iterator[HardcodedSecret]:
    for fact, item in found:
        item = reveal(item)
        if not isinstance(item, Mapping):
            continue
        name = reveal(item.get("Name", item.get("name")))
        kept = reveal(item.get("Type", item.get("type", "PLAINTEXT")))
        value = item.get("Value", item.get("value"))
        if isinstance(name, str) and kept == "PLAINTEXT" and (kind := in_variable(name, value)):
            yield HardcodedSecret(resource=resource, what="a secret in the environment", part=f"environment-{kind}",
                                  written=_hidden(True, fact))


def _hidden(written: bool, fact: Fact[Value]) -> Fact[bool]:
    evidence = tuple(Evidence(e.resource, e.path, Sensitive(e.value)) for e in fact.evidence)
    return Fact(written, evidence if written else fact.evidence, "take it from a store of secrets at run time")


@SERVICE.facet("AWS::CodeBuild::Project")
def source_address(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """Credentials within the address of a repository."""
    for path in ("Source.Location", "SecondarySources[].Location"):
        for fact in read_all(resource, path):
            text = fact.value
            address = text.split("//", 1)[-1] if isinstance(text, str) and "//" in text else ""
            written = "@" in address.split("/", 1)[0]
            yield HardcodedSecret(resource=resource, what="the repository's credentials", part="source-address",
                                  written=_hidden(written, fact))


@SERVICE.facet("AWS::SSM::Parameter", "aws_ssm_parameter")
def parameter(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """A parameter whose value holds a key or a password."""
    for fact in read_all(resource, "Value" if resource.dialect == "cloudformation" else "value"):
        kind = in_text(fact.value)
        yield HardcodedSecret(resource=resource, what="a secret in the parameter", part="parameter",
                              written=_hidden(bool(kind), fact))


@SERVICE.facet("AWS::EC2::Instance", "AWS::AutoScaling::LaunchConfiguration", "AWS::EC2::LaunchTemplate")
def authentication(resource: Resource, graph: Graph) -> Iterator[HardcodedSecret]:  # noqa: ARG001
    """Credentials that cfn-init downloads files with (CloudFormation, ``AWS::CloudFormation::Authentication``)."""
    metadata = reveal(resource.metadata.get("Metadata"))
    entries = reveal(metadata.get("AWS::CloudFormation::Authentication")) if isinstance(metadata, Mapping) else None
    for entry in entries.values() if isinstance(entries, Mapping) else ():
        entry = reveal(entry)
        if isinstance(entry, Mapping):
            written = any(_literal(entry.get(name)) for name in ("accessKeyId", "secretKey", "password"))
            yield HardcodedSecret(resource=resource, what="a credential of cfn-init", part="authentication",
                                  written=Fact(written, (Evidence(resource, ()),),
                                               "let the machine's role give it access"))


def _literal(value: Value) -> bool:
    value = reveal(value)
    return isinstance(value, str) and value != ""
