"""Questions without their document: automatic persisted queries, and trusted documents."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.documents import BESIDE, Documents
from api.errors import QuestionError
from api.questions import Asked, Question
from tests.api.serving import serving

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
NATION = '{ jurisdiction(code: "US") { name } }'
ANSWER = {"data": {"jurisdiction": {"name": "United States"}}}


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def persisted(told: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": told}}


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, headers={"Accept": JSON}) as client:
        yield client


def code_of(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_document_is_known_by_its_hash_once_it_was_sent_with_it(client: httpx.Client, method: str) -> None:
    text = f"{NATION} # by {method}"

    def ask(**parameters: Any) -> httpx.Response:
        given = {**parameters, "extensions": persisted(hashed(text))}
        if method == "POST":
            return client.post("/graphql", json=given)
        return client.get("/graphql", params={**given, "extensions": json.dumps(given["extensions"])})

    unknown = ask()
    assert unknown.status_code == 200
    assert unknown.headers["cache-control"] == "no-store"
    # To the letter, because clients compare it.
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert code_of(unknown) == "PERSISTED_QUERY_NOT_FOUND"
    assert ask(query=text).json() == ANSWER
    known = ask()
    assert known.json() == ANSWER
    assert known.headers["etag"]


def test_a_client_of_graphql_over_http_is_told_by_the_status_too(client: httpx.Client) -> None:
    response = client.post(
        "/graphql", json={"extensions": persisted(hashed("never sent"))}, headers={"Accept": GRAPHQL}
    )
    assert response.status_code == 400
    assert code_of(response) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_hash_may_be_in_capitals(client: httpx.Client) -> None:
    text = f"{NATION} # capitals"
    client.post("/graphql", json={"query": text, "extensions": persisted(hashed(text).upper())})
    assert client.post("/graphql", json={"extensions": persisted(hashed(text))}).json() == ANSWER


def test_a_hash_of_something_else_is_refused_and_nothing_is_known_by_it(client: httpx.Client) -> None:
    other = hashed("{ something else }")
    response = client.post("/graphql", json={"query": NATION, "extensions": persisted(other)})
    assert code_of(response) == "BAD_REQUEST"
    again = client.post("/graphql", json={"extensions": persisted(other)})
    assert code_of(again) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_that_cannot_be_asked_is_not_known_by_its_hash(client: httpx.Client) -> None:
    for text in ("{ nothing }", "{ jurisdiction("):
        client.post("/graphql", json={"query": text, "extensions": persisted(hashed(text))})
        again = client.post("/graphql", json={"extensions": persisted(hashed(text))})
        assert code_of(again) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "given",
    [1, [], {}, {"version": 1}, {"version": 2, "sha256Hash": "0" * 64}, {"version": 1, "sha256Hash": "0"}],
)
def test_a_malformed_hash_is_told_as_what_it_is(client: httpx.Client, given: object) -> None:
    response = client.post("/graphql", json={"query": NATION, "extensions": {"persistedQuery": given}})
    assert response.status_code == 400
    assert code_of(response) == "BAD_REQUEST"


def test_an_id_stands_alone(client: httpx.Client) -> None:
    for beside in ({"query": NATION}, {"extensions": persisted(hashed(NATION))}):
        response = client.post("/graphql", json={"documentId": "nation", **beside})
        assert response.status_code == 400
        assert code_of(response) == "BAD_REQUEST"


def test_an_id_that_nobody_trusts_is_told_so(client: httpx.Client) -> None:
    for name in ("nation", hashed(NATION), ""):
        assert code_of(client.post("/graphql", json={"documentId": name})) == "DOCUMENT_NOT_FOUND"


def test_a_browser_that_opens_the_address_of_a_question_gets_its_answer(client: httpx.Client) -> None:
    for parameters in ({"documentId": "nation"}, {"extensions": json.dumps(persisted(hashed(NATION)))}):
        response = client.get("/graphql", params=parameters, headers={"Accept": "text/html, */*"})
        assert response.headers["content-type"].startswith(JSON)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nation.graphql").write_text(NATION)
    (tmp_path / "two.graphql").write_text(
        "query A($code: String!) { jurisdiction(code: $code) { name } } query B { __typename }"
    )
    (tmp_path / "notes.txt").write_text("no document")
    return tmp_path


@pytest.fixture(params=[False, True], ids=["open", "trusted only"])
def trusting(request: pytest.FixtureRequest, served: str, folder: Path) -> Iterator[httpx.Client]:
    """A server with trusted documents, among others or alone."""
    with (
        serving(served, documents=folder, trusted_only=request.param) as address,
        httpx.Client(base_url=address, headers={"Accept": JSON}) as client,
    ):
        yield client


def test_a_trusted_document_is_asked_by_its_name_its_hash_or_itself(trusting: httpx.Client) -> None:
    for name in ("nation", hashed(NATION), f"sha256:{hashed(NATION)}"):
        assert trusting.get("/graphql", params={"documentId": name}).json() == ANSWER
        assert trusting.post("/graphql", json={"documentId": name}).json() == ANSWER
    assert trusting.post("/graphql", json={"query": NATION}).json() == ANSWER
    assert trusting.post("/graphql", json={"extensions": persisted(hashed(NATION))}).json() == ANSWER


def test_it_takes_variables_and_the_name_of_an_operation(trusting: httpx.Client) -> None:
    question = {"documentId": "two", "operationName": "A", "variables": {"code": "MN"}}
    assert trusting.post("/graphql", json=question).json() == {
        "data": {"jurisdiction": {"name": "Minnesota"}}
    }
    assert code_of(trusting.post("/graphql", json={"documentId": "two"})) == "OPERATION_RESOLUTION_FAILED"


def test_the_permanent_link_of_a_trusted_document_can_be_followed(trusting: httpx.Client) -> None:
    question = {"documentId": "nation", "extensions": {"handover": {"methods": True}}}
    answer = trusting.post("/graphql", json=question).json()
    assert trusting.get(answer["extensions"]["handover"]["link"]).json() == ANSWER


def test_where_only_trusted_documents_are_answered_no_others_are(served: str, folder: Path) -> None:
    other = f"{NATION} "
    with serving(served, documents=folder, trusted_only=True) as address:
        for given in (
            {"query": other},
            {"query": other, "extensions": persisted(hashed(other))},
            {"extensions": persisted(hashed(other))},
            {"query": "{ __schema { types { name } } }"},
            {"query": ""},
        ):
            response = httpx.post(f"{address}/graphql", json=given, headers={"Accept": GRAPHQL})
            assert response.status_code == 400
            assert code_of(response) == "DOCUMENT_NOT_TRUSTED"


def question(text: str | None, told: str | None = None) -> Question:
    return Question(text, None, told, None, None, Asked())


def test_a_document_is_read_once() -> None:
    documents = Documents({})
    assert documents.of(question(NATION)) is documents.of(question(NATION))
    assert documents.of(question("{ nothing }")) is documents.of(question("{ nothing }"))


def test_what_is_kept_of_documents_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.documents.MOST_READ", 10 * BESIDE)
    monkeypatch.setattr("api.documents.MOST_AUTOMATIC", 1000)
    documents = Documents({})
    first = documents.of(question(NATION, hashed(NATION)))
    for number in range(40):
        text = f'{{ a{number}: jurisdiction(code: "US") {{ name }} }}'
        documents.of(question(text, hashed(text)))
    assert documents._read.size <= 10 * BESIDE
    assert 0 < len(documents) < 10
    assert documents._automatic.size <= 1000
    assert documents.of(question(NATION)) is not first
    with pytest.raises(QuestionError, match="PersistedQueryNotFound"):
        documents.of(question(None, hashed(NATION)))
