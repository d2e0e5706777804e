"""The second question: what officials claim, held against what the keepers' records say."""

from pathlib import Path
from typing import Any

import pytest

from tests.schema.asking import Ask

pytestmark = pytest.mark.anyio


async def asked(ask: Ask, queries: Path, about: str) -> dict[str, Any]:
    """The claims about a state, by the words in which they were stated."""
    document = (queries / "claims-against-records.graphql").read_text(encoding="utf-8")
    claims = (await ask(document, about=about))["claims"]
    assert claims["totalCount"] == len(claims["nodes"])
    return {claim["figure"]["asStated"]: claim for claim in claims["nodes"]}


async def test_californias_active_detainers_do_not_compare_with_its_prisons_count(
    ask: Ask, queries: Path
) -> None:
    claim = (await asked(ask, queries, "CA"))["33,179 with active ICE detainers"]
    assert claim["figure"]["value"] == 33179
    assert claim["verdict"] == "NOT_COMPARABLE"
    (check,) = [c for c in claim["checks"] if [r["figure"]["value"] for r in c["records"]] == [1641]]
    assert check["verdict"] == "NOT_COMPARABLE"
    axes = {difference["axis"]: difference["values"] for difference in check["differences"]}
    assert {"CUSTODY", "KIND", "PERIOD"} <= axes.keys()
    assert all(len(values) >= 2 for values in axes.values())
    assert check["explanation"].endswith(".")


async def test_minnesotas_claim_is_held_against_prisons_and_jails_added_up(ask: Ask, queries: Path) -> None:
    claim = (await asked(ask, queries, "MN"))["more than 1,360 active detainers"]
    assert claim["verdict"] == "NOT_COMPARABLE"
    (check,) = [c for c in claim["checks"] if sorted(r["figure"]["value"] for r in c["records"]) == [94, 207]]
    assert check["figure"]["value"] == 207 + 94
    assert check["verdict"] == "NOT_COMPARABLE"
    assert "CUSTODY" in {difference["axis"] for difference in check["differences"]}
    assert "federal" in check["explanation"].lower()


async def test_every_claim_has_its_source_and_an_explanation_for_each_check(ask: Ask, queries: Path) -> None:
    for about in ("CA", "MN"):
        for claim in (await asked(ask, queries, about)).values():
            assert claim["figure"]["source"]["url"].startswith("https://")
            assert claim["speaker"]
            assert (claim["verdict"] == "UNCHECKED") == (claim["checks"] == [])
            for check in claim["checks"]:
                assert (check["verdict"] == "NOT_COMPARABLE") <= bool(check["differences"])
                assert check["explanation"].endswith(".")
