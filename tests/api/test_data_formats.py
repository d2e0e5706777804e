"""The formats: one table in each of them has the same rows, and no spreadsheet runs what a text says."""

import asyncio
import csv
import gc
import io
import json
import re
import tracemalloc
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from pathlib import Path
from subprocess import run
from sys import executable

import httpx
import polars
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.data.asked import Asked
from api.data.catalogue import TABLES
from api.data.columns import Column, Type
from api.data.formats import STREAMED, batched
from api.data.parquet import ROW_GROUP, write_parquet
from api.data.tables import Cells
from db.database import Pool
from schema.context import Context
from tests.api.files import rows, rows_of_csv, rows_of_ndjson, rows_of_parquet

COLUMNS = [
    Column(kind.value, kind, "", lambda _, row: row)
    for kind in (Type.TEXT, Type.INTEGER, Type.NUMBER, Type.DATE)
]
# A carriage return within a text is kept by the writer and read as it stands; a lone surrogate is no text.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXTS,
        st.none() | st.integers(-(2**53), 2**53),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.dates(),
    ),
    max_size=30,
)


async def given_rows(cells: Sequence[Cells]) -> AsyncIterator[Cells]:
    for row in cells:
        yield row


async def written(ending: str, cells: Sequence[Cells], size: int = 7) -> bytes:
    pieces = STREAMED[ending].write(COLUMNS, batched(given_rows(cells), size))
    return b"".join([piece async for piece in pieces])


def waited(coroutine) -> bytes:
    """What a coroutine that never waits returns."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("it waits")


def as_told(cells: Sequence[Cells]) -> list[dict]:
    """The rows as JSON has them."""
    return [
        {
            column.name: cell.isoformat() if isinstance(cell, date) else cell
            for column, cell in zip(COLUMNS, row, strict=True)
        }
        for row in cells
    ]


@given(ROWS)
def test_json_and_ndjson_keep_every_cell(cells: list[Cells]) -> None:
    assert json.loads(waited(written("json", cells))) == as_told(cells)
    lines = waited(written("ndjson", cells)).split(b"\n")[:-1]
    assert [json.loads(line) for line in lines] == as_told(cells)


DANGEROUS = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@given(ROWS)
@example([("=HYPERLINK(1)", -5, -0.5, None)])
@example([("-1", None, None, None), ("\t=1", None, None, None), ("'=1", None, None, None)])
def test_csv_keeps_every_cell_and_no_text_is_a_formula(cells: list[Cells]) -> None:
    head, *lines = csv.reader(io.StringIO(waited(written("csv", cells)).decode(), newline=""))
    assert head == ["text", "integer", "number", "date"]
    assert len(lines) == len(cells)
    for (text, whole, real, day), row in zip(lines, cells, strict=True):
        assert not DANGEROUS.match(text)
        assert text in ((row[0] or ""), f"'{row[0]}")
        assert (text != (row[0] or "")) == bool(row[0] and DANGEROUS.match(row[0]))
        assert (int(whole) if whole else None) == row[1]
        assert (float(real) if real else None) == row[2]
        assert (date.fromisoformat(day) if day else None) == row[3]


@pytest.mark.anyio
async def test_a_negative_number_stays_a_number() -> None:
    assert await written("csv", [("a", -5, -2.5, date(2025, 1, 2)), ("b", 0, 882.0, None)]) == (
        b"text,integer,number,date\r\na,-5,-2.5,2025-01-02\r\nb,0,882,\r\n"
    )


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("ending", "empty"), [("csv", b"text,integer,number,date\r\n"), ("json", b"[]\n"), ("ndjson", b"")]
)
async def test_no_rows_are_an_empty_table(ending: str, empty: bytes) -> None:
    assert await written(ending, []) == empty


@pytest.mark.anyio
@pytest.mark.parametrize("count", [0, 1, 2 * ROW_GROUP + 1])
async def test_parquet_keeps_every_cell_with_its_type(tmp_path: Path, count: int) -> None:
    cells: list[Cells] = [
        (None if number % 3 == 0 else f"={number}", number, -number / 4, date(2025, 1, 1))
        for number in range(count)
    ]
    file = tmp_path / "table.parquet"
    await write_parquet(COLUMNS, batched(given_rows(cells)), str(file))
    frame = polars.read_parquet(file)
    assert frame.schema == {
        "text": polars.String,
        "integer": polars.Int64,
        "number": polars.Float64,
        "date": polars.Date,
    }
    assert frame.rows() == cells


@pytest.mark.anyio
@pytest.mark.parametrize("reading", [False, True])
async def test_a_parquet_file_is_made_no_further_once_its_client_has_left(
    tmp_path: Path, reading: bool
) -> None:
    half = asyncio.Event()
    asked = ended = 0

    async def batches() -> AsyncIterator[list[Cells]]:
        nonlocal asked, ended
        for asked in range(1, 7):
            if asked == 3:
                half.set()
            try:
                await asyncio.sleep(0.1 if reading else 0)
            finally:
                ended = asked
            yield [("a", asked, None, None)] * ROW_GROUP

    making = asyncio.create_task(write_parquet(COLUMNS, batches(), str(tmp_path / "table.parquet")))
    await half.wait()
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    if reading:
        await asyncio.sleep(0)
        assert (asked, ended) == (3, 3)
    await asyncio.sleep(0.5)
    assert asked in (3, 4)


@pytest.fixture(scope="module")
def client(server_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server_url, timeout=60) as client:
        yield client


@pytest.mark.parametrize("name", TABLES)
def test_every_format_of_a_table_has_the_same_rows(client: httpx.Client, name: str) -> None:
    within = "?within=MN" if "within" in {each.name for each in TABLES[name].parameters} else ""
    expected = rows(client, f"{name}{within}")
    assert expected
    kinds = {column.name: column.kind.value for column in TABLES[name].columns}
    assert list(expected[0]) == list(kinds)
    assert (
        rows_of_csv(client.get(f"/data/{name}.csv{within}").content, kinds)
        == rows_of_ndjson(client.get(f"/data/{name}.ndjson{within}").content)
        == rows_of_parquet(client.get(f"/data/{name}.parquet{within}").content)
        == expected
    )
    # The key tells every row from every other, and has no empty cell.
    keys = [tuple(row[part] for part in TABLES[name].key) for row in expected]
    assert len(set(keys)) == len(keys)
    assert None not in {part for key in keys for part in key}
    assert {row["revision"] for row in expected} == {expected[0]["revision"]}


async def held(pieces: AsyncIterator[bytes]) -> tuple[int, int]:
    """Bytes of a file, and the most that was held in memory while it was written and dropped."""
    length = 0
    tracemalloc.start()
    try:
        async for piece in pieces:
            length += len(piece)
        return length, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def numbered(count: int) -> AsyncIterator[Cells]:
    for number in range(count):
        yield f"{number} of a table with many rows", number, number / 4, None


@pytest.mark.anyio
@pytest.mark.parametrize("ending", STREAMED)
async def test_a_file_of_any_length_is_written_in_the_same_memory(ending: str) -> None:
    write = STREAMED[ending].write
    short, held_for_short = await held(write(COLUMNS, batched(numbered(2_000))))
    long, held_for_long = await held(write(COLUMNS, batched(numbered(40_000))))
    assert long > 20 * short
    assert held_for_long < 1.25 * held_for_short


@pytest.mark.anyio
async def test_a_table_of_any_length_is_read_in_the_same_memory(
    pool: Pool, request: pytest.FixtureRequest
) -> None:
    table = TABLES["detainers"]
    at = await Context(pool).latest()

    async def file(query: str) -> AsyncIterator[bytes]:
        cells = table.cells(at, Asked(query, table.parameters))
        async for piece in STREAMED["csv"].write(table.columns, batched(cells, 100)):
            yield piece
            # Objects that point at each other go when the collector comes, which is no matter of length.
            gc.collect()

    # What a process keeps for good, such as the caveats of every county, is there before anything is measured.
    async for _ in table.cells(at, Asked("kind=COUNTY", table.parameters)):
        pass
    # The collector passes over what is there by now, or it would take a second for each batch.
    request.addfinalizer(gc.unfreeze)
    gc.freeze()
    short, held_for_short = await held(file("within=TX"))
    long, held_for_long = await held(file("kind=COUNTY"))
    assert long > 10 * short
    assert held_for_long < 1.25 * held_for_short


# In a process of its own: what polars holds is not Python's, and is seen only in the size of the process.
WRITES_PARQUET = """
import asyncio, resource, sys
from api.data.formats import batched
from api.data.parquet import write_parquet
from tests.api.test_data_formats import COLUMNS

async def rows(count):
    for number in range(count):
        yield (f"{number} of a table with many rows", number, number / 4, None)

asyncio.run(write_parquet(COLUMNS, batched(rows(int(sys.argv[1]))), sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_parquet_of_any_length_takes_the_same_memory(tmp_path: Path) -> None:
    file = tmp_path / "table.parquet"
    held = {}
    for count in (20_000, 400_000):
        done = run(
            [executable, "-c", WRITES_PARQUET, str(count), str(file)],
            capture_output=True,
            check=True,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        held[count] = int(done.stdout)
        assert polars.scan_parquet(file).select(polars.len()).collect().item() == count
    # Kilobytes: the longer table is some 20 MB of texts, and not a half of that is added.
    assert held[400_000] - held[20_000] < 10_000
