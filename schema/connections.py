"""Connections: pages by cursor. A cursor holds the revision and the sort keys, so that pages neither skip nor repeat."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import orjson
import strawberry

from schema.codes import Code
from schema.cost.declared import OF_PAGE, costs
from schema.cost.sizes import PAGE
from schema.described import attribute, field
from schema.errors import ClientError

T = TypeVar("T")

MOST_ON_A_PAGE = 500
"""Rows of a page, where a field does not allow more."""

First = Annotated[
    int | None,
    strawberry.argument(description=f"How many to give: {PAGE} if not said. Example: 20."),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="The `endCursor` of the page before; the first page without it. Example: WzE0LCIyNzA1MyIsIjI3MDUzIl0."
    ),
]


@strawberry.type(description="Where a page lies among all pages.")
class PageInfo:
    """Whether pages come before or after, and the cursors of this one."""

    has_next_page: bool = attribute("Whether more follow.")
    has_previous_page: bool = attribute("Whether the page was asked for with a cursor.")
    start_cursor: str | None = attribute("The cursor of the first; null on an empty page.")
    end_cursor: str | None = attribute("The cursor of the last; null on an empty page.")
    revision: int = attribute(
        "The revision that the page is of, which its cursors hold. Unit: the number of a revision."
    )


@strawberry.type(description="One of a page, with its cursor.")
class Edge(Generic[T]):
    """A node and its cursor."""

    node: T = costs(alone=True)(attribute("The thing itself."))
    cursor: str = attribute("Give it as `after` to begin after this one.")


@strawberry.type(description="A page, and how many there are in all pages.")
class Connection(Generic[T]):
    """A page of nodes."""

    revision: strawberry.Private[int]
    keys: strawberry.Private[Sequence[Sequence[object]]]
    before: strawberry.Private[bool]
    more: strawberry.Private[bool]
    total: strawberry.Private[int]
    nodes: list[T] = costs(elements=OF_PAGE)(attribute("The page."))

    @field
    def page_info(self) -> PageInfo:
        """Where the page lies."""
        return PageInfo(
            has_next_page=self.more,
            has_previous_page=self.before,
            start_cursor=self._cursor(self.keys[0]) if self.keys else None,
            end_cursor=self._cursor(self.keys[-1]) if self.keys else None,
            revision=self.revision,
        )

    @field
    def total_count(self) -> int:
        """How many there are in all pages. Unit: entries of the list."""
        return self.total

    @costs(elements=OF_PAGE)
    @field
    def edges(self) -> list[Edge[T]]:
        """The page with a cursor for each."""
        return [
            Edge(node=node, cursor=self._cursor(key)) for node, key in zip(self.nodes, self.keys, strict=True)
        ]

    def _cursor(self, key: Sequence[object]) -> str:
        return cursor_of(self.revision, *key)


def connection(
    nodes: Sequence[T],
    keys: Sequence[Sequence[object]],
    *,
    total: int,
    more: bool,
    after: str | None,
    revision: int,
) -> Connection[T]:
    """A page of nodes, with the sort keys of each."""
    return Connection(
        revision=revision,
        keys=keys,
        before=after is not None,
        more=more,
        total=total,
        nodes=nodes,  # type: ignore[arg-type] # any sequence is told as a list
    )


def sliced(
    rows: Sequence[T], keys: Sequence[str], first: int, after: str | None, revision: int
) -> Connection[T]:
    """A page of rows that are all at hand, each with a key of its own, in the order of the rows."""
    start = 0
    if after is not None:
        key = read_cursor(after, 1).keys[0]
        start = keys.index(key) + 1 if key in keys else len(keys)
    shown = rows[start : start + first]
    page = [(key,) for key in keys[start : start + first]]
    more = start + first < len(rows)
    return connection(shown, page, total=len(rows), more=more, after=after, revision=revision)


def page_size(first: int | None, most: int = MOST_ON_A_PAGE) -> int:
    """How many rows to give, refused below 0 and above what the field allows."""
    size = PAGE if first is None else first
    if not 0 <= size <= most:
        raise ClientError(
            Code.BAD_USER_INPUT, f"`first` is {size}; 0 to {most} are accepted here.", "first", f"0 to {most}"
        )
    return size


def cursor_of(revision: int, *keys: object) -> str:
    """A cursor: opaque to clients, to us the revision and the sort keys."""
    return base64.urlsafe_b64encode(orjson.dumps([revision, *keys])).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a cursor holds: the revision that the page was of, and the sort keys of a row as text."""

    revision: int
    keys: tuple[str, ...]


def read_cursor(after: str, keys: int) -> Cursor:
    """Read a cursor that this API made, with that many sort keys."""
    try:
        revision, *values = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, TypeError):
        raise not_a_cursor() from None
    texts = tuple(str(value) for value in values if type(value) in (str, int))
    if (
        type(revision) is not int
        or len(texts) != len(values)
        or len(values) != keys
        or "\0" in "".join(texts)
    ):
        raise not_a_cursor()
    return Cursor(revision, texts)


def read_number(text: str) -> int:
    """A count or a revision among the sort keys of a cursor."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise not_a_cursor()
    return int(text)


def not_a_cursor() -> ClientError:
    """The text is not a cursor of this list."""
    message = "`after` is not a cursor of this list; give the `endCursor` of the page before."
    return ClientError(Code.BAD_USER_INPUT, message, "after", "an endCursor")
