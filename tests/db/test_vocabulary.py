from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.vocabulary import exclusion_of, form_of, outcome_of
from db.words import DetainerForm, ExclusionReason, Outcome

# Every lift reason that the README of the records lists, and what design.md's outcome for it is.
OUTCOMES = {
    "Booked into Detention": "PICKED_UP",
    "Detainer Declined by LEA": "DECLINED_BY_AGENCY",
    "No longer in State, Local, or Federal Custody": "LEFT_CUSTODY",
    "Insufficient Notice to ICE": "NOTICE_FAILURE",
    "Early Release": "LEFT_CUSTODY",
    "ICE Temporary Resource Constraint": "ICE_DID_NOT_PURSUE",
    "Prosecutorial Discretion": "ICE_DID_NOT_PURSUE",
    "Not Amenable to Removal": "ICE_DID_NOT_PURSUE",
    "Noncitizen Not Amenable to Removal": "ICE_DID_NOT_PURSUE",
    "USC or Presumptive Claim to US Citizenship": "ICE_DID_NOT_PURSUE",
    "Case Closed": "ADMINISTRATIVE",
    "Judicial Review": "ADMINISTRATIVE",
    "Duplicate": "ADMINISTRATIVE",
    "Superseding - New Form Issued": "ADMINISTRATIVE",
    "Lifted": "OTHER",
    "Lifted - Lack of Funds": "ICE_DID_NOT_PURSUE",
    "Lifted - Lack of Space": "ICE_DID_NOT_PURSUE",
    "Transferred": "LEFT_CUSTODY",
    "Alien Not Subject to Deportation": "ICE_DID_NOT_PURSUE",
    "United States Citizen Interviewed": "ICE_DID_NOT_PURSUE",
    "Died": "DIED",
    "Other (not named by the source)": "OTHER",
    "A reason that ICE has yet to invent": "OTHER",
    "": "NOT_RECORDED",
}

FORMS = {
    "I247 - Immigration Detainer - Notice of Action (as of March 2013)": "I_247",
    "I247 - Immigration Detainer - Notice of Action (prior to March 2013)": "I_247",
    "I247D - Immigration Detainer - Request for Action": "I_247D",
    "I247N - Immigration Advisal - Request for Notification": "I_247N",
    "I247A - Immigration Detainer - Immigration Detainer - Notice of Action": "I_247A",
    "I247A - Immigration Detainer - Notice of Action (as of May 2025)": "I_247A",
    "I-247X": "I_247X",
    "i247g - Request for Advance Notification of Release": "I_247G",
    "I247Z": "OTHER",
    "I2470": "OTHER",
    "Form I-200": "OTHER",
    "": "OTHER",
}


@pytest.mark.parametrize(("raw", "outcome"), OUTCOMES.items())
def test_each_lift_reason_has_its_outcome(raw: str, outcome: str) -> None:
    assert outcome_of(raw) is Outcome[outcome]


@pytest.mark.parametrize(("raw", "form"), FORMS.items())
def test_a_form_is_known_by_its_number(raw: str, form: str) -> None:
    assert form_of(raw) is DetainerForm[form]


def test_a_blank_is_not_recorded_and_still_open() -> None:
    assert outcome_of(None) is Outcome.NOT_RECORDED
    assert exclusion_of(None) is ExclusionReason.OPEN
    assert form_of(None) is DetainerForm.OTHER


def test_only_these_lift_reasons_are_left_out_of_rates() -> None:
    assert {raw: exclusion_of(raw) for raw in OUTCOMES if exclusion_of(raw)} == {
        "Duplicate": ExclusionReason.DUPLICATE,
        "Superseding - New Form Issued": ExclusionReason.SUPERSEDED,
        "Died": ExclusionReason.DIED,
        "": ExclusionReason.OPEN,
    }


@given(st.sampled_from(sorted(OUTCOMES)), st.text(" \t", max_size=3))
def test_case_and_blanks_make_no_difference(raw: str, blanks: str) -> None:
    written = blanks + raw.upper().replace(" ", " " + blanks) + blanks
    assert outcome_of(written) is outcome_of(raw)
    assert exclusion_of(written) is exclusion_of(raw)


def test_every_lift_reason_in_the_files_is_known(sources: Path) -> None:
    folder = sources / "ice-detainers"
    foia = pl.read_excel(folder / "FOIA-15-87693_detainers_FY15YTD.xlsx", infer_schema_length=None)
    seen = {raw or "" for raw in foia["Detainer Lift Reason"].unique()}
    for name in ("public", "private"):
        table = pl.read_csv(folder / f"facility_by_lift_reason_2007_2015_{name}.csv")
        seen |= set(table["lift_reason"].unique())
    assert seen <= OUTCOMES.keys()
    assert {raw for raw in seen if outcome_of(raw) is Outcome.OTHER} == {"Lifted"}
