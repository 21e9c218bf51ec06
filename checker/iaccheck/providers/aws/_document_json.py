"""The ``json`` of an ``aws_iam_policy_document``, as the provider renders it.

Source: Terraform Registry, "Data Source: aws_iam_policy_document" and the example renderings there: lists of one are
single values, longer ones are in reverse order, ``&{`` stands for ``${``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from ... import lenient_json
from ...graph import Reason, Unknown, Value, first_unknown, known, reveal
from ..attributes import elements


def render(attributes: Mapping[str, Value]) -> Value:
    """The JSON text; an ``Unknown`` with the ``document`` as far as it is known where parts are not."""
    merged: list[Value] = []
    for key in ("source_json", "source_policy_documents"):
        for source in elements(attributes.get(key)):
            merged += _statements_of(source)
    own = reveal(attributes.get("statement"))
    merged = _override(merged, [own] if isinstance(own, Unknown) else [_statement(s) for s in elements(own)])
    for key in ("override_json", "override_policy_documents"):
        for source in elements(attributes.get(key)):
            merged = _override(merged, _statements_of(source))
    version = reveal(attributes.get("version"))
    document: dict[str, Value] = {"Version": "2012-10-17" if version is None else version}
    if attributes.get("policy_id") is not None:
        document["Id"] = attributes["policy_id"]
    document["Statement"] = merged
    missing = first_unknown(document)
    if missing is None and known(document):
        return json.dumps(document, indent=2)
    reason = Unknown(Reason.PARTIAL) if missing is None else missing
    return Unknown(Reason.PARTIAL, reason.reference, prefix="{", suffix="}", not_null=True, kind="string",
                   document=document)


def _statements_of(source: Value) -> list[Value]:
    source = reveal(source)
    if isinstance(source, Unknown):
        if source.document is None:
            return [source]
        source = source.document
    if isinstance(source, str):
        try:
            source = lenient_json.loads(source) if source.strip() else {}
        except ValueError:
            return [Unknown(Reason.ERROR, "a policy that is not valid JSON")]
    return list(elements(source.get("Statement"))) if isinstance(source, Mapping) else []


def _override(before: list[Value], after: list[Value]) -> list[Value]:
    """Statements of the second list take the place of those of the first with the same Sid, or are added."""
    places = {sid: at for at, s in enumerate(before) if (sid := _sid(s))}
    result = list(before)
    for statement in after:
        sid = _sid(statement)
        if sid and sid in places:
            result[places[sid]] = statement
        else:
            result.append(statement)
    return result


def _sid(statement: Value) -> str:
    statement = reveal(statement)
    sid = reveal(statement.get("Sid")) if isinstance(statement, Mapping) else None
    return sid if isinstance(sid, str) else ""


def _statement(block: Value) -> Value:
    block = reveal(block)
    if not isinstance(block, Mapping):
        return block
    result: dict[str, Value] = {}
    if reveal(block.get("sid")):
        result["Sid"] = block["sid"]
    effect = reveal(block.get("effect"))
    result["Effect"] = "Allow" if effect is None else effect
    for name, key in (("Action", "actions"), ("NotAction", "not_actions"), ("Resource", "resources"),
                      ("NotResource", "not_resources")):
        value = reveal(block.get(key))
        if isinstance(value, Unknown) or value:
            result[name] = _listed(value)
    for name, key in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        value = reveal(block.get(key))
        if isinstance(value, Unknown) or value:
            result[name] = _principals(value)
    conditions = reveal(block.get("condition"))
    if isinstance(conditions, Unknown) or conditions:
        result["Condition"] = _conditions(conditions)
    return result


def _listed(value: Value) -> Value:
    value = reveal(value)
    if not isinstance(value, list):
        return _unescaped(value)
    items = [_unescaped(reveal(v)) for v in value]
    if len(items) == 1:
        return items[0]
    if all(isinstance(i, str) for i in items):
        return sorted(set(items), reverse=True)
    return items


def _unescaped(value: Value) -> Value:
    return value.replace("&{", "${") if isinstance(value, str) else value


def _principals(value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    result: dict[str, Value] = {}
    for kind, names in _pairs(value, "type", "identifiers"):
        if kind == "*" and list(elements(names)) == ["*"]:
            return "*"
        result[kind] = _joined(result.get(kind), names)
    return {kind: _listed(names) for kind, names in result.items()}


def _conditions(value: Value) -> Value:
    if isinstance(value, Unknown):
        return value
    result: dict[str, dict[str, Value]] = {}
    for block in elements(value):
        block = reveal(block)
        if isinstance(block, Mapping):
            test, variable = reveal(block.get("test")), reveal(block.get("variable"))
            if isinstance(test, Unknown) or isinstance(variable, Unknown):
                return test if isinstance(test, Unknown) else variable
            under = result.setdefault(str(test), {})
            under[str(variable)] = _joined(under.get(str(variable)), block.get("values"))
        else:
            return block
    return {test: {variable: _listed(values) for variable, values in under.items()} for test, under in result.items()}


def _pairs(value: Value, first: str, second: str) -> Iterator[tuple[str, Value]]:
    for block in elements(value):
        block = reveal(block)
        if isinstance(block, Mapping) and isinstance(kind := reveal(block.get(first)), str):
            yield kind, block.get(second)


def _joined(before: Value, values: Value) -> Value:
    values = reveal(values)
    if before is None:
        return values
    if isinstance(values, Unknown) or isinstance(before, Unknown):
        return values if isinstance(values, Unknown) else before
    return [*elements(before), *elements(values)]
