"""Text that Go's template engine has to render before it is a manifest."""

from __future__ import annotations

import posixpath
import re

from ...files import Files

_HELM = re.compile(r"\{\{-?\s*(?:\$?\.(?:Values|Release|Chart|Capabilities|Template|Files)\b|include\s|template\s)")


def unrendered(text: str, path: str, files: Files, readable: bool) -> str:
    """Why the text is not to be read as it stands; empty when it is.

    ``readable`` says whether it is valid YAML.  Braces alone prove nothing: alert texts and workflows have them in
    strings.
    """
    if "{{" not in text:
        return ""
    if _HELM.search(text) is not None or in_chart(path, files):
        return "Helm template, not rendered"
    return "" if readable else "template with {{ }}, not rendered"


def in_chart(path: str, files: Files) -> bool:
    """Whether the file lies in the ``templates`` directory of a chart."""
    directory = posixpath.dirname(path)
    while directory:
        parent, name = posixpath.split(directory)
        if name == "templates" and files.is_file(posixpath.join(parent, "Chart.yaml")):
            return True
        directory = parent
    return False
