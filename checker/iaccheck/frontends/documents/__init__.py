"""YAML and JSON as plain data whose every key knows its line and column.

Mapping keys are strings as typed, as in JSON.  Plain scalars are resolved as Kubernetes' and CloudFormation's
readers do: YAML 1.1 words (``yes``, ``no``, ``on``, ``off`` are booleans; ``y`` and ``n`` are not), octal with a
leading zero, floats with or without a point; dates and sexagesimal numbers stay strings.
"""

from __future__ import annotations

from .document import MAX_DEPTH, MAX_ERRORS, Document, Report, Tags
from .read import read, text_of

__all__ = ["MAX_DEPTH", "MAX_ERRORS", "Document", "Report", "Tags", "read", "text_of"]
