"""The ZIP archive that a workbook is: opened only after its own directory has been found sound."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.parsers import LayoutError

MOST_UNPACKED = 8 << 30
"""Bytes of a workbook unpacked. ICE's largest have about one GiB, for 600,000 rows of 65 columns."""

MOST_RATIO = 100
"""Unpacked to packed. Sheets of ICE's pack 8 to 30 times; a bomb packs a thousand times."""

RATIO_COUNTS_FROM = 1 << 20
"""A smaller part may pack as it likes."""

MOST_PARTS = 10_000

ENCRYPTED = 0x1


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; `LayoutError` where it is damaged, locked, a bomb or no workbook, also while it is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(path, archive.infolist())
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, OSError) as error:
        raise LayoutError(f"{path.name} is cut off or damaged.") from error


def _check(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if len(names) != len(parts) or len(parts) > MOST_PARTS:
        raise LayoutError(f"{path.name} is no sound workbook: it has too many parts, or one twice.")
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise LayoutError(f"{path.name} is locked with a password.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise LayoutError(f"{path.name} would unpack to {unpacked:,} bytes, more than {MOST_UNPACKED:,}.")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > RATIO_COUNTS_FROM and ratio > MOST_RATIO:
            raise LayoutError(
                f"{path.name} would unpack to {ratio:,.0f} times its size; no workbook packs more than {MOST_RATIO}."
            )
    if "xl/workbook.xml" not in names:
        raise LayoutError(f"{path.name} is a ZIP archive and no workbook.")
