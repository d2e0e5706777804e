"""What the card of a link says: a line for each place of the address, asked of the API as anybody would ask it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from starlette.datastructures import QueryParams

from db.figures import Figure
from db.meaning.phrases import CUSTODIES, percent, quantity
from db.words import Custody, FigureStatus, JurisdictionKind, PolicyDimension, Qualifier, RateDefinition

Ask: TypeAlias = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any] | None]]
"""Puts a document with its variables to the API; None where it answers with an error."""

MOST_ROWS: Final = 3
OPENING: Final = ["CA-CDCR:2025", "MN:2025-12-01..2026-03-10"]
"""The places of the page where the address names none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the card. `least` and `most` bound a share from 0 to 1; both None: not known. `is_share`: has a bar.

    `asked` is what a share was asked with: the code of its place, its period, its definition. `beside`: a second line
    of detail, where there is no bar.
    """

    name: str
    detail: str
    figure: str
    is_share: bool = False
    least: float | None = None
    most: float | None = None
    asked: tuple[str, dict[str, Any] | None, str] | None = None
    beside: str = ""


PLACE = """query ($code: String!, $period: PeriodInput!, $definition: RateDefinition!, $asOf: AsOf) {
  jurisdiction(code: $code, asOf: $asOf) {
    name
    asked: pickupRate(period: $period, definition: $definition) { ...Card }
    released: pickupRate(period: $period, definition: PICKUP_OF_RELEASED_WITH_DETAINER) { ...Card }
  }
}
fragment Card on Rate { definition value lower upper qualifier period { label } }"""

COMPARED = """query ($codes: [String!]!, $period: PeriodInput!, $definition: RateDefinition!, $asOf: AsOf) {
  compare(codes: $codes, period: $period, definition: $definition, asOf: $asOf) { comparable }
}"""

LIST = """query ($on: Date, $asOf: AsOf) {
  jurisdiction(code: "US", asOf: $asOf) { cooperation(on: $on) { agreementsKnownOn } }
}"""
AGREEMENTS = "query ($on: Date, $asOf: AsOf) { agreements(on: $on, first: 0, asOf: $asOf) { totalCount } }"
POLICY = """query ($code: String!, $on: Date, $asOf: AsOf) {
  jurisdiction(code: $code, asOf: $asOf) {
    name kind
    cooperation(on: $on) { agreementsKnownOn stances { custody dimension stance inheritedFrom { code } } }
  }
}"""
AGREEMENTS_WITHIN = """query ($code: String!, $on: Date, $asOf: AsOf) {
  agreements(within: $code, on: $on, first: 0, asOf: $asOf) { totalCount }
}"""
NEWEST_LIST = '{ source(id: "source:ice-287g-lists") { covers { to } } }'

SHARES: Final = {
    RateDefinition.PICKUP_OF_ISSUED: "picked up, of all detainers issued",
    RateDefinition.PICKUP_OF_RESOLVED: "picked up, of detainers with a recorded end",
    RateDefinition.PICKUP_OF_PICKED_UP_OR_DECLINED: "picked up, of picked up or declined",
    RateDefinition.PICKUP_OF_RELEASED_WITH_DETAINER: "picked up, of people released with a detainer",
    RateDefinition.DECLINED_OF_ISSUED: "declined, of all detainers issued",
    RateDefinition.DECLINED_OF_RESOLVED: "declined, of detainers with a recorded end",
}


DIMENSIONS: Final = {
    PolicyDimension.HOLD_ON_DETAINER: "holding",
    PolicyDimension.NOTIFY_RELEASE: "telling ICE",
    PolicyDimension.TRANSFER: "handing over",
    PolicyDimension.INTERVIEW_ACCESS: "interviews",
    PolicyDimension.AGREEMENT_287G: "287(g)",
}


async def card_rows(panel: str, query: QueryParams, ask: Ask) -> list[Row]:
    """The lines for a panel at an address; what the address says wrongly is left out."""
    if panel == "map":
        return await _agreements(query, ask)
    if panel == "policy":
        codes = dict.fromkeys(place.partition(":")[0] for place in query.getlist("place") or OPENING)
        found = [await _policy(code, query, ask) for code in list(codes)[:MOST_ROWS]]
        return [row for rows in found for row in rows][:MOST_ROWS]
    named = [place for place in query.getlist("place") if _period(place.partition(":")[2])]
    rows = [await _place(place, query, ask) for place in (named or OPENING)[:MOST_ROWS]]
    return [row for row in rows if row is not None]


async def _place(place: str, query: QueryParams, ask: Ask) -> Row | None:
    code, _, period = place.partition(":")
    asked = query.get("rate", "")
    definition = asked if asked in set(RateDefinition) else RateDefinition.PICKUP_OF_RESOLVED
    data = await ask(
        PLACE,
        {"code": code, "period": _period(period), "definition": definition, **_as_of(query)},
    )
    if data is None:
        return None
    found = data["jurisdiction"]
    # Where the rate that was chosen is not known, what prison systems report may be.
    rate = next((found[name] for name in ("asked", "released") if _bounds(found[name])), found["asked"])
    least, most = _bounds(rate) or (None, None)
    # The days that are counted, which may be fewer than the address has.
    days = rate["period"]["label"] if rate["period"] else period.replace("..", " to ")
    detail = f"{days}: {SHARES[RateDefinition(rate['definition'])]}"
    return Row(
        found["name"], detail, _share(rate), True, least, most, (code, _period(period), rate["definition"])
    )


async def may_compare(rows: Sequence[Row], query: QueryParams, ask: Ask) -> bool:
    """Whether the API says that the shares which are known may be put side by side; so may one alone.

    Shares of several periods or definitions, of which the API compares none, may not.
    """
    asked = [row.asked for row in rows if row.asked and row.least is not None]
    codes = list(dict.fromkeys(code for code, _, _ in asked))
    if any(each[1:] != asked[0][1:] for each in asked):
        return False
    if len(codes) < 2:
        return True
    _, period, definition = asked[0]
    data = await ask(COMPARED, {"codes": codes, "period": period, "definition": definition, **_as_of(query)})
    return data is not None and data["compare"]["comparable"] is True


async def _policy(code: str, query: QueryParams, ask: Ask) -> list[Row]:
    """What is said of each dimension, by the place itself before its state: a line for each custody that it binds."""
    variables = {"code": code, **_on(query), **_as_of(query)}
    data = await ask(POLICY, variables)
    if data is None:
        return []
    place, cooperation = data["jurisdiction"], data["jurisdiction"]["cooperation"]
    known = cooperation["agreementsKnownOn"]
    listed = await ask(AGREEMENTS_WITHIN, {**variables, "on": known}) if known else None
    count = f"on ICE's list of {known}: {listed['agreements']['totalCount']:,}" if listed else "not known"
    said: dict[Custody, dict[PolicyDimension, str]] = {}
    for each in sorted(cooperation["stances"], key=lambda stance: stance["inheritedFrom"] is not None):
        of_custody = said.setdefault(Custody(each["custody"]), {})
        of_custody.setdefault(PolicyDimension(each["dimension"]), each["stance"].lower())
    agreements = f"287(g) agreements {count}"
    if not said:
        return [
            Row(
                place["name"],
                "these records have no law, policy or practice of that day",
                "",
                beside=agreements,
            )
        ]
    return [
        Row(_bound(place, custody), _stances(of_custody), "", beside=agreements)
        for custody, of_custody in said.items()
    ]


def _bound(place: dict[str, Any], custody: Custody) -> str:
    """Of whom it is said; a prison system is its own custody."""
    is_system = place["kind"] == JurisdictionKind.PRISON_SYSTEM
    name: str = place["name"]
    return name if is_system else f"{name}: {CUSTODIES[custody]}"


def _stances(said: Mapping[PolicyDimension, str]) -> str:
    return ", ".join(
        f"{word} {said[dimension]}" for dimension, word in DIMENSIONS.items() if dimension in said
    )


async def _agreements(query: QueryParams, ask: Ask) -> list[Row]:
    day = _on(query).get("on")
    if day is None:
        newest = await ask(NEWEST_LIST, {})
        day = newest["source"]["covers"]["to"] if newest else None
    variables = {"on": day, **_as_of(query)}
    listed = await ask(LIST, variables)
    if listed is None:
        return []
    known = listed["jurisdiction"]["cooperation"]["agreementsKnownOn"]
    if known is None:
        return [Row("287(g) agreements", f"{day}: before the first of ICE's lists", "not known")]
    data = await ask(AGREEMENTS, {**variables, "on": known})
    if data is None:
        return []
    return [Row("287(g) agreements", f"on ICE's list of {known}", f"{data['agreements']['totalCount']:,}")]


def _bounds(rate: dict[str, Any]) -> tuple[float, float] | None:
    known = [rate[name] for name in ("lower", "value", "upper") if rate[name] is not None]
    return (known[0], known[-1]) if known else None


def _share(rate: dict[str, Any]) -> str:
    """`more than 88%`, `26.6%`, `88% to 100%`, `not known`."""
    if rate["value"] is not None:
        told = Figure(rate["value"], None, None, Qualifier(rate["qualifier"]), FigureStatus.DERIVED)
        return quantity(told, percent)
    bounds = _bounds(rate)
    return f"{percent(bounds[0])} to {percent(bounds[1])}" if bounds else "not known"


def _on(query: QueryParams) -> dict[str, str]:
    day = query.get("on", "")
    return {"on": day} if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else {}


def _as_of(query: QueryParams) -> dict[str, Any]:
    number = query.get("asOf", "")
    return {"asOf": {"revision": int(number)}} if re.fullmatch(r"[1-9]\d{0,8}", number) else {}


def _period(text: str) -> dict[str, Any] | None:
    """A period as addresses write it, in the words of the API; None for what is none."""
    if re.fullmatch(r"\d{4}", text):
        return {"calendarYear": int(text)}
    if re.fullmatch(r"FY\d{4}", text):
        return {"fiscalYear": int(text[2:])}
    if re.fullmatch(r"\d{4}-\d\d", text):
        return {"month": text}
    days = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", text)
    return {"range": {"from": days[1], "to": days[2]}} if days else None
