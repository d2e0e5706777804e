"""Records, claims, agreements, policies, facilities and places in the files are GraphQL's."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.files import CAVEATS, FIGURE, SOURCE, ask, caveats, figure, period, rows, source

NUMBER = f"{FIGURE} asStated {SOURCE} {CAVEATS}"
PLACE = "jurisdiction { code name }"
SPAN = "period { label from to }"
STATED = f"id {PLACE} measure kind custody {SPAN} figure {{ {NUMBER} }}"


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


def everything(client: httpx.Client, field: str, fields: str, on: str = "%s") -> list[dict[str, Any]]:
    """All nodes of a connection, page by page. `field` is its name with its arguments."""
    name, _, arguments = field.partition("(")
    nodes: list[dict[str, Any]] = []
    after = ""
    while True:
        asked = f"{name}({arguments.rstrip(')')} first: 500{after})"
        page = ask(
            client,
            "{ " + on % f"{asked} {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }}" + " }",
        )
        if on != "%s":
            page = page["jurisdiction"]
        nodes += page[name]["nodes"]
        if not page[name]["pageInfo"]["hasNextPage"]:
            return nodes
        after = f', after: "{page[name]["pageInfo"]["endCursor"]}"'


def same(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    """Each row has what is expected of it, in the same order."""
    assert expected
    assert [{name: row[name] for name in expected[0]} for row in found] == expected


def place(told: dict[str, str] | None) -> dict[str, str | None]:
    told = told or {}
    return {"jurisdiction": told.get("code"), "jurisdiction_name": told.get("name")}


def stated(told: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: told[name] for name in ("id", "measure", "kind", "custody")},
        **place(told["jurisdiction"]),
        **period(told["period"]),
        **figure("figure", told["figure"]),
        "figure_as_stated": told["figure"]["asStated"],
        **source(told["figure"]["source"]),
        **caveats(told["figure"]["caveats"]),
    }


@pytest.mark.parametrize(
    ("address", "code", "arguments"),
    [
        ("", "US", ""),
        ("about=CA", "CA", ""),
        ("about=CA-CDCR&measure=RELEASES", "CA-CDCR", "measure: RELEASES,"),
    ],
)
def test_records_are_graphqls(client: httpx.Client, address: str, code: str, arguments: str) -> None:
    told = everything(
        client,
        f"records({arguments})",
        f"{STATED} keptBy publishedOn",
        f'jurisdiction(code: "{code}") {{ %s }}',
    )
    expected = [
        {**stated(each), "kept_by": each["keptBy"], "published_on": each["publishedOn"]} for each in told
    ]
    same(rows(client, f"records?{address}"), expected)


@pytest.mark.parametrize(("address", "arguments"), [("", ""), ("about=MN", 'about: "MN",')])
def test_claims_are_graphqls_a_row_for_each_check(client: httpx.Client, address: str, arguments: str) -> None:
    told = everything(
        client,
        f"claims({arguments})",
        f"{STATED} speaker statedOn verdict checks {{ verdict explanation records {{ id }} "
        f"figure {{ {FIGURE} }} differences {{ axis values }} }}",
    )
    expected = [
        {
            **stated(each),
            "speaker": each["speaker"],
            "stated_on": each["statedOn"],
            "verdict": each["verdict"],
            "check": number,
            "check_verdict": check["verdict"],
            "check_records": " ".join(record["id"] for record in check["records"]),
            **figure("check_figure", check["figure"]),
            "check_differences": "; ".join(
                f"{difference['axis']}: {' | '.join(difference['values'])}"
                for difference in check["differences"]
            )
            or None,
            "check_explanation": check["explanation"],
        }
        for each in told
        for number, check in enumerate(each["checks"], start=1)
    ]
    same(rows(client, f"claims?{address}"), expected)


@pytest.mark.parametrize(
    ("address", "arguments"),
    [
        ("", ""),
        ("within=FL&on=2025-03-01&model=TASK_FORCE", 'within: "FL", on: "2025-03-01", model: TASK_FORCE,'),
        ("within=AL", 'within: "AL",'),
    ],
)
def test_agreements_are_graphqls(client: httpx.Client, address: str, arguments: str) -> None:
    told = everything(
        client,
        f"agreements({arguments})",
        f"id model status signedOn firstListedOn lastListedOn removedBetween {{ from to }} "
        f"agency {{ name {PLACE} state {{ code }} }}",
    )
    (lists,) = [
        each
        for each in ask(client, "{ sources { id title url } }")["sources"]
        if each["id"] == "source:ice-287g-lists"
    ]
    expected = [
        {
            "id": each["id"],
            "agency": each["agency"]["name"],
            **place(each["agency"]["jurisdiction"]),
            "state": each["agency"]["state"]["code"],
            "model": each["model"],
            "status": each["status"],
            "signed_on": each["signedOn"],
            "first_listed_on": each["firstListedOn"],
            "last_listed_on": each["lastListedOn"],
            "removed_after": (each["removedBetween"] or {}).get("from"),
            "removed_before": (each["removedBetween"] or {}).get("to"),
            **source(lists),
        }
        for each in told
    ]
    same(rows(client, f"agreements?{address}"), expected)


STANCE = (
    "dimension stance basis custody authority summary effectiveFrom effectiveTo source { id title url } "
    "inheritedFrom { code }"
)


@pytest.mark.parametrize("on", ["2010-01-01", "2019-06-01", "2026-05-18"])
def test_policies_in_force_are_graphqls_each_under_the_place_whose_it_is(
    client: httpx.Client, on: str
) -> None:
    found = rows(client, f"policies?on={on}")
    codes = sorted({row["jurisdiction"] for row in rows(client, "policies")})
    assert len(codes) > 3
    for code in codes:
        told = ask(
            client,
            f'{{ jurisdiction(code: "{code}") {{ code name cooperation(on: "{on}") {{ stances {{ {STANCE} }} }} }} }}',
        )["jurisdiction"]
        expected = [
            {
                **place(told),
                **{name: each[name] for name in ("dimension", "stance", "basis", "custody")},
                "authority": each["authority"],
                "summary": each["summary"],
                "effective_from": each["effectiveFrom"],
                "effective_to": each["effectiveTo"],
                **source(each["source"]),
            }
            for each in told["cooperation"]["stances"]
            if each["inheritedFrom"] is None
        ]
        own = [row for row in found if row["jurisdiction"] == code]
        assert [
            {name: row[name] for name in row if name not in {"id", "revision"}} for row in own
        ] == expected


def test_policies_lie_within_their_state(client: httpx.Client) -> None:
    every = rows(client, "policies")
    assert rows(client, "policies?within=US") == every
    minnesota = rows(client, "policies?within=MN")
    assert minnesota == [row for row in every if row["jurisdiction"][:2] in {"MN", "27"}]
    assert 0 < len(minnesota) < len(every)


@pytest.mark.parametrize(
    ("address", "arguments"),
    [
        ("", ""),
        ("within=MN&custody=COUNTY_JAIL", 'within: "MN", custody: COUNTY_JAIL,'),
        ("search=hennepin", 'search: "hennepin",'),
    ],
)
def test_facilities_are_graphqls(client: httpx.Client, address: str, arguments: str) -> None:
    told = everything(
        client,
        f"facilities({arguments})",
        "id name spellings city county { code name } prisonSystem { code } state { code } custody placedBy confidence",
    )
    expected = [
        {
            **{name: each[name] for name in ("id", "name", "city", "custody", "confidence")},
            "spellings": "; ".join(each["spellings"]) or None,
            "county": (each["county"] or {}).get("code"),
            "county_name": (each["county"] or {}).get("name"),
            "prison_system": (each["prisonSystem"] or {}).get("code"),
            "state": (each["state"] or {}).get("code"),
            "placed_by": each["placedBy"],
        }
        for each in told
    ]
    same(rows(client, f"facilities?{address}"), expected)


@pytest.mark.parametrize(
    ("address", "arguments", "year"),
    [
        ("", "", ""),
        ("within=CA&kind=COUNTY&year=2021", 'within: "CA", kind: COUNTY,', "(year: 2021)"),
        ("search=minnesota", 'search: "minnesota",', ""),
    ],
)
def test_places_are_graphqls(client: httpx.Client, address: str, arguments: str, year: str) -> None:
    told = everything(
        client,
        f"jurisdictions({arguments})",
        f"code name kind parent {{ code }} prisonSystem {{ code }} population{year} {{ {FIGURE} {SOURCE} }} "
        "secureCommunitiesSince { from }",
    )
    expected = [
        {
            **place(each),
            "kind": each["kind"],
            "parent": (each["parent"] or {}).get("code"),
            "prison_system": (each["prisonSystem"] or {}).get("code"),
            **figure("population", each["population"]),
            **source(each["population"]["source"]),
            "secure_communities_since": (each["secureCommunitiesSince"] or {}).get("from"),
        }
        for each in told
    ]
    same(rows(client, f"places?{address}"), expected)


@pytest.mark.parametrize("name", ["places", "facilities"])
@pytest.mark.parametrize("search", ["日本", "Москва", "%25", "🏛️"])
def test_a_file_of_what_no_name_has_is_empty(client: httpx.Client, name: str, search: str) -> None:
    assert rows(client, f"{name}?search={search}") == []
