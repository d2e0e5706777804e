"""A load is taken back: from then on everything is as if it had not been, and it can come again."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.db.load.small import Ask, Run, agreements, claimed, detainers, figures, loaded, of_month, on_list

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("totals_hold")]

VERSIONED = (
    "source grain jurisdiction facility place_within detainer_cell area_cell area_total statement policy "
    "listed_agreement agreement population activation listed_prison listed_ice_facility listed_town county_area"
).split()


def state(ask: Ask) -> dict[str, Counter[tuple[str, ...]]]:
    """What holds now and how often, in every table, apart from the revisions in which it came to hold."""
    return {
        table: Counter(
            tuple(str(value) for name, value in record.items() if name not in ("row_id", "since", "until"))
            for record in ask("table " + table)
            if record["until"] == 2147483647
        )
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


OCTOBER = {"A": 89, "B": 92, "C": 93}
CLAIMS = {"A": 1641, "B": 1648, "C": 1650}
LISTS = {"A": 140, "B": 150, "C": 145}

# Loads by their letter, and "-" where the last that stands is withdrawn.
STEPS = "A B C - - C - -"


def walk(
    run: Run, ask: Ask, file_of: Callable[[str], Path], holds: Callable[[], Any], expected: dict[str, Any]
) -> None:
    """After each step what holds is what the last load that stands says; in the end all is as it was."""
    standing: list[tuple[str, int]] = []
    before = state(ask)
    for step in STEPS.split():
        if step == "-":
            _, revision = standing.pop()
            assert run("withdraw", str(revision), "--why", "mistake").code == 0
        else:
            standing.append((step, loaded(run, file_of(step))))
        assert holds() == expected[standing[-1][0] if standing else ""], (step, standing)
    after = state(ask)
    # Names of places are kept for good.
    for table in set(VERSIONED) - {"facility", "place_within"}:
        assert after[table] == before[table], table


def test_releases_are_withdrawn_one_after_the_other(run: Run, ask: Ask, tmp_path: Path) -> None:
    files = {
        letter: detainers(tmp_path / f"{letter}.csv", {"2025-10-07": count, "2025-11-03": 40})
        for letter, count in OCTOBER.items()
    }

    expected = {letter: (count, count) for letter, count in OCTOBER.items()}
    walk(run, ask, files.__getitem__, lambda: of_month(ask, "2025-10"), {**expected, "": (0, 0)})


def test_figures_are_withdrawn_one_after_the_other(run: Run, ask: Ask, sources: Path, tmp_path: Path) -> None:
    files = {
        letter: figures(sources, tmp_path / f"{letter}.csv", str(value)) for letter, value in CLAIMS.items()
    }
    expected = {letter: [value] for letter, value in CLAIMS.items()}
    # The claim ships, with the value of A.
    walk(run, ask, files.__getitem__, lambda: claimed(ask), {**expected, "": [1641]})


def test_lists_of_a_day_are_withdrawn_one_after_the_other(run: Run, ask: Ask, tmp_path: Path) -> None:
    files = {}
    for letter, count in LISTS.items():
        (tmp_path / letter).mkdir()
        files[letter] = agreements(tmp_path / letter / "participatingAgencies06152026am.csv", count, letter)
    walk(run, ask, files.__getitem__, lambda: on_list(ask, "2026-06-15"), {**LISTS, "": 0})
