"""Makes releases in ICE's current detainer layout: seeded, of any size, with nobody in them.

The 65 columns stand in `current_release_columns.csv`; facilities, cities and states are drawn from the rows of ICE's
file of 2015, so that they are as unevenly spread as the real ones. Shares of blanks, repeats and lift reasons are
those that the data's README gives.

    python -m tests.bench.generator release.xlsx 600000 ../shared/data
"""

from __future__ import annotations

import random
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl

FIRST_DAY, LAST_DAY = date(2022, 10, 1), date(2026, 3, 10)
REDACTED = ("b(6), b(7)c", "b(6), b(7)C")
NO_ID = 0.125
REPEATED = 0.03
LIFT_REASONS = {
    None: 333,
    "Booked into Detention": 300,
    "Detainer Declined by LEA": 110,
    "No longer in State, Local, or Federal Custody": 60,
    "Insufficient Notice to ICE": 20,
    "Early Release": 12,
    "ICE Temporary Resource Constraint": 15,
    "Prosecutorial Discretion": 40,
    "Not Amenable to Removal": 20,
    "Noncitizen Not Amenable to Removal": 10,
    "USC or Presumptive Claim to US Citizenship": 5,
    "Case Closed": 55,
    "Judicial Review": 5,
    "Duplicate": 5,
    "Superseding - New Form Issued": 10,
}
FORMS = {
    "I247A - Immigration Detainer - Immigration Detainer - Notice of Action": 780,
    "I247A - Immigration Detainer - Notice of Action (as of May 2025)": 200,
    "I247G - Request for Advance Notification of Release": 20,
}
CRIMINALITY = {
    "1 Convicted Criminal": 55,
    "2 Pending Criminal Charges": 40,
    "3 Other Immigration Violator": 5,
}
OFFENCES = ["Assault", "Burglary", "Driving Under Influence Liquor", "Larceny", "Traffic Offense", None]
COUNTRIES = ["MEXICO", "GUATEMALA", "HONDURAS", "EL SALVADOR", "VENEZUELA", "COLOMBIA", "INDIA"]


def columns(sources: Path) -> pl.DataFrame:
    """The 65 columns: raw_header, cell_type and published_name, in their order."""
    return pl.read_csv(sources / "ice-detainers/current_release_columns.csv")


def detainers(sources: Path, rows: int, seed: int = 1) -> pl.DataFrame:
    """So many rows under ICE's own names, sorted by day; dates are dates, everything else is text or number."""
    draw = random.Random(seed)
    facilities = _facilities(sources)
    places = facilities[draw.choices(range(facilities.height), k=rows)]
    days = (LAST_DAY - FIRST_DAY).days
    prepared = sorted(FIRST_DAY + timedelta(int(days * draw.random() ** 0.7)) for _ in range(rows))
    # Most people have one detainer; a few rows give an ID that the row before has, on the same day.
    ids: list[str | None] = []
    for row in range(rows):
        chance = draw.random()
        if chance < NO_ID:
            ids.append(None)
        elif chance < NO_ID + REPEATED and row and prepared[row] == prepared[row - 1]:
            ids.append(ids[-1])
        else:
            ids.append(f"{draw.getrandbits(160):040x}")
    known = {
        "Detainer Prepare Date": pl.Series(prepared, dtype=pl.Date),
        "Facility State": places["State"],
        "Detainer Criminality": _choices(draw, CRIMINALITY, rows),
        "Detainer Facility": places["Detainer Detention Facility"],
        "Detainer Facility Code": places["code"],
        "Facility City": places["City"],
        "Gender": _choices(draw, {"Male": 90, "Female": 10}, rows),
        "Citizenship Country": _choices(draw, dict.fromkeys(COUNTRIES, 1), rows),
        "Birth Country": _choices(draw, dict.fromkeys(COUNTRIES, 1), rows),
        "Birth Date": _choices(draw, dict.fromkeys(REDACTED, 1), rows),
        "Birth Year": pl.Series([draw.randint(1950, 2006) for _ in range(rows)]),
        "MSC Charge": _choices(draw, dict.fromkeys(OFFENCES, 1), rows),
        "Detainer Lift Reason": _choices(draw, LIFT_REASONS, rows),
        "Detainer Type": _choices(draw, FORMS, rows),
        "EID DTA ID": _choices(draw, dict.fromkeys(REDACTED, 1), rows),
        "Anonymized Identifier": pl.Series(ids, dtype=pl.String),
    }
    frame = {}
    for name, kind in columns(sources).select("raw_header", "cell_type").iter_rows():
        frame[name] = known.get(name, _filler(draw, name, kind, rows))
    return pl.DataFrame(frame)


def as_published(sources: Path, frame: pl.DataFrame, file_name: str) -> pl.DataFrame:
    """The same rows as the Deportation Data Project republishes them: its names, and where each row stood."""
    names = dict(columns(sources).select("raw_header", "published_name").iter_rows())
    identified = pl.col("unique_identifier").is_not_null()
    repeated = pl.struct("unique_identifier", "detainer_prepare_date").is_duplicated()
    return frame.rename(names).with_columns(
        (identified & repeated).alias("duplicate_likely"),
        pl.lit(file_name).alias("file_original"),
        pl.lit("Detainers").alias("sheet_original"),
        pl.int_range(8, frame.height + 8).alias("row_original"),
    )


def write_workbook(path: Path, frame: pl.DataFrame) -> None:
    """Write a workbook as ICE does: a sheet for each fiscal year, six lines above the header in line 7."""
    fiscal_year = pl.col("Detainer Prepare Date").dt.offset_by("3mo").dt.year()
    sheets = [
        (f"Detainers FY{year[0] % 100}", rows)
        for year, rows in frame.group_by(fiscal_year, maintain_order=True)
    ]
    write_sheets(path, sheets)


def write_sheets(path: Path, sheets: list[tuple[str, pl.DataFrame]]) -> None:
    """Write these frames as the sheets of a workbook, texts in its table of shared strings."""
    texts = [
        rows.unpivot(on=rows.select(pl.col(pl.String)).columns)["value"].drop_nulls().unique()
        for _, rows in sheets
    ]
    shared = pl.concat(texts).unique(maintain_order=True)
    header = list(sheets[0][1].columns)
    above = [f"Line {line} above the header" for line in range(1, 7)]
    strings = pl.concat(
        [pl.Series(above + header, dtype=pl.String), shared.filter(~shared.is_in(above + header))]
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        bundle.writestr("[Content_Types].xml", _content_types(len(sheets)))
        bundle.writestr("_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")]))
        names = "".join(
            f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>'
            for at, (name, _) in enumerate(sheets, start=1)
        )
        bundle.writestr(
            "xl/workbook.xml", f"{XML}<workbook {MAIN} {DOCUMENT}><sheets>{names}</sheets></workbook>"
        )
        targets = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
        parts = [*targets, ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
        bundle.writestr("xl/_rels/workbook.xml.rels", _relationships(parts))
        bundle.writestr("xl/styles.xml", STYLES)
        kept = (
            pl.when(strings.str.contains(r"^\s|\s$"))
            .then(pl.lit(' xml:space="preserve"'))
            .otherwise(pl.lit(""))
        )
        items = pl.select(
            pl.concat_str(pl.lit("<si><t"), kept, pl.lit(">"), _escaped(strings), pl.lit("</t></si>"))
        )
        joined = "".join(items.to_series().to_list())
        bundle.writestr("xl/sharedStrings.xml", f"{XML}<sst {MAIN}>{joined}</sst>")
        for at, (_, rows) in enumerate(sheets, start=1):
            with bundle.open(f"xl/worksheets/sheet{at}.xml", "w", force_zip64=True) as part:
                for piece in _sheet(rows, strings):
                    part.write(piece.encode())


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPENXML = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{OPENXML}/spreadsheetml/2006/main"'
DOCUMENT = f'xmlns:r="{OPENXML}/officeDocument/2006/relationships"'
# Cell format 1 is a date (number format 14).
STYLES = (
    f'{XML}<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)
DAYS_OF_EXCEL = 25569  # 1970-01-01 as Excel counts days
PIECE = 20_000


def _sheet(rows: pl.DataFrame, strings: pl.Series) -> Iterator[str]:
    index = {text: at for at, text in enumerate(strings)}
    yield f'{XML}<worksheet {MAIN}><dimension ref="A1:{letters(rows.width)}{rows.height + 7}"/><sheetData>'
    for line in range(1, 7):
        yield f'<row r="{line}"><c r="A{line}" t="s"><v>{line - 1}</v></c></row>'
    names = "".join(
        f'<c r="{letters(at)}7" t="s"><v>{index[name]}</v></c>'
        for at, name in enumerate(rows.columns, start=1)
    )
    yield f'<row r="7">{names}</row>'
    of_text = pl.DataFrame({"value": strings, "at": pl.int_range(len(strings), eager=True).cast(pl.String)})
    for start in range(0, rows.height, PIECE):
        piece = rows.slice(start, PIECE)
        line = pl.int_range(start + 8, start + 8 + piece.height, eager=True).cast(pl.String)
        cells = []
        for at, column in enumerate(piece.iter_columns(), start=1):
            kind, value = _cell(column, of_text)
            cells.append(
                pl.select(
                    pl.concat_str(
                        pl.lit(f'<c r="{letters(at)}'),
                        line,
                        pl.lit(f'"{kind}><v>'),
                        value,
                        pl.lit("</v></c>"),
                    ).fill_null("")
                )
                .to_series()
                .alias(column.name)
            )
        lines = pl.select(pl.concat_str(pl.lit('<row r="'), line, pl.lit('">'), *cells, pl.lit("</row>")))
        yield "".join(lines.to_series().to_list())
    yield "</sheetData></worksheet>"


def _cell(column: pl.Series, of_text: pl.DataFrame) -> tuple[str, pl.Series]:
    """The attributes and the values of a column's cells."""
    if column.dtype == pl.Date:
        return ' s="1"', (column.cast(pl.Int32) + DAYS_OF_EXCEL).cast(pl.String)
    if column.dtype == pl.String:
        joined = (
            column.rename("value").to_frame().join(of_text, on="value", how="left", maintain_order="left")
        )
        return ' t="s"', joined["at"]
    return "", column.cast(pl.String)


def letters(column: int) -> str:
    """The letters of a column counted from 1."""
    found = ""
    while column:
        column, digit = divmod(column - 1, 26)
        found = chr(ord("A") + digit) + found
    return found


def _escaped(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)


def _content_types(sheets: int) -> str:
    kinds = {"workbook": "sheet.main", "sharedStrings": "sharedStrings", "styles": "styles"}
    parts = {f"/xl/{part}.xml": kind for part, kind in kinds.items()}
    parts |= {f"/xl/worksheets/sheet{at}.xml": "worksheet" for at in range(1, sheets + 1)}
    overrides = "".join(
        f'<Override PartName="{part}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return (
        f'{XML}<Types xmlns="{OPENXML}/package/2006/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>'
    )


def _relationships(parts: list[tuple[str, str]]) -> str:
    found = "".join(
        f'<Relationship Id="rId{at}" Type="{OPENXML}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(parts, start=1)
    )
    return f'{XML}<Relationships xmlns="{OPENXML}/package/2006/relationships">{found}</Relationships>'


def _facilities(sources: Path) -> pl.DataFrame:
    """The places of the detainers of 2015, one row for each detainer, with a code for each facility."""
    path = sources / "ice-detainers/FOIA-15-87693_detainers_FY15YTD.xlsx"
    rows = pl.read_excel(path, columns=["Detainer Detention Facility", "State", "City"])
    code = pl.struct(pl.all()).rank("dense").cast(pl.String).str.zfill(5)
    return rows.filter(pl.col("State").is_not_null()).with_columns(
        pl.concat_str(pl.lit("Z"), code).alias("code")
    )


def _choices(draw: random.Random, weights: dict[str | None, int] | dict[str, int], rows: int) -> pl.Series:
    return pl.Series(draw.choices(list(weights), list(weights.values()), k=rows), dtype=pl.String)


def _filler(draw: random.Random, name: str, kind: str, rows: int) -> pl.Series:
    """A column that nobody reads: Yes or No, a date, a number or a short text, blank in about half of the rows."""
    if kind == "date":
        days = [date(2015, 1, 1) + timedelta(day) for day in range(0, 4000, 10)]
        return pl.Series(draw.choices([*days, *[None] * len(days)], k=rows), dtype=pl.Date)
    if kind == "numeric":
        return pl.Series(draw.choices([None, 30, 60, 180, 365], k=rows), dtype=pl.Int64)
    words = (
        ["Yes", "No", None] if name.endswith("Yes No") else [f"{name} {at}" for at in range(20)] + [None] * 15
    )
    return pl.Series(draw.choices(words, k=rows), dtype=pl.String)


if __name__ == "__main__":
    made, wanted, records = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    if made.suffix == ".xlsx":
        write_workbook(made, detainers(records, wanted))
    else:
        as_published(records, detainers(records, wanted), made.name).write_parquet(made)
