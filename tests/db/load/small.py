"""Files small enough to be counted by hand, in the layouts that are loaded again and again."""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.db.load.conftest import Ran

Run = Callable[..., Ran]
Ask = Callable[..., list[dict[str, Any]]]

DETAINERS = (
    "detainer_prepare_date detainer_facility detainer_facility_code facility_city facility_state "
    "detainer_criminality detainer_lift_reason detainer_type unique_identifier"
).split()
LISTED = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM")
CLAIM = "cdcr-2025-detainers"


def write(path: Path, header: Iterable[str], rows: Iterable[Iterable[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def detainers(path: Path, rows: Mapping[str, int]) -> Path:
    """A release with so many detainers of each day, all of one jail and each of another person."""
    days = [day for day, count in rows.items() for _ in range(count)]
    jail = ("HENNEPIN COUNTY ADC", "HENNEMN", "MINNEAPOLIS", "MINNESOTA")
    case = ("1 Convicted Criminal", "Booked into Detention", "I247A - Immigration Detainer")
    return write(path, DETAINERS, ((day, *jail, *case, f"id{at}") for at, day in enumerate(days)))


def agreements(path: Path, agencies: int, named: str = "Agency") -> Path:
    """A list of so many agencies; its day stands in its name."""
    return write(
        path,
        LISTED,
        (
            ("MINNESOTA", f"{named} {at}", "County", "Cass", "Jail Enforcement Model", "2025-03-01", "", "")
            for at in range(agencies)
        ),
    )


def figures(sources: Path, path: Path, *values: str) -> Path:
    """The claim of California's prisons alone, with each of the values in a line of its own."""
    with (sources / "figures/published_figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = (row for row in rows if row["id"] == CLAIM)
    return write(path, row, ({**row, "value": value}.values() for value in values))


def loaded(run: Run, *paths: Path) -> int:
    """Load files, however far they move the figures; the revision."""
    done = run("load", *paths, "--accept-drift", "--why", "a small file", "--json")
    assert done.code == 0, done.err
    revision: int = done.report["sources"][0]["revision"]
    return revision


def of_month(ask: Ask, month: str) -> tuple[int, int]:
    """The detainers of ICE's releases in a month: by the cells of places, and by those of the nation."""
    (found,) = ask(
        "select (select coalesce(sum(c.count), 0)::int from detainer_cell c where c.grain = g.key "
        "and c.until = 2147483647 and c.start_on = $1::text::date) as places, "
        "(select coalesce(sum(a.count), 0)::int from area_cell a where a.grain = g.key and a.within = 'US' "
        "and a.span = 'CELL' and a.until = 2147483647 and a.start_on = $1::text::date) as nation "
        "from (select distinct key from grain where source = 'ice-detainers') g",
        f"{month}-01",
    )
    return found["places"], found["nation"]


def claimed(ask: Ask) -> list[float]:
    """The values that stand for the claim."""
    return [
        record["value"]
        for record in ask(
            "select value from statement where id = $1 and until = 2147483647 order by 1", CLAIM
        )
    ]


def on_list(ask: Ask, day: str) -> int:
    """The lines that stand of the list of a day."""
    found: int = ask(
        "select count(*)::int as lines from listed_agreement where listed_on = $1::text::date and until = 2147483647",
        day,
    )[0]["lines"]
    return found
