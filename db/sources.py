"""The sources, as `sources.toml` describes them: who publishes them, what they cover, and what they must add up to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from db.keys import Keys, TomlError
from db.words import Dimension, PlaceGrain, TimeGrain

# The fields of rows that a published total may be of; `from` and `to` bound the days of a row.
SELECTABLE = {
    "state",
    "jurisdiction",
    "facility",
    "form",
    "lift_reason",
    "from",
    "to",
    "listed_on",
    "code",
    "year",
}


class SourcesError(Exception):
    """`sources.toml` breaks a rule; the message says in one sentence where and which."""


@dataclass(frozen=True, slots=True)
class GrainEntry:
    """How finely a source counts in one of its tables, and over which days, both counted.

    `within` is the code of the jurisdiction that the table covers whole: a place in it that the table does not
    list has none. `states_known` says whether its facilities come with their state. A grain that is not
    `stored` is read only to reconcile with. `leaves_out_blank`: the table lacks the detainers without a lift
    reason. `names`: the lift reasons that it names, where it adds up all others as one; none where it names all.
    """

    id: str
    place: PlaceGrain
    within: str
    time: TimeGrain
    dimensions: tuple[Dimension, ...]
    start: date
    end: date
    states_known: bool
    stored: bool
    leaves_out_blank: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A total that the selected rows must have: detainers, people or arrests where rows carry them, else rows.

    `grain` None selects the rows of every grain. `where` holds fields of rows and their values, "" for blank.
    """

    grain: str | None
    total: int
    where: Mapping[str, str | int | date]


@dataclass(frozen=True, slots=True)
class SameTotals:
    """Two grains of one source that must have the same total in each step of `by` that both cover whole."""

    grain: str
    same_as: str
    by: TimeGrain


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a release may move from the one before it, as shares from 0 to 1; None where no bound is set.

    `total` of all that both cover, `month` of one month, `quarantined` of the rows; `new_texts` is a number of lift
    reasons and forms that no release had before.
    """

    total: float | None
    month: float | None
    quarantined: float | None
    new_texts: int | None


@dataclass(frozen=True, slots=True)
class FilesEntry:
    """The files of a source that have one layout, and how many lines below its header each of them must have."""

    pattern: str
    parser: str
    least_rows: int
    most_rows: int

    def paths(self, folder: Path) -> list[Path]:
        """The files in the folder of sources, in the order of their names."""
        return sorted(folder.glob(self.pattern))


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A publication and what must be known of it. Of two sources, the one with the lower `preference` is used.

    `starts` and `ends` are the first and the last day that it speaks of; None where it has no such day.
    `url` is None for a compilation whose parts carry their own. `shipped`: its figures are in the snapshot.
    `piecemeal`: a file of it stands for itself and is added to those before it; else all its files are one whole.
    """

    id: str
    title: str
    publisher: str
    via: str | None
    url: str | None
    license: str
    cadence: str
    starts: date | None
    ends: date | None
    preference: int
    shipped: bool
    piecemeal: bool
    drift: Drift
    limitations: tuple[str, ...]
    missingness: tuple[str, ...]
    lag: tuple[str, ...]
    files: tuple[FilesEntry, ...]
    grains: tuple[GrainEntry, ...]
    totals: tuple[PublishedTotal, ...]
    crosschecks: tuple[SameTotals, ...]

    @property
    def limits(self) -> tuple[str, ...]:
        """What the source cannot tell, what it lacks and how late it is, a sentence each."""
        return (*self.limitations, *self.missingness, *self.lag)

    def grain(self, name: str) -> GrainEntry:
        """The grain of that name; a parser asks for the grains of its own source alone."""
        return next(grain for grain in self.grains if grain.id == name)


@cache
def read_sources() -> Mapping[str, SourceEntry]:
    """Every source by its ID, in the order of `sources.toml`; `SourcesError` where that breaks a rule."""
    return sources_from((files("db") / "sources.toml").read_text("utf-8"))


def sources_from(text: str) -> Mapping[str, SourceEntry]:
    """The sources that a text in the form of `sources.toml` describes."""
    try:
        return {name: _source(name, Keys(name, table)) for name, table in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, TomlError) as error:
        raise SourcesError(f"sources.toml: {error}") from error


def _source(name: str, keys: Keys) -> SourceEntry:
    source = SourceEntry(
        id=name,
        title=keys.take("title", str),
        publisher=keys.take("publisher", str),
        via=keys.take_if("via", str),
        url=keys.take_if("url", str),
        license=keys.take("license", str),
        cadence=keys.take("cadence", str),
        starts=keys.take_if("from", date),
        ends=keys.take_if("to", date),
        preference=keys.take("preference", int),
        shipped=keys.flag("shipped", otherwise=True),
        piecemeal=keys.flag("piecemeal", otherwise=False),
        drift=_drift(keys.table_if("drift")),
        limitations=keys.sentences("limitations"),
        missingness=keys.sentences("missingness"),
        lag=keys.sentences("lag"),
        files=tuple(_files(entry) for entry in keys.tables("files")),
        grains=tuple(_grain(entry) for entry in keys.tables("grains")),
        totals=tuple(_total(entry) for entry in keys.tables("totals")),
        crosschecks=tuple(_same_totals(entry) for entry in keys.tables("same_totals")),
    )
    keys.end()
    if not source.files:
        raise TomlError(f"{name} must have files.")
    known = {grain.id for grain in source.grains}
    asked = {total.grain for total in source.totals if total.grain}
    asked |= {grain for check in source.crosschecks for grain in (check.grain, check.same_as)}
    if asked - known:
        raise TomlError(f"{name} checks the grain {min(asked - known)}, which it does not have.")
    return source


def _drift(keys: Keys) -> Drift:
    drift = Drift(
        total=keys.take_if("total", float),
        month=keys.take_if("month", float),
        quarantined=keys.take_if("quarantined", float),
        new_texts=keys.take_if("new_texts", int),
    )
    keys.end()
    return drift


def _files(keys: Keys) -> FilesEntry:
    least, most = keys.span("rows", int)
    entry = FilesEntry(keys.take("pattern", str), keys.take("parser", str), least, most)
    keys.end()
    return entry


def _grain(keys: Keys) -> GrainEntry:
    start, end = keys.span("window", date)
    grain = GrainEntry(
        id=keys.take("id", str),
        place=keys.word("place", PlaceGrain),
        within=keys.take("within", str),
        time=keys.word("time", TimeGrain),
        dimensions=keys.words("dimensions", Dimension),
        start=start,
        end=end,
        states_known=keys.take("states_known", bool),
        stored=keys.take("stored", bool),
        leaves_out_blank=keys.take_if("leaves_out_blank", bool) or False,
        names=tuple(keys.take_if("names", list) or ()),
    )
    keys.end()
    return grain


def _total(keys: Keys) -> PublishedTotal:
    total = PublishedTotal(keys.take_if("grain", str), keys.take("total", int), keys.rest())
    if set(total.where) - SELECTABLE:
        raise TomlError(
            f"{keys.where} selects by “{min(set(total.where) - SELECTABLE)}”, which rows do not have."
        )
    return total


def _same_totals(keys: Keys) -> SameTotals:
    check = SameTotals(keys.take("grain", str), keys.take("same_as", str), keys.word("by", TimeGrain))
    keys.end()
    return check
