"""Rates and counts that keepers state, against the lines of the transcription."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

RATE = """query ($code: String!, $year: Int!, $custody: Custody, $definition: RateDefinition!) {
    jurisdiction(code: $code) { pickupRate(period: {calendarYear: $year}, custody: $custody, definition: $definition) {
        value lower upper qualifier status explanation caveats { code } source { id url }
        numerator { value lower upper status locator } denominator { value status locator source { id url } } } } }"""
RELEASED = "PICKUP_OF_RELEASED_WITH_DETAINER"


@pytest.fixture(scope="module")
def lines(sources: Path) -> dict[str, tuple[int, dict[str, str]]]:
    """The transcription's lines by ID, each with its number."""
    with (sources / "figures/published_figures.csv").open(encoding="utf-8") as file:
        return {row["id"]: (number, row) for number, row in enumerate(csv.DictReader(file), start=2)}


async def rate(ask: Ask, code: str, year: int, custody: str | None = None, definition: str = RELEASED) -> Any:
    answer = await ask(RATE, code=code, year=year, custody=custody, definition=definition)
    return answer["jurisdiction"]["pickupRate"]


async def test_the_sum_of_two_records_leads_to_both(
    ask: Ask, lines: dict[str, tuple[int, dict[str, str]]]
) -> None:
    (handed, over), (released, back) = lines["tulare-2020-handed-over"], lines["tulare-2020-released"]
    found = await rate(ask, "06107", 2020)
    whole = found["denominator"]
    assert (whole["value"], whole["status"]) == (int(over["value"]) + int(back["value"]), "DERIVED")
    assert whole["locator"] == (
        f"line {handed} of the transcription (tulare-2020-handed-over) and line {released} of the transcription "
        "(tulare-2020-released), added up"
    )
    assert found["numerator"]["locator"] == f"line {handed} of the transcription"
    assert (
        "added up here from the 33 pickups by ICE of tulare-2020-handed-over and the 477"
        in found["explanation"]
    )
