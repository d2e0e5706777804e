"""The curated files beside the code: complete, and true to the lists."""

import csv
from collections import Counter
from pathlib import Path

import polars as pl

from db.places.counties import Counties
from db.places.lists import County
from db.places.names import squash, words
from db.places.prison_systems import PRISON_SYSTEMS
from db.places.states import CODE_OF_FIPS, CODE_OF_NAME, STATES
from db.words import Custody, JurisdictionKind

PLACES = Path(__file__).parents[2] / "db" / "places"
UNIFIED = {"AK", "CT", "DE", "HI", "RI", "VT"}


def read(name: str) -> list[dict[str, str]]:
    with (PLACES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def census(sources: Path) -> pl.DataFrame:
    path = sources / "reference" / "census_county_population_2020_2024.csv"
    return pl.read_csv(path, infer_schema=False, encoding="latin-1")


def counties(sources: Path) -> Counties:
    rows = census(sources).filter(pl.col("SUMLEV") == "050").select("STATE", "COUNTY", "CTYNAME")
    return Counties(County(state + code, name, CODE_OF_FIPS[state]) for state, code, name in rows.iter_rows())


def test_the_states_are_the_census_files_and_five_territories(sources: Path) -> None:
    listed = census(sources).filter(pl.col("SUMLEV") == "040").select("STATE", "STNAME")
    states = {code: state for code, state in STATES.items() if state.kind is JurisdictionKind.STATE}
    assert {(state.fips, state.name) for state in states.values()} == set(listed.iter_rows())
    assert set(STATES) - set(states) == {"PR", "VI", "GU", "MP", "AS"}
    assert CODE_OF_NAME["MINNESOTA"] == CODE_OF_FIPS["27"] == "MN"


def test_each_of_the_fifty_states_has_one_prison_system() -> None:
    states = {code for code, state in STATES.items() if state.kind is JurisdictionKind.STATE} - {"DC"}
    assert set(PRISON_SYSTEMS) == states
    codes = {system.state: system.code for system in PRISON_SYSTEMS.values()}
    assert codes == {state: f"{state}-DOC" for state in states} | {"CA": "CA-CDCR"}
    assert {system.state for system in PRISON_SYSTEMS.values() if system.unified} == UNIFIED
    assert PRISON_SYSTEMS["TX"].name == "Texas Department of Criminal Justice"


def test_the_169_towns_of_connecticut_lie_in_nine_regions(sources: Path) -> None:
    rows = read("connecticut_towns.csv")
    towns = {row["place"]: row["region"] for row in rows if row["place"] == row["town"]}
    # the regions' own counts of their member towns
    assert Counter(towns.values()) == {
        "09110": 38, "09120": 6, "09130": 17, "09140": 19, "09150": 16,
        "09160": 21, "09170": 15, "09180": 19, "09190": 18,
    }  # fmt: skip
    assert all(row["region"] == towns[row["town"]] for row in rows)
    regions = set(census(sources).filter(pl.col("STATE") == "09", pl.col("SUMLEV") == "050")["COUNTY"])
    assert {region[2:] for region in towns.values()} == regions


def test_hifld_agrees_on_the_regions_of_connecticuts_prisons(sources: Path) -> None:
    listed = pl.read_csv(sources / "facilities" / "hifld_prison_boundaries.csv", infer_schema=False)
    region = {squash(row["place"]): row["region"] for row in read("connecticut_towns.csv")}
    prisons = listed.filter(pl.col("STATE") == "CT").select("CITY", "COUNTYFIPS").iter_rows()
    assert {city for city, fips in prisons if region[squash(city)] != fips} == set()


def test_every_county_of_the_lists_is_one_of_today_or_lies_in_a_territory(sources: Path) -> None:
    known = counties(sources)
    for name in ("hifld_prison_boundaries.csv", "hifld_law_enforcement_places.csv"):
        listed = pl.read_csv(sources / "facilities" / name, infer_schema=False)
        rows = listed.select("COUNTYFIPS", "STATE", "CITY").unique().iter_rows()
        unknown = {row for row in rows if known.current(*row) is None}
        assert {state for _, state, _ in unknown} <= {"PR", "VI", "GU", "MP"}


def test_an_override_has_a_reason_a_county_of_its_state_and_no_rival(sources: Path) -> None:
    known = set(census(sources).select(pl.col("STATE") + pl.col("COUNTY")).to_series())
    rows = read("overrides.csv")
    for row in rows:
        assert row["reason"], row
        assert row["custody"] in Custody.__members__, row
        if row["county"]:
            assert row["county"] in known, row
            assert row["county"].startswith(STATES[row["state"]].fips), row
    keys = Counter((row["state"], words(row["written"]), row["city"]) for row in rows)
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_curated_files_are_in_order() -> None:
    for name, columns in {
        "overrides.csv": ("state", "written"),
        "states.csv": ("code",),
        "prison_systems.csv": ("state",),
        "connecticut_towns.csv": ("place",),
    }.items():
        keys = [tuple(row[column] for column in columns) for row in read(name)]
        assert keys == sorted(keys), name
