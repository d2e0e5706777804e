"""The closed sets of words as GraphQL enums, their descriptions with them."""

from __future__ import annotations

from typing import Any

import strawberry

from db import change_words, words
from db.places.aliases import AliasOrigin
from db.words import Word


def publish(word: type[Word]) -> Any:
    """Make a closed set an enum of the schema; each value is described by the sentence that it carries."""
    published = strawberry.enum(word, description=(word.__doc__ or "").strip())
    for value in published.__strawberry_definition__.values:  # type: ignore[attr-defined]  # Strawberry adds it to the class
        value.description = word[value.name].description
    return published


for published_word in (
    words.Axis,
    words.AgreementModel,
    words.AgreementStatus,
    AliasOrigin,
    words.CaveatCode,
    change_words.ChangeKind,
    change_words.ChangeSubject,
    change_words.ChangeTerm,
    words.CitationStyle,
    words.Custody,
    words.DetainerForm,
    words.Dimension,
    words.ExclusionReason,
    words.FigureStatus,
    words.Interval,
    words.JurisdictionKind,
    words.JurisdictionOrderField,
    words.Measure,
    words.MeasureKind,
    words.OrderDirection,
    words.Outcome,
    words.PeriodType,
    words.PlaceGrain,
    words.PlacementRule,
    words.PolicyBasis,
    words.PolicyDimension,
    words.Qualifier,
    words.RateDefinition,
    words.StanceValue,
    words.TimeGrain,
    words.Verdict,
):
    publish(published_word)
