"""`audit-app checklist number`: a body's own edition from its contents list, or every row that does not fit, in order."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from audit_app.demo import people
from audit_app.demo.script import Script
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import editions
from evidence.folder import FolderStore
from tests.cli.test_commands import run

GOOD = "ref,number,title\nplan.risk,6.2,应对风险和机遇的措施\nbase,8.1,知识产权基础管理\n,8.2,我们没有的条款\n"
BAD = "ref,number,title\nplan.risk,6.2,甲\nplan.risk,6.1,乙\nnosuch,8.1,丙\nresources,7.3,资源\n"
ARGUMENTS = ("checklist", "number", "gbt-29490-2023.2")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("AUDIT_DATABASE", f"sqlite:///{tmp_path}/audit.db")
    monkeypatch.chdir(tmp_path)
    database = Database(f"sqlite:///{tmp_path}/audit.db")
    migrate(database)
    people.tell(Script(database, FolderStore(tmp_path / "evidence")))
    Path("good.csv").write_text(GOOD, encoding="utf-8")
    Path("bad.csv").write_text(BAD, encoding="utf-8")
    return database


def kept(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(editions)).scalar_one())


def test_a_list_that_fits_becomes_the_bodys_edition(told: Database, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *ARGUMENTS, "good.csv", "--source", "授权文本目次", "--organisation", "HH")
    assert (status, err) == (0, "") and "GB/T 29490—2023" in out
    assert kept(told) == 1


def test_rows_that_do_not_fit_are_named_in_their_order(told: Database, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, *ARGUMENTS, "bad.csv", "--source", "授权文本目次", "--organisation", "HH")
    rows = [line.split(" ")[1] for line in err.splitlines()]
    assert (status, out) == (2, "") and rows == sorted(rows) and set(rows) == {"3", "4", "5"}
    assert kept(told) == 0


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        (("good.csv", "--source", "目次"), "HH、JX、ZY"),
        (("good.csv", "--source", "目次", "--organisation", "NOSUCH"), "HH、JX、ZY"),
        (("good.csv", "--source", "", "--organisation", "HH"), "source"),
        (("good.csv", "--source", " ", "--organisation", "HH"), "source"),
        (("nosuch.csv", "--source", "目次", "--organisation", "HH"), "没有这个文件"),
        (("audit.db", "--source", "目次", "--organisation", "HH"), "文字编码"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_kept(
    told: Database, capsys: pytest.CaptureFixture[str], rest: tuple[str, ...], said: str
) -> None:
    status, out, err = run(capsys, *ARGUMENTS, *rest)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert said in err
    assert kept(told) == 0
