from collections import Counter
from datetime import date
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest

from db.sources import SourceEntry, SourcesError, read_sources, sources_from
from db.words import Dimension, PlaceGrain, TimeGrain

# Files in the folder that are no source: what the folder holds, and the columns of a layout without rows yet.
NO_SOURCE = {"README.md", "ice-detainers/current_release_columns.csv"}

GOOD = """
[a-source]
title = "T"
publisher = "P"
license = "L"
cadence = "Once"
preference = 10
limitations = ["One."]
missingness = ["Two."]
lag = ["Three."]
files = [{ pattern = "*.csv", parser = "p", rows = [1, 2] }]
grains = [{ id = "day", place = "STATE", within = "MN", time = "DAY", window = [2025-01-01, 2025-12-31], states_known = true, stored = true }]
totals = [{ grain = "day", from = 2025-01-01, total = 5 }]
"""


def test_every_file_belongs_to_exactly_one_source(sources: Path) -> None:
    owned = Counter(
        path.relative_to(sources).as_posix()
        for source in read_sources().values()
        for layout in source.files
        for path in layout.paths(sources)
    )
    assert {path: times for path, times in owned.items() if times > 1} == {}
    there = {path.relative_to(sources).as_posix() for path in sources.rglob("*") if path.is_file()}
    assert there - owned.keys() == NO_SOURCE


@pytest.mark.parametrize("source", read_sources().values(), ids=lambda source: source.id)
def test_every_source_says_what_it_cannot_tell(source: SourceEntry) -> None:
    assert source.limits == (*source.limitations, *source.missingness, *source.lag)
    assert source.limitations
    assert source.missingness
    assert source.lag
    for layout in source.files:
        assert find_spec(f"db.parsers.{layout.parser}"), f"{layout.parser} is no parser"


@pytest.mark.parametrize("source", read_sources().values(), ids=lambda source: source.id)
def test_the_windows_of_a_source_lie_in_what_it_covers(source: SourceEntry) -> None:
    for grain in source.grains:
        assert source.starts
        assert source.ends
        assert source.starts <= grain.start <= grain.end <= source.ends


def test_the_sources_of_detainers_are_preferred_finest_first() -> None:
    detainers = [source for source in read_sources().values() if source.grains]
    assert [source.id for source in sorted(detainers, key=lambda source: source.preference)] == [
        "ice-detainers",
        "ice-foia-2015",
        "ice-minnesota-2022-2026",
        "ice-national-2007-2015",
        "ice-facility-2007-2015",
    ]


def test_a_source_is_read_with_its_types() -> None:
    source = read_sources()["ice-minnesota-2022-2026"]
    grain = source.grain("facility-lift-reason")
    assert (grain.place, grain.within, grain.time) == (PlaceGrain.FACILITY, "MN", TimeGrain.RANGE)
    assert grain.dimensions == (Dimension.LIFT_REASON,)
    assert (grain.start, grain.end) == (date(2025, 12, 1), date(2026, 3, 10))
    assert [grain.id for grain in source.grains if not grain.stored] == ["month"]
    assert read_sources()["ice-national-2007-2015"].grain("year-lift-reason").leaves_out_blank


def test_the_example_is_sound() -> None:
    source = sources_from(GOOD)["a-source"]
    assert source.url is None
    assert source.totals[0].where == {"from": date(2025, 1, 1)}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "T"', "", "a-source must have “title”."),
        ('title = "T"', "title = 1", "“title” of a-source must be of type str."),
        ('title = "T"', 'title = "T"\ncolour = "red"', "a-source has an unknown key “colour”."),
        ("preference = 10", "preference = true", "“preference” of a-source must be of type int."),
        ('["Three."]', "[]", "“lag” of a-source must be a list of sentences."),
        ('["Three."]', '["three"]', "“lag” of a-source must be a list of sentences."),
        ("[1, 2]", "[2, 1]", "“rows” of a-source.files[1] must be two values, the lower first."),
        ("[1, 2]", "[1]", "“rows” of a-source.files[1] must be two values, the lower first."),
        (
            '"STATE"',
            '"TOWN"',
            "“place” of a-source.grains[1] is TOWN and must be one of NATION, STATE, COUNTY",
        ),
        ('grain = "day"', 'grain = "week"', "a-source checks the grain week, which it does not have."),
        ("from =", "since =", "a-source.totals[1] selects by “since”, which rows do not have."),
        ("files = [{", "files = [] #", "a-source must have files."),
        ("[a-source]", "a-source = 1\n[b]", "a-source must be a table."),
        ("[a-source]", "[a-source", "Expected ']' at the end of a table declaration"),
    ],
)
def test_a_fault_is_named_in_one_sentence(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(SourcesError) as fault:
        sources_from(GOOD.replace(old, new))
    assert str(fault.value).startswith(f"sources.toml: {message}")


def test_the_file_ships_with_the_package() -> None:
    assert (files("db") / "sources.toml").is_file()
