"""Whether a YAML or JSON document holds Kubernetes objects."""

from __future__ import annotations

import re

_KIND = re.compile(rb"""(?:^|[{,\n])[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?[A-Za-z{]""")
_API = re.compile(rb"""(?:^|[{,\n])[ \t-]*["']?apiVersion["']?[ \t]*:[ \t]*["']?[A-Za-z{]""")


def recognise(data: bytes) -> bool:
    """Whether some document has both an ``apiVersion`` and a ``kind``."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "ignore").encode()
    return b"apiVersion" in data and _KIND.search(data) is not None and _API.search(data) is not None
