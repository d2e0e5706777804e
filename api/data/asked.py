"""What an address asks for: parameters taken by name and type, or refused with what would be accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qsl

from api.data.parameters import (
    AS_OF,
    CALENDAR_YEAR,
    FISCAL_YEAR,
    FROM,
    MONTH,
    ON,
    PERIOD,
    SEARCH,
    TO,
    Parameter,
)
from api.errors import RequestError
from db.words import Word
from schema.codes import Code
from schema.errors import ClientError, require_search, require_text, shown
from schema.inputs import AsOf, DateRange, PeriodInput
from schema.scalars import day_written

W = TypeVar("W", bound=Word)

MOST_DIGITS = 9
"""Of a number in an address: what GraphQL's Int can hold in any case."""

ONE_PERIOD = "one of calendarYear=2025, fiscalYear=2015, month=2015-02, on=2026-02-11 or from=2025-12-01 with to=2026-03-10"


class Asked:
    """The parameters of one request. Each is read by the method for its type; all of them raise ClientError."""

    def __init__(self, query: str, accepted: Iterable[Parameter]) -> None:
        try:
            pairs = parse_qsl(query, keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise RequestError(400, Code.BAD_REQUEST, "The address must be in UTF-8.") from None
        known = {parameter.name: parameter for parameter in accepted}
        self._given: dict[str, list[str]] = {}
        for name, value in pairs:
            if name not in known:
                raise _unknown(name, tuple(known))
            # A NUL character reaches no database, and no answer repeats a text of any length.
            for part in value.split(",") if known[name].many else (value,):
                require_text(part, name)
                self._given.setdefault(name, []).append(part)
            if len(self._given[name]) > 1 and not known[name].many:
                raise ClientError(Code.BAD_USER_INPUT, f"`{name}` is given twice.", name, f"`{name}` once")

    @property
    def canonical(self) -> tuple[tuple[str, str], ...]:
        """What is asked but for the revision, the same however the parameters are ordered."""
        return tuple(
            (name, value)
            for name in sorted(self._given)
            if name != AS_OF.name
            for value in sorted(set(self._given[name]))
        )

    @property
    def pinned(self) -> bool:
        """Whether one revision is asked for, so that the answer stays as it is."""
        return self._given.get(AS_OF.name, [""])[0].isdecimal()

    def text(self, parameter: Parameter) -> str | None:
        """A text, None where it is not given."""
        return self._given.get(parameter.name, [None])[0]

    def search(self) -> str | None:
        """What is searched for, None where it is not given."""
        given = self.text(SEARCH)
        require_search(given)
        return given

    def texts(self, parameter: Parameter) -> list[str] | None:
        """Several texts, None where it is not given."""
        return self._given.get(parameter.name)

    def word(self, parameter: Parameter, words: type[W]) -> W | None:
        """A word of a closed set."""
        found = self.words(parameter, words)
        return found[0] if found else None

    def words(self, parameter: Parameter, words: type[W]) -> list[W] | None:
        """Several words of a closed set."""
        given = self._given.get(parameter.name)
        return None if given is None else [_word(parameter.name, each, words) for each in given]

    def number(self, parameter: Parameter) -> int | None:
        """A whole number."""
        given = self.text(parameter)
        if given is None:
            return None
        if not re.fullmatch(r"-?[0-9]+", given, re.ASCII) or len(given) > MOST_DIGITS:
            raise _refused(parameter, given, f"a whole number, for example {parameter.example}")
        return int(given)

    def day(self, parameter: Parameter) -> date | None:
        """A day."""
        given = self.text(parameter)
        if given is None:
            return None
        found = _day(given)
        if found is None:
            raise _refused(parameter, given, f"a day, for example {parameter.example}")
        return found

    def period(self) -> PeriodInput | None:
        """The period, None where none is given."""
        given = [parameter.name for parameter in PERIOD if parameter.name in self._given]
        if not given:
            return None
        if len(given) > 1 and given != [FROM.name, TO.name]:
            message = f"The period is given in several ways: {', '.join(given)}."
            raise ClientError(Code.BAD_USER_INPUT, message, "period", ONE_PERIOD)
        match given[0]:
            case CALENDAR_YEAR.name:
                return PeriodInput(calendar_year=self.number(CALENDAR_YEAR))
            case FISCAL_YEAR.name:
                return PeriodInput(fiscal_year=self.number(FISCAL_YEAR))
            case MONTH.name:
                return PeriodInput(month=self.text(MONTH))
            case ON.name:
                return PeriodInput(on=self.day(ON))
        start, end = self.day(FROM), self.day(TO)
        if start is None or end is None:
            missing = FROM.name if start is None else TO.name
            message = f"`{given[0]}` is given without `{missing}`."
            raise ClientError(Code.BAD_USER_INPUT, message, missing, ONE_PERIOD)
        return PeriodInput(range=DateRange(from_=start, to=end))

    def as_of(self) -> AsOf | None:
        """The state of the database that is to answer."""
        given = self.text(AS_OF)
        if given is None:
            return None
        if re.fullmatch(r"[0-9]+", given, re.ASCII) and len(given) <= MOST_DIGITS:
            return AsOf(revision=int(given))
        if found := _day(given):
            return AsOf(date=found)
        raise _refused(
            AS_OF, given, "the number of a revision, for example 12, or a day, for example 2026-11-24"
        )


def _day(given: str) -> date | None:
    try:
        return day_written(given)
    except ValueError:
        return None


def _word(name: str, given: str, words: type[W]) -> W:
    if given in words.__members__:
        return words[given]
    accepted = list(words.__members__)
    message = f"`{name}` is {shown(given)} and must be one of {', '.join(accepted)}."
    raise ClientError(Code.BAD_USER_INPUT, message, name, accepted)


def _refused(parameter: Parameter, given: str, accepted: str) -> ClientError:
    message = f"`{parameter.name}` is {shown(given)} and must be {accepted}."
    return ClientError(Code.BAD_USER_INPUT, message, parameter.name, accepted)


def _unknown(name: str, accepted: Sequence[str]) -> ClientError:
    there_are = f"there are {', '.join(accepted)}" if accepted else "none is taken"
    message = f"There is no parameter {shown(name)} here; {there_are}."
    return ClientError(Code.BAD_USER_INPUT, message, shown(name).strip("“”"), accepted)
