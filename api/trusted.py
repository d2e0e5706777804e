"""Trusted documents: the questions that whoever runs the server has put into a folder."""

from __future__ import annotations

from pathlib import Path

from api.settings import SettingsError
from schema.documents import Document, read_document


def read_trusted(folder: Path) -> dict[str, Document]:
    """The `.graphql` files of a folder, each under the SHA-256 of its text and under its name without the ending.

    Raises SettingsError where the folder or a file cannot be read, or a file is no document of this schema.
    """
    if not folder.is_dir():
        raise SettingsError(f"HANDOVER_DOCUMENTS must be a folder, and {folder} is none.")
    trusted: dict[str, Document] = {}
    for path in sorted(folder.glob("*.graphql")):
        document = _read(path)
        trusted[document.sha256] = trusted[path.stem] = document
    return trusted


def _read(path: Path) -> Document:
    try:
        document = read_document(path.read_bytes().decode())
    except OSError as error:
        raise SettingsError(
            f"{path} in HANDOVER_DOCUMENTS cannot be read: {error.strerror or 'unknown reason'}."
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} in HANDOVER_DOCUMENTS must be in UTF-8, and byte {error.start + 1} is not."
        ) from None
    if document.errors:
        first = document.errors[0]
        line = f" (line {first.locations[0].line})" if first.locations else ""
        raise SettingsError(
            f"{path} in HANDOVER_DOCUMENTS cannot be asked{line}: {first.message.removesuffix('.')}."
        )
    if not document.operations:
        raise SettingsError(f"{path} in HANDOVER_DOCUMENTS has no operation in it.")
    return document
