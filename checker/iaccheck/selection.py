"""Which policies to apply: by their ids, or by the ids of other tools' checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .catalogue import Catalogue
from .crosswalk import Row


@dataclass(frozen=True, slots=True)
class _Choice:
    """Whole policies, and parts of policies."""

    whole: frozenset[str]
    rows: tuple[Row, ...]

    def touches(self, policy: str) -> bool:
        return policy in self.whole or any(r.policy == policy for r in self.rows)

    def covers(self, policy: str, type_: str, causes: Iterable[str]) -> bool:
        causes = tuple(causes)
        return policy in self.whole or any(r.policy == policy and r.covers(type_, causes) for r in self.rows)


class UnknownPolicy(ValueError):  # noqa: N818 - it names what the user gave
    """An id that is neither a policy's nor a check's."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; with nothing asked, everything."""

    only: _Choice | None = None
    skip: _Choice | None = None

    def considers(self, policy: str) -> bool:
        """Whether some finding of the policy may be selected."""
        if self.skip is not None and policy in self.skip.whole:
            return False
        return self.only is None or self.only.touches(policy)

    def selects(self, policy: str, type_: str, causes: Iterable[str]) -> bool:
        """Whether a finding is selected."""
        causes = tuple(causes)
        if self.skip is not None and self.skip.covers(policy, type_, causes):
            return False
        return self.only is None or self.only.covers(policy, type_, causes)


def select(catalogue: Catalogue, only: Sequence[str] = (), skip: Sequence[str] = ()) -> Selection:
    """The selection for ``--policy`` and ``--skip-policy``; ``UnknownPolicy`` with a suggestion for an unknown id."""
    return Selection(_choice(catalogue, only), _choice(catalogue, skip))


def _choice(catalogue: Catalogue, ids: Sequence[str]) -> _Choice | None:
    if not ids:
        return None
    whole: set[str] = set()
    rows: list[Row] = []
    for id_ in ids:
        if id_ in catalogue.policies:
            whole.add(id_)
        elif found := catalogue.crosswalk.rows_for(id_):
            rows += found
        else:
            raise UnknownPolicy(f"{id_!r} is no policy and no check that a policy answers{suggest(catalogue, id_)}")
    return _Choice(frozenset(whole), tuple(rows))


def suggest(catalogue: Catalogue, id_: str) -> str:
    """What the user may have meant, as the end of a sentence."""
    from difflib import get_close_matches

    close = get_close_matches(id_, list(catalogue.policies), n=1)
    return f"; did you mean {close[0]!r}?" if close else "; `iaccheck policies` lists them"
