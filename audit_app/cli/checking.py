"""`check`: whether log, tables and originals are what they were. It changes nothing but the times of its looks.

Views are no record: one that is not as it was made is told on the error output, and is no difference of the report.
"""

import errno
import re
from typing import Any

import click

from audit_app.cli.common import as_json, fail, open_database, open_shelf, print_json, settings
from audit_app.cli.mistakes import why
from audit_app.clock import Clock
from audit_app.effects.redigest import look_through, older_than, renditions_of
from audit_app.ops.checking import Found, NoRoom
from audit_app.ops.checking import check as look_at_rows
from audit_app.store import digests
from audit_app.store.compare import Unlike
from audit_app.store.db import Database

SHOWN = 100
WORDS = {
    "log": "日志第 {key} 行被改过或不见了",
    "row": "{table} {key}：{column} 与日志不符",
    "missing": "{table} {key}：日志里有，表里没有",
    "extra": "{table} {key}：表里有，日志里没有",
    "original": "照片原件 {key}：内容与摘要不符",
    "original_missing": "照片原件 {key}：文件不见了",
}
HEAD = "登记的链头与日志对不上"

SWAPPED = "照片预览 {key}：与制作时不同，不会给人看；打开照片时由原件重做"
UNSEALED = "照片预览有 {count} 个没有摘要（以前的版本做的，或被换过），不会给人看；打开照片时由原件重做"
NO_ROOM = (
    "没有核对：临时文件夹 {folder} 写不下（{why}）。核对要在那里重做一份各表，约与数据库一样大。"
    "请清出空间，或用 TMPDIR 指到有空间的文件夹"
)
UNCOMPARED = "表：没有核对，因为日志不能从头重新执行。先从备份恢复日志，再核对"


@click.command("check")
@click.option("--head", help="以前记下的链头；给出后能发现截尾和整链重算")
@click.option("--resume", is_flag=True, help="接着上次没做完的：24 小时内核对过的原件不再读")
@as_json
def check(head: str | None, resume: bool, as_json: bool) -> None:
    """核对：日志的链、由日志得出的每张表、每个照片原件。有不符时退出码 2。"""
    config, head = settings(), head and head.strip().lower()
    if head is not None and not re.fullmatch(r"[0-9a-f]{64}", head):
        fail(f"--head 应当是 64 位十六进制的链头，现在是 {head}")
    database, now = open_database(), Clock(config.clock).now()
    try:
        found = look_at_rows(database, head)
    except NoRoom as full:
        fail(
            NO_ROOM.format(
                folder=full.folder, why=why(full.error) if full.error.errno != errno.ENOENT else "没有一个能写的"
            )
        )
    views: list[tuple[str, str | None]] = []
    originals, of, checked = _originals(database, config.evidence, now, resume, views)
    report = _report(found, [*found.differences, *originals], {"checked": checked, "of": of})
    if as_json:
        print_json(report)
    else:
        _say(report, len(views))
    _say_views(views)
    if not report["ok"]:
        raise click.exceptions.Exit(2)


def _originals(
    database: Database, where: str, now: str, resume: bool, views: list[tuple[str, str | None]]
) -> tuple[list[Unlike], int, int]:
    """What is wrong with originals, how many there are and how many were read; `views` is given each view of theirs."""
    with database.reading() as connection:
        of = digests.count(connection)
    wrong, checked = [], 0
    if not of:
        return [], 0, 0
    shelf = open_shelf(where)
    for organisation, sha256, problem in look_through(database, shelf, now, older_than(now, 1) if resume else None):
        checked += 1
        views += [
            (f"{organisation}/{sha256}.{recipe}", state) for recipe, state in renditions_of(shelf, organisation, sha256)
        ]
        if problem:
            wrong.append(Unlike(problem, "originals", f"{organisation}/{sha256}", None, organisation))
    return wrong, of, checked


def _report(found: Found, differences: list[Unlike], originals: dict[str, int]) -> dict[str, Any]:
    return {
        "ok": not differences and found.problem is None,
        "log": {"rows": found.log.rows, "head": found.log.head, "problem": found.problem},
        "tables": [{"table": table, "rows": rows} for table, rows in found.tables],
        "originals": originals,
        "differences": [{**one._asdict(), "sha256": _digest(one)} for one in differences],
    }


def _digest(one: Unlike) -> str | None:
    return one.key.rpartition("/")[2] if one.kind.startswith("original") else None


def _say_views(views: list[tuple[str, str | None]]) -> None:
    """Name the views that are not as they were made; those of which nothing tells are counted."""
    swapped = [key for key, problem in views if problem == "swapped"]
    for key in swapped[:SHOWN]:
        click.echo(SWAPPED.format(key=key), err=True)
    if len(swapped) > SHOWN:
        click.echo(f"还有 {len(swapped) - SHOWN} 个预览与制作时不同，没有列出", err=True)
    if count := sum(problem == "unsealed" for _key, problem in views):
        click.echo(UNSEALED.format(count=count), err=True)


def _say(report: dict[str, Any], views: int) -> None:
    originals, differences = report["originals"], report["differences"]
    click.echo(f"日志 {report['log']['rows']} 行，链头 {report['log']['head']}")
    compared = sum(one["rows"] for one in report["tables"])
    click.echo(f"表 {len(report['tables'])} 张，{compared} 行" if report["tables"] else UNCOMPARED)
    click.echo(f"照片原件：核对 {originals['checked']} 个，共 {originals['of']} 个；它们的预览看了 {views} 个")
    if report["log"]["problem"]:
        click.echo(report["log"]["problem"], err=True)
    for one in differences[:SHOWN]:
        click.echo(HEAD if one["table"] == "head" else WORDS[one["kind"]].format(**one), err=True)
    if len(differences) > SHOWN:
        click.echo(f"还有 {len(differences) - SHOWN} 处没有列出；用 --json 看全部", err=True)
    if not differences:
        click.echo("日志、表、原件全部相符")
    elif report["tables"]:
        click.echo(f"共 {len(differences)} 处不符", err=True)
    else:
        click.echo(f"至少 {len(differences)} 处不符；各表还不知道", err=True)


COMMANDS = (check,)
