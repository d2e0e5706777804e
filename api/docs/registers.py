"""Facts from where each is kept: words and their meanings, codes of errors, limits, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getdoc

from api import settings
from api.limits import LIMITS
from db import words
from db.meaning.phrases import number, sentence
from db.vocabulary import LIFT_REASONS_OF_OUTCOME
from schema.codes import Code

SETTING = re.compile(r"^(?P<names>[A-Z]\w+(?:, [A-Z]\w+)*) {2,}(?P<meaning>\S.*)$")


def codes() -> str:
    """The codes of errors as a table; each can be linked to by its name in small letters."""
    rows = [f'| <span id="{code.lower()}">`{code}`</span> | {code.description} |' for code in Code]
    return "\n".join(["| Code | Meaning |", "| --- | --- |", *rows])


def limits_of_a_question() -> str:
    """Every limit of a question, as a table, in the order in which they are held against it."""
    rows = [
        f"| {sentence(limit.what)} | {number(limit.most)} | [`{limit.code}`](errors.md#{limit.code.lower()}) |"
        for limit in LIMITS
    ]
    return "\n".join(["| What is counted | At most | Refused with |", "| --- | --- | --- |", *rows])


def meanings(vocabulary: str) -> str:
    """What each word of a closed set means, as a table."""
    rows = [f"| `{word}` | {word.description} |" for word in getattr(words, vocabulary)]
    return "\n".join(["| Word | Meaning |", "| --- | --- |", *rows])


def lift_reasons() -> str:
    """Which of ICE's words are grouped under which outcome, as a table."""
    rows = [f"| `{outcome}` | {'; '.join(reasons)} |" for outcome, reasons in LIFT_REASONS_OF_OUTCOME.items()]
    return "\n".join(["| Outcome | ICE's words |", "| --- | --- |", *rows])


def constant(place: str) -> int:
    """A whole number of the program, by `module:NAME`; one that has moved stops the build."""
    module, _, name = place.partition(":")
    value = getattr(import_module(module), name)
    assert isinstance(value, int)
    return value


def environment_variables() -> str:
    """What the environment may say, as `api.settings` tells it, as a table."""
    rows = [f"| {names} | {meaning} |" for names, meaning in _told()]
    return "\n".join(["| Variable | Meaning and default |", "| --- | --- |", *rows])


def _told() -> Iterator[tuple[str, str]]:
    """The names of each line of the module's list, as code, and what it says; a line that is indented goes on."""
    names, meaning = "", ""
    for line in (getdoc(settings) or "").splitlines():
        if found := SETTING.match(line):
            if names:
                yield names, meaning
            names = ", ".join(f"`{name}`" for name in found["names"].split(", "))
            meaning = found["meaning"]
        elif names and line.startswith("  "):
            meaning = f"{meaning} {line.strip()}"
        elif names and not line.strip():
            yield names, meaning
            names = ""
    if names:
        yield names, meaning
