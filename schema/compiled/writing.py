"""Python functions written for a tree: each makes the answer for an object in one expression, without asking its types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    is_leaf_type,
)

from schema.compiled.leaves import IrregularError, completion, ordinary
from schema.compiled.tree import Asked, Selection

Arguments = Sequence[dict[str, Any] | None]
"""What each field's resolver is given, by the number of the field."""

Written = dict[str, Callable[..., Any]]
"""Functions by their names."""


class Writer:
    """Writes the functions of one operation.

    Of what a client wrote only the keys of the answer stand in the source, as literals: letters, digits and `_`.
    """

    def __init__(self) -> None:
        self._names: dict[str, Any] = {"irregular": _irregular}
        self._lines: list[str] = []
        self._counted = 0
        self._arguments: set[int] = set()

    def bound(self) -> Callable[[Arguments], Written]:
        """The function that takes an execution's arguments and gives its functions."""
        taken = [f"    a{number} = A[{number}]" for number in sorted(self._arguments)]
        source = "\n".join(["def bind(A):", *taken, *self._lines, "    return locals()"])
        exec(compile(source, "<compiled operation>", "exec"), self._names)  # see the class
        bind: Callable[[Arguments], Written] = self._names["bind"]
        return bind

    def rows(self, selection: Selection) -> str:
        """The name of a function that makes the answers for many objects, given the columns that were waited for."""
        waiting = [asked for asked in selection.fields if asked.waits]
        columns = {asked.key: f"c{place}" for place, asked in enumerate(waiting)}
        made = self._dict(selection, columns)
        names = ", ".join(columns.values())
        each = f"o, {names}" if names else "o"
        together = f"zip(os, {names})" if names else "os"
        return self._function(f"os, {names}", [f"return [{made} for {each} in {together}]"])

    def gathered(self, selection: Selection) -> str:
        """The name of a function that makes so many answers, for objects of which every field is given as a column."""
        columns = {asked.key: f"c{place}" for place, asked in enumerate(selection.fields)}
        names = ", ".join(columns.values())
        made = self._dict(selection, columns)
        each = f"{names}, in zip({names})" if names else "_ in range(count)"
        return self._function(f"count, {names}", [f"return [{made} for {each}]"])

    def completed(self, kind: GraphQLOutputType, asked: Asked) -> str:
        """The name of a function that completes a value of a field, or of an element of its list."""
        required = isinstance(kind, GraphQLNonNull)
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if is_leaf_type(inner):
            rule = self._named(completion(inner, required))
            condition = ordinary(inner)
            return self._function("v", [f"return v if {condition} else {rule}(v)"]) if condition else rule
        empty = "irregular()" if required else "None"
        if isinstance(inner, GraphQLList):
            element = self._completion(inner.of_type, "x", asked)
            return self._function("v", [f"return {empty} if v is None else [{element} for x in v]"])
        if isinstance(inner, GraphQLObjectType):
            return self._object(inner, asked.under[inner.name], empty)
        assert isinstance(inner, GraphQLInterfaceType | GraphQLUnionType), "nothing else has fields"
        return self._one_of(asked, empty)

    def told(self, function: str) -> str:
        """The name under which a function, whether written here or found, is among those that are given."""
        name = self._name()
        self._lines.append(f"    {name} = {function}")
        return name

    def _object(self, kind: GraphQLObjectType, selection: Selection, empty: str) -> str:
        lines = [f"if o is None: return {empty}"]
        if kind.is_type_of:
            lines.append(f"if not {self._named(kind.is_type_of)}(o, None): irregular()")
        return self._function("o", [*lines, f"return {self._dict(selection, {})}"])

    def _one_of(self, asked: Asked, empty: str) -> str:
        by_type = {
            name: self._object(selection.type, selection, empty) for name, selection in asked.under.items()
        }
        functions = ", ".join(f"{name!r}: {function}" for name, function in by_type.items())
        held = self._function("o", [f"return {{{functions}}}[type_name(o)](o)"])
        self._names["type_name"] = type_name
        return self._function("v", [f"return {empty} if v is None else {held}(v)"])

    def _dict(self, selection: Selection, columns: dict[str, str]) -> str:
        values = {asked.key: columns.get(asked.key) or self._value(asked) for asked in selection.fields}
        values |= {key: repr(selection.type.name) for key in selection.names}
        return "{" + ", ".join(f"{key!r}: {values[key]}" for key in selection.keys) + "}"

    def _value(self, asked: Asked) -> str:
        by = asked.resolved_by
        if by.base_resolver is None:
            return self._completion(asked.type, f"o.{by.python_name}", asked)
        resolver = self._named(by.base_resolver.wrapped_func)
        given = ""
        if asked.has_arguments:
            self._arguments.add(asked.number)
            given = f", **a{asked.number}"
        return self._completion(asked.type, f"{resolver}(o{given})", asked)

    def _completion(self, kind: GraphQLOutputType, value: str, asked: Asked) -> str:
        """The completion of a value, in place where it is ordinary."""
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(inner, GraphQLLeafType) and (condition := ordinary(inner)):
            rule = self._named(completion(inner, isinstance(kind, GraphQLNonNull)))
            return f"(v if {condition.replace('v', f'(v := {value})', 1)} else {rule}(v))"
        return f"{self.completed(kind, asked)}({value})"

    def _function(self, parameters: str, lines: Sequence[str]) -> str:
        name = self._name()
        self._lines += [f"    def {name}({parameters}):", *(f"        {line}" for line in lines)]
        return name

    def _named(self, thing: Any) -> str:
        name = self._name()
        self._names[name] = thing
        return name

    def _name(self) -> str:
        self._counted += 1
        return f"f{self._counted}"


def _irregular() -> None:
    raise IrregularError


def type_name(value: Any) -> str:
    """The name of the type of an object that stands where several types may."""
    name: str = value.__strawberry_definition__.name
    return name
