"""Parameter groups of databases: Terraform's blocks and CloudFormation's maps and lists, read alike."""

from __future__ import annotations

from collections.abc import Mapping

from ...facts import Evidence, Fact
from ...graph import Resource, Unknown, Value, reveal
from .. import read
from ..attributes import elements

_LISTS = {"terraform": ("parameter", "name", "value"), "cloudformation": ("Parameters", "ParameterName",
                                                                         "ParameterValue")}


def parameter(group: Resource, name: str, default: Value = None) -> Fact[Value]:
    """The value of one parameter of a group, or the engine's ``default`` where the group does not set it.

    CloudFormation's RDS, Neptune and DocumentDB groups have a map, Redshift's a list; Terraform has a block for each.
    """
    attribute, key, value = _LISTS[group.dialect]
    have = reveal(group.attributes.get(attribute))
    at = (attribute,)
    if isinstance(have, Unknown):
        return Fact(have, (Evidence(group, at, have),))
    if isinstance(have, Mapping) and name in have:
        found = reveal(have[name])
        return Fact(found, (Evidence(group, (attribute, name), found),))
    undecided: Fact[Value] | None = None
    if not isinstance(have, Mapping) or key in have:
        for position, entry in enumerate(elements(have)):
            entry = reveal(entry)
            label = reveal(entry.get(key)) if isinstance(entry, Mapping) else entry
            if isinstance(label, Unknown):
                undecided = Fact(label, (Evidence(group, (attribute, position), label),))
            elif isinstance(label, str) and label.lower() == name:
                found = reveal(entry.get(value))
                return Fact(found, (Evidence(group, (attribute, position, value), found),))
    return undecided or Fact(default, (Evidence(group, (attribute, name), default, absent=True),))


def parameter_in(group: Resource, name: str, wanted: tuple[str, ...], default: Value = None) -> Fact[bool]:
    """Whether a parameter has one of the wanted values, compared as text without regard to case."""
    fact = parameter(group, name, default)
    return fact.map(lambda v: _text(v) in wanted).mended(f"set the parameter `{name}` to {wanted[0]}")


def family(group: Resource) -> str:
    """The group's family (``postgres16``), or an empty string where it is not known."""
    found = read(group, "family" if group.dialect == "terraform" else
                 "ParameterGroupFamily" if group.type == "AWS::Redshift::ClusterParameterGroup" else "Family").value
    return found.lower() if isinstance(found, str) else ""


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip().lower()
