"""The one MetaData, and short ways to write a column."""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def text(name: str, *args: object, **kw: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Text, *args, **{"nullable": False, **kw})  # type: ignore[arg-type]


def maybe(name: str, *args: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Text, *args, nullable=True)  # type: ignore[arg-type]


def number(name: str, *args: object, **kw: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Integer, *args, **{"nullable": False, **kw})  # type: ignore[arg-type]


def key(name: str = "id", *args: object) -> Column:  # type: ignore[type-arg]
    return Column(name, Text, *args, primary_key=True)  # type: ignore[arg-type]


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A column holds one of these words: a list of the vocabulary, or the states of a machine."""
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def index_of_unsettled(table: Table) -> Index:
    """Which visits have rows of which several versions stand: few among very many."""
    few = table.c.conflict != 0
    return Index(f"ix_{table.name}_unsettled", table.c.visit_id, sqlite_where=few, postgresql_where=few)
