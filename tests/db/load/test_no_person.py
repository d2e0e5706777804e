"""No person stays: IDs, birth years and offences are nowhere in the database, its log, the reports or the export."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from db.embedded import EmbeddedServer
from tests.bench import generator
from tests.db.load.conftest import Ran

ID, BIRTH_DATE, BIRTH_YEAR, OFFENCE = (
    "f00dfacef00dfacef00dfacef00dfacef00dface",
    "1901-02-03",
    190177777,
    "Zzoffence of nobody",
)
NEVER = (ID, BIRTH_DATE, f"{BIRTH_YEAR}", OFFENCE)


def test_nothing_of_a_person_is_anywhere(
    run: Callable[..., Ran],
    ask: Callable[..., list[dict[str, Any]]],
    database: str,
    postgres: EmbeddedServer,
    release: pl.DataFrame,
    tmp_path: Path,
) -> None:
    rows = pl.int_range(pl.len())
    frame = release.with_columns(
        pl.when(rows < 500)
        .then(pl.lit(ID))
        .otherwise("Anonymized Identifier")
        .alias("Anonymized Identifier"),
        pl.lit(BIRTH_DATE).alias("Birth Date"),
        pl.lit(BIRTH_YEAR).alias("Birth Year"),
        pl.lit(OFFENCE).alias("MSC Charge"),
        pl.lit(OFFENCE).alias("A Column That Nobody Knows"),
        # Rows that go to quarantine are about somebody, too.
        pl.when(rows % 400 == 1).then(pl.lit("ATLANTIS")).otherwise("Facility State").alias("Facility State"),
    )
    path = tmp_path / "persons.xlsx"
    generator.write_workbook(path, frame)
    export = tmp_path / "quarantine.csv"
    told = [run("load", path), run("load", path, "--json"), run("load", path, "--dry-run")]
    assert [ran.code for ran in told] == [0, 0, 0]
    (kept,) = ask("select id from release where source = 'ice-detainers' and quarantined_rows > 0")
    told += [
        run("quarantine", "show", str(kept["id"])),
        run("quarantine", "export", str(kept["id"]), "--output", export),
    ]
    dump = subprocess.run(
        [postgres.binary("pg_dump"), "--inserts", database], capture_output=True, text=True, check=True
    )
    assert "ATLANTIS" in dump.stdout
    assert "Booked into Detention" in dump.stdout
    log = "".join(
        file.read_text("utf-8", "replace") for file in (postgres.folder / "postgresql" / "log").iterdir()
    )
    texts = [dump.stdout, log, export.read_text(encoding="utf-8"), *(ran.out + ran.err for ran in told)]
    assert [name for name in NEVER for text in texts if name in text] == []
