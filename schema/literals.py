"""Documents that are the same but for literals, white space and comments: as notebooks write them, with codes in the text.

What a document says without them is its outline. Documents with one outline can be read once, with variables where the
literals stand; each is then the values that its own text has there.
"""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from graphql import (
    SKIP,
    DocumentNode,
    FloatValueNode,
    GraphQLNonNull,
    GraphQLSchema,
    IntValueNode,
    NameNode,
    OperationDefinitionNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse_type,
    visit,
)

NAME: Final = "literal_"
"""How the names of these variables begin. A document that has it somewhere is taken as it is."""

UNTOUCHED: Final = ("\\", '"""', "\0", NAME)
"""What makes a document be taken as it is: escapes and block strings, in which a quotation mark or a number may be something
else; and what outlines are marked with."""

MOST_DIGITS: Final = 18
"""Of a whole number that is taken out."""

WRITTEN: Final = re.compile(
    r'"([^"\n\r\ud800-\udfff]*)"'
    r"|#[^\n\r]*"
    r"|(?<![_0-9A-Za-z])(-?(?:0|[1-9][0-9]*))((?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![_0-9A-Za-z.])"
)

"""Literals and comments, each from where it begins."""

SPACE: Final = re.compile(r"[ \t\n\r]+")
"""What GraphQL takes for white space; a document with any other is none."""


class Outline(NamedTuple):
    """What a document says without its literals, their values in turn, and where in the text each begins.

    In `text` each literal is told by its kind, and by the first one that is written alike: GraphQL merges fields whose
    arguments are written alike, and no others.
    """

    text: str
    values: tuple[str | int | float, ...]
    starts: tuple[int, ...]

    @property
    def variables(self) -> dict[str, str | int | float]:
        """The values by the names of the variables that stand for them."""
        return {f"{NAME}{place}": value for place, value in enumerate(self.values)}


def outline_of(text: str) -> Outline | None:
    """The outline of a text, whether it is a document or not; None where it has no literals, or is to be taken as it is."""
    if any(map(text.__contains__, UNTOUCHED)):
        return None
    values: list[str | int | float] = []
    starts: list[int] = []
    first: dict[str, int] = {}

    def told(found: re.Match[str]) -> str:
        literal, (string, whole, rest) = found[0], found.groups()
        if literal.startswith("#"):
            return " "
        if string is not None:
            kind, value = "s", string
        elif rest:
            kind, value = "f", float(literal)
        elif literal == "-0" or len(whole) > MOST_DIGITS:
            return literal
        else:
            kind, value = "i", int(literal)
        values.append(value)
        starts.append(found.start())
        return f"\0{kind}{first.setdefault(literal, len(values))}\0"

    outline = WRITTEN.sub(told, text)
    # A quotation mark that is left begins a string that does not end.
    if not values or '"' in outline:
        return None
    return Outline(SPACE.sub(" ", outline).strip(" "), tuple(values), tuple(starts))


class Parameterised(NamedTuple):
    """A document with variables in place of literals, and how those are defined in each of its operations."""

    node: DocumentNode
    definitions: tuple[VariableDefinitionNode, ...]


def parameterised(schema: GraphQLSchema, document: DocumentNode, outline: Outline) -> Parameterised | None:
    """A valid document with variables in place of the literals of its outline; None where one cannot be replaced."""
    types = TypeInfo(schema)
    replacing = _Replacing(types, {start: place for place, start in enumerate(outline.starts)})
    replaced: DocumentNode = visit(document, TypeInfoVisitor(types, replacing))
    if len(replacing.definitions) != len(outline.values):
        return None
    definitions = tuple(replacing.definitions[place] for place in range(len(outline.values)))
    return Parameterised(
        DocumentNode(
            definitions=tuple(
                _with_definitions(each, definitions) if isinstance(each, OperationDefinitionNode) else each
                for each in replaced.definitions
            ),
            loc=document.loc,
        ),
        definitions,
    )


class _Replacing(Visitor):
    """Puts a variable where a literal begins at one of these places in the text."""

    def __init__(self, types: TypeInfo, places: dict[int, int]) -> None:
        super().__init__()
        self.definitions: dict[int, VariableDefinitionNode] = {}
        self._types = types
        self._places = places

    def enter_variable_definition(self, *_: Any) -> Any:
        """No variable may stand in the default of another."""
        return SKIP

    def enter_int_value(self, node: IntValueNode, *_: Any) -> VariableNode | None:
        """A whole number."""
        return self._replaced(node)

    def enter_float_value(self, node: FloatValueNode, *_: Any) -> VariableNode | None:
        """A number with a fraction."""
        return self._replaced(node)

    def enter_string_value(self, node: StringValueNode, *_: Any) -> VariableNode | None:
        """A string."""
        return self._replaced(node)

    def _replaced(self, node: ValueNode) -> VariableNode | None:
        place = self._places.get(node.loc.start) if node.loc else None
        kind = self._types.get_input_type()
        if place is None or kind is None:
            return None
        variable = VariableNode(name=NameNode(value=f"{NAME}{place}"))
        # What is written is never null.
        written = kind if isinstance(kind, GraphQLNonNull) else GraphQLNonNull(kind)
        self.definitions[place] = VariableDefinitionNode(
            variable=variable, type=parse_type(str(written), no_location=True), directives=()
        )
        return variable


def _with_definitions(
    operation: OperationDefinitionNode, definitions: tuple[VariableDefinitionNode, ...]
) -> OperationDefinitionNode:
    given = {key: getattr(operation, key) for key in operation.keys}
    own = tuple(operation.variable_definitions or ())
    return OperationDefinitionNode(**{**given, "variable_definitions": (*own, *definitions)})
