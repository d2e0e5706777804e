"""Limits as a client meets them: the measure and the limit beside the code, the cost on demand, five errors at most."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.limits import BODY, ERRORS_TOLD, LIMITS
from schema import limits
from schema.codes import Code

GRAPHQL = "application/graphql-response+json"
STATES = (
    "query ($many: Int) { jurisdictions(kind: STATE, first: $many) { nodes { name population { value } } } }"
)


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60, headers={"Accept": GRAPHQL}) as client:
        yield client


def ask(client: httpx.Client, query: str, **parameters: Any) -> httpx.Response:
    return client.post("/graphql", json={"query": query, **parameters})


def cost_of(response: httpx.Response) -> dict[str, Any]:
    cost: dict[str, Any] = response.json()["extensions"]["cost"]
    return cost


def test_the_table_of_limits_has_each_once_and_in_words() -> None:
    assert LIMITS[0] == BODY
    assert BODY.most == 65_536
    assert ERRORS_TOLD == 5
    assert len(set(LIMITS)) == len(LIMITS)
    assert all(limit.most > 0 and limit.what for limit in LIMITS)


@pytest.mark.parametrize("tells_its_length", [True, False])
def test_a_body_that_is_too_large_is_told_how_large_it_is(
    client: httpx.Client, tells_its_length: bool
) -> None:
    body = b'{"query": "{ __typename }' + b" " * 70_000 + b'"}'

    def pieces() -> Iterator[bytes]:
        yield body

    content: Any = body if tells_its_length else pieces()
    response = client.post("/graphql", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    (error,) = response.json()["errors"]
    measured = error["extensions"].pop("measured")
    assert error["extensions"] == {"code": Code.BODY_TOO_LARGE, "limit": BODY.most}
    # One that does not tell is not read to its end.
    assert measured == len(body) if tells_its_length else BODY.most < measured <= len(body)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_question_that_costs_too_much_is_refused_with_its_estimate(
    client: httpx.Client, method: str
) -> None:
    query = "query ($many: Int) { jurisdictions(first: $many) { nodes { records(first: 100) { nodes { keptBy } } } } }"
    assert ask(client, query, variables={"many": 20}).status_code == 200
    if method == "GET":
        response = client.get("/graphql", params={"query": query, "variables": '{"many": 4000}'})
    else:
        response = ask(client, query, variables={"many": 4000})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    estimated = cost_of(response)["estimated"]
    assert error["extensions"] == {
        "code": Code.COST_TOO_HIGH,
        "measured": estimated["leaves"],
        "limit": limits.LEAVES.most,
    }
    assert cost_of(response)["limits"] == {"rows": limits.ROWS.most, "leaves": limits.LEAVES.most}
    assert "used" not in cost_of(response)
    assert f"{estimated['leaves']:,}" in error["message"]
    assert f"{limits.LEAVES.most:,}" in error["message"]


def test_the_cost_of_an_answer_is_told_to_those_who_ask(client: httpx.Client) -> None:
    plain = ask(client, STATES, variables={"many": 9})
    assert "extensions" not in plain.json()
    priced = ask(client, STATES, variables={"many": 9}, extensions={"handover": {"cost": True}})
    assert priced.json()["data"] == plain.json()["data"]
    cost = cost_of(priced)
    assert cost["used"]["leaves"] == 18
    assert cost["used"]["rows"] >= 9
    assert cost["used"]["statements"] >= 1
    assert all(cost["estimated"][name] >= used for name, used in cost["used"].items())
    # The question was answered from memory before and is so still.
    assert ask(client, STATES, variables={"many": 9}).content == plain.content


def test_each_number_of_each_series_is_counted(client: httpx.Client) -> None:
    query = (
        '{ jurisdictions(kind: COUNTY, within: "DE") { nodes { code detainers(period: { fiscalYear: 2014 }) '
        "{ series(by: MONTH) { period { from } total { value } } } } } }"
    )
    priced = ask(client, query, extensions={"handover": {"cost": True}})
    counties = priced.json()["data"]["jurisdictions"]["nodes"]
    assert [len(county["detainers"]["series"]) for county in counties] == [12, 12, 12]
    assert cost_of(priced)["used"]["leaves"] == 3 * (1 + 12 * 2)


def test_cost_and_methods_may_both_be_asked_for(client: httpx.Client) -> None:
    response = ask(
        client, STATES, variables={"many": 2}, extensions={"handover": {"cost": True, "methods": True}}
    )
    assert response.json()["extensions"].keys() == {"cost", "handover"}


def test_cost_is_true_or_false(client: httpx.Client) -> None:
    response = ask(client, STATES, extensions={"handover": {"cost": 1}})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == Code.BAD_REQUEST


def test_no_more_than_five_errors_are_told(client: httpx.Client) -> None:
    unknown = ask(client, "{ " + " ".join(f"nothing{number}" for number in range(9)) + " }")
    assert len(unknown.json()["errors"]) == 5
    # A mistake in a list is met with each of its elements; data beside it stays.
    query = "{ jurisdictions(kind: STATE, first: 9) { nodes { name facilities(first: -1) { totalCount } } } }"
    assert len(ask(client, query).json()["errors"]) <= 5


def test_a_list_of_variables_is_measured_before_anything_runs(client: httpx.Client) -> None:
    query = 'query ($form: [DetainerForm!]) { jurisdiction(code: "MN") { detainers(period: { on: "2015-01-01" }, form: $form) { total { value } } } }'
    assert ask(client, query, variables={"form": ["I_247"] * 250}).status_code == 200
    response = ask(client, query, variables={"form": ["I_247"] * 251})
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"] == {
        "code": Code.TOO_LARGE,
        "argument": "form",
        "accepted": "up to 250 elements",
        "measured": 251,
        "limit": 250,
    }
