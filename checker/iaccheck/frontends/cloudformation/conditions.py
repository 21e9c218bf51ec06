"""Conditions, with three answers: true, false, and None for what was not given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph import Unknown, Value, reveal
from .strings import text

if TYPE_CHECKING:
    from .evaluate import Bindings, Evaluator

MAX_CHAIN = 60
"""How many conditions may refer to each other in a row."""

FUNCTIONS = frozenset({"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"})


class Conditions:
    """The conditions of a template; each is decided once, when it is first asked for."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._template = evaluator.template
        self._decided: dict[str, bool | None] = {}
        self._open: list[str] = []
        self._too_long = False
        self._ruled_out: dict[str, set[str]] = {}
        """The values that assumptions say a parameter does not have."""

    def decide(self, name: Value) -> bool | None:
        """Whether the condition of that name holds."""
        if not isinstance(name, str) or name not in self._template.conditions:
            return None
        if name in self._decided:
            return self._decided[name]
        if name in self._open:
            chain = " → ".join([*self._open[self._open.index(name) :], name])
            self._template.problem(f"the conditions refer to each other: {chain[:200]}", ("Conditions", name))
            self._decided[name] = None
            return None
        if len(self._open) >= MAX_CHAIN:
            if not self._too_long:
                self._template.problem(f"more than {MAX_CHAIN} conditions refer to each other in a row",
                                       ("Conditions", name))
            self._too_long = True
            return None
        self._open.append(name)
        try:
            answer = self.holds(self._template.conditions[name], {})
        finally:
            self._open.pop()
        # In a cycle the answer is there already, and stays open.
        return self._decided.setdefault(name, answer)

    def assume(self, name: str, holds: bool) -> bool:
        """Take for granted that a condition holds, or that it does not, with all that follows; False if it cannot."""
        decided = self.decide(name)
        if decided is None:
            self._decide(name, holds)
            self._imply(self._template.conditions[name], holds, MAX_CHAIN)
            return True
        return decided is holds

    def _decide(self, name: str, holds: bool) -> None:
        self._decided[name] = holds
        self._reopen()

    def _reopen(self) -> None:
        """Forget which conditions are open: what was assumed may decide them."""
        self._decided = {name: answer for name, answer in self._decided.items() if answer is not None}

    def _imply(self, raw: Value, holds: bool, depth: int) -> None:
        if not isinstance(raw, dict) or len(raw) != 1 or not depth:
            return
        [(function, argument)] = raw.items()
        if function == "Condition" and isinstance(argument, str) and self.decide(argument) is None:
            if argument in self._template.conditions:
                self._decide(argument, holds)
                self._imply(self._template.conditions[argument], holds, depth - 1)
        elif not isinstance(argument, list):
            return
        elif function == "Fn::Not" and len(argument) == 1:
            self._imply(argument[0], not holds, depth - 1)
        elif function in ("Fn::And", "Fn::Or"):
            open_ = [item for item in argument if self.holds(item, {}) is None]
            # All of an Or that does not hold do not; of one that holds, the last that is open does.
            if holds == (function == "Fn::And") or len(open_) == 1:
                for item in open_:
                    self._imply(item, holds, depth - 1)
        elif function == "Fn::Equals" and len(argument) == 2:
            for side, other in (argument, argument[::-1]):
                wanted = text(reveal(self._evaluator.value(other, {})))
                name = side.get("Ref") if isinstance(side, dict) and len(side) == 1 else None
                if wanted is not None and isinstance(name, str):
                    self._learn(name, wanted, holds)

    def _learn(self, parameter: str, value: str, equal: bool) -> None:
        if not isinstance(reveal(self._evaluator.reference(parameter, {})), Unknown):
            return
        if not equal:
            ruled_out = self._ruled_out.setdefault(parameter, set())
            ruled_out.add(value)
            left = [item for item in self._allowed(parameter) if item not in ruled_out]
            if len(left) == 1:
                value, equal = left[0], True
        if equal:
            self._evaluator.assume(parameter, value)
        self._reopen()

    def _allowed(self, parameter: str) -> list[str]:
        declaration = self._template.parameters.get(parameter)
        allowed = declaration.get("AllowedValues") if isinstance(declaration, dict) else None
        return [shown for item in allowed if (shown := text(item)) is not None] if isinstance(allowed, list) else []

    def holds(self, raw: Value, bindings: Bindings) -> bool | None:
        """Whether a condition's expression holds."""
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.lower() in ("true", "false"):
            return raw.lower() == "true"
        if not isinstance(raw, dict) or len(raw) != 1:
            return None
        [(function, argument)] = raw.items()
        if function == "Condition":
            return self.decide(argument)
        if not isinstance(argument, list):
            return None
        if function == "Fn::Not":
            answer = self.holds(argument[0], bindings) if len(argument) == 1 else None
            return None if answer is None else not answer
        if function == "Fn::Equals":
            return self._equal(argument, bindings) if len(argument) == 2 else None
        if function in ("Fn::And", "Fn::Or"):
            deciding = function == "Fn::Or"
            answers = [self.holds(item, bindings) for item in argument]
            return deciding if deciding in answers else None if None in answers or not answers else not deciding
        return None

    def _equal(self, sides: list[Value], bindings: Bindings) -> bool | None:
        left, right = (reveal(self._evaluator.value(side, bindings)) for side in sides)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return False if self._excluded(sides[0], left, right) or self._excluded(sides[1], right, left) else None
        a, b = text(left), text(right)
        if a is not None and b is not None:
            return a == b
        return bool(left == right)

    def _excluded(self, raw: Value, unknown: Value, other: Value) -> bool:
        """Whether what is known of an unknown value rules out that it is the other one."""
        wanted = text(other)
        if not isinstance(unknown, Unknown) or wanted is None:
            return False
        if not (wanted.startswith(unknown.prefix) and wanted.endswith(unknown.suffix)):
            return True
        name = raw.get("Ref") if isinstance(raw, dict) and len(raw) == 1 else None
        if not isinstance(name, str):
            return False
        allowed = self._allowed(name)
        return wanted in self._ruled_out.get(name, ()) or (bool(allowed) and wanted not in allowed)
