"""Whatever a client gives: an answer, or one clear sentence with a code and what would be accepted; never a fault."""

from datetime import date
from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.database import Pool
from db.words import DetainerForm
from schema import Catalogues, Context, schema
from schema.codes import Code
from schema.errors import ClientError
from tests.schema.calls import CALLS, WAYS, Call

pytestmark = pytest.mark.anyio

CODES = set(Code)
VALID: dict[str, object] = {
    "code": "27053",
    "id": "jurisdiction:MN",
    "codes": ["CA-CDCR", "MN"],
    "period": {"calendarYear": 2025},
    "definition": "PICKUP_OF_ISSUED",
    "by": "MONTH",
    "style": "APA",
}
"""A value for each argument that some field demands."""


def cause_of(error: GraphQLError) -> BaseException | None:
    """What was raised, under the wrappings of the library."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError) and not isinstance(cause, ClientError) and cause.original_error:
        cause = cause.original_error
    return cause


async def refusals(
    pool: Pool, catalogues: Catalogues, call: Call, variables: dict[str, Any]
) -> list[ClientError]:
    """What the resolvers refuse; the test fails on anything that is neither an answer nor a refusal."""
    result = await schema.execute(call.document, variables, Context(pool, catalogues))
    found = []
    for error in result.errors or []:
        cause = cause_of(error)
        if isinstance(cause, ClientError):
            found.append(clear(cause, call))
        else:
            # A value that no resolver has seen: the library says which, the HTTP layer adds the code.
            at_a_resolver = error.path and all(isinstance(node, FieldNode) for node in error.nodes or ())
            assert isinstance(cause, GraphQLError) or not error.path, (variables, repr(cause))
            assert not at_a_resolver, (variables, repr(cause))
    return found


def clear(error: ClientError, call: Call) -> ClientError:
    """An error with everything that a client needs."""
    extensions = error.extensions or {}
    assert extensions["code"] in CODES
    assert extensions["argument"] in call.arguments
    assert extensions["accepted"]
    assert error.message.endswith(".")
    assert error.message.isprintable()
    assert len(error.message) < 600
    return error


def variables_of(call: Call, **given: object) -> dict[str, object]:
    return {**{name: VALID[name] for name in call.required}, **given}


def test_every_type_with_arguments_is_asked() -> None:
    assert {call.name.partition(".")[0] for call in CALLS} == WAYS.keys()
    assert len(CALLS) >= 30


async def test_every_call_is_answered_with_arguments_that_are_right(
    pool: Pool, catalogues: Catalogues
) -> None:
    for call in CALLS:
        assert await refusals(pool, catalogues, call, variables_of(call)) == [] or call.name in {
            "Query.facility",
            "Query.claim",
            "Query.source",
        }


def texts(kind: GraphQLInputType) -> bool:
    return get_named_type(kind).name in ("String", "ID")


def unwrapped(kind: GraphQLInputType) -> GraphQLInputType:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


TEXTS = [
    pytest.param(call, name, id=f"{call.name}({name})")
    for call in CALLS
    for name, kind in call.arguments.items()
    if texts(kind)
]


@pytest.mark.parametrize(("call", "name"), TEXTS)
async def test_a_nul_is_refused_in_every_text(
    pool: Pool, catalogues: Catalogues, call: Call, name: str
) -> None:
    for text in ("\0", "27\00053", "MN\0", "jurisdiction:\0"):
        given: object = [text, "MN"] if isinstance(unwrapped(call.arguments[name]), GraphQLList) else text
        errors = await refusals(pool, catalogues, call, variables_of(call, **{name: given}))
        assert errors, text
        assert {(error.extensions or {})["argument"] for error in errors} == {name}


@pytest.mark.parametrize(("call", "name"), TEXTS)
async def test_odd_texts_are_answered_or_refused(
    pool: Pool, catalogues: Catalogues, call: Call, name: str
) -> None:
    for text in (
        "",
        " ",
        "'; drop table revision; --",
        "%",
        "\\",
        "🏛️" * 30,
        "İ",
        "x" * 100_000,
        "\u202e",
        "\n",
    ):
        given: object = [text, "MN"] if isinstance(unwrapped(call.arguments[name]), GraphQLList) else text
        await refusals(pool, catalogues, call, variables_of(call, **{name: given}))


PERIODS = [
    ({"calendarYear": 0}, "year 0"),
    ({"calendarYear": -1}, "year -1"),
    ({"calendarYear": 2**31 - 1}, "year 2147483647"),
    ({"fiscalYear": 0}, "year 0"),
    ({"fiscalYear": 1}, "year 1"),
    ({"month": "2026-13"}, "2026-13"),
    ({"month": "2026-00"}, "2026-00"),
    ({"month": "0000-01"}, "year 0"),
    ({"month": ""}, "no month"),
    ({"month": "2026-2"}, "2026-2"),
    ({"month": "2026-02\0"}, "no month"),
    ({"month": "٢٠٢٦-٠٢"}, "no month"),
    ({"month": "x" * 10_000}, "no month"),
    ({"range": {"from": "2026-03-10", "to": "2025-12-01"}}, "before it starts"),
    ({"range": {"from": "0001-01-01", "to": "2025-12-01"}}, "year 1 "),
    ({"range": {"from": "2025-12-01", "to": "9999-12-31"}}, "year 9999"),
    ({"on": "0001-01-01"}, "year 1 "),
    ({"on": "9999-12-31"}, "year 9999"),
]


@pytest.mark.parametrize("call", [call for call in CALLS if "period" in call.arguments], ids=repr)
async def test_a_period_that_there_is_not_is_refused(pool: Pool, catalogues: Catalogues, call: Call) -> None:
    for period, words in PERIODS:
        errors = await refusals(pool, catalogues, call, variables_of(call, period=period))
        assert len(errors) == 1, period
        assert words in errors[0].message, period
        assert (errors[0].extensions or {})["code"] == "BAD_USER_INPUT"
        assert "calendarYear" in str((errors[0].extensions or {})["accepted"])


NO_PERIODS = [
    {},
    {"calendarYear": None},
    {"calendarYear": 2025, "fiscalYear": 2025},
    {"calendarYear": "2025"},
    {"calendarYear": 2**31},
    {"on": "2026-02-30"},
    {"on": "yesterday"},
    {"on": 20260211},
    {"on": "20260211"},
    {"on": "2026-W07-3"},
    {"range": {"from": "2026-01-01"}},
    {"year": 2025},
    "2025",
    None,
]


@pytest.mark.parametrize("call", [call for call in CALLS if "period" in call.arguments], ids=repr)
@pytest.mark.parametrize("period", NO_PERIODS, ids=str)
async def test_what_is_no_period_never_comes_to_a_resolver(
    pool: Pool, catalogues: Catalogues, call: Call, period: object
) -> None:
    result = await schema.execute(call.document, variables_of(call, period=period), Context(pool, catalogues))
    assert result.errors
    assert result.data is None
    assert all(
        not isinstance(error.original_error, AssertionError | KeyError | TypeError) for error in result.errors
    )


@pytest.mark.parametrize("call", [call for call in CALLS if "first" in call.arguments], ids=repr)
async def test_a_page_of_too_many_or_fewer_than_none_is_refused(
    pool: Pool, catalogues: Catalogues, call: Call
) -> None:
    for first in (-1, -(2**31), 2**31 - 1, 10_000):
        errors = await refusals(pool, catalogues, call, variables_of(call, first=first))
        assert [(error.extensions or {})["argument"] for error in errors] == ["first"]
        assert "0 to" in str((errors[0].extensions or {})["accepted"])


@pytest.mark.parametrize(
    "call", [call for call in CALLS if {"code", "within", "about"} & call.arguments.keys()], ids=repr
)
async def test_an_unknown_code_is_refused(pool: Pool, catalogues: Catalogues, call: Call) -> None:
    (name,) = {"code", "within", "about"} & call.arguments.keys()
    for code in ("", "XX", "mn", "99999", "CA-XXXX", "27053 ", "²⁷", "US;"):
        errors = await refusals(pool, catalogues, call, variables_of(call, **{name: code}))
        assert [(e.extensions or {})["code"] for e in errors] == ["UNKNOWN_JURISDICTION"], code
        assert (errors[0].extensions or {})["argument"] == name


@pytest.mark.parametrize("name", ["Query.jurisdictions", "Query.compare"])
async def test_one_code_that_there_is_not_is_refused_among_others(
    pool: Pool, catalogues: Catalogues, name: str
) -> None:
    (call,) = [call for call in CALLS if call.name == name]
    errors = await refusals(pool, catalogues, call, variables_of(call, codes=["CA", "XX"]))
    assert [(error.extensions or {})["code"] for error in errors] == ["UNKNOWN_JURISDICTION"]
    assert "XX" in errors[0].message


@pytest.mark.parametrize("call", [call for call in CALLS if "form" in call.arguments], ids=repr)
async def test_an_empty_list_of_forms_is_refused(pool: Pool, catalogues: Catalogues, call: Call) -> None:
    (error,) = await refusals(pool, catalogues, call, variables_of(call, form=[]))
    extensions = error.extensions or {}
    assert (extensions["code"], extensions["argument"]) == ("BAD_USER_INPUT", "form")
    assert extensions["accepted"] == list(DetainerForm)
    assert error.message.startswith("`form` is an empty list and must have one or more of I_247, I_247A, ")


async def test_an_empty_list_of_codes_is_an_empty_page(pool: Pool, catalogues: Catalogues) -> None:
    document = "{ jurisdictions(codes: []) { totalCount nodes { code } } }"
    result = await schema.execute(document, None, Context(pool, catalogues))
    assert (result.errors, result.data) == (None, {"jurisdictions": {"totalCount": 0, "nodes": []}})


async def test_an_empty_list_is_refused_of_many_places(pool: Pool, catalogues: Catalogues) -> None:
    document = """{ jurisdictions(kind: STATE) { nodes {
      detainers(period: { fiscalYear: 2015 }, form: []) { total { value } } } } }"""
    result = await schema.execute(document, None, Context(pool, catalogues))
    assert {(error.extensions or {})["argument"] for error in result.errors or ()} == {"form"}


@pytest.mark.parametrize("codes", [[], ["CA"], ["CA", "CA"]], ids=str)
async def test_a_comparison_needs_two_places(pool: Pool, catalogues: Catalogues, codes: list[str]) -> None:
    (call,) = [call for call in CALLS if call.name == "Query.compare"]
    (error,) = await refusals(pool, catalogues, call, variables_of(call, codes=codes))
    assert (error.extensions or {})["argument"] == "codes"


@pytest.mark.parametrize("call", [call for call in CALLS if "source" in call.arguments], ids=repr)
async def test_an_unknown_source_is_refused_or_finds_nothing(
    pool: Pool, catalogues: Catalogues, call: Call
) -> None:
    errors = await refusals(pool, catalogues, call, variables_of(call, source="no-such-source"))
    if call.name != "Revision.changes":
        (error,) = errors
        assert (error.extensions or {})["code"] == "UNKNOWN_SOURCE"
        assert "ice-foia-2015" in (error.extensions or {})["accepted"]


@pytest.mark.parametrize("given", ["", ":", "county:27053", "revision:1", "27053"])
async def test_what_is_no_global_id_is_refused(pool: Pool, catalogues: Catalogues, given: str) -> None:
    (call,) = [call for call in CALLS if call.name == "Query.node"]
    (error,) = await refusals(pool, catalogues, call, {"id": given})
    assert "is no global ID" in error.message


@pytest.mark.parametrize(
    "given",
    ["jurisdiction:XX", "facility:x", "claim:", "record:x", "agreement:1", "source:x", "facility:a:b"],
)
async def test_a_thing_that_there_is_not_is_null(pool: Pool, catalogues: Catalogues, given: str) -> None:
    (call,) = [call for call in CALLS if call.name == "Query.node"]
    result = await schema.execute(call.document, {"id": given}, Context(pool, catalogues))
    assert result.errors is None
    assert result.data == {"asked": None}


WORDS = ["US", "CA", "MN", "27053", "CA-CDCR", "MN-DOC", "ice-foia-2015", "source:ice-foia-2015", "hennepin"]
YEARS = st.sampled_from([0, 1, 1900, 2007, 2014, 2015, 2022, 2025, 2026, 2200, 2201, 2**31 - 1, -(2**31)])


def values(kind: GraphQLInputType) -> st.SearchStrategy[Any]:
    """Values of a type: the plausible and the odd."""
    if isinstance(kind, GraphQLNonNull):
        return values(kind.of_type).filter(lambda value: value is not None)
    if isinstance(kind, GraphQLList):
        return st.none() | st.lists(values(kind.of_type), max_size=4)
    if isinstance(kind, GraphQLEnumType):
        return st.none() | st.sampled_from(sorted(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        fields = {
            name: values(field.type).filter(lambda v: v is not None) for name, field in kind.fields.items()
        }
        if kind.is_one_of:
            return st.none() | st.one_of([st.fixed_dictionaries({name: f}) for name, f in fields.items()])
        return st.none() | st.fixed_dictionaries(fields)
    match kind.name:
        case "Int":
            return st.none() | st.integers(-(2**31), 2**31 - 1) | st.integers(0, 40) | YEARS
        case "Date":
            return st.none() | (st.dates() | st.dates(date(2007, 1, 1), date(2026, 12, 31))).map(str)
        case _:
            return st.none() | st.sampled_from(WORDS) | st.text(max_size=30)


def filled(call: Call) -> st.SearchStrategy[tuple[Call, dict[str, Any]]]:
    """A call with a value for each of its arguments."""
    arguments = st.fixed_dictionaries({name: values(kind) for name, kind in call.arguments.items()})
    return st.tuples(st.just(call), arguments)


@settings(suppress_health_check=list(HealthCheck))
@given(asked=st.one_of([filled(call) for call in CALLS]))
async def test_whatever_is_given_is_answered_or_refused(
    pool: Pool, catalogues: Catalogues, asked: tuple[Call, dict[str, Any]]
) -> None:
    await refusals(pool, catalogues, *asked)
