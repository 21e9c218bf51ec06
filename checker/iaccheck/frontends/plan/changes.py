"""What a plan changes: the resources that ``--changed-only`` has judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...graph import Resource
from .document import Entry, Json

_SAME = (["no-op"], None)


def leave_unchanged(document: Mapping[str, Json], entries: Sequence[Entry], resources: Mapping[str, Resource]) -> None:
    """Have a plan's resources judged only if the plan changes them, or something that belongs to them.

    A bucket stays the same when its public access block goes away, and is another one all the same: what a changed
    resource refers to counts as changed too, and so does what a deleted one named by its id.
    """
    if not isinstance(document.get("resource_changes"), list):
        return  # a state changes nothing: all of it is judged
    changes: dict[str, Mapping[str, Json]] = {
        c["address"]: _mapping(c.get("change")) for c in document["resource_changes"]
        if isinstance(c, dict) and isinstance(c.get("address"), str) and not c.get("deposed")}
    changed = {address for address, change in changes.items() if change.get("actions") not in _SAME}
    judged = {address for address in changed if address in resources}
    for address in list(judged):
        judged.update(target for _, target in resources[address].source.references())
    by_id = {entry.values["id"]: entry.address for entry in entries
             if entry.mode == "managed" and isinstance(entry.values.get("id"), str)}
    for address in changed:
        for value in _mapping(changes[address].get("before")).values():
            if isinstance(value, str) and value in by_id:
                judged.add(by_id[value])
    for address, resource in resources.items():
        resource.judged = address in judged


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
