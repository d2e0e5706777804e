"""What an operation costs at most: made of its document once, and priced with the variables of each request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    value_from_ast_untyped,
)

from schema import limits
from schema.cost.declared import FREE, OF_PAGE, ONE, Given, size_of
from schema.cost.sizes import length
from schema.cost.steps import Step, Steps, has_variables
from schema.given import Kept

QUESTION = 100
"""What a question costs beside what it asks for: to take it in is the work of giving a hundred values."""

STATEMENT = 100
"""What a statement costs beside its rows: the way to the database and back, and what it looks at there."""


class Estimate(NamedTuple):
    """Statements, the rows that they give, and leaves of the answer: at most, or as it came."""

    statements: int
    rows: int
    leaves: int

    @property
    def units(self) -> int:
        """All of it as one number, in the work of one value."""
        return QUESTION + STATEMENT * self.statements + self.rows + self.leaves


class Place(NamedTuple):
    """Where a field stands: under so many parents, all `different` or not; and the elements of the page they are."""

    parents: int
    different: bool
    page: int
    given: Given


class Estimator:
    """The estimate of one operation of a valid document that is small enough."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
    ) -> None:
        fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }
        steps = Steps(schema, fragments)
        assert schema.query_type is not None, "there are queries"
        self._root = steps.of(schema.query_type, operation.selection_set, Step(FREE))
        self._lists = [each for each in steps.lists if has_variables(each.value)]
        self._spelt_out = [
            (each, length(value_from_ast_untyped(each.value)))
            for each in steps.lists
            if each not in self._lists
        ]
        self._defaults = {
            each.variable.name.value: value_from_ast_untyped(each.default_value)
            for each in operation.variable_definitions or ()
            if each.default_value
        }
        self._kept: Kept[Estimate] = Kept()
        self._always = None if _varies(self._root) else self._priced({})

    def of(self, variables: Mapping[str, Any] | None) -> Estimate:
        """The estimate with the variables of a request. They need not fit the schema: what is odd counts as much as can be."""
        return self._always or self._kept.of(
            variables, lambda: self._priced({**self._defaults, **(variables or {})})
        )

    def require_modest(self, variables: Mapping[str, Any] | None) -> Estimate:
        """The estimate. Raises ClientError of a list argument that is too long, LimitError of an answer too large."""
        for each, spelt_out in self._spelt_out:
            each.require(spelt_out)
        if self._lists:
            values = {**self._defaults, **(variables or {})}
            for each in self._lists:
                each.require(length(value_from_ast_untyped(each.value, values)))
        estimate = self.of(variables)
        limits.ROWS.require(estimate.rows)
        limits.LEAVES.require(estimate.leaves)
        return estimate

    def _priced(self, variables: dict[str, Any]) -> Estimate:
        statements = rows = leaves = 0
        waiting = [(self._root, Place(1, True, 0, {}))]
        while waiting:
            step, place = waiting.pop()
            given = step.given(place.given, variables)
            cost = step.cost
            statements += size_of(cost.statements, given) + place.parents * cost.statements_each
            rows += cost.rows.of(place.parents, given)
            elements, different, page = _elements(step, place, given)
            leaves += elements * step.leaves
            below = Place(elements, different, page, given)
            waiting += [(each, below) for each in step.below]
        return Estimate(statements, rows, leaves)


def _elements(step: Step, place: Place, given: Given) -> tuple[int, bool, int]:
    """The elements of what a field gives, whether they are all different, and how many a page has that it gives."""
    amount = step.cost.elements
    if amount is OF_PAGE:
        return place.page, place.different, 0
    if step.is_list or amount is not ONE:
        one = place.parents <= 1
        apart = place.different and amount.in_all is not None
        many = amount.of(place.parents, given) if one or apart else place.parents * amount.each_of(given)
        # A connection itself is one for each parent; what is said of its elements is so of those that its page has.
        return (many, one or apart, 0) if step.is_list else (place.parents, one or apart, many)
    return place.parents, place.different and not step.is_shared, 0


def _varies(step: Step) -> bool:
    return bool(step.varying) or any(map(_varies, step.below))


class Estimates:
    """The estimators of a document's operations, each made when it is first asked for."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode | None) -> None:
        self._schema = schema
        self._document = document
        self._made: dict[int, Estimator] = {}

    def of(self, operation: OperationDefinitionNode) -> Estimator:
        """The estimator of an operation of the document, which is valid."""
        assert self._document is not None
        made = self._made.get(id(operation))
        if made is None:
            made = self._made[id(operation)] = Estimator(self._schema, self._document, operation)
        return made
