"""Values of variables: what graphql-core refuses is refused, in one sentence of GraphQL's own words."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given
from hypothesis import strategies as st

from schema import schema
from schema.variables import MOST, errors_of_variables

KINDS = (
    "Int Int! Float! Boolean! String [String!] [String!]! ID! Date Custody [DetainerForm!] PeriodInput! AsOf "
    "JurisdictionOrder DateRange"
).split()

NAMES = st.sampled_from(
    [
        "calendarYear",
        "month",
        "on",
        "range",
        "from",
        "to",
        "revision",
        "date",
        "field",
        "direction",
        "None",
        "é\n",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(
        ["2026-02-11", "2026-02-30", "NAME", "DESC", "COUNTY_JAIL", "I_247", "None", "", "\x00", "é" * 99]
    )
)
JSON = st.recursive(
    LEAVES,
    lambda within: st.lists(within, max_size=3) | st.dictionaries(NAMES, within, max_size=3),
    max_leaves=6,
)


def errors(declared: str, variables: dict[str, Any]) -> tuple[bool, list[str]]:
    """Whether graphql-core refuses the variables, and our sentences."""
    (operation,) = parse(f"query ({declared}) {{ __typename }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    refused = not isinstance(
        get_variable_values(schema._schema, operation.variable_definitions, variables), VariableValues
    )
    found = errors_of_variables(operation.variable_definitions, variables)
    assert all(error.nodes == [operation.variable_definitions[0]] for error in found)
    return refused, [error.message for error in found]


@given(kind=st.sampled_from(KINDS), value=JSON)
def test_what_graphql_core_refuses_is_refused_and_nothing_else(kind: str, value: Any) -> None:
    refused, sentences = errors(f"$x: {kind}", {"x": value})
    assert bool(sentences) is refused
    for sentence in sentences:
        assert sentence.startswith("Variable “$x” ")
        assert sentence.endswith(".")
        assert sentence.isprintable()
        assert len(sentence) < 200


@pytest.mark.parametrize(
    ("kind", "value", "sentence"),
    [
        ("Int!", None, "expected Int!, found null."),
        ("Int", True, "expected Int (a whole number of 32 bits), found true."),
        ("Int", 1.5, "expected Int (a whole number of 32 bits), found 1.5."),
        ("Int", 2**31, "expected Int (a whole number of 32 bits), found 2147483648."),
        ("[String!]", ["CA", {"a": None}], 'at [1]: expected String, found {"a":null}.'),
        ("Date", "2026-02-30", 'expected Date (a day as 2026-02-11), found "2026-02-30".'),
        ("Date", "20260211", 'expected Date (a day as 2026-02-11), found "20260211".'),
        ("DateRange", {"from": "2026-02-11"}, "DateRange must have the field “to”."),
        ("PeriodInput", 2025, "expected PeriodInput (an object), found 2025."),
        ("PeriodInput", {"year": 2025}, "PeriodInput has no field “year”."),
        ("PeriodInput", {}, "PeriodInput must have exactly one field, and that not null."),
        ("PeriodInput", {"month": None}, "PeriodInput must have exactly one field, and that not null."),
        (
            "PeriodInput",
            {"range": {"from": True, "to": "2026-02-11"}},
            "at .range.from: expected Date (a day",
        ),
        ("Custody", "PRISON", 'expected Custody, found "PRISON".'),
    ],
)
def test_the_sentence_says_where_what_was_expected_and_what_was_found(
    kind: str, value: Any, sentence: str
) -> None:
    refused, sentences = errors(f"$x: {kind}", {"x": value})
    assert refused
    assert sentence in sentences[0]


def test_a_variable_that_must_be_given_is_asked_for_and_no_other() -> None:
    assert errors("$x: Int!", {}) == (True, ["Variable “$x” must be given: it is Int!."])
    assert errors("$x: Int! = 3", {}) == (False, [])
    assert errors("$x: Int", {}) == (False, [])


def test_of_ten_thousand_mistakes_few_are_told() -> None:
    _, sentences = errors("$x: [String!]", {"x": [1] * 10_000})
    assert len(sentences) == MOST


def test_what_is_accepted_stands_beside_a_closed_set() -> None:
    (operation,) = parse("query ($x: JurisdictionOrder) { __typename }").definitions
    assert isinstance(operation, OperationDefinitionNode)
    found = errors_of_variables(operation.variable_definitions, {"x": {"field": "AREA", "upwards": True}})
    assert [error.extensions for error in found] == [
        {"accepted": ["field", "direction"]},
        {"accepted": ["CODE", "NAME", "POPULATION"]},
    ]
