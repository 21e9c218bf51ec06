"""Cloud SQL: backups, versions, and the flags that decide what is logged and who may do what.

Sources: "Configure database flags" of Cloud SQL for MySQL, PostgreSQL and SQL Server; the PostgreSQL documentation,
"Error Reporting and Logging", for the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ...facets import Control, Kind
from ...facts import Evidence, Fact
from ...graph import Graph, Resource, Unknown, Value, reveal
from .. import Service, absent, control, flag, read, when
from ..attributes import as_bool, blocks, set_at_all
from .sql import INSTANCE

SERVICE = Service()

NEWEST = {"mysql": (8, 0), "postgres": (16, 0), "sqlserver": (2022, 0)}
"""The major version of each engine from which on an instance is up to date."""
_VERSION = re.compile(r"(MYSQL|POSTGRES|SQLSERVER)_(\d{1,4})(?:_(\d{1,2}))?")
_TRUE = frozenset({"on", "true", "1", "yes"})
_ERRORS = ("debug5", "debug4", "debug3", "debug2", "debug1", "info", "notice", "warning", "error")
_LEVELS = frozenset({*_ERRORS, "log", "fatal", "panic"})


def _on(value: Value) -> bool:
    return as_bool(value) is True or str(value).lower() in _TRUE


def _off(value: Value) -> bool:
    return not _on(value)


def _number(value: Value) -> Value:
    return str(value).strip()


Wanted = tuple[str, str, Kind, str, Callable[[Value], bool], str]
FLAGS: tuple[Wanted, ...] = (
    # engine, flag, kind, the provider's default, what is wanted, and how to mend it
    ("postgres", "log_checkpoints", Kind.SERVICE_LOGGING, "off", _on, "on"),
    ("postgres", "log_connections", Kind.SERVICE_LOGGING, "off", _on, "on"),
    ("postgres", "log_disconnections", Kind.SERVICE_LOGGING, "off", _on, "on"),
    ("postgres", "log_lock_waits", Kind.SERVICE_LOGGING, "off", _on, "on"),
    ("postgres", "log_duration", Kind.SERVICE_LOGGING, "off", _on, "on"),
    ("postgres", "log_hostname", Kind.SERVICE_LOGGING, "off", _on, "on"),
    ("postgres", "log_temp_files", Kind.SERVICE_LOGGING, "0", lambda v: _number(v) == "0", "0"),
    ("postgres", "log_min_messages", Kind.SERVICE_LOGGING, "warning", lambda v: str(v).lower() in _LEVELS, "warning"),
    ("postgres", "log_min_error_statement", Kind.SERVICE_LOGGING, "error", lambda v: str(v).lower() in _ERRORS,
     "error"),
    ("postgres", "log_statement", Kind.SERVICE_LOGGING, "none", lambda v: str(v).lower() in ("ddl", "mod", "all"),
     "ddl"),
    ("postgres", "cloudsql.enable_pgaudit", Kind.AUDIT_LOGGING, "off", _on, "on"),
    ("postgres", "log_min_duration_statement", Kind.NO_SENSITIVE_LOGGING, "-1", lambda v: _number(v) == "-1", "-1"),
    *(("postgres", name, Kind.SOUND_SETTINGS, "off", _off, "off") for name in (
        "log_executor_stats", "log_parser_stats", "log_planner_stats", "log_statement_stats")),
    ("sqlserver", "contained database authentication", Kind.CENTRAL_SIGN_IN, "off", _off, "off"),
    ("sqlserver", "cross db ownership chaining", Kind.CONFINED, "off", _off, "off"),
    ("mysql", "local_infile", Kind.CONFINED, "off", _off, "off"),
    ("mysql", "skip_show_database", Kind.CONFINED, "off", _on, "on"),
)


def _engine(instance: Resource) -> tuple[str, str]:
    """The engine's name and the version as it is written; nothing where it is not known."""
    version = read(instance, "database_version", "").value
    text = version.prefix if isinstance(version, Unknown) else str(version)
    return text.partition("_")[0].lower(), text.upper()


def _flag_named(instance: Resource, name: str, default: str) -> Fact[Value]:
    """The value of a flag, whether it is in a ``database_flags`` block or left to the default."""
    undecided: Fact[Value] | None = None
    for block in blocks(instance, "settings.database_flags"):
        named = block.read("name", "")
        if isinstance(named.value, Unknown):
            undecided = undecided or Fact(named.value, named.evidence)
        elif str(named.value).lower() == name:
            return block.read("value", default)
    whole = read(instance, "settings.database_flags")
    if isinstance(whole.value, Unknown):
        return whole
    return undecided or Fact(default, (Evidence(instance, ("settings", "database_flags", name), default, absent=True),))


@SERVICE.facet(INSTANCE)
def flags(instance: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """What flags decide, for the engine that has them."""
    engine, _ = _engine(instance)
    for of_engine, name, kind, default, wanted, mend in FLAGS:
        if of_engine == engine:
            yield Control(resource=instance, what=f"SQL instance (`{name}`)", kind=kind,
                          part=name.replace("_", "-").replace(" ", "-").replace(".", "-"),
                          on=_flag_named(instance, name, default).map(wanted).mended(
                              f'add a `database_flags` block that sets `{name}` to "{mend}"'))


@SERVICE.facet(INSTANCE)
def backups(instance: Resource, graph: Graph) -> Iterator[Control]:  # noqa: ARG001
    """Backups, which a replica takes from its master."""
    if set_at_all(read(instance, "master_instance_name")).value is not False:
        return
    enabled = read(instance, "settings.backup_configuration.enabled", False).map(lambda v: as_bool(v) is True)
    yield Control(resource=instance, what="SQL instance", part="instance", kind=Kind.BACKUP,
                  on=enabled.mended("set `enabled` in `backup_configuration` to true"))
    if _engine(instance)[0] == "mysql":
        log = read(instance, "settings.backup_configuration.binary_log_enabled", False)
        yield Control(resource=instance, what="SQL instance (to a point in time)", part="point-in-time",
                      kind=Kind.BACKUP, on=log.map(lambda v: as_bool(v) is True).mended(
                          "set `binary_log_enabled` in `backup_configuration` to true"))


@SERVICE.facet(INSTANCE)
def version(instance: Resource, graph: Graph) -> Control | None:  # noqa: ARG001
    """Whether the engine is one of the newest."""
    written = read(instance, "database_version")
    found = _VERSION.match(_engine(instance)[1])
    if found is None:
        return None
    major, minor = int(found[2]), int(found[3] or 0)
    newest = NEWEST[found[1].lower()]
    return Control(resource=instance, what="SQL instance", part="instance", kind=Kind.SUPPORTED_VERSION,
                   on=written.map(lambda _: (major, minor) >= newest).mended("set `database_version` to the newest"))


@SERVICE.facet(INSTANCE)
def administrator(instance: Resource, graph: Graph) -> Iterator[Control]:
    """Whether MySQL's administrator has a password."""
    if _engine(instance)[0] != "mysql":
        return
    for user in graph.referring(instance, "google_sql_user", via="instance", keys=("name",)):
        if reveal(read(user, "name").value) == "root":
            passwords = [set_at_all(read(user, name)) for name in ("password", "password_wo")]
            fact = next((p for p in passwords if p.value is not False), passwords[0])
            yield Control(resource=instance, what="administrator of the SQL instance", part="administrator",
                          kind=Kind.AUTHENTICATION, on=fact.mended("set a password for the user `root`"))


SERVICE.rows(
    control(INSTANCE, what="SQL instance", kind=Kind.DELETION_PROTECTION, part="instance",
            on=when(absent("master_instance_name"), flag("deletion_protection", default=True))),
)
