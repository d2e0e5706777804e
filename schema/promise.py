"""The promise that the schema keeps: what a new one may change of the last release, and which version it must bear.

Nothing that a client can write is taken away or changed in meaning at once. A name that goes stays first, deprecated,
with a reason that says why, what takes its place and until when it is answered (see `schema.deprecations`); after that
day it may be removed, which is a new major version. Additions are a new minor version, other words a patch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from graphql import (
    BreakingChangeType,
    DangerousChangeType,
    GraphQLEnumValue,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    get_named_type,
    print_schema,
)

from schema.deprecations import Deprecatable, deprecated_names, names_of, read_deprecation
from schema.version import version_in


class Step(StrEnum):
    """How far a schema is from the release before it: the part of the version that counts up."""

    NONE = "no"
    PATCH = "a patch"
    MINOR = "a minor"
    MAJOR = "a major"


def next_version(version: str, step: Step) -> str:
    """The version that follows by a step."""
    major, minor, patch = map(int, version.split("."))
    match step:
        case Step.MAJOR:
            return f"{major + 1}.0.0"
        case Step.MINOR:
            return f"{major}.{minor + 1}.0"
        case Step.PATCH:
            return f"{major}.{minor}.{patch + 1}"
    return version


def step_between(released: GraphQLSchema, now: GraphQLSchema) -> Step:
    """The step that a change of the schema is, whether or not it may be made."""
    if find_breaking_changes(released, now):
        return Step.MAJOR
    added = find_breaking_changes(now, released) or find_dangerous_changes(released, now)
    if added or deprecated_names(released) != deprecated_names(now):
        return Step.MINOR
    return Step.NONE if _printed(released) == _printed(now) else Step.PATCH


def _printed(schema: GraphQLSchema) -> str:
    """The schema as text, but for its own description, which has the version in it."""
    words, schema.description = schema.description, None
    text = print_schema(schema)
    schema.description = words
    return text


_REMOVALS = {
    BreakingChangeType.TYPE_REMOVED,
    BreakingChangeType.FIELD_REMOVED,
    BreakingChangeType.ARG_REMOVED,
    BreakingChangeType.VALUE_REMOVED_FROM_ENUM,
}
_OTHER_ANSWERS = {
    DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
    DangerousChangeType.INPUT_FIELD_DEFAULT_VALUE_CHANGE,
}
"""What breaks no document and yet has it answered otherwise than before."""


def broken(released: GraphQLSchema, now: GraphQLSchema, today: date) -> Iterator[str]:
    """What a change of the schema would break of what was promised, a sentence each."""
    missing = promised(released, today) - {*now.type_map, *(name for name, _ in names_of(now))}
    for name in sorted(missing):
        if not any(name.startswith((f"{owner}.", f"{owner}(")) for owner in missing):
            yield f"{name} was removed: keep it, deprecated, until the day that its reason names has passed."
    changes = [each for each in find_breaking_changes(released, now) if each.type not in _REMOVALS]
    others = [each for each in find_dangerous_changes(released, now) if each.type in _OTHER_ANSWERS]
    for sentence in [each.description for each in changes] + [each.description for each in others]:
        yield f"{sentence} Add a new name and deprecate this one instead."


def promised(released: GraphQLSchema, today: date) -> set[str]:
    """The names that must still be there: all that a client reaches by names whose day has not passed."""
    lapsed = {
        name for name, reason in deprecated_names(released).items() if read_deprecation(reason).until < today
    }
    named: dict[str, list[tuple[str, Deprecatable]]] = {}
    for name, each in names_of(released):
        # An argument goes with its field.
        if lapsed.isdisjoint((name, name.partition("(")[0])):
            named.setdefault(name.partition(".")[0], []).append((name, each))
    found: set[str] = set()
    reached = {"Query"}
    while reached:
        owner = reached.pop()
        if owner in found:
            continue
        found.add(owner)
        for name, each in named.get(owner, ()):
            found.add(name)
            if not isinstance(each, GraphQLEnumValue):
                reached.add(get_named_type(each.type).name)
        kind = released.type_map[owner]
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            reached |= {member.name for member in released.get_possible_types(kind)}
        if isinstance(kind, GraphQLInterfaceType | GraphQLObjectType):
            reached |= {interface.name for interface in kind.interfaces}
    return found


def ill_deprecated(released: GraphQLSchema | None, now: GraphQLSchema) -> Iterator[str]:
    """What is wrong with the deprecations of a schema, a sentence each."""
    there = {name for name, _ in names_of(now)}
    before = deprecated_names(released) if released else {}
    for name, reason in deprecated_names(now).items():
        try:
            deprecation = read_deprecation(reason)
        except ValueError as error:
            yield f"{name} is deprecated and its reason cannot be read: {error}"
            continue
        if deprecation.instead not in there or deprecation.instead == name:
            yield f"{name} is deprecated for {deprecation.instead}, which the schema does not have."
        if name in before and deprecation.until < read_deprecation(before[name]).until:
            yield f"{name} was promised until {read_deprecation(before[name]).until}; the day may only move on."


def problems(released: str | None, now: str, changelog: str, today: date) -> Iterator[str]:
    """What keeps a schema from being released after another, a sentence each; nothing if it may be. All are SDL and text."""
    new = build_schema(now)
    old = build_schema(released) if released is not None else None
    version = version_in(new.description)
    yield from ill_deprecated(old, new)
    if old is not None:
        yield from broken(old, new, today)
        before = version_in(old.description)
        step = step_between(old, new)
        due = next_version(before, step)
        if version != due:
            yield f"The schema is {step} step from {before}, so its version must be {due}, and is {version}."
    if not re.search(rf"^## \[{re.escape(version)}\].*\n+(?:### .*\n+)?- ", changelog, re.MULTILINE):
        yield f"The changelog says nothing under the heading [{version}]."
