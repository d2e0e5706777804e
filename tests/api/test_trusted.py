"""A folder of trusted documents, as the program reads it at its start."""

from pathlib import Path

import pytest

from api.settings import SettingsError
from api.trusted import read_trusted


def test_each_document_has_its_hash_and_its_name(sources: Path) -> None:
    queries = sources.parent / "queries"
    trusted = read_trusted(queries)
    names = {path.stem for path in queries.glob("*.graphql")}
    assert len(names) == 3
    assert names < set(trusted)
    assert len(trusted) == 2 * len(names)


def test_an_empty_folder_trusts_nothing(tmp_path: Path) -> None:
    assert read_trusted(tmp_path) == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"{ nothing }",
            r"broken\.graphql in HANDOVER_DOCUMENTS cannot be asked \(line 1\): Cannot query field",
        ),
        (b"\n{ a(", r"broken\.graphql in HANDOVER_DOCUMENTS cannot be asked \(line 2\): Syntax Error"),
        (b"", r"broken\.graphql in HANDOVER_DOCUMENTS cannot be asked \(line 1\): Syntax Error"),
        (b"\xff", r"broken\.graphql in HANDOVER_DOCUMENTS must be in UTF-8, and byte 1 is not\.$"),
    ],
)
def test_what_cannot_be_asked_stops_the_start_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "broken.graphql").write_bytes(content)
    with pytest.raises(SettingsError, match=sentence):
        read_trusted(tmp_path)


def test_a_folder_that_is_none_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"^HANDOVER_DOCUMENTS must be a folder, and .*missing is none\.$"
    ):
        read_trusted(tmp_path / "missing")


def test_a_file_that_cannot_be_read_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "folder.graphql").mkdir()
    with pytest.raises(
        SettingsError, match=r"folder\.graphql in HANDOVER_DOCUMENTS cannot be read: Is a directory\.$"
    ):
        read_trusted(tmp_path)
