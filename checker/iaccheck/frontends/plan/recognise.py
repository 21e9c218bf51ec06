"""Whether a JSON document is a plan or a state."""

from __future__ import annotations

import re

_VERSION = re.compile(rb'"format_version"\s*:\s*"\d+\.\d+')
_SHOWN = re.compile(rb'"(?:planned_values|resource_changes|prior_state|output_changes|values)"\s*:')
_OTHER = re.compile(rb'^\s*\{\s*"format_version"\s*:\s*"[^"]*"\s*,\s*"(?:provider_schemas|function_signatures|valid)"')
_EMPTY = re.compile(rb'^\s*\{\s*"format_version"\s*:\s*"[^"]*"\s*(?:,\s*"terraform_version"\s*:\s*"[^"]*"\s*)?\}\s*$')
_STATE = re.compile(rb'"(?:lineage|serial)"\s*:')
_ENCRYPTED = re.compile(rb'"encrypted_data"\s*:')


def recognise(data: bytes) -> bool:
    """Whether ``terraform show -json`` printed this, or Terraform stored it as its state.

    Every search is for a fixed word, so that a large file costs little; ``load`` says what is wrong with a document
    that looks like a plan and is none.
    """
    data = to_utf8(data)
    if not data[:64].lstrip(b" \t\r\n").startswith(b"{"):
        return False
    if b'"format_version"' in data and _VERSION.search(data) is not None:
        head = data[:4096]
        return _EMPTY.match(head) is not None or (_OTHER.match(head) is None and _SHOWN.search(data) is not None)
    if b'"terraform_version"' in data:
        return _STATE.search(data) is not None
    return b'"encryption_version"' in data and _ENCRYPTED.search(data) is not None


def to_utf8(data: bytes) -> bytes:
    """The document without a byte order mark, in UTF-8: a shell of Windows writes ``>`` in UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return data.removeprefix(b"\xef\xbb\xbf")
