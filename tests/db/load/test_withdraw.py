"""A load is taken back: from then on everything is as if it had not been, and it can come again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.db.load.conftest import Ran

pytestmark = pytest.mark.slow

Run = Callable[..., Ran]
Ask = Callable[..., list[dict[str, Any]]]

VERSIONED = (
    "source grain jurisdiction facility place_within detainer_cell area_cell statement policy listed_agreement "
    "agreement population activation listed_prison listed_ice_facility listed_town county_area"
).split()


def state(ask: Ask) -> dict[str, set[tuple[Any, ...]]]:
    """What holds now, in every table, apart from the revisions in which it came to hold."""
    return {
        table: {
            tuple(str(value) for name, value in record.items() if name not in ("row_id", "since", "until"))
            for record in ask("table " + table)
            if record["until"] == 2147483647
        }
        for table in VERSIONED
    }


def test_after_it_is_withdrawn_a_release_leaves_no_trace_in_what_holds(
    run: Run, ask: Ask, parquet: Path
) -> None:
    before = state(ask)
    revision = run("load", parquet, "--json").report["sources"][0]["revision"]
    loaded = state(ask)
    assert loaded != before
    done = run("withdraw", str(revision), "--why", "loaded by mistake")
    assert done.out == f"Revision {revision} is withdrawn by revision {revision + 1}.\n"
    after = state(ask)
    # Names of places are kept for good: their facilities stay known, with nothing counted in them.
    for made_of_names in ("facility", "place_within"):
        assert after.pop(made_of_names) >= before.pop(made_of_names)
    assert after == before
    assert ask("select summary from revision order by number desc limit 1") == [
        {"summary": f"Revision {revision} withdrawn: loaded by mistake"}
    ]
    assert run("load", parquet, "--json").report["sources"][0]["revision"] == revision + 2
    assert state(ask) == loaded


def test_what_others_rest_on_is_not_withdrawn(run: Run, ask: Ask, parquet: Path, workbook: Path) -> None:
    first = run("load", parquet, "--json").report["sources"][0]["revision"]
    assert run("load", workbook).code == 0
    refused = run("withdraw", str(first), "--why", "mistake")
    assert refused.code == 65
    assert f"Revision {first + 1} rests on revision {first}; withdraw that first" in refused.err
    assert run("withdraw", "9999", "--why", "mistake").code == 65
    assert run("withdraw", str(first + 1), "--why", "mistake").code == 0
    assert run("withdraw", str(first + 1), "--why", "mistake").code == 65
    assert run("withdraw", str(first), "--why", "mistake").code == 0
