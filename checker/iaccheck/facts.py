"""Facts: what is known of one question about a resource, with the evidence, in three-valued logic (Kleene's).

A ``Fact[bool]`` has three answers: ``True``, ``False`` and an ``Unknown`` that names the value that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from .graph import Path, Resource, Unknown, Value, first_unknown, show

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value of one resource that a fact rests on."""

    resource: Resource
    path: Path
    """Empty for the resource as a whole."""
    value: Value = None
    """What it has; where it is absent, what the provider then takes (None: nothing, or a whole block is meant)."""
    absent: bool = False
    """Whether the attribute is not set, so that ``value`` is the provider's default."""

    @property
    def attribute(self) -> str:
        """The path as a person writes it: ``ingress[0].cidr_blocks``."""
        return path_text(self.path)

    def says(self) -> str:
        """The evidence in words: ```acl` is "public-read"``, ```encrypted` is not set (default: false)``."""
        if not self.absent and (not self.path or self.value is None):  # a whole block or resource
            return "" if self.value is None else show(self.value)
        if self.absent:
            return f"`{self.attribute}` is not set" + ("" if self.value is None else f" (default: {show(self.value)})")
        return f"`{self.attribute}` is {show(self.value)}"


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """An answer and what it rests on."""

    value: T | Unknown
    evidence: tuple[Evidence, ...] = ()
    mend: str = ""
    """What to change to turn a ``False`` fact ``True``, in the resource's own format and words."""

    @property
    def unknown(self) -> Unknown | None:
        """The value that decides, when it is not known."""
        return self.value if isinstance(self.value, Unknown) else None

    def known_or(self, default: T) -> T:
        """The answer, or ``default`` when it is not known."""
        return default if isinstance(self.value, Unknown) else self.value

    def map(self, function: Callable[[T], U]) -> Fact[U]:
        """The fact about ``function`` of the value; an unknown one stays unknown."""
        if isinstance(self.value, Unknown):
            return Fact(self.value, self.evidence, self.mend)
        return Fact(function(self.value), self.evidence, self.mend)

    def mended(self, mend: str) -> Fact[T]:
        """The same with another way to mend it."""
        return replace(self, mend=mend)

    def says(self) -> str:
        """The evidence in words, without repetition."""
        return " and ".join(dict.fromkeys(text for e in self.evidence[:3] if (text := e.says())))


def path_text(path: Path) -> str:
    """``("ingress", 0, "cidr_blocks")`` → ``ingress[0].cidr_blocks``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def hole(*facts: Fact[Any]) -> Unknown | None:
    """What is not known of the first of these facts that is not known, if one is not."""
    return next((f.value for f in facts if isinstance(f.value, Unknown)), None)


def given(value: T, *evidence: Evidence, mend: str = "") -> Fact[T]:
    """A fact; unknown when the value is."""
    return Fact(value, tuple(evidence), mend)


def about(resource: Resource, value: T, path: Path = (), mend: str = "", absent: bool = False,
          shown: Value = None) -> Fact[T]:
    """A fact about one place of a resource.  ``shown`` is the raw value there, for the evidence."""
    return Fact(value, (Evidence(resource, path, shown, absent),), mend)


def negate(fact: Fact[bool]) -> Fact[bool]:
    """Not."""
    return fact.map(lambda value: not value)


def all_of(facts: Iterable[Fact[bool]]) -> Fact[bool]:
    """And: false when one is false, whatever the others are; the evidence is what decided.  True for none."""
    return _fold(list(facts), absorbing=False)


def any_of(facts: Iterable[Fact[bool]]) -> Fact[bool]:
    """Or: true when one is true, whatever the others are; the evidence is what decided.  False for none."""
    return _fold(list(facts), absorbing=True)


def _fold(facts: list[Fact[bool]], absorbing: bool) -> Fact[bool]:
    deciding = [f for f in facts if f.value is absorbing]
    if deciding:
        return Fact(absorbing, _evidence(deciding), _mends(deciding))
    undecided = [f for f in facts if isinstance(f.value, Unknown)]
    if undecided:
        return Fact(undecided[0].value, _evidence(undecided), _mends(undecided))
    return Fact(not absorbing, _evidence(facts), _mends(facts))


def _evidence(facts: list[Fact[bool]]) -> tuple[Evidence, ...]:
    return tuple(e for f in facts for e in f.evidence)


def _mends(facts: list[Fact[bool]]) -> str:
    return "; ".join(dict.fromkeys(f.mend for f in facts if f.mend))


def undecided(value: Value, evidence: Iterable[Evidence]) -> Fact[bool] | None:
    """An unknown fact when some part of ``value`` is not known, else None."""
    found = first_unknown(value)
    return None if found is None else Fact(found, tuple(evidence))
