"""Who holds, as far as the words of a name and the types of the lists tell."""

import pytest

from db.places.keepers import is_whole_system, of_ice_facility, of_prison, told
from db.places.lists import IceFacility, ListedPrison
from db.places.names import words
from db.words import Custody


@pytest.mark.parametrize(
    ("name", "state", "custody"),
    [
        ("US MARSHAL'S, ND", "ND", Custody.FEDERAL),
        ("U.S.P. ATWATER", "CA", Custody.FEDERAL),
        ("ATLANTA U.S. PEN.", "GA", Custody.FEDERAL),
        ("LOS ANGELES MET.DET.CTR.", "CA", Custody.FEDERAL),
        ("METROPOLITAN DETENTION CENTER", "NM", None),
        ("SAN DIEGO MCC", "CA", Custody.FEDERAL),
        ("MCC TWIN RIVERS", "WA", None),
        ("FEDERAL HEIGHTS POLICE DEPT", "CO", Custody.CITY_LOCKUP),
        ("SACRAMENTO HOLD", "CA", Custody.ICE),
        ("KROME NORTH SPC", "FL", Custody.ICE),
        ("MONTEREY CO JUVENILE HALL", "CA", Custody.JUVENILE),
        ("HENNEPIN COUNTY MED CTR", "MN", Custody.HOSPITAL),
        ("ROCHESTER FED.MED.CENTER", "MN", Custody.FEDERAL),
        ("NEW RIVER VALLEY REG. JAIL", "VA", Custody.REGIONAL_JAIL),
        ("MADERA CO DEPT OF CORRECT", "CA", Custody.COUNTY_JAIL),
        ("N.C. DEPT OF CORRECTIONS", "NC", Custody.STATE_PRISON),
        ("WESTCHESTER COUNTY PENITENTIARY", "NY", Custody.COUNTY_JAIL),
        ("TRAVIS COUNTY STATE JAIL", "TX", Custody.STATE_PRISON),
        ("ULSTER CF, NAPANOCH", "NY", Custody.STATE_PRISON),
        ("POMONA CITY JAIL", "CA", Custody.CITY_LOCKUP),
        ("CALCASIEU PARISH PRISON", "LA", Custody.COUNTY_JAIL),
        ("STATEVILLE CORRECTIONS", "IL", None),
        ("LAKE CITY CORRECTIONAL INSTITUTION", "FL", None),
        ("", None, None),
    ],
)
def test_the_name_tells_the_keeper_or_leaves_it_open(
    name: str, state: str | None, custody: Custody | None
) -> None:
    assert told(words(name), state) is custody


def test_a_departments_prison_is_not_the_department() -> None:
    assert is_whole_system(words("FL DEPT OF CORRECTIONS"), "FL")
    assert is_whole_system(words("IA DEPT OF CORRECTIONS HQ"), "IA")
    assert not is_whole_system(words("TEXAS DOC - MIDDLETON UNIT"), "TX")


@pytest.mark.parametrize(
    ("name", "type_", "juvenile", "custody"),
    [
        ("SHERBURNE COUNTY JAIL", "MULTI", False, Custody.COUNTY_JAIL),
        ("EDEN DETENTION CENTER", "MULTI", False, None),
        ("AUTRY STATE PRISON", "STATE", False, Custody.STATE_PRISON),
        ("COPPER LAKE SCHOOL", "STATE", True, Custody.JUVENILE),
        ("TORRANCE CITY JAIL", "LOCAL", False, Custody.CITY_LOCKUP),
        ("FCI MIAMI CAMP", "FEDERAL", False, Custody.FEDERAL),
        ("POLICIA DE MUNICIPAL CATANO", "NOT AVAILABLE", False, None),
    ],
)
def test_hiflds_type_tells_the_keeper(name: str, type_: str, juvenile: bool, custody: Custody | None) -> None:
    assert of_prison(ListedPrison(2, name, "CITY", "XX", type_, juvenile, "00000")) is custody


@pytest.mark.parametrize(
    ("type_", "custody"),
    [("IGSA", None), ("USMS IGA", None), ("BOP", Custody.FEDERAL), ("HOLD", Custody.ICE), ("?", None)],
)
def test_a_contract_of_ice_does_not_tell_the_keeper(type_: str, custody: Custody | None) -> None:
    assert of_ice_facility(IceFacility(2, "CODE", "NAME", "CITY", "COUNTY", "MN", type_)) is custody
