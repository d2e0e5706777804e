"""What kind of file this is, told from its first bytes; and what no parser should be given."""

from __future__ import annotations

import codecs
import stat
from enum import Enum, auto
from pathlib import Path

from db.parsers import LayoutError

LONGEST_LINE = 1 << 20
"""Bytes of the longest line of a CSV file. The longest real one, a header of 65 columns, has 1,500."""

PIECE = 1 << 20

# The first bytes of what is no CSV file, and what to do about it.
NOT_READ = {
    b"\xd0\xcf\x11\xe0": "is an old or a locked Excel file; save it as .xlsx without a password",
    b"\x1f\x8b": "is packed with gzip; unpack it",
    b"\xff\xfe": "is in UTF-16; save it in UTF-8",
    b"\xfe\xff": "is in UTF-16; save it in UTF-8",
    b"%PDF": "is a PDF file; a table must be CSV, .xlsx or Parquet",
}


class FileKind(Enum):
    """The three forms in which tables come."""

    CSV = auto()
    WORKBOOK = auto()
    PARQUET = auto()


def file_kind(path: Path) -> FileKind:
    """The kind of a file; `LayoutError` where it is none that can be read, before anything of it is unpacked."""
    _check_is_file(path)
    with path.open("rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04":
        return FileKind.WORKBOOK
    if head == b"PAR1":
        return FileKind.PARQUET
    for first, fault in NOT_READ.items():
        if head.startswith(first):
            raise LayoutError(f"{path.name} {fault}.")
    _check_text(path)
    return FileKind.CSV


def check_utf8(path: Path) -> None:
    """Refuse a text that is not UTF-8, with the byte at which that shows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                raise LayoutError(
                    f"{path.name} is not in UTF-8: byte {before + error.start + 1:,} cannot be read."
                ) from error
            before += len(piece)


def _check_is_file(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise LayoutError(f"There is no file {path.name} that can be read.") from error
    if stat.S_ISLNK(mode):
        raise LayoutError(f"{path.name} is a link; name the file that it leads to.")
    if stat.S_ISDIR(mode):
        raise LayoutError(f"{path.name} is a folder; name the files in it.")
    if not stat.S_ISREG(mode):
        raise LayoutError(f"{path.name} is a device or a pipe, not a file.")
    if path.stat().st_size == 0:
        raise LayoutError(f"{path.name} is empty.")


def _check_text(path: Path) -> None:
    """Refuse bytes that no CSV file has, and lines that would not fit in memory."""
    since_break = 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if b"\0" in piece:
                raise LayoutError(f"{path.name} has NUL bytes: it is no text, or in UTF-16.")
            first, last = piece.find(b"\n"), piece.rfind(b"\n")
            since_break += len(piece) if first < 0 else first
            if since_break > LONGEST_LINE:
                raise LayoutError(f"{path.name} has a line of more than {LONGEST_LINE:,} bytes.")
            if last >= 0:
                since_break = len(piece) - last - 1
