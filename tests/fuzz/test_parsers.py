"""Files at random: a parser reads them or refuses them with `LayoutError`; nothing else ever comes out of it."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.layouts import recognise
from db.parsers import LayoutError
from tests.fuzz.excerpts import Excerpt, excerpts, read
from tests.fuzz.mutations import spoilt_file

CASES = int(os.environ.get("HANDOVER_FILES", "400"))
"""`make test` reads four hundred files, `make fuzz` four thousand."""


@pytest.fixture(scope="module")
def real(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Excerpt]:
    """The excerpts that every file here is made of."""
    return list(excerpts(sources, tmp_path_factory.mktemp("excerpts")))


def test_each_excerpt_is_read(real: list[Excerpt], tmp_path: Path) -> None:
    for excerpt in real:
        path = tmp_path / excerpt.name
        path.write_bytes(excerpt.content)
        assert recognise(path).parser == excerpt.parser
        assert read(path, excerpt.parser) > 0


def test_no_file_is_a_surprise(real: list[Excerpt], tmp_path: Path) -> None:
    seen = {"read": 0, "refused": 0}

    # The folder is one for all examples: each writes its file anew.
    @settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def attempt(data: st.DataObject) -> None:
        excerpt = data.draw(st.sampled_from(real))
        path = tmp_path / excerpt.name
        path.write_bytes(data.draw(spoilt_file(excerpt)))
        for use in (recognise, lambda path: read(path, excerpt.parser)):
            try:
                use(path)
            except LayoutError:
                seen["refused"] += 1
            else:
                seen["read"] += 1

    attempt()
    assert min(seen.values()) > CASES / 10, seen
