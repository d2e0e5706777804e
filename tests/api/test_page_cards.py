"""The cards of links: what they say is what the API says, and a PNG of the size that sites ask for comes of it."""

import re
import struct
from html import unescape
from typing import Any

import httpx
import pytest
from starlette.datastructures import QueryParams

from api.card_rows import Ask, Row, card_rows, may_compare
from api.cards import DO_NOT_COMPARE, EACH_WITH_ITS_SOURCE, HEIGHT, LISTED, SAID, WIDTH, drawing, rendered
from api.sharing import PANELS
from db.database import Pool
from schema import Context, schema
from schema.context import Catalogues


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("panel", PANELS)
def test_each_panel_has_a_card(server_url: str, panel: str) -> None:
    answer = httpx.get(f"{server_url}/card/{panel}.png")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert struct.unpack(">II", answer.content[16:24]) == (WIDTH, HEIGHT) == (1200, 630)


def test_another_place_makes_another_card_and_nonsense_none_of_its_own(server_url: str) -> None:
    opening = httpx.get(f"{server_url}/card/sides.png").content
    assert httpx.get(f"{server_url}/card/sides.png?place=MN:2025").content != opening
    assert httpx.get(f"{server_url}/card/sides.png?place=%00:1&rate=x&asOf=x").content == opening
    assert httpx.get(f"{server_url}/card/sides.png?place=XX:2025").status_code == 200
    assert httpx.get(f"{server_url}/card/nothing.png").status_code == 404


def test_the_card_says_the_share_with_its_bounds_and_hatches_what_is_not_known() -> None:
    known = Row("Prisons", "2024: picked up", "more than 88%", True, 0.88, 1.0)
    unknown = Row("A county", "2025: picked up", "not known", True)
    svg = drawing("Side by side", [known, unknown])
    assert texts(svg)[1:-1] == [
        "Side by side",
        *(word for row in (known, unknown) for word in (row.name, row.detail, row.figure)),
    ]
    whole = WIDTH - 2 * 72
    widths = [float(width) for width in re.findall(r'x="72" y="\d+" width="([\d.]+)"', svg)]
    assert widths == pytest.approx([whole, whole, 0.88 * whole, whole], abs=0.1)
    assert svg.count("url(#unknown)") == 1
    # The two are of different years, and the card says what that means.
    assert texts(svg)[-1] == "Periods or definitions differ: these shares do not compare"


def test_words_are_drawn_without_any_font_of_the_machine() -> None:
    assert rendered(drawing("Side by side", [])) != rendered(drawing("", []))


def test_a_name_cannot_become_an_element() -> None:
    svg = drawing("<script>", [Row("a & b <b>", "", "")])
    assert "<script>" not in svg
    assert "a &amp; b &lt;b&gt;" in svg


@pytest.fixture
def ask(pool: Pool) -> Ask:
    async def answer(document: str, variables: dict[str, Any]) -> dict[str, Any] | None:
        result = await schema.execute(document, variables, Context(pool, Catalogues()))
        return None if result.errors else result.data

    return answer


@pytest.mark.anyio
async def test_the_lines_are_what_the_api_says(ask: Ask) -> None:
    california, minnesota = await card_rows("sides", QueryParams(""), ask)
    assert (california.figure, california.least, california.most) == ("more than 88%", 0.88, 1)
    assert minnesota.figure == f"{152 / 572:.1%}"
    [agreements] = await card_rows("map", QueryParams("on=2026-05-18"), ask)
    assert agreements.figure == "1,843"
    [later] = await card_rows("map", QueryParams("on=2030-01-01"), ask)
    assert (later.figure, later.detail) == ("1,843", "on ICE's list of 2026-05-18")
    [early] = await card_rows("map", QueryParams("on=2020-01-01"), ask)
    assert early.figure == "not known"


@pytest.mark.anyio
async def test_a_share_is_of_the_days_that_are_counted(ask: Ask) -> None:
    rows = await card_rows("sides", QueryParams("place=CA:2014&place=US:2014&place=CA:2013"), ask)
    # In 2014 ICE's file with the states has October to December: 583 booked of 1,725 in California. None has
    # its ends of 2013.
    assert [(row.figure, row.detail.partition(":")[0]) for row in rows] == [
        (f"{583 / 1_725:.1%}", "2014-10-01 to 2014-12-31"),
        (f"{50_072 / 75_466:.1%}", "2014"),
        ("not known", "2013"),
    ]
    assert texts(drawing("Side by side", rows[:2]))[-1].startswith("Periods or definitions differ")


@pytest.mark.anyio
async def test_the_card_of_policies_says_of_whom_and_what_and_no_share(ask: Ask) -> None:
    """As `policies.csv` has them: a county's own practice comes before its state's word."""
    places = [("place", f"{code}:2025") for code in ("CA", "27053", "TX")]
    california, hennepin, texas = await card_rows("policy", QueryParams(places), ask)
    assert (california.name, california.detail) == (
        "California: county jails",
        "holding prohibited, telling ICE limited, handing over limited, interviews limited, 287(g) prohibited",
    )
    assert california.beside == "287(g) agreements on ICE's list of 2026-05-18: 0"
    assert (hennepin.name, hennepin.detail) == (
        "Hennepin County: county jails",
        "holding prohibited, telling ICE limited, interviews permitted, 287(g) limited",
    )
    assert (texas.name, texas.detail) == (
        "Texas",
        "these records have no law, policy or practice of that day",
    )
    assert not any(row.is_share or row.figure for row in (california, hennepin, texas))
    # The opening's places, and a day before the first list.
    [prisons, _] = await card_rows("policy", QueryParams("on=2019-06-30"), ask)
    assert prisons.name == "California Department of Corrections and Rehabilitation"
    assert prisons.beside == "287(g) agreements not known"
    assert [*map(unescape, texts(drawing("", [california])))][-3:] == [
        california.detail,
        california.beside,
        SAID,
    ]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("share", "figure"), [(0.9996, "over 99.9%"), (0.0002, "under 0.1%"), (1.0, "100%"), (0.0, "0%")]
)
async def test_only_everything_is_everything(share: float, figure: str) -> None:
    async def answer(_: str, __: dict[str, Any]) -> dict[str, Any]:
        rate = {
            "definition": "PICKUP_OF_RESOLVED",
            "value": share,
            "lower": share,
            "upper": share,
            "qualifier": "EXACT",
            "period": None,
        }
        return {"jurisdiction": {"name": "Minnesota", "asked": rate, "released": rate}}

    [row] = await card_rows("sides", QueryParams("place=MN:2015"), answer)
    assert row.figure == figure


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("places", "compare"),
    [
        (["CA:FY2015", "MN:FY2015"], True),
        (["CA:2014"], True),
        (["CA:2013", "US:2014"], True),
        (["CA:FY2015", "MN:2015"], False),
        (["CA:2014", "US:2014"], False),
        # A county's local custody, a state's prisons, and all that there is.
        (["27053:FY2015", "MN:FY2015"], False),
        (["CA-CDCR:FY2015", "MN:FY2015"], False),
        # Neither has the share that is asked for; both have the one that prisons report.
        (["CA-CDCR:2025", "MN-DOC:2025"], True),
    ],
)
async def test_shares_stand_side_by_side_as_far_as_the_api_says(
    ask: Ask, places: list[str], compare: bool
) -> None:
    query = QueryParams([("place", place) for place in places])
    rows = await card_rows("sides", query, ask)
    assert len(rows) == len(places)
    assert await may_compare(rows, query, ask) is compare


def test_the_card_says_that_shares_do_not_compare() -> None:
    rows = [
        Row(name, "FY2015: picked up", "28%", True, 0.28, 0.28) for name in ("Hennepin County", "Minnesota")
    ]
    assert texts(drawing("Side by side", rows, compare=False))[-1] == DO_NOT_COMPARE
    assert texts(drawing("Side by side", rows))[-1] == EACH_WITH_ITS_SOURCE


@pytest.mark.anyio
async def test_the_card_of_agreements_says_whose_lists_they_are_on(ask: Ask) -> None:
    rows = await card_rows("map", QueryParams("on=2026-05-18"), ask)
    assert [row.figure for row in rows] == ["1,843"]
    assert texts(drawing("Map", rows))[-1] == LISTED
    assert texts(drawing("Map", []))[-1] == EACH_WITH_ITS_SOURCE
