"""`audit-app check`: the shape of its report, its exit status, how much of it is printed, and going on after a stop."""

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from audit_app.ops import SYSTEM, apply
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.tables import audit_team, clause_owners, log, users
from evidence.derive import RECIPES
from evidence.folder import FolderStore
from evidence.store import rendition_key_of
from tests.cli.test_commands import run
from tests.ops.site_kit import NOW, Site

KEYS = {"kind", "table", "key", "column", "organisation", "sha256"}


@pytest.fixture
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A migrated database with an open audit and two originals; the commands find both in the settings."""
    for name, value in (("DATABASE", database_url), ("EVIDENCE", str(tmp_path / "shelf")), ("CLOCK", NOW)):
        monkeypatch.setenv(f"AUDIT_{name}", value)
    database = Database(database_url)
    migrate(database)
    site, shelf = Site(database), FolderStore(tmp_path / "shelf")
    for data in (b"one", b"two"):
        digest = hashlib.sha256(data).hexdigest()
        shelf.put(site.organisations["JX"], digest, io.BytesIO(data))
        assert apply(database, site.received(digest), SYSTEM, NOW).outcome == "done"
    yield site
    database.close()


def place_of(site: Site, tmp_path: Path, data: bytes) -> Path:
    digest = hashlib.sha256(data).hexdigest()
    return tmp_path / "shelf" / site.organisations["JX"] / digest[:2] / digest[2:4] / digest


def test_all_is_well(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "check")
    assert (status, err) == (0, "") and "全部相符" in out
    status, out, _ = run(capsys, "check", "--json")
    report = json.loads(out)
    assert status == 0 and list(report) == ["ok", "log", "tables", "originals", "differences"]
    assert report["ok"] and report["differences"] == [] and report["originals"] == {"checked": 2, "of": 2}
    assert report["log"] == {"rows": len(site.rows("log")), "head": site.rows("head")[0]["chain"], "problem": None}
    assert {"table": "users", "rows": 7} in report["tables"]


def test_each_kind_of_difference_is_named_and_the_status_is_two(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt, lost = place_of(site, tmp_path, b"one"), place_of(site, tmp_path, b"two")
    spoilt.chmod(0o640)
    spoilt.write_bytes(b"onf")
    lost.unlink()
    with site.database.engine.begin() as connection:
        connection.execute(update(users).where(users.c.id == site.users["liyan"]).values(name="somebody"))
        connection.execute(audit_team.delete().where(audit_team.c.user_id == site.users["qinyu"]))
    status, out, _ = run(capsys, "check", "--json")
    report, jx = json.loads(out), site.organisations["JX"]
    assert status == 2 and not report["ok"] and all(set(one) == KEYS for one in report["differences"])
    found = {(one["kind"], one["table"], one["key"], one["column"]): one for one in report["differences"]}
    assert set(found) == {
        ("row", "users", site.users["liyan"], "name"),
        ("missing", "audit_team", f"{site.visit}/{site.users['qinyu']}", None),
        ("original", "originals", f"{jx}/{spoilt.name}", None),
        ("original_missing", "originals", f"{jx}/{lost.name}", None),
    }
    assert {one["organisation"] for one in report["differences"]} == {jx}
    assert [one["sha256"] for one in report["differences"]][-2:] == sorted([spoilt.name, lost.name])
    status, out, err = run(capsys, "check")
    assert status == 2 and "全部相符" not in out and all(key in err for _, _, key, _ in found)


def test_views_that_are_not_as_they_were_made_are_told_and_are_no_difference(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf, jx = FolderStore(tmp_path / "shelf"), site.organisations["JX"]
    one, two = (hashlib.sha256(data).hexdigest() for data in (b"one", b"two"))
    for sha in (one, two):
        for recipe in RECIPES.values():
            shelf.put_rendition(jx, sha, recipe, sha.encode())
    status, out, err = run(capsys, "check")
    assert (status, err) == (0, "") and "预览看了 4 个" in out
    keys = {sha: rendition_key_of(jx, sha, RECIPES["screen"]) for sha in (one, two)}
    (shelf.root / keys[one]).write_bytes((shelf.root / keys[two]).read_bytes())
    (shelf.root / rendition_key_of(jx, two, RECIPES["thumb"])).write_bytes(b"of an earlier version")
    before = {path: path.read_bytes() for path in (tmp_path / "shelf").rglob("*") if path.is_file()}
    for how in ((), ("--json",)):
        status, out, err = run(capsys, "check", *how)
        assert (
            status == 0 and keys[one].removeprefix("views/").rsplit("/", 1)[1] in err and err.count("与制作时不同") == 1
        )
        assert "有 1 个没有摘要" in err
    assert json.loads(out)["ok"] and list(json.loads(out)) == ["ok", "log", "tables", "originals", "differences"]
    assert {path: path.read_bytes() for path in (tmp_path / "shelf").rglob("*") if path.is_file()} == before


def test_a_damaged_log_is_said_and_the_status_is_two(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with site.database.engine.begin() as connection:
        connection.execute(update(log).where(log.c.seq == 3).values(actor="somebody else"))
    status, out, _ = run(capsys, "check", "--json")
    report = json.loads(out)
    assert status == 2 and "第 3 行" in report["log"]["problem"] and report["log"]["rows"] == 2
    assert ("log", "3") in {(one["kind"], one["key"]) for one in report["differences"]}
    status, _, err = run(capsys, "check")
    assert status == 2 and "第 3 行" in err


def test_an_earlier_head_is_asked_for(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    head = site.rows("head")[0]["chain"]
    assert run(capsys, "check", "--head", head)[0] == 0
    status, _, err = run(capsys, "check", "--head", "ab" * 32)
    assert status == 2 and "ab" * 32 in err
    assert run(capsys, "check", "--head", "x")[0] == 2


def test_the_text_stops_at_a_hundred(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with site.database.engine.begin() as connection:
        plan = connection.execute(select(users.c.id, users.c.organisation_id).limit(1)).one()
        rows = [{"visit_id": site.visit, "ref": f"x{n}", "user_id": plan.id} for n in range(130)]
        connection.execute(clause_owners.insert(), rows)
    status, _, err = run(capsys, "check")
    assert status == 2 and err.count("日志里没有") == 100 and "还有 30 处" in err
    assert len(json.loads(run(capsys, "check", "--json")[1])["differences"]) == 130


def test_a_check_that_was_stopped_goes_on(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = place_of(site, tmp_path, b"two")
    spoilt.chmod(0o640)
    spoilt.write_bytes(b"twp")
    assert json.loads(run(capsys, "check", "--json")[1])["originals"] == {"checked": 2, "of": 2}
    again = json.loads(run(capsys, "check", "--resume", "--json")[1])
    assert again["originals"] == {"checked": 1, "of": 2}
    assert [one["sha256"] for one in again["differences"]] == [spoilt.name]


def test_a_folder_of_originals_that_is_not_there_is_said(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("AUDIT_EVIDENCE", str(tmp_path / "nowhere"))
    status, _, err = run(capsys, "check")
    assert status == 2 and "nowhere" in err
