"""Commands on the database: migrate, backup, restore, copy, reindex, verify; and the first account of an installation."""

import re
from pathlib import Path
from typing import Any

import click
from argon2 import PasswordHasher

from audit_app import ops
from audit_app.cli.common import fail, open_database, settings, spare_own
from audit_app.cli.content import COMMAND_LINE
from audit_app.cli.mistakes import why
from audit_app.clock import Clock
from audit_app.ops.verify import verify_log
from audit_app.packages.backup import LOST, Unfit, copy_rows, restore_backup, write_backup
from audit_app.rules import ids
from audit_app.store import people, search
from audit_app.store.db import Database
from audit_app.store.migrate import is_empty, newest, pending
from audit_app.store.migrate import migrate as upgrade
from evidence.folder import open_store


@click.command()
def migrate() -> None:
    """建立数据库，或把它升级到最新版本；升级前先自动备份。"""
    url = settings().database
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    database = open_database(current=False)
    if not pending(database):
        click.echo(f"已是最新版本 {newest()}")
        return
    if database.is_sqlite and not is_empty(database):
        kept = _copy_file(database)
        click.echo(f"升级前的备份：{kept}")
    upgrade(database)
    click.echo(f"已升级到 {newest()}")


def _copy_file(database: Database) -> str:
    target = f"{database.path}.before-{newest()}-{ids.new_id()[:8]}"
    with database.lock.holding():  # type: ignore[union-attr]
        raw = database.engine.raw_connection()
        raw.cursor().execute("VACUUM INTO ?", (target,))
        raw.close()
    return target


@click.command()
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--with-evidence", is_flag=True, help="照片原件也放进去")
@click.option("--replace", is_flag=True, help="代替同名的旧备份")
def backup(file: str, with_evidence: bool, replace: bool) -> None:
    """备份：全部数据行和清单，两种数据库通用。"""
    config = settings()
    spare_own(file)
    if Path(file).exists() and not replace:
        fail(f"已经有 {file}，没有改动它。请换一个文件名，或者加 --replace 代替它")
    evidence = open_store(config.evidence) if with_evidence else None
    try:
        manifest = write_backup(open_database(), Path(file), Clock(config.clock).now(), evidence)
    except Unfit as error:
        fail(str(error))
    except OSError as error:
        fail(f"写不了备份 {file}：{why(error)}")
    click.echo(f"{file}\t{sum(manifest['rows'].values())} 行\t照片 {manifest['photos']} 张\t链头 {manifest['head']}")
    _say_lost(manifest["lost"], "备份已写好，但有 %d 张照片不完好，其余都在备份里。请从平板或以前的备份找回")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
def restore(file: str) -> None:
    """从备份恢复到一个空的数据库；恢复后平板会把手里还有的内容再交上来。"""
    config = settings()
    if config.database.startswith("sqlite:///"):
        Path(config.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    database = open_database(current=False)
    if is_empty(database):
        upgrade(database)
    try:
        manifest = restore_backup(database, Path(file), open_store(config.evidence))
    except Unfit as error:
        fail(str(error))
    except OSError as error:
        fail(f"没有恢复：{why(error)}")
    _rebuild_search(database)
    _say_chain(database, str(manifest.get("head", "")))
    click.echo(
        f"已恢复 {sum(manifest['rows'].values())} 行，照片 {manifest['photos']} 张；新的代号 {manifest['epoch']}"
    )
    if database.is_sqlite:
        click.echo("有服务在运行的，请重新启动：它还开着原来的文件，会一直答「数据文件刚刚被换掉」", err=True)
    _say_lost(manifest["lost"], "有 %d 张照片没有恢复，其余都已恢复。请从平板或别的备份找回")


def _say_chain(database: Database, noted: str) -> None:
    """What the restored log proves, and what it cannot: digests and chain of a backup can be made anew with it."""
    with database.reading() as connection:
        report = verify_log(connection)
    problem = f"操作日志核对不上：{report.problem}" if not report.ok else None
    if problem is None and report.head != noted:
        problem = f"备份清单写的链头不是这份日志的：清单写的是 {noted or '空的'}，日志的链头是 {report.head}"
    if problem:
        fail(f"已写入数据库，但{problem}。不要启用；请另换一个备份，恢复到另一个空的数据库")
    click.echo(
        f"操作日志 {report.rows} 行，链完整，链头 {report.head}，与备份清单所写相同。备份的摘要和链可以连同内容一起重算，"
        "这还不能证明没有人改写过备份：请用另处记下的链头核对 audit-app check --head 链头",
        err=True,
    )


def _say_lost(lost: list[dict[str, Any]], sentence: str) -> None:
    """Name the photos that are damaged or missing, one a line, and end with status 2; nothing where all are sound."""
    if not lost:
        return
    for one in lost:
        click.echo(f"{'、'.join(one['numbers']) or '没有编号'}\t{LOST[one['problem']]}\t{one['sha256']}", err=True)
    fail(sentence % len(lost))


@click.command("copy")
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(origin: str, target: str) -> None:
    """把全部数据从一个数据库搬到另一个（SQLite 与 PostgreSQL 之间）。"""
    if origin == target:
        fail("FROM 和 TO 是同一个数据库，没有复制")
    source, into = open_database(origin), open_database(target, current=False)
    if pending(into):
        upgrade(into)
    try:
        count = copy_rows(source, into)
    except Unfit as error:
        fail(str(error))
    _rebuild_search(into)
    click.echo(f"已复制 {count} 行")


@click.command()
def reindex() -> None:
    """重建全文查找。"""
    click.echo(f"已收录 {_rebuild_search(open_database())} 条")


def _rebuild_search(database: Database) -> int:
    with database.writing() as connection:
        return search.rebuild(connection)


@click.command()
@click.option("--log", "log", is_flag=True, required=True, help="核对操作日志的哈希链")
@click.option("--head", help="以前记下的链头；给出后能发现截尾和整链重算")
def verify(log: bool, head: str | None) -> None:
    """重算操作日志的哈希链，指出第一处断开的行。"""
    if head is not None and not head.strip():
        fail("--head 是空的。请写上以前记下的链头，或者不写 --head")
    if head is not None and not re.fullmatch(r"[0-9a-f]{64}", head := head.strip().lower()):
        fail(f"--head 应当是 64 位十六进制的链头，现在是 {head}")
    with open_database().reading() as connection:
        report = verify_log(connection, head)
    if not report.ok:
        fail(report.problem or "操作日志核对不上")
    click.echo(f"{report.rows} 行，链完整，链头 {report.head}")
    if report.remark:
        click.echo(report.remark, err=True)


def _ask_password() -> str:
    """A password typed twice and not shown, until both are the same."""
    while True:
        given = click.prompt("密码（至少 15 个字符，不显示）", hide_input=True, err=True)
        if given == click.prompt("再输一次", hide_input=True, err=True):
            return str(given)
        click.echo("两次输入的密码不一样，请重新输入", err=True)


@click.command("operator")
@click.argument("account")
@click.option("--name", default="运维")
@click.option("--password", callback=lambda _context, _option, given: given or _ask_password(), help="至少 15 个字符")
def operator(account: str, name: str, password: str) -> None:
    """新装后的第一个账号：运维。其余账号在 /admin 里建。"""
    if len(password) < 15:
        fail("密码至少 15 个字符")
    database, now = open_database(), Clock(settings().clock).now()
    with database.reading() as connection:
        houses = people.list_organisations(connection, kind="house")
        alike = people.list_namesakes(connection, houses[0]["id"], name) if houses else []
    house, user = houses[0]["id"] if houses else ids.new_id(), ids.new_id()
    person = {"organisation": house, "account": account, "name": name, "roles": ["operator"]}
    wanted = (
        [] if houses else [ops.make("organisation.create", house, {"kind": "house", "code": "house", "name": "本系统"})]
    )
    wanted += [
        ops.make("user.create", user, {**person, "namesakes": [row["account"] for row in alike]}),
        ops.make("credential.set", user, {"credential": "password"}),
    ]
    outcome = ops.apply_together(database, wanted, COMMAND_LINE, now)
    if outcome.outcome != "done":
        fail(outcome.sentence or "没有完成")
    with database.writing() as connection:
        people.put_credential(connection, user, "password", PasswordHasher().hash(password), now)
    click.echo(f"已建立账号 {account}")


COMMANDS = (migrate, backup, restore, copy, reindex, verify, operator)
