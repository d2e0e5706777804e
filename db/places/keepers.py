"""Who holds the person, as far as the words of a facility's name tell."""

from __future__ import annotations

from collections.abc import Mapping

from db.places.lists import IceFacility, ListedPrison
from db.places.names import Words, find, words
from db.places.states import STATES
from db.words import Custody


def _runs(*phrases: str) -> tuple[Words, ...]:
    return tuple(tuple(phrase.split()) for phrase in phrases)


# Tried in this order: a federal medical center is federal, a county's juvenile hall is for minors.
_TOLD: tuple[tuple[Custody, tuple[Words, ...]], ...] = (
    (
        Custody.ICE,
        _runs(
            *("hold room", "holding room", "custody case", "service processing center", "processing center"),
            *("ice", "dro", "ero", "ins", "us ins", "immigration", "deportation", "district office"),
            *("field office", "family residential", "district staging", "sub office", "spc"),
        ),
    ),
    (
        Custody.FEDERAL,
        _runs(
            *(
                "us marshals",
                "marshals service",
                "fci",
                "usp",
                "fmc",
                "fdc",
                "fpc",
                "fcc",
                "ftc",
                "fsl",
                "mcfp",
            ),
            *("bop", "bureau of prisons", "federal correctional", "federal detention", "federal prison"),
            *("federal jail", "federal building", "federal medical", "federal facility", "border patrol"),
            *("federal custody", "federal penitentiary", "federal inmate"),
        ),
    ),
    (
        Custody.JUVENILE,
        _runs(
            *(
                "juvenile",
                "youth",
                "youths",
                "boys",
                "girls",
                "childrens",
                "ycf",
                "rydc",
                "yacf",
                "shelter care",
            ),
            *("youthful offender",),
        ),
    ),
    (
        Custody.HOSPITAL,
        _runs(
            *("hospital", "medical center", "psychiatric", "health center", "mental health", "behavioral"),
            *("treatment center",),
        ),
    ),
    (Custody.TRIBAL, _runs("tribal", "tribe", "bureau of indian affairs", "bia", "indian reservation")),
    (
        Custody.REGIONAL_JAIL,
        _runs(
            "regional jail", "regional justice", "regional adult", "multi county", "tri county", "bi county"
        ),
    ),
    (Custody.CITY_LOCKUP, _runs("police", "municipal", "lockup", "lock up", "city of")),
    (
        Custody.STATE_PRISON,
        _runs(
            *("state prison", "state jail", "state penitentiary", "state correctional", "state farm", "aspc"),
            *("csp", "ctf", "cdc", "tdc", "tdcj", "mcf", "sci", "transfer facility", "transfer unit"),
            *("state reformatory", "state training center", "state prerelease"),
        ),
    ),
    (
        Custody.COUNTY_JAIL,
        _runs("county", "parish", "borough", "sheriff", "mcso", "house of correctional"),
    ),
    (Custody.CITY_LOCKUP, _runs("city jail", "city detention")),
)

# A word that tells the keeper in these states and means something else in others. The Bureau of Prisons' metropolitan
# centers stand in New York, Brooklyn, Chicago, San Diego, Los Angeles and Guaynabo; the rest are how a state's prison
# system calls its own: correctional facilities in New York, units in Texas, community prisons under contract in California.
_TOLD_IN: Mapping[str, tuple[Custody, frozenset[str]]] = {
    "mcc": (Custody.FEDERAL, frozenset({"CA", "IL", "NY"})),
    "mdc": (Custody.FEDERAL, frozenset({"CA", "NY", "PR"})),
    "adoc": (Custody.STATE_PRISON, frozenset({"AZ"})),
    "cc": (Custody.STATE_PRISON, frozenset({"IN", "NV", "OK"})),
    "ccf": (Custody.STATE_PRISON, frozenset({"CA"})),
    "cci": (Custody.STATE_PRISON, frozenset({"CA"})),
    "cf": (Custody.STATE_PRISON, frozenset({"NM", "NY"})),
    "ci": (Custody.STATE_PRISON, frozenset({"FL"})),
    "dcj": (Custody.STATE_PRISON, frozenset({"TX"})),
    "mci": (Custody.STATE_PRISON, frozenset({"MA", "MD"})),
    "ncci": (Custody.STATE_PRISON, frozenset({"MA"})),
    "nmcf": (Custody.STATE_PRISON, frozenset({"NM"})),
    "unit": (Custody.STATE_PRISON, frozenset({"TX"})),
}

# Tried last: `Madera County Department of Corrections` is the county's.
_SYSTEM = _runs("department of corrections", "doc", "penitentiary")


def told(name: Words, state: str | None) -> Custody | None:
    """The custody that the words tell; None where they leave it open (`Stateville Correctional`)."""
    for custody, runs in _TOLD:
        if any(find(name, run) is not None for run in runs):
            return custody
    for word, (custody, states) in _TOLD_IN.items():
        if word in name and state in states:
            return custody
    if name and name[-1] == "hold":
        return Custody.ICE
    if any(find(name, run) is not None for run in _SYSTEM):
        return Custody.STATE_PRISON
    return None


def is_whole_system(name: Words, state: str) -> bool:
    """Whether the name is that of the state's department and no single prison: `Florida Department of Corrections`."""
    said = [word for word in name if word not in ("state", "division", "of", "the", "hq")]
    names = {state.lower(), *words(STATES[state].name)}
    rest = [word for word in said if word not in names]
    return rest in (
        ["department", "corrections"],
        ["department", "correctional"],
        ["doc"],
        ["tdc"],
        ["tdcj"],
        ["cdc"],
    )


def of_prison(prison: ListedPrison) -> Custody | None:
    """The custody that HIFLD's keeper stands for; None for MULTI without a county in its name, and NOT AVAILABLE."""
    if prison.juvenile:
        return Custody.JUVENILE
    match prison.type:
        case "COUNTY":
            return Custody.COUNTY_JAIL
        case "STATE":
            return Custody.STATE_PRISON
        case "FEDERAL":
            return Custody.FEDERAL
        case "LOCAL":
            return Custody.CITY_LOCKUP
        case "MULTI" if told(words(prison.name), prison.state) == Custody.COUNTY_JAIL:
            return Custody.COUNTY_JAIL
    return None


_OF_ICE_TYPE = {
    **dict.fromkeys(("HOLD", "STAGING", "TRANSPORT", "SPC", "CDF", "DIGSA", "FAMILY", "MIRP"), Custody.ICE),
    **dict.fromkeys(("HOSPITAL", "HEALTH"), Custody.HOSPITAL),
    **dict.fromkeys(("BOP", "USMS CDF"), Custody.FEDERAL),
    "JUVENILE": Custody.JUVENILE,
}


def of_ice_facility(facility: IceFacility) -> Custody | None:
    """The custody that ICE's detailed type tells; None for contracts (IGSA, USMS IGA), which any keeper may sign."""
    return _OF_ICE_TYPE.get(facility.type)
