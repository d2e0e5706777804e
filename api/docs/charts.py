"""Charts as SVG that the page's style sheet colours, each with its numbers as a text alternative.

The same answer gives the same bytes. A number that is not known is hatched, never drawn as nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

WIDTH: Final = 400
"""Units of the drawing, which a telephone shows at about a pixel each."""

LINE: Final = 16
LETTER: Final = 8
"""Units of a letter at its widest, in a font that has no narrow ones."""

BAR: Final = 10
COLUMNS_HIGH: Final = 150
MOST_LABELS: Final = 6
"""Of the labels below columns; more of them would touch."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with its name: `written` as a reader reads it, `most` the upper end of what is known. None: not known."""

    name: str
    written: str
    least: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end` with their name; None: not known, and without an end."""

    name: str
    written: str
    start: date | None
    end: date | None


def bars(caption: str, rows: Sequence[Bar], whole: float) -> str:
    """A bar for each row, from 0 to `whole`: full up to the least, lighter up to the most."""
    drawn, top = "", 0
    for row in rows:
        head, top = _head(row, top)
        drawn += head + _bar(row, top, whole)
        top += 2 * BAR
    return _figure(caption, [(row.name, row.written) for row in rows], top, drawn)


def columns(caption: str, rows: Sequence[Bar]) -> str:
    """A column for each step of time, with the number above the highest and the last."""
    known = [row.least for row in rows if row.least is not None]
    highest = max(known, default=0) or 1
    step = WIDTH / len(rows)
    labelled = set(range(0, len(rows), -(-len(rows) // MOST_LABELS)))
    told = {len(rows) - 1, max(range(len(rows)), key=lambda index: rows[index].least or 0)}
    drawn = []
    for index, row in enumerate(rows):
        middle = step * (index + 0.5)
        high = (row.least or 0) / highest * COLUMNS_HIGH
        top = 20 + COLUMNS_HIGH - high
        if row.least is None:
            drawn.append(_rect("unknown", step * (index + 0.1), 20, step * 0.8, COLUMNS_HIGH))
        else:
            drawn.append(_rect("least", step * (index + 0.1), top, step * 0.8, high))
        if index in told or len(rows) <= MOST_LABELS:
            drawn.append(_text(row.written, _inside(middle, row.written), top - 5, "middle", "figure"))
        if index in labelled:
            drawn.append(_text(row.name, _inside(middle, row.name), 20 + COLUMNS_HIGH + 16, "middle", "axis"))
    return _figure(caption, [(row.name, row.written) for row in rows], COLUMNS_HIGH + 44, "".join(drawn))


def spans(caption: str, rows: Sequence[Span], first: date, last: date) -> str:
    """A bar for each row over the years from `first` to `last`; hatched where the start is not known."""
    days = (last - first).days
    drawn, top = [], 0
    for row in rows:
        head, top = _head(row, top)
        left = WIDTH * max((row.start - first).days, 0) / days if row.start else 0
        right = WIDTH * min((row.end - first).days, days) / days if row.end else WIDTH
        drawn += [head, _rect("track", 0, top, WIDTH, BAR)]
        drawn.append(_rect("least" if row.start else "unknown", left, top, right - left, BAR))
        top += 2 * BAR
    foot = top + 8
    drawn.append(_text(str(first), 0, foot, "start", "axis"))
    drawn.append(_text(str(last), WIDTH, foot, "end", "axis"))
    return _figure(caption, [(row.name, row.written) for row in rows], foot + 6, "".join(drawn))


def _head(row: Bar | Span, top: int) -> tuple[str, int]:
    """What stands above a bar, the name before the words or, where both are too long for a line, over them; and its foot."""
    second = LINE if (len(row.name) + len(row.written) + 1) * LETTER > WIDTH else 0
    name = _text(row.name, 0, top + 13, "start", "name")
    written = _text(row.written, WIDTH, top + 13 + second, "end", "figure")
    return name + written, top + 20 + second


def _bar(row: Bar, top: float, whole: float) -> str:
    if row.least is None:
        return _rect("unknown", 0, top, WIDTH, BAR)
    drawn = [_rect("track", 0, top, WIDTH, BAR)]
    if row.most is not None and row.most > row.least:
        drawn.append(_rect("most", 0, top, WIDTH * row.most / whole, BAR))
    drawn.append(_rect("least", 0, top, WIDTH * row.least / whole, BAR))
    return "".join(drawn)


def _figure(caption: str, told: Sequence[tuple[str, str]], height: float, drawn: str) -> str:
    alternative = f"{caption}. {'; '.join(f'{name}: {written}' for name, written in told)}."
    return (
        f'<figure class="chart" data-search-exclude><svg viewBox="0 0 {WIDTH} {height:g}" role="img" '
        f'aria-label="{escape(alternative)}">'
        '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="track" width="6" height="6"></rect><rect class="stripe" width="2" height="6"></rect></pattern></defs>'
        f"{drawn}</svg><figcaption>{escape(caption)}</figcaption></figure>"
    )


def _rect(kind: str, left: float, top: float, width: float, height: float) -> str:
    return (
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"></rect>'
    )


def _text(text: str, x: float, y: float, anchor: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _inside(middle: float, text: str) -> float:
    """The middle of a text that does not run over the edge; a letter is some seven units wide."""
    half = len(text) * 7 / 2
    return min(max(middle, half), WIDTH - half)
