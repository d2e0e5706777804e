"""Every question in the documentation, asked again; and every number in its prose, traced to an answer."""

import json
import re
from pathlib import Path

import httpx
import pytest

from api.docs.ask import ANSWERS, ask, written
from tests.api.docs_site import PAGES, site

QUESTIONS = sorted(path.stem for path in ANSWERS.glob("*.graphql"))

COOKBOOK = sorted(path for path in (PAGES / "cookbook").glob("*.md") if path.stem != "index")

# Digits that are no number: names of laws, forms, lists and codes. What is not here comes out of an answer.
NAMES = re.compile(
    r"287\(g\)|I-247|8 CFR 287\.7|\b127\.0\.0\.1:8000\b|SHA-256|Python 3\.11 or newer|fiscal year 2015"
)
# Numbers that no answer has: of the rule that is named beside it, of what a share is taken of, of HTTP's own codes.
TYPED = ("48 hours", "100,000 residents", "gets 200 for", "of the 400s", "gets 429 or 503", "a 429 or a 503")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_todays(server_url: str, name: str) -> None:
    answer = ask(server_url, (ANSWERS / f"{name}.graphql").read_text("utf-8"))
    assert "errors" not in answer
    shown = (ANSWERS / f"{name}.json").read_text("utf-8")
    assert shown == written(answer), "answers have changed: make answers"


def test_every_question_has_an_answer_and_a_page() -> None:
    assert sorted(path.stem for path in ANSWERS.glob("*.json")) == QUESTIONS
    pages = "\n".join(path.read_text("utf-8") for path in PAGES.rglob("*.md"))
    for name in QUESTIONS:
        assert f'"{name}"' in pages, f"no page uses {name}"


def test_the_cookbook_has_at_least_fifteen_questions_each_with_query_answer_and_chart() -> None:
    assert len(COOKBOOK) >= 15
    listed = (PAGES / "cookbook" / "index.md").read_text("utf-8")
    for source in COOKBOOK:
        page = site()[f"cookbook/{source.stem}/"]
        question = (ANSWERS / f"{source.stem}.graphql").read_text("utf-8").strip()
        answer = json.loads((ANSWERS / f"{source.stem}.json").read_text("utf-8"))
        assert next(code.strip() for code in page.code if code.strip().startswith("{")) == question
        assert json.loads(page.code[-1]) == answer
        assert page.charts, f"{source.stem} has no chart"
        title = source.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        assert title.endswith("?")
        assert f"[{title}]({source.name})" in listed


def test_every_graphql_and_json_block_of_a_page_is_one_that_was_asked() -> None:
    """A query typed into a page by hand would be run by nobody."""
    for path in PAGES.rglob("*.md"):
        for block in re.findall(
            r"^ *```graphql\n(.*?)^ *```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE
        ):
            assert re.fullmatch(r'\{\{ text_of\("[\w-]+"\) \}\}\n', block), (
                f"{path.name} has a query of its own"
            )


@pytest.mark.parametrize(
    "source",
    [
        path
        for folder in ("concepts", "cookbook", "law", ".")
        for path in sorted((PAGES / folder).glob("*.md"))
        # It has commands and exit codes, which a test of the commands holds, and no figure.
        if path.stem != "loading"
    ],
    ids=lambda path: path.relative_to(PAGES).as_posix(),
)
def test_no_number_in_prose_is_typed_by_hand(source: Path) -> None:
    prose = source.read_text("utf-8")
    for not_prose in (
        r"```.*?```",
        r"`[^`\n]*`",
        r"\{\{.*?\}\}",
        r"\{%.*?%\}",
        r"\]\([^)]*\)",
        r"<[^>]*>",
        r"\[\^1\]",
    ):
        prose = re.sub(not_prose, "", prose, flags=re.DOTALL)
    typed = re.findall(r".{0,30}\d.{0,30}", NAMES.sub("", prose))
    assert [text for text in typed if not any(each in text for each in TYPED)] == []


def test_a_link_to_graphiql_has_the_question(server_url: str) -> None:
    for address, page in site().items():
        for link in page.links:
            if link.startswith("/graphql#"):
                question = httpx.QueryParams(link.partition("#")[2])["query"]
                known = [(ANSWERS / f"{name}.graphql").read_text("utf-8").strip() for name in QUESTIONS]
                assert question in known, f"{address} opens a question that nobody asked"
