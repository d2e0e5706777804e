"""Files that a test makes up: a CSV from its lines, a workbook from its rows of texts."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{target}" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'
)
WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_workbook(tmp_path: Path) -> Callable[..., Path]:
    def write(rows: Sequence[Sequence[str]], name: str = "table.xlsx") -> Path:
        path = tmp_path / name
        cells = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", CONTENT_TYPES)
            archive.writestr(
                "_rels/.rels", RELATIONSHIPS.format(target="xl/workbook.xml", kind="officeDocument")
            )
            archive.writestr("xl/workbook.xml", WORKBOOK)
            archive.writestr(
                "xl/_rels/workbook.xml.rels",
                RELATIONSHIPS.format(target="worksheets/sheet1.xml", kind="worksheet"),
            )
            archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=cells))
        return path

    return write


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
