"""The files over HTTP: what they say of themselves, what a client has already, and what it gets wrong."""

import asyncio
import io
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import asyncpg
import httpx
import polars
import pytest

from api.caching import Lifetime
from api.data.catalogue import TABLES
from api.data.described import ENDINGS
from tests.api.files import ask, rows
from tests.api.serving import serving

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
STATES = "/data/detainers.csv?kind=STATE"


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_there_in_every_format_for_everyone(
    client: httpx.Client, name: str, ending: str
) -> None:
    some = {"within", "about"} & {each.name for each in TABLES[name].parameters}
    answer = client.get(
        f"/data/{name}.{ending}?{some.pop()}=MN", headers={"Origin": "https://newsroom.example"}
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-type"] == MEDIA_TYPES[ending]
    assert answer.headers["content-disposition"] == f'inline; filename="{name}.{ending}"'
    assert answer.headers["cache-control"] == Lifetime.NEWEST
    published = parsedate_to_datetime(answer.headers["last-modified"])
    told = ask(client, "{ revision { publishedAt } }")["revision"]["publishedAt"]
    assert published.isoformat() == told
    assert len(answer.content) > 100


def test_the_first_line_of_a_csv_is_the_names_and_nothing_before_it(client: httpx.Client) -> None:
    content = client.get(STATES).content
    assert content.startswith(b"jurisdiction,jurisdiction_name,kind,")
    content.decode("utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_one_who_has_the_file_is_not_sent_it_again(client: httpx.Client, ending: str) -> None:
    address = f"/data/detainers.{ending}?kind=STATE"
    first = client.get(address)
    tag = first.headers["etag"]
    assert not tag.startswith("W/")
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert "Accept-Encoding" in again.headers["vary"].split(", ")
    assert client.get(address, headers={"If-None-Match": '"other"'}).content == first.content


def test_a_tag_belongs_to_one_question_one_format_and_one_encoding(client: httpx.Client) -> None:
    def tag(address: str, encoding: str = "gzip") -> str:
        found: str = client.get(address, headers={"Accept-Encoding": encoding}).headers["etag"]
        return found

    tags = {
        tag(address)
        for address in (
            STATES,
            "/data/detainers.json?kind=STATE",
            "/data/outcomes.csv?kind=STATE",
            "/data/detainers.csv?kind=TERRITORY",
            "/data/detainers.csv?kind=STATE&asOf=13",
        )
    }
    assert len(tags | {tag(STATES, "identity")}) == 6
    # However it is written, it is the same question.
    assert tag("/data/detainers.csv?codes=CA,MN&by=MONTH") == tag(
        "/data/detainers.csv?by=MONTH&codes=MN&codes=CA"
    )
    newest = ask(client, "{ revision { number } }")["revision"]["number"]
    assert tag(f"{STATES}&asOf={newest}") == tag(STATES)


def test_packed_and_plain_are_the_same_file(client: httpx.Client) -> None:
    packed = client.get(STATES, headers={"Accept-Encoding": "gzip"})
    plain = client.get(STATES, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content


def test_what_is_asked_of_one_revision_may_be_kept_longer(client: httpx.Client) -> None:
    assert client.get(f"{STATES}&asOf=14").headers["cache-control"] == "public, max-age=86400"
    assert client.get(f"{STATES}&asOf=2026-11-24").headers["cache-control"] == Lifetime.NEWEST


@pytest.mark.parametrize("ending", ENDINGS)
def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client, ending: str) -> None:
    address = f"/data/detainers.{ending}?kind=STATE"
    head, get = client.head(address), client.get(address)
    assert head.content == b""
    for name in ("etag", "content-type", "last-modified", "cache-control", "link"):
        assert head.headers[name] == get.headers[name]


def test_a_reader_of_parquet_may_ask_for_parts(client: httpx.Client) -> None:
    address = "/data/detainers.parquet?kind=STATE"
    whole = client.get(address)
    assert client.head(address).headers["content-length"] == str(len(whole.content))
    tail = client.get(address, headers={"Range": "bytes=-8", "If-Range": whole.headers["etag"]})
    assert tail.status_code == 206
    assert tail.content == whole.content[-8:]
    assert tail.content.endswith(b"PAR1")
    assert len(polars.read_parquet(io.BytesIO(whole.content))) == 51


def test_the_dictionary_is_linked_from_the_file(client: httpx.Client) -> None:
    link = client.get(STATES).headers["link"]
    target, *terms = link.split("; ")
    assert terms == ['rel="describedby"', 'type="application/csvm+json"']
    answer = client.get(f"/data/{target[1:-1]}")
    assert answer.headers["content-type"] == "application/csvm+json; charset=utf-8"
    assert answer.json()["url"] == "detainers.csv?kind=STATE"


WORDS = "NATION, STATE, TERRITORY, COUNTY, PRISON_SYSTEM"


@pytest.mark.parametrize(
    ("address", "argument", "message"),
    [
        (
            "detainers.csv?knd=COUNTY",
            "knd",
            "There is no parameter “knd” here; there are codes, kind, within,",
        ),
        (
            "records.json?within=CA",
            "within",
            "There is no parameter “within” here; there are about, measure, asOf.",
        ),
        ("detainers.csv?kind=county", "kind", f"`kind` is “county” and must be one of {WORDS}."),
        ("detainers.parquet?kind=", "kind", f"`kind` is “” and must be one of {WORDS}."),
        ("detainers.csv?kind=STATE&kind=COUNTY", "kind", "`kind` is given twice."),
        ("detainers.csv?codes=MN,XX", "codes", "There is no jurisdiction with the code “XX”;"),
        ("detainers.ndjson?within=ZZ", "within", "There is no jurisdiction with the code “ZZ”;"),
        ("detainers.csv?codes=MN%00", "codes", "`codes` has a NUL character in it."),
        ("detainers.csv?search=" + "x" * 201, "search", "`search` is 201 characters long."),
        ("places.csv?search=" + "a+" * 17, "search", "`search` has 17 words."),
        ("facilities.csv?search=" + "a+" * 17, "search", "`search` has 17 words."),
        (
            "detainers.csv?calendarYear=twenty",
            "calendarYear",
            "`calendarYear` is “twenty” and must be a whole number",
        ),
        (
            "detainers.csv?calendarYear=9999999999",
            "calendarYear",
            "`calendarYear` is “9999999999” and must be",
        ),
        ("detainers.csv?calendarYear=3000", "period", "There is no year 3000 here;"),
        ("detainers.csv?month=2015-13", "period", "There is no month"),
        (
            "detainers.csv?on=2015-02-30",
            "on",
            "`on` is “2015-02-30” and must be a day, for example 2026-02-11.",
        ),
        ("detainers.csv?from=2015-02-01", "to", "`from` is given without `to`."),
        ("detainers.csv?to=2015-02-01", "from", "`to` is given without `from`."),
        ("detainers.csv?from=2015-02-01&to=2015-01-01", "period", "The period ends on 2015-01-01, before"),
        (
            "detainers.csv?from=2015-02-01&month=2015-02",
            "period",
            "The period is given in several ways: month, from.",
        ),
        ("detainers.csv?source=nobody", "source", "There is no source “nobody” that counts detainers;"),
        ("detainers.csv?asOf=newest", "asOf", "`asOf` is “newest” and must be the number of a revision,"),
        ("detainers.csv?asOf=4000000", "asOf", "There is no revision 4000000; the revisions are 1 to"),
        ("detainers.csv?asOf=1999-01-01", "asOf", "Nothing had been published by 1999-01-01;"),
        (
            "rates.csv?definition=PICKUP_OF_ISSUED,ALL",
            "definition",
            "`definition` is “ALL” and must be one of",
        ),
        ("records.csv?measure=JAILS", "measure", "`measure` is “JAILS” and must be one of DETAINERS,"),
        ("claims.csv?about=XX", "about", "There is no jurisdiction with the code “XX”;"),
        ("agreements.csv?model=JAIL", "model", "`model` is “JAIL” and must be one of JAIL_ENFORCEMENT,"),
        (
            "agreements.csv?on=2021-01-30&within=AL",
            "on",
            "Which 287(g) agreements stood on 2021-01-30 is not known: the first of ICE's lists that were read is of 2021-01-31.",
        ),
        (
            "agreements.csv?on=2030-01-01",
            "on",
            "Which 287(g) agreements stood on 2030-01-01 is not known: the last of ICE's lists that were read is of 2026-05-18.",
        ),
        ("detainers.csv?form=", "form", "`form` is “” and must be one of I_247, I_247A,"),
        ("datapackage.json?kind=STATE", "kind", "There is no parameter “kind” here; there are asOf."),
        ("places.csv-metadata.json?on=1", "on", "There is no parameter “on” here;"),
        ("?within=MN", "within", "There is no parameter “within” here; there are asOf."),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html,*/*;q=0.8", None])
def test_what_cannot_be_used_is_told_in_one_sentence_with_what_would_be(
    client: httpx.Client, address: str, argument: str, message: str, accept: str | None
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = client.get(f"/data/{address}", headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    (error,) = answer.json()["errors"]
    assert error["message"].startswith(message)
    assert error["extensions"]["argument"] == argument
    assert error["extensions"]["code"] in {
        "BAD_USER_INPUT",
        "UNKNOWN_JURISDICTION",
        "UNKNOWN_SOURCE",
        "UNKNOWN_REVISION",
        "TOO_LARGE",
    }
    assert error["extensions"]["accepted"]


def test_an_address_that_is_no_utf8_is_refused(client: httpx.Client) -> None:
    answer = client.get("/data/detainers.csv?search=%ff")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "The address must be in UTF-8."


@pytest.mark.parametrize(
    "address", ["detainer.csv", "detainers", "detainers.xlsx", "detainers.csv.gz", "x.csv-metadata.json"]
)
def test_a_file_that_is_not_there_is_told_which_are(client: httpx.Client, address: str) -> None:
    answer = client.get(f"/data/{address}", headers={"Accept": "*/*"})
    assert answer.status_code == 404
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert "detainers, outcomes, rates" in error["message"]


def test_files_are_only_read(client: httpx.Client) -> None:
    assert client.post("/data/detainers.csv").status_code == 405


@pytest.fixture
def own_server(database: str) -> Iterator[str]:
    with serving(database) as address:
        yield address


LATER = "Wed, 25 Nov 2026 08:00:00 GMT"


async def count_hennepin_again(dsn: str) -> None:
    """A revision, a day later, in which seven people live in Hennepin County."""
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        number = await connection.fetchval("select max(number) + 1 from revision")
        await connection.execute(
            "insert into revision values ($1, $2, 'Later.')", number, parsedate_to_datetime(LATER)
        )
        await connection.execute(
            "update population set until = $1 where jurisdiction = '27053' and year = 2024", number
        )
        await connection.execute(
            "insert into population (jurisdiction, year, people, since) values ('27053', 2024, 7, $1)", number
        )
    await connection.close()


def test_a_new_revision_has_a_new_tag_and_the_old_one_can_still_be_had(
    database: str, own_server: str
) -> None:
    def place(client: httpx.Client, query: str = "") -> tuple[dict[str, Any], str]:
        address = f"places?codes=27053{query}"
        (row,) = rows(client, address)
        return row, client.get(f"/data/places.csv?codes=27053{query}").headers["etag"]

    with httpx.Client(base_url=own_server, timeout=60) as client:
        before, old_tag = place(client)
        asyncio.run(count_hennepin_again(database))
        after, new_tag = place(client)
        assert (after["population_value"], after["revision"]) == (7, before["revision"] + 1)
        assert new_tag != old_tag
        again = client.get("/data/places.csv?codes=27053", headers={"If-None-Match": old_tag})
        assert again.status_code == 200
        assert again.headers["last-modified"] == LATER
        assert place(client, f"&asOf={before['revision']}") == (before, old_tag)
        assert place(client, "&asOf=2026-11-24")[0] == before
