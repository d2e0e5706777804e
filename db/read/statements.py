"""Records and claims of a revision: by ID, about a place, and what the records say of a claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from db.meaning.claims import Checked, check
from db.meaning.jurisdictions import JurisdictionRelation
from db.places.codes import lineage
from db.rows import Statement
from db.words import Role


class Statements(Mapping[str, Statement]):
    """All of them by their IDs. A published revision does not change, so what was found about them is kept."""

    def __init__(self, statements: Mapping[str, Statement], places: JurisdictionRelation) -> None:
        self._by_id = statements
        self._places = places
        self._checked: dict[str, Checked] = {}

    def __getitem__(self, own: str) -> Statement:
        return self._by_id[own]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def about(self, code: str | None, role: Role) -> Sequence[Statement]:
        """Records or claims about a jurisdiction and those that lie in it (None: about any), the latest period first."""
        return self._about.get((code, role), ())

    def checked(self, claim: Statement) -> Checked:
        """A claim held against all records."""
        found = self._checked.get(claim.id)
        if found is None:
            found = self._checked[claim.id] = check(claim, tuple(self._by_id.values()), self._places)
        return found

    @cached_property
    def _about(self) -> Mapping[tuple[str | None, Role], Sequence[Statement]]:
        found = sorted(self._by_id.values(), key=lambda each: each.id)
        found.sort(key=lambda each: each.period.end or each.published_on or date.min, reverse=True)
        about: defaultdict[tuple[str | None, Role], list[Statement]] = defaultdict(list)
        for each in found:
            for code in (None, *lineage(each.jurisdiction)):
                about[code, each.role].append(each)
        return dict(about)
