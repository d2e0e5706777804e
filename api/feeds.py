"""What each revision changed, as feeds: Atom (RFC 4287) and JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api.caching import is_known
from api.conditional import entity_tag, not_modified
from api.data.asked import Asked
from api.data.headers import headers_of
from api.limiting_http import take, with_standing
from db.change_words import ChangeKind
from db.database import Pool
from db.read.catalogue import Revision
from db.read.changes import Change, ChangedTerm, changes_page
from db.read.revisions import latest_revision, revisions_page
from schema.cost.estimate import Estimate

TITLE = "Handover: revisions"
FEED_ID = "urn:handover:revisions"
ATOM = "http://www.w3.org/2005/Atom"

ENTRIES = 50
"""Revisions in a feed, the newest. Those before stand in GraphQL's `revisions`."""

SHOWN = 100
"""Corrections that an entry spells out; what is beyond them is counted."""

VALUES = 12
"""Of an entry without its corrections, as JSON Feed has it. A correction has a tag among them."""
VALUES_OF_A_CORRECTION = 9
"""Without its terms."""
VALUES_OF_A_TERM = 3

WRITER = sha256(Path(__file__).read_bytes()).hexdigest()
"""What writes the feeds. It is in their tags, which are known before a feed is written: another version may write otherwise."""

CORRECTIONS = (ChangeKind.CHANGED, ChangeKind.WITHDRAWN)
"""What makes a revision a correction: what stood has another number or other terms, or stands no more. That an agreement
ended is news."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision with how many figures it changed by kind, and the first of its corrections."""

    revision: Revision
    counts: Mapping[ChangeKind, int]
    corrections: Sequence[Change]

    @property
    def is_correction(self) -> bool:
        """Whether something that stood was changed or withdrawn."""
        return any(self.counts[kind] for kind in CORRECTIONS)

    @property
    def title(self) -> str:
        """`Revision 8, with corrections`."""
        return f"Revision {self.revision.number}{', with corrections' if self.is_correction else ''}"

    @property
    def lines(self) -> list[str]:
        """The entry in sentences: what was loaded, how much it changed, and each correction."""
        counted = ", ".join(f"{self.counts[kind]:,} {kind.lower()}" for kind in ChangeKind)
        told = [
            self.revision.summary,
            f"Changes: {counted}.",
            *map(_corrected, self.corrections),
        ]
        beyond = sum(self.counts[kind] for kind in CORRECTIONS) - len(self.corrections)
        return [*told, f"{beyond:,} more corrections are in the API."] if beyond > 0 else told


class Entries:
    """Entries as they were read once. A published revision does not change, so none goes stale."""

    def __init__(self) -> None:
        self._kept: dict[int, Entry] = {}

    async def up_to(self, pool: Pool, revision: Revision) -> list[Entry]:
        """The newest revisions up to one, that one first."""
        page = await revisions_page(pool, revision.number, after=None, first=ENTRIES)
        # While one is read, another who asks may replace what is kept.
        kept = self._kept
        told = {row.number: kept.get(row.number) or await _entry(pool, row) for row in page.rows}
        self._kept = told
        return list(told.values())


def feed_routes() -> list[Route]:
    """The two feeds."""
    entries = Entries()
    return [
        Route("/revisions.atom", _answering(entries, _atom, "application/atom+xml")),
        Route("/revisions.json", _answering(entries, _json_feed, "application/feed+json")),
    ]


def _answering(
    entries: Entries, write: Callable[[Sequence[Entry], str], bytes], media_type: str
) -> Callable[[Request], Awaitable[ASGIApp]]:
    """An endpoint that writes the newest entries in one format; one who has them already is charged nothing."""

    async def endpoint(request: Request) -> ASGIApp:
        Asked(request.url.query, ())
        newest = await latest_revision(request.state.pool)
        if newest is None:
            raise RuntimeError("the database has no revision")
        address = str(request.base_url)
        tag = entity_tag(request, newest, address, media_type, WRITER)
        headers = headers_of(newest, Asked("", ()), tag)
        if is_known(request.scope, tag):
            return not_modified(headers)
        told = await entries.up_to(request.state.pool, newest)
        standing = await take(request, cost_of(told).units)
        body = write(told, address)
        return with_standing(
            Response(body, headers=headers, media_type=f"{media_type}; charset=utf-8"), standing
        )

    return endpoint


def cost_of(entries: Sequence[Entry]) -> Estimate:
    """What a feed of these entries costs; what each revision changed is read once for all who ask."""
    corrections = [correction for each in entries for correction in each.corrections]
    terms = sum(len(correction.terms) for correction in corrections)
    leaves = VALUES * len(entries) + VALUES_OF_A_CORRECTION * len(corrections) + VALUES_OF_A_TERM * terms
    # The newest revision, and a page of them with the one more that shows whether another follows.
    return Estimate(statements=2, rows=1 + len(entries) + 1, leaves=leaves)


async def _entry(pool: Pool, revision: Revision) -> Entry:
    of_kinds = await asyncio.gather(
        *(changes_page(pool, revision.number, kinds=[kind], first=1) for kind in ChangeKind)
    )
    counts = {kind: page.total for kind, page in zip(ChangeKind, of_kinds, strict=True)}
    corrections = await changes_page(pool, revision.number, kinds=CORRECTIONS, first=SHOWN)
    return Entry(revision, counts, corrections.rows)


def _corrected(change: Change) -> str:
    """One correction in a line: what, where, over which days, from which source, what it was and is."""
    days = " to ".join(str(day) for day in (change.start, change.end) if day)
    what = f"{change.kind.capitalize()}: {_words(change.subject)} of {change.jurisdiction} ({change.item})"
    told = [_term(term) for term in change.terms]
    if change.was is not None and change.was == change.is_now:
        told = [f"the number stays {_number(change.was)}", *told]
    elif change.was is not None or change.is_now is not None:
        told = [f"{_number(change.was)}, now {_number(change.is_now)}", *told]
    where = f"{f', {days}' if days else ''}, {change.source}"
    return f"{what}{where}{': ' if told else ''}{'; '.join(told)}."


def _number(value: float | None) -> str:
    return "no number" if value is None else f"{value:,.10g}"


def _term(changed: ChangedTerm) -> str:
    """`qualifier “EXACT”, now “AT_LEAST”`."""
    was, now = ("none" if text is None else f"“{text}”" for text in (changed.was, changed.is_now))
    return f"{_words(changed.term)} {was}, now {now}"


def _words(name: str) -> str:
    return name.lower().replace("_", " ")


def _atom(entries: Sequence[Entry], address: str) -> bytes:
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(feed, "id", FEED_ID)
    _text(feed, "title", TITLE)
    _text(feed, "updated", entries[0].revision.published_at.isoformat())
    _text(SubElement(feed, "author"), "name", "Handover")
    SubElement(
        feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{address}revisions.atom"}
    )
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{address}data/"})
    for each in entries:
        entry = SubElement(feed, "entry")
        moment = each.revision.published_at.isoformat()
        _text(entry, "id", _id(each))
        _text(entry, "title", each.title)
        _text(entry, "published", moment)
        _text(entry, "updated", moment)
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": _link(each, address)})
        if each.is_correction:
            SubElement(entry, "category", {"term": "correction", "label": "Correction"})
        _text(entry, "summary", each.revision.summary)
        _text(entry, "content", "\n".join(each.lines))
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _json_feed(entries: Sequence[Entry], address: str) -> bytes:
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": TITLE,
            "home_page_url": f"{address}data/",
            "feed_url": f"{address}revisions.json",
            "language": "en",
            "authors": [{"name": "Handover"}],
            "items": [
                {
                    "id": _id(each),
                    "url": _link(each, address),
                    "title": each.title,
                    "summary": each.revision.summary,
                    "content_text": "\n".join(each.lines),
                    "date_published": each.revision.published_at.isoformat(),
                    "tags": ["correction"] if each.is_correction else [],
                    "_handover": {
                        "revision": each.revision.number,
                        "changes": {kind.lower(): each.counts[kind] for kind in ChangeKind},
                        "corrections": [_correction(change) for change in each.corrections],
                    },
                }
                for each in entries
            ],
        }
    )


def _correction(change: Change) -> Mapping[str, object]:
    return {
        "kind": change.kind,
        "subject": change.subject,
        "source": change.source,
        "jurisdiction": change.jurisdiction,
        "from": change.start,
        "to": change.end,
        "item": change.item,
        "was": change.was,
        "isNow": change.is_now,
        "terms": [{"term": each.term, "was": each.was, "isNow": each.is_now} for each in change.terms],
    }


def _id(entry: Entry) -> str:
    """The same wherever the feed is served, as Atom asks."""
    return f"urn:handover:revision:{entry.revision.number}"


def _link(entry: Entry, address: str) -> str:
    """The files as they stood at the revision."""
    return f"{address}data/?asOf={entry.revision.number}"
