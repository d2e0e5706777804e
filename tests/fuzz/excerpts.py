"""Small real files, one for each parser and each form that it reads: what fuzzing of parsers begins with."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from db.parsers import ice_detainers
from db.parsers.detainer_rules import Window
from db.sources import read_sources
from tests.bench import generator

LINES = 12
"""Of a table of thousands as many show every kind of cell that it has."""

FILES = 4
"""Of one layout: the national totals come in four forms."""

READ = re.compile(
    r"(_rels/\.rels|\[Content_Types\]\.xml|xl/(_rels/workbook\.xml\.rels|workbook\.xml|sharedStrings\.xml|worksheets/sheet\d+\.xml))"
)
"""The parts of a workbook that have to do with its cells."""

ICE = "ice_detainers"


@dataclass(frozen=True)
class Excerpt:
    """The beginning of a file: its name, its bytes and the name of the parser that reads it.

    Of a workbook `parts` has what is packed in it, by name, else it is empty.
    """

    name: str
    parser: str
    content: bytes = field(repr=False)
    parts: Mapping[str, bytes] = field(repr=False)


def excerpts(sources: Path, scratch: Path) -> Iterator[Excerpt]:
    """One for each layout that the sources have, and ICE's detainers in all three forms."""
    for source in read_sources().values():
        for layout in source.files:
            if layout.parser != ICE:
                for path in layout.paths(sources)[:FILES]:
                    yield _excerpt(path, layout.parser)
    release = generator.detainers(sources, LINES)
    path = scratch / "detainers_20260311.xlsx"
    generator.write_workbook(path, release)
    yield _excerpt(path, ICE)
    published = generator.as_published(sources, release, path.name)
    for form, write in (("csv", published.write_csv), ("parquet", published.write_parquet)):
        written = path.with_suffix(f".{form}")
        write(written)
        yield Excerpt(written.name, ICE, written.read_bytes(), {})


def read(path: Path, parser: str) -> int:
    """Have a parser read a file to its end; how many rows it gives. Raises `LayoutError`, and nothing else."""
    if parser == ICE:
        grain = read_sources()["ice-detainers"].grains[0]
        return ice_detainers.read(path, Window(grain.start, grain.end)).rows
    parse: Callable[[Path], Iterator[object]] = import_module(f"db.parsers.{parser}").parse
    return sum(1 for _ in parse(path))


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as the archive that a workbook is, the same bytes at any time."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return written.getvalue()


def _excerpt(path: Path, parser: str) -> Excerpt:
    if path.suffix != ".xlsx":
        with path.open("rb") as file:
            return Excerpt(path.name, parser, b"".join(file.readline() for _ in range(LINES)), {})
    with zipfile.ZipFile(path) as archive:
        parts = {
            name: _beginning(name, archive.read(name)) for name in archive.namelist() if READ.fullmatch(name)
        }
    return Excerpt(path.name, parser, packed(parts), parts)


def _beginning(name: str, content: bytes) -> bytes:
    """The first rows of a sheet, the first texts of the table of texts; of any other part, all."""
    if name.startswith("xl/worksheets/sheet"):
        return re.sub(rb"((?:<row.*?</row>){%d}).*(</sheetData>)" % LINES, rb"\1\2", content, flags=re.DOTALL)
    return content
