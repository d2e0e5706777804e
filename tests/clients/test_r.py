"""The R program."""

import csv
import io

import pytest

from tests.api.test_data_recipes import RUN
from tests.clients.programs import HERE, Done, run, said
from tests.clients.reluctant import reluctant

pytestmark = pytest.mark.clients


def rates(server: str, *codes: str) -> Done:
    return run("Rscript", HERE / "r" / "rates.R", server, "2025", *codes)


def test_it_writes_what_the_records_say(server_url: str) -> None:
    done = rates(server_url, "CA-CDCR", "MN-DOC", "MN")
    rows = {row["jurisdiction.code"]: row for row in csv.DictReader(io.StringIO(said(done)))}
    # By hand, from the statements of both prison systems: more than 88% of 1,641; 84 of 84.
    shown = ("rate.value", "rate.lower", "rate.upper", "rate.qualifier", "rate.status")
    assert [rows["CA-CDCR"][name] for name in shown] == ["0.88", "0.88", "1", "MORE_THAN", "REPORTED"]
    assert [rows["MN-DOC"][name] for name in shown] == ["1", "1", "1", "EXACT", "DERIVED"]
    assert [rows["MN"][name] for name in shown] == ["", "", "", "EXACT", "NOT_BROKEN_DOWN"]
    assert rows["CA-CDCR"]["rate.source.url"].startswith("https://")
    assert done.stderr.startswith("These rates may not be put side by side")


def test_it_tells_the_servers_own_sentence_of_a_mistake(server_url: str) -> None:
    done = rates(server_url, "CA-CDCR", "XX")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: There is no jurisdiction with the code “XX”")


@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_a_busy_server_says(server_url: str, status: int) -> None:
    with reluctant(server_url, status) as busy:
        assert "MORE_THAN" in said(rates(busy.address, "CA-CDCR", "MN-DOC"))
        assert busy.statuses[0] == status
        assert busy.statuses[-1] == 200


def test_the_recipe_of_the_files_page_is_among_those_that_are_run() -> None:
    assert "R, readr" in RUN
