"""What several commands share: settings, the open database, JSON on stdout, and the one way to fail."""

import json
from pathlib import Path
from typing import Any, NoReturn

import click

from audit_app.config import BadSetting, Config
from audit_app.store.db import Database, Unusable
from audit_app.store.migrate import pending

as_json = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供程序读取")


class Failure(click.ClickException):
    """Wrong use or something found wrong: one sentence, status 2."""

    exit_code = 2


def fail(sentence: str) -> NoReturn:
    raise Failure(sentence)


def settings() -> Config:
    try:
        return Config.from_env()
    except BadSetting as error:
        fail(str(error))


def open_database(url: str | None = None, *, current: bool = True) -> Database:
    """The database of the settings (or the one named); with `current`, refused while migrations are pending."""
    try:
        database = Database(url or settings().database)
    except Unusable as error:
        fail(str(error))
    if current and pending(database):
        fail("数据库还没有建好或不是最新版本，请先运行 audit-app migrate")
    return database


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def read_bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        fail(f"读不了文件 {path}：{error.strerror}")
