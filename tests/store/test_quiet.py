"""A statement that fails is told without its values, on every way into the database."""

import pytest
from sqlalchemy import bindparam, text
from sqlalchemy.exc import SQLAlchemyError

from audit_app.store.db import Database

SECRET = "张三的电话 13800000000"


@pytest.mark.parametrize("way", ["reading", "writing", "noting", "aside"])
def test_no_value_stands_in_the_words_of_a_failure(database: Database, way: str) -> None:
    statement = text("SELECT :value FROM no_such_table").bindparams(bindparam("value", SECRET))
    with pytest.raises(SQLAlchemyError) as failed, getattr(database, way)() as connection:
        connection.execute(statement)
    assert "no_such_table" in str(failed.value) and SECRET not in str(failed.value)
