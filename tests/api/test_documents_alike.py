"""Documents that differ in literals, white space and comments alone, as notebooks write them: read once, answered each for itself."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from api.documents import BESIDE, FILLED, Documents
from api.questions import Asked, Question
from schema.documents import Document, read_document

STATES = ("MN", "CA", "DE", "TX", "VT")


def text_for(code: str, year: int = 2015) -> str:
    return (
        f'{{ jurisdiction(code: "{code}") {{ code detainers(period: {{ fiscalYear: {year} }}) '
        "{ total { value } } } }"
    )


def question(text: str) -> Question:
    return Question(text, None, None, None, None, Asked())


def asked(url: str, text: str, **more: Any) -> httpx.Response:
    return httpx.post(f"{url}/graphql", json={"query": text, **more}, headers={"Accept": "application/json"})


def test_the_third_of_them_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str) -> Document:
        read.append(text)
        return read_document(text)

    monkeypatch.setattr("api.documents.read_document", counted)
    documents = Documents({})
    found = [documents.of(question(text_for(code))) for code in STATES]
    assert read == [text_for("MN"), text_for("CA")]
    assert [each.text for each in found] == [text_for(code) for code in STATES]
    assert [bool(each.literals) for each in found] == [False, False, True, True, True]


def test_one_that_is_asked_again_is_read_for_itself() -> None:
    documents = Documents({})
    for code in STATES:
        documents.of(question(text_for(code)))
    again = documents.of(question(text_for("VT")))
    assert not again.literals
    assert documents.of(question(text_for("VT"))) is again


def test_a_literal_that_does_not_fit_is_found_in_its_own_text() -> None:
    documents = Documents({})
    for code in STATES:
        documents.of(question(text_for(code)))
    (error,) = documents.of(question(text_for("MN", 2**31))).errors
    assert "2147483648" in error.message


def test_one_document_alone_makes_no_pattern_and_what_is_kept_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.documents.MOST_PATTERNS", 2 * BESIDE)
    documents = Documents({})
    for number in range(40):
        documents.of(question(f'{{ a{number}: jurisdiction(code: "MN") {{ name }} }}'))
    assert documents._patterns.size < 40 * (FILLED + 100)
    for number in range(10):
        for code in STATES:
            documents.of(question(f'{{ b{number}: jurisdiction(code: "{code}") {{ name }} }}'))
    assert documents._patterns.size <= 2 * BESIDE


def test_each_is_answered_for_itself(server_url: str) -> None:
    answers = {}
    for code in STATES:
        with_literals = asked(server_url, text_for(code)).json()
        with_variable = asked(
            server_url,
            "query ($code: String!) { jurisdiction(code: $code) { code detainers(period: { fiscalYear: 2015 }) "
            "{ total { value } } } }",
            variables={"code": code},
        ).json()
        assert with_literals == with_variable
        answers[code] = orjson.dumps(with_literals)
        assert with_literals["data"]["jurisdiction"]["code"] == code
    assert len(set(answers.values())) == len(STATES)


def test_a_mistake_is_told_where_it_stands_in_its_own_text(server_url: str) -> None:
    for code in STATES:
        asked(server_url, text_for(code))
    (error,) = asked(server_url, "\n\n" + text_for("XX")).json()["errors"]
    assert error["locations"] == [{"line": 3, "column": 3}]
    assert error["extensions"]["code"] == "UNKNOWN_JURISDICTION"
    assert "XX" in error["message"]


def test_methods_and_costs_are_those_of_its_own_text(server_url: str) -> None:
    for code in STATES:
        asked(server_url, text_for(code))
    for code, year in (("NY", 2014), ("NM", 2013)):
        extensions = {"handover": {"methods": True, "cost": True}}
        told = asked(server_url, text_for(code, year), extensions=extensions).json()["extensions"]
        assert code in orjson.dumps(told["handover"]).decode()
        variables = {"code": code, "year": year}
        alike = asked(
            server_url,
            "query ($code: String!, $year: Int!) { jurisdiction(code: $code) { code "
            "detainers(period: { fiscalYear: $year }) { total { value } } } }",
            variables=variables,
            extensions=extensions,
        ).json()["extensions"]
        assert told["cost"]["estimated"] == alike["cost"]["estimated"]
