"""The closed sets of words, each with the sentence that says what it means.

Every enum of the API is one of these or of `db.change_words`; the database keeps the names as text, so that a word can
be added without a lock and read by PostgreSQL's relatives that have no enum types.
"""

from __future__ import annotations

from enum import StrEnum, auto


class Word(StrEnum):
    """A member whose value is its name and which carries its own description."""

    description: str

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:
        return name

    def __new__(cls, value: str, description: str = "") -> Word:
        """Make the member from its name and its description."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class JurisdictionKind(Word):
    """What sort of place or system a jurisdiction is."""

    NATION = auto(), "The United States."
    STATE = auto(), "One of the fifty states or the District of Columbia."
    TERRITORY = (
        auto(),
        "Puerto Rico, the Virgin Islands, Guam, the Northern Mariana Islands or American Samoa.",
    )
    COUNTY = auto(), "A county or county equivalent of the Census, by its five-digit FIPS code."
    PRISON_SYSTEM = auto(), "A state's prison system, for example California's CDCR."


class Custody(Word):
    """Who holds the person."""

    STATE_PRISON = auto(), "A prison of a state's prison system."
    COUNTY_JAIL = auto(), "A jail run by or for one county, most often by its sheriff."
    CITY_LOCKUP = auto(), "A lock-up or jail of a city's or town's police."
    REGIONAL_JAIL = auto(), "A jail that serves several counties or cities."
    FEDERAL = auto(), "The Bureau of Prisons, the U.S. Marshals or another federal keeper that is not ICE."
    ICE = auto(), "ICE itself, or a facility held for ICE."
    JUVENILE = auto(), "A facility for minors."
    TRIBAL = auto(), "A jail of a tribe or of the Bureau of Indian Affairs."
    HOSPITAL = auto(), "A hospital or treatment centre."
    OTHER = auto(), "A keeper that the name of the facility does not tell."
    ALL = auto(), "Every custody together."


LOCAL = tuple(sorted(set(Custody) - {Custody.STATE_PRISON, Custody.FEDERAL, Custody.ICE, Custody.ALL}))
"""The custodies of a county: state prisons belong to their prison system, and federal keepers to nobody there."""


class DetainerForm(Word):
    """The form on which ICE asked."""

    I_247 = auto(), "Form I-247 in its editions until 2015: hold up to 48 hours and notify."
    I_247A = auto(), "Form I-247A, in use since April 2017: hold up to 48 hours and notify."
    I_247D = auto(), "Form I-247D, 2015 to 2017: request to detain up to 48 hours."
    I_247N = auto(), "Form I-247N, 2015 to 2017: request for notice of release, without a hold."
    I_247X = (
        auto(),
        "Form I-247X, 2015 to 2017: request for transfer outside the priorities of I-247D and I-247N.",
    )
    I_247G = auto(), "Form I-247G: request for advance notice of release."
    OTHER = auto(), "A form that is none of these; the raw text is kept."


class Outcome(Word):
    """How a detainer ended, as this project groups ICE's lift reasons."""

    PICKED_UP = (
        auto(),
        'ICE took custody. ICE\'s "Booked into Detention" is the nearest record of it: a proxy, not a count of hand-overs.',
    )
    DECLINED_BY_AGENCY = auto(), "ICE recorded that the jail or prison declined the detainer."
    NOTICE_FAILURE = auto(), "ICE recorded too little or no notice of the release."
    LEFT_CUSTODY = auto(), "The person had left that custody: released early, transferred or gone."
    ICE_DID_NOT_PURSUE = (
        auto(),
        "ICE lifted the detainer: discretion, resources, or the person was not removable.",
    )
    ADMINISTRATIVE = auto(), "The record was closed, superseded by another form, or entered twice."
    DIED = auto(), "The person died."
    NOT_RECORDED = auto(), "No lift reason: pending, or never filed."
    OTHER = auto(), "Another reason, or several that the source adds up without naming them."


class Qualifier(Word):
    """How the source limits its own number."""

    EXACT = auto(), "The number as counted."
    APPROXIMATE = auto(), "About this number; the source gives no bounds, so none are given here."
    AT_LEAST = auto(), "This number or more."
    MORE_THAN = auto(), "More than this number."
    AT_MOST = auto(), "This number or fewer."
    LESS_THAN = auto(), "Fewer than this number."


class FigureStatus(Word):
    """Why a figure has the value that it has, or has none."""

    REPORTED = auto(), "The source states it, or its rows were counted."
    DERIVED = auto(), "Calculated here from reported figures; bounds say how far it is determined."
    SUPPRESSED = auto(), "Held back because the cell is small, or because it would give a small cell away."
    NOT_COLLECTED = auto(), "The keeper of the record does not count it."
    NOT_BROKEN_DOWN = (
        auto(),
        "A source covers the period, but not at this place, in these months or by this detail.",
    )
    NOT_RELEASED = auto(), "No source that was read here covers it."
    NOT_APPLICABLE = auto(), "The question has no meaning here, for example a share of nobody."


class Measure(Word):
    """What is counted."""

    DETAINERS = auto(), "Detainers, as the record counts them: issued, received, or held by people released."
    ACTIVE_DETAINERS = auto(), "Detainers open on one day."
    DETAINERS_DECLINED = auto(), "Detainers that ICE recorded as declined."
    RELEASES = auto(), "People released, with or without a detainer."
    RELEASES_WITH_DETAINER = auto(), "People released who had a detainer."
    PICKUPS = auto(), "People of whom ICE took custody."
    TRANSFERS = auto(), "People transferred to ICE by a jail."
    ARRESTS = auto(), "Arrests by ICE."
    PRISON_POPULATION = auto(), "People held in a prison system on one day."
    PICKUP_RATE = auto(), "Pickups as a share of people released with a detainer."
    NOT_PICKED_UP_RATE = auto(), "People with a detainer whom ICE did not take, as a share of those released."
    COMPLIANCE_RATE = auto(), "Detainers that the keeper says it honoured, as a share of those received."


class MeasureKind(Word):
    """Whether a number is counted over a period, at a moment, or is a share."""

    FLOW = auto(), "Counted over a period."
    STOCK = auto(), "Counted at one moment."
    RATE = auto(), "A share of a denominator."


class PeriodType(Word):
    """What sort of period a figure covers."""

    CALENDAR_YEAR = auto(), "1 January to 31 December."
    FISCAL_YEAR = auto(), "The federal fiscal year: FY2026 is 2025-10-01 to 2026-09-30."
    STATE_FISCAL_YEAR = auto(), "A state's fiscal year, in most states 1 July to 30 June."
    MONTH = auto(), "A calendar month."
    RANGE = auto(), "From one day to another, both counted; an end that is not known is null."
    POINT_IN_TIME = auto(), "One day."
    UNKNOWN = auto(), "The source does not say."


class Role(Word):
    """Whether a published figure is a count somebody kept or a statement somebody made."""

    RECORD = auto(), "A count somebody kept."
    CLAIM = auto(), "A statement somebody made."


class PlacementRule(Word):
    """The rule that placed a facility, surest first."""

    ICE_FACILITY_CODE = auto(), "ICE's facility code, in ICE's own list of facilities with their counties."
    NATIONAL_LIST = (
        auto(),
        "The name in the national list of prisons and jails, or in ICE's list, abbreviations and words for its kind aside.",
    )
    COUNTY_IN_NAME = auto(), "The county named in the facility's own name."
    CITY_AND_STATE = auto(), "The city and the state that ICE gives for the facility."
    CURATED = auto(), "A line of the project's override file, with its reason."
    KEEPER_IN_NAME = (
        auto(),
        "The name tells the keeper (a prison system, a federal agency) but not the county.",
    )
    UNPLACED = auto(), "No rule found a county or a keeper; counted in the state and the nation alone."


class AgreementModel(Word):
    """The kinds of 287(g) agreement."""

    JAIL_ENFORCEMENT = auto(), "Officers question and process people in the agency's own jail."
    WARRANT_SERVICE = auto(), "Officers serve ICE's administrative warrants in the agency's own jail."
    TASK_FORCE = auto(), "Officers make immigration arrests in the course of their other duties."
    TRIBAL = auto(), "Exists in law; no list shows one."


class AgreementStatus(Word):
    """Whether an agreement stands on ICE's latest list."""

    LISTED = auto(), "On the latest of ICE's lists that was read."
    REMOVED = auto(), "On an earlier list and not on the latest; ICE does not say why."


class PolicyDimension(Word):
    """The separate things that a jurisdiction may do or refuse."""

    HOLD_ON_DETAINER = auto(), "Holding a person past release because ICE asks."
    NOTIFY_RELEASE = auto(), "Telling ICE of a release or of an intake."
    TRANSFER = auto(), "Handing the person over to ICE."
    INTERVIEW_ACCESS = auto(), "Letting ICE question people in the jail."
    AGREEMENT_287G = auto(), "Signing a 287(g) agreement."


class StanceValue(Word):
    """What a rule or practice says of one dimension."""

    REQUIRED = auto(), "Must be done."
    PERMITTED = auto(), "May be done."
    LIMITED = auto(), "May be done only under the conditions that the summary names."
    PROHIBITED = auto(), "May not be done, or is not done."
    UNKNOWN = auto(), "Nothing was found that says."


class PolicyBasis(Word):
    """What sort of thing the stance rests on."""

    STATUTE = auto(), "A law in force."
    POLICY = auto(), "A written or announced policy of the agency."
    PRACTICE = auto(), "What the agency says it does."
    ATTORNEY_GENERAL_OPINION = auto(), "An opinion of the state's attorney general."
    NO_STATUTE = auto(), "No law speaks of it, so the agency decides."


class RateDefinition(Word):
    """The denominators of a rate. Two rates of different definitions do not compare."""

    PICKUP_OF_ISSUED = auto(), "Picked up, of all detainers issued."
    PICKUP_OF_RESOLVED = auto(), "Picked up, of the detainers whose end is recorded."
    PICKUP_OF_PICKED_UP_OR_DECLINED = (
        auto(),
        "Picked up, of those either picked up or declined by the agency.",
    )
    PICKUP_OF_RELEASED_WITH_DETAINER = (
        auto(),
        "Picked up, of the people released with a detainer: what California's prisons report.",
    )
    DECLINED_OF_ISSUED = auto(), "Declined by the agency, of all detainers issued."
    DECLINED_OF_RESOLVED = auto(), "Declined by the agency, of the detainers whose end is recorded."


class ExclusionReason(Word):
    """Why detainers are left out of a rate."""

    OPEN = auto(), "No lift reason recorded: pending, or never filed."
    DUPLICATE = auto(), "ICE marked the record as a duplicate, or the same ID and date stand on another row."
    SUPERSEDED = auto(), "Replaced by a newer form for the same person."
    DIED = auto(), "The person died."
    NEITHER_PICKED_UP_NOR_DECLINED = auto(), "Ended in another way than by pickup or refusal."
    NO_ID = auto(), "No ID, so that the row cannot be told from a duplicate."


class Verdict(Word):
    """What a record says of a claim."""

    CONSISTENT = auto(), "Every axis agrees, and so do the numbers."
    CONTRADICTED = auto(), "Every axis agrees and the numbers do not, or arithmetic rules the claim out."
    NOT_COMPARABLE = auto(), "They count different things; the axes say which."
    UNCHECKED = auto(), "No record here touches the claim."


class Axis(Word):
    """An axis on which two figures can differ."""

    JURISDICTION = auto(), "The place or the system counted."
    CUSTODY = auto(), "Who holds the people counted."
    MEASURE = auto(), "What is counted."
    KIND = auto(), "A flow, a stock or a rate."
    PERIOD = auto(), "The days that the count covers."
    DEFINITION = auto(), "What the rate is a share of."
    SOURCE = auto(), "Who counted."


class Interval(Word):
    """The steps of a series."""

    MONTH = auto(), "Calendar months."
    CALENDAR_YEAR = auto(), "Calendar years."
    FISCAL_YEAR = auto(), "Federal fiscal years."


class JurisdictionOrderField(Word):
    """What jurisdictions are ordered by."""

    CODE = auto(), "The code: FIPS for counties."
    NAME = auto(), "The name, letter by letter."
    POPULATION = auto(), "Residents in the latest year of the Census file; prison systems count as none."


class OrderDirection(Word):
    """Upwards or downwards."""

    ASC = auto(), "The lowest first."
    DESC = auto(), "The highest first."


class CitationStyle(Word):
    """How a citation is written."""

    APA = auto(), "Plain text in the style of the American Psychological Association."
    BIBTEX = auto(), "A BibTeX entry."
    CSL_JSON = auto(), "An item of CSL-JSON, as citation managers read it."


class PlaceGrain(Word):
    """The finest place that a source names."""

    NATION = auto(), "The nation alone."
    STATE = auto(), "States."
    COUNTY = auto(), "Counties."
    FACILITY = auto(), "Single jails and prisons."
    AGENCY = auto(), "Single law-enforcement agencies."
    JURISDICTION = auto(), "The jurisdiction that each statement names."


class TimeGrain(Word):
    """The shortest period that a source separates."""

    DAY = auto(), "Single days."
    MONTH = auto(), "Calendar months."
    YEAR = auto(), "Calendar years."
    RANGE = auto(), "The whole window of the source and nothing shorter."
    STATEMENT = auto(), "The period that each statement names."


class Dimension(Word):
    """What else a source breaks its counts down by."""

    LIFT_REASON = auto(), "ICE's reason for the end of the detainer, and so the outcome."
    FORM = auto(), "The form of the detainer."
    CRIMINALITY = auto(), "ICE's class of the person's criminal record."


class CaveatCode(Word):
    """What a reader must know before a number is printed."""

    BLANK_LIFT_REASONS = auto(), "Many detainers have no recorded end."
    BOOKING_IS_A_PROXY = (
        auto(),
        '"Booked into Detention" stands for a pickup and is not a count of hand-overs.',
    )
    DUPLICATES_NOT_REMOVABLE = auto(), "The source has no IDs, so that repeated records cannot be told apart."
    LIKELY_DUPLICATES_REMOVED = auto(), "The source's compiler left likely duplicates out."
    INCOMPLETE_PERIOD = auto(), "The source covers only a part of the period that was asked for."
    FACILITY_COUNTY_IS_NOT_ARREST_COUNTY = auto(), "Counted where the jail is, not where the arrest was."
    STATELESS_FACILITY_NAMES = (
        auto(),
        "Facilities are named without a state: some could not be placed, or one name may stand for several.",
    )
    BATCH_ENTRY = auto(), "Many records bear one day: entered together, not issued together."
    DECLINED_AGAINST_STATEMENT = auto(), 'ICE\'s "declined" stands against what the keeper itself says.'
    ARREST_METHODS_END = auto(), "ICE stopped publishing detailed arrest methods in July 2025."
    OTHER_REASONS_NOT_NAMED = auto(), "The source adds several lift reasons up as one."
    UNSTABLE_RATE = auto(), "Fewer than 20 in the denominator."
    IMMATURE_COHORT = auto(), "Recent detainers may be open for years; the rate will move."
    TRANSCRIBED = auto(), "Transcribed from a news report, not from the document itself."
    SOURCE_NOTE = auto(), "A note of the transcriber on this statement."
    CONFLICTING_RECORDS = auto(), "Another record of the same keeper says otherwise."
    PART_OF_CUSTODY = auto(), "The record counts a part of the custody in the place."
    SMALL_CELLS_HELD_BACK = auto(), "Small counts are held back, as was asked for."
    DIFFERENT_POPULATION = auto(), "The number counts other people than the word suggests."
