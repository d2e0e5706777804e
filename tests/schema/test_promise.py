"""What a new schema may change of the last release, and which version it must then bear: small schemas for each kind."""

from datetime import date

import pytest
from graphql import build_schema, parse

from schema.deprecations import FORM, Deprecation, deprecated_fields, read_deprecation
from schema.promise import problems, promised

BEFORE, LAST_DAY, AFTER = date(2027, 11, 23), date(2027, 11, 24), date(2027, 11, 25)

GOING = '@deprecated(reason: "It counted twice. Use `Query.b`. Stays until 2027-11-24.")'


def written(version: str, body: str) -> str:
    return f'"""Counts. Version {version}."""\nschema {{ query: Query }}\n{body}'


def found(
    old: str, new: str, *, version: str, today: date = BEFORE, changelog: str | None = None
) -> list[str]:
    """The problems of a schema that follows 1.2.3."""
    told = f"## [{version}] - 2026-12-01\n\n### Changed\n\n- It.\n" if changelog is None else changelog
    return list(problems(written("1.2.3", old), written(version, new), told, today))


BASE = """
type Query { "All." a(x: Int = 1, k: K): Int  b: T! }
type T { c: Int  d(in: I): [T!] }
enum K { ONE TWO }
input I { e: Int }
"""

UNCHANGED = BASE
PATCHES = [BASE.replace("All.", "All of them.")]
ADDITIONS = [
    BASE.replace("b: T!", "b: T!  more: Int"),
    BASE.replace("c: Int", "c: Int!"),
    BASE.replace("k: K", "k: K, y: Int"),
    BASE.replace("ONE TWO", "ONE TWO THREE"),
    BASE.replace("e: Int", "e: Int  f: Int"),
    BASE.replace("b: T!", "b: T!  more: U") + "type U { g: Int }",
    BASE.replace("c: Int", 'c: Int @deprecated(reason: "Why. Use `T.d`. Stays until 2027-11-24.")'),
    BASE.replace("k: K", 'k: K @deprecated(reason: "Why. Use `Query.a(x:)`. Stays until 2027-11-24.")'),
]


@pytest.mark.parametrize(
    ("new", "version"),
    [
        (UNCHANGED, "1.2.3"),
        *((new, "1.2.4") for new in PATCHES),
        *((new, "1.3.0") for new in ADDITIONS),
    ],
)
def test_what_breaks_nothing_may_be_released_under_the_version_that_follows(new: str, version: str) -> None:
    assert found(BASE, new, version=version) == []


@pytest.mark.parametrize(
    ("new", "version", "due"),
    [
        (UNCHANGED, "1.2.4", "1.2.3"),
        (PATCHES[0], "1.2.3", "1.2.4"),
        (PATCHES[0], "1.3.0", "1.2.4"),
        (ADDITIONS[0], "1.2.4", "1.3.0"),
        (ADDITIONS[0], "2.0.0", "1.3.0"),
        (ADDITIONS[0], "1.3.1", "1.3.0"),
        *((new, "1.2.4", "1.3.0") for new in ADDITIONS),
    ],
)
def test_another_version_is_refused_and_told_which_it_must_be(new: str, version: str, due: str) -> None:
    (problem,) = found(BASE, new, version=version)
    assert f"must be {due}, and is {version}" in problem


BREAKS = {
    "Query.b was removed": BASE.replace("b: T!", "more: T!"),
    "T.c was removed": BASE.replace("c: Int ", ""),
    "Query.a(k:) was removed": BASE.replace(", k: K", "").replace("e: Int", "e: Int k: K"),
    "K.TWO was removed": BASE.replace("ONE TWO", "ONE"),
    "I.e was removed": BASE.replace("e: Int", "f: Int"),
    "Field T.c changed type from Int to String": BASE.replace("c: Int", "c: String"),
    "Field Query.b changed type from T! to T": BASE.replace("b: T!", "b: T"),
    "Argument Query.a(x:) has changed type from Int to Int!": BASE.replace("x: Int = 1", "x: Int! = 1"),
    "A required argument Query.a(y:) was added": BASE.replace("k: K", "k: K, y: Int!"),
    "A required field I.f was added": BASE.replace("e: Int", "e: Int f: Int!"),
    "Query.a(x:) has changed defaultValue": BASE.replace("x: Int = 1", "x: Int = 2"),
}


@pytest.mark.parametrize("sentence", BREAKS)
@pytest.mark.parametrize("version", ["1.3.0", "2.0.0"])
def test_what_breaks_a_client_is_refused_whatever_the_version(sentence: str, version: str) -> None:
    problem, *_ = found(BASE, BREAKS[sentence], version=version)
    assert sentence in problem


def test_a_type_that_was_renamed_is_missing_once_and_not_with_all_its_fields() -> None:
    problem, *others = found(BASE, BASE.replace("T!", "U!").replace("type T", "type U"), version="2.0.0")
    assert problem.startswith("T was removed")
    assert not [other for other in others if other.startswith("T.")]


OLD = f"type Query {{ a: Int {GOING}  b: Int }}"
NEW = "type Query { b: Int }"


def test_a_deprecated_name_may_go_once_its_day_has_passed_and_that_is_a_major_version() -> None:
    assert found(OLD, NEW, version="2.0.0", today=AFTER) == []
    assert ["must be 2.0.0" in problem for problem in found(OLD, NEW, version="1.3.0", today=AFTER)] == [True]
    for today in (BEFORE, LAST_DAY):
        (problem,) = found(OLD, NEW, version="2.0.0", today=today)
        assert problem.startswith("Query.a was removed")


def test_what_only_a_lapsed_name_led_to_goes_with_it() -> None:
    old = (
        f"type Query {{ a(k: K): T {GOING}  b: Int }} type T {{ c: U }} type U {{ d: Int }} enum K {{ ONE }}"
    )
    assert found(old, NEW, version="2.0.0", today=AFTER) == []
    assert promised(build_schema(old), AFTER) == {"Query", "Query.b", "Int"}
    assert promised(build_schema(old), BEFORE) >= {"Query.a", "Query.a(k:)", "T.c", "U.d", "K.ONE"}


def test_but_not_what_another_name_leads_to() -> None:
    old = f"type Query {{ a: T {GOING}  b: N }} interface N {{ c: Int }} type T implements N {{ c: Int }}"
    new = "type Query { b: N } interface N { c: Int } type U implements N { c: Int }"
    problem, *_ = found(old, new, version="2.0.0", today=AFTER)
    assert problem.startswith("T was removed")


@pytest.mark.parametrize(
    "reason",
    [
        "No longer supported",
        "It counted twice.",
        "It counted twice. Use `Query.b`.",
        "It counted twice. Use Query.b. Stays until 2027-11-24.",
        "It counted twice. Use `Query.b`. Stays until next year.",
        "It counted twice. Use `Query.b`. Stays until 2027-02-30.",
        "It counted twice Use `Query.b`. Stays until 2027-11-24.",
        "Use `Query.b`. Stays until 2027-11-24.",
    ],
)
def test_a_reason_that_does_not_say_all_is_refused(reason: str) -> None:
    new = f'type Query {{ a: Int @deprecated(reason: "{reason}")  b: Int }}'
    (problem,) = found("type Query { a: Int  b: Int }", new, version="1.3.0")
    assert problem.startswith("Query.a is deprecated and its reason cannot be read")


def test_a_reason_says_why_what_instead_and_until_when() -> None:
    assert read_deprecation("It counted twice. Use `Query.b`. Stays until 2027-11-24.") == Deprecation(
        "It counted twice.", "Query.b", date(2027, 11, 24)
    )
    example = FORM.replace("<a sentence that says why>", "Why").replace("<", "").replace(">", "")
    assert read_deprecation(example).until == date(2027, 11, 24)


@pytest.mark.parametrize("instead", ["Query.c", "Query.a", "Q"])
def test_the_replacement_must_be_there(instead: str) -> None:
    new = OLD.replace("Query.b", instead)
    (problem,) = found("type Query { a: Int  b: Int }", new, version="1.3.0")
    assert problem.startswith(f"Query.a is deprecated for {instead}, which the schema does not have")


def test_the_day_of_a_deprecation_may_move_on_and_not_back() -> None:
    assert found(OLD, OLD.replace("2027-11-24", "2028-01-01"), version="1.3.0") == []
    (problem,) = found(OLD, OLD.replace("2027-11-24", "2027-01-01"), version="1.3.0")
    assert problem == "Query.a was promised until 2027-11-24; the day may only move on."


@pytest.mark.parametrize(
    "changelog", ["", "## [1.2.3] - 2026-12-01\n\n- It.\n", "## [1.3.0]\n\n## [1.2.3]\n\n- It.\n"]
)
def test_a_version_that_the_changelog_says_nothing_about_is_refused(changelog: str) -> None:
    (problem,) = found(BASE, ADDITIONS[0], version="1.3.0", changelog=changelog)
    assert problem == "The changelog says nothing under the heading [1.3.0]."


def test_the_first_release_breaks_nothing() -> None:
    assert list(problems(None, written("1.0.0", BASE), "## [1.0.0] - 2026-11-24\n\n- It.\n", BEFORE)) == []


USED = build_schema(
    """
    type Query { old(x: Int): Int @going  a(x: Int @going, in: I, k: [K!]): T  n: N }
    interface N { f: Int @going }
    type T implements N { f: Int @going }
    input I { g: Int @going  h: [I!] }
    enum K { ONE @going TWO }
    """.replace("@going", GOING)
)


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ("{ n { __typename } }", set()),
        ("{ new: old }", {"Query.old"}),
        ("{ old(x: 1) }", {"Query.old"}),
        ("{ a(x: 1, k: [TWO]) { __typename } }", {"Query.a(x:)"}),
        ("{ a(in: { h: [{ g: 1 }] }) { __typename } }", {"I.g"}),
        ("{ a(k: [ONE]) { f } }", {"K.ONE", "T.f"}),
        ("{ n { f ... on T { f } } }", {"N.f", "T.f"}),
        (
            "query ($x: Int) { a(x: $x) @include(if: true) { ...F } } fragment F on T { f }",
            {"Query.a(x:)", "T.f"},
        ),
    ],
)
def test_the_deprecated_names_that_a_document_uses_are_told(document: str, names: set[str]) -> None:
    assert deprecated_fields(parse(document), USED) == names
    assert deprecated_fields(parse(document), build_schema("type Query { a: Int }")) == frozenset()
