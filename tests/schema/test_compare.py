"""Rates side by side, and whether they may stand so."""

from typing import Any

import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio

COMPARE = """
query ($codes: [String!]!, $period: PeriodInput!, $definition: RateDefinition!) {
  compare(codes: $codes, period: $period, definition: $definition) {
    comparable explanation nearest differences { axis values }
    rows { jurisdiction { code } rate { definition value lower upper qualifier status explanation denominator { value } } }
  }
}
"""


async def compared(ask: Ask, codes: list[str], period: dict[str, Any], definition: str) -> Any:
    found = (await ask(COMPARE, codes=codes, period=period, definition=definition))["compare"]
    assert [row["jurisdiction"]["code"] for row in found["rows"]] == codes
    assert {row["rate"]["definition"] for row in found["rows"]} == {definition}
    return found


async def test_californias_prisons_do_not_stand_beside_all_of_minnesota(ask: Ask) -> None:
    found = await compared(ask, ["CA-CDCR", "MN"], {"calendarYear": 2025}, "PICKUP_OF_RELEASED_WITH_DETAINER")
    assert found["comparable"] is False
    axes = {difference["axis"]: difference["values"] for difference in found["differences"]}
    assert axes["CUSTODY"] == ["STATE_PRISON", "ALL"]
    assert "may not be put side by side" in found["explanation"]
    california, minnesota = (row["rate"] for row in found["rows"])
    assert (california["value"], california["qualifier"]) == (0.88, "MORE_THAN")
    assert (minnesota["value"], minnesota["status"]) == (None, "NOT_BROKEN_DOWN")


@pytest.mark.parametrize("definition", ["PICKUP_OF_RELEASED_WITH_DETAINER", "PICKUP_OF_ISSUED"])
async def test_the_nearest_sound_comparison_is_prisons_with_prisons(ask: Ask, definition: str) -> None:
    found = await compared(ask, ["CA-CDCR", "MN"], {"calendarYear": 2025}, definition)
    assert found["comparable"] is False
    assert "Minnesota Department of Corrections" in found["nearest"]
    assert "more than 88%" in found["nearest"]
    nearest = await compared(
        ask, ["CA-CDCR", "MN-DOC"], {"calendarYear": 2025}, "PICKUP_OF_RELEASED_WITH_DETAINER"
    )
    assert nearest["comparable"] is True
    assert nearest["nearest"] is None
    # 84 direct transfers of 84 people released with a detainer.
    assert (nearest["rows"][1]["rate"]["value"], nearest["rows"][1]["rate"]["denominator"]["value"]) == (
        1,
        84,
    )
    assert [difference["axis"] for difference in nearest["differences"]] == ["SOURCE"]


async def test_counties_of_one_source_may_stand_side_by_side(ask: Ask) -> None:
    codes = ["27053", "27123", "27141"]
    period = {"range": {"from": "2025-12-01", "to": "2026-03-10"}}
    found = await compared(ask, codes, period, "PICKUP_OF_RESOLVED")
    assert found["comparable"] is True
    assert found["differences"] == []
    hennepin, ramsey, sherburne = (row["rate"]["value"] for row in found["rows"])
    # Ramsey's jail, its annex and its workhouse: 3 + 7 + 0 booked of 49 + 21 + 2, of which 0 + 5 + 1 have no reason.
    assert hennepin == pytest.approx(19 / 165)
    assert ramsey == pytest.approx(10 / 66)
    assert sherburne == pytest.approx(5 / 5)


async def test_states_of_one_file_may_stand_side_by_side(ask: Ask) -> None:
    found = await compared(ask, ["CA", "MN"], {"fiscalYear": 2015}, "PICKUP_OF_ISSUED")
    assert found["comparable"] is True
    assert [row["rate"]["denominator"]["value"] for row in found["rows"]] == [13_456, 603]


async def test_a_countys_jails_do_not_stand_beside_all_custody_of_a_state(ask: Ask) -> None:
    found = await compared(ask, ["27053", "MN"], {"fiscalYear": 2015}, "PICKUP_OF_ISSUED")
    assert found["comparable"] is False
    assert [difference["axis"] for difference in found["differences"]] == ["CUSTODY"]
    assert "all custody" in found["explanation"]


async def test_every_explanation_is_a_sentence(ask: Ask) -> None:
    for codes in (
        ["CA-CDCR", "MN-DOC"],
        ["CA-CDCR", "MN"],
        ["CA", "MN"],
        ["27053", "27123"],
        ["US", "27053"],
    ):
        for definition in ("PICKUP_OF_RELEASED_WITH_DETAINER", "PICKUP_OF_ISSUED"):
            for period in ({"calendarYear": 2025}, {"fiscalYear": 2015}):
                found = await compared(ask, codes, period, definition)
                assert found["explanation"][0].isupper()
                assert found["explanation"].endswith(".")
                assert found["comparable"] <= all(row["rate"]["value"] is not None for row in found["rows"])
