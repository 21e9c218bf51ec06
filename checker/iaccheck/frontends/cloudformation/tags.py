"""The short forms of intrinsic functions in YAML: ``!Ref name`` is ``{"Ref": name}``."""

from __future__ import annotations

from ...graph import Value

# AWS CloudFormation User Guide, "Intrinsic function reference" and "Rule-specific intrinsic functions".
FUNCTIONS = frozenset({
    "And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "GetAZs", "GetAtt",
    "GetStackOutput", "If", "Implies", "ImportValue", "Join", "Length", "Not", "Or", "RefAll", "Select", "Split", "Sub",
    "ToJsonString", "Transform", "ValueOf", "ValueOfAll",
})


def long_form(tag: str, value: Value) -> Value:
    """What a tag stands for.  Raises ``ValueError`` when there is no such function."""
    name = tag.removeprefix("!")
    if name in ("Ref", "Condition"):
        return {name: value}
    if name not in FUNCTIONS:
        raise ValueError("is no function of CloudFormation; what it stands before is read as plain data")
    if name == "GetAtt" and isinstance(value, str):
        return {"Fn::GetAtt": value.split(".", 1)}
    return {"Fn::" + name: value}
