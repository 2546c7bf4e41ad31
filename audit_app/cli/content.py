"""`checklist`: list, show, lint and map the shipped editions; number a body's own edition from its contents list."""

from pathlib import Path

import click

from audit_app import ops
from audit_app.cli.common import as_json, fail, open_database, print_json, read_bytes, settings
from audit_app.clock import Clock
from audit_app.rules import ids
from audit_app.rules.permits import Actor
from audit_app.sheets.contents import check_contents, read_contents
from audit_app.sheets.reading import MAX_BYTES
from audit_app.sheets.unreadable import Unreadable
from audit_app.store import people
from checklists import Edition, UnknownEdition, available, load, map_editions
from checklists.lint import lint as lint_all
from checklists.mapping import UnknownMap
from checklists.numbering import check_list

COMMAND_LINE = Actor("house", "", "house", frozenset({"operator", "house"}), "命令行")


@click.group("checklist")
def checklist() -> None:
    """检查表的各个版本。"""


def _load(edition_id: str) -> Edition:
    try:
        return load(edition_id)
    except UnknownEdition:
        fail(f"没有版本 {edition_id}。可用的有：{'、'.join(available())}")


@checklist.command("list")
@as_json
def list_(as_json: bool) -> None:
    """列出随系统发布的版本。"""
    editions = [load(one) for one in available()]
    if as_json:
        print_json(
            [
                {
                    "id": e.id,
                    "standard": e.standard,
                    "edition": e.edition,
                    "title": e.title,
                    "digest": e.digest,
                    "leaves": len(e.leaves),
                }
                for e in editions
            ]
        )
        return
    for e in editions:
        click.echo(f"{e.id}\t{e.printed_standard}\t{e.title}\t末级条款 {len(e.leaves)}\t{e.digest[:12]}")


@checklist.command("show")
@click.argument("edition_id")
@as_json
def show(edition_id: str, as_json: bool) -> None:
    """显示一个版本的条款和审核要点。"""
    edition = _load(edition_id)
    if as_json:
        print_json(edition.as_json())
        return
    click.echo(f"{edition.printed_standard} {edition.title}")
    for item in edition.items:
        click.echo(("  " if item.leaf else "") + item.label("zh"))
        for prompt in item.prompts:
            click.echo(f"      · {prompt.text('zh')}")


@checklist.command("lint")
@as_json
def lint(as_json: bool) -> None:
    """检查版本、规则包和对照表的写法。"""
    problems = lint_all()
    if as_json:
        print_json([p.as_json() for p in problems])
    else:
        for p in problems:
            click.echo(f"{p.file} {p.ref}: {p.message}")
        if not problems:
            click.echo("没有发现问题")
    if problems:
        raise click.exceptions.Exit(2)


@checklist.command("map")
@click.argument("from_id", metavar="FROM")
@click.argument("to_id", metavar="TO")
@as_json
def map_(from_id: str, to_id: str, as_json: bool) -> None:
    """两个版本的条款对照（same 对应、merged 合并、split 拆分、new 新增、dropped 取消）。"""
    origin, target = _load(from_id), _load(to_id)
    try:
        rows = map_editions(from_id, to_id)
    except UnknownMap:
        fail(f"没有 {from_id} 到 {to_id} 的对照表")
    if as_json:
        print_json([row.as_json() for row in rows])
        return
    for row in rows:
        left = origin.item(row.source).label("zh") if row.source else "—"
        right = target.item(row.target).label("zh") if row.target else "—"
        click.echo(f"{left}\t{row.kind}\t{right}\t{row.status}")


@checklist.command("number")
@click.argument("edition_id")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--source", required=True, help="目次取自哪一份授权文本")
@click.option("--organisation", help="认证机构代号；只有一家时可以不写")
def number(edition_id: str, file: str, source: str, organisation: str | None) -> None:
    """由机构自己的授权目次（ref, number, title）做出本机构的版本。"""
    edition = _load(edition_id)
    try:
        checked = check_contents(read_contents(Path(file).name, read_bytes(file, MAX_BYTES)))
    except Unreadable as error:
        fail(str(error))
    rows = checked.rows
    for note in checked.warnings:
        click.echo(f"提醒：{note.message}", err=True)
    problems = checked.problems or check_list(edition, rows)
    sentences = [f"第 {p.row} 行 {p.column}：{p.message}" for p in problems]
    for one in sentences[:-1]:
        click.echo(one, err=True)
    if sentences:
        fail(sentences[-1])
    database = open_database()
    with database.reading() as connection:
        body = _organisation(people.list_organisations(connection, kind="body"), organisation)
    op = ops.make(
        "edition.publish",
        ids.new_id(),
        {
            "organisation": body["id"],
            "based_on": edition_id,
            "source": source,
            "rows": rows,
        },
    )
    outcome = ops.apply(database, op, COMMAND_LINE, Clock(settings().clock).now())
    if outcome.outcome != "done":
        fail(outcome.sentence or "没有完成")
    click.echo(f"{op['subject']}\t{body['name']}\t{edition.printed_standard}")


def _organisation(found: list, code: str | None):  # type: ignore[no-untyped-def, type-arg]
    fitting = [row for row in found if code in (None, row["code"])]
    if len(fitting) != 1:
        known = "、".join(row["code"] for row in found) or "还没有"
        fail(f"请用 --organisation 写明是哪家认证机构（{known}）")
    return fitting[0]


COMMANDS = (checklist,)
