"""What watches an account: trails, Config, GuardDuty, alarms, log groups, stacks.

Sources: CloudTrail User Guide, "CloudTrail concepts"; AWS Config, ``RecordingGroup``; CloudWatch Logs, "Change log data
retention": without a number of days, logs are kept for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact, all_of, any_of
from ...graph import Graph, Resource
from .. import Service, attr, control, flag, present, read
from ..attributes import Block, any_condition, as_bool, at_least, blocks, elements, read_all, set_at_all
from ._settings import all_hold, hidden_blocks, one_holds

TRAILS = ("aws_cloudtrail", "AWS::CloudTrail::Trail")
LOG_GROUPS = ("aws_cloudwatch_log_group", "AWS::Logs::LogGroup")
ALARMS = ("aws_cloudwatch_metric_alarm", "AWS::CloudWatch::Alarm")
DETECTORS = ("aws_guardduty_detector", "AWS::GuardDuty::Detector")
STACKS = ("aws_cloudformation_stack", "AWS::CloudFormation::Stack")
AGGREGATORS = ("aws_config_configuration_aggregator", "AWS::Config::ConfigurationAggregator")
YEAR = 365

SERVICE = Service(
    control(*TRAILS, what="trail", kind=Kind.AUDIT_LOGGING, part="trail",
            on=flag("enable_logging", "IsLogging", default=True)),
    control(*TRAILS, what="trail", kind=Kind.AUDIT_COVERAGE, part="regions",
            on=flag("is_multi_region_trail", "IsMultiRegionTrail")),
    control(*TRAILS, what="trail", kind=Kind.LOG_INTEGRITY, part="trail",
            on=flag("enable_log_file_validation", "EnableLogFileValidation")),
    control(*TRAILS, what="trail", kind=Kind.LOG_FORWARDING, part="trail",
            on=present("cloud_watch_logs_group_arn", "CloudWatchLogsLogGroupArn")),
    control(*TRAILS, what="trail", kind=Kind.ALERTING, part="trail",
            on=present("sns_topic_name", "SnsTopicName")),
    control(*STACKS, what="stack", kind=Kind.ALERTING, part="stack",
            on=present("notification_arns", "NotificationARNs")),
    control(STACKS[0], what="stack", kind=Kind.DELETION_PROTECTION, part="stack-policy",
            on=any_condition(present("policy_body"), present("policy_url"))),
    control("aws_cloudformation_stack_set_instance", what="stack of a set", kind=Kind.DELETION_PROTECTION,
            part="stack-set", on=flag("retain_stack")),
    control("AWS::CloudFormation::StackSet", what="set of stacks", kind=Kind.DELETION_PROTECTION, part="stack-set",
            on=flag(None, "AutoDeployment.RetainStacksOnAccountRemoval")),
    control(*DETECTORS, what="GuardDuty detector", kind=Kind.THREAT_DETECTION, part="detector",
            on=flag("enable", "Enable", default=True)),
    control("aws_config_configuration_recorder_status", what="Config recorder", kind=Kind.AUDIT_LOGGING,
            part="recorder", on=flag("is_enabled")),
)


@SERVICE.facet(*TRAILS)
def object_events(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether a trail records what is done with objects of S3: without selectors it does not."""
    terraform = resource.dialect == "terraform"
    paths = (("event_selector[].data_resource[].type", "advanced_event_selector[].field_selector[].equals") if terraform
             else ("EventSelectors[].DataResources[].Type", "AdvancedEventSelectors[].FieldSelectors[].Equals"))
    found = [f for path in paths for f in read_all(resource, path)]
    facts = [f.map(lambda value: "AWS::S3::Object" in [str(v) for v in elements(value)]) for f in found]
    on = one_holds(resource, paths[0].split("[", maxsplit=1)[0], facts)
    return Control(resource=resource, what="trail", kind=Kind.AUDIT_COVERAGE, part="object-events",
                   on=on.mended("record data events of AWS::S3::Object"))


@SERVICE.facet(*LOG_GROUPS)
def retention(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """For how long logs are kept; 0 is for ever."""
    days = read(resource, "retention_in_days" if resource.dialect == "terraform" else "RetentionInDays")
    on = set_at_all(days).mended(f"set `{days.evidence[0].attribute}`")
    if days.value in (0, "0"):
        on = Fact(False, on.evidence, on.mend)
    yield Control(resource=resource, what="log group", kind=Kind.LOG_RETENTION, part="unset", on=on)
    if on.value is not False:
        year = at_least(attr("retention_in_days", "RetentionInDays"), YEAR)(resource)
        if year is not None:
            yield Control(resource=resource, what="log group", kind=Kind.LOG_RETENTION, part="below-year", on=year)


@SERVICE.facet(*ALARMS)
def alarm(resource: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Whether an alarm does anything."""
    terraform = resource.dialect == "terraform"
    enabled = read(resource, "actions_enabled" if terraform else "ActionsEnabled", True)
    on = enabled.map(lambda value: as_bool(value) is True).mended(f"set `{enabled.evidence[0].attribute}` to true")
    yield Control(resource=resource, what="alarm", kind=Kind.ALERTING, part="alarm-actions-off", on=on)
    names = (("alarm_actions", "ok_actions", "insufficient_data_actions") if terraform
             else ("AlarmActions", "OKActions", "InsufficientDataActions"))
    yield Control(resource=resource, what="alarm", kind=Kind.ALERTING, part="alarm-without-action",
                  on=any_of(set_at_all(read(resource, name)) for name in names).mended(f"set `{names[0]}`"))


@SERVICE.facet(*AGGREGATORS)
def aggregator(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether an aggregator collects from all regions."""
    terraform = resource.dialect == "terraform"
    sources = (("account_aggregation_source", "organization_aggregation_source") if terraform
               else ("AccountAggregationSources", "OrganizationAggregationSource"))
    name = "all_regions" if terraform else "AllAwsRegions"
    found = [b.read(name, False) for source in sources for b in blocks(resource, source)]
    facts = [f.map(lambda value: as_bool(value) is True) for f in found]
    on = all_hold(resource, sources[0], [*facts, *hidden_blocks(resource, sources[1])])
    return Control(resource=resource, what="Config aggregator", kind=Kind.AUDIT_COVERAGE, part="aggregator",
                   on=on.mended(f"set `{name}` to true"))


@SERVICE.facet("aws_config_configuration_recorder", "AWS::Config::ConfigurationRecorder")
def recorder(resource: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Whether a recorder records every type, those that belong to no region among them."""
    terraform = resource.dialect == "terraform"
    group = (blocks(resource, "recording_group" if terraform else "RecordingGroup")
             or [Block(resource, (), {})])[0]
    every = group.read("all_supported" if terraform else "AllSupported", True)
    everywhere = group.read("include_global_resource_types" if terraform else "IncludeGlobalResourceTypes", False)
    on = all_of(f.map(lambda value: as_bool(value) is True) for f in (every, everywhere))
    return Control(resource=resource, what="Config recorder", kind=Kind.AUDIT_COVERAGE, part="recorder",
                   on=on.mended("record all types, global ones included"))


@SERVICE.facet(DETECTORS[0])
def organization(resource: Resource, graph: Graph) -> Control:
    """Whether the detector reaches the accounts of the organization."""
    beside = [e.source for e in graph.into(resource, "aws_guardduty_organization_configuration")]
    facts = []
    for configuration in beside:
        members = read(configuration, "auto_enable_organization_members", "NONE")
        old = read(configuration, "auto_enable", False)
        facts.append(any_of([members.map(lambda value: str(value).upper() in ("ALL", "NEW")),
                             old.map(lambda value: as_bool(value) is True)]))
    enabled = read(resource, "enable", True).map(lambda value: as_bool(value) is True)
    on = all_of([enabled, any_of(facts) if facts else Fact(False, (Evidence(resource, ()),))])
    return Control(resource=resource, what="GuardDuty detector", kind=Kind.THREAT_DETECTION, part="organization",
                   on=on.mended("enable it for the organization's accounts"))


@SERVICE.facet("aws_vpc", "AWS::EC2::VPC")
def flow_logs(resource: Resource, graph: Graph) -> Control:
    """Whether a network's traffic is logged."""
    found = any(True for _ in graph.into(resource, "aws_flow_log", "AWS::EC2::FlowLog"))
    return Control(resource=resource, what="VPC", kind=Kind.FLOW_LOGGING, part="vpc",
                   on=Fact(found, (), "add a flow log for it"))
