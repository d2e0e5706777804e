"""The documentation of the sources, written from sources.toml: a section for each, with its limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from db.sources import SourceEntry

HEAD = """# Sources

What each publication covers, what it cannot tell, what it lacks and how late it is. `python -m db sources --format
markdown` writes this page from `db/sources.toml`, where each of these facts has its one place.
"""


def markdown(sources: Iterable[SourceEntry]) -> str:
    """The page of all sources."""
    return "\n".join([HEAD, *("\n".join(_section(source)) for source in sources)])


def _section(source: SourceEntry) -> Iterator[str]:
    yield f"## {source.title}\n"
    yield "| Property | Value |"
    yield "| --- | --- |"
    yield f"| ID | `{source.id}` |"
    yield f"| Publisher | {source.publisher} |"
    if source.via:
        yield f"| By way of | {source.via} |"
    if source.url:
        yield f"| Address | <{source.url}> |"
    yield f"| Licence | {source.license} |"
    yield f"| Cadence | {source.cadence} |"
    if source.starts:
        yield f"| Covers | {source.starts} to {_end(source)} |"
    yield f"| Loaded | {'a file at a time' if source.piecemeal else 'all of its files together'} |"
    yield from _sentences("Limitations", source.limitations)
    yield from _sentences("Missingness", source.missingness)
    yield from _sentences("Lag", source.lag)
    yield ""


def _end(source: SourceEntry) -> str:
    """The last day; a source whose end is open says so."""
    is_open = source.ends is None or not source.shipped
    return "the latest release" if is_open else str(source.ends)


def _sentences(title: str, sentences: Sequence[str]) -> Iterator[str]:
    yield f"\n### {title}\n"
    yield from (f"- {sentence}" for sentence in sentences)
