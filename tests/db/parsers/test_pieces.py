"""A Parquet file that is damaged is refused, whatever its reader makes of the damage."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from db.parsers import LayoutError, ice_detainers
from db.parsers.detainer_rules import Window
from db.sources import read_sources
from tests.bench import generator

DAMAGED = 400
"""Bytes at the beginning of the file: its mark and the pages of its first columns. Some of them end polars in a panic, which
is no `Exception` to Python."""


def test_every_damaged_byte_is_read_or_refused(sources: Path, tmp_path: Path) -> None:
    release = generator.detainers(sources, 12)
    path = tmp_path / "detainers_20260311.parquet"
    generator.as_published(sources, release, path.name).write_parquet(path)
    sound = path.read_bytes()
    grain = read_sources()["ice-detainers"].grains[0]
    seen: Counter[str] = Counter()
    for at in range(DAMAGED):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :])
        try:
            ice_detainers.read(path, Window(grain.start, grain.end))
        except LayoutError:
            seen["refused"] += 1
        else:
            seen["read"] += 1
    assert min(seen["refused"], seen["read"]) > DAMAGED / 20, seen


@pytest.mark.parametrize("length", [0, 3, 100])
def test_what_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "detainers_20260311.parquet"
    path.write_bytes(b"PAR1" + bytes(length))
    with pytest.raises(LayoutError, match="cut off or damaged"):
        ice_detainers.read(path, Window(date.min, date.max))
