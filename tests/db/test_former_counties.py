"""Counties that are no more, held against the files that still have their codes."""

import csv
from collections import defaultdict
from importlib import resources
from pathlib import Path

from db.places.former_counties import FORMER_COUNTIES


def rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("db.places") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def census(sources: Path) -> dict[str, str]:
    """The counties that there are: FIPS and name."""
    with (sources / "reference/census_county_population_2020_2024.csv").open(encoding="latin-1") as file:
        return {row["STATE"] + row["COUNTY"]: row["CTYNAME"] for row in csv.DictReader(file)}


def test_a_former_county_is_none_of_those_that_there_are_and_its_followers_are(sources: Path) -> None:
    counties = census(sources)
    assert not FORMER_COUNTIES.keys() & counties.keys()
    for former in FORMER_COUNTIES.values():
        assert set(former.replaced_by) <= counties.keys(), former
        assert {code[:2] for code in former.replaced_by} == {former.code[:2]}


def test_all_of_connecticuts_eight_counties_gave_way_to_all_of_its_nine_regions(sources: Path) -> None:
    former = [each for each in FORMER_COUNTIES.values() if each.state == "CT"]
    regions = {code for code in census(sources) if code.startswith("09") and code != "09000"}
    assert [each.code for each in former] == [f"09{number:03}" for number in range(1, 16, 2)]
    assert {code for each in former for code in each.replaced_by} == regions
    assert len(regions) == 9


def test_the_towns_of_a_former_county_lie_in_the_regions_that_followed_it(sources: Path) -> None:
    """By the police offices of the state, which have a town and the code of a former county."""
    region_of = {row["place"].upper(): row["region"] for row in rows("connecticut_towns.csv")}
    found: defaultdict[str, set[str]] = defaultdict(set)
    with (sources / "facilities/hifld_law_enforcement_places.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["STATE"] == "CT" and row["CITY"].upper() in region_of:
                found[row["COUNTYFIPS"]].add(region_of[row["CITY"].upper()])
    # Union has no police office of its own; the state's list of towns has it in Tolland County.
    found["09013"].add(region_of["UNION"])
    assert found == {
        each.code: set(each.replaced_by) for each in FORMER_COUNTIES.values() if each.state == "CT"
    }


def test_a_facility_in_a_former_county_is_placed_in_one_that_followed_it() -> None:
    for change in rows("county_changes.csv"):
        assert change["new"] in FORMER_COUNTIES[change["old"]].replaced_by
