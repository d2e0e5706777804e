"""A release of ICE's current layout, from the file to the cells, in each of its forms."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.bench import generator
from tests.db.load.conftest import ROWS, Ran

Run = Callable[..., Ran]
Ask = Callable[..., list[dict[str, Any]]]

CELLS = """
select c.start_on, p.name as facility, p.state, p.city, p.code, f.raw as form, l.raw as reason, c.criminality,
    c.duplicate, c.count
from detainer_cell c join grain g on g.key = c.grain and g.until = 2147483647 join place p on p.key = c.place
left join form f on f.key = c.form left join lift_reason l on l.key = c.lift_reason
where g.source = 'ice-detainers' and c.since <= $1 and $1 < c.until
"""
LATEST = "select max(number) as number from revision"


def cells(ask: Ask, revision: int | None = None) -> dict[tuple[Any, ...], int]:
    found = ask(CELLS, revision or ask(LATEST)[0]["number"])
    counted = {tuple(list(record.values())[:-1]): record["count"] for record in found}
    assert len(counted) == len(found), "a cell stands twice"
    return counted


def counted_by_hand(frame: pl.DataFrame) -> dict[tuple[Any, ...], int]:
    """The cells of a frame, row by row in plain Python."""
    from db.places.states import CODE_OF_NAME

    found: dict[tuple[Any, ...], int] = {}
    seen = set()
    for row in frame.iter_rows(named=True):
        day, person = row["Detainer Prepare Date"], row["Anonymized Identifier"]
        again = person is not None and (person, day) in seen
        seen.add((person, day))
        key = (
            day.replace(day=1),
            row["Detainer Facility"] or "",
            CODE_OF_NAME[row["Facility State"]],
            row["Facility City"],
            row["Detainer Facility Code"],
            row["Detainer Type"],
            row["Detainer Lift Reason"],
            row["Detainer Criminality"],
            again,
        )
        found[key] = found.get(key, 0) + 1
    return found


@pytest.mark.parametrize("form", ["workbook", "parquet", "csv_file"])
def test_every_form_gives_the_cells_that_are_counted_by_hand(
    form: str, request: pytest.FixtureRequest, run: Run, ask: Ask, release: pl.DataFrame
) -> None:
    done = run("load", request.getfixturevalue(form), "--json")
    assert done.code == 0, done.err
    (source,) = done.report["sources"]
    (file,) = source["files"]
    assert (file["rows"], file["loaded"], file["quarantined"]) == (ROWS, ROWS, 0)
    expected = counted_by_hand(release)
    assert cells(ask) == expected
    assert file["duplicates"] == sum(count for key, count in expected.items() if key[-1]) > 0
    assert sum(rule["detainers"] for rule in source["places"]) == ROWS
    (kept,) = ask("select * from release where source = 'ice-detainers'")
    assert (kept["rows"], kept["loaded_rows"], kept["quarantined_rows"]) == (ROWS, ROWS, 0)
    assert kept["issued_on"] == date(2026, 3, 11)
    assert (kept["covers_from"], kept["covers_to"]) == (
        release["Detainer Prepare Date"].min(),
        release["Detainer Prepare Date"].max(),
    )


def test_the_same_file_twice_is_nothing_new_and_says_so(run: Run, ask: Ask, parquet: Path) -> None:
    assert run("load", parquet).code == 0
    before = ask(LATEST)
    again = run("load", parquet)
    assert again.code == 0
    assert again.out == "ice-detainers: nothing new; what every file says stands already.\n"
    assert ask(LATEST) == before


def test_a_dry_run_reports_the_same_and_changes_nothing(run: Run, ask: Ask, parquet: Path) -> None:
    counts = "select (select count(*) from detainer_cell) as cells, (select count(*) from place) as places, (select max(number) from revision) as revision"
    before = ask(counts)
    dry = run("load", parquet, "--dry-run", "--json")
    assert dry.code == 0
    assert ask(counts) == before
    real = run("load", parquet, "--json")
    assert {**dry.report["sources"][0], "revision": 0} == {**real.report["sources"][0], "revision": 0}


def test_a_newer_release_replaces_its_months_alone_and_the_earlier_answers_stay(
    run: Run, ask: Ask, release: pl.DataFrame, folder: Path
) -> None:
    day = pl.col("Detainer Prepare Date")
    first = release.filter(day < date(2026, 1, 1))
    later = release.filter(day >= date(2025, 10, 1)).with_columns(
        pl.when(pl.int_range(pl.len()) % 50 == 0)
        .then(pl.lit("Booked into Detention"))
        .otherwise("Detainer Lift Reason")
        .alias("Detainer Lift Reason")
    )
    generator.write_workbook(folder / "first_20260101.xlsx", first)
    generator.write_workbook(folder / "later_20260311.xlsx", later)
    assert run("load", folder / "first_20260101.xlsx").code == 0
    revision = ask(LATEST)[0]["number"]
    assert run("load", folder / "later_20260311.xlsx").code == 0
    assert cells(ask, revision) == counted_by_hand(first)
    assert cells(ask) == counted_by_hand(pl.concat([release.filter(day < date(2025, 10, 1)), later]))
    assert ask(
        "select covers_from, covers_to from grain where source = 'ice-detainers' and until = 2147483647"
    ) == [{"covers_from": date(2022, 10, 1), "covers_to": release["Detainer Prepare Date"].max()}]
    # What both releases say alike was not written again.
    unchanged = ask(
        "select count(*) from detainer_cell c join grain g on g.key = c.grain and g.until = 2147483647 "
        "where g.source = 'ice-detainers' and c.since = $1 and c.until = 2147483647 and c.start_on >= '2025-10-01'",
        revision,
    )
    assert unchanged[0]["count"] > 0


def test_a_release_that_leaves_months_out_is_refused(
    run: Run, ask: Ask, release: pl.DataFrame, folder: Path
) -> None:
    day = pl.col("Detainer Prepare Date")
    generator.write_workbook(folder / "early.xlsx", release.filter(day < date(2023, 10, 1)))
    generator.write_workbook(folder / "late.xlsx", release.filter(day >= date(2025, 10, 1)))
    generator.write_workbook(
        folder / "between.xlsx", release.filter(day.is_between(date(2023, 10, 1), date(2025, 9, 30)))
    )
    assert run("load", folder / "early.xlsx").code == 0
    refused = run("load", folder / "late.xlsx")
    assert refused.code == 65
    assert "months between are missing: 2022-10 to 2023-09 are loaded" in refused.err
    done = run("load", folder / "late.xlsx", folder / "between.xlsx")
    assert done.code == 0, done.err
    assert cells(ask) == counted_by_hand(release)


def test_two_files_of_one_month_are_not_added(run: Run, ask: Ask, workbook: Path, parquet: Path) -> None:
    before = ask(LATEST)
    refused = run("load", workbook, parquet)
    assert refused.code == 65
    assert "two of the files speak of 2022-10; load them one after the other" in refused.err
    assert ask(LATEST) == before


def test_a_drift_stops_the_load_until_somebody_says_why(
    run: Run, ask: Ask, release: pl.DataFrame, parquet: Path, folder: Path
) -> None:
    assert run("load", parquet).code == 0
    before = cells(ask)
    thinned = release.filter(pl.int_range(pl.len()) % 5 != 0)
    generator.write_workbook(folder / "thinned_20260320.xlsx", thinned)
    stopped = run("load", folder / "thinned_20260320.xlsx")
    assert stopped.code == 65
    assert "go from" in stopped.err
    assert "--accept-drift --why" in stopped.err
    assert cells(ask) == before
    accepted = run(
        "load", folder / "thinned_20260320.xlsx", "--accept-drift", "--why", "ICE took rows back", "--json"
    )
    assert accepted.code == 0
    assert accepted.report["sources"][0]["drift"]
    assert cells(ask) == counted_by_hand(thinned)
    assert ask("select summary from revision order by number desc limit 1")[0]["summary"].endswith(
        "Accepted: ICE took rows back"
    )


def test_an_older_release_does_not_cut_a_month_short_unasked(
    run: Run, release: pl.DataFrame, parquet: Path, folder: Path
) -> None:
    assert run("load", parquet).code == 0
    last = release["Detainer Prepare Date"].max()
    assert isinstance(last, date)
    generator.write_workbook(
        folder / "older.xlsx", release.filter(pl.col("Detainer Prepare Date") < last - timedelta(days=2))
    )
    stopped = run("load", folder / "older.xlsx")
    assert stopped.code == 65
    assert "it is older than what is loaded" in stopped.err


def test_new_lift_reasons_and_forms_load_as_other_and_are_named(
    run: Run, ask: Ask, release: pl.DataFrame, folder: Path
) -> None:
    frame = release.with_columns(
        pl.when(pl.int_range(pl.len()) < 10)
        .then(pl.lit("Reason of tomorrow"))
        .otherwise("Detainer Lift Reason")
        .alias("Detainer Lift Reason"),
        pl.when(pl.int_range(pl.len()) < 7)
        .then(pl.lit("I999 - Form of tomorrow"))
        .otherwise("Detainer Type")
        .alias("Detainer Type"),
        pl.lit("x").alias("Column Of Tomorrow"),
    )
    generator.write_workbook(folder / "new.xlsx", frame)
    done = run("load", folder / "new.xlsx", "--json")
    (source,) = done.report["sources"]
    assert source["new_texts"] == ["I999 - Form of tomorrow", "Reason of tomorrow"]
    assert source["files"][0]["unmapped"] == ["Column Of Tomorrow"]
    assert ask("select outcome from lift_reason where raw = 'Reason of tomorrow'") == [{"outcome": "OTHER"}]
    assert ask("select form from form where raw = 'I999 - Form of tomorrow'") == [{"form": "OTHER"}]
    assert cells(ask) == counted_by_hand(frame)


def test_a_revision_is_dated_when_all_of_it_is_written(run: Run, ask: Ask, parquet: Path) -> None:
    """Else one that is written over midnight would change the figures of the day before after that had ended."""
    ask("create table written (at timestamptz)")
    ask(
        "create function note() returns trigger language plpgsql as "
        "'begin insert into written values (clock_timestamp()); return null; end'"
    )
    ask("create trigger note after insert or update on area_cell for each statement execute function note()")
    last = (
        "select number, published_at > (select max(at) from written) and published_at < clock_timestamp() as dated "
        "from revision order by number desc limit 1"
    )
    assert run("load", parquet).code == 0
    loaded = ask(last)[0]
    assert loaded["dated"] is True
    assert run("withdraw", str(loaded["number"]), "--why", "mistake").code == 0
    assert ask(last) == [{"number": loaded["number"] + 1, "dated": True}]
