"""Law, policy, practice and 287(g) agreements of a jurisdiction on one day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from db import rows
from db.places.codes import lineage
from db.read import agreements as read
from db.words import Custody, JurisdictionKind, PolicyBasis, PolicyDimension, StanceValue
from schema.agreements import Agreement, agreement
from schema.context import At
from schema.cost import holdings
from schema.cost.declared import Amount, costs
from schema.described import attribute, field
from schema.sources import Source, source

if TYPE_CHECKING:
    from schema.jurisdictions import Jurisdiction

OF_AN_AREA = Amount(holdings.AGREEMENTS, holdings.AGREEMENTS_IN_ALL)


@strawberry.type(description="What a law, policy or practice says of one dimension of cooperation.")
class Stance:
    """A stance."""

    at: strawberry.Private[At]
    policy: strawberry.Private[rows.Policy]
    inherited: strawberry.Private[bool]
    dimension: PolicyDimension = attribute("What it speaks of.")
    stance: StanceValue = attribute("What it says.")
    basis: PolicyBasis = attribute("What sort of thing it rests on.")
    custody: Custody = attribute("Whose custody it binds.")
    authority: str = attribute("The law, opinion or statement.")
    summary: str = attribute("What it says, in a sentence.")
    effective_from: date | None = attribute("The first day on which it held; null if that is not known.")
    effective_to: date | None = attribute("The last day on which it held; null if it holds still.")

    @field
    def url(self) -> str | None:
        """Where it was read."""
        found = self.at.catalogue.sources.get(self.policy.source)
        return found.url if found else None

    @field
    def source(self) -> Source | None:
        """The publication in which it was read."""
        return source(self.at, self.policy.source)

    @field
    def inherited_from(self) -> Annotated[Jurisdiction, strawberry.lazy("schema.jurisdictions")] | None:
        """The state whose rule it is, where a county is bound by it; null for the jurisdiction's own."""
        from schema.jurisdictions import jurisdiction_of

        return jurisdiction_of(self.at, self.policy.jurisdiction) if self.inherited else None


@strawberry.type(
    description="How far a jurisdiction cooperates with ICE on one day. Law, written policy, stated practice and "
    "observed outcome are four different things; a dimension without a stance is one on which nothing was found."
)
class Cooperation:
    """Cooperation on a day."""

    at: strawberry.Private[At]
    code: strawberry.Private[str]
    kind: strawberry.Private[JurisdictionKind]
    on: date = attribute("The day.")

    @costs(elements=holdings.STANCES)
    @field
    def stances(self) -> list[Stance]:
        """What was in force, the jurisdiction's own before its state's. A start that is not known counts as begun."""
        return [
            Stance(
                at=self.at,
                policy=policy,
                inherited=policy.jurisdiction != self.code,
                dimension=policy.dimension,
                stance=policy.stance,
                basis=policy.basis,
                custody=policy.custody,
                authority=policy.authority,
                summary=policy.summary,
                effective_from=policy.effective_from,
                effective_to=policy.effective_to,
            )
            for policy in self._in_force()
        ]

    @costs(statements=1, rows=OF_AN_AREA, elements=OF_AN_AREA)
    @field
    async def agreements(self) -> list[Agreement]:
        """Agreements of its agencies that stood: listed on or before the day, and not yet gone from a later list.

        Where `agreementsKnownOn` is null the list is empty because they are not known, not because there were none.
        """
        found = await self.at.load(read.agreements_of, self.code, self.on)
        return [agreement(self.at, row) for row in found or ()]

    @costs(statements=1, rows=1)
    @field
    async def agreements_known_on(self) -> date | None:
        """The day of ICE's newest list up to the day: what came after it is not known. Null before the first list."""
        return await self.at.load(read.last_lists, self.on)

    def _in_force(self) -> Iterator[rows.Policy]:
        # A prison system is bound by its own rules: the state's here are those of county jails.
        codes = (self.code,) if self.kind is JurisdictionKind.PRISON_SYSTEM else lineage(self.code)
        for code in codes:
            for policy in self.at.catalogue.policies:
                begun = policy.effective_from is None or policy.effective_from <= self.on
                ended = policy.effective_to is not None and policy.effective_to < self.on
                if policy.jurisdiction == code and begun and not ended:
                    yield policy
