"""Files that mean ill, or were badly made: each is written into a folder under the name of what is wrong with it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from tests.bench import generator

MIB = 1 << 20
CELL = '<c r="{place}" t="str"><v>{text}</v></c>'
SHEET = '<worksheet {main}><dimension ref="{size}"/><sheetData>{rows}</sheetData>{more}</worksheet>'


def hostile(folder: Path, sources: Path, release: pl.DataFrame) -> Iterator[tuple[Path, str]]:
    """Each file, and the words that the sentence about it must have."""
    good = folder / "good.xlsx"
    generator.write_workbook(good, release)
    header = list(release.columns)

    def workbook(name: str, rows: Iterator[str] | list[str], size: str = "A1:BM9", more: str = "") -> Path:
        path = folder / name
        with zipfile.ZipFile(good) as sound, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
            for part in sound.infolist():
                if "worksheets/" not in part.filename:
                    bundle.writestr(part.filename, sound.read(part))
            sheet = SHEET.format(main=generator.MAIN, size=size, rows="".join(rows), more=more)
            bundle.writestr("xl/worksheets/sheet1.xml", sheet)
        return path

    def row(line: int, texts: list[str]) -> str:
        cells = "".join(
            CELL.format(place=f"{generator.letters(at)}{line}", text=text)
            for at, text in enumerate(texts, start=1)
        )
        return f'<row r="{line}">{cells}</row>'

    bomb = folder / "bomb.xlsx"
    with zipfile.ZipFile(good) as sound, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as bundle:
        for part in sound.infolist():
            if "worksheets/" not in part.filename:
                bundle.writestr(part.filename, sound.read(part))
        with bundle.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1_024):
                sheet.write(b" " * MIB)
    yield bomb, "would unpack to"

    yield workbook("no-rows.xlsx", []), "has none of the columns"
    yield workbook("header-alone.xlsx", [row(7, header)]), "has a header and no rows"
    few = ["2024-01-02" if name == "Detainer Prepare Date" else "" for name in header]
    yield (
        workbook(
            "wrong-columns.xlsx",
            [row(1, ["STATE", "SIGNED", "SOMETHING"]), row(2, ["x", "y", "z"])],
            "A1:XFD1048576",
        ),
        "the nearest is that of ice-287g-lists",
    )
    agencies = ["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED"]
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>far</v></c></row>'
    yield workbook("far-cell-05182026.xlsx", [row(1, agencies), far]), "cells far apart"
    formula = '<row r="9"><c r="A9"><f>1+1</f><v>2</v></c></row>'
    yield workbook("formulas.xlsx", [row(7, header), row(8, few), formula]), "has formulas"
    yield workbook("formulas-05182026.xlsx", [row(1, agencies), formula.replace("9", "2")]), "has formulas"
    merged = ["Detainer" if at < 12 else name for at, name in enumerate(header)]
    merged = [name if at in (0, *range(12, 65)) else "" for at, name in enumerate(merged)]
    yield (
        workbook(
            "merged-header.xlsx",
            [row(7, merged), row(8, few)],
            more='<mergeCells><mergeCell ref="A7:L7"/></mergeCells>',
        ),
        "the nearest is that of ice-detainers",
    )
    yield workbook("million-columns.xlsx", [row(7, header * 260)]), "columns"
    nowhere = row(7, header) + f'<row r="8"><c r="A8" t="s"><v>{"9" * 5_000}</v></c></row>'
    yield workbook("long-number-of-a-text.xlsx", [nowhere]), "points to a text that is not there"
    beyond = f'<row r="{"9" * 5_000}"><c r="A{"9" * 5_000}" t="str"><v>far</v></c></row>'
    yield workbook("long-number-of-a-line-05182026.xlsx", [row(1, agencies), beyond]), "cells far apart"
    unplaced = row(7, header) + '<row r="8"><c t="str" r="A8"><v>2024-01-02</v></c></row>'
    yield workbook("cells-without-place.xlsx", [unplaced]), "names no place for its cells"

    cut = folder / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[: good.stat().st_size // 2])
    yield cut, "cut off or damaged"
    late = folder / "beginning-lost.xlsx"
    late.write_bytes(b"PK\x03\x04" + good.read_bytes()[good.stat().st_size // 2 :])
    yield late, "cut off or damaged"
    damaged = folder / "damaged.xlsx"
    content = bytearray(good.read_bytes())
    content[len(content) // 3 : len(content) // 3 + 5_000] = bytes(5_000)
    damaged.write_bytes(content)
    yield damaged, "damaged"
    not_a_workbook = folder / "zip.xlsx"
    with zipfile.ZipFile(not_a_workbook, "w") as bundle:
        bundle.writestr("letter.txt", "hello")
    yield not_a_workbook, "is a ZIP archive and no workbook"

    yield from texts(folder, generator.as_published(sources, release, "o.xlsx"))
    yield from parquets(folder, generator.as_published(sources, release, "o.xlsx"))

    (folder / "folder.csv").mkdir()
    yield folder / "folder.csv", "is a folder"
    (folder / "link.xlsx").symlink_to(good)
    yield folder / "link.xlsx", "is a link"
    os.mkfifo(folder / "pipe.csv")
    yield folder / "pipe.csv", "is a device or a pipe"
    yield Path("/dev/zero"), "is a device or a pipe"
    yield folder / "missing.csv", "There is no file missing.csv"


def texts(folder: Path, frame: pl.DataFrame) -> Iterator[tuple[Path, str]]:
    text = frame.write_csv()

    def written(name: str, content: bytes) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    yield written("empty.csv", b""), "is empty"
    yield written("utf-16.csv", text.encode("utf-16")), "is in UTF-16"
    yield written("utf-16-without-mark.csv", text.encode("utf-16-le")), "NUL bytes"
    yield written("nul.csv", text.replace("MEXICO", "MEX\0CO", 1).encode()), "NUL bytes"
    yield (
        written("latin-1.csv", text.replace("MEXICO", "MÉXICO", 1).encode("latin-1")),
        "is not in UTF-8: byte",
    )
    yield (
        written("million-columns.csv", b",".join(b"c%d" % at for at in range(1_000_000))),
        "has a line of more than",
    )
    yield (
        written("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        "is an old or a locked Excel file",
    )
    yield (
        written("quotes.csv", text.splitlines()[0].encode() + b'\n"' + b"x\n" * 200_000),
        "is not a CSV file",
    )
    long = folder / "long-line.csv"
    with long.open("wb") as file:
        file.write(text.splitlines()[0].encode() + b"\n")
        for _ in range(1_000):
            file.write(b"x" * 1_000_000)
    yield long, "has a line of more than"


def parquets(folder: Path, frame: pl.DataFrame) -> Iterator[tuple[Path, str]]:
    def written(name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Path:
        path = folder / name
        change(frame).write_parquet(path)
        return path

    yield (
        written(
            "number-for-date.parquet", lambda f: f.with_columns(pl.lit(1.5).alias("detainer_prepare_date"))
        ),
        "where dates must be",
    )
    yield (
        written("list-for-text.parquet", lambda f: f.with_columns(pl.concat_list("detention_facility"))),
        "where text must be",
    )
    yield (
        written("missing-column.parquet", lambda f: f.drop("detainer_lift_reason")),
        "“detainer lift reason” is missing",
    )
    yield written("no-rows.parquet", lambda f: f.head(0)), "has a header and no rows"
    sound = written("sound.parquet", lambda f: f)
    cut = folder / "cut.parquet"
    cut.write_bytes(sound.read_bytes()[: sound.stat().st_size // 2])
    yield cut, "is not a Parquet file that can be read"
