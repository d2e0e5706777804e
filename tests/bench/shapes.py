"""The three shapes of question that are measured: on our own schema, and as PostGraphile is asked the same.

PostGraphile's answer is flatter, and a third smaller, than ours: numbers and days are bare columns, what is a connection here
is a list, and the one year that is asked for comes in a list of one. `as_ours` puts it in our form, to be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

Answer = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """A document with one field at the top, its variables, and how the answer's data is put in our form."""

    document: str
    root: str
    variables: Mapping[str, object]
    as_ours: Callable[[Answer], Answer] = lambda data: data

    @cached_property
    def body(self) -> bytes:
        """The body of its POST."""
        return orjson.dumps({"query": self.document, "variables": self.variables})

    @cached_property
    def around(self) -> tuple[bytes, bytes]:
        """What stands before and behind a number that makes it a document never seen: the field gets a new alias.

        Another comment or more white space would leave the document the same to a server that reads before it compares.
        """
        root = f" {self.root}(".encode()
        before, found, behind = self.body.partition(root)
        assert found, f"{self.root} is not what the document asks"
        return before + b" fresh", b":" + root + behind

    @cached_property
    def with_a_literal(self) -> QuestionWithLiteral:
        """The same, and a claim that there is not, whose ID is a literal."""
        document = self.document.removesuffix("}") + f'none: claim(id: "{NO_CLAIM}") {{ id }} }}'
        return QuestionWithLiteral(document, self.root, self.variables, _without_claim)


NO_CLAIM = "no-claim"


class QuestionWithLiteral(Question):
    """One that becomes a document never seen by a number in a literal: it is then like others but for that."""

    @cached_property
    def around(self) -> tuple[bytes, bytes]:
        """What stands before and behind the number."""
        before, found, behind = self.body.partition(NO_CLAIM.encode())
        assert found, "the literal is in the document"
        return before + found, behind


def _without_claim(data: Answer) -> Answer:
    return {name: value for name, value in data.items() if name != "none"}


@dataclass(frozen=True)
class Shape:
    """What is asked, of us and of PostGraphile, and how many connections ask it at once."""

    name: str
    says: str
    ours: Question
    theirs: Question
    connections: int = 16


def _with_year(place: Answer) -> Answer:
    """A place with its one year as an object, whose numbers are objects."""
    (year,) = place["detainers"]
    return place | {"detainers": {name: {"value": value} for name, value in year.items()}}


def _with_series(place: Answer) -> Answer:
    """The same with its months inside what they add up to."""
    series = [
        {"period": {"from": point["month"]}, "total": {"value": point["total"]}} for point in place["series"]
    ]
    year = _with_year(place)["detainers"]
    return {"code": place["code"], "name": place["name"], "detainers": year | {"series": series}}


def _state(data: Answer) -> Answer:
    return {"jurisdiction": _with_year(data["placeByCode"])}


def _states(data: Answer) -> Answer:
    nodes = [
        place | {"counties": {"nodes": [*map(_with_year, place["counties"])]}} for place in data["placesList"]
    ]
    return {"jurisdictions": {"nodes": nodes}}


def _counties(data: Answer) -> Answer:
    return {"jurisdictions": {"nodes": [*map(_with_series, data["allPlacesList"])]}}


YEAR = {"year": 2015}
MINNESOTA = {"code": "MN", **YEAR}

P1 = Shape(
    "P1",
    "one state and its year",
    Question(
        "query State($code: String!, $year: Int!) { jurisdiction(code: $code) { name detainers(period: { fiscalYear: $year }) "
        "{ total { value } rate(definition: PICKUP_OF_RESOLVED) { value } } } }",
        "jurisdiction",
        MINNESOTA,
    ),
    Question(
        "query State($code: String!, $year: Int!) { placeByCode(code: $code) { name "
        "detainers: yearsList(condition: { fiscalYear: $year }) { total rate } } }",
        "placeByCode",
        MINNESOTA,
        _state,
    ),
)

P2 = Shape(
    "P2",
    "California and Minnesota with all counties and their year",
    Question(
        'query States($year: Int!) { jurisdictions(codes: ["CA", "MN"]) { nodes { code name counties(first: 100) '
        "{ nodes { code name detainers(period: { fiscalYear: $year }) { total { value } } } } } } }",
        "jurisdictions",
        YEAR,
    ),
    Question(
        'query States($year: Int!) { placesList(codes: ["CA", "MN"]) { code name '
        'counties: countiesList(condition: { kind: "COUNTY" }, first: 100, orderBy: CODE_ASC) { code name '
        "detainers: yearsList(condition: { fiscalYear: $year }) { total } } } }",
        "placesList",
        YEAR,
        _states,
    ),
)

P3 = Shape(
    "P3",
    "all counties by all months of a year",
    Question(
        "query Counties($year: Int!) { jurisdictions(kind: COUNTY, first: 4000) { nodes { code name "
        "detainers(period: { fiscalYear: $year }) { total { value } "
        "series(by: MONTH) { period { from } total { value } } } } } }",
        "jurisdictions",
        YEAR,
    ),
    Question(
        'query Counties($year: Int!) { allPlacesList(condition: { kind: "COUNTY" }, orderBy: CODE_ASC, first: 4000) '
        "{ code name detainers: yearsList(condition: { fiscalYear: $year }) { total } "
        "series: monthsList(condition: { fiscalYear: $year }, orderBy: MONTH_ASC) { month total } } }",
        "allPlacesList",
        YEAR,
        _counties,
    ),
    connections=2,
)

SHAPES = (P1, P2, P3)
