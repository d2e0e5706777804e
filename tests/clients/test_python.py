"""The Python programs: a typed client out of the schema, and a data frame."""

import io
from pathlib import Path
from shutil import copytree, ignore_patterns

import pandas as pd
import polars as pl
import pytest

from tests.api.asking import ask
from tests.clients.programs import HERE, PYTHON, Done, run, said
from tests.clients.reluctant import reluctant
from tests.schema.test_california_beside_minnesota import HENNEPIN, MINNESOTA

pytestmark = pytest.mark.clients

FOLDER = HERE / "python"
SCHEMA = HERE.parents[1] / "schema"
DAYS = ("2025-12-01", "2026-03-10")


@pytest.fixture(scope="module")
def generated() -> Path:
    """The folder with the client that is generated from the schema."""
    said(run(PYTHON / "ariadne-codegen", cwd=FOLDER))
    return FOLDER


def program(name: str, *arguments: str) -> Done:
    return run(PYTHON / "python", name, *arguments, cwd=FOLDER)


def test_every_type_is_right(generated: Path) -> None:
    assert said(run(PYTHON / "mypy", "--no-incremental", cwd=generated)).startswith("Success")


@pytest.mark.parametrize(
    ("file", "right", "wrong", "tool", "told"),
    [
        (
            "claims.graphql",
            "speaker",
            "orator",
            "ariadne-codegen",
            "Cannot query field 'orator' on type 'Claim'",
        ),
        (
            "claims.py",
            "claim.speaker",
            "claim.orator",
            "mypy",
            '"ClaimsClaimsNodes" has no attribute "orator"',
        ),
    ],
)
@pytest.mark.usefixtures("generated")
def test_what_the_schema_does_not_have_is_found_beforehand(
    tmp_path: Path, file: str, right: str, wrong: str, tool: str, told: str
) -> None:
    copy = tmp_path / "tests" / "clients" / "python"
    copytree(FOLDER, copy, ignore=ignore_patterns(".venv"))
    (tmp_path / "schema").symlink_to(SCHEMA)
    text = (copy / file).read_text("utf-8")
    assert text.count(right) == 1
    (copy / file).write_text(text.replace(right, wrong), "utf-8")
    done = run(PYTHON / tool, cwd=copy)
    assert done.returncode != 0
    assert told in done.stdout + done.stderr


@pytest.mark.usefixtures("generated")
def test_every_claim_is_told_once_over_several_pages(server_url: str) -> None:
    told = said(program("claims.py", server_url, "US"))
    claims = ask(server_url, '{ claims(about: "US", first: 500) { nodes { speaker verdict } } }')["claims"][
        "nodes"
    ]
    assert len(claims) > 4, "one page"
    lines = [line for line in told.splitlines() if not line.startswith("  ")]
    assert [line.partition(", ")[0] for line in lines] == [
        f"{claim['verdict']}: {claim['speaker']}".partition(", ")[0] for claim in claims
    ]
    # By hand from the state's two counts of active detainers.
    assert "“more than 1,360 active detainers”" in told
    assert "207 + 94 = 301" in told


def test_the_rates_are_a_table_with_bounds_and_qualifiers(server_url: str, sources: Path) -> None:
    text = said(program("rates.py", server_url, *DAYS, "MN", "27053", "CA-CDCR"))
    table = pd.read_csv(io.StringIO(text), dtype={"code": str}).set_index(["code", "definition"])
    raw = pl.read_csv(sources / MINNESOTA, null_values="NA").fill_null(0)
    hennepin = raw.filter(pl.col("detention_facility").is_in(HENNEPIN))
    for code, facilities in (("MN", raw), ("27053", hennepin)):
        booked, issued = facilities["Booked into Detention"].sum(), facilities["total"].sum()
        row = table.loc[(code, "PICKUP_OF_ISSUED")]
        assert (row["numerator.value"], row["denominator.value"]) == (booked, issued)
        assert row["value"] == row["lower"] == row["upper"] == pytest.approx(booked / issued)
        assert (row["qualifier"], row["status"]) == ("EXACT", "DERIVED")
    nothing = table.loc[("CA-CDCR", "PICKUP_OF_ISSUED")]
    assert nothing["status"] == "NOT_RELEASED"
    assert nothing[["value", "lower", "upper"]].isna().all()


MISTAKES = {"claims.py": ["XX"], "rates.py": [*DAYS, "XX"]}


@pytest.mark.usefixtures("generated")
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_the_servers_own_sentence(server_url: str, name: str) -> None:
    done = program(name, server_url, *MISTAKES[name])
    assert done.returncode == 1
    assert done.stderr.startswith("There is no jurisdiction with the code “XX”")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("generated")
@pytest.mark.parametrize(
    ("name", "arguments", "status"), [("claims.py", ["CA"], 429), ("rates.py", [*DAYS, "MN"], 503)]
)
def test_they_wait_as_long_as_a_busy_server_says(
    server_url: str, name: str, arguments: list[str], status: int
) -> None:
    with reluctant(server_url, status) as busy:
        assert said(program(name, busy.address, *arguments))
        assert busy.statuses[0] == status
        assert busy.statuses[-1] == 200
