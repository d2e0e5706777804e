"""What a client is told when its question cannot be answered: one sentence, a code, the argument, what is accepted."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from graphql import GraphQLError

from db.places.former_counties import FORMER_COUNTIES
from db.places.states import STATES
from db.search.readings import words_of
from schema.codes import Code


class ClientError(GraphQLError):
    """A mistake of the client. `extensions` carries `code`, `argument`, `accepted` and `more`."""

    def __init__(
        self, code: Code, message: str, argument: str, accepted: str | Sequence[str], **more: object
    ) -> None:
        super().__init__(
            message, extensions={"code": code, "argument": argument, "accepted": accepted, **more}
        )


def shown(text: str) -> str:
    """The client's own text, fit to repeat."""
    return f"“{fit_to_repeat(text)}”"


def shown_json(value: object) -> str:
    """A value that the client gave, as JSON writes it, fit to repeat."""
    return fit_to_repeat(orjson.dumps(value).decode())


def fit_to_repeat(text: str) -> str:
    """What a client wrote, short enough and harmless."""
    printable = "".join(c if c.isprintable() else "�" for c in text)
    return printable if len(printable) <= 40 else printable[:37] + "…"


CODES = "US, a state's two letters (MN), a county's five-digit FIPS (27053) or a prison system (CA-CDCR)"
"""What is accepted where a jurisdiction's code is asked for."""


def unknown_jurisdiction(code: str, argument: str) -> ClientError:
    """There is no such code. Of a county that is no more, `replacedBy` has the codes of those that followed it."""
    former = FORMER_COUNTIES.get(code)
    if former is None:
        return ClientError(
            Code.UNKNOWN_JURISDICTION,
            f"There is no jurisdiction with the code {shown(code)}; use {CODES}.",
            argument,
            CODES,
        )
    return ClientError(
        Code.UNKNOWN_JURISDICTION,
        f"{code} was {former.name}, {STATES[former.state].name}, which {former.reason} in {former.since}; "
        f"use {' or '.join(former.replaced_by)}.",
        argument,
        former.replaced_by,
        replacedBy=former.replaced_by,
    )


def require_text(text: str | None, argument: str) -> None:
    """Refuse a NUL character, which no name or code has and PostgreSQL cannot hold, and texts that are too long."""
    if text is None:
        return
    if "\0" in text:
        raise ClientError(
            Code.BAD_USER_INPUT, f"`{argument}` has a NUL character in it.", argument, "text without NUL"
        )
    if len(text) > 200:
        raise ClientError(
            Code.TOO_LARGE, f"`{argument}` is {len(text)} characters long.", argument, "up to 200 characters"
        )


MOST_WORDS = 16
"""Of a search. The longest name has nine; each word is looked for in every name, and in slips of it."""


def require_search(text: str | None) -> None:
    """Refuse a search that is no text for anybody to type: one that is too long, or of too many words."""
    require_text(text, "search")
    if text is not None and (words := len(words_of(text))) > MOST_WORDS:
        raise ClientError(
            Code.TOO_LARGE, f"`search` has {words} words.", "search", f"up to {MOST_WORDS} words in a search"
        )
