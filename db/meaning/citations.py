"""How a source is cited: APA 7 as plain text, a BibTeX entry, CSL-JSON.

The publisher stands as the author, as it does for works of an agency. Text is cleaned of control characters and of
runs of white space first, whatever it came from.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal
from unicodedata import category
from urllib.parse import quote

from db.words import CitationStyle


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation is made of: the source itself, or one release of it with its `version` and dates.

    `id` becomes the key of the BibTeX entry. `kind` is `webpage` for a news report and the like.
    """

    id: str
    title: str
    publisher: str
    url: str | None = None
    issued_on: date | None = None
    retrieved_on: date | None = None
    version: str | None = None
    kind: Literal["dataset", "webpage"] = "dataset"


def cite(style: CitationStyle, cited: Cited) -> str:
    """The citation in one style. CSL-JSON is a list with one item, as citation managers import it."""
    match style:
        case CitationStyle.APA:
            return _apa(cited)
        case CitationStyle.BIBTEX:
            return _bibtex(cited)
        case CitationStyle.CSL_JSON:
            return _csl_json(cited)
    raise ValueError(f"{style} is no style of citation here")


def _apa(cited: Cited) -> str:
    title = _plain(cited.title)
    if cited.version:
        title += f" (Version {_plain(cited.version)})"
    if cited.kind == "dataset":
        title += " [Data set]"
    parts = [_sentence(_plain(cited.publisher)), f"({_apa_date(cited.issued_on)}).", _sentence(title)]
    if cited.url and cited.retrieved_on:
        parts.append(f"Retrieved {_month_day_year(cited.retrieved_on)}, from {_url(cited.url)}")
    elif cited.url:
        parts.append(_url(cited.url))
    return " ".join(parts)


def _apa_date(issued_on: date | None) -> str:
    return f"{issued_on.year}, {MONTHS[issued_on.month - 1]} {issued_on.day}" if issued_on else "n.d."


def _month_day_year(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


# Written out: the names that strftime gives depend on the locale of the server.
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _bibtex(cited: Cited) -> str:
    # A second pair of braces keeps the capitals of a title, and a publisher from being split into names.
    fields = [("author", f"{{{_tex(cited.publisher)}}}"), ("title", f"{{{_tex(cited.title)}}}")]
    if cited.version:
        fields.append(("version", _tex(cited.version)))
    if cited.url:
        fields.append(("url", _url(cited.url)))
    if cited.retrieved_on:
        fields.append(("urldate", cited.retrieved_on.isoformat()))
    lines = [f"  {name} = {{{value}}}," for name, value in fields]
    if cited.issued_on:
        lines.append(f"  year = {{{cited.issued_on.year}}},")
        # BibTeX knows the months by their first three letters, as macros that each style spells out.
        lines.append(f"  month = {MONTHS[cited.issued_on.month - 1][:3].lower()},")
    key = re.sub(r"[^A-Za-z0-9:.-]+", "-", cited.id)
    return "\n".join([f"@misc{{{key},", *lines, "}"])


TEX_SYMBOLS = {
    "\\": r"\textbackslash",
    "{": r"\textbraceleft",
    "}": r"\textbraceright",
    "~": r"\textasciitilde",
    "^": r"\textasciicircum",
}
"""Escaped braces will not do: BibTeX counts them, and an odd one swallows the rest of the file."""

TEX_LIGATURES = re.compile(r"(?<=[-`'!?,<>])(?=[-`',<>])")
"""Between two characters that TeX may join into another, such as the hyphens of `--`."""


def _tex(text: str) -> str:
    """Text that TeX prints as it is: its special characters escaped, its ligatures kept apart."""
    apart = re.split(TEX_LIGATURES, _plain(text))
    return "{}".join(re.sub(r"([\\{}~^])( ?)|([&%$#_])", _escaped, piece) for piece in apart)


def _escaped(found: re.Match[str]) -> str:
    if found[3]:
        return f"\\{found[3]}"
    # TeX skips the space that ends a command's name, so a space of the text itself is written as a command too.
    return f"{TEX_SYMBOLS[found[1]]} " + ("\\ " if found[2] else "")


def _csl_json(cited: Cited) -> str:
    item: dict[str, object] = {
        "id": cited.id,
        "type": cited.kind,
        "title": _plain(cited.title),
        "author": [{"literal": _plain(cited.publisher)}],
        "publisher": _plain(cited.publisher),
    }
    if cited.version:
        item["version"] = _plain(cited.version)
    if cited.url:
        item["URL"] = _url(cited.url)
    if cited.issued_on:
        item["issued"] = _date_parts(cited.issued_on)
    if cited.retrieved_on:
        item["accessed"] = _date_parts(cited.retrieved_on)
    return json.dumps([item], ensure_ascii=False)


def _date_parts(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _plain(text: str) -> str:
    """Text on one line without control characters and stray surrogates."""
    return " ".join("".join(" " if category(each) in ("Cc", "Cs") else each for each in text).split())


def _url(url: str) -> str:
    """An address that may stand between braces: what would end them, or the line, is percent-encoded."""
    return re.sub(r"[\s{}\\\x00-\x1f\x7f]", lambda found: quote(found[0], safe=""), url)
