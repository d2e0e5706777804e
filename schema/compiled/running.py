"""A tree is run from object to object while there is one; from a list on level by level, for all objects of a level together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import orjson
from graphql import (
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_nullable_type,
)

from schema.compiled.leaves import IrregularError, all_ordinary
from schema.compiled.tree import Asked, Selection
from schema.compiled.writing import Arguments, Writer, Written, all_of, type_name
from schema.described import Column, Listed, Lists


class Program:
    """An operation compiled: run as often as it is asked."""

    def __init__(self, root: Selection) -> None:
        writer = Writer()
        self._rows: dict[Selection, str] = {}
        self._gathered: dict[Selection, str] = {}
        self._completions: dict[tuple[Asked, GraphQLOutputType], str] = {}
        self._root = writer.told(writer.alone(root))
        self._write_alone(writer, root)
        self._bind = writer.bound()

    async def run(self, arguments: Arguments, *, together: bool) -> dict[str, Any]:
        """The answer's data. `together`: fields may be resolved for many at once by their own function for that.

        Raises whatever resolvers raise, and IrregularError for a null where there must be a value.
        """
        written = self._bind(arguments)
        run = _Run(written, self._rows, self._gathered, self._completions, arguments, together)
        answer: dict[str, Any] = await written[self._root](None, run.value)
        return answer

    def _write_alone(self, writer: Writer, selection: Selection) -> None:
        """Functions for whatever the function that makes the answer for one object leaves to a run."""
        for asked in selection.waiting:
            if isinstance(get_nullable_type(asked.type), GraphQLObjectType):
                for below in asked.under.values():
                    self._write_alone(writer, below)
            elif asked.waits_below:
                self._write_value(writer, asked, asked.type)

    def _write(self, writer: Writer, selection: Selection) -> None:
        """Functions for every selection that waits, and for the values of the fields that wait."""
        self._rows[selection] = writer.told(writer.rows(selection))
        for asked in selection.fields:
            if asked.waits:
                self._write_value(writer, asked, asked.type)

    def _write_value(self, writer: Writer, asked: Asked, kind: GraphQLOutputType) -> None:
        if asked.many and kind is asked.type:
            self._write_column(writer, asked)
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(inner, GraphQLList):
            if asked.resolver is None and asked.waits_below:
                self._write_column(writer, asked)
            self._write_value(writer, asked, inner.of_type)
        elif not asked.waits_below:
            self._completions[asked, kind] = writer.told(writer.completed(kind, asked))
        else:
            for below in asked.under.values():
                self._write(writer, below)

    def _write_column(self, writer: Writer, asked: Asked) -> None:
        """Functions for the values of a field that may come as a Column, and those in them that may."""
        for below in asked.under.values():
            self._gathered[below] = writer.told(writer.gathered(below))
            for each in below.fields:
                self._write_value(writer, each, each.type)
                if not each.many and all(map(_asks_leaves, each.under.values())):
                    self._write_column(writer, each)


def _asks_leaves(selection: Selection) -> bool:
    return not any(each.under for each in selection.fields)


class _Run:
    """One execution."""

    def __init__(
        self,
        written: Written,
        rows: dict[Selection, str],
        gathered: dict[Selection, str],
        completions: dict[tuple[Asked, GraphQLOutputType], str],
        arguments: Arguments,
        together: bool,
    ) -> None:
        self._written = written
        self._rows = rows
        self._gathered = gathered
        self._completions = completions
        self._arguments = arguments
        self._together = together

    async def value(self, asked: Asked, value: Any) -> Any:
        """The completed value of a field of one object."""
        (made,) = await self._completed(asked, asked.type, [value], shared=asked.many is not None)
        return made

    async def objects(self, selection: Selection, objects: Sequence[Any]) -> list[dict[str, Any]]:
        """The answers for objects of one type."""
        columns = await all_of([self._column(asked, objects) for asked in selection.waiting])
        made: list[dict[str, Any]] = self._written[self._rows[selection]](objects, *columns)
        return made

    async def _column(self, asked: Asked, objects: Sequence[Any]) -> Sequence[Any]:
        """The completed values of a field of each of these objects."""
        return await self._made(asked, await self._resolved(asked, objects), shared=asked.many is not None)

    async def _made(self, asked: Asked, found: Sequence[Any] | Column, *, shared: bool) -> Sequence[Any]:
        """The completed values of a field, given what its resolvers gave. `shared`: one object may stand for several."""
        if isinstance(found, Column):
            return await self._gather(asked, found)
        return await self._completed(asked, asked.type, found, shared=shared)

    async def _gather(self, asked: Asked, column: Column) -> Sequence[Any]:
        """The answers for all that a column has."""
        (selection,) = asked.under.values()
        columns = {
            each.key: await self._of_column(each, column) for each in selection.fields if not each.waits
        }
        found = await all_of([self._of_column(each, column) for each in selection.waiting])
        columns |= zip([each.key for each in selection.waiting], found, strict=True)
        made: Sequence[Any] = self._written[self._gathered[selection]](
            len(column), *[columns[each.key] for each in selection.fields]
        )
        return made

    async def _of_column(self, asked: Asked, column: Column) -> Sequence[Any]:
        """The completed values of a field of all that a column has."""
        selection = next(iter(asked.under.values()), None)
        given = self._arguments[asked.number] or {}
        found = await column.field(asked.node.name.value, selection, **given)
        if isinstance(found, Lists):
            return await self._lists(asked, found)
        return await self._made(asked, found, shared=True)

    async def _lists(self, asked: Asked, found: Lists) -> Sequence[Any]:
        """The completed values of a field that are lists of the same few elements: those are written once, and the text put together."""
        kind = asked.type.of_type if isinstance(asked.type, GraphQLNonNull) else asked.type
        assert isinstance(kind, GraphQLList), "its values are lists"
        made = await self._completed_each(asked, kind.of_type, found.elements, shared=True)
        texts = list(map(orjson.dumps, made))
        several = dict(zip(map(id, found.places), found.places, strict=True))
        once = {
            identity: orjson.Fragment(b"[%b]" % b",".join(map(texts.__getitem__, places)))
            for identity, places in several.items()
        }
        return [once[id(places)] for places in found.places]

    async def _resolved(self, asked: Asked, objects: Sequence[Any]) -> Sequence[Any] | Column:
        resolver, given = asked.resolver, self._arguments[asked.number] or {}
        if resolver is None:
            return [getattr(each, asked.resolved_by.python_name) for each in objects]
        if self._together and asked.many is not None and len(objects) > 1:
            return await asked.many(objects, next(iter(asked.under.values())), **given)
        if not asked.is_async:
            return [resolver(each, **given) for each in objects]
        return await all_of([resolver(each, **given) for each in objects])

    async def _completed(
        self, asked: Asked, kind: GraphQLOutputType, values: Sequence[Any], *, shared: bool
    ) -> Sequence[Any]:
        """The completions of values. An object that stands for several is completed once."""
        leaf = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if isinstance(leaf, GraphQLLeafType):
            complete = self._written[self._completions[asked, kind]]
            return values if all_ordinary(leaf, values) else list(map(complete, values))
        if not shared:
            return await self._completed_each(asked, kind, values, shared=False)
        identities = list(map(id, values))
        if len(set(identities)) == len(values):
            return await self._completed_each(asked, kind, values, shared=True)
        several = dict(zip(identities, values, strict=True))
        made = await self._completed_each(asked, kind, list(several.values()), shared=True)
        by_identity = dict(zip(several, made, strict=True))
        return list(map(by_identity.__getitem__, identities))

    async def _completed_each(
        self, asked: Asked, kind: GraphQLOutputType, values: Sequence[Any], *, shared: bool
    ) -> Sequence[Any]:
        if name := self._completions.get((asked, kind)):
            return list(map(self._written[name], values))
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        present = [value for value in values if value is not None]
        if len(present) == len(values):
            return await self._completed_present(asked, inner, values, shared=shared)
        if isinstance(kind, GraphQLNonNull):
            raise IrregularError
        made = iter(await self._completed_present(asked, inner, present, shared=shared))
        return [None if value is None else next(made) for value in values]

    async def _completed_present(
        self, asked: Asked, kind: GraphQLOutputType, values: Sequence[Any], *, shared: bool
    ) -> Sequence[Any]:
        """The completions of lists, of objects of one type, or of objects of several."""
        if isinstance(kind, GraphQLList) and self._together and (column := _column_of(asked, values)):
            made = iter(await self._gather(asked, column))
            return [list(islice(made, len(value))) for value in values]
        if isinstance(kind, GraphQLList) and shared:
            several = {id(element): element for value in values for element in value}
            found = await self._completed_each(asked, kind.of_type, list(several.values()), shared=True)
            by_identity = dict(zip(several, found, strict=True))
            return [[by_identity[id(element)] for element in value] for value in values]
        if isinstance(kind, GraphQLList):
            elements = [element for value in values for element in value]
            made = iter(await self._completed_each(asked, kind.of_type, elements, shared=False))
            return [list(islice(made, len(value))) for value in values]
        if isinstance(kind, GraphQLObjectType):
            _require_type(kind, values)
            return await self.objects(asked.under[kind.name], values)
        by_type: dict[str, list[Any]] = {}
        for value in values:
            by_type.setdefault(type_name(value), []).append(value)
        answers = await all_of([self.objects(asked.under[name], found) for name, found in by_type.items()])
        in_turn = {name: iter(made) for name, made in zip(by_type, answers, strict=True)}
        return [next(in_turn[type_name(value)]) for value in values]


def _column_of(asked: Asked, lists: Sequence[Any]) -> Column | None:
    """The elements of lists as a column, where they need not be made one by one."""
    if not lists or not all(isinstance(each, Listed) for each in lists):
        return None
    (selection,) = asked.under.values()
    first: Listed = lists[0]
    return first.column(lists, selection)


def _require_type(kind: GraphQLObjectType, values: Sequence[Any]) -> None:
    """Refuse a value that is not of its type, which hangs on its class."""
    is_type_of: Any = kind.is_type_of
    if is_type_of and not all(
        is_type_of(each, None) for each in dict(zip(map(type, values), values, strict=True)).values()
    ):
        raise IrregularError
