"""How large a document is, fragments spelt out: one pass, in which each fragment is counted once however often it is spread."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from schema import limits

CEILING = limits.MOST_TOLD + 1
"""Counts do not go on beyond it: fragments that spread each other double them with each one."""

ABOUT_THE_SCHEMA = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is of each in a selection; `about` the schema is what stands in `__schema` and `__type`."""

    root_fields: int = 0
    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth_about: int = 0
    fields_about: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both side by side."""
        return Counts(
            min(self.root_fields + other.root_fields, CEILING),
            max(self.depth, other.depth),
            min(self.fields + other.fields, CEILING),
            min(self.aliases + other.aliases, CEILING),
            min(self.directives + other.directives, CEILING),
            max(self.depth_about, other.depth_about),
            min(self.fields_about + other.fields_about, CEILING),
        )

    def under(self, field: FieldNode) -> Counts:
        """The field that has this as its selection."""
        aliases = min(self.aliases + (field.alias is not None), CEILING)
        directives = min(self.directives + len(field.directives or ()), CEILING)
        if field.name.value in ABOUT_THE_SCHEMA:
            return Counts(1, 1, 1, aliases, directives, self.depth + 1, min(self.fields + 1, CEILING))
        return Counts(
            1,
            self.depth + 1,
            min(self.fields + 1, CEILING),
            aliases,
            directives,
            self.depth_about,
            self.fields_about,
        )


NOTHING = Counts()


def require_small(document: DocumentNode) -> None:
    """Raise LimitError if anything in a document is larger than is answered, whether or not it is asked for.

    The document need not be valid: what is refused here is not validated, which can take far longer than this.
    """
    outline = Outline(document)
    for operation in outline.operations:
        counts = outline.of_operation(operation)
        limits.DEPTH.require(counts.depth)
        limits.ROOT_FIELDS.require(counts.root_fields)
        limits.INTROSPECTION_DEPTH.require(counts.depth_about)
        limits.INTROSPECTION_FIELDS.require(counts.fields_about)
        _require_few(counts)
    for name in outline.fragments:
        # How deep it may be hangs on where it is spread.
        _require_few(outline.of_fragment(name))


def _require_few(counts: Counts) -> None:
    limits.FIELDS.require(counts.fields)
    limits.ALIASES.require(counts.aliases)
    limits.DIRECTIVES.require(counts.directives)


class Outline:
    """Counts the selections of one document."""

    def __init__(self, document: DocumentNode) -> None:
        self.operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        self._counted: dict[str, Counts] = {}

    def of_operation(self, operation: OperationDefinitionNode) -> Counts:
        """The counts of an operation with its variables."""
        of_variables = sum(len(each.directives or ()) for each in operation.variable_definitions or ())
        return self.of(operation.selection_set) + Counts(
            directives=len(operation.directives or ()) + of_variables
        )

    def of(self, selections: SelectionSetNode | None) -> Counts:
        """The counts of a selection."""
        counts = NOTHING
        for each in selections.selections if selections else ():
            match each:
                case FieldNode():
                    counts += self.of(each.selection_set).under(each)
                case InlineFragmentNode():
                    counts += self.of(each.selection_set) + Counts(directives=len(each.directives or ()))
                case FragmentSpreadNode():
                    counts += self.of_fragment(each.name.value) + Counts(
                        directives=len(each.directives or ())
                    )
        return counts

    def of_fragment(self, name: str) -> Counts:
        """The counts of a fragment, of one that there is not nothing."""
        fragment = self.fragments.get(name)
        if fragment is None:
            return NOTHING
        if name not in self._counted:
            # While it is counted it is nothing: one that spreads itself is refused later, as no document of any schema.
            self._counted[name] = NOTHING
            own = Counts(directives=len(fragment.directives or ()))
            self._counted[name] = self.of(fragment.selection_set) + own
        return self._counted[name]
