"""An answer as of an earlier revision or day is the answer that was given then."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from db.database import Pool, open_pool
from db.snapshot import PUBLISHED_AT
from schema import Context, schema
from tests.schema.asking import Ask, asking
from tests.schema.revising import revise_everything

pytestmark = pytest.mark.anyio

SHIPPED = PUBLISHED_AT.date()
DETAINERS = """total { value } unplaced { value } outcomes { outcome count { value } } caveats { code }
  forms { form count { value } } custodies { custody count { value } } liftReasons { liftReason count { value } }
  facilities(first: 200) { totalCount nodes { facility { id name county { code name } } count { value } } }
  series(by: MONTH) { period { label } total { value } } rates { value numerator { value } }"""
STATEMENT = "id measure custody period { label } figure { value lower upper asStated caveats { text } }"
PLACE = f"""code name kind parent {{ name }} prisonSystem {{ name }} population(year: 2024) {{ value }}
  secureCommunitiesSince {{ label }}
  counties(first: 90, orderBy: {{ field: POPULATION }}) {{ totalCount nodes {{ code name }} }}
  facilities(first: 300) {{ totalCount nodes {{ id name county {{ code }} spellings }} }}
  records(first: 50) {{ totalCount nodes {{ {STATEMENT} jurisdiction {{ name }} }} }}
  claims(first: 50) {{ totalCount nodes {{ {STATEMENT} verdict }} }}
  detainers(period: {{ range: {{ from: "2025-12-01", to: "2026-03-10" }} }}) {{ period {{ to }} {DETAINERS} }}
  older: detainers(period: {{ fiscalYear: 2015 }}) {{ {DETAINERS} }}
  detainerCount(period: {{ calendarYear: 2025 }}) {{ value }}
  pickupCount(period: {{ calendarYear: 2025 }}) {{ value lower upper }}
  pickupRate(period: {{ calendarYear: 2025 }}, definition: PICKUP_OF_RELEASED_WITH_DETAINER) {{ value lower }}
  cooperation(on: "2026-05-18") {{ agreementsKnownOn agreements {{ id agency {{ name }} }} stances {{ stance authority }} }}"""

# Every root field that takes asOf, asked about something that the revisions of this test change.
QUESTIONS = {
    "jurisdiction": f'jurisdiction(code: "MN", {{as_of}}) {{{{ {PLACE.replace("{", "{{").replace("}", "}}")} }}}}',
    "jurisdiction of prisons": f'jurisdiction(code: "CA-CDCR", {{as_of}}) {{{{ {PLACE.replace("{", "{{").replace("}", "}}")} }}}}',
    "jurisdictions": 'jurisdictions(within: "MN", orderBy: {{ field: NAME }}, first: 100, {as_of}) {{ totalCount nodes {{ name }} }}',
    "jurisdictions in all": 'jurisdictions(within: "MN", first: 100, {as_of}) {{ nodes {{ detainers(period: {{ fiscalYear: 2015 }}) '
    "{{ total {{ value }} series(by: MONTH) {{ total {{ value }} }} }} }} }}",
    "jurisdictions by people": 'jurisdictions(within: "MN", orderBy: {{ field: POPULATION }}, first: 100, {as_of}) '
    "{{ nodes {{ code }} }}",
    "compare": 'compare(codes: ["CA-CDCR", "MN"], period: {{ calendarYear: 2025 }}, definition: PICKUP_OF_RELEASED_WITH_DETAINER, {as_of}) '
    "{{ explanation rows {{ jurisdiction {{ name }} rate {{ value lower denominator {{ value }} }} }} }}",
    "facility": 'facility(id: "mn-hennepin-county-adc", {as_of}) {{ name county {{ code name }} '
    "detainers(period: {{ fiscalYear: 2015 }}) {{ total {{ value }} }} }}",
    "facilities": 'facilities(within: "MN", first: 300, {as_of}) {{ totalCount nodes {{ name county {{ code }} }} }}',
    "agreements": 'agreements(within: "MN", first: 100, {as_of}) {{ totalCount nodes {{ id agency {{ name }} }} }}',
    "claim": 'claim(id: "dhs-2026-ca-active", {as_of}) {{ verdict checks {{ figure {{ value }} explanation }} }}',
    "claims": "claims(first: 50, {as_of}) {{ totalCount nodes {{ id }} }}",
    "sources": "sources({as_of}) {{ id title citation(style: APA) covers {{ to }} grain {{ covers {{ to }} }} }}",
    "source": 'source(id: "ice-foia-2015", {as_of}) {{ title }}',
}

NEWEST = "asOf: null"


async def asked(ask: Ask, as_of: str) -> dict[str, Any]:
    answers = {name: await ask(f"{{ {text.format(as_of=as_of)} }}") for name, text in QUESTIONS.items()}
    # Parts of an answer may be made as JSON.
    return orjson.loads(orjson.dumps(answers))


@pytest.fixture
async def changing(database: str) -> AsyncIterator[Pool]:
    """A database of the test's own, as the application reads it."""
    async with await open_pool(database, 2) as pool:
        yield pool


async def test_every_question_is_answered_as_before_when_asked_as_of_then(
    changing: Pool, database: str
) -> None:
    ask = asking(changing)
    given = []
    connection = await asyncpg.connect(database)
    try:
        numbers = [await connection.fetchval("select max(number) from revision")]
        given.append(await asked(ask, NEWEST))
        for _ in range(2):
            numbers.append(await revise_everything(connection))
            given.append(await asked(ask, NEWEST))
    finally:
        await connection.close()
    for name in QUESTIONS:
        first, second, third = (answers[name] for answers in given)
        assert first != second, f"the revision changed nothing of {name}"
        assert second != third, f"the second revision changed nothing of {name}"
    for days, (number, answers) in enumerate(zip(numbers, given, strict=True)):
        assert await asked(ask, f"asOf: {{ revision: {number} }}") == answers
        assert await asked(ask, f'asOf: {{ date: "{SHIPPED + timedelta(days=days)}" }}') == answers
    assert await asked(ask, 'asOf: { date: "2199-12-31" }') == given[-1]


def test_every_root_field_with_as_of_is_asked() -> None:
    fields = schema._schema.query_type.fields  # type: ignore[union-attr]  # a schema has a query type
    having = {name for name, field in fields.items() if "asOf" in field.args}
    assert having == {name.split()[0] for name in QUESTIONS}


@pytest.mark.parametrize(
    "as_of",
    [
        "{ revision: 0 }",
        "{ revision: -1 }",
        "{ revision: 2147483647 }",
        "{ revision: 1000000 }",
        f'{{ date: "{SHIPPED - timedelta(days=1)}" }}',
        '{ date: "0001-01-01" }',
    ],
)
@pytest.mark.parametrize("name", QUESTIONS)
async def test_a_revision_that_there_is_not_is_refused(pool: Pool, name: str, as_of: str) -> None:
    document = f"{{ {QUESTIONS[name].format(as_of=f'asOf: {as_of}')} }}"
    result = await schema.execute(document, context_value=Context(pool))
    assert result.errors
    (error,) = result.errors
    assert error.extensions
    assert (error.extensions["code"], error.extensions["argument"]) == ("UNKNOWN_REVISION", "asOf")
    assert error.message.endswith(".")
    assert error.extensions["accepted"]


async def test_revisions_are_listed_the_newest_first(changing: Pool, database: str) -> None:
    connection = await asyncpg.connect(database)
    newest = await revise_everything(connection)
    await connection.close()
    answer = await asking(changing)(
        """{ revision { number summary publishedAt releases { id } }
             revisions(first: 100) { totalCount nodes { number summary releases { fileName } } } }"""
    )
    assert answer["revision"] == {
        "number": newest,
        "summary": "Everything a little different.",
        "publishedAt": (PUBLISHED_AT + timedelta(days=1)).isoformat(),
        "releases": [],
    }
    numbers = [node["number"] for node in answer["revisions"]["nodes"]]
    assert numbers == list(range(newest, 0, -1))
    assert answer["revisions"]["totalCount"] == newest
    assert all(node["releases"] for node in answer["revisions"]["nodes"][1:])


async def test_an_old_place_counts_where_it_counted_then(changing: Pool, database: str) -> None:
    """A facility that moves takes its detainers with it from that revision on, and not before."""
    question = """query ($asOf: AsOf) {
      hennepin: jurisdiction(code: "27053", asOf: $asOf) { detainers(period: { fiscalYear: 2015 }) { total { value } } }
      ramsey: jurisdiction(code: "27123", asOf: $asOf) { detainers(period: { fiscalYear: 2015 }) { total { value } } } }"""
    ask = asking(changing)
    before = await ask(question, asOf=None)
    connection = await asyncpg.connect(database)
    shipped = await connection.fetchval("select max(number) from revision")
    await revise_everything(connection)
    await connection.close()
    after = await ask(question, asOf=None)
    assert before["hennepin"]["detainers"]["total"]["value"] > 0
    # The two counties change places, and every count of this test's revision is doubled and more.
    for county, other in (("hennepin", "ramsey"), ("ramsey", "hennepin")):
        doubled = 2 * before[other]["detainers"]["total"]["value"]
        assert after[county]["detainers"]["total"]["value"] >= doubled > 0
    assert after["hennepin"] != before["hennepin"]
    assert await ask(question, asOf={"revision": shipped}) == before
