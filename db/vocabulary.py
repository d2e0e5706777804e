"""ICE's raw words for forms and lift reasons, and this project's words for them.

The raw text is always kept beside the word. The lift reasons are those seen in ICE's files of 2007 to 2015 (FOIA
15-87693) and of October 2022 to March 2026; the forms are ICE's own numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from db.words import DetainerForm, ExclusionReason, Outcome

# "I247A - Immigration Detainer - Notice of Action (as of May 2025)": the number of the form stands first.
FORM_NUMBER = re.compile(r"I-?247(?P<letter>[A-Z]?)\b")
FORM_OF_LETTER = {
    "": DetainerForm.I_247,
    "A": DetainerForm.I_247A,
    "D": DetainerForm.I_247D,
    "N": DetainerForm.I_247N,
    "X": DetainerForm.I_247X,
    "G": DetainerForm.I_247G,
}

LIFT_REASONS_OF_OUTCOME = {
    Outcome.PICKED_UP: ("Booked into Detention",),
    Outcome.DECLINED_BY_AGENCY: ("Detainer Declined by LEA",),
    Outcome.NOTICE_FAILURE: ("Insufficient Notice to ICE",),
    Outcome.LEFT_CUSTODY: (
        "Early Release",
        "No longer in State, Local, or Federal Custody",
        "Transferred",
    ),
    Outcome.ICE_DID_NOT_PURSUE: (
        "ICE Temporary Resource Constraint",
        "Prosecutorial Discretion",
        "Lifted - Lack of Funds",
        "Lifted - Lack of Space",
        "Not Amenable to Removal",
        "Noncitizen Not Amenable to Removal",
        "Alien Not Subject to Deportation",
        "USC or Presumptive Claim to US Citizenship",
        "United States Citizen Interviewed",
    ),
    Outcome.ADMINISTRATIVE: (
        "Case Closed",
        "Judicial Review",
        "Duplicate",
        "Superseding - New Form Issued",
    ),
    Outcome.DIED: ("Died",),
    # ICE lifted the detainer and gives no further reason.
    Outcome.OTHER: ("Lifted",),
}

EXCLUSION_OF_LIFT_REASON = {
    "Duplicate": ExclusionReason.DUPLICATE,
    "Superseding - New Form Issued": ExclusionReason.SUPERSEDED,
    "Died": ExclusionReason.DIED,
}


def lumped_outcomes(names: Collection[str]) -> frozenset[Outcome]:
    """The outcomes of which a source names only some lift reasons, or none, because it adds the others up as one."""
    if not names:
        return frozenset()
    return frozenset(
        outcome
        for outcome, texts in LIFT_REASONS_OF_OUTCOME.items()
        if outcome is not Outcome.OTHER and not set(texts) <= set(names)
    )


def _spelt(text: str) -> str:
    """The text without the differences of case and blanks that ICE's files have among themselves."""
    return " ".join(text.casefold().split())


_OUTCOME_OF = {_spelt(text): outcome for outcome, texts in LIFT_REASONS_OF_OUTCOME.items() for text in texts}
_EXCLUSION_OF = {_spelt(text): reason for text, reason in EXCLUSION_OF_LIFT_REASON.items()}


def form_of(raw: str | None) -> DetainerForm:
    """The form by the number that its raw text begins with; OTHER for a blank or another text."""
    found = FORM_NUMBER.match((raw or "").strip().upper())
    return FORM_OF_LETTER.get(found["letter"], DetainerForm.OTHER) if found else DetainerForm.OTHER


def outcome_of(raw: str | None) -> Outcome:
    """The outcome that a raw lift reason belongs to: NOT_RECORDED for a blank, OTHER for an unknown text."""
    spelt = _spelt(raw or "")
    return _OUTCOME_OF.get(spelt, Outcome.OTHER) if spelt else Outcome.NOT_RECORDED


def exclusion_of(raw: str | None) -> ExclusionReason | None:
    """Why detainers with a raw lift reason are left out of the rates of ended detainers; None where they are not."""
    spelt = _spelt(raw or "")
    return _EXCLUSION_OF.get(spelt) if spelt else ExclusionReason.OPEN
