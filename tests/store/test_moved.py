"""A SQLite file that is exchanged or taken away under a running server: nothing is taken any more, so nothing is lost with it."""

import os
import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from audit_app import create_app
from audit_app.config import Config
from audit_app.store.db import Database, Moved
from audit_app.store.people import list_organisations
from audit_app.store.tables import metadata
from tests.conftest import NOW, sqlite_tables

__all__ = ["sqlite_tables"]
ORGANISATIONS = metadata.tables["organisations"]


@pytest.fixture
def file(sqlite_tables: Path, tmp_path: Path) -> Path:
    file = tmp_path / "audit.db"
    shutil.copyfile(sqlite_tables, file)
    return file


def taken_away(file: Path) -> None:
    file.rename(file.with_suffix(".old"))


def exchanged(file: Path) -> None:
    shutil.copyfile(file, file.with_suffix(".restored"))
    for one in file.parent.glob("audit.db*"):
        one.unlink()
    file.with_suffix(".restored").rename(file)


@pytest.mark.parametrize("how", [taken_away, exchanged])
def test_nothing_is_read_or_written_any_more(file: Path, how: object) -> None:
    database = Database(f"sqlite:///{file}")
    with database.writing() as connection:
        list_organisations(connection)
    how(file)  # type: ignore[operator]
    for way in (database.writing, database.noting, database.reading):
        with pytest.raises(Moved), way() as connection:
            list_organisations(connection)
    assert how is exchanged or not file.exists(), "and no empty file is made in its place"
    database.close()
    if how is exchanged:
        again = Database(f"sqlite:///{file}")
        with again.reading() as connection:
            assert list_organisations(connection) == []
        again.close()


def test_a_transaction_in_whose_midst_it_happens_is_not_acknowledged(file: Path) -> None:
    database = Database(f"sqlite:///{file}")
    with pytest.raises(Moved), database.writing() as connection:
        connection.execute(select(ORGANISATIONS))
        exchanged(file)
    database.close()


def test_what_keeps_the_file_changes_nothing(file: Path) -> None:
    """Written in place, checkpointed, vacuumed: it stays the file that it was."""
    database = Database(f"sqlite:///{file}")
    with database.reading() as connection:
        list_organisations(connection)
    raw = database.engine.raw_connection()
    raw.cursor().execute("VACUUM")
    raw.close()
    os.utime(file)
    with database.writing() as connection:
        assert list_organisations(connection) == []
    database.close()


@pytest.fixture
def app(file: Path, tmp_path: Path) -> Flask:
    return create_app(
        Config(
            database=f"sqlite:///{file}",
            evidence=str(tmp_path / "evidence"),
            uploads=str(tmp_path / "uploads"),
            clock=NOW,
        )
    )


def test_page_and_program_are_told_to_come_again(app: Flask, file: Path) -> None:
    client = app.test_client()
    assert client.get("/login").status_code == 200
    exchanged(file)
    told = client.post("/api/sessions", json={"account": "liyan", "password": "seven quiet rivers"})
    assert (told.status_code, told.json["code"], told.headers["Retry-After"]) == (503, "moved", "60")  # type: ignore[index]
    page = client.post("/login", data={"account": "liyan", "password": "seven quiet rivers"})
    assert page.status_code == 503 and "数据文件刚刚被换掉" in page.text
