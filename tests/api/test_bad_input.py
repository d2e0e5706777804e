"""What people get wrong, and what somebody will try: each is told in one sentence, with a code and what is accepted."""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.questions import MOST_LEVELS

PERIOD = '{ jurisdiction(code: "MN") { detainers(period: %s) { total { value } } } }'
COUNT = '{ jurisdiction(code: "MN") { detainerCount(period: %s) { value } } }'

# Words that are PostgreSQL's, its driver's or Python's, and no answer to a client's mistake.
DRIVER = (
    "Traceback",
    "None",
    "True",
    "isoformat",
    "asyncpg",
    "psycopg",
    "DETAIL",
    "relation",
    "syntax error at",
    "select ",
    "UTF8",
    "0x00",
)


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


def the_mistake(client: httpx.Client, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The one error of an answer that is no fault of the server's."""
    response = client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200
    assert not [word for word in DRIVER if word in response.text]
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] != "INTERNAL"
    assert error["message"].count("\n") == 0
    mistake: dict[str, Any] = error
    return mistake


@pytest.mark.parametrize(
    "code", ["XX", "99999", "CA-DOC", "ca", "27053 ", "", "Ω", "'; drop table revision; --"]
)
@pytest.mark.parametrize(
    "query",
    [
        "query Q($code: String!) { jurisdiction(code: $code) { name } }",
        "query Q($code: String!) { jurisdictions(codes: [$code]) { totalCount } }",
        "query Q($code: String!) { jurisdictions(within: $code) { totalCount } }",
        'query Q($code: String!) { compare(codes: [$code, "CA"], period: { calendarYear: 2015 }, '
        "definition: PICKUP_OF_ISSUED) { comparable } }",
    ],
)
def test_an_unknown_code_is_told_what_codes_there_are(client: httpx.Client, query: str, code: str) -> None:
    extensions = the_mistake(client, query, {"code": code})["extensions"]
    assert extensions["code"] == "UNKNOWN_JURISDICTION"
    assert "five-digit FIPS" in extensions["accepted"]


@pytest.mark.parametrize("query", [PERIOD, COUNT])
@pytest.mark.parametrize(
    "period",
    [
        '{ range: { from: "2025-02-01", to: "2025-01-31" } }',
        '{ month: "2025-13" }',
        '{ month: "2025-00" }',
        '{ month: "2025-1" }',
        '{ month: "January 2025" }',
        '{ month: "" }',
        '{ month: "\\u0000" }',
        "{ calendarYear: 0 }",
        "{ calendarYear: -2025 }",
        "{ calendarYear: 2147483647 }",
        "{ fiscalYear: 0 }",
        "{ fiscalYear: 1 }",
    ],
)
def test_a_period_that_is_none_is_told_what_periods_there_are(
    client: httpx.Client, query: str, period: str
) -> None:
    error = the_mistake(client, query % period)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["argument"] == "period"
    assert "1900 to 2200" in error["extensions"]["accepted"]


@pytest.mark.parametrize(
    "period",
    [
        "{}",
        '{ calendarYear: 2025, month: "2025-01" }',
        "{ calendarYear: 99999999999 }",
        '{ on: "2025-02-29" }',
    ],
)
def test_a_period_of_the_wrong_shape_does_not_fit_the_schema(client: httpx.Client, period: str) -> None:
    error = the_mistake(client, COUNT % period)
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert error["locations"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "[NaN]", '{"a": NaN}'])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_number_that_json_does_not_have_is_told_where_it_stands(
    client: httpx.Client, method: str, number: str
) -> None:
    query, variables = f"query Q($year: Int!) {COUNT % '{ calendarYear: $year }'}", f'{{"year": {number}}}'
    if method == "GET":
        response = client.get("/graphql", params={"query": query, "variables": variables})
    else:
        body = f'{{"query": {json.dumps(query)}, "variables": {variables}}}'
        response = client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert re.fullmatch(r"[^.]+ line 1, column \d+ on\.", error["message"])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("query", ["{ __typename }", "query Q($extra: Date!) { __typename }"])
def test_variables_that_are_too_deep_to_be_written_again_are_refused(
    client: httpx.Client, method: str, opening: str, closing: str, query: str
) -> None:
    def ask(name: str, levels: int) -> httpx.Response:
        given = f'{{"extra": {opening * (levels - 1)}1{closing * (levels - 1)}}}'
        if method == "GET":
            return client.get("/graphql", params={"query": query, name: given})
        body = f'{{"query": {json.dumps(query)}, "{name}": {given}}}'
        return client.post("/graphql", content=body, headers={"Content-Type": "application/json"})

    assert ask("variables", MOST_LEVELS).status_code == 200
    for levels in (MOST_LEVELS + 1, 260, 1000):
        response = ask("variables", levels)
        assert response.status_code == 400
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert (
            error["message"]
            == "“variables” must have at most 254 levels of objects and lists, its own among them."
        )
    # Extensions of others are only read.
    assert ask("extensions", 1000).status_code == 200


@pytest.mark.parametrize(
    ("kind", "period", "value", "found"),
    [
        # What JSON.stringify makes of NaN and Infinity.
        ("Int!", "{ calendarYear: $x }", None, "expected Int!, found null."),
        ("Int!", "{ calendarYear: $x }", True, "found true."),
        ("Int!", "{ calendarYear: $x }", 1e308, "found 1e+308."),
        ("PeriodInput!", "$x", {"calendarYear": None}, "exactly one field, and that not null."),
        ("PeriodInput!", "$x", {"range": {"from": None, "to": False}}, "found null."),
        ("Date!", "{ on: $x }", "2025-02-29", 'found "2025-02-29".'),
    ],
)
def test_a_value_that_a_variable_cannot_take_is_told_as_the_client_wrote_it(
    client: httpx.Client, kind: str, period: str, value: Any, found: str
) -> None:
    query = f"query Q($x: {kind}) {COUNT % period}"
    response = client.post("/graphql", json={"query": query, "variables": {"x": value}})
    assert not [word for word in DRIVER if word in response.text]
    error, *_ = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("Variable “$x” has an invalid value")
    assert error["message"].endswith(found)


@pytest.mark.parametrize(
    "query",
    [
        "query ($x: Boolean = true) { __typename @include(if: $x) }",
        'query ($x: Boolean = true) { jurisdiction(code: "MN") { name @skip(if: $x) } }',
        'query ($x: String = "MN") { jurisdiction(code: $x) { name } }',
        "query ($x: OrderDirection = ASC) { jurisdictions(orderBy: { field: NAME, direction: $x }) { totalCount } }",
    ],
)
def test_a_null_in_place_of_a_default_is_told_where_none_can_stand(client: httpx.Client, query: str) -> None:
    error = the_mistake(client, query, {"x": None})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "not to be null." in error["message"]


@pytest.mark.parametrize("period", ["null", "{ calendarYear: null }", "{ on: true }", '{ on: "2025-02-29" }'])
def test_a_value_in_the_document_is_told_in_the_words_of_graphql(client: httpx.Client, period: str) -> None:
    error = the_mistake(client, COUNT % period)
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert error["locations"]


@pytest.mark.parametrize(
    ("query", "accepted"),
    [
        ("query Q($codes: [String!]) { jurisdictions(codes: $codes) { totalCount } }", "up to 4000 elements"),
        (
            "query Q($codes: [String!]!) { compare(codes: $codes, period: { calendarYear: 2015 }, "
            "definition: PICKUP_OF_ISSUED) { comparable } }",
            "up to 250 elements",
        ),
    ],
)
def test_a_list_that_is_too_long_is_told_how_long_it_may_be(
    client: httpx.Client, query: str, accepted: str
) -> None:
    extensions = the_mistake(client, query, {"codes": [f"{number:05}" for number in range(6500)]})[
        "extensions"
    ]
    assert extensions["argument"] == "codes"
    assert extensions["accepted"] == accepted


def test_ten_thousand_codes_do_not_fit_into_a_body(client: httpx.Client) -> None:
    query = "query Q($codes: [String!]) { jurisdictions(codes: $codes) { totalCount } }"
    codes = [f"{number:05}" for number in range(10_000)]
    response = client.post("/graphql", json={"query": query, "variables": {"codes": codes}})
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"


def test_ten_thousand_codes_of_nothing_fit_and_are_told_how_many_may_be(client: httpx.Client) -> None:
    query = "query Q($codes: [String!]) { jurisdictions(codes: $codes) { totalCount } }"
    body = json.dumps({"query": query, "variables": {"codes": [""] * 10_000}}, separators=(",", ":"))
    response = client.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "TOO_LARGE"


@pytest.mark.parametrize(
    "field",
    [
        "jurisdiction(code: $text) { name }",
        "jurisdictions(codes: [$text]) { totalCount }",
        "jurisdictions(within: $text) { totalCount }",
        "jurisdictions(search: $text) { totalCount }",
        "jurisdictions(after: $text) { totalCount }",
        "facilities(within: $text) { totalCount }",
        "facilities(search: $text) { totalCount }",
        "facilities(after: $text) { totalCount }",
        "agreements(within: $text) { totalCount }",
        "agreements(after: $text) { totalCount }",
        "claims(about: $text) { totalCount }",
        "claims(after: $text) { totalCount }",
        "revisions(after: $text) { totalCount }",
        'jurisdiction(code: "MN") { counties(search: $text) { totalCount } }',
        'jurisdiction(code: "MN") { counties(after: $text) { totalCount } }',
        'jurisdiction(code: "MN") { facilities(after: $text) { totalCount } }',
        'jurisdiction(code: "MN") { records(after: $text) { totalCount } }',
    ],
)
@pytest.mark.parametrize("text", ["\0", "MN\0", "\0" * 300])
def test_a_nul_character_reaches_no_database(client: httpx.Client, field: str, text: str) -> None:
    error = the_mistake(client, f"query Q($text: String!) {{ {field} }}", {"text": text})
    assert error["extensions"]["code"] in {"BAD_USER_INPUT", "TOO_LARGE"}
    assert error["extensions"]["accepted"]


@pytest.mark.parametrize(
    "field",
    [
        "node(id: $id) { id }",
        "facility(id: $id) { name }",
        "claim(id: $id) { id }",
        "source(id: $id) { id }",
        'jurisdiction(code: "MN") { detainers(period: { calendarYear: 2015 }, source: $id) { total { value } } }',
    ],
)
def test_nor_does_one_in_an_id(client: httpx.Client, field: str) -> None:
    error = the_mistake(client, f"query Q($id: ID!) {{ {field} }}", {"id": "facility:\0"})
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("list_", ["jurisdictions", "facilities", "agreements", "claims", "revisions"])
@pytest.mark.parametrize(
    "cursor",
    [
        [],
        [1],
        [1, "\0", "\0"],
        [1, "\0"],
        [2**70, "a", "b"],
        [-1, "a", "b"],
        [1, 2, 3],
        [None, None, None],
        [1, ["a"], {"b": 1}],
        {"revision": 1},
        "text",
    ],
)
def test_a_forged_cursor_is_no_cursor(client: httpx.Client, list_: str, cursor: object) -> None:
    text = base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode()
    response = client.post(
        "/graphql",
        json={
            "query": f"query Q($after: String) {{ {list_}(after: $after) {{ totalCount }} }}",
            "variables": {"after": text},
        },
    )
    assert "INTERNAL" not in response.text


@pytest.mark.parametrize("first", [-1, 100_000, 2_147_483_647])
@pytest.mark.parametrize("list_", ["jurisdictions", "facilities", "agreements", "claims", "revisions"])
def test_a_page_of_impossible_size_is_told_what_sizes_there_are(
    client: httpx.Client, list_: str, first: int
) -> None:
    error = the_mistake(client, f"{{ {list_}(first: {first}) {{ totalCount }} }}")
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["argument"] == "first"
    assert error["extensions"]["accepted"].startswith("0 to ")


@pytest.mark.parametrize("number", [0, -1, 10_000, 2_147_483_647])
def test_an_unknown_revision_is_told_which_there_are(client: httpx.Client, number: int) -> None:
    for query in (
        f"{{ revision(number: {number}) {{ number }} }}",
        f'{{ jurisdiction(code: "US", asOf: {{ revision: {number} }}) {{ name }} }}',
    ):
        extensions = the_mistake(client, query)["extensions"]
        assert extensions["code"] == "UNKNOWN_REVISION"
        assert extensions["accepted"].startswith("1 to ")
