"""A facility that is a name without a state, against the rows of that name in the raw files."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

FACILITIES = "ice-detainers/facility_by_lift_reason_2007_2015_public.csv"
WORKBOOK = "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx"
NAMES = {
    "us-orange-county-jail": "ORANGE COUNTY JAIL",
    "us-washington-county-jail": "WASHINGTON COUNTY JAIL",
    "us-cook-county-jail": "COOK COUNTY JAIL",
}
DETAINERS = """query ($id: ID!, $period: PeriodInput!) { facility(id: $id) { detainers(period: $period) {
    source { id } caveats { code text }
    total { value upper qualifier status caveats { code text } }
    outcomes { outcome share count { value status } }
    forms { count { value status } }
    series(by: MONTH) { total { value status } }
    rate(definition: PICKUP_OF_RESOLVED) { value qualifier status explanation } } } }"""
FY2015 = {"fiscalYear": 2015}
ALL_YEARS = {"range": {"from": "2007-10-01", "to": "2015-07-19"}}


@pytest.mark.parametrize("facility", NAMES)
async def test_a_file_without_states_has_all_of_the_name(ask: Ask, sources: Path, facility: str) -> None:
    rows = pl.read_csv(sources / FACILITIES).filter(pl.col("det_facility") == NAMES[facility])
    reasons = dict(rows.select(pl.col("lift_reason").fill_null(""), "count").iter_rows())
    found = (await ask(DETAINERS, id=facility, period=ALL_YEARS))["facility"]["detainers"]
    total = found["total"]
    assert found["source"]["id"] == "source:ice-facility-2007-2015"
    assert (total["value"], total["upper"], total["qualifier"]) == (*[sum(reasons.values())] * 2, "EXACT")
    counts = {each["outcome"]: each["count"]["value"] for each in found["outcomes"]}
    assert counts["PICKED_UP"] == reasons["Booked into Detention"]
    assert counts["NOT_RECORDED"] == reasons[""]
    # The file lists every reason of the name: one that is not there has none.
    assert counts["DIED"] == reasons.get("Died", 0)
    assert None not in counts.values()
    (text,) = [each["text"] for each in total["caveats"] if each["code"] == "STATELESS_FACILITY_NAMES"]
    assert "in several states" in text
    assert "not counted" not in text
    ended = sum(reasons.values()) - reasons[""] - reasons.get("Died", 0)
    rate = found["rate"]
    assert rate["value"] == pytest.approx(reasons["Booked into Detention"] / ended)
    assert (rate["qualifier"], "not counted" in rate["explanation"]) == ("EXACT", False)


def test_the_numbers_of_orange_county_jail_by_hand(sources: Path) -> None:
    rows = pl.read_csv(sources / FACILITIES).filter(pl.col("det_facility") == "ORANGE COUNTY JAIL")
    booked = rows.filter(pl.col("lift_reason") == "Booked into Detention")
    assert (rows["count"].sum(), booked["count"].sum()) == (27766, 10728)


@pytest.mark.parametrize("facility", NAMES)
async def test_a_file_with_states_has_the_name_at_their_facilities_and_no_zero_here(
    ask: Ask, sources: Path, facility: str
) -> None:
    rows = pl.read_excel(sources / WORKBOOK).filter(pl.col("Detainer Detention Facility") == NAMES[facility])
    assert rows.height > 100
    assert rows["State"].null_count() == 0
    found = (await ask(DETAINERS, id=facility, period=FY2015))["facility"]["detainers"]
    assert found["source"]["id"] == "source:ice-foia-2015"
    nothing = {"value": None, "status": "NOT_BROKEN_DOWN"}
    figures: list[Any] = [found["total"], *(each["count"] for each in found["outcomes"] + found["forms"])]
    figures += [step["total"] for step in found["series"]]
    for each in figures:
        assert {"value": each["value"], "status": each["status"]} == nothing
    (text,) = [
        each["text"] for each in found["total"]["caveats"] if each["code"] == "STATELESS_FACILITY_NAMES"
    ]
    assert "at the facilities of those states" in text
    rate = found["rate"]
    assert (rate["value"], rate["status"]) == (None, "NOT_BROKEN_DOWN")
    assert rate["explanation"].endswith(
        "not counted are those of this name of which the source gives the state."
    )


async def test_rows_without_a_state_are_the_least_that_the_name_has(ask: Ask, sources: Path) -> None:
    rows = pl.read_excel(sources / WORKBOOK).filter(
        pl.col("Detainer Detention Facility") == "OTHER-OTHER FACILITY", pl.col("State").is_null()
    )
    found = (await ask(DETAINERS, id="us-other-other-facility", period=FY2015))["facility"]["detainers"]
    total = found["total"]
    assert (total["value"], total["upper"], total["qualifier"]) == (rows.height, None, "AT_LEAST")
    assert rows.height == 9014
