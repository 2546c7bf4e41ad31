"""Backups somebody meddled with: each is refused with a sentence, and neither row nor photo is left behind."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Integer

from audit_app.demo import people
from audit_app.demo.script import Script
from audit_app.packages.backup import Unfit, restore_backup, write_backup
from audit_app.store.db import Database
from audit_app.store.log import GENESIS
from audit_app.store.migrate import migrate
from audit_app.store.portable import holds_rows, row_of, tables
from evidence.folder import FolderStore
from tests.cli.test_commands import run
from tests.conftest import NOW

Files = dict[str, bytes]
BODY = people.known_id("JX")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("source")
    database = made(folder)
    people.tell(Script(database, FolderStore(folder / "evidence")))
    write_backup(database, folder / "b.zip", NOW)
    database.close()
    with zipfile.ZipFile(folder / "b.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Database]:
    database = made(tmp_path)
    yield database
    database.close()


def made(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder}/audit.db")
    migrate(database)
    return database


def manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Files], None]:
    def forge(files: Files) -> None:
        found = json.loads(files["manifest.json"])
        change(found)
        files["manifest.json"] = json.dumps(found).encode()

    return forge


def swapped(name: str, content: bytes) -> Callable[[Files], None]:
    """A file of another content, its digest and its number of rows put right in the manifest."""

    def forge(files: Files) -> None:
        files[name] = content
        manifest(lambda found: found["files"].update({name: hashlib.sha256(content).hexdigest()}))(files)
        if name.startswith("rows/"):
            manifest(lambda found: found["rows"].update({name[5:-6]: len(content.splitlines())}))(files)

    return forge


def tables_of(files: Files) -> list[str]:
    return [name[5:-6] for name in files if name.startswith("rows/")]


def emptied(names: Iterable[str], head: str | None = None, *, counted: bool = True) -> Callable[[Files], None]:
    """Tables without rows, digests put right; counts, too, where `counted`."""

    def forge(files: Files) -> None:
        before = json.loads(files["manifest.json"])["rows"]
        for name in names:
            swapped(f"rows/{name}.jsonl", b"")(files)
        manifest(lambda found: found.update(rows=found["rows"] if counted else before))(files)
        manifest(lambda found: found.update(head=head or found["head"]))(files)

    return forge


def without_log(files: Files) -> None:
    del files["rows/log.jsonl"]
    manifest(lambda found: found["files"].pop("rows/log.jsonl"))(files)


FORGED: dict[str, Callable[[Files], Any]] = {
    "a manifest that is a list": lambda files: files.update({"manifest.json": b"[]"}),
    "a manifest that is no JSON": lambda files: files.update({"manifest.json": b"\xff{"}),
    "no list of files": manifest(lambda found: found.pop("files")),
    "files that are a number": manifest(lambda found: found.update(files=3)),
    "no count of photos": manifest(lambda found: found.pop("photos")),
    "counts that are text": manifest(lambda found: found.update(rows={"log": "many"})),
    "another revision": manifest(lambda found: found.update(revision="9999")),
    "a table left out": without_log,
    "a file nobody listed": lambda files: files.update({"evidence/x": b"x"}),
    "a way out of the folder": swapped("evidence/../../../outside", b"x"),
    "a manifest nested without end": lambda files: files.update({"manifest.json": b"[" * 200_000}),
    "a count of photos that is endless": lambda files: files.update(
        {"manifest.json": files["manifest.json"].replace(b'"photos": 0', b'"photos": 1e999')}
    ),
    "a revision that is a list": manifest(lambda found: found.update(revision=[1])),
    "a digest that is a number": manifest(lambda found: found["files"].update({"rows/users.jsonl": 1})),
    "a lost photo of a list": manifest(
        lambda found: found.update(lost=[{"problem": "missing", "organisation": [], "sha256": "x"}])
    ),
    "a lost photo of an unknown kind": manifest(
        lambda found: found.update(lost=[{"problem": "x", "organisation": "x", "sha256": "x"}])
    ),
    "a name put in another's place, its digest left": lambda files: files.update(
        {"rows/users.jsonl": files["rows/users.jsonl"].replace(b"liyan", b"liyen")}
    ),
    "a log without its head": swapped("rows/head.jsonl", b""),
    "lost photos that are a number": manifest(lambda found: found.update(lost=3)),
    "a lost photo without a digest": manifest(lambda found: found.update(lost=[{"problem": "missing"}])),
    "rows that are no JSON": swapped("rows/users.jsonl", b"garbage\n"),
    "rows that are lists": swapped("rows/users.jsonl", b"[1]\n"),
    "rows with a column nobody knows": swapped("rows/users.jsonl", b'{"id": "x", "nosuch": 1}\n'),
    "rows of an absent parent": swapped(
        "rows/originals.jsonl", json.dumps({"organisation_id": "nobody", "sha256": "x", "size": 1}).encode()
    ),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_forged_backup_is_refused_whole(
    whole: Files, target: Database, tmp_path: Path, forge: Callable[[Files], Any]
) -> None:
    files = dict(whole)
    forge(files)
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    with pytest.raises(Unfit):
        restore_backup(target, tmp_path / "forged.zip", FolderStore(tmp_path / "shelf"))
    with target.reading() as connection:
        assert not holds_rows(connection)
    assert not (tmp_path.parent / "outside").exists()


def test_a_photo_under_another_digest_never_reaches_the_shelf(whole: Files, target: Database, tmp_path: Path) -> None:
    files = dict(whole)
    swapped(f"evidence/{BODY}/{'0' * 64}", b"a photo")(files)
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    shelf = FolderStore(tmp_path / "shelf")
    restored = restore_backup(target, tmp_path / "forged.zip", shelf)
    assert [one["sha256"] for one in restored["lost"]] == ["0" * 64]
    assert not shelf.has(BODY, "0" * 64)


JUNK = (
    b"",
    b"null\n",
    b"[1]\n",
    b"3\n",
    b'"x"\n',
    b"{}\n",
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b"1" * 5000,
    b"\xff\xfe",
    b"\0",
)


@pytest.mark.parametrize("turn", range(len(JUNK)))
def test_whatever_stands_in_a_member_restores_or_gets_the_sentence(whole: Files, tmp_path: Path, turn: int) -> None:
    """Never another exception: the command would show a traceback. Each member has its turn with three kinds of junk."""
    made(tmp_path).close()
    for at, name in enumerate(whole):
        if (at + turn) % 4:
            continue
        junk = JUNK[turn]
        files = dict(whole)
        if name.startswith("rows/"):
            swapped(name, junk)(files)
        else:
            files[name] = junk
        with zipfile.ZipFile(tmp_path / "forged.zip", "w") as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        shutil.copy(tmp_path / "audit.db", tmp_path / f"{at}.db")
        database = Database(f"sqlite:///{tmp_path}/{at}.db")
        try:
            restore_backup(database, tmp_path / "forged.zip", FolderStore(tmp_path / "shelf"))
        except Unfit:
            with database.reading() as connection:
                assert not holds_rows(connection), name
        finally:
            database.close()
        (tmp_path / f"{at}.db").unlink()


@pytest.mark.parametrize("value", ["abc", 10**30, 1.5, True, None, [], {}, "\ud800", "\0"], ids=repr)
def test_no_column_takes_what_is_not_of_its_kind(value: Any) -> None:
    for table in tables():
        good = {column.name: 1 if isinstance(column.type, Integer) else "x" for column in table.columns}
        assert row_of(table, json.dumps(good).encode()) == good
        for column in table.columns:
            if (value == "abc" and not isinstance(column.type, Integer)) or (value is None and column.nullable):
                continue
            with pytest.raises(ValueError):
                row_of(table, json.dumps({**good, column.name: value}).encode())


def test_a_zip_with_changed_bytes_restores_or_gets_the_sentence(whole: Files, target: Database, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    content = (tmp_path / "whole.zip").read_bytes()
    refused = 0
    for at in range(1, 500, 7):
        changed = bytearray(content)
        changed[-at] ^= 0xFF
        (tmp_path / "forged.zip").write_bytes(changed)
        try:
            restore_backup(target, tmp_path / "forged.zip", FolderStore(tmp_path / "shelf"))
        except Unfit:
            refused += 1
    assert refused > 60


def test_the_restore_checks_the_chain_and_says_what_that_does_not_prove(
    whole: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_EVIDENCE", str(tmp_path / "shelf"))
    rows = whole["rows/log.jsonl"].splitlines(keepends=True)
    head = json.loads(whole["manifest.json"])["head"]
    heads = [json.loads(row)["chain"] for row in rows]
    not_of_it = "备份清单写的链头不是这份日志的"
    for name, forge, status, said in (
        ("whole", lambda files: None, 0, f"链头 {head}，与备份清单所写相同"),
        ("changed", swapped("rows/log.jsonl", whole["rows/log.jsonl"].replace(b"JX", b"JY", 1)), 2, "操作日志核对不上"),
        ("cut", swapped("rows/log.jsonl", b"".join(rows[:-1])), 2, "操作日志核对不上"),
        ("other head", manifest(lambda it: it.update(head="0" * 63 + "1")), 2, not_of_it),
        ("start of the chain", manifest(lambda it: it.update(head=GENESIS)), 2, "备份清单写的链头是 0000"),
        ("earlier head", manifest(lambda it: it.update(head=heads[-2])), 2, not_of_it),
        ("no log", emptied(("log", "head")), 2, "没有日志的备份不能恢复"),
        ("emptied", emptied(tables_of(whole), GENESIS), 2, "没有日志的备份不能恢复"),
        ("emptied rows", emptied(("users", "credentials"), counted=False), 2, "没有恢复。credentials 清单写 "),
        ("more claimed", manifest(lambda it: it["rows"].update(users=it["rows"]["users"] + 1)), 2, "users 清单写 "),
        ("unknown claimed", manifest(lambda it: it["rows"].update(nosuch=3)), 2, "nosuch 清单写 3 行，备份里 没有 行"),
        ("not counted", manifest(lambda it: it["rows"].pop("users")), 2, "users 清单写 没有 行"),
        ("no head", manifest(lambda it: it.pop("head")), 2, not_of_it),
    ):
        files = dict(whole)
        forge(files)
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for member, content in files.items():
                archive.writestr(member, content)
        monkeypatch.setenv("AUDIT_DATABASE", f"sqlite:///{tmp_path}/{name}.db")
        found, out, err = run(capsys, "restore", str(tmp_path / f"{name}.zip"))
        assert (found, said in err) == (status, True), (name, err)
        assert ("已恢复" in out) == (status == 0)
        assert ("audit-app check --head 链头" in err) == (status == 0)
