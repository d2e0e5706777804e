"""Which jurisdiction lies in which: counties and prison systems in states, states in the nation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JurisdictionRelation:
    """Codes with their parents (None: the nation) and with the names that a sentence uses."""

    parents: Mapping[str, str | None]
    names: Mapping[str, str]

    def within(self, inner: str, outer: str) -> bool:
        """Whether `inner` is `outer` or lies in it."""
        code: str | None = inner
        while code is not None and code != outer:
            code = self.parents.get(code)
        return code == outer

    def overlap(self, one: str, other: str) -> bool:
        """Whether one of the two is, or lies in, the other."""
        return self.within(one, other) or self.within(other, one)

    def outermost(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The codes that lie in no other of them, each once, in the order given."""
        unique = tuple(dict.fromkeys(codes))
        return tuple(
            code for code in unique if not any(other != code and self.within(code, other) for other in unique)
        )

    def name(self, code: str) -> str:
        """The name of a jurisdiction, or its code where none is known."""
        return self.names.get(code, code)
