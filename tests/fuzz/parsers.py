"""Files that follow the code which reads them, by atheris: python -m tests.fuzz.parsers SOURCES RUNS SEED.

A run is one file, made of an excerpt. What comes out of a parser other than `LayoutError` ends it all, with the file kept
and named; so does a file that takes more than MOST_MEMORY or PATIENCE.
"""

from __future__ import annotations

import atexit
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["db.parsers", "db.layouts"]):
    from db.layouts import layouts, recognise
    from db.parsers import LayoutError
    from tests.fuzz.excerpts import Excerpt, excerpts, packed, read

    # Parsers are imported when they are first named; only what is imported in here is followed.
    layouts()

MOST_MEMORY = 512
"""MiB of the whole process, as of one that loads a file; polars, the excerpts and what is kept of the code take 150."""

PATIENCE = 30
"""Seconds for one file."""

LONGEST = 16_384
"""Bytes of what changes in a file: excerpts that have more are left to hypothesis."""


class Files:
    """Makes the files: the first byte says of which part of which excerpt, the others are that part."""

    def __init__(self, folder: Path, sources: Path) -> None:
        self.folder = folder
        self.made_of = [
            (excerpt, part)
            for excerpt in excerpts(sources, folder)
            for part in (None, *excerpt.parts)
            if len(_of(excerpt, part)) < LONGEST
        ]

    def write_corpus(self, corpus: Path) -> None:
        """What atheris begins with: each excerpt and each part of one as it is."""
        for number, (excerpt, part) in enumerate(self.made_of):
            (corpus / str(number)).write_bytes(bytes([number]) + _of(excerpt, part))

    def read(self, drawn: bytes) -> None:
        """Read one file to its end."""
        excerpt, part = self.made_of[(drawn[0] if drawn else 0) % len(self.made_of)]
        content = packed({**excerpt.parts, part: drawn[1:]}) if part else drawn[1:]
        path = self.folder / excerpt.name
        path.write_bytes(content)
        for use in (recognise, lambda path: read(path, excerpt.parser)):
            try:
                use(path)
            except LayoutError:
                continue


def _of(excerpt: Excerpt, part: str | None) -> bytes:
    return excerpt.parts[part] if part else excerpt.content


def main(sources: Path, runs: int, seed: int) -> None:
    """Read so many files; a seed makes the same ones again. The process ends in here."""
    scratch = tempfile.TemporaryDirectory(prefix="handover-fuzz-")
    atexit.register(scratch.cleanup)
    corpus, files = Path(scratch.name, "corpus"), Path(scratch.name, "files")
    corpus.mkdir()
    files.mkdir()
    made = Files(files, sources)
    made.write_corpus(corpus)
    options = [
        f"-atheris_runs={runs}",
        # libFuzzer takes 0 for leave to choose.
        f"-seed={seed + 1}",
        f"-rss_limit_mb={MOST_MEMORY}",
        f"-timeout={PATIENCE}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={tempfile.gettempdir()}/handover-",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], made.read)
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
