"""What is said of the files: the dictionary beside each CSV, the data package, the list in JSON and the page."""

import csv
import io
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from api.data.catalogue import TABLES
from tests.api.files import ask

SOME = {"detainers", "outcomes", "rates", "facilities", "places"}
"""Tables of which a part shows as much as the whole."""


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


def lines(client: httpx.Client, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file as texts."""
    answer = client.get(f"/data/{name}.csv{'?within=MN' if name in SOME else ''}")
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


READ = {
    "string": str,
    "integer": int,
    "number": float,
    "double": float,
    "date": date.fromisoformat,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_what_csv_on_the_web_says_of_it(client: httpx.Client, name: str) -> None:
    told = client.get(f"/data/{name}.csv-metadata.json").json()
    assert told["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert told["url"] == f"{name}.csv"
    columns = told["tableSchema"]["columns"]
    found = lines(client, name)
    assert [column["name"] for column in columns] == list(found[0])
    assert set(told["tableSchema"]["primaryKey"]) <= {column["name"] for column in columns}
    for column in columns:
        assert column["dc:description"].endswith(".")
        datatype = column["datatype"]
        for row in found:
            cell = row[column["name"]]
            if column["required"]:
                assert cell
            if isinstance(datatype, dict):
                assert datatype["base"] == "string"
                assert cell == "" or re.fullmatch(datatype["format"], cell)
            elif cell:
                READ[datatype](cell)


def test_the_data_package_is_one(client: httpx.Client) -> None:
    package = client.get("/data/datapackage.json").json()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["version"] == f"{ask(client, '{ revision { number } }')['revision']['number']}.0.0"
    assert all(each["title"] for each in package["sources"])
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        assert set(resource) == {
            "name",
            "type",
            "path",
            "title",
            "description",
            "format",
            "mediatype",
            "encoding",
            "schema",
        }
        assert resource["type"] == "table"
        assert (
            client.head(f"/data/{resource['path']}").headers["content-type"].startswith(resource["mediatype"])
        )


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_what_the_data_package_says_of_it(client: httpx.Client, name: str) -> None:
    (resource,) = [
        each for each in client.get("/data/datapackage.json").json()["resources"] if each["name"] == name
    ]
    schema = resource["schema"]
    assert schema["missingValues"] == [""]
    found = lines(client, name)
    assert [field["name"] for field in schema["fields"]] == list(found[0])
    assert set(schema["primaryKey"]) <= set(found[0])
    for field in schema["fields"]:
        assert set(field) <= {"name", "type", "description", "constraints"}
        constraints = field.get("constraints", {})
        assert set(constraints) <= {"required", "enum"}
        for row in found:
            cell = row[field["name"]]
            assert cell or not constraints.get("required")
            if cell:
                READ[field["type"]](cell)
                assert cell in constraints.get("enum", [cell])


def test_the_list_has_every_table_with_its_files(client: httpx.Client) -> None:
    told = client.get("/data/", headers={"Accept": "*/*"})
    assert told.headers["content-type"] == "application/json; charset=utf-8"
    tables = told.json()["tables"]
    assert [table["name"] for table in tables] == list(TABLES)
    for table in tables:
        assert set(table["files"]) == {"csv", "json", "ndjson", "parquet"}
        dictionary = httpx.get(table["metadata"]).json()["tableSchema"]["columns"]
        assert [column["name"] for column in table["columns"]] == [column["name"] for column in dictionary]
    assert httpx.get(told.json()["dataPackage"]).status_code == 200


def test_every_example_of_a_parameter_is_accepted(client: httpx.Client) -> None:
    together = {"from", "to"}
    for table in client.get("/data/").json()["tables"]:
        examples = {each["name"]: each["example"] for each in table["parameters"]}
        asked = [{name: examples[name]} for name in examples if name not in together]
        if together <= set(examples):
            asked.append({name: examples[name] for name in together})
        narrow = {"codes": "MN"} if "codes" in examples else {"within": "MN"} if "within" in examples else {}
        for question in asked:
            answer = client.get(table["files"]["csv"], params={**narrow, **question})
            assert answer.status_code == 200, (table["name"], question, answer.text)


class Page(HTMLParser):
    """The tags of a page, what they say, and whether each that is opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.style = ""
        self.texts: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.style += data
        else:
            self.texts.append(data)


def page(client: httpx.Client, query: str = "") -> tuple[Page, httpx.Response]:
    answer = client.get(f"/data/{query}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text), answer


def test_a_browser_gets_a_page_with_every_file_parameter_and_column(client: httpx.Client) -> None:
    shown, _ = page(client)
    links = [attributes["href"] for tag, attributes in shown.tags if tag == "a"]
    for table in client.get("/data/").json()["tables"]:
        assert {*table["files"].values(), table["metadata"]} <= set(links)
        for each in (*table["parameters"], *table["columns"]):
            assert each["name"] in shown.texts
    ids = [attributes["id"] for _, attributes in shown.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    anchors = [link[1:] for link in links if link and link.startswith("#")]
    assert anchors
    assert set(anchors) <= set(ids)


def test_the_page_runs_nothing_and_loads_nothing(client: httpx.Client) -> None:
    shown, answer = page(client)
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    digest = b64encode(sha256(shown.style.encode()).digest()).decode()
    assert policy["style-src"] == f"'sha256-{digest}'"
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert not {"script", "img", "link", "iframe", "form"} & {tag for tag, _ in shown.tags}
    assert not [attributes for _, attributes in shown.tags if "style" in attributes]
    assert "Accept" in answer.headers["vary"].split(", ")


def test_the_page_can_be_read_by_ear_and_by_keyboard(client: httpx.Client) -> None:
    shown, _ = page(client)
    tags = [tag for tag, _ in shown.tags]
    assert shown.tags[0] == ("html", {"lang": "en"})
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
    assert [a for tag, a in shown.tags if tag == "th" and a.get("scope") not in {"col", "row"}] == []
    scrolled = [a for _, a in shown.tags if a.get("class") == "wide"]
    assert scrolled
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in scrolled)


def test_the_page_and_its_links_can_be_of_an_earlier_revision(client: httpx.Client) -> None:
    shown, _ = page(client, "?asOf=3")
    files = [a["href"] for tag, a in shown.tags if tag == "a" and ".csv?" in (a["href"] or "")]
    assert len(files) == len(TABLES)
    for address in files:
        assert address
        assert address.endswith("?asOf=3")
    assert {row["revision"] for row in client.get("/data/places.json?codes=MN&asOf=3").json()} == {3}


def test_without_the_stroke_one_is_sent_on(client: httpx.Client) -> None:
    answer = client.get("/data?asOf=3")
    assert answer.status_code == 308
    assert answer.headers["location"].endswith("/data/?asOf=3")


def test_the_list_of_one_who_has_it_is_not_sent_again(client: httpx.Client) -> None:
    for address in ("/data/", "/data/datapackage.json", "/data/rates.csv-metadata.json"):
        first: Any = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
