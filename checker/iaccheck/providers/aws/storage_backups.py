"""Backups of file systems, volumes and clusters by AWS Backup, or by the service itself.

Sources: Amazon FSx, ``AutomaticBackupRetentionDays``: 30 days but for Lustre, which has none; EFS, ``BackupPolicy``.
"""

from __future__ import annotations

from ...facets import Control, Kind
from ...facts import Fact
from ...graph import Graph, Resource, Value
from .. import Service, read
from ..attributes import blocks
from ._settings import one_holds

SERVICE = Service()

_SELECTIONS = ("aws_backup_selection", "AWS::Backup::BackupSelection")
_FILES = ("aws_efs_file_system", "AWS::EFS::FileSystem")
_FSX = {"LUSTRE": ("LustreConfiguration", 0), "WINDOWS": ("WindowsConfiguration", 30),
        "ONTAP": ("OntapConfiguration", 30), "OPENZFS": ("OpenZFSConfiguration", 30)}


@SERVICE.facet(*_FILES, "aws_ebs_volume", "aws_rds_cluster")
def planned(resource: Resource, graph: Graph) -> Control | None:
    """Whether a plan of AWS Backup has it; one that goes by tags may have anything.

    Volumes and clusters are backed up in other ways as well: that one is left out says something beside plans only.
    """
    whats = {"aws_ebs_volume": "EBS volume", "aws_rds_cluster": "RDS cluster"}
    what = whats.get(resource.type, "file system")
    found = any(True for _ in graph.into(resource, *_SELECTIONS))
    selections = [] if found else list(graph.siblings(resource, *_SELECTIONS))
    if any(_by_tags(s) for s in selections) or not (found or selections or resource.type in _FILES):
        return None
    on = Fact(found, (), "add it to a backup selection")
    if resource.type in _FILES and not found:
        own = (read(resource, "BackupPolicy.Status", "DISABLED") if resource.dialect == "cloudformation" else None)
        beside = [read(e.source, "backup_policy.status", "DISABLED")
                  for e in graph.into(resource, "aws_efs_backup_policy")]
        for status in [*([own] if own is not None else []), *beside]:
            on = status.map(lambda v: str(v).upper() == "ENABLED").mended("turn its backup policy on")
    return Control(resource=resource, what=what, kind=Kind.BACKUP, part="backup-plan", on=on)


def _by_tags(selection: Resource) -> bool:
    names = ("selection_tag", "condition", "BackupSelection")
    value: Value = next((v for n in names if (v := selection.attributes.get(n)) is not None), None)
    if selection.dialect == "terraform":
        return value is not None
    return any(read(selection, f"BackupSelection.{n}").value is not None for n in ("ListOfTags", "Conditions"))


@SERVICE.facet("AWS::FSx::FileSystem")
def automatic(resource: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether a file system of FSx makes backups."""
    kind = read(resource, "FileSystemType").value
    if not isinstance(kind, str) or kind.upper() not in _FSX:
        return None
    name, default = _FSX[kind.upper()]
    days = read(resource, f"{name}.AutomaticBackupRetentionDays", default)
    on = days.map(lambda v: str(v).isdigit() and int(v) > 0).mended(f"set `{name}.AutomaticBackupRetentionDays`")
    return Control(resource=resource, what="file system", kind=Kind.BACKUP, part="fsx", on=on)


# By namespace, name and value (Elastic Beanstalk Developer Guide, "General options for all environments").
_BEANSTALK = (
    ("managed-actions", Kind.AUTOMATIC_UPDATES, {("managedactions", "ManagedActionsEnabled"): "true"}),
    ("health", Kind.METRICS, {("healthreporting:system", "HealthStreamingEnabled"): "true",
                              ("cloudwatch:logs:health", "HealthStreamingEnabled"): "true",
                              ("healthreporting:system", "SystemType"): "enhanced"}),
)


@SERVICE.facet("aws_elastic_beanstalk_environment", "AWS::ElasticBeanstalk::Environment")
def beanstalk(resource: Resource, graph: Graph) -> list[Control]:  # noqa: ARG001
    """Settings of an environment are a list of namespaces, names and values."""
    terraform = resource.dialect == "terraform"
    at = "setting" if terraform else "OptionSettings"
    names = ("namespace", "name", "value") if terraform else ("Namespace", "OptionName", "Value")
    settings = blocks(resource, at)
    found = []
    for part, kind, options in _BEANSTALK:
        facts = []
        for block in settings:
            key = (str(block.read(names[0]).value).removeprefix("aws:elasticbeanstalk:"),
                   str(block.read(names[1]).value))
            if key in options:
                facts.append(block.read(names[2]).map(lambda v, key=key, options=options:  # type: ignore[misc]
                                                      str(v).lower() == options[key]))
        found.append(Control(resource=resource, what="Elastic Beanstalk environment", kind=kind, part=part,
                             on=one_holds(resource, at, facts).mended(f"set `{next(iter(options))[1]}`")))
    return found
