"""`register`, `draw` and `evidence`: files in, reports out; no database is touched and nothing is kept."""

from datetime import date
from pathlib import Path

import click

from audit_app.cli.common import as_json, fail, print_json, read_bytes, settings
from audit_app.clock import Clock
from audit_app.rules.draw import Inspector
from audit_app.rules.draw import draw as draw_of
from audit_app.rules.refusals import Refused
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.problems import Checked
from audit_app.sheets.reading import read_table
from audit_app.sheets.register import COLUMNS, check_register
from audit_app.sheets.template import write_register_template
from audit_app.sheets.unreadable import Unreadable
from evidence.check import check_file


@click.group("register")
def register() -> None:
    """名录：空表和检查。"""


@register.command("template")
@click.argument("file", type=click.Path(dir_okay=False))
def template(file: str) -> None:
    """写出只有表头的空名录（.xlsx 或 .csv）。"""
    try:
        write_register_template(Path(file))
    except ValueError as error:
        fail(str(error))
    except OSError as error:
        fail(f"写不了文件 {file}：{error.strerror}")
    click.echo(file)


@register.command("check")
@click.argument("file")
@as_json
def check(file: str, as_json: bool) -> None:
    """逐行检查名录；有问题时退出状态为 2。"""
    checked = _checked(file)
    if as_json:
        print_json(checked.as_json())
    else:
        for kind, found in (("问题", checked.problems), ("提醒", checked.warnings)):
            for one in found:
                click.echo(f"{kind}\t第 {one.row} 行\t{one.column}\t{one.value}\t{one.message}")
        click.echo(f"共 {checked.count} 行，问题 {len(checked.problems)} 处，提醒 {len(checked.warnings)} 处")
    if not checked.ok:
        raise click.exceptions.Exit(2)


def _checked(file: str) -> Checked:
    try:
        return check_register(read_table(Path(file).name, read_bytes(file)))
    except Unreadable as error:
        fail(str(error))


def _inspectors(file: str | None) -> list[Inspector]:
    if file is None:
        return []
    try:
        checked = check_inspectors(read_table(Path(file).name, read_bytes(file)))
    except Unreadable as error:
        fail(str(error))
    if not checked.ok:
        first = checked.problems[0]
        fail(f"检查人员名单第 {first.row} 行「{first.column}」：{first.message}")
    return [Inspector.of(row) for row in checked.rows]


def _strata(text: str | None) -> tuple[str, ...]:
    names = {**{header: key for key, header in COLUMNS.items()}, **{key: key for key in COLUMNS}}
    chosen = [
        part.strip() for part in (text or "district").replace("，", ",").replace("、", ",").split(",") if part.strip()
    ]
    unknown = [part for part in chosen if part not in names]
    if unknown:
        fail(f"分层用的列「{unknown[0]}」名录里没有。请改用名录表头里的列")
    return tuple(names[part] for part in chosen)


@click.command("draw")
@click.argument("file", metavar="REGISTER")
@click.option("--quota", required=True, type=int)
@click.option("--seed", required=True)
@click.option("--inspectors", "inspectors_file")
@click.option("--on", "on", help="抽取当天，默认今天")
@click.option("--strata", help="分层用的列，用逗号分开；默认县(市、区)")
@as_json
def draw(
    file: str, quota: int, seed: str, inspectors_file: str | None, on: str | None, strata: str | None, as_json: bool
) -> None:
    """双随机抽取：名录、种子、日期相同，结果就相同。"""
    try:
        day = date.fromisoformat(on) if on else Clock(settings().clock).today()
    except ValueError:
        fail(f"--on 应当写成 2023-06-01，现在是 {on}")
    checked = _checked(file)
    if not checked.ok:
        first = checked.problems[0]
        fail(
            f"名录有 {len(checked.problems)} 处问题，不能抽取。第一处在第 {first.row} 行「{first.column}」：{first.message}"
        )
    try:
        found = draw_of(checked.rows, quota, seed, day, _strata(strata), _inspectors(inspectors_file))
    except Refused as refusal:
        fail(refusal.sentence)
    if as_json:
        print_json(found.as_json())
        return
    click.echo(
        f"名录摘要 {found.register_digest}\n日期 {found.on.isoformat()}  种子 {found.seed}  算法 {found.algorithm}"
    )
    for at, company in enumerate(found.drawn, 1):
        sent = "、".join(one["name"] for one in company.inspectors)
        click.echo(f"{at}\t{company.uscc}\t{company.name}\t{company.certificate}\t{company.stratum}\t{sent}")
    click.echo(f"备选 {len(found.reserve)} 家")


@click.group("evidence")
def evidence() -> None:
    """照片证据。"""


@evidence.command("check")
@click.argument("files", nargs=-1, required=True)
@as_json
def evidence_check(files: tuple[str, ...], as_json: bool) -> None:
    """检查照片能不能收：大小、格式、像素、能否打开；不保存任何内容。"""
    reports = [check_file(file) for file in files]
    if as_json:
        print_json(reports)
    else:
        for one in reports:
            verdict = "可以收" if one["ok"] else one["problem"]
            click.echo(f"{one['file']}\t{verdict}\t{one['sha256'] or ''}")
    if not all(one["ok"] for one in reports):
        raise click.exceptions.Exit(2)


COMMANDS = (register, draw, evidence)
