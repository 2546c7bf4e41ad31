"""What several commands share: settings, the open database, JSON on stdout, and the one way to fail."""

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from audit_app.cli.mistakes import why
from audit_app.clock import Clock
from audit_app.config import BadSetting, Config
from audit_app.store import write_ahead
from audit_app.store.db import Database, Unusable
from audit_app.store.migrate import pending
from evidence.folder import open_store
from evidence.store import EvidenceStore

as_json = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供程序读取")


class Failure(click.ClickException):
    """Wrong use or something found wrong: one sentence, status 2."""

    exit_code = 2


def fail(sentence: str) -> NoReturn:
    raise Failure(sentence)


def settings() -> Config:
    try:
        config = Config.from_env()
    except BadSetting as error:
        fail(str(error))
    try:
        Clock(config.clock)
    except ValueError:
        fail(f"AUDIT_CLOCK 应当写成 2023-10-27T02:42:00.000Z，现在是 {config.clock}")
    return config


def open_database(url: str | None = None, *, current: bool = True) -> Database:
    """The database of the settings (or the one named); with `current`, refused while absent or migrations are pending."""
    url = url or settings().database
    if not re.match(r"sqlite:///[^?]|postgresql(\+psycopg)?://", url):
        known = "sqlite:///data/audit.db 或 postgresql://用户@主机/库名"
        fail(f"数据库地址 {_without_password(url)} 认不出来。请写成 {known}")
    if current and url.startswith("sqlite:"):
        _is_there(url.removeprefix("sqlite:///"))
    try:
        database = Database(url)
    except Unusable as error:
        fail(str(error))
    if current and pending(database):
        fail("数据库还没有建好或不是最新版本，请先运行 audit-app migrate")
    return database


def _is_there(path: str) -> None:
    if not Path(path).exists() or (Path(path).is_file() and not os.path.getsize(path)):
        no_left_over(path)
        not_gone(path)
        fail(f"还没有数据库 {path}，请先运行 audit-app migrate")


def not_gone(path: str) -> None:
    """End the command where a database was and is no more, or is an empty file: that is a loss and no beginning."""
    if write_ahead.was_here(path):
        fail(
            f"数据库 {path} 不见了，它在这里用过。请放回来，或用 audit-app restore 恢复，要重新开始的用 audit-app migrate"
        )


def no_left_over(path: str) -> None:
    """End the command where the last operations of another database, or of one that is gone, lie beside this place."""
    try:
        write_ahead.check_together(path)
    except write_ahead.Apart as apart:
        fail(str(apart))


def open_shelf(where: str) -> EvidenceStore:
    """The store of originals; a folder that is not there is no empty one."""
    if not where.startswith("s3://") and not Path(where.removeprefix("file://")).is_dir():
        fail(f"照片原件的文件夹 {where} 不存在。请检查 AUDIT_EVIDENCE")
    return open_store(where)


def _without_password(url: str) -> str:
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", url)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def read_day(option: str, text: str) -> date:
    """A day given as 2026-02-10 and in no other way; anything else ends the command."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    fail(f"{option} 应当是写成 2026-02-10 的日期，现在是 {text}")


def read_bytes(path: str, most: int) -> bytes:
    """The bytes of a file, one more than `most` at most: who reads them refuses what is too long."""
    try:
        with Path(path).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        fail(f"读不了文件 {path}：{why(error)}")


def spare_own(path: str) -> None:
    """End the command where what it is to write would take the place of the database, or of anything among the photos."""
    config, target = settings(), Path(path).resolve()
    kept = Path(config.database.removeprefix("sqlite:///")).resolve()
    if config.database.startswith("sqlite:///"):
        same = target.exists() and kept.exists() and target.samefile(kept)
        if same or (
            target.name in {kept.name + end for end in ("", "-wal", "-shm", "-wal-of", ".lock")}
            and target.parent == kept.parent
        ):
            fail(f"{path} 是正在用的数据库，没有改动它。请换一个文件名")
    for folder in (config.evidence, config.uploads):
        if not folder.startswith("s3://") and target.is_relative_to(Path(folder.removeprefix("file://")).resolve()):
            fail(f"{path} 在存放照片的文件夹 {folder} 里，没有写。请换一个文件夹")


def write_whole(path: str, content: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then moved there. Devices and pipes are written as such."""
    spare_own(path)
    target = Path(path).resolve()
    beside = target.with_name(f".{target.name[:40]}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
            return
        try:
            beside.write_bytes(content)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        fail(f"写不了 {path}：{why(error)}")
