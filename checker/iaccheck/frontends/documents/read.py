"""Which of the two readers a text is for."""

from __future__ import annotations

from ...files import MAX_SOURCE_BYTES, Files, InputError, decode
from .document import Document, Report, Tags


def text_of(files: Files, path: str, data: bytes | None) -> str:
    """The text of an input: of ``data`` where it has been read, else of the file.  Raises ``InputError``."""
    if data is None:
        return files.text(path)
    if len(data) > MAX_SOURCE_BYTES:
        raise InputError(path, f"is larger than {MAX_SOURCE_BYTES // (1024 * 1024)} MiB")
    return decode(data, path)


def read(text: str, file: str, report: Report, tags: Tags | None = None) -> list[Document]:
    """The documents of a text in YAML or JSON.  What cannot be read goes to ``report``.

    What begins with a brace or a bracket is JSON; where it turns out not to be and is not called so, YAML's flow
    style, which looks the same.
    """
    from .json_reader import read_json

    if text.lstrip(" \t\r\n")[:1] in ("{", "["):
        if file.endswith(".json"):
            return read_json(text, file, report)
        attempt = Report(file, [])
        documents = read_json(text, file, attempt)
        if not attempt.count or any("twice" in e.message or "nested" in e.message for e in attempt.errors):
            for error in attempt.errors:
                report(error.message, error.line, error.column)
            return documents
    from .yaml_reader import read_yaml

    return read_yaml(text, file, report, tags)
