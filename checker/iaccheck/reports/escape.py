"""Making text from a scanned repository harmless where it is printed."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def printable(text: str, *, keep_lines: bool = False) -> str:
    """The text with control, direction and invisible characters written out (``\\x1b``): no terminal obeys it."""
    text = _CONTROL.sub(lambda m: _written(m.group()), text)
    return text if keep_lines else text.replace("\n", "\\n").replace("\t", " ")


def _written(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def workflow_safe(line: str) -> str:
    """A line that GitHub's runner does not take for a workflow command (``::error::``), nor Azure's for ``##vso[``."""
    start = line.lstrip()
    if start.startswith(("::", "##")):
        return line[: len(line) - len(start)] + "\u2024" + start
    return line


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, in a table too: no element, link, image, mention, emphasis or new line."""
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKDOWN.sub(lambda m: f"&#{ord(m.group())};", text)
    return text.replace("://", ":&#47;&#47;").replace("www.", "www&#46;")


_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#!|~@$]")
