"""The notebook, run from its first cell to its last: its numbers against the raw file, and its picture.

It is kept without outputs: they would be those of one revision and go stale, and each run would be a difference.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.clients.programs import HERE, PYTHON, run, said
from tests.schema.test_california_beside_minnesota import HENNEPIN, MINNESOTA

pytestmark = pytest.mark.clients

NOTEBOOK = HERE / "notebook" / "comparison.ipynb"


@pytest.fixture(scope="module")
def outputs(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What its cells gave, in their order. A cell that fails fails the run."""
    done = tmp_path_factory.mktemp("notebook") / "done.ipynb"
    said(run(PYTHON / "jupyter-execute", f"--output={done}", NOTEBOOK, HANDOVER=server_url))
    return [
        output for cell in json.loads(done.read_text("utf-8"))["cells"] for output in cell.get("outputs", [])
    ]


def test_it_is_kept_without_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


def test_its_numbers_are_those_of_the_records(outputs: list[dict[str, Any]], sources: Path) -> None:
    (sentences,) = ["".join(output["text"]) for output in outputs if output["output_type"] == "stream"]
    # By hand: more than 88% of 1,641 is more than 1,444.08.
    assert "more than 88% of the 1,641 people released with a detainer" in sentences
    assert "at least 1,445 and at most 1,641" in sentences

    (table,) = [
        "".join(output["data"]["text/plain"]) for output in outputs if "text/html" in output.get("data", {})
    ]
    rows = {
        row[1]: [int(number) for number in row[2].split()]
        for row in re.finditer(r"^(\D+?) +(\d+(?: +\d+){4})$", table, re.MULTILINE)
    }
    raw = pl.read_csv(sources / MINNESOTA, null_values="NA").fill_null(0)
    hennepin = raw.filter(pl.col("detention_facility").is_in(HENNEPIN))
    for place, facilities in (("Minnesota", raw), ("Hennepin County", hennepin)):
        issued, booked, declined, blank = (
            facilities[name].sum()
            for name in ("total", "Booked into Detention", "Detainer Declined by LEA", "NA")
        )
        assert rows[place] == [issued, booked, declined, issued - booked - declined - blank, blank]
    assert rows["Minnesota"][0] == 882
    assert min(row[0] for row in rows.values()) >= 20


def test_it_draws_one_picture(outputs: list[dict[str, Any]], screenshots: Path) -> None:
    (picture,) = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    drawn = base64.b64decode(picture)
    assert drawn.startswith(b"\x89PNG")
    (screenshots / "client-notebook.png").write_bytes(drawn)
