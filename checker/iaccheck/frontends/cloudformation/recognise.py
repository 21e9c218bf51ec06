"""Whether a YAML or JSON document is a CloudFormation template."""

from __future__ import annotations

import re

_RESOURCES = re.compile(rb'^(?:[ \t]*"Resources"|Resources|[ \t]*\'Resources\')[ \t]*:', re.MULTILINE)
_INLINE = re.compile(rb'"Resources"\s*:')
_TYPE = re.compile(rb"""["']?Type["']?[ \t]*:[ \t\r\n]*["']?(?:AWS|Alexa|Custom)::""")


def recognise(data: bytes) -> bool:
    """Whether this has what makes a template: its version, SAM's transform, or Resources with a type of AWS's."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "ignore").encode()
    if b"AWSTemplateFormatVersion" in data or b"AWS::Serverless-2016-10-31" in data:
        return True
    has_resources = _RESOURCES.search(data) is not None or _INLINE.search(data) is not None
    return has_resources and _TYPE.search(data) is not None
