"""What a revision changed, from edited copies of the real files to the feeds and the API, counted in the files themselves."""

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest
from typer.testing import CliRunner

from db.cli.app import app
from tests.api.files import ask
from tests.api.serving import serving

LIST = "agreements-287g/ice-lists/participatingAgencies05182026am.xlsx"
NEXT_LIST = "participatingAgencies06302026am.xlsx"
FIGURES = "figures/published_figures.csv"
POLICIES = "policies/policies.csv"
MONTHS = "secure-communities/activation_dates_county.csv"
AREAS = "facilities/county_area_of_responsibility.csv"

CHANGES = """{ revision { changes(first: 500) { totalCount
  nodes { subject kind jurisdiction item period { from to } was isNow terms { term was isNow } source { id } } } } }"""

Row = dict[str, str]


def load(database: str, *files: Path) -> str:
    """Load files as the command does, and return its report."""
    ran = CliRunner().invoke(
        app, ["load", *map(str, files)], env={"DATABASE_URL": database, "COLUMNS": "500"}
    )
    assert ran.exit_code == 0, ran.output
    return ran.stdout


@contextmanager
def told(database: str) -> Iterator[httpx.Client]:
    """A client of the application over the database."""
    with serving(database) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def newest(client: httpx.Client) -> dict[str, Any]:
    """The feed's entry of the newest revision."""
    item: dict[str, Any] = client.get("/revisions.json").json()["items"][0]
    return item


def changes(client: httpx.Client) -> list[dict[str, Any]]:
    """What the newest revision changed, by the API."""
    found = ask(client, CHANGES)["revision"]["changes"]
    assert len(found["nodes"]) == found["totalCount"]
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


def edited(
    original: Path, folder: Path, edit: Callable[[list[Row]], list[Row]], name: str | None = None
) -> Path:
    """A copy of a CSV file in which `edit` has changed lines."""
    with original.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        rows = edit(list(reader))
    copy = folder / (name or original.name)
    with copy.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, reader.fieldnames or ())
        writer.writeheader()
        writer.writerows(rows)
    return copy


@pytest.fixture(scope="module")
def listed(sources: Path) -> pl.DataFrame:
    return pl.read_excel(sources / LIST, infer_schema_length=None)


def test_a_newer_list_with_the_same_agreements_changes_none(
    database: str, listed: pl.DataFrame, tmp_path: Path
) -> None:
    assert listed.height == 1_843
    listed.write_excel(tmp_path / NEXT_LIST)
    load(database, tmp_path / NEXT_LIST)
    with told(database) as client:
        item = newest(client)
        assert item["tags"] == []
        assert item["title"] == f"Revision {item['_handover']['revision']}"
        assert item["_handover"]["changes"] == {"added": 0, "changed": 0, "withdrawn": 0, "ended": 0}
        assert item["_handover"]["corrections"] == changes(client) == []
        # The list was read: it is the newest that is known.
        found = ask(
            client, '{ jurisdiction(code: "MN") { cooperation(on: "2026-07-01") { agreementsKnownOn } } }'
        )
        assert found["jurisdiction"]["cooperation"]["agreementsKnownOn"] == "2026-06-30"


def test_an_agreement_that_a_newer_list_lacks_has_ended_and_is_no_correction(
    database: str, listed: pl.DataFrame, tmp_path: Path
) -> None:
    agency = pl.col("LAW ENFORCEMENT AGENCY")
    minnesota = pl.col("STATE") == "MINNESOTA"
    crow_wing = minnesota & agency.str.starts_with("Crow Wing")
    shorter = listed.filter(~crow_wing)
    assert listed.height - shorter.height == 2
    shorter.write_excel(tmp_path / NEXT_LIST)
    load(database, tmp_path / NEXT_LIST)
    with told(database) as client:
        item, found = newest(client), changes(client)
        assert item["tags"] == []
        assert item["_handover"]["changes"] == {"added": 0, "changed": 0, "withdrawn": 0, "ended": 2}
        assert [(each["kind"], each["jurisdiction"], each["item"]) for each in found] == [
            ("ENDED", "27035", "mn-crow-wing-county-sheriffs-task-force-2025-03-31"),
            ("ENDED", "27035", "mn-crow-wing-county-sheriffs-warrant-service-2025-03-31"),
        ]
        assert all(each["period"]["to"] == "2026-05-18" for each in found)
        for each in found:
            assert each["terms"] == [{"term": "REMOVED", "was": None, "isNow": "2026-05-18/2026-06-30"}]
    # A list between that has one of them again says that it ended later: what was said is corrected.
    listed.filter(~crow_wing | pl.col("SUPPORT TYPE").str.contains("Task")).write_excel(
        tmp_path / "participatingAgencies06152026am.xlsx"
    )
    load(database, tmp_path / "participatingAgencies06152026am.xlsx")
    with told(database) as client:
        item = newest(client)
        assert item["tags"] == ["correction"]
        assert [(each["kind"], each["item"], each["terms"]) for each in changes(client)] == [
            (
                "CHANGED",
                "mn-crow-wing-county-sheriffs-warrant-service-2025-03-31",
                [{"term": "REMOVED", "was": "2026-05-18/2026-06-30", "isNow": "2026-05-18/2026-06-15"}],
            ),
            (
                "CHANGED",
                "mn-crow-wing-county-sheriffs-task-force-2025-03-31",
                [{"term": "REMOVED", "was": "2026-05-18/2026-06-30", "isNow": "2026-06-15/2026-06-30"}],
            ),
        ]


def test_a_date_of_signing_that_a_newer_list_restates_is_a_correction_and_says_which(
    database: str, listed: pl.DataFrame, tmp_path: Path
) -> None:
    agency = pl.col("LAW ENFORCEMENT AGENCY")
    isle = agency == "Isle Police Department"
    (signed,) = listed.filter(isle)["SIGNED"].to_list()
    listed.with_columns(
        pl.when(isle).then(pl.lit(date(2026, 1, 2))).otherwise("SIGNED").alias("SIGNED")
    ).write_excel(tmp_path / NEXT_LIST)
    load(database, tmp_path / NEXT_LIST)
    with told(database) as client:
        item = newest(client)
        assert item["_handover"]["changes"] == {"added": 0, "changed": 1, "withdrawn": 0, "ended": 0}
        (change,) = changes(client)
        assert change["terms"] == [{"term": "SIGNED_ON", "was": str(signed), "isNow": "2026-01-02"}]
        assert item["content_text"].endswith(f": signed on “{signed}”, now “2026-01-02”.")


def edit_figures(rows: list[Row]) -> list[Row]:
    """A number, a qualifier, a day and an end are put right, and line 22 goes: the eleven below it move up."""
    by_id = {row["id"]: row for row in rows}
    assert rows[22 - 2] is by_id["tulare-2020-released"]
    by_id["cdcr-2025-detainers"]["value"] = "1642"
    by_id["lasd-2024-requests"]["qualifier"] = "AT_LEAST"
    by_id["sb54-2018-la"]["period_type"], by_id["sb54-2018-la"]["period_to"] = "RANGE", ""
    by_id["mndoc-2026-prison-holds"]["period_from"] = by_id["mndoc-2026-prison-holds"]["period_to"] = (
        "2026-01-23"
    )
    return [row for row in rows if row["id"] != "tulare-2020-released"]


def test_of_the_published_figures_those_that_were_edited_are_corrected_and_no_other(
    database: str, sources: Path, tmp_path: Path
) -> None:
    report = load(database, edited(sources / FIGURES, tmp_path, edit_figures))
    with told(database) as client:
        item = newest(client)
        assert item["_handover"]["changes"] == {"added": 0, "changed": 4, "withdrawn": 0, "ended": 0}
        assert {each["item"]: (each["was"], each["isNow"], each["terms"]) for each in changes(client)} == {
            "cdcr-2025-detainers": (1641, 1642, []),
            "lasd-2024-requests": (995, 995, [{"term": "QUALIFIER", "was": "EXACT", "isNow": "AT_LEAST"}]),
            "sb54-2018-la": (
                964,
                964,
                [
                    {
                        "term": "PERIOD",
                        "was": "CALENDAR_YEAR 2018-01-01/2018-12-31",
                        "isNow": "RANGE 2018-01-01",
                    }
                ],
            ),
            "mndoc-2026-prison-holds": (
                207,
                207,
                [
                    {
                        "term": "PERIOD",
                        "was": "POINT_IN_TIME 2026-01-22/2026-01-22",
                        "isNow": "POINT_IN_TIME 2026-01-23/2026-01-23",
                    }
                ],
            ),
        }
        assert {each["item"]: each["period"]["to"] for each in changes(client)}["sb54-2018-la"] is None
        assert [each["terms"] for each in item["_handover"]["corrections"]] == [
            each["terms"] for each in changes(client)
        ]
        lines = item["content_text"].splitlines()
        assert len(lines) == 2 + 4
        assert any(line.endswith(": 1,641, now 1,642.") for line in lines)
        assert any(
            line.endswith(": the number stays 995; qualifier “EXACT”, now “AT_LEAST”.") for line in lines
        )
        assert any(
            line.endswith(
                ": the number stays 207; period “POINT_IN_TIME 2026-01-22/2026-01-22”, "
                "now “POINT_IN_TIME 2026-01-23/2026-01-23”."
            )
            for line in lines
        )
    assert (
        "No line that was loaded from these files has the ID of 1 that stand as before: tulare-2020-released\n"
        in report
    )


def test_a_record_that_the_newer_file_lacks_says_in_which_its_line_stands(
    database: str, sources: Path, tmp_path: Path
) -> None:
    question = """{ revision { number } source(id: "published-figures") { releases { revision { number } } }
      tulare: jurisdiction(code: "06107") { records(first: 50) { nodes { id figure { locator } } } }
      prisons: jurisdiction(code: "MN-DOC") { records(first: 50) { nodes { id figure { locator } } } } }"""

    def asked() -> tuple[int, list[int], dict[str, str]]:
        """The newest revision, those that loaded the file, and where each record stands."""
        with told(database) as client:
            answer = ask(client, question)
        loaded = [each["revision"]["number"] for each in answer["source"]["releases"]]
        nodes = answer["tulare"]["records"]["nodes"] + answer["prisons"]["records"]["nodes"]
        return answer["revision"]["number"], loaded, {n["id"]: n["figure"]["locator"] for n in nodes}

    _, (first,), shipped = asked()
    released, on_23 = "record:tulare-2020-released", "record:mndoc-2025-released"
    assert (shipped[released], shipped[on_23]) == (
        "line 22 of the transcription",
        "line 23 of the transcription",
    )
    load(database, edited(sources / FIGURES, tmp_path, edit_figures))
    second, loaded, found = asked()
    assert loaded == [first, second]
    assert found[released] == f"line 22 of the transcription, as loaded by revision {first}"
    assert found[on_23] == "line 22 of the transcription"
    ran = CliRunner().invoke(
        app, ["withdraw", str(second), "--why", "a mistake"], env={"DATABASE_URL": database}
    )
    assert ran.exit_code == 0, ran.output
    third, loaded, found = asked()
    assert loaded == [first]
    assert found[released] == "line 22 of the transcription"
    assert found[on_23] == f"line 23 of the transcription, as loaded before revision {third}"


def test_a_policy_of_another_stance_is_corrected_and_one_on_another_line_is_not(
    database: str, sources: Path, tmp_path: Path
) -> None:
    def edit(rows: list[Row]) -> list[Row]:
        assert rows[3]["stance"] != "PROHIBITED"
        rows[3]["stance"], rows[4]["summary"] = "PROHIBITED", "Another summary."
        assert rows[0]["effective_to"] == "2017-12-31"
        rows[0]["effective_to"] = ""
        return rows[::-1]

    with (sources / POLICIES).open(encoding="utf-8", newline="") as opened:
        original = list(csv.DictReader(opened))
    load(database, edited(sources / POLICIES, tmp_path, edit))
    with told(database) as client:
        found = {each["item"]: each["terms"] for each in changes(client)}
        ends = {each["item"]: each["period"]["to"] for each in changes(client)}
    assert ends["ca-trust-act"] is None, "the end that it had"
    assert found == {
        "ca-trust-act": [{"term": "PERIOD", "was": "2014-01-01/2017-12-31", "isNow": "2014-01-01"}],
        original[3]["id"]: [{"term": "STANCE", "was": original[3]["stance"], "isNow": "PROHIBITED"}],
        original[4]["id"]: [{"term": "SUMMARY", "was": original[4]["summary"], "isNow": "Another summary."}],
    }


def test_a_month_of_secure_communities_that_is_put_right_is_told(
    database: str, sources: Path, tmp_path: Path
) -> None:
    def edit(rows: list[Row]) -> list[Row]:
        by_county = {row["countyfips"]: row for row in rows}
        assert by_county["01001"]["activation_month"] == "4.0"
        by_county["01001"]["activation_month"] = "5.0"
        by_county["01003"]["activation_month"] = by_county["01003"]["activation_year"] = ""
        return rows

    load(database, edited(sources / MONTHS, tmp_path, edit))
    with told(database) as client:
        item, (autauga, baldwin) = newest(client), changes(client)
        assert item["_handover"]["changes"] == {"added": 0, "changed": 2, "withdrawn": 0, "ended": 0}
        assert "period “2011-04”, now “2011-05”." in item["content_text"]
    assert autauga == {
        "subject": "SECURE_COMMUNITIES",
        "kind": "CHANGED",
        "jurisdiction": "01001",
        "item": "01001",
        "period": {"from": "2011-05-01", "to": "2011-05-31"},
        "was": None,
        "isNow": None,
        "terms": [{"term": "PERIOD", "was": "2011-04", "isNow": "2011-05"}],
        "source": {"id": "source:secure-communities"},
    }
    assert baldwin["period"] == {"from": None, "to": None}
    assert baldwin["terms"] == [{"term": "PERIOD", "was": "2011-04", "isNow": None}]


def test_a_county_in_another_area_of_ice_is_told(database: str, sources: Path, tmp_path: Path) -> None:
    def edit(rows: list[Row]) -> list[Row]:
        by_county = {row["geoid"]: row for row in rows}
        assert by_county["27053"]["aor"] == "SPM"
        by_county["27053"]["aor"] = "CHI"
        return [row for row in rows if row["geoid"] != "27055"]

    load(database, edited(sources / AREAS, tmp_path, edit))
    with told(database) as client:
        found = [
            (each["subject"], each["kind"], each["jurisdiction"], each["item"], each["terms"])
            for each in changes(client)
        ]
    assert found == [
        (
            "AREA_OF_RESPONSIBILITY",
            "CHANGED",
            "27053",
            "CHI",
            [{"term": "AREA", "was": "SPM", "isNow": "CHI"}],
        ),
        ("AREA_OF_RESPONSIBILITY", "WITHDRAWN", "27055", "SPM", []),
    ]


@pytest.mark.parametrize(
    ("source", "file", "rows"), [("secure-communities", MONTHS, 3_242), ("county-areas", AREAS, 3_220)]
)
def test_the_revision_that_brought_a_list_of_counties_added_each_of_its_lines(
    server_url: str, sources: Path, source: str, file: str, rows: int
) -> None:
    assert pl.read_csv(sources / file, infer_schema=False).height == rows
    with httpx.Client(base_url=server_url, timeout=60) as client:
        found = ask(
            client,
            f'{{ revisions(first: 50) {{ nodes {{ changes(source: "{source}", first: 1) '
            "{ totalCount nodes { kind } } } } }",
        )["revisions"]["nodes"]
        (brought,) = [each["changes"] for each in found if each["changes"]["totalCount"]]
    assert brought == {"totalCount": rows, "nodes": [{"kind": "ADDED"}]}
