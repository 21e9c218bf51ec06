"""How machines, functions and containers are run: monitoring, limits, hardening, versions.

Sources: EC2 User Guide, "Use IMDSv2"; Lambda Developer Guide, "Lambda runtimes"; ECS task definition parameters.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of, any_of
from ...graph import Graph, Resource, Unknown
from .. import Service, absent, attr, control, equals, flag, none_of, one_of, present, read
from ..attributes import any_condition, as_bool, at_least, blocks, elements, not_, read_all, set_at_all, when
from ._containers import containers, job_container, setting
from ._settings import one_holds

INSTANCES = ("aws_instance", "AWS::EC2::Instance")
TEMPLATES = ("aws_launch_template", "AWS::EC2::LaunchTemplate")
CONFIGURATIONS = ("aws_launch_configuration", "AWS::AutoScaling::LaunchConfiguration")
FUNCTIONS = ("aws_lambda_function", "AWS::Lambda::Function")
SAM_FUNCTION = "AWS::Serverless::Function"
CLUSTERS = ("aws_ecs_cluster", "AWS::ECS::Cluster")
TASKS = ("aws_ecs_task_definition", "AWS::ECS::TaskDefinition")
KUBERNETES = ("aws_eks_cluster", "AWS::EKS::Cluster")
GROUPS = ("aws_autoscaling_group", "AWS::AutoScaling::AutoScalingGroup")
REPOSITORIES = ("aws_ecr_repository", "AWS::ECR::Repository")
BUILDS = ("aws_codebuild_project", "AWS::CodeBuild::Project")
MACHINES = ("aws_sfn_state_machine", "AWS::StepFunctions::StateMachine")
NOTEBOOKS = ("aws_sagemaker_notebook_instance", "AWS::SageMaker::NotebookInstance")
FILES = ("aws_efs_access_point", "AWS::EFS::AccessPoint")

RETIRED = frozenset({
    "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0", "dotnet6", "dotnet7", "go1.x",
    "java8", "nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x",
    "nodejs14.x", "nodejs16.x", "python2.7", "python3.6", "python3.7", "python3.8", "ruby2.5", "ruby2.7", "provided",
})
"""Lambda runtimes that AWS has deprecated."""

_OPTIONAL = ("optional",)
_HTTP_OFF = equals(attr("metadata_options.http_endpoint", "MetadataOptions.HttpEndpoint"), "disabled")
_TOKENS = one_of(attr("metadata_options.http_tokens", "MetadataOptions.HttpTokens", default="optional"), ("required",))
_DATA = "LaunchTemplateData."

SERVICE = Service(
    control(INSTANCES[0], CONFIGURATIONS[0], TEMPLATES[0], CONFIGURATIONS[1], what="metadata service of the machine",
            kind=Kind.METADATA_PROTECTED, part="machine", on=any_condition(_HTTP_OFF, _TOKENS)),
    control(TEMPLATES[1], what="metadata service of the machine", kind=Kind.METADATA_PROTECTED, part="machine",
            on=any_condition(
                equals(attr(None, _DATA + "MetadataOptions.HttpEndpoint"), "disabled"),
                one_of(attr(None, _DATA + "MetadataOptions.HttpTokens", default="optional"), ("required",)))),
    control(TEMPLATES[0], CONFIGURATIONS[0], what="metadata service of the machine", kind=Kind.METADATA_LOCAL,
            part="hop-limit",
            on=not_(at_least(attr("metadata_options.http_put_response_hop_limit", default=1), 2), "set it to 1")),
    control(*INSTANCES, what="EC2 instance", kind=Kind.METRICS, part="instance", on=flag("monitoring", "Monitoring")),
    control(TEMPLATES[0], what="launch template", kind=Kind.METRICS, part="instance",
            on=flag("monitoring.enabled")),
    control(*INSTANCES, what="EC2 instance", kind=Kind.SOUND_SETTINGS, part="ebs-optimized",
            on=flag("ebs_optimized", "EbsOptimized")),
    control(*FUNCTIONS, what="function", kind=Kind.TRACING, part="function-pass-through",
            on=when(present("tracing_config.mode", "TracingConfig.Mode"),
                    one_of(attr("tracing_config.mode", "TracingConfig.Mode"), ("Active",)))),
    control(*FUNCTIONS, what="function", kind=Kind.TRACING, part="function",
            on=when(absent("tracing_config.mode", "TracingConfig.Mode"),
                    one_of(attr("tracing_config.mode", "TracingConfig.Mode", default="PassThrough"), ("Active",)))),
    control(SAM_FUNCTION, what="function", kind=Kind.TRACING, part="function",
            on=one_of(attr(None, "Tracing", default="PassThrough"), ("Active",))),
    control(*FUNCTIONS, SAM_FUNCTION, what="function", kind=Kind.CONCURRENCY_LIMIT, part="function",
            on=at_least(attr("reserved_concurrent_executions", "ReservedConcurrentExecutions", default=-1), 0)),
    control(*FUNCTIONS, what="function", kind=Kind.FAILURE_HANDLING, part="function",
            on=present("dead_letter_config.target_arn", "DeadLetterConfig.TargetArn")),
    control(SAM_FUNCTION, what="function", kind=Kind.FAILURE_HANDLING, part="function",
            on=present(None, "DeadLetterQueue.TargetArn")),
    control(FUNCTIONS[0], FUNCTIONS[1], what="function", kind=Kind.CODE_SIGNED, part="function",
            on=present("code_signing_config_arn", "CodeSigningConfigArn")),
    control(*FUNCTIONS, SAM_FUNCTION, what="function", kind=Kind.SUPPORTED_VERSION, part="runtime",
            on=when(present("runtime", "Runtime"),
                    none_of(attr("runtime", "Runtime"), sorted(RETIRED), "use a runtime that is supported"))),
    control("AWS::Lambda::Function", what="function", kind=Kind.TAGGED, part="function", on=present(None, "Tags")),
    control("AWS::EFS::FileSystem", what="file system", kind=Kind.TAGGED, part="file-system",
            on=present(None, "FileSystemTags")),
    control(*REPOSITORIES, what="image repository", kind=Kind.IMAGE_SCANNING, part="repository",
            on=flag("image_scanning_configuration.scan_on_push", "ImageScanningConfiguration.ScanOnPush")),
    control(*REPOSITORIES, what="image repository", kind=Kind.IMMUTABLE_TAGS, part="repository",
            on=one_of(attr("image_tag_mutability", "ImageTagMutability", default="MUTABLE"),
                      ("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"))),
    control("aws_ecs_service", "AWS::ECS::Service", what="ECS service", kind=Kind.SUPPORTED_VERSION, part="platform",
            on=when(one_of(attr("launch_type", "LaunchType"), ("FARGATE",)),
                    one_of(attr("platform_version", "PlatformVersion", default="LATEST"), ("LATEST", "1.4.0")))),
    control("AWS::ECS::Service", what="ECS service", kind=Kind.REDUNDANCY, part="load-balancer",
            on=present(None, "LoadBalancers")),
    control("aws_ecs_service", "AWS::ECS::Service", what="ECS service", kind=Kind.REDUNDANCY, part="running-tasks",
            on=any_condition(
                at_least(attr("desired_count", "DesiredCount", default=1), 1),
                one_of(attr("scheduling_strategy", "SchedulingStrategy"), ("DAEMON",)))),
    control(GROUPS[0], what="group of machines", kind=Kind.SUPPORTED_VERSION, part="launch-template",
            on=any_condition(present("launch_template"), present("mixed_instances_policy"))),
    control(GROUPS[0], what="group of machines", kind=Kind.TAGGED, part="group",
            on=any_condition(present("tag"), present("tags"))),
    control(*BUILDS, what="build", kind=Kind.NOT_PRIVILEGED, part="build",
            on=flag("environment.privileged_mode", "Environment.PrivilegedMode", wanted=False)),
    control(*MACHINES, what="state machine", kind=Kind.TRACING, part="state-machine",
            on=flag("tracing_configuration.enabled", "TracingConfiguration.Enabled")),
    control("AWS::Serverless::StateMachine", what="state machine", kind=Kind.TRACING, part="state-machine",
            on=flag(None, "Tracing.Enabled")),
    control("AWS::Serverless::StateMachine", what="state machine", kind=Kind.SERVICE_LOGGING, part="state-machine",
            on=none_of(attr(None, "Logging.Level", default="OFF"), ("OFF",), "set `Logging.Level` to ERROR or ALL")),
    control(*MACHINES, what="state machine", kind=Kind.SERVICE_LOGGING, part="state-machine",
            on=none_of(attr("logging_configuration.level", "LoggingConfiguration.Level", default="OFF"), ("OFF",),
                       "log its executions")),
    control(*NOTEBOOKS, what="SageMaker notebook", kind=Kind.NOT_ROOT, part="notebook",
            on=one_of(attr("root_access", "RootAccess", default="Enabled"), ("Disabled",))),
    control(*NOTEBOOKS, what="metadata service of the notebook", kind=Kind.METADATA_PROTECTED, part="notebook",
            on=one_of(attr("instance_metadata_service_configuration.minimum_instance_metadata_service_version",
                           "InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion", default="1"),
                      ("2",))),
    control(*FILES, what="EFS access point", kind=Kind.CONFINED, part="root-directory",
            on=none_of(attr("root_directory.path", "RootDirectory.Path", default="/"), ("/", ""), "set a directory")),
    control(*FILES, what="EFS access point", kind=Kind.CONFINED, part="user",
            on=present("posix_user", "PosixUser")),
    control("aws_bedrockagent_agent", "AWS::Bedrock::Agent", what="agent", kind=Kind.SECURITY_CONFIGURATION,
            part="guardrails",
            on=present("guardrail_configuration", "GuardrailConfiguration")),
    control("aws_emr_cluster", "AWS::EMR::Cluster", what="EMR cluster", kind=Kind.SECURITY_CONFIGURATION,
            part="cluster", on=present("security_configuration", "SecurityConfiguration")),
    control("AWS::EMR::Cluster", what="EMR cluster", kind=Kind.IDENTITY_LOGIN, part="kerberos",
            on=present(None, "KerberosAttributes")),
    control("aws_emr_cluster", "AWS::EMR::Cluster", what="EMR cluster", kind=Kind.IDENTITY_LOGIN, part="realm",
            on=when(present("kerberos_attributes", "KerberosAttributes"),
                    present("kerberos_attributes.realm", "KerberosAttributes.Realm"))),
)


# -- containers


@SERVICE.facet(*TASKS)
def task(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """What the containers of a task may do on their host."""
    terraform = resource.dialect == "terraform"
    mode = read(resource, "pid_mode" if terraform else "PidMode")
    yield Control(resource=resource, what="ECS task", kind=Kind.HOST_SEPARATED, part="processes",
                  on=mode.map(lambda value: value != "host").mended("leave the host's process namespace alone"))
    on_host = read(resource, "network_mode" if terraform else "NetworkMode").value == "host"
    for container in containers(resource):
        privileged = setting(container, "privileged", "Privileged", False).map(lambda v: as_bool(v) is not True)
        yield Control(resource=resource, what="container of the task", kind=Kind.NOT_PRIVILEGED, part="task",
                      on=privileged.mended("turn `privileged` off"))
        read_only = setting(container, "readonlyRootFilesystem", "ReadonlyRootFilesystem", False)
        yield Control(resource=resource, what="container of the task", kind=Kind.READ_ONLY_ROOT, part="task",
                      on=read_only.map(lambda v: as_bool(v) is True).mended("set `readonlyRootFilesystem` to true"))
        if on_host:
            user = setting(container, "user", "User", "root").map(
                lambda v: str(v).split(":", maxsplit=1)[0] not in ("root", "0", ""))
            yield Control(resource=resource, what="container of the task", kind=Kind.NOT_ROOT, part="host-mode",
                          on=any_of([user]).mended("set `user` to an unprivileged one"))
        checked = setting(container, "healthCheck", "HealthCheck", None).map(lambda v: v is not None)
        yield Control(resource=resource, what="container of the task", kind=Kind.HEALTH_CHECK, part="task",
                      on=checked.mended("define a health check"))


@SERVICE.facet("aws_batch_job_definition", "AWS::Batch::JobDefinition")
def job(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether a job's container is privileged."""
    for container in job_container(resource):
        on = setting(container, "privileged", "Privileged", False).map(lambda v: as_bool(v) is not True)
        yield Control(resource=resource, what="container of the job", kind=Kind.NOT_PRIVILEGED, part="job",
                      on=on.mended("turn `privileged` off"))


@SERVICE.facet(*CLUSTERS)
def insights(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether a cluster is measured, and what is typed into its containers is logged."""
    terraform = resource.dialect == "terraform"
    facts = []
    for found in blocks(resource, "setting" if terraform else "ClusterSettings"):
        if str(found.read("name" if terraform else "Name").value).lower() == "containerinsights":
            value = found.read("value" if terraform else "Value", "disabled")
            facts.append(value.map(lambda v: str(v).lower() in ("enabled", "enhanced")))
    name = "setting" if terraform else "ClusterSettings"
    on = one_holds(resource, name, facts)
    yield Control(resource=resource, what="ECS cluster", kind=Kind.METRICS, part="container-insights",
                  on=on.mended("turn container insights on"))
    path = ("configuration.execute_command_configuration" if terraform
            else "Configuration.ExecuteCommandConfiguration")
    for commands in blocks(resource, path):
        logging = commands.read("logging" if terraform else "Logging", "DEFAULT")
        logged = logging.map(lambda v: str(v).upper() != "NONE")
        yield Control(resource=resource, what="ECS cluster", kind=Kind.AUDIT_LOGGING, part="commands",
                      on=logged.mended("log what is executed in containers"))
        settings = "log_configuration." if terraform else "LogConfiguration."
        key = set_at_all(commands.read("kms_key_id" if terraform else "KmsKeyId"))
        watch = commands.read(settings + ("cloud_watch_encryption_enabled" if terraform
                                          else "CloudWatchEncryptionEnabled"), False)
        bucket = commands.read(settings + ("s3_bucket_encryption_enabled" if terraform else "S3EncryptionEnabled"),
                               False)
        sealed = any_of(f.map(lambda v: as_bool(v) is True) for f in (watch, bucket))
        yield Control(resource=resource, what="log of commands", kind=Kind.AUDIT_LOGGING, part="commands-sealed",
                      on=all_of([logged, key, sealed]).mended("encrypt the log with a key of your own"))


_LOGS = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@SERVICE.facet(*KUBERNETES)
def control_plane(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Which logs of the control plane are kept, and whether its version is supported."""
    if resource.dialect == "terraform":
        listed = read(resource, "enabled_cluster_log_types", [])
        kinds = list(elements(listed.value))
        evidence = listed.evidence
    else:
        found = read_all(resource, "Logging.ClusterLogging.EnabledTypes[].Type")
        kinds = [f.value for f in found]
        evidence = tuple(e for f in found for e in f.evidence) or (
            Evidence(resource, ("Logging",), None, absent=True),)
    hole = next((k for k in kinds if isinstance(k, Unknown)), None)
    missing = [kind for kind in _LOGS if kind not in kinds]
    value: bool | Unknown = True if not missing else hole if hole is not None else False
    yield Control(resource=resource, what="EKS cluster", kind=Kind.AUDIT_LOGGING,
                  part="control-plane" if kinds else "control-plane-none",
                  on=Fact(value, evidence, f"enable the logs {', '.join(missing)}"))
    version = read(resource, "version" if resource.dialect == "terraform" else "Version")
    if isinstance(version.value, str | int | float):
        yield Control(resource=resource, what="EKS cluster", kind=Kind.SUPPORTED_VERSION, part="kubernetes",
                      on=Fact(_supported(str(version.value)), version.evidence, "use a later version"))


_OLDEST = 29
"""Standard or extended support as of 2025: 1.29 is the oldest (EKS User Guide, "Kubernetes version lifecycle")."""


def _supported(version: str) -> bool:
    major, _, minor = version.partition(".")
    return not (major == "1" and minor.isdigit() and int(minor) < _OLDEST)


@SERVICE.facet(*BUILDS)
def build_logs(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Where a build's output goes; CloudWatch, unless it is turned off."""
    terraform = resource.dialect == "terraform"
    whole = set_at_all(read(resource, "logs_config" if terraform else "LogsConfig"))
    places = (("logs_config.cloudwatch_logs", "status", "ENABLED"), ("logs_config.s3_logs", "status", "DISABLED")
              ) if terraform else (("LogsConfig.CloudWatchLogs", "Status", "ENABLED"),
                                   ("LogsConfig.S3Logs", "Status", "DISABLED"))
    facts = [b.read(name, default).map(lambda v: str(v).upper() == "ENABLED")
             for path, name, default in places for b in blocks(resource, path)]
    on = whole if whole.value is False else any_of(facts) if facts else Fact(True, whole.evidence)
    return Control(resource=resource, what="build", kind=Kind.SERVICE_LOGGING, part="build",
                   on=on.mended("keep the logs of builds"))


# -- groups of machines


@SERVICE.facet(*GROUPS)
def health(resource: Resource, graph: Graph) -> Iterator[Control]:
    """Whether machines behind a load balancer are judged by it."""
    terraform = resource.dialect == "terraform"
    names = ("load_balancers", "target_group_arns", "traffic_source") if terraform else (
        "LoadBalancerNames", "TargetGroupARNs", "TrafficSources")
    behind = any_of(set_at_all(read(resource, name)) for name in names)
    if behind.value is False and any(True for _ in graph.into(resource, "aws_autoscaling_attachment")):
        behind = Fact(True, behind.evidence)
    yield Control(resource=resource, what="group of machines", kind=Kind.REDUNDANCY, part="load-balancer",
                  on=behind.mended("attach it to a load balancer"))
    kind = read(resource, "health_check_type" if terraform else "HealthCheckType", "EC2")
    if behind.value is not False:
        yield Control(resource=resource, what="group of machines", kind=Kind.HEALTH_CHECK, part="group",
                      on=kind.map(lambda v: "ELB" in str(v)).mended('set the health check type to "ELB"'))


@SERVICE.facet("data.aws_ami")
def image(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """The newest image of a name is anybody's, unless the owner is named."""
    owners = read(resource, "owners")
    filtered = [f.value for f in read_all(resource, "filter[].name")]
    named = any(str(v) in ("owner-alias", "owner-id", "image-id") for v in filtered)
    on = set_at_all(owners).map(lambda v: v or named)
    return Control(resource=resource, what="image lookup", kind=Kind.TRUSTED_IMAGE, part="image",
                   on=on.mended("set `owners`"))
