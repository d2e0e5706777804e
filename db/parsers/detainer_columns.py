"""The columns of ICE's current detainer releases, by the names that ICE and its republisher have used."""

from __future__ import annotations

from collections.abc import Mapping

# ICE's own name first, then the Deportation Data Project's, then ICE's of earlier releases.
NAMES: Mapping[str, tuple[str, ...]] = {
    "prepare date": ("detainer prepare date", "detainer prepared date"),
    "facility": ("detainer facility", "detention facility"),
    "facility code": ("detainer facility code", "detention facility code"),
    "city": ("facility city",),
    "state": ("facility state",),
    "criminality": ("detainer criminality", "detainer prepared criminality"),
    "lift reason": ("detainer lift reason",),
    "form": ("detainer type",),
    "id": ("anonymized identifier", "unique identifier"),
    "likely duplicate": ("duplicate likely",),
    "original file": ("file original",),
    "original sheet": ("sheet original",),
    "original row": ("row original",),
}
"""What is read, and the plain names that a column for it may have."""

REPUBLISHED = ("likely duplicate", "original file", "original sheet", "original row")
"""What only a republished file has."""

TOLD = ("prepare date", "facility", "facility code", "city", "state", "criminality", "lift reason", "form")
"""What may be kept of a row that breaks a rule. The ID serves to find repeats while the file is read and is in none
of them."""

NOT_READ = frozenset(
    " ".join(name.split())
    for name in """
    facility aor; port of departure; departure country; departed date; case status; detainer threat level;
    detainer prep threat level; detainer prepared threat level; gender; citizenship country; birth country;
    birth date; birth year; entry status; msc charge; most serious conviction charge; msc sentence days;
    msc sentence months; msc sentence years; msc charge code; msc charge date; msc conviction date;
    aggravated felon yes no; felon; processing disposition; case category; toa case category;
    arrest time case category; toa current program; arrest time current program; apprehension method;
    final order yes no; final order date; apprehension date; entry date; prior felony yes no;
    multiple prior misd yes no; violent misdemeanor yes no; illegal entry yes no; illegal reentry yes no;
    immigration fraud yes no; significant risk yes no; other removal reason yes no; other removal reason;
    criminal street gang yes no; aggravated felony yes no; deportation ordered yes no;
    order to show cause served yes no; order show cause served yes no; order to show cause served date;
    biometric match yes no; statements made yes no; unlawful attempt yes no; unlawful entry yes no; visa yes no;
    federal register notice yes no; federal interest yes no; resume custody yes no; detainer lift reason code;
    active investigation yes no; arrest warrant served date; notify release request yes no;
    tod current duty site; eid dta id; alien file number; eid case id; eid subject id; ethnicity; race;
    """.replace("\n", " ").split(";")
)
"""The columns that are known and never read: what they tell is about a person, or is not asked here."""
