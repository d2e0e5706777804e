"""Small counts held back, and every answer with the same `minCell` put together against them."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from db.database import Pool
from db.read.detainers import Leaf, detainers_of_grains
from db.words import LOCAL, Custody
from schema import Catalogues, Context, schema
from tests.attack import followed, told_apart
from tests.schema.conftest import Ask

pytestmark = pytest.mark.anyio

FIGURE = "{ value lower upper status caveats { code } }"
COUNTS = (
    """
fragment counts on DetainerStatistics {
    total FIGURE unplaced FIGURE
    outcomes { outcome share count FIGURE } liftReasons { liftReason count FIGURE }
    forms { form count FIGURE } custodies { custody count FIGURE }
    series(by: MONTH) { period { from } total FIGURE outcomes { share count FIGURE } }
    rates { definition value lower upper status numerator FIGURE denominator FIGURE excluded { reason count } explanation }
}
fragment years on Jurisdiction {
    code
    in2014: detainers(period: {calendarYear: 2014}, source: "ice-foia-2015") { ...counts }
    in2015: detainers(period: {calendarYear: 2015}, source: "ice-foia-2015") { ...counts }
    both: detainers(period: {fiscalYear: 2015}, source: "ice-foia-2015") { ...counts }
}
"""
).replace("FIGURE", FIGURE)
EVERY_STATE = """{ jurisdictions(kind: STATE, first: 100) { nodes { code } } }"""
PLACE = (
    COUNTS
    + """query ($code: String!, $minCell: Int) {
    jurisdiction(code: $code, minCell: $minCell) { ...years prisonSystem { ...years } }
}"""
)
COUNTIES = (
    """query ($code: String!) { jurisdiction(code: $code) { counties(first: 300) { nodes { code } } } }"""
)
SOME = (
    COUNTS
    + """query ($codes: [String!]!, $minCell: Int) {
    jurisdictions(codes: $codes, first: 20, minCell: $minCell) { nodes { ...years everyone: detainers(
        period: {calendarYear: 2015}, custody: ALL, source: "ice-foia-2015") { ...counts } } }
}"""
)
FACILITIES = """query ($code: String!, $minCell: Int) {
    jurisdiction(code: $code, minCell: $minCell) {
        in2015: detainers(period: {calendarYear: 2015}, source: "ice-foia-2015") {
            facilities(first: 500) { totalCount nodes { facility { id } count FIGURE } }
        }
    }
}""".replace("FIGURE", FIGURE)
STATES = ("MN", "VT")
MIN_CELL = 5
NUMERATOR = {"PICKUP": {"Booked into Detention"}, "DECLINED": {"Detainer Declined by LEA"}}
YEARS = {"in2014": (2014,), "in2015": (2015,), "both": (2014, 2015), "everyone": (2015,)}


@dataclass(frozen=True)
class Cells:
    """A count that was asked for: the leaves, the years and the columns (of one breakdown) that it adds up."""

    leaves: frozenset[str]
    years: tuple[int, ...]
    breakdown: str | None = None
    columns: frozenset[str] = frozenset()


@dataclass
class Answers:
    """What came back: each count by what it adds up, None where it is held back."""

    guarded: bool
    found: dict[Cells, float | None] = field(default_factory=dict)

    def note(self, cells: Cells, figure: dict[str, Any]) -> None:
        assert (figure["value"] is None) == (figure["status"] == "SUPPRESSED"), figure
        if figure["value"] is None:
            assert (figure["lower"], figure["upper"]) == (None, None)
            assert "SMALL_CELLS_HELD_BACK" in {caveat["code"] for caveat in figure["caveats"]}
            # Two questions for one count: what either tells is told.
            self.found.setdefault(cells, None)
        else:
            self.tell(cells, figure["value"])

    def tell(self, cells: Cells, value: float) -> None:
        assert self.found.get(cells) in (None, value)
        self.found[cells] = value


@dataclass(frozen=True)
class Places:
    """Who is counted where, as the table of places has it."""

    leaves: frozenset[Leaf]
    outcome_of: dict[str, str]

    def of(self, code: str, custodies: Iterable[Custody] | None = None) -> list[Leaf]:
        if custodies is None and code.isdecimal():
            custodies = LOCAL
        return [
            leaf
            for leaf in self.leaves
            if code in leaf.within and (custodies is None or leaf.custody in custodies)
        ]

    def excluded(self, reason: str) -> frozenset[str]:
        named = {"OPEN": {"blank"}, "DIED": {"Died"}}
        others = {"blank", "Died", *NUMERATOR["PICKUP"], *NUMERATOR["DECLINED"]}
        return frozenset(named[reason] if reason in named else self.outcome_of.keys() - others)

    def note(self, answers: Answers, code: str, name: str, found: dict[str, Any]) -> None:
        """Everything that a block of statistics tells."""
        leaves, years = self.of(code, Custody if name == "everyone" else None), YEARS[name]
        area = frozenset(leaf.id for leaf in leaves)
        answers.note(Cells(area, years), found["total"])
        for row in found["liftReasons"]:
            columns = frozenset({row["liftReason"] or "blank"})
            answers.note(Cells(area, years, "reason", columns), row["count"])
        for row in found["outcomes"]:
            columns = frozenset(raw for raw, outcome in self.outcome_of.items() if outcome == row["outcome"])
            if columns:
                answers.note(Cells(area, years, "reason", columns), row["count"])
        for row in found["forms"]:
            answers.note(Cells(area, years, "form", frozenset({row["form"]})), row["count"])
        for row in found["series"]:
            day = row["period"]["from"][:7]
            answers.note(Cells(area, (int(day[:4]),), "month", frozenset({day})), row["total"])
            # A month by outcome is two cuts at once; without `minCell` these are counts like others.
            for cell in row["outcomes"]:
                if row["total"]["value"] is None or answers.guarded:
                    assert cell["count"]["value"] in (None, 0)
                    assert cell["share"] in (None, 0)
        for row in found["rates"]:
            if row["value"] is not None:
                columns = frozenset(NUMERATOR[row["definition"].partition("_OF_")[0]])
                answers.note(Cells(area, years, "reason", columns), row["numerator"])
                for part in row["excluded"]:
                    answers.tell(Cells(area, years, "reason", self.excluded(part["reason"])), part["count"])
            elif row["status"] == "SUPPRESSED":
                assert (row["numerator"]["value"], row["denominator"]["value"]) == (None, None)
                assert (row["excluded"], row["lower"], row["upper"]) == ([], None, None)
                assert not any(character.isdigit() for character in row["explanation"])
        for row in found["custodies"]:
            kept = frozenset(leaf.id for leaf in self.of(code, Custody) if leaf.custody == row["custody"])
            answers.note(Cells(kept, years), row["count"])
        if found["unplaced"]["status"] != "NOT_APPLICABLE":
            unplaced = frozenset(leaf.id for leaf in leaves if leaf.unplaced)
            answers.note(Cells(unplaced, years), found["unplaced"])


@pytest.fixture
async def places(pool: Pool, catalogues: Catalogues) -> Places:
    catalogue = (await Context(pool, catalogues).latest()).catalogue
    grain = next(grain for grain in catalogue.grains if grain.source == "ice-foia-2015")
    rows = await detainers_of_grains(pool, catalogue.revision.number, [grain.key])
    outcomes = {reason.raw or "blank": reason.outcome.value for reason in catalogue.lift_reasons.values()}
    return Places(frozenset(row.leaf for row in rows[grain.key]), outcomes)


@pytest.fixture(scope="module")
def told() -> dict[int | None, Answers]:
    """What the documents answered, by `minCell`."""
    return {}


Everything = Callable[[int | None], Awaitable[Answers]]


@pytest.fixture
def everything(ask: Ask, places: Places, told: dict[int | None, Answers]) -> Everything:
    """All answers of several documents, asked for once."""

    async def everything(min_cell: int | None) -> Answers:
        if min_cell not in told:
            told[min_cell] = await asked_for(ask, places, min_cell)
        return told[min_cell]

    return everything


async def asked_for(ask: Ask, places: Places, min_cell: int | None) -> Answers:
    answers = Answers(min_cell is not None)

    def note(data: Any) -> None:
        for found in blocks(data):
            for name in YEARS.keys() & found.keys():
                places.note(answers, found["code"], name, found[name])

    states = [node["code"] for node in (await ask(EVERY_STATE))["jurisdictions"]["nodes"]]
    for code in ("US", *states):
        note(await ask(PLACE, code=code, minCell=min_cell))
    for state in STATES:
        counties = (await ask(COUNTIES, code=state))["jurisdiction"]["counties"]["nodes"]
        codes = [node["code"] for node in counties]
        for start in range(0, len(codes), 20):
            note(await ask(SOME, codes=codes[start : start + 20], minCell=min_cell))
        data = await ask(FACILITIES, code=state, minCell=min_cell)
        for row in data["jurisdiction"]["in2015"]["facilities"]["nodes"]:
            name = row["facility"]["id"].partition(":")[2]
            answers.note(Cells(frozenset({name}), (2015,)), row["count"])
    return answers


def blocks(data: Any) -> Iterator[dict[str, Any]]:
    """Every jurisdiction of an answer."""
    if isinstance(data, list):
        for each in data:
            yield from blocks(each)
    elif isinstance(data, dict):
        if "code" in data and "in2014" in data:
            yield data
        for each in data.values():
            yield from blocks(each)


def atoms(cells: Cells, breakdown: str, columns: Iterable[str], kinds: Mapping[str, int]) -> frozenset[Any]:
    """What a count adds up: leaves of one kind (no question tells them apart), a year, a column of the breakdown."""
    return frozenset(
        (kind, year, column)
        for kind in {kinds[leaf] for leaf in cells.leaves}
        for year in cells.years
        for column in (cells.columns or columns)
        if breakdown != "month" or column.startswith(str(year))
    )


async def test_what_is_shown_is_true_and_what_is_small_is_not_shown(
    everything: Everything,
) -> None:
    plain, kept = await everything(None), await everything(MIN_CELL)
    held_back = {cells for cells, value in kept.found.items() if value is None}
    assert all(
        plain.found[cells] == value for cells, value in kept.found.items() if value and cells in plain.found
    )
    small = {cells for cells, value in plain.found.items() if value and value < MIN_CELL}
    assert len(small) > 500
    # Parts of a rate are not asked for by themselves: where the rate is held back they are not there at all.
    assert small & kept.found.keys() <= held_back
    shown = [value for value in kept.found.values() if value]
    assert len(shown) > 1000
    assert min(shown) >= MIN_CELL


@pytest.mark.parametrize("breakdown", ["reason", "form", "month"])
async def test_nothing_small_follows_from_all_documents_together(
    everything: Everything, breakdown: str
) -> None:
    plain, kept = await everything(None), await everything(MIN_CELL)
    kinds = told_apart(cells.leaves for cells in kept.found)
    columns = {column for cells in plain.found if cells.breakdown == breakdown for column in cells.columns}

    def of(cells: Cells) -> frozenset[Any]:
        return atoms(cells, breakdown, columns, kinds)

    asked = [cells for cells in kept.found if cells.breakdown in (None, breakdown)]
    shown = {of(cells): value for cells in asked if (value := kept.found[cells]) is not None}
    hidden = {
        of(cells)
        for cells, value in plain.found.items()
        if cells.breakdown in (None, breakdown) and 0 < (value or 0) < MIN_CELL
    }
    assert len(hidden) > 100
    assert followed(shown, hidden) == []


async def test_the_short_answers_and_every_way_to_a_place_hold_back_the_same(ask: Ask) -> None:
    document = """query ($minCell: Int) {
        jurisdiction(code: "27053", minCell: $minCell) { ...short }
        jurisdictions(codes: ["27053"], minCell: $minCell) { nodes { ...short } }
        node(id: "jurisdiction:27053", minCell: $minCell) { ... on Jurisdiction { ...short } }
        facilities(within: "27053", search: "hennepin", minCell: $minCell) { nodes { county { ...short } } }
        compare(codes: ["27053", "MN-DOC"], period: {calendarYear: 2015}, definition: PICKUP_OF_RESOLVED,
            minCell: $minCell) { rows { rate { value status } } }
    }
    fragment short on Jurisdiction {
        detainerCount(period: {calendarYear: 2015}) { value }
        pickupCount(period: {calendarYear: 2015}) { value }
        pickupRate(period: {calendarYear: 2015}, definition: PICKUP_OF_ISSUED) { value status }
        range: detainerCount(period: {range: {from: "2015-01-01", to: "2015-02-27"}}) { value status }
        population(year: 2024) { value }
    }"""
    plain, kept = await ask(document), await ask(document, minCell=100)
    # Hennepin's pickups from January to July 2015 are under a hundred, its detainers are not.
    assert (
        0
        < plain["jurisdiction"]["pickupCount"]["value"]
        < 100
        <= plain["jurisdiction"]["detainerCount"]["value"]
    )
    short = kept["jurisdiction"]
    assert short["detainerCount"] == plain["jurisdiction"]["detainerCount"]
    assert short["pickupCount"]["value"] is None
    assert short["pickupRate"] == {"value": None, "status": "SUPPRESSED"}
    assert short["population"] == plain["jurisdiction"]["population"]
    assert kept["jurisdictions"]["nodes"] == [short]
    assert kept["node"] == short
    assert [each["county"] for each in kept["facilities"]["nodes"]] == [short] * len(
        kept["facilities"]["nodes"]
    )
    assert all(row["rate"] == {"value": None, "status": "SUPPRESSED"} for row in kept["compare"]["rows"])


async def test_pages_of_facilities_tell_no_order_of_what_is_held_back(ask: Ask) -> None:
    document = """query ($first: Int, $after: String, $minCell: Int) {
        jurisdiction(code: "MN", minCell: $minCell) {
            detainers(period: {calendarYear: 2015}) {
                facilities(first: $first, after: $after) {
                    totalCount pageInfo { hasNextPage endCursor }
                    nodes { facility { id detainers(period: {calendarYear: 2015}) { total { value } } } count { value } }
                }
            }
        }
    }"""

    async def page(first: int, after: str | None, min_cell: int | None = 11) -> dict[str, Any]:
        data = await ask(document, first=first, after=after, minCell=min_cell)
        found: dict[str, Any] = data["jurisdiction"]["detainers"]["facilities"]
        return found

    whole, after, nodes = await page(200, None), None, []
    while True:
        part = await page(7, after)
        assert part["totalCount"] == whole["totalCount"]
        nodes += part["nodes"]
        if not part["pageInfo"]["hasNextPage"]:
            break
        after = part["pageInfo"]["endCursor"]
    assert nodes == whole["nodes"]
    plain = await page(200, None, None)
    counts = {each["facility"]["id"]: each["count"]["value"] for each in plain["nodes"]}
    assert counts.keys() == {each["facility"]["id"] for each in nodes}
    shown = [each for each in nodes if each["count"]["value"] is not None]
    hidden = [each for each in nodes if each["count"]["value"] is None]
    assert shown
    assert nodes == shown + hidden
    assert [each["count"]["value"] for each in shown] == sorted(
        (counts[each["facility"]["id"]] for each in shown), reverse=True
    )
    names = [each["facility"]["id"] for each in hidden]
    assert names == sorted(names)
    assert all(each["facility"]["detainers"]["total"]["value"] == each["count"]["value"] for each in nodes)


@pytest.mark.parametrize("min_cell", [-1, 0, 1, 101, 2**31 - 1])
async def test_a_least_count_out_of_bounds_is_refused(
    pool: Pool, catalogues: Catalogues, min_cell: int
) -> None:
    document = 'query ($minCell: Int) { jurisdiction(code: "MN", minCell: $minCell) { code } }'
    result = await schema.execute(document, {"minCell": min_cell}, Context(pool, catalogues))
    assert result.errors is not None
    (error,) = result.errors
    assert error.message == f"`minCell` is {min_cell}; 2 to 100 are accepted."
    assert error.extensions is not None
    assert error.extensions["argument"] == "minCell"


async def test_an_agreement_leads_to_places_that_hold_back(ask: Ask) -> None:
    document = """query ($minCell: Int) {
        agreements(within: "MN", first: 50, minCell: $minCell) { nodes { agency { jurisdiction {
            detainerCount(period: {calendarYear: 2015}) { value }
        } } } }
    }"""

    def counts(data: Any) -> list[float | None]:
        places = [node["agency"]["jurisdiction"] for node in data["agreements"]["nodes"]]
        return [place["detainerCount"]["value"] for place in places if place]

    plain, kept = counts(await ask(document)), counts(await ask(document, minCell=50))
    assert any(value and value < 50 for value in plain)
    assert all(value is None or value == 0 or value >= 50 for value in kept)
