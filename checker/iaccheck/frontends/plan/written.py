"""The configuration that a plan was made of: findings in the plan point into it, where it is at hand."""

from __future__ import annotations

import posixpath
import re

from ...graph import Graph, Resource
from .. import Context, Input

_KEYS = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')


class Written:
    """The resources of a directory of configuration, by address."""

    def __init__(self, directory: str, context: Context) -> None:
        from ..terraform.load import load

        self.directory = directory
        self.context = Context(context.files, Graph(), context.options, context.computed)
        load([Input("terraform", directory)], self.context)
        self._by_base: dict[str, Resource] = {}
        for resource in self.context.graph.resources:
            self._by_base.setdefault(_KEYS.sub("", resource.address), resource)

    def find(self, address: str) -> Resource | None:
        """The instance of an address; else another one of the same block, which stands at the same place."""
        return self.context.graph.get(self.directory, address) or self._by_base.get(_KEYS.sub("", address))


def written_beside(path: str, addresses: list[str], context: Context) -> Written | None:
    """The configuration that the user names, or the one in the plan's directory if it has most of its resources."""
    asked = context.options.terraform_dir
    directory = asked if asked is not None else posixpath.dirname(path) or "."
    if asked is None and not (addresses and _has_configuration(directory, context)):
        return None
    if not context.files.is_dir(directory):
        context.error(directory, "is not a directory below the scanned root: findings stay on the plan")
        return None
    written = Written(directory, context)
    if asked is not None:
        context.errors.extend(written.context.errors)
    found = sum(written.find(address) is not None for address in addresses)
    if found * 2 >= len(addresses):
        context.read |= written.context.read
        return written
    if asked is not None:
        context.warning(path, f"only {found} of its {len(addresses)} resources are in {asked}: findings stay on the "
                        "plan")
    return None


def _has_configuration(directory: str, context: Context) -> bool:
    from ...files import InputError
    from ..terraform.recognise import recognise_name

    try:
        return any(map(recognise_name, context.files.list(directory)))
    except InputError:
        return False
