"""What a page may write in double braces: numbers out of answers, questions with their answers, charts, and registers.

An answer is what the API gave to the question of the same name, `answers/NAME.graphql` and `answers/NAME.json`; a test
asks each question again. So no number of a page is typed by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

from jinja2 import Environment, StrictUndefined

from api.docs import charts
from api.docs.registers import (
    codes,
    constant,
    environment_variables,
    lift_reasons,
    limits_of_a_question,
    meanings,
)
from db.figures import Figure
from db.meaning.phrases import listed, number, percent, quantity, sentence
from db.words import FigureStatus, Qualifier

ANSWERS = Path(__file__).with_name("answers")

Told: TypeAlias = Mapping[str, Any]
"""An object of an answer."""


@cache
def answer(name: str) -> Any:
    """The data that the API gave to a question."""
    return json.loads((ANSWERS / f"{name}.json").read_text("utf-8"))["data"]


def text_of(name: str) -> str:
    """The question as GraphQL."""
    return (ANSWERS / f"{name}.graphql").read_text("utf-8").strip()


def question(name: str) -> str:
    """What stands behind the # of GraphiQL's address to open the question."""
    return urlencode({"query": text_of(name)})


def asked(name: str) -> str:
    """The question, a link that opens it in GraphiQL, and its answer folded away."""
    given = (ANSWERS / f"{name}.json").read_text("utf-8").strip()
    folded = "\n".join(f"    {line}" for line in given.splitlines())
    return (
        f"```graphql\n{text_of(name)}\n```\n\n"
        f"[Open it in GraphiQL](/graphql#{question(name)}){{ .md-button }}\n\n"
        f'??? example "The whole answer"\n\n    ```json\n{folded}\n    ```\n'
    )


def words(name: str) -> str:
    """An enum's value as words: `picked up`, `ICE did not pursue`."""
    return (
        name.replace("_", " ")
        .lower()
        .replace("ice ", "ICE ", name.startswith("ICE_"))
        .replace("287g", "287(g)")
    )


def figure(told: Told) -> str:
    """A figure with what limits it: `more than 26,000`, `between 1,445 and 1,641`."""
    return quantity(_figure(told))


def share(told: Told) -> str:
    """A rate with what limits it: `more than 88%`."""
    return quantity(_figure(told), percent)


def _figure(told: Told) -> Figure:
    return Figure(
        value=told["value"],
        lower=told.get("lower"),
        upper=told.get("upper"),
        qualifier=Qualifier(told.get("qualifier", Qualifier.EXACT)),
        status=FigureStatus(told.get("status", FigureStatus.REPORTED)),
    )


def bars(caption: str, rows: Iterable[tuple[str, Told]]) -> str:
    """A chart of counts, each with its name."""
    drawn = [_bar(name, told, figure(told)) for name, told in rows]
    return charts.bars(caption, drawn, max((bar.most or 0 for bar in drawn), default=0) or 1)


def shares(caption: str, rows: Iterable[tuple[str, Told]]) -> str:
    """A chart of shares from nothing to everything, each with its name."""
    return charts.bars(caption, [_bar(name, told, share(told)) for name, told in rows], 1)


def columns(caption: str, rows: Iterable[tuple[str, Told]]) -> str:
    """A chart of counts over time, each with the name of its step."""
    return charts.columns(caption, [_bar(name, told, figure(told)) for name, told in rows])


def spans(
    caption: str, rows: Iterable[tuple[str, str, str | None, str | None]], first: str, last: str
) -> str:
    """A chart of what held from when to when: name, words, first and last day."""
    drawn = [charts.Span(name, written, _day(start), _day(end)) for name, written, start, end in rows]
    return charts.spans(caption, drawn, date.fromisoformat(first), date.fromisoformat(last))


def _bar(name: str, told: Told, written: str) -> charts.Bar:
    least = told["value"] if told["value"] is not None else told.get("lower")
    most = told.get("upper")
    return charts.Bar(
        sentence(name), "not known" if least is None else written, least, least if most is None else most
    )


def spans_of(stances: Iterable[Told]) -> list[tuple[str, str, str | None, str | None]]:
    """Rules as rows of a chart of spans."""
    return [
        (
            sentence(f"{words(stance['dimension'])}: {words(stance['stance'])}"),
            _held(stance),
            stance["effectiveFrom"],
            stance.get("effectiveTo"),
        )
        for stance in stances
    ]


def agreement_spans(agreements: Iterable[Told]) -> list[tuple[str, str, str | None, str | None]]:
    """Agreements as rows of a chart of spans, from the first of ICE's lists that has one to the last."""
    return [
        (
            agreement["agency"]["name"],
            words(agreement["model"]),
            agreement["firstListedOn"],
            agreement["lastListedOn"],
        )
        for agreement in agreements
    ]


def stances(cooperation: Told) -> str:
    """What law, policy and practice say, a line each, with its authority and where it was read."""
    return "\n".join(
        f"- **{sentence(words(each['dimension']))}: {words(each['stance'])}** ({words(each['basis'])}, {_held(each)}). "
        f"{sentence(each['summary'])}. [{each['authority']}]({each['url']})"
        for each in cooperation["stances"]
    )


def _held(stance: Told) -> str:
    first, last = stance["effectiveFrom"], stance.get("effectiveTo")
    if first is None:
        return "start not known"
    return f"{first} to {last}" if last else f"since {first}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def environment() -> Environment:
    """Where pages are filled in. A name that an answer does not have stops the build."""
    filling = Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    filling.globals |= {
        "answer": answer,
        "asked": asked,
        "text_of": text_of,
        "question": question,
        "stances": stances,
        "bars": bars,
        "shares": shares,
        "columns": columns,
        "spans": spans,
        "codes": codes,
        "constant": constant,
        "limits_of_a_question": limits_of_a_question,
        "environment_variables": environment_variables,
        "lift_reasons": lift_reasons,
        "meanings": meanings,
    }
    filling.filters |= {
        "number": number,
        "percent": percent,
        "figure": figure,
        "share": share,
        "words": words,
        "sentence": sentence,
        "listed": lambda names: listed(list(names)),
        "zip": zip,
        "spans_of": spans_of,
        "agreement_spans": agreement_spans,
    }
    return filling
