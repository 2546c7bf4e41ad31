"""`audit-app verify --log`: the sentence, the row, the exit status; what it says when no earlier head is given."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select, update

from audit_app.ops.verify import WITHOUT_HEAD
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import head, log
from tests.cli.test_commands import run
from tests.ops.site_kit import Site


@pytest.fixture
def told(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A migrated database with an open audit; the commands find it in the settings."""
    monkeypatch.setenv("AUDIT_DATABASE", database_url)
    database = Database(database_url)
    migrate(database)
    Site(database)
    yield database
    database.close()


def test_a_whole_log_ends_with_zero_and_prints_its_head(told: Database, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "verify", "--log")
    with told.reading() as connection:
        chain = connection.execute(select(head.c.chain)).scalar_one()
    assert (status, err.strip()) == (0, WITHOUT_HEAD) and chain in out
    status, out, err = run(capsys, "verify", "--log", "--head", chain)
    assert (status, err) == (0, "") and chain in out


def test_a_changed_row_ends_with_two_and_is_named(told: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with told.engine.begin() as connection:
        connection.execute(update(log).where(log.c.seq == 5).values(subject="someone else"))
    status, out, err = run(capsys, "verify", "--log")
    assert (status, out) == (2, "") and "第 5 行" in err


def test_a_cut_tail_ends_with_two_when_the_head_is_given(told: Database, capsys: pytest.CaptureFixture[str]) -> None:
    with told.engine.begin() as connection:
        before = connection.execute(select(head.c.chain)).scalar_one()
        last = connection.execute(select(head.c.seq)).scalar_one()
        connection.execute(delete(log).where(log.c.seq == last))
        chain = connection.execute(select(log.c.chain).where(log.c.seq == last - 1)).scalar_one()
        connection.execute(update(head).values(seq=last - 1, chain=chain))
    assert run(capsys, "verify", "--log")[0] == 0
    status, _, err = run(capsys, "verify", "--log", "--head", before)
    assert status == 2 and before in err
