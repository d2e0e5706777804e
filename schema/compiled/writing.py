"""Python functions written for a tree: each makes the answer for an object in one expression, without asking its types."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    get_nullable_type,
    is_leaf_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from schema.compiled.leaves import IrregularError, completion, ordinary
from schema.compiled.tree import Asked, Selection

Arguments = Sequence[dict[str, Any] | None]
"""What each field's resolver is given, by the number of the field."""

Written = dict[str, Callable[..., Any]]
"""Functions by their names."""

ALONE = "o, complete"
"""The parameters of a function that makes the answer for one object: that, and what completes a value of a field
in which several objects may have to be waited for."""


NAMES = re.compile(r"\b[af][0-9]+\b")
"""What the source calls functions and arguments."""


class Writer:
    """Writes the functions of one operation.

    Of what a client wrote only the keys of the answer stand in the source, as literals: letters, digits and `_`.
    """

    def __init__(self) -> None:
        self._names: dict[str, Any] = {"irregular": _irregular}
        self._lines: list[str] = []
        self._bound_lines: list[str] = []
        self._bound: set[str] = set()
        self._told: list[str] = []
        self._counted = 0
        self._arguments: set[int] = set()

    def bound(self) -> Callable[[Arguments], Written]:
        """The function that takes an execution's arguments and gives its functions: those that hang on none stay the same."""
        taken = [f"    a{number} = A[{number}]" for number in sorted(self._arguments)]
        told = [f"    {name!r}: {name}," for name in self._told if name not in self._bound]
        bound = [f"        {name!r}: {name}," for name in self._told if name in self._bound]
        lines = ["ALWAYS = {", *told, "}", "def bind(A):", *taken]
        lines += [f"    {line}" for line in self._bound_lines] + ["    return {**ALWAYS,", *bound, "    }"]
        exec(
            compile("\n".join([*self._lines, *lines]), "<compiled operation>", "exec"), self._names
        )  # see the class
        bind: Callable[[Arguments], Written] = self._names["bind"]
        return bind

    def alone(self, selection: Selection) -> str:
        """The name of a function that makes the answer for one object, and waits for what in it has to be waited for."""
        columns = {asked.key: f"c{place}" for place, asked in enumerate(selection.waiting)}
        if len(columns) == 1:
            lines = self._awaited(selection.waiting[0], "c0 =")
        else:
            fields = [
                self._function(ALONE, self._awaited(each, "return"), waits=True) for each in selection.waiting
            ]
            self._names["all_of"] = all_of
            calls = ", ".join(f"{name}({ALONE})" for name in fields)
            lines = [f"{', '.join(columns.values())} = await all_of([{calls}])"] if fields else []
        return self._function(ALONE, [*lines, f"return {self._dict(selection, columns)}"], waits=True)

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
        """The same name, under which a function, whether written here or found, is among those that are given."""
        self._told.append(function)
        return function

    def _awaited(self, asked: Asked, into: str) -> list[str]:
        """Statements that end with the completed value of a field that waits, of the object `o`."""
        value = f"{'await ' if asked.is_async else ''}{self._resolved(asked)}"
        if not asked.waits_below:
            return [f"{into} {self.completed(asked.type, asked)}({value})"]
        kind = get_nullable_type(asked.type)
        if not isinstance(kind, GraphQLObjectType):
            return [f"{into} await complete({self._named(asked)}, {value})"]
        empty = "irregular()" if isinstance(asked.type, GraphQLNonNull) else "None"
        lines = [f"v = {value}"]
        if kind.is_type_of:
            lines.append(f"if v is not None and {self._is_other(kind, 'v')}: irregular()")
        return [
            *lines,
            f"{into} {empty} if v is None else await {self.alone(asked.under[kind.name])}(v, complete)",
        ]

    def _object(self, kind: GraphQLObjectType, selection: Selection, empty: str) -> str:
        lines = [f"if o is None: return {empty}"]
        if kind.is_type_of:
            lines.append(f"if {self._is_other(kind, 'o')}: irregular()")
        return self._function("o", [*lines, f"return {self._dict(selection, {})}"])

    def _is_other(self, kind: GraphQLObjectType, value: str) -> str:
        """The condition under which an object is not of a type; mostly it is of the type's own class, and is asked no more."""
        own = kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].origin
        return f"{value}.__class__ is not {self._named(own)} and not {self._named(kind.is_type_of)}({value}, None)"

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
        return self._completion(asked.type, self._resolved(asked), asked)

    def _resolved(self, asked: Asked) -> str:
        """What the resolver of a field gives for the object `o`."""
        if asked.resolver is None:
            return f"o.{asked.resolved_by.python_name}"
        given = ""
        if asked.has_arguments:
            self._arguments.add(asked.number)
            given = f", **a{asked.number}"
        return f"{self._named(asked.resolver)}(o{given})"

    def _completion(self, kind: GraphQLOutputType, value: str, asked: Asked) -> str:
        """The completion of a value, in place where it is ordinary."""
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(inner, GraphQLLeafType) and (condition := ordinary(inner)):
            rule = self._named(completion(inner, isinstance(kind, GraphQLNonNull)))
            return f"(v if {condition.replace('v', f'(v := {value})', 1)} else {rule}(v))"
        return f"{self.completed(kind, asked)}({value})"

    def _function(self, parameters: str, lines: Sequence[str], *, waits: bool = False) -> str:
        name = self._name()
        kind = "async def" if waits else "def"
        written = [f"{kind} {name}({parameters}):", *(f"    {line}" for line in lines)]
        if self._hangs_on_arguments(lines):
            self._bound.add(name)
            self._bound_lines += written
        else:
            self._lines += written
        return name

    def _hangs_on_arguments(self, lines: Sequence[str]) -> bool:
        """Whether a function names arguments, or one that does. A key of the answer may look as if it did: no harm."""
        names = {name for line in lines for name in NAMES.findall(line)}
        return any(name[0] == "a" for name in names) or not self._bound.isdisjoint(names)

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


async def all_of(awaitables: Sequence[Awaitable[Any]]) -> Sequence[Any]:
    """The results of all, once all have ended; else the error of the first that failed, in their order.

    None is cancelled for another: what one waits for may be what others wait for too, and would be taken from them.
    """
    if len(awaitables) < 2:
        return [await each for each in awaitables]
    results = await asyncio.gather(*awaitables, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results
