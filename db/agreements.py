"""287(g) agreements as spans of time, from ICE's lists of the agreements that stood on one day each."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from db.rows import ListedAgreement
from db.words import AgreementModel

# Words that ICE writes in two ways, and the way that names are compared in.
SAME_WORD = {
    "&": "and",
    "dept": "department",
    "ft": "fort",
    "mt": "mount",
    "st": "saint",
    "twp": "township",
    "sheriff": "sheriffs",
}
# ICE calls one sheriff "Sheriff's Office" and "Sheriff's Department", and one force "State Police" with or without.
KIND_OF_OFFICE = re.compile(r"\b(sheriffs|police) (?:office|department)\b")


@dataclass(frozen=True, slots=True)
class AgreementSpan:
    """One agreement of one agency from the first to the last of the lists in a row that have it.

    Name, county and type are as ICE last gave them; it corrects all three. It restates the date of signing too:
    `signed_on` is the last date given that is not later than the first list with the agreement, which stood by
    then, so that a later date is of something else; None if there is none. When the latest list lacks the agreement,
    it was removed after the list of `removed_after` and by that of `removed_before`, the first without it; else
    both are None.
    """

    id: str
    state: str
    agency: str
    agency_type: str | None
    county: str | None
    model: AgreementModel
    signed_on: date | None
    first_listed_on: date
    last_listed_on: date
    removed_after: date | None
    removed_before: date | None


@dataclass(frozen=True, slots=True)
class _Identity:
    """What makes two lines of two lists the same agreement. No agency has two of one model at once."""

    state: str
    agency: str
    model: AgreementModel


def spans(listed: Iterable[ListedAgreement]) -> list[AgreementSpan]:
    """The spans of all agreements on any number of lists, ordered by ID.

    All lines of one day are one list. An agreement keeps its span when ICE respells the agency or restates the
    date of signing. One that is missing from a list and stands on a later one has two spans: the lists say that
    it was gone, and four of the five that came back by May 2026 had been signed anew.
    """
    lines: dict[_Identity, dict[date, ListedAgreement]] = defaultdict(dict)
    days = set()
    for line in listed:
        lines[_identity(line)][line.listed_on] = line
        days.add(line.listed_on)
    lists = sorted(days)
    found = [
        _span(identity, run, lists)
        for identity, by_day in lines.items()
        for run in _runs([by_day[day] for day in sorted(by_day)], lists)
    ]
    return sorted(found, key=lambda span: span.id)


def same_name(agency: str) -> str:
    """The name of an agency without the differences of spelling that mean nothing."""
    words = re.sub(r"[^\w&]+", " ", _straight(agency.casefold()).replace("'", "")).split()
    return KIND_OF_OFFICE.sub(r"\1", " ".join(SAME_WORD.get(word, word) for word in words))


def _straight(name: str) -> str:
    return name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("`", "'")


def _identity(line: ListedAgreement) -> _Identity:
    name = same_name(line.agency)
    aliases = _aliases()
    for model in (line.model, None):
        if alias := aliases.get((line.state, name, model)):
            return _Identity(*alias, line.model)
    return _Identity(line.state, name, line.model)


@cache
def _aliases() -> Mapping[tuple[str, str, AgreementModel | None], tuple[str, str]]:
    """State, name and, where it matters, model as listed, and the state and the name that they stand for."""
    text = (files("db") / "agreement_aliases.csv").read_text(encoding="utf-8")
    return {
        (
            row["state"],
            same_name(row["listed_as"]),
            AgreementModel[row["model"]] if row["model"] else None,
        ): (row["true_state"], same_name(row["true_name"]))
        for row in csv.DictReader(text.splitlines())
    }


def _runs(lines: Sequence[ListedAgreement], lists: Sequence[date]) -> list[list[ListedAgreement]]:
    """The lines of one agreement in the order of their lists, cut where a list in between lacks it."""
    place = {day: at for at, day in enumerate(lists)}
    runs = [[lines[0]]]
    for before, line in pairwise(lines):
        if place[line.listed_on] == place[before.listed_on] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _span(identity: _Identity, run: Sequence[ListedAgreement], lists: Sequence[date]) -> AgreementSpan:
    first, last = run[0], run[-1]
    next_list = next((day for day in lists if day > last.listed_on), None)
    slug = re.sub(r"[^a-z0-9]+", "-", f"{identity.state} {identity.agency} {identity.model}".lower())
    return AgreementSpan(
        id=f"{slug}-{first.listed_on}",
        state=identity.state,
        agency=_straight(last.agency),
        agency_type=_latest(line.agency_type for line in run),
        county=_latest(line.county for line in run),
        model=identity.model,
        signed_on=_signed(run),
        first_listed_on=first.listed_on,
        last_listed_on=last.listed_on,
        removed_after=last.listed_on if next_list else None,
        removed_before=next_list,
    )


def _signed(run: Sequence[ListedAgreement]) -> date | None:
    """The last date given on which it can have been signed, having stood on the first list."""
    given = [line.signed_on for line in run if line.signed_on and line.signed_on <= run[0].listed_on]
    return given[-1] if given else None


def _latest(values: Iterable[str | None]) -> str | None:
    """The last value that was given: lists before 2025 have neither type nor county."""
    given = [value for value in values if value]
    return given[-1] if given else None
