"""Where the demo may be made: in an empty place or over itself, never over anything else; and its half that a body has."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from audit_app.cli import main
from audit_app.clock import Clock
from audit_app.demo import audits, build, people
from audit_app.demo.script import Script
from audit_app.effects.worker import run_once
from audit_app.ops.checking import check
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from evidence.folder import open_store
from tests.conftest import fresh_postgres

NOT_DEMO = "里有不是样例的内容，没有改动它"


@pytest.fixture
def untold(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The story is not told: what happens to the folder is the matter."""
    told: list[str] = []
    monkeypatch.setattr(build, "tell", lambda database, evidence: told.append(evidence))
    return told


def test_other_data_is_refused_and_left_as_it_is(tmp_path: Path, untold: list[str]) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "audit.db").write_bytes(b"a real one")
    with pytest.raises(build.NotOurs, match=NOT_DEMO):
        build.build(tmp_path)
    assert [file.name for file in data.iterdir()] == ["audit.db"] and untold == []
    assert (data / "audit.db").read_bytes() == b"a real one"


def test_an_empty_place_and_the_demo_itself_are_made_anew(tmp_path: Path, untold: list[str]) -> None:
    (tmp_path / "data").mkdir()
    build.build(tmp_path).close()
    left = tmp_path / "data" / "left over"
    left.write_text("of the last demo", encoding="utf-8")
    build.build(tmp_path).close()
    assert not left.exists() and (tmp_path / "data" / build.MARK).exists()
    assert len(untold) == 2


def test_the_command_says_so_and_fails(
    tmp_path: Path, untold: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    real = tmp_path / "demo" / "data" / "audit.db"
    real.parent.mkdir(parents=True)
    real.write_bytes(b"a real one")
    with pytest.raises(SystemExit) as ended:
        main(["demo"])
    said = capsys.readouterr()
    assert ended.value.code == 2 and NOT_DEMO in said.err and "请把它移走再运行" in said.err
    assert said.out == "" and real.read_bytes() == b"a real one"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The body's half of the story, once on each engine; `test_campaign` has the office's."""
    folder = tmp_path_factory.mktemp("whole")
    here = f"sqlite:///{folder}/audit.db"
    database = Database(here if request.param == "sqlite" else fresh_postgres(request.getfixturevalue("postgres")))
    migrate(database)
    script = Script(database, open_store(str(folder / "evidence")))
    for chapter in (people, audits):
        chapter.tell(script)
        script.flush()
    while run_once(database, script.evidence, Clock(build.CLOCK), most=200):
        pass
    yield database
    database.close()


def ask(database: Database, question: str) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


OF_A1 = "SELECT id FROM audits WHERE code = 'A1'"


def test_a_body_has_an_audit_on_its_second_day_and_one_in_january(told: Database) -> None:
    rows = ask(
        told,
        "SELECT code, state, edition_id, type, starts_on, ends_on FROM audits JOIN visits USING (id) ORDER BY code",
    )
    assert rows == [
        ("A1", "open", "gbt-29490-2013.2", "initial_stage_2", "2023-10-26", "2023-10-27"),
        ("A2", "ready", "gbt-29490-2023.2", "surveillance_transition", "2024-01-09", "2024-01-09"),
    ]


def test_thirty_three_clauses_of_a1_are_judged(told: Database) -> None:
    found = dict(ask(told, f"SELECT value, count(*) FROM judgements WHERE visit_id IN ({OF_A1}) GROUP BY value"))
    assert found == {"conforms": 27, "not_applicable": 3, "observation": 2, "nonconforming": 1}


def test_sixty_one_things_are_recorded_on_a1(told: Database) -> None:
    tables = ("judgements", "records", "samples", "interviews", "photos")
    found = {one: ask(told, f"SELECT count(*) FROM {one} WHERE visit_id IN ({OF_A1})")[0][0] for one in tables}
    assert found == {"judgements": 33, "records": 18, "samples": 6, "interviews": 4, "photos": 16}
    assert sum(found.values()) - found["photos"] == 61


def test_its_nonconformity_is_raised_and_due_thirty_days_after_the_closing(told: Database) -> None:
    ((number, state, severity, due),) = ask(told, "SELECT number, state, severity, due_on FROM nonconformities")
    assert (number, state, severity) == ("B-01", "raised", "minor")
    day = date(2023, 10, 27) + timedelta(days=30)
    assert day.strftime("%a") == "Sun" and due == (day + timedelta(days=1)).isoformat()
    judged = ask(told, f"SELECT ref FROM judgements WHERE value = 'nonconforming' AND visit_id IN ({OF_A1})")
    assert judged == [("7.6",)]


def test_every_photo_is_kept_looked_at_and_has_its_views(told: Database) -> None:
    assert ask(told, "SELECT DISTINCT state FROM photos") == [("kept",)]
    done = ask(told, "SELECT name, state, count(*) FROM effects GROUP BY name, state ORDER BY name")
    (photos,) = ask(told, "SELECT count(*) FROM photos")
    assert done == [("check_photo", "done", *photos), ("make_views", "done", *photos)]


def test_the_tables_are_what_the_log_says(told: Database) -> None:
    found = check(told)
    assert found.problem is None and found.differences == []
