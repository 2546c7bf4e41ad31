"""What a person types wrongly: a Chinese sentence on stderr, status 2, nothing on stdout, nothing written."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from tests.sheets.register_files import HEADER, csv_bytes, good_rows

COMMAND = [sys.executable, "-m", "audit_app.cli"]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("AUDIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请在 audit-app 后面写明 demo、serve"),
        ("nosuch", "没有命令 nosuch"),
        ("checklist lits", "没有命令 lits（是不是 list）"),
        ("due --form 2026-02-10", "没有选项 --form（是不是 --from）"),
        ("due --from 2026-02-10 --n 3 --unit day command", "多出了 command"),
        ("due --from", "--from 的用法不对"),
        ("register", "请在 audit-app register 后面写明 check、template 中的一个"),
        ("due --n 3 --unit day", "还缺 --from"),
        ("due --from 2026-02-10 --n x --unit day", "--n 写得不对：应当是整数"),
        ("due --from 2026-02-10 --n 3 --unit week", "--unit 写得不对：只能是 workday、day、month、year"),
        ("due --from 2026-W07-2 --n 3 --unit day", "--from 应当是写成 2026-02-10 的日期"),
        ("due --from 20260210 --n 3 --unit day", "--from 应当是写成 2026-02-10 的日期"),
        ("due --from 2026-02-30 --n 3 --unit day", "--from 应当是写成 2026-02-10 的日期"),
        ("due --from 2026-02-10 --n 3 --unit day more", "多出了 more"),
        ("due --nosuch", "没有选项 --nosuch"),
        ("draw", "还缺 REGISTER"),
        ("draw x.csv --quota 3 --seed s", "读不了文件 x.csv：没有这个文件或文件夹"),
        ("register check .", "读不了文件 .：这是文件夹，不是文件"),
        ("register template nosuch/x.csv", "写不了 nosuch/x.csv：没有这个文件或文件夹"),
        ("register template .", "FILE 写得不对：. 这是文件夹，不是文件"),
        ("annex 4 --campaign K1 --format pdf --out x.pdf", "只能是 3"),
        ("checklist number gbt-29490-2023 nosuch.csv --source x", "nosuch.csv 没有这个文件或文件夹"),
        ("serve --port 99999", "--port 写得不对：应当是 1 到 65535 之间的整数"),
        ("verify", "还缺 --log"),
        ("verify --log --head=", "--head 是空的"),
        ("verify --log --head abc", "--head 应当是 64 位"),
        ("verify --log", "audit-app migrate"),
        ("copy a b", "数据库地址 a 认不出来"),
        ("copy postgresql://u:secret@127.0.0.1:1/x sqlite:///b.db", "数据库连不上"),
        ("copy mysql://u:secret@h/x sqlite:///b.db", "mysql://u:***@h/x 认不出来"),
        ("copy sqlite:///a.db sqlite:///a.db", "同一个数据库"),
        ("copy sqlite:///a.db sqlite:///b.db", "还没有数据库 a.db"),
    ],
)
def test_wrong_use_is_said_in_one_chinese_sentence(
    empty_folder: Path, capsys: pytest.CaptureFixture[str], typed: str, said: str
) -> None:
    status, out, err = run(capsys, *typed.split())
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert "secret" not in err
    assert list(empty_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AUDIT_CLOCK", "yesterday", "AUDIT_CLOCK"),
        ("AUDIT_DATABASE", "sqlite:///register.csv", "不是数据库文件"),
        ("AUDIT_DATABASE", "sqlite:///sub", "打不开"),
        ("AUDIT_DATABASE", "postgresql://nobody@127.0.0.1:1/x", "数据库连不上"),
        ("AUDIT_NOSUCH", "1", "AUDIT_NOSUCH"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    empty_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    said: str,
) -> None:
    (empty_folder / "register.csv").write_bytes(csv_bytes([HEADER, *good_rows(30)]))
    (empty_folder / "sub").mkdir()
    monkeypatch.setenv(name, value)
    for command in ("verify --log", "migrate", "reindex"):
        status, out, err = run(capsys, *command.split())
        assert (status, out, len(err.splitlines())) == (2, "", 1)
        assert said in err


def test_bytes_that_are_no_text_are_refused(empty_folder: Path) -> None:
    (empty_folder / "r.csv").write_bytes(csv_bytes([HEADER, *good_rows(5)]))
    typed = [*COMMAND, "draw", "r.csv", "--quota", "1", "--minimum", "1", "--seed", b"\xff", "--on", "2023-06-01"]
    done = subprocess.run(typed, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "UTF-8" in done.stderr.decode()


def test_a_name_that_is_no_text_is_still_valid_json(empty_folder: Path) -> None:
    name = os.fsencode(empty_folder) + b"/\xff.jpg"
    typed = [*COMMAND, "evidence", "check", name, "--json"]
    done = subprocess.run(typed, capture_output=True, check=False)
    (report,) = json.loads(done.stdout)
    assert (done.returncode, done.stderr, report["ok"]) == (2, b"", False)
    assert os.fsencode(report["file"]) == name


def test_a_reader_that_closes_the_pipe_is_no_mistake() -> None:
    typed = subprocess.Popen([*COMMAND, "checklist", "show", "gbt-29490-2023"], stdout=-1, stderr=-1)
    assert typed.stdout and typed.stderr
    typed.stdout.close()
    assert (typed.stderr.read(), typed.wait()) == (b"", 0)
    typed.stderr.close()


def test_a_filled_register_is_not_written_over(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in ("csv", "xlsx"):
        for _again in range(2):
            assert run(capsys, "register", "template", f"empty.{kind}")[0] == 0
    filled = csv_bytes([HEADER, *good_rows(3)])
    (empty_folder / "filled.csv").write_bytes(filled)
    (empty_folder / "photo.csv").write_bytes(b"\x89PNG\x00\x00")
    for name in ("filled.csv", "photo.csv"):
        before = (empty_folder / name).read_bytes()
        status, out, err = run(capsys, "register", "template", name)
        assert (status, out) == (2, "") and "没有改动它" in err
        assert (empty_folder / name).read_bytes() == before


def test_a_full_disk_leaves_no_half_file(empty_folder: Path) -> None:
    """The size limit of a process stands for the disk: writing fails part of the way."""
    typed = f"ulimit -f 1; exec {sys.executable} -m audit_app.cli register template t.xlsx"
    done = subprocess.run(["bash", "-c", f"trap '' XFSZ; {typed}"], capture_output=True, check=False, text=True)
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("写不了 t.xlsx：") and len(done.stderr.splitlines()) == 1
    assert list(empty_folder.iterdir()) == []


def test_no_help_text_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--help")
    assert status == 0
    for line in out.partition("Commands:")[2].splitlines():
        assert not line.strip() or re.search("[一-鿿]", line), line
