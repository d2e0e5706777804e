from pathlib import Path

import polars as pl
import pytest

from db.parsers import LayoutError
from db.parsers.census_population import parse
from db.rows import Population


def rows_of(sources: Path) -> list[Population]:
    found = list(parse(sources / "reference" / "census_county_population_2020_2024.csv"))
    assert all(isinstance(row, Population) for row in found)
    return [row for row in found if isinstance(row, Population)]


def test_every_state_and_county_has_five_years(sources: Path) -> None:
    found = rows_of(sources)
    assert len(found) == 5 * (51 + 3_144)
    assert len({(row.code, row.year) for row in found}) == len(found)
    assert {row.year for row in found} == {2020, 2021, 2022, 2023, 2024}


def test_the_counties_of_a_state_add_up_to_it_as_the_file_has_it(sources: Path) -> None:
    path = sources / "reference" / "census_county_population_2020_2024.csv"
    frame = pl.read_csv(path, encoding="latin-1")
    nation = frame.filter(pl.col("SUMLEV") == 40)["POPESTIMATE2024"].sum()
    found = [row for row in rows_of(sources) if row.year == 2024]
    assert sum(row.people for row in found if len(row.code) == 2) == nation
    minnesota = sum(row.people for row in found if row.state == "MN" and len(row.code) == 5)
    assert minnesota == next(row.people for row in found if row.code == "MN") == 5_793_151


def test_names_are_read_in_latin_1(sources: Path) -> None:
    assert next(row for row in rows_of(sources) if row.code == "35013").name == "Doña Ana County"


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "population.csv"
    path.write_text("SUMLEV,STATE\n050,01\n")
    with pytest.raises(LayoutError, match="has no column “COUNTY”"):
        list(parse(path))
