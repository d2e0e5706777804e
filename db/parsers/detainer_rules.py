"""What a row of ICE's current detainer releases must fulfil to be counted, as rules on a frame of text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from db.parsers.detainer_columns import TOLD
from db.places.states import CODE_OF_NAME, STATES

# ICE blacks a cell out by naming the exemption: b(6), b(7)c.
REDACTED = r"^\(?[bB]\)?\s*\(\d"
BY_YEAR = ("%Y-%m-%d", r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$", 10)
BY_MONTH = ("%m/%d/%Y", r"^\d{1,2}/\d{1,2}/\d{4}$", None)
BY_SHORT_YEAR = ("%m/%d/%y", r"^\d{1,2}/\d{1,2}/\d{2}$", None)
CODE_OF_STATE = {**CODE_OF_NAME, **{code: code for code in STATES}}
FISCAL_YEAR_IN_SHEET = r"(?i)\bFY\s?(?:20)?(\d{2})\b"

MUST_BE_A_DATE = "must be a date"
IN_THE_WINDOW = "must lie in the window of the source and not after the day of the file"
IN_THE_FISCAL_YEAR = "must lie in the fiscal year that its sheet is named after"
A_STATE = "must be a state or territory, or blank"
SOME_PLACE = "must not be blank where the state is blank too"


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a release may speak of, both counted."""

    first: date
    last: date


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without blanks around its texts; blank and blacked-out cells are null."""
    text = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when((text != "") & ~text.str.contains(REDACTED)).then(text))


def judged(frame: pl.DataFrame, sheet: str | None, window: Window) -> pl.DataFrame:
    """The cleaned frame with `day` and `code of state`, and for a row that breaks a rule `rule` and `at fault`."""
    upper = pl.col("state").str.to_uppercase().str.replace_all(r"\s+", " ")
    read = frame.with_columns(
        _day().alias("day"),
        upper.replace_strict(CODE_OF_STATE, default=None, return_dtype=pl.String).alias("code of state"),
    )
    day = pl.col("day")
    rules = [
        ("prepare date", day.is_null(), MUST_BE_A_DATE),
        ("prepare date", ~day.is_between(window.first, window.last), IN_THE_WINDOW),
        ("state", pl.col("state").is_not_null() & pl.col("code of state").is_null(), A_STATE),
        ("facility", pl.col("facility").is_null() & pl.col("state").is_null(), SOME_PLACE),
    ]
    rules.insert(2, ("prepare date", _not_of_fiscal_year(sheet), IN_THE_FISCAL_YEAR))
    rule = at_fault = pl.lit(None, dtype=pl.String)
    for column, broken, sentence in reversed(rules):
        rule = pl.when(broken).then(pl.lit(sentence)).otherwise(rule)
        at_fault = pl.when(broken).then(pl.lit(column)).otherwise(at_fault)
    return read.with_columns(rule.alias("rule"), at_fault.alias("at fault"))


def told(row: dict[str, object]) -> dict[str, str]:
    """The cells of a row that may be kept: what would be counted, and nothing else of the person."""
    return {name: str(row[name] or "") for name in TOLD}


def _day() -> pl.Expr:
    text = pl.col("prepare date")
    found = [
        pl.when(text.str.contains(pattern)).then(text.str.slice(0, length)).str.to_date(form, strict=False)
        for form, pattern, length in (BY_YEAR, BY_MONTH, BY_SHORT_YEAR)
    ]
    return pl.coalesce(found)


def _not_of_fiscal_year(sheet: str | None) -> pl.Expr:
    """Whether the day contradicts the sheet; a republished row names its sheet, other rows stand in theirs."""
    named = pl.coalesce(pl.col("original sheet"), pl.lit(sheet, dtype=pl.String))
    fiscal_year = named.str.extract(FISCAL_YEAR_IN_SHEET).cast(pl.Int32)
    return (pl.col("day").dt.offset_by("3mo").dt.year() % 100 != fiscal_year).fill_null(False)
