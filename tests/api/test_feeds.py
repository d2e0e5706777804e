"""The feeds: well-formed, one entry for each revision, and a correction is marked as one."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import asyncpg
import httpx
import pytest

from api import feeds
from db.read.catalogue import Revision
from db.read.pages import Page
from tests.api.files import ask
from tests.api.serving import serving
from tests.api.test_methods import publish_another_number

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


@pytest.fixture
def own_server(database: str) -> Iterator[str]:
    with serving(database) as address:
        yield address


def atom(client: httpx.Client) -> ElementTree.Element:
    answer = client.get("/revisions.atom")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def json_feed(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/revisions.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    told: dict[str, Any] = answer.json()
    return told


def the(element: ElementTree.Element, name: str) -> str:
    """The text of the one child of that name, which has some."""
    (child,) = element.findall(f"{ATOM}{name}")
    assert child.text
    return child.text


def links(element: ElementTree.Element) -> dict[str, str]:
    return {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}


def test_atom_has_what_rfc_4287_asks_for(client: httpx.Client) -> None:
    feed = atom(client)
    assert feed.tag == f"{ATOM}feed"
    assert the(feed, "id") == "urn:handover:revisions"
    assert the(feed, "title")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert links(feed)["self"] == f"{client.base_url}/revisions.atom"
    entries = feed.findall(f"{ATOM}entry")
    assert the(feed, "updated") == the(entries[0], "updated")
    ids = [the(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        assert the(entry, "title")
        assert the(entry, "summary")
        assert the(entry, "content")
        assert datetime.fromisoformat(the(entry, "updated")).tzinfo
        assert client.get(links(entry)["alternate"], headers={"Accept": "text/html"}).status_code == 200


def test_json_feed_has_what_version_1_1_asks_for(client: httpx.Client) -> None:
    feed = json_feed(client)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"{client.base_url}/revisions.json"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert isinstance(item["tags"], list)


def test_both_feeds_tell_of_the_same_revisions_and_of_what_the_api_tells(client: httpx.Client) -> None:
    told = ask(
        client,
        "{ revisions(first: 50) { nodes { number summary changes(first: 500) { totalCount nodes { kind } } } } }",
    )["revisions"]["nodes"]
    items, entries = json_feed(client)["items"], atom(client).findall(f"{ATOM}entry")
    assert len(items) == len(entries) == len(told) > 10
    for item, entry, revision in zip(items, entries, told, strict=True):
        assert item["id"] == the(entry, "id") == f"urn:handover:revision:{revision['number']}"
        assert item["title"] == the(entry, "title")
        assert item["content_text"] == the(entry, "content")
        assert item["summary"] == the(entry, "summary") == revision["summary"]
        counts = item["_handover"]["changes"]
        assert sum(counts.values()) == revision["changes"]["totalCount"]
        kinds = [change["kind"] for change in revision["changes"]["nodes"]]
        if len(kinds) == revision["changes"]["totalCount"]:
            assert counts == {
                kind: kinds.count(kind.upper()) for kind in ("added", "changed", "withdrawn", "ended")
            }


def test_a_correction_is_marked_in_both_with_the_number_before_and_since(
    database: str, own_server: str
) -> None:
    with httpx.Client(base_url=own_server, timeout=60) as client:
        before = client.get("/revisions.json")
        asyncio.run(publish_another_number(database))
        item, earlier = json_feed(client)["items"][:2]
        entry = atom(client).findall(f"{ATOM}entry")[0]
        assert earlier == before.json()["items"][0]
        assert item["tags"] == ["correction"]
        (category,) = entry.findall(f"{ATOM}category")
        assert category.attrib["term"] == "correction"
        assert item["title"] == the(entry, "title")
        assert item["title"].endswith(", with corrections")
        assert item["_handover"]["changes"] == {"added": 0, "changed": 1, "withdrawn": 0, "ended": 0}
        (correction,) = item["_handover"]["corrections"]
        assert (correction["item"], correction["was"], correction["isNow"]) == (
            "cdcr-2025-detainers",
            1641,
            1642,
        )
        assert ": 1,641, now 1,642." in the(entry, "content")
        # Who had the feed is told that there is more.
        again = client.get("/revisions.json", headers={"If-None-Match": before.headers["etag"]})
        assert again.status_code == 200


async def withdraw(dsn: str) -> None:
    """A revision in which a record is no longer there, with markup in its summary."""
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        number = await connection.fetchval("select max(number) + 1 from revision")
        await connection.execute(
            "insert into revision values ($1, now(), 'Withdrawn: <b>Tulare</b> & others.')", number
        )
        await connection.execute("update statement set until = $1 where id = 'tulare-2020-requests'", number)
    await connection.close()


def test_what_is_withdrawn_is_a_correction_and_markup_in_a_summary_stays_text(
    database: str, own_server: str
) -> None:
    asyncio.run(withdraw(database))
    with httpx.Client(base_url=own_server, timeout=60) as client:
        item, entry = json_feed(client)["items"][0], atom(client).findall(f"{ATOM}entry")[0]
        assert item["tags"] == ["correction"]
        assert item["_handover"]["changes"] == {"added": 0, "changed": 0, "withdrawn": 1, "ended": 0}
        assert the(entry, "summary") == item["summary"] == "Withdrawn: <b>Tulare</b> & others."
        assert ", now no number." in item["content_text"]


@pytest.mark.parametrize("address", ["/revisions.atom", "/revisions.json"])
def test_one_who_has_a_feed_is_not_sent_it_again(client: httpx.Client, address: str) -> None:
    first = client.get(address, headers={"Origin": "https://newsroom.example"})
    assert first.headers["access-control-allow-origin"] == "*"
    assert first.headers["last-modified"]
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("address", ["/revisions.atom?since=3", "/revisions.json?asOf=3"])
def test_a_feed_takes_no_parameter(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"].endswith("; none is taken.")


@pytest.mark.anyio
async def test_two_who_ask_while_a_revision_is_added_both_get_their_entries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = asyncio.Event()

    def revision(number: int) -> Revision:
        return Revision(number, datetime(2026, 1, 1, tzinfo=UTC), "")

    async def page(pool: object, newest: int, **_: object) -> Page[Revision]:
        return Page(tuple(revision(newest - back) for back in range(feeds.ENTRIES)), (), newest, True)

    async def entry(pool: object, revision: Revision) -> feeds.Entry:
        if asyncio.current_task() is first:
            await slow.wait()
        return feeds.Entry(revision, {}, [])

    monkeypatch.setattr(feeds, "revisions_page", page)
    monkeypatch.setattr(feeds, "_entry", entry)
    entries = feeds.Entries()
    first = None

    async def numbers(newest: int) -> list[int]:
        return [each.revision.number for each in await entries.up_to(None, revision(newest))]

    assert await numbers(59) == list(range(59, 9, -1))
    first = asyncio.create_task(numbers(60))
    await asyncio.sleep(0)
    assert await numbers(61) == list(range(61, 11, -1))
    slow.set()
    assert await first == list(range(60, 10, -1))
