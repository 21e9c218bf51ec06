"""AWS Config: whether a rule watches for volumes that are not encrypted."""

from __future__ import annotations

from ...facets import Control, Kind
from ...facts import Fact, about, any_of
from ...graph import Graph, Resource
from .. import Service, read

RULES = ("aws_config_config_rule", "AWS::Config::ConfigRule")

SERVICE = Service()


@SERVICE.facet(*RULES)
def encrypted_volumes(rule: Resource, graph: Graph) -> Control | None:
    """Where there are rules: whether one of them is that for encrypted volumes.  Said once, of the first rule."""
    first = next(iter(graph.siblings(rule, rule.type)), rule)
    if first is not rule:
        return None
    path = "source.source_identifier" if rule.dialect == "terraform" else "Source.SourceIdentifier"
    facts: list[Fact[bool]] = [read(other, path).map(lambda v: v == "ENCRYPTED_VOLUMES")
                               for other in graph.siblings(rule, rule.type)]
    found = any_of(facts)
    on = found if found.value is not False else about(rule, False)
    return Control(resource=rule, what="set of Config rules", part="encrypted-volumes", kind=Kind.ENCRYPTION_MONITORED,
                   on=on.mended("add a rule with the source ENCRYPTED_VOLUMES"))
