"""Long lists in pages by key: the page after a row begins behind its place in the order, however many rows come before it.

The order ends with the id of the row, so that rows alike in everything else have places of their own.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, or_, tuple_

PAGE = 50


class Page(NamedTuple):
    """`rows` of one page, and the id after which the next one begins; "" where this is the last."""

    rows: Sequence[Mapping[Any, Any]]
    after: str


def page_of(
    connection: Connection,
    wanted: Select[Any],
    order: Sequence[ColumnElement[Any]],
    id: ColumnElement[Any],
    after: str,
    *,
    newest_first: bool = False,
) -> Page:
    """The page of `wanted` behind the row of the id `after`; from the beginning where there is none of that id.

    `order`: columns without NULLs; `id` is told apart by itself and ends the order.
    """
    keys = (*order, id)
    place = connection.execute(wanted.with_only_columns(*keys).where(id == after)).first() if after else None
    if place is not None:
        here, there = tuple_(*keys), tuple_(*place)
        wanted = wanted.where(here < there if newest_first else here > there)
    sorted_by = [key.desc() if newest_first else key.asc() for key in keys]
    rows = list(connection.execute(wanted.order_by(*sorted_by).limit(PAGE + 1)).mappings())
    return Page(rows[:PAGE], rows[PAGE - 1]["id"] if len(rows) > PAGE else "")


def matching(words: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether one of these columns holds the words, whatever the case."""
    return or_(*(column.icontains(words.strip(), autoescape=True) for column in columns))
