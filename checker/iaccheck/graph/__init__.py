"""The resource graph.  It imports nothing of ours and knows no format, no provider and no policy."""

from .graph import Edge, Graph
from .resource import Resource, Source
from .span import Origin, Span
from .values import Path, Reason, Sensitive, Unknown, Value, first_unknown, known, reveal, show

__all__ = ["Edge", "Graph", "Origin", "Path", "Reason", "Resource", "Sensitive", "Source", "Span", "Unknown", "Value",
           "first_unknown", "known", "reveal", "show"]
