"""Reading attributes, whatever shape they have, into facts.

A path is written with dots: ``encryption_config.kms_key``.  Where a list stands (nested blocks are lists), a name goes
on with its first element; ``[]`` after a name goes on with every element, for ``read_all``.  Names that hold dots
themselves (annotations) are given as tuples.  Terraform's name and CloudFormation's stand side by side in ``attr``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..facts import Evidence, Fact, all_of, any_of, negate
from ..graph import Path, Reason, Resource, Unknown, Value, reveal, show
from ..lenient_json import loads

Names: TypeAlias = "str | tuple[str, ...]"
Condition: TypeAlias = Callable[[Resource], "Fact[bool] | None"]
"""A question about a resource; None where the dialect has no such thing."""

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Attr:
    """An attribute by its names in each dialect, with the provider's default.  Call it to read it."""

    names: Mapping[str, tuple[str, ...]]
    default: Value = None

    def __call__(self, resource: Resource) -> Fact[Value] | None:
        """The value, or the default where it is absent or null; None where the dialect has no such attribute."""
        names = self.names.get(resource.dialect)
        return None if names is None else read(resource, names, self.default)

    def written(self, resource: Resource) -> str:
        """The name as a person writes it in this dialect."""
        return ".".join(self.names.get(resource.dialect, ())).replace("[]", "")


def attr(terraform: Names | None = None, cloudformation: Names | None = None, *, kubernetes: Names | None = None,
         default: Value = None) -> Attr:
    """An attribute by its Terraform, CloudFormation and Kubernetes names."""
    names = {"terraform": terraform, "cloudformation": cloudformation, "kubernetes": kubernetes}
    return Attr({d: _steps(n) for d, n in names.items() if n is not None}, default)


def _steps(names: Names) -> tuple[str, ...]:
    return names if isinstance(names, tuple) else tuple(names.split("."))


# -- reading


def read(resource: Resource, names: Names, default: Value = None) -> Fact[Value]:
    """The value at a path: the first, where lists allow for several."""
    return _walk(resource, resource.attributes, (), tuple(s.removesuffix("[]") for s in _steps(names)), default)


def read_all(resource: Resource, names: Names) -> list[Fact[Value]]:
    """The values at a path with ``[]`` in it: one for each element.  Nothing where the list is absent or empty."""
    found: list[Fact[Value]] = []
    _walk_all(resource, resource.attributes, (), _steps(names), found)
    return found


def _walk(resource: Resource, value: Value, at: Path, names: tuple[str, ...], default: Value) -> Fact[Value]:
    for index, name in enumerate(names):
        value, at = _first(reveal(value), at)
        if isinstance(value, Unknown):
            return Fact(value, (Evidence(resource, at, value),))
        raw = value.get(name, _MISSING) if isinstance(value, Mapping) else _MISSING
        if raw is _MISSING or reveal(raw) is None:
            return Fact(default, (Evidence(resource, (*at, *names[index:]), default, absent=True),))
        value, at = raw, (*at, name)
    plain = reveal(value)
    return Fact(plain, (Evidence(resource, at, value),))


def _first(value: Value, at: Path) -> tuple[Value, Path]:
    while isinstance(value, list) and value:
        value, at = reveal(value[0]), (*at, 0)
    return value, at


def _walk_all(resource: Resource, value: Value, at: Path, names: tuple[str, ...], found: list[Fact[Value]]) -> None:
    for index, name in enumerate(names):
        value, at = _first(reveal(value), at)
        if isinstance(value, Unknown):
            found.append(Fact(value, (Evidence(resource, at, value),)))
            return
        value = value.get(name.removesuffix("[]")) if isinstance(value, Mapping) else None
        at = (*at, name.removesuffix("[]"))
        if name.endswith("[]"):
            items = reveal(value)
            if isinstance(items, Unknown):
                found.append(Fact(items, (Evidence(resource, at, items),)))
            elif isinstance(items, list):
                for position, item in enumerate(items):
                    _walk_all(resource, item, (*at, position), names[index + 1:], found)
            elif items is not None:  # a single value where a list may stand
                _walk_all(resource, items, at, names[index + 1:], found)
            return
    if reveal(value) is not None:
        found.append(Fact(reveal(value), (Evidence(resource, at, value),)))


@dataclass(frozen=True, slots=True)
class Block:
    """A nested block or object, to read from as from a resource."""

    resource: Resource
    path: Path
    value: Mapping[str, Value]

    def read(self, names: Names, default: Value = None) -> Fact[Value]:
        """As ``read``, from here."""
        return _walk(self.resource, self.value, self.path, tuple(s.removesuffix("[]") for s in _steps(names)), default)

    def read_all(self, names: Names) -> list[Fact[Value]]:
        """As ``read_all``, from here."""
        found: list[Fact[Value]] = []
        _walk_all(self.resource, self.value, self.path, _steps(names), found)
        return found

    def blocks(self, names: Names) -> list[Block]:
        """As ``blocks``, from here."""
        return [b for f in self.read_all(_every(names)) if (b := _block(f)) is not None]

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.resource, self.path)


def blocks(resource: Resource, names: Names) -> list[Block]:
    """The nested blocks at a path, every element of the last name.  Elements that are no objects are left out."""
    return [b for f in read_all(resource, _every(names)) if (b := _block(f)) is not None]


def _every(names: Names) -> tuple[str, ...]:
    steps = _steps(names)
    return (*steps[:-1], steps[-1].removesuffix("[]") + "[]")


def _block(fact: Fact[Value]) -> Block | None:
    if not isinstance(fact.value, Mapping):
        return None
    at = fact.evidence[0]
    return Block(at.resource, at.path, fact.value)


# -- conditions: questions with a fact for an answer, and a way to mend it


def as_bool(value: Value) -> Value:
    """``"true"`` and ``"false"`` are booleans too: both Terraform and CloudFormation convert them."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return value


def flag(terraform: Names | None = None, cloudformation: Names | None = None, *, kubernetes: Names | None = None,
         default: bool | None = False, wanted: bool = True) -> Condition:
    """Whether a boolean attribute is ``wanted``.  ``default`` is the provider's own when it is absent."""
    return equals(attr(terraform, cloudformation, kubernetes=kubernetes, default=default), wanted)


def exposed_by(terraform: Names | None = None, cloudformation: Names | None = None, *, kubernetes: Names | None = None,
               default: bool = False) -> Condition:
    """Whether a boolean attribute is true, where true is what opens something: to mend it is to set it to false."""
    attribute = attr(terraform, cloudformation, kubernetes=kubernetes)
    closed = equals(replace(attribute, default=default), False)

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = closed(resource)
        return None if fact is None else negate(fact)

    return ask


def equals(attribute: Attr, *wanted: Value) -> Condition:
    """Whether an attribute is one of these values (booleans and their strings are the same)."""
    return one_of(attribute, wanted)


def one_of(attribute: Attr, wanted: Collection[Value]) -> Condition:
    """Whether an attribute is one of ``wanted``; strings are compared without regard to case."""
    accepted = [_fold(w) for w in wanted]
    first = next(iter(wanted), None)

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = attribute(resource)
        if fact is None:
            return None
        mend = f"set `{attribute.written(resource)}` to {show(first)}" if accepted else ""
        return fact.map(lambda value: _fold(value) in accepted).mended(mend)

    return ask


def none_of(attribute: Attr, unwanted: Collection[Value], instead: str = "") -> Condition:
    """Whether an attribute is none of ``unwanted``.  ``instead`` says what to do about it."""
    refused = [_fold(w) for w in unwanted]

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = attribute(resource)
        if fact is None:
            return None
        mend = instead or f"set `{attribute.written(resource)}` to something else than {show(list(unwanted))}"
        return fact.map(lambda value: _fold(value) not in refused).mended(mend)

    return ask


def at_least(attribute: Attr, least: float) -> Condition:
    """Whether a number is at least ``least``; what is no number is not."""

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = attribute(resource)
        if fact is None:
            return None
        return fact.map(lambda value: _number(value) >= least).mended(
            f"set `{attribute.written(resource)}` to {least:g} or more")

    return ask


def present(terraform: Names | None = None, cloudformation: Names | None = None, *,
            kubernetes: Names | None = None) -> Condition:
    """Whether an attribute is set, and not to null, an empty string, list or object.

    An attribute that refers to another resource's computed one (its ARN, its id) is set, though its value is unknown.
    """
    attribute = attr(terraform, cloudformation, kubernetes=kubernetes)

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = attribute(resource)
        if fact is None:
            return None
        return set_at_all(fact).mended(f"set `{attribute.written(resource)}`")

    return ask


def set_at_all(fact: Fact[Value]) -> Fact[bool]:
    """Whether the value is there; a computed one is."""
    value = fact.value
    if isinstance(value, Unknown):
        certain = value.not_null or bool(value.prefix or value.suffix) or value.reason in (
            Reason.COMPUTED, Reason.DYNAMIC_REFERENCE, Reason.IMPORT)
        return Fact(True, fact.evidence, fact.mend) if certain else Fact(value, fact.evidence, fact.mend)
    return Fact(value is not None and value not in ("", [], {}), fact.evidence, fact.mend)


def absent(terraform: Names | None = None, cloudformation: Names | None = None, *,
           kubernetes: Names | None = None) -> Condition:
    """Whether an attribute is not set."""
    attribute = attr(terraform, cloudformation, kubernetes=kubernetes)
    inner = present(terraform, cloudformation, kubernetes=kubernetes)

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = inner(resource)
        return None if fact is None else negate(fact).mended(f"remove `{attribute.written(resource)}`")

    return ask


def customer_key(terraform: Names | None = None, cloudformation: Names | None = None, *,
                 provider_keys: Collection[str] = ("alias/aws/",)) -> Condition:
    """Whether an attribute names a key of the customer's: set, and not to an alias of the provider's own keys."""
    attribute = attr(terraform, cloudformation)
    inner = present(terraform, cloudformation)

    def ask(resource: Resource) -> Fact[bool] | None:
        fact, value = inner(resource), attribute(resource)
        if fact is None or value is None:
            return None
        text = value.value.prefix if isinstance(value.value, Unknown) else value.value
        if isinstance(text, str) and any(key in text for key in provider_keys):
            return replace(fact, value=False)
        return fact.mended(f"set `{attribute.written(resource)}` to a key of your own")

    return ask


def not_(condition: Condition, mend: str = "") -> Condition:
    """The opposite; ``mend`` says how to make it so."""

    def ask(resource: Resource) -> Fact[bool] | None:
        fact = condition(resource)
        return None if fact is None else negate(fact).mended(mend)

    return ask


def all_conditions(*conditions: Condition) -> Condition:
    """And; what the dialect does not have is left out."""

    def ask(resource: Resource) -> Fact[bool] | None:
        facts = [f for c in conditions if (f := c(resource)) is not None]
        return all_of(facts) if facts else None

    return ask


def any_condition(*conditions: Condition) -> Condition:
    """Or; what the dialect does not have is left out."""

    def ask(resource: Resource) -> Fact[bool] | None:
        facts = [f for c in conditions if (f := c(resource)) is not None]
        return any_of(facts) if facts else None

    return ask


def when(guard: Condition, condition: Condition) -> Condition:
    """``condition`` where ``guard`` holds, nothing where it does not; unknown where the guard is and the answer
    could be false."""

    def ask(resource: Resource) -> Fact[bool] | None:
        holds = guard(resource)
        if holds is None or holds.value is False:
            return None
        fact = condition(resource)
        if holds.value is True or fact is None or fact.value is True:
            return fact
        return Fact(holds.value, holds.evidence, fact.mend)

    return ask


def no_condition(resource: Resource) -> Fact[bool] | None:  # noqa: ARG001 - a Condition like the others
    """The condition that never applies."""
    return None


def decoded(value: Value) -> Value:
    """What a document of JSON holds: from its text, or from what is known of it; None where it is no JSON.

    What is no text is returned as it is: CloudFormation writes documents as objects.
    """
    if isinstance(value, Unknown):
        return value if value.document is None else value.document
    if isinstance(value, str):
        try:
            return loads(value)
        except (ValueError, RecursionError):
            return None
    return value


def elements(value: Value) -> Iterator[Value]:
    """The elements of a list, or the value itself where a single one stands for a list; nothing for null."""
    value = reveal(value)
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def _fold(value: Value) -> Value:
    value = as_bool(value)
    if isinstance(value, str):
        return value.lower()
    return value


def _number(value: Value) -> float:
    if isinstance(value, bool):
        return float("-inf")
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("-inf")
