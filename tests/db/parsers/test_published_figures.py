import csv
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.parsers import LayoutError
from db.parsers.published_figures import COLUMNS, parse
from db.rows import Publication, Rejected, Statement
from db.words import CaveatCode, FigureStatus, MeasureKind, PeriodType, Qualifier, Role

GOOD = {
    "id": "a-2025",
    "jurisdiction": "CA-CDCR",
    "custody": "STATE_PRISON",
    "measure": "RELEASES",
    "kind": "FLOW",
    "value": "26000",
    "qualifier": "MORE_THAN",
    "as_stated": "more than 26,000",
    "period_type": "CALENDAR_YEAR",
    "period_from": "2025-01-01",
    "period_to": "2025-12-31",
    "role": "RECORD",
    "asserted_by": "CDCR",
    "published_on": "",
    "publisher": "A paper",
    "source_kind": "NEWS",
    "source_url": "https://www.example.org/a",
    "responds_to": "",
    "note": "",
}


@pytest.fixture(scope="module")
def found(sources: Path) -> list[Statement | Publication | Rejected]:
    return list(parse(sources / "figures" / "published_figures.csv"))


@pytest.fixture(scope="module")
def statements(found: list[Statement | Publication | Rejected]) -> dict[str, Statement]:
    return {row.id: row for row in found if isinstance(row, Statement)}


@pytest.fixture(scope="module")
def statement(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Statement | Rejected]:
    """What the parser makes of a file with one line: the good one, with some of its cells changed."""
    path = tmp_path_factory.mktemp("figures") / "published_figures.csv"

    def read(**changes: str) -> Statement | Rejected:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerow({**GOOD, **changes})
        (*_, row) = parse(path)
        assert not isinstance(row, Publication)
        return row

    return read


def test_every_line_is_a_statement_after_its_publication(
    found: list[Statement | Publication | Rejected], statements: dict[str, Statement]
) -> None:
    assert len(statements) == 32
    known: dict[str, Publication] = {}
    for row in found:
        assert not isinstance(row, Rejected)
        if isinstance(row, Publication):
            assert row.id not in known
            known[row.id] = row
        else:
            assert row.figure.source in known
    assert len({(row.url, row.publisher) for row in known.values()}) == len(known) == 15


@pytest.mark.parametrize(
    ("name", "value", "lower", "upper", "qualifier"),
    [
        ("cdcr-2025-detainers", 1641, 1641, 1641, Qualifier.EXACT),
        ("cdcr-2025-releases", 26000, 26001, None, Qualifier.MORE_THAN),
        ("cdcr-2025-pickup-rate", 0.88, 0.88, 1, Qualifier.MORE_THAN),
        ("lyons-2026-ca-prison", 33000, None, None, Qualifier.APPROXIMATE),
        ("miller-2026-ca-release", 33000, 0, 33000, Qualifier.AT_MOST),
        ("governor-one-in-eight", 0.125, None, None, Qualifier.APPROXIMATE),
        ("dhs-2025-mn-released", 470, 0, 469, Qualifier.LESS_THAN),
        ("hennepin-compliance", 0.1, 0, 0.1, Qualifier.LESS_THAN),
        ("lasd-2024-honored", 0, 0, 0, Qualifier.EXACT),
    ],
)
def test_bounds_follow_from_the_words_of_the_source(
    statements: dict[str, Statement],
    name: str,
    value: float,
    lower: float | None,
    upper: float | None,
    qualifier: Qualifier,
) -> None:
    figure = statements[name].figure
    assert (figure.value, figure.lower, figure.upper, figure.qualifier) == (value, lower, upper, qualifier)
    assert figure.status is FigureStatus.REPORTED


def test_a_statement_keeps_who_when_and_where(statements: dict[str, Statement]) -> None:
    row = statements["mndoc-2026-prison-holds"]
    assert (row.jurisdiction, row.role, row.kind) == ("MN-DOC", Role.RECORD, MeasureKind.STOCK)
    assert (row.period.type, row.period.start) == (PeriodType.POINT_IN_TIME, date(2026, 1, 22))
    assert row.responds_to == "dhs-2026-mn-active"
    assert row.published_on == date(2026, 1, 22)
    assert [caveat.code for caveat in row.figure.caveats] == [CaveatCode.SOURCE_NOTE, CaveatCode.TRANSCRIBED]
    assert statements["governor-2019-transfers"].period.end is None


def test_an_answer_responds_to_a_statement_of_the_file(statements: dict[str, Statement]) -> None:
    answered = {row.responds_to for row in statements.values() if row.responds_to}
    assert answered == {"dhs-2026-mn-active"}
    assert answered <= statements.keys()


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("custody", "JAIL", "must be one of STATE_PRISON, COUNTY_JAIL"),
        ("measure", "", "must not be blank"),
        ("kind", "SHARE", "must be one of FLOW, STOCK, RATE"),
        ("role", "TRUTH", "must be one of RECORD, CLAIM"),
        ("qualifier", "EXACTLY", "must be one of EXACT"),
        ("period_type", "YEAR", "must be one of CALENDAR_YEAR"),
        ("value", "26,000", "must be a number"),
        ("value", "1.5", "must be a whole number"),
        ("value", "9" * 400, "must be a number"),
        ("value", "nan", "must be a number"),
        ("period_from", "2026-01-01", "must not be before period_from"),
        ("published_on", "Thursday", "must be a date"),
        ("jurisdiction", "California", "must be a code such as"),
        ("source_kind", "RUMOUR", "must be one of PRIMARY, NEWS, SECONDARY"),
        ("source_url", "a newspaper", "must be an address"),
    ],
)
def test_a_line_that_breaks_a_rule_is_rejected(
    statement: Callable[..., Statement | Rejected], column: str, value: str, rule: str
) -> None:
    row = statement(**{column: value})
    assert isinstance(row, Rejected)
    assert row.rule.startswith(rule)


def test_a_share_is_not_above_one(statement: Callable[..., Statement | Rejected]) -> None:
    row = statement(kind="RATE", measure="PICKUP_RATE", value="88")
    assert row == Rejected(None, 2, "value", "88", "must be a share from 0 to 1")


def test_a_point_in_time_is_one_day(statement: Callable[..., Statement | Rejected]) -> None:
    row = statement(period_type="POINT_IN_TIME")
    assert row == Rejected(None, 2, "period_to", "2025-12-31", "must be the day of period_from")


@settings(deadline=None)
@given(value=st.integers(0, 40), qualifier=st.sampled_from(Qualifier), count=st.integers(0, 40))
def test_a_count_lies_within_its_bounds_exactly_when_its_words_allow_it(
    statement: Callable[..., Statement | Rejected], value: int, qualifier: Qualifier, count: int
) -> None:
    row = statement(value=str(value), qualifier=qualifier)
    assert isinstance(row, Statement)
    allowed = {
        Qualifier.EXACT: count == value,
        Qualifier.APPROXIMATE: True,
        Qualifier.AT_LEAST: count >= value,
        Qualifier.MORE_THAN: count > value,
        Qualifier.AT_MOST: count <= value,
        Qualifier.LESS_THAN: count < value,
    }
    lower = Fraction(row.figure.lower or 0)
    within = lower <= count and (row.figure.upper is None or count <= Fraction(row.figure.upper))
    assert within == allowed[qualifier]


def test_a_file_without_a_qualifier_is_refused(write_csv: Callable[..., Path]) -> None:
    header = ",".join(name for name in COLUMNS if name != "qualifier")
    with pytest.raises(LayoutError, match="has no column “qualifier”"):
        list(parse(write_csv(header)))
