"""The methods of a whole answer: what was read for it, how it is cited, what its words mean and what limits it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from db.figures import Caveat, Figure, Rate
from db.meaning.citations import Cited, cite
from db.words import CitationStyle, RateDefinition

if TYPE_CHECKING:
    from db.read.catalogue import Catalogue


class Methods:
    """Collects while a request is answered. Nothing is collected for a request that does not ask."""

    def __init__(self) -> None:
        self._read: dict[str, Catalogue] = {}
        self._definitions: dict[RateDefinition, None] = {}
        self._caveats: dict[Caveat, None] = {}
        self._revisions: dict[int, Catalogue] = {}

    def clear(self) -> None:
        """Forget all that was collected."""
        for collected in (self._read, self._definitions, self._caveats, self._revisions):
            collected.clear()

    def revision(self, catalogue: Catalogue) -> None:
        """A revision was asked."""
        self._revisions[catalogue.revision.number] = catalogue

    def figure(self, catalogue: Catalogue, given: Figure) -> None:
        """A figure is in the answer."""
        if given.source:
            self._read[given.source] = catalogue
        self._caveats |= dict.fromkeys(given.caveats)

    def rate(self, catalogue: Catalogue, given: Rate) -> None:
        """A rate is in the answer."""
        self._definitions[given.definition] = None
        if given.source:
            self._read[given.source] = catalogue
        self._caveats |= dict.fromkeys(given.caveats)

    def newest(self) -> int | None:
        """The revision that answered where the question named none; None if nothing was read."""
        return max(self._revisions, default=None)

    def told(self) -> dict[str, object]:
        """What `extensions.handover` says, but for the link, which HTTP knows."""
        return {
            "revisions": [
                {"number": number, "publishedAt": catalogue.revision.published_at.isoformat()}
                for number, catalogue in sorted(self._revisions.items())
            ],
            "sources": [source_in_full(catalogue, name) for name, catalogue in sorted(self._read.items())],
            "definitions": [
                {"definition": definition.value, "text": definition.description}
                for definition in self._definitions
            ],
            "caveats": [{"code": caveat.code.value, "text": caveat.text} for caveat in self._caveats],
            "paragraph": self._paragraph(),
        }

    def _paragraph(self) -> str:
        states = " and ".join(
            f"revision {number} of {catalogue.revision.published_at:%Y-%m-%d}"
            for number, catalogue in sorted(self._revisions.items())
        )
        sentences = [f"Figures are from Handover, {states}." if states else "No figures were read."]
        cited = "; ".join(
            f"{catalogue.sources[name].title} ({catalogue.sources[name].publisher})"
            for name, catalogue in sorted(self._read.items())
        )
        if cited:
            sentences.append(f"They were read from: {cited}.")
        sentences += [f"{_spoken(definition)}: {definition.description}" for definition in self._definitions]
        sentences += [caveat.text for caveat in self._caveats]
        return " ".join(sentences)


def source_in_full(catalogue: Catalogue, name: str) -> Mapping[str, object]:
    """A source with its citation in every style and the files that it had been loaded from."""
    entry = catalogue.sources[name]
    cited = cited_source(catalogue, name)
    return {
        "id": name,
        "title": entry.title,
        "publisher": entry.publisher,
        "url": entry.url,
        "citations": {style.value: cite(style, cited) for style in CitationStyle},
        "releases": [
            {
                "fileName": release.file_name,
                "sha256": release.sha256,
                "issuedOn": release.issued_on.isoformat() if release.issued_on else None,
                "rows": release.rows,
                "loadedRows": release.loaded_rows,
                "quarantinedRows": release.quarantined_rows,
                "revision": release.revision,
            }
            for release in catalogue.releases_of(name)
        ],
    }


def cited_source(catalogue: Catalogue, name: str) -> Cited:
    """A source as citations name it, with the revision through which it was read."""
    entry = catalogue.sources[name]
    issued = [release.issued_on for release in catalogue.releases_of(name) if release.issued_on]
    return Cited(
        id=name,
        title=entry.title,
        publisher=entry.publisher,
        url=entry.url,
        issued_on=max(issued, default=None),
        version=f"Handover revision {catalogue.revision.number}",
        kind="dataset" if entry.part_of is None else "webpage",
    )


def _spoken(definition: RateDefinition) -> str:
    """`PICKUP_OF_ISSUED` as words."""
    return definition.value.replace("_", " ").capitalize()
