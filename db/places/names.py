"""One spelling for the many ways in which lists write one name: words, display names and identifiers.

ICE cuts names at 25 characters and abbreviates at will: `CORREC FAC`, `CO. JAIL`, `FED.CORR.INST.`. Everything
that compares names does so on `words`, so that case, punctuation and abbreviation never decide a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

Words = tuple[str, ...]

_INITIALS = re.compile(r"(?<![a-z])[a-z](?:\.\s?[a-z])+(?![a-z])")
"""Letters with full stops between them: `F.C.I.`, `L. E. C.`; not the initial of a name (`D. RAY JAMES`)."""

_WORD = re.compile(r"[a-z0-9]+")


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text as a set: for the lists of words that code keeps."""
    return frozenset(text.split())


# Abbreviation, cut or common slip -> the word meant. Read off the names in ICE's detainer records and both lists.
_SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(("co", "cnty", "cty", "count", "countyy"), "county"),
    **dict.fromkeys(("corr", "cor", "correc", "correct", "correction", "corrections"), "correctional"),
    **dict.fromkeys(("corections", "corrl"), "correctional"),
    **dict.fromkeys(("ctr", "cntr", "cnt", "cent", "cen", "cente", "centr", "centre", "ceneter"), "center"),
    **dict.fromkeys(("det", "detent", "deten", "detn"), "detention"),
    **dict.fromkeys(("fac", "facil", "faci", "fclty", "facilty", "facilities"), "facility"),
    **dict.fromkeys(("inst", "institut", "institute", "instit", "instr"), "institution"),
    **dict.fromkeys(("dept", "dpt"), "department"),
    **dict.fromkeys(("pen", "penn", "pent"), "penitentiary"),
    **dict.fromkeys(("juv", "juvy", "juven", "juvenille", "juvi"), "juvenile"),
    **dict.fromkeys(("sheriffs", "sherrif"), "sheriff"),
    "ark": "arkansas",
    "brrj": "blue ridge regional jail",
    "calif": "california",
    "classif": "classification",
    "colo": "colorado",
    "comm": "community",
    "cust": "custody",
    "dist": "district",
    "div": "division",
    "fed": "federal",
    "ft": "fort",
    "hgts": "heights",
    "holdroom": "hold room",
    "hosp": "hospital",
    "hse": "house",
    "hts": "heights",
    "lec": "law enforcement center",
    "med": "medical",
    "met": "metropolitan",
    "metro": "metropolitan",
    "minn": "minnesota",
    "miss": "mississippi",
    "mt": "mount",
    "par": "parish",
    "pd": "police department",
    "pol": "police",
    "pris": "prison",
    "recept": "reception",
    "reg": "regional",
    "rehab": "rehabilitation",
    "rm": "room",
    "ste": "sainte",
    "tenn": "tennessee",
}

# The long words that end most names, and so are the ones that ICE's 25 characters cut: `Nebraska Dept of Correcti`.
_OFTEN_CUT = (
    "correctional",
    "department",
    "detention",
    "facility",
    "institution",
    "penitentiary",
    "reception",
)
_LEAST_LEFT = 5
"""The letters that must be left of a cut word, so that no short word is taken for one."""

# Runs of words -> their one form, in this order: a later form may build on an earlier one.
_PHRASES: tuple[tuple[Words, Words], ...] = tuple(
    (tuple(written.split()), tuple(meant.split()))
    for written, meant in (
        ("federal correctional institution", "fci"),
        ("federal correctional facility", "fci"),
        ("federal correctional complex", "fcc"),
        ("federal correctional center", "fcc"),
        ("federal ci", "fci"),
        ("federal medical center", "fmc"),
        ("federal detention center", "fdc"),
        ("federal prison camp", "fpc"),
        ("federal transfer center", "ftc"),
        ("united states", "us"),
        ("u s", "us"),
        ("us marshal", "us marshals"),
        ("us marshall", "us marshals"),
        ("us marshalls", "us marshals"),
        ("usms", "us marshals"),
        ("us penitentiary", "usp"),
        ("us medical center for federal prisoners", "mcfp"),
        ("metropolitan detention center", "mdc"),
        ("metropolitan correctional center", "mcc"),
        ("minnesota correctional facility", "mcf"),
        ("minnesota cf", "mcf"),
        ("minnesota c f", "mcf"),
        ("le center", "law enforcement center"),
        ("sheriff jail", "jail"),
        ("county sheriff department", "county sheriff"),
        ("county sheriff office", "county sheriff"),
        ("department of correctional", "department of corrections"),
        ("department correctional", "department of corrections"),
        ("state p", "state prison"),
        ("medical fci", "medium fci"),
    )
)

_STATE_AFTER_ST = frozenset({"prison", "penitentiary", "correctional", "hospital", "jail", "reformatory"})
"""`ST` before one of these is State; anywhere else it is Saint."""

_ACRONYMS = vocabulary(
    "aci adc adoc aspc bop cca ci dc dcj doc dro edny edtx ero fci geo ice ihp ii iii ins mci mcso ncci ndny ne nyc okc "
    "sci sdny us usp wdny"
)
_NO_VOWEL = re.compile(r"[bcdfghjklmnpqrstvwxz]{2,}")
"""What cannot be spoken is an abbreviation: `FCI`, `MCF`, `TDCJ`."""

_SMALL = frozenset({"and", "at", "de", "del", "for", "of", "on", "the", "to"})
_DISPLAYED: Mapping[str, str] = {
    "dr": "Dr",
    "jr": "Jr",
    "saint": "St.",
    "sainte": "Ste.",
    "womens": "Women's",
    "mens": "Men's",
    "childrens": "Children's",
    "obrien": "O'Brien",
    "dekalb": "DeKalb",
    "desoto": "DeSoto",
    "dupage": "DuPage",
    "lasalle": "LaSalle",
}


# A load reads each name of the lists and of the sources several times.
@lru_cache(maxsize=1 << 17)
def words(name: str) -> Words:
    """The name as lower-case words without accents, punctuation or abbreviations; empty for an empty name.

    `words(" ".join(words(name))) == words(name)`: a second pass changes nothing.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("'", "").replace("`", "").replace("&", " and ")
    plain = _INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", plain)
    tokens = _WORD.findall(plain)
    tokens[-1:] = [_whole(token) for token in tokens[-1:]]
    spelled: list[str] = []
    for index, token in enumerate(tokens):
        following = _SPELLINGS.get(tokens[index + 1], tokens[index + 1]) if index + 1 < len(tokens) else ""
        if token == "st":
            spelled.append("state" if following in _STATE_AFTER_ST else "saint")
        elif token == "no" and index == 0 and following:
            spelled.append("north")
        else:
            spelled.extend(_SPELLINGS.get(token, token).split())
    return _fold_phrases(tuple(spelled))


def _whole(last: str) -> str:
    """The last word of a name, with what a cut took from it."""
    if len(last) >= _LEAST_LEFT:
        return next((word for word in _OFTEN_CUT if word.startswith(last)), last)
    return last


def _fold_phrases(spelled: Words) -> Words:
    """Write every run of words that has one form in that form."""
    # What one phrase leaves can be another: "sheriff sheriff jail". No phrase makes itself, so this ends.
    before: Words = ()
    while spelled != before:
        before = spelled
        for written, meant in _PHRASES:
            start = 0
            while (at := find(spelled, written, start)) is not None:
                spelled = spelled[:at] + meant + spelled[at + len(written) :]
                start = at + len(meant)
    return spelled


def find(within: Words, run: Words, start: int = 0) -> int | None:
    """The index at which the run of words begins, from `start` on; None if it is not there."""
    if run and run[0] not in within:
        return None
    for at in range(start, len(within) - len(run) + 1):
        if within[at : at + len(run)] == run:
            return at
    return None


def squash(name: str | Words) -> str:
    """The words run together, so that `De Kalb` and `DeKalb`, `O'Brien` and `OBRIEN` are one key."""
    return "".join(words(name) if isinstance(name, str) else name)


def display(name: Words, state: str | None = None) -> str:
    """The words in readable capitals: `Hennepin County ADC`, `McLeod County Jail`, `MCF St. Cloud`.

    The postal code of `state`, where the name has it, stays in capitals: `NC Department of Corrections`.
    """
    shown = [word.upper() if word.upper() == state else _capitalise(word) for word in name]
    return " ".join(shown[:1] + [word.lower() if word.lower() in _SMALL else word for word in shown[1:]])


def _capitalise(word: str) -> str:
    if word in _DISPLAYED:
        return _DISPLAYED[word]
    if word in _ACRONYMS or _NO_VOWEL.fullmatch(word):
        return word.upper()
    if word.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def slug(prefix: str, name: Words) -> str:
    """An identifier of lower-case words and hyphens: `mn-hennepin-county-adc`."""
    return "-".join((prefix.lower(), *name))
