"""AWS policy documents, however they are written, as normalised statements.

A document is a JSON string, an object (CloudFormation), a string of which parts are not known, or a reference to the
``json`` of an ``aws_iam_policy_document``.  Source of the grammar: IAM User Guide, "Grammar of the IAM JSON policy
language"; of the data source: Terraform Registry, "Data Source: aws_iam_policy_document".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ... import lenient_json
from ...facets import Statement
from ...facts import Evidence, Fact
from ...graph import Graph, Path, Reason, Resource, Unknown, Value, first_unknown, reveal
from ..attributes import elements
from ._conditions import narrows
from ._effect import effective

DOCUMENT = "data.aws_iam_policy_document"
SPECIFIC = (Reason.COMPUTED, Reason.DATA_SOURCE, Reason.IMPORT, Reason.DYNAMIC_REFERENCE)
"""Why a value is not known that is certainly no wildcard: an ARN or a name that the provider gives."""
ACCOUNT = re.compile(r"(AWS::AccountId|\.account_id)$")
FOREIGN = re.compile(r"arn:[^:]*:(iam|sts)::\*:.*", re.IGNORECASE)
MOST_STATEMENTS = 2_000
"""AWS allows documents of 20 KiB at most; what has more statements than that can hold is not read further."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a policy document says."""

    statements: tuple[Statement, ...] = ()
    unknown: Fact[bool] | None = None
    """Set where the document as a whole is not known."""
    written: bool = True
    """False where there is none: the attribute is absent, null or empty."""

    def __bool__(self) -> bool:
        return self.written


NONE = Document(written=False)


def document(resource: Resource, path: Path, value: Value, graph: Graph) -> Document:
    """The document that an attribute holds; Allow statements that a Deny takes back altogether are left out."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return _unknown_document(resource, path, value, graph)
    if isinstance(value, str):
        if not value.strip():
            return NONE
        try:
            parsed = lenient_json.loads(value)
        except ValueError:
            return Document(unknown=Fact(Unknown(Reason.ERROR, "a policy that is not valid JSON"),
                                         (Evidence(resource, path, value),)))
        return _parsed(resource, path, parsed, inside=False)
    return _parsed(resource, path, value, inside=True)


def attribute_document(resource: Resource, name: str, graph: Graph) -> Document:
    """The document in a top-level attribute."""
    return document(resource, (name,), resource.attributes.get(name), graph)


def data_document(resource: Resource) -> Document:
    """The statements that a data source ``aws_iam_policy_document`` itself writes."""
    found = []
    for position, raw in enumerate(elements(resource.attributes.get("statement"))):
        found.append(_statement(resource, ("statement", position), raw, inside=True))
    return _document(found, True)


def _unknown_document(resource: Resource, path: Path, value: Unknown, graph: Graph) -> Document:
    if value.document is not None:
        return _parsed(resource, path, value.document, inside=False)
    source = graph.referenced(resource, value)
    if source is not None and source.type == DOCUMENT:
        return data_document(source)
    return Document(unknown=Fact(value, (Evidence(resource, path, value),)))


def _parsed(resource: Resource, path: Path, value: Value, inside: bool) -> Document:
    """``inside``: whether places in the document are places in the resource (not so for a JSON string)."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return Document(unknown=Fact(value, (Evidence(resource, path, value),)))
    if not isinstance(value, Mapping) or not value:
        return NONE
    key = next((k for k in value if str(k).lower() == "statement"), None)
    if key is None:
        return NONE
    raw = reveal(value[key])
    if isinstance(raw, Unknown):
        return Document(unknown=Fact(raw, (Evidence(resource, path, raw),)))
    listed = isinstance(raw, list)
    found = []
    for position, item in enumerate(elements(raw)):
        if position >= MOST_STATEMENTS:
            break
        at = ((*path, key, position) if listed else (*path, key)) if inside else path
        found.append(_statement(resource, at, item, inside))
    return _document(found, True)


def _document(found: list[Statement | Fact[bool]], written: bool) -> Document:
    statements = [s for s in found if isinstance(s, Statement)]
    unknown = next((f for f in found if isinstance(f, Fact)), None)
    return Document(effective(statements), unknown, written)


# -- one statement


@dataclass(slots=True)
class _Reader:
    """Reads the elements of one statement, and keeps what is not known."""

    resource: Resource
    path: Path
    inside: bool
    shown: Mapping[str, Value]
    undecided: list[str] = field(default_factory=list)
    unknown: Unknown | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def texts(self, element: str, value: Value, account: bool = False) -> tuple[str, ...]:
        """The strings of an element; one that is not known is named instead, unless it could be anything."""
        found = []
        for item in elements(value):
            item = reveal(item)
            text = _account(item) if account else None
            text = _text(item) if text is None else text
            if text is None:
                self.miss(element, item)
            else:
                found.append(text)
        return tuple(found)

    def miss(self, element: str, value: Value) -> None:
        """Note that an element is not known."""
        self.undecided.append(element)
        if self.unknown is None:
            found = first_unknown(value)
            self.unknown = Unknown(Reason.PARTIAL) if found is None else found

    def note(self, key: str) -> None:
        """Keep the place of an element as evidence."""
        if self.inside:
            self.evidence.append(Evidence(self.resource, (*self.path, key), self.shown[key]))

    def says(self) -> Iterator[Evidence]:
        if self.inside:
            yield from self.evidence
        elif self.path:
            shown = {k: v for k, v in self.shown.items() if k.lower() not in ("sid", "effect")}
            yield Evidence(self.resource, self.path, shown)

    def fact(self) -> Fact[bool] | None:
        return None if self.unknown is None else Fact(self.unknown, tuple(self.says()))


def _statement(resource: Resource, path: Path, raw: Value, inside: bool) -> Statement | Fact[bool]:
    raw = reveal(raw)
    if not isinstance(raw, Mapping):
        unknown = raw if isinstance(raw, Unknown) else Unknown(Reason.ERROR, "a statement that is not an object")
        return Fact(unknown, (Evidence(resource, path, raw),))
    shown = {str(k): v for k, v in raw.items() if reveal(v) is not None and reveal(v) != []}
    reader = _Reader(resource, path, inside, shown)
    got: dict[str, Any] = {"allow": True}
    for key, value in shown.items():
        value = reveal(value)
        match key.lower().replace("_", ""):
            case "effect":
                if isinstance(value, Unknown):
                    reader.miss("allow", value)
                else:
                    got["allow"] = str(value).strip().lower() != "deny"
            case "action" | "actions":
                got["actions"] = tuple(a.strip() for a in reader.texts("actions", value))
                reader.note(key)
            case "notaction" | "notactions":
                got["not_actions"] = tuple(a.strip() for a in reader.texts("not_actions", value))
                reader.note(key)
            case "resource" | "resources":
                got["resources"] = reader.texts("resources", value)
                reader.note(key)
            case "notresource" | "notresources":
                got["not_resources"] = reader.texts("not_resources", value)
                reader.note(key)
            case "principal" | "principals":
                got["principals"] = tuple(_principals(reader, "principals", value))
                reader.note(key)
            case "notprincipal" | "notprincipals":
                got["not_principals"] = tuple(_principals(reader, "not_principals", value))
                reader.note(key)
            case "condition" | "conditions":
                got["conditions"] = tuple(_conditions(reader, value))
                reader.note(key)
    statement = Statement(**got, evidence=tuple(reader.says()), unknown=reader.fact(),
                          undecided=tuple(dict.fromkeys(reader.undecided)))
    return replace(statement, narrowed=narrows(statement.conditions))


def _principals(reader: _Reader, element: str, value: Value) -> Iterator[tuple[str, str]]:
    for item in elements(value):
        item = reveal(item)
        if isinstance(item, Mapping):
            if "type" in item and "identifiers" in item:  # a block of the data source
                kinds = reader.texts(element, item["type"])
                pairs = [(kinds[0] if kinds else "AWS", item["identifiers"])]
            else:
                pairs = [(str(kind), names) for kind, names in item.items()]
            for kind, names in pairs:
                for name in reader.texts(element, names, account=True):
                    yield _principal(kind, name)
        else:
            for name in reader.texts(element, item):
                yield _principal("*" if name == "*" else "AWS", name)


def _principal(kind: str, name: str) -> tuple[str, str]:
    # AWS refuses a wildcard within an ARN here; whoever writes one means identities of any account
    return (kind, "*") if kind == "AWS" and FOREIGN.fullmatch(name) else (kind, name)


def _conditions(reader: _Reader, value: Value) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if isinstance(value, Unknown):
        reader.miss("conditions", value)
        return
    for block in elements(value):
        block = reveal(block)
        if not isinstance(block, Mapping):
            reader.miss("conditions", block)
        elif "test" in block and "variable" in block:  # a block of the data source
            operator, key = _text(reveal(block["test"])), _text(reveal(block["variable"]))
            if operator is None or key is None:
                reader.miss("conditions", [block["test"], block["variable"]])
            else:
                yield operator, key.lower(), _values(block.get("values"))
        else:
            for operator, keys in block.items():
                keys = reveal(keys)
                if isinstance(keys, Mapping):
                    for key, values in keys.items():
                        yield str(operator), str(key).lower(), _values(values)
                elif keys is not None:
                    reader.miss("conditions", keys)


def _values(value: Value) -> tuple[str, ...]:
    """The values of a condition.  What is not known is named: nobody writes a condition in order to admit all."""
    return tuple(text if (text := _text(v := reveal(item))) is not None else f"${{{getattr(v, 'reference', '')}}}"
                 for item in elements(value))


def _text(value: Value) -> str | None:
    """A string, with ``${…}`` for the parts that are not known; None for one that may be anything, ``*`` too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, Unknown):
        if value.prefix or value.suffix:
            return f"{value.prefix}${{{value.reference}}}{value.suffix}"
        if value.reason in SPECIFIC and not value.kind.startswith(("list", "set", "tuple")):
            return f"${{{value.reference}}}"
    return None


def _account(value: Value) -> str | None:
    """The ARN that an account's number stands for as a principal, where the number is not known."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value).zfill(12)
    if isinstance(value, Unknown) and not (value.prefix or value.suffix) and ACCOUNT.search(value.reference):
        return f"arn:aws:iam::${{{value.reference}}}:root"
    return None
