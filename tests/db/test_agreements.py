import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.agreements import AgreementSpan, same_name, spans
from db.parsers.agreements_287g import parse
from db.rows import ListedAgreement
from db.words import AgreementModel

LATEST = date(2026, 5, 18)
FIRST_DAY = date(2025, 1, 31)


@pytest.fixture(scope="module")
def lines(sources: Path) -> list[ListedAgreement]:
    lists = (sources / "agreements-287g" / "ice-lists").glob("*.xlsx")
    return [row for path in lists for row in parse(path) if isinstance(row, ListedAgreement)]


@pytest.fixture(scope="module")
def found(lines: list[ListedAgreement]) -> list[AgreementSpan]:
    return spans(lines)


def listed(
    month: int, agency: str = "Cass County Sheriff's Office", signed: date | None = None, **cells: str
) -> ListedAgreement:
    """A line of the list of a month, counted from the first."""
    return ListedAgreement(
        line=2,
        listed_on=FIRST_DAY + timedelta(days=30 * month),
        state=cells.get("state", "MN"),
        agency=agency,
        county=cells.get("county"),
        agency_type=cells.get("agency_type"),
        model=AgreementModel[cells.get("model", "TASK_FORCE")],
        signed_on=signed,
    )


def test_the_latest_list_stands_as_its_readme_counts_it(sources: Path, found: list[AgreementSpan]) -> None:
    standing = [span for span in found if span.last_listed_on == LATEST]
    assert len(standing) == 1_843
    assert len({(span.state, span.agency) for span in standing}) == 1_551
    assert len({span.state for span in standing}) == 40
    assert all(span.removed_after is None and span.removed_before is None for span in standing)
    sheet = pl.read_excel(
        sources / "agreements-287g" / "ice-lists" / "participatingAgencies05182026am.xlsx",
        infer_schema_length=None,
    )
    signed = Counter(span.signed_on for span in standing)
    restated = Counter(sheet["SIGNED"].to_list()) - signed
    # Lawrence County AL and six others, of which the list has dates after they had been listed.
    assert sorted(day.isoformat() for day in restated.elements()) == [
        "2025-05-08", "2025-05-08", "2025-06-30", "2025-08-04", "2025-09-09", "2025-12-02", "2025-12-11",
    ]  # fmt: skip


def test_no_agreement_was_ever_californias(found: list[AgreementSpan]) -> None:
    assert not [span for span in found if span.state == "CA"]


def test_minnesota_has_ten_agreements_of_nine_agencies(found: list[AgreementSpan]) -> None:
    standing = [span for span in found if span.state == "MN" and span.last_listed_on == LATEST]
    assert [(span.agency, span.model.name) for span in standing] == [
        ("Cass County Sheriff's Office", "TASK_FORCE"),
        ("Crow Wing County Sheriff's Office", "TASK_FORCE"),
        ("Crow Wing County Sheriff's Office", "WARRANT_SERVICE"),
        ("Freeborn County Sheriff's Office", "WARRANT_SERVICE"),
        ("International Falls Police Department", "TASK_FORCE"),
        ("Isle Police Department", "TASK_FORCE"),
        ("Itasca County Sheriff's Office", "TASK_FORCE"),
        ("Kandiyohi County Sheriff's Office", "WARRANT_SERVICE"),
        ("Mille Lacs County Sheriff's Office", "TASK_FORCE"),
        ("Sherburne County Sheriff's Office", "JAIL_ENFORCEMENT"),
    ]


def test_jackson_county_left_between_two_lists(found: list[AgreementSpan]) -> None:
    gone = [span for span in found if span.state == "MN" and span.removed_after]
    assert [(span.id, span.removed_after, span.removed_before) for span in gone] == [
        (
            "mn-jackson-county-sheriffs-jail-enforcement-2025-03-31",
            date(2025, 6, 27),
            date(2025, 7, 30),
        ),
        (
            "mn-jackson-county-sheriffs-warrant-service-2025-03-31",
            date(2025, 11, 26),
            date(2025, 12, 31),
        ),
    ]


def test_ids_are_unique_and_do_not_depend_on_later_lists(
    lines: list[ListedAgreement], found: list[AgreementSpan]
) -> None:
    ids = [span.id for span in found]
    assert ids == sorted(set(ids))
    earlier = spans(line for line in lines if line.listed_on < date(2026, 1, 1))
    assert {span.id for span in earlier} <= set(ids)


def test_an_agreement_that_came_back_has_two_spans(found: list[AgreementSpan]) -> None:
    agencies = {(span.state, same_name(span.agency), span.model) for span in found}
    again = len(found) - len(agencies)
    assert again == 5
    butler = [span for span in found if span.id.startswith("oh-butler-county-sheriffs-jail")]
    assert [(span.signed_on, span.first_listed_on, span.last_listed_on) for span in butler] == [
        (date(2020, 6, 9), date(2021, 1, 31), date(2021, 5, 31)),
        (date(2025, 2, 24), date(2025, 2, 28), LATEST),
    ]


def test_every_alias_is_of_a_line_that_was_listed_and_stands_for_one_that_was(
    lines: list[ListedAgreement],
) -> None:
    file = Path(__file__).parents[2] / "db" / "agreement_aliases.csv"
    written = {(line.state, line.agency) for line in lines}
    models = {(line.state, line.agency, line.model.name) for line in lines}
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            assert (row["true_state"], row["true_name"]) in written
            assert (row["state"], row["listed_as"]) in written
            assert not row["model"] or (row["state"], row["listed_as"], row["model"]) in models
            assert row["reason"]


def test_a_respelt_agency_keeps_its_span(found: list[AgreementSpan]) -> None:
    (manitowoc,) = [span for span in found if span.id.startswith("wi-manitowoc-county-sheriffs-warrant")]
    assert manitowoc.agency == "Manitowoc County Sheriff's Office"
    assert (manitowoc.first_listed_on, manitowoc.last_listed_on) == (date(2021, 1, 31), LATEST)
    (crow_wing,) = [span for span in found if span.id.startswith("mn-crow-wing-county-sheriffs-warrant")]
    assert crow_wing.first_listed_on == date(2025, 3, 31), "listed under Massachusetts on that day"
    assert not [span for span in found if span.id.startswith("ma-crow-wing")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Calhoun County Sheriff's Office", "Calhoun County Sheriff\N{RIGHT SINGLE QUOTATION MARK}s Office"),
        ("Walker County Sheriff's Office", "Walker County Sheriff's Department"),
        ("Ft. Myers Police Department", "Fort Myers Police Department"),
        ("Iowa Dept. of Public Safety", "Iowa Department of Public Safety"),
        ("Idaho State Police", "Idaho State Police Department"),
        ("A & B Wildlife Commission", "A and B Wildlife  Commission,"),
    ],
)
def test_spellings_that_mean_the_same(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


def test_names_that_are_different_agencies_stay_apart() -> None:
    assert same_name("Pinal County Sheriff's Office") != same_name("Pinal County Attorney's Office")
    assert same_name("Palm Beach Police Department") != same_name("North Palm Beach Police Department")


def test_a_restated_date_of_signing_makes_no_new_span_and_the_last_one_holds() -> None:
    (span,) = spans([listed(0, signed=date(2025, 1, 27)), listed(1, signed=date(2025, 1, 26))])
    assert span.signed_on == date(2025, 1, 26)
    assert (span.first_listed_on, span.last_listed_on) == (listed(0).listed_on, listed(1).listed_on)


def test_no_agreement_was_signed_after_it_stood_on_a_list(sources: Path, found: list[AgreementSpan]) -> None:
    assert not [span for span in found if not span.signed_on or span.signed_on > span.first_listed_on]
    (warrants,) = [
        span for span in found if span.id == "al-lawrence-county-sheriffs-warrant-service-2025-05-29"
    ]
    lists = {
        day: pl.read_excel(sources / "agreements-287g" / "ice-lists" / f"participatingAgencies{day}am.xlsx")
        for day in ("05292025", "05182026")
    }
    said = [
        sheet.filter(
            (pl.col("STATE").str.strip_chars() == "ALABAMA")
            & pl.col("LAW ENFORCEMENT AGENCY").str.starts_with("Lawrence County")
            & pl.col("SUPPORT TYPE").str.starts_with("Warrant")
        )["SIGNED"].item()
        for sheet in lists.values()
    ]
    assert said == [date(2025, 5, 20), date(2025, 6, 30)]
    assert warrants.signed_on == said[0]


def test_county_and_type_are_the_last_that_were_given() -> None:
    (span,) = spans([listed(0), listed(1, county="Cass County", agency_type="County"), listed(2)])
    assert (span.county, span.agency_type) == ("Cass County", "County")


def test_a_removal_lies_between_the_last_list_with_it_and_the_first_without() -> None:
    first, second = spans([listed(0), listed(1, "Itasca County"), listed(2, "Itasca County"), listed(2)])[:2]
    assert (first.removed_after, first.removed_before) == (listed(0).listed_on, listed(1).listed_on)
    assert (second.first_listed_on, second.removed_after) == (listed(2).listed_on, None)


def test_a_row_that_a_list_repeats_is_one_agreement() -> None:
    assert len(spans([listed(0), listed(0)])) == 1


def test_no_lists_have_no_spans() -> None:
    assert spans([]) == []


AGENCIES = st.sampled_from(["Ash Police", "Birch Police", "Cedar Police"])


@given(st.lists(st.frozensets(AGENCIES, min_size=1), min_size=1, max_size=8), st.randoms())
def test_the_spans_of_a_day_are_the_agreements_of_its_list(
    months: list[frozenset[str]], shuffling: Random
) -> None:
    lines = [listed(month, agency) for month, agencies in enumerate(months) for agency in agencies]
    shuffling.shuffle(lines)
    found = spans(lines)
    for month, agencies in enumerate(months):
        day = listed(month).listed_on
        on_day = [span.agency for span in found if span.first_listed_on <= day <= span.last_listed_on]
        assert sorted(on_day) == sorted(agencies)
    last = listed(len(months) - 1).listed_on
    assert all((span.removed_before is None) == (span.last_listed_on == last) for span in found)
