"""How large a document is: counted in one pass with memory, and a second time by spelling everything out."""

from collections import Counter

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_introspection_query,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

from schema import limits
from schema.codes import Code
from schema.cost.outline import ABOUT_THE_SCHEMA, CEILING, Counts, Outline
from schema.documents import read_document

NAMES = ("a", "b", "__schema")


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }


def spelt_out(document: DocumentNode) -> Counts:
    """The counts of the one operation, every field visited wherever it is spread."""
    fragments, found = fragments_of(document), Counter[str]()

    def visit(selections: SelectionSetNode | None, depth: int, about: int) -> None:
        for each in selections.selections if selections else ():
            found["directives"] += len(each.directives or ())
            if isinstance(each, FieldNode):
                found["aliases"] += each.alias is not None
                found["root_fields"] += depth == 0
                found["fields_about" if about else "fields"] += 1
                where = "depth_about" if about else "depth"
                found[where] = max(found[where], about or depth + 1)
                below = about + 1 if about or each.name.value in ABOUT_THE_SCHEMA else 0
                if below == 1:
                    # The field itself opens the part that is counted apart, and is the first level of it.
                    found["depth_about"] = max(found["depth_about"], 1)
                    found["fields_about"] += 1
                    below = 2
                visit(each.selection_set, depth + 1, below)
            elif isinstance(each, FragmentSpreadNode):
                fragment = fragments[each.name.value]
                found["directives"] += len(fragment.directives or ())
                visit(fragment.selection_set, depth, about)
            else:
                visit(each.selection_set, depth, about)

    (operation,) = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    found["directives"] += len(operation.directives or ())
    visit(operation.selection_set, 0, 0)
    return Counts(**found)


def counted(document: DocumentNode) -> Counts:
    outline = Outline(document)
    return outline.of_operation(outline.operations[0])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Small documents whose fragments spread later ones only, so that spelling them out ends."""
    many = draw(st.integers(0, 4))

    def selections(level: int, after: int) -> str:
        parts = []
        for _ in range(draw(st.integers(1, 3))):
            directive = draw(st.sampled_from(["", " @x", " @x @y"]))
            kinds = ["field", "inline"] + (["spread"] if after < many else [])
            match draw(st.sampled_from(kinds)):
                case "spread":
                    parts.append(f"...F{draw(st.integers(after, many - 1))}{directive}")
                case "inline" if level < 3:
                    parts.append(f"...{directive} {{ {selections(level + 1, after)} }}")
                case _:
                    alias = draw(st.sampled_from(["", "z: "]))
                    below = (
                        f" {{ {selections(level + 1, after)} }}" if level < 3 and draw(st.booleans()) else ""
                    )
                    parts.append(f"{alias}{draw(st.sampled_from(NAMES))}{directive}{below}")
        return " ".join(parts)

    defined = [f"fragment F{number} on T @f {{ {selections(0, number + 1)} }}" for number in range(many)]
    return " ".join([f"query @q {{ {selections(0, 0)} }}", *defined])


def without_nested_schema(document: str) -> bool:
    return document.count("__schema") == 0


@given(documents().filter(without_nested_schema))
def test_both_ways_to_count_agree(text: str) -> None:
    document = parse(text)
    assert counted(document) == spelt_out(document)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("{ a }", Counts(root_fields=1, depth=1, fields=1)),
        ("{ a { b c: d @x } }", Counts(root_fields=1, depth=2, fields=3, aliases=1, directives=1)),
        ("{ a { ...F } ...F } fragment F on T { b { c } }", Counts(root_fields=2, depth=3, fields=5)),
        (
            "{ a { b } __schema { types { name } } }",
            Counts(root_fields=2, depth=2, fields=3, depth_about=3, fields_about=3),
        ),
        ("query ($v: Int @x) @y { a }", Counts(root_fields=1, depth=1, fields=1, directives=2)),
        ("{ ...F } fragment F on T { a ...F }", Counts(root_fields=1, depth=1, fields=1)),
        ("{ a ...Missing }", Counts(root_fields=1, depth=1, fields=1)),
    ],
)
def test_the_counts_of_some_documents(text: str, counts: Counts) -> None:
    assert counted(parse(text)) == counts


def doubling(many: int, asked: str = "...F0") -> str:
    """Fragments that each spread the next twice."""
    spreading = (
        f"fragment F{number} on Query {{ ...F{number + 1} ...F{number + 1} }}" for number in range(many)
    )
    return " ".join([f"{{ __typename {asked} }}", *spreading, f"fragment F{many} on Query {{ __typename }}"])


@pytest.mark.parametrize("many", [1, 9, 20])
def test_fragments_that_double_each_other_are_counted_as_arithmetic_has_it(many: int) -> None:
    assert counted(parse(doubling(many))).fields == 2**many + 1


def test_counts_end_at_the_ceiling_and_what_is_told_is_a_number_that_json_can_hold() -> None:
    # Whoever spelt this out would not come back.
    assert counted(parse(doubling(120))).fields == CEILING
    (error,) = read_document(doubling(120)).errors
    assert (error.extensions or {})["measured"] == limits.MOST_TOLD


@pytest.mark.parametrize("asked", ["...F0", ""])
def test_twenty_doublings_are_refused_with_the_exact_count_before_validation(asked: str) -> None:
    # Also where nothing asks for them: rules of validation walk what nobody spreads.
    (error,) = read_document(doubling(20, asked)).errors
    assert (error.extensions or {})["measured"] in {2**20, 2**20 + 1}


FULL = {
    "descriptions": True,
    "specified_by_url": True,
    "directive_is_repeatable": True,
    "schema_description": True,
    "input_value_deprecation": True,
}


@pytest.mark.parametrize("options", [{}, FULL])
def test_the_question_that_tools_ask_about_the_schema_is_answered(options: dict[str, bool]) -> None:
    document = read_document(get_introspection_query(**options))
    assert not document.errors
    estimate = document.estimates.of(document.operations[0]).require_modest({})
    assert estimate.rows == estimate.statements == 0


def test_a_schema_that_is_asked_about_itself_in_circles_is_refused() -> None:
    circles = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
    assert read_document(circles).errors
    deep = "{ __schema { types " + "{ ofType " * 20 + "{ name }" + " }" * 22
    (error,) = read_document(deep).errors
    assert (error.extensions or {})["code"] == Code.TOO_DEEP


WITHIN = [
    (limits.SOURCE, lambda many: "{ __typename }" + " " * (many - 14)),
    (limits.TOKENS, lambda many: "{ a(b: [" + "1 " * (many - 9) + "]) }"),
    (limits.DEPTH, lambda many: "{ a " + "{ a " * (many - 1) + "}" * many),
    (limits.FIELDS, lambda many: "{ a { " + "b " * (many - 1) + "} }"),
    (limits.ROOT_FIELDS, lambda many: "{ " + "a " * many + "}"),
    (limits.ALIASES, lambda many: "{ a { " + " ".join(f"b{each}: b" for each in range(many)) + " } }"),
    (limits.DIRECTIVES, lambda many: "{ a " + "@b " * many + "}"),
    (limits.INTROSPECTION_DEPTH, lambda many: "{ __schema " + "{ a " * (many - 1) + "}" * many),
    (limits.INTROSPECTION_FIELDS, lambda many: "{ __schema { " + "a " * (many - 1) + "} }"),
]


@pytest.mark.parametrize(("limit", "text"), WITHIN, ids=[str(limit.code) for limit, _ in WITHIN])
def test_as_much_as_the_limit_is_taken_and_one_more_is_refused(limit: limits.Limit, text: object) -> None:
    assert callable(text)
    refused = {
        code
        for error in read_document(text(limit.most)).errors
        if (code := (error.extensions or {}).get("code"))
    }
    assert limit.code not in refused
    (error,) = read_document(text(limit.most + 1)).errors
    assert error.extensions == {"code": limit.code, "measured": limit.most + 1, "limit": limit.most}
    assert f"{limit.most + 1:,}" in error.message
    assert f"{limit.most:,}" in error.message


def test_the_limits_are_those_that_were_decided() -> None:
    decided = {
        limits.SOURCE: 20_000,
        limits.TOKENS: 2_000,
        limits.DEPTH: 12,
        limits.FIELDS: 500,
        limits.ROOT_FIELDS: 10,
        limits.ALIASES: 30,
        limits.DIRECTIVES: 50,
        limits.BATCHED: 4_000,
        limits.LISTED: 250,
    }
    assert {limit: limit.most for limit in decided} == decided
    assert decided.keys() < set(limits.OF_A_QUESTION)
