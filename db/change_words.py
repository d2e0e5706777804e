"""The words of what a revision changed: what sort of thing, how, and which of its terms."""

from __future__ import annotations

from enum import auto

from db.words import Word


class ChangeKind(Word):
    """What a revision did to a figure."""

    ADDED = auto(), "It was not there before."
    CHANGED = auto(), "It has another number, or other terms."
    WITHDRAWN = auto(), "It is no longer there."
    ENDED = (
        auto(),
        "An agreement that a newer list of ICE lacks. What was said of it stays right: it is news and no correction.",
    )


class ChangeSubject(Word):
    """What sort of thing a revision changed."""

    DETAINERS = auto(), "A count of detainers of one source, place and period."
    RECORD = auto(), "A published record."
    CLAIM = auto(), "A claim."
    POPULATION = auto(), "Residents of a place."
    POLICY = auto(), "A law, policy or practice."
    AGREEMENT = auto(), "A 287(g) agreement."
    SECURE_COMMUNITIES = auto(), "The month in which Secure Communities began in a county."
    AREA_OF_RESPONSIBILITY = auto(), "ICE's area of responsibility that a county lies in."


class ChangeTerm(Word):
    """What else than its number a revision changed of a figure, policy or agreement. Days are written `from/to`."""

    JURISDICTION = auto(), "The place or system, by code."
    CUSTODY = auto(), "Whose custody it is about."
    MEASURE = auto(), "What is counted."
    KIND = auto(), "Whether over a period, at a moment, or a share."
    PERIOD = auto(), "The days that it covers; of Secure Communities the month."
    QUALIFIER = auto(), "How the source limits its number."
    BOUNDS = (
        auto(),
        "The bounds of a number that stayed, as did its qualifier; otherwise they follow from the two.",
    )
    STATUS = auto(), "Why it has the value that it has, or has none."
    WORDS = auto(), "The words of the source."
    SPEAKER = auto(), "Who kept the count or made the statement."
    PUBLISHED_ON = auto(), "The day on which it was published."
    RESPONDS_TO = auto(), "The statement that it answers, by ID."
    NOTE = auto(), "The note of the transcriber."
    CAVEATS = auto(), "The caveats that stand beside it."
    SOURCE = auto(), "The publication that it is from, by ID."
    DIMENSION = auto(), "What a policy speaks of."
    STANCE = auto(), "What a policy says of it."
    BASIS = auto(), "What sort of thing a policy rests on."
    AUTHORITY = auto(), "The law or rule that a policy stands in."
    SUMMARY = auto(), "The summary of a policy."
    AGENCY = auto(), "The name of the agency that signed an agreement."
    AGENCY_TYPE = auto(), "The type of that agency."
    SIGNED_ON = auto(), "The day on which an agreement was signed."
    REMOVED = (
        auto(),
        "The days of the last of ICE's lists that has an agreement and of the first that lacks it.",
    )
    AREA = auto(), "ICE's area of responsibility, in three letters."
