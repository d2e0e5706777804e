"""What searches and claims take of the process: made once, kept for all who ask, and charged to each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from db.database import Pool
from db.kept import Kept
from db.meaning import claims
from db.read import jurisdictions, statements
from db.search.index import Index
from schema import Catalogues, Context, limits, schema
from schema import statements as shown_statements
from schema.cost.estimate import Estimate
from schema.cost.holdings import FACILITIES_SEARCHED, PLACES_SEARCHED
from schema.documents import read_document
from schema.errors import MOST_WORDS
from tests.schema.asking import Ask, asking

pytestmark = pytest.mark.anyio

NONSENSE = "bcdf gklm nprs tbcd fgkl mnpr stbc dfgk"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Counter[object]:
    """How often each text is looked for, each claim checked and each of them shown."""
    counter: Counter[object] = Counter()

    def counting(make: Callable[..., Any], key: int) -> Callable[..., Any]:
        def made(*arguments: Any) -> Any:
            told = arguments[key]
            counter[told if isinstance(told, str) else (make.__name__, told.id)] += 1
            return make(*arguments)

        return made

    monkeypatch.setattr(Index, "found", counting(Index.found, 1))
    monkeypatch.setattr(Index, "ranks", counting(Index.ranks, 1))
    monkeypatch.setattr(statements, "check", counting(claims.check, 0))
    for shown in ("record", "claim"):
        made = counting(getattr(shown_statements, shown), 1)
        monkeypatch.setattr(f"schema.jurisdictions.{shown}", made)
    return counter


@pytest.fixture
def ask_anew(pool: Pool) -> Ask:
    """Put questions to a process that has not kept anything yet."""
    return asking(pool, Catalogues())


@pytest.mark.parametrize("search", [NONSENSE, "Hennepin"])
async def test_a_search_is_made_once_for_all_parents_and_all_who_ask(
    ask_anew: Ask, done: Counter[object], search: str
) -> None:
    document = """query ($search: String) { jurisdictions(first: 200) { nodes {
      counties(first: 0, search: $search) { totalCount }
      named: counties(search: $search, orderBy: { field: NAME, direction: DESC }) { totalCount } } } }"""
    first = await ask_anew(document, search=search)
    assert await ask_anew(document, search=search) == first
    assert done == {search: 2}, "the search, and the names as it is written"


async def test_a_search_for_jails_is_made_once(ask_anew: Ask, done: Counter[object]) -> None:
    document = 'query ($after: String) { facilities(search: "hennepin", first: 1, after: $after) { pageInfo { endCursor } } }'
    page = await ask_anew(document)
    await ask_anew(document, after=page["facilities"]["pageInfo"]["endCursor"])
    assert done == {"hennepin": 1}


async def test_others_have_their_turn_between_two_searches(pool: Pool) -> None:
    at = await Context(pool, Catalogues()).latest()
    turns: list[str] = []

    async def search(text: str) -> None:
        await at.catalogue.jurisdictions.look_up(text, None)
        turns.append("found")

    async def other() -> None:
        turns.append("other")

    await asyncio.gather(search("hennepin"), other())
    assert turns == ["other", "found"]
    turns.clear()
    await asyncio.gather(search("hennepin"), other())
    assert turns == ["found", "other"], "what is kept keeps nobody waiting"


def test_one_question_has_fewer_searches_than_are_kept() -> None:
    assert limits.FIELDS.most // 2 <= jurisdictions.KEPT


def test_what_was_not_asked_for_the_longest_is_kept_no_more() -> None:
    made: list[str] = []
    kept: Kept[str, int] = Kept(2)
    for key in "abacab":
        assert kept.of(key, lambda key=key: made.append(key) or ord(key)) == ord(key)
    assert made == ["a", "b", "c", "b"]
    assert "a" in kept
    assert "c" not in kept


@pytest.mark.parametrize(
    "document",
    [
        "query ($search: String) { jurisdictions(search: $search) { totalCount } }",
        'query ($search: String) { jurisdiction(code: "MN") { counties(search: $search) { totalCount } } }',
        "query ($search: String) { facilities(search: $search) { totalCount } }",
    ],
)
class TestEverySearch:
    async def test_of_too_many_words_is_refused(
        self, pool: Pool, catalogues: Catalogues, document: str
    ) -> None:
        for text in ("a " * MOST_WORDS, "-".join("b" * MOST_WORDS)):
            result = await schema.execute(document, {"search": text}, Context(pool, catalogues))
            assert not result.errors
        result = await schema.execute(
            document, {"search": "-".join("c" * (MOST_WORDS + 1))}, Context(pool, catalogues)
        )
        (error,) = result.errors or ()
        assert error.message == "`search` has 17 words."
        assert (error.extensions or {})["code"] == "TOO_LARGE"
        assert (error.extensions or {})["argument"] == "search"
        assert (error.extensions or {})["accepted"] == "up to 16 words in a search"

    @pytest.mark.parametrize("text", ["日本", "Москва", "🏛️", "%", "—", "東京, CO", "日本 jail"])
    async def test_finds_nothing_that_no_name_has(self, ask: Ask, document: str, text: str) -> None:
        assert "'totalCount': 0" in repr(await ask(document, search=text))

    @pytest.mark.parametrize("text", ["", " ", "\t\u3000"])
    async def test_that_is_blank_is_none(self, ask: Ask, document: str, text: str) -> None:
        assert await ask(document, search=text) == await ask(document)

    def test_is_charged_once(self, document: str) -> None:
        searched = FACILITIES_SEARCHED if "facilities" in document else PLACES_SEARCHED
        assert estimate(document, search="a").rows - estimate(document).rows == searched


def estimate(text: str, **variables: object) -> Estimate:
    document = read_document(text)
    assert not document.errors, document.errors
    return document.estimates.of(document.operations[0]).of(variables)


def test_each_search_is_charged_and_not_for_each_parent() -> None:
    def of(first: int, *searches: str) -> int:
        asked = " ".join(
            f's{number}: counties(first: 0, search: "{text}") {{ totalCount }}'
            for number, text in enumerate(searches)
        )
        return estimate(f"{{ jurisdictions(first: {first}) {{ nodes {{ code {asked} }} }} }}").rows

    assert of(200, "a") - of(200) == PLACES_SEARCHED + 200
    assert of(4000, "a", "b", "c") - of(4000) == 3 * (PLACES_SEARCHED + 3300)
    assert of(0, "a") == of(0)


async def test_of_records_and_claims_that_are_on_no_page_nothing_is_made(
    ask_anew: Ask, done: Counter[object]
) -> None:
    document = """query ($first: Int) { jurisdiction(code: "CA") {
      claims(first: $first) { totalCount nodes { id } } records(first: $first) { totalCount nodes { id } } }
      claims(first: $first) { totalCount nodes { id } } }"""
    none = await ask_anew(document, first=0)
    assert done == {}
    two = await ask_anew(document, first=2)
    assert {each["totalCount"] > 2 for each in two["jurisdiction"].values()} == {True}
    assert none["jurisdiction"]["records"]["totalCount"] == two["jurisdiction"]["records"]["totalCount"]
    assert Counter(kind for kind, _ in done if kind != "check") == {"record": 2, "claim": 2}
    assert Counter(kind for kind, _ in done)["check"] <= 4


async def test_a_claim_is_checked_once_for_all_parents(ask_anew: Ask, done: Counter[object]) -> None:
    document = """{ jurisdictions(kind: COUNTY, within: "CA", first: 30) { nodes { parent {
      claims { nodes { verdict } } again: claims { nodes { verdict } } } } } }"""
    await ask_anew(document)
    checks = {key: times for key, times in done.items() if key[0] == "check"}  # type: ignore[index]
    assert len(checks) > 2
    assert set(checks.values()) == {1}
