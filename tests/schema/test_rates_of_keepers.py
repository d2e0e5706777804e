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


IN_PRISONS = """query ($code: String!, $custody: Custody) { jurisdiction(code: $code) {
    detainerCount(period: {calendarYear: 2025}, custody: $custody) { ...told }
    releaseCount(period: {calendarYear: 2025}, custody: $custody) { ...told }
    pickupCount(period: {calendarYear: 2025}, custody: $custody) { ...told } } }
    fragment told on Figure { value lower upper status qualifier asStated locator caveats { code } source { id url } }"""


@pytest.mark.parametrize(
    ("state", "system", "share", "numbers"),
    [("CA", "CA-CDCR", "cdcr-2025-pickup-rate", (1445, 1641)), ("MN", "MN-DOC", None, (84, 84))],
)
async def test_a_states_own_prisons_are_its_prison_system(
    ask: Ask,
    lines: dict[str, tuple[int, dict[str, str]]],
    state: str,
    system: str,
    share: str | None,
    numbers: tuple[int, int],
) -> None:
    found, of_system = await rate(ask, state, 2025, "STATE_PRISON"), await rate(ask, system, 2025)
    stated = float(lines[share][1]["value"]) if share else 84 / int(lines["mndoc-2025-released"][1]["value"])
    assert found["value"] == stated
    assert (found["numerator"]["lower"], found["numerator"]["upper"]) == numbers
    assert found["denominator"]["value"] == numbers[1]
    # Whose record it is stands in the sentence, and where each number stands.
    assert found["explanation"] == of_system["explanation"]
    assert f" ({system})" in found["denominator"].pop("locator")
    of_system["denominator"].pop("locator")
    for each in (found, of_system):
        each["numerator"].pop("locator")
    assert found == of_system


@pytest.mark.parametrize(("state", "system"), [("CA", "CA-CDCR"), ("MN", "MN-DOC")])
async def test_the_counts_of_a_states_prisons_are_those_of_its_system_once(
    ask: Ask, lines: dict[str, tuple[int, dict[str, str]]], state: str, system: str
) -> None:
    found = (await ask(IN_PRISONS, code=state, custody="STATE_PRISON"))["jurisdiction"]
    of_system = (await ask(IN_PRISONS, code=system))["jurisdiction"]
    elsewhere = (await ask(IN_PRISONS, code=state, custody="COUNTY_JAIL"))["jurisdiction"]
    for name, figure in found.items():
        locator, of_record = figure.pop("locator"), of_system[name].pop("locator")
        assert figure == of_system[name]
        assert elsewhere[name]["value"] is None
        if of_record:
            assert locator.startswith(f"{of_record}, a record of the ")
            assert locator.endswith(f" ({system})")
    stated = {
        "CA": {"detainerCount": "cdcr-2025-detainers", "releaseCount": "cdcr-2025-releases"},
        "MN": {"pickupCount": "mndoc-2025-transfers"},
    }
    for name, line in stated[state].items():
        assert found[name]["value"] == int(lines[line][1]["value"])


async def test_no_record_of_prisons_answers_for_all_of_a_state(ask: Ask) -> None:
    for custody in (None, "ALL", "COUNTY_JAIL"):
        found = await rate(ask, "CA", 2025, custody)
        assert (found["value"], found["status"]) == (None, "NOT_RELEASED")
