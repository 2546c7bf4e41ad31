"""`register` and `draw`: files in, reports out; no database is touched and nothing is kept."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import click

from audit_app.cli.common import as_json, fail, print_json, read_bytes, read_day, settings, write_whole
from audit_app.clock import Clock
from audit_app.rules.draw import Inspector, check_minimum, plain_seed
from audit_app.rules.draw import draw as draw_of
from audit_app.rules.inspectors import as_persons
from audit_app.rules.refusals import Refused
from audit_app.sheets.inspectors import HEADER as INSPECTORS_HEADER
from audit_app.sheets.inspectors import check_inspectors
from audit_app.sheets.opening import open_table
from audit_app.sheets.problems import Checked, Problem
from audit_app.sheets.reading import MAX_BYTES
from audit_app.sheets.register import COLUMNS, HEADER, check_register
from audit_app.sheets.template import KINDS, register_template
from audit_app.sheets.unreadable import Unreadable
from checklists import rulepack, rulepacks

SIGNS = ",、;"
NO_ROWS = "只有表头，没有内容。请填好再导入。"
MENDED = {
    "formula": '只留 ="…" 里的文字',
    "width": "全角改成半角",
    "case": "小写改成大写",
    "blanks": "去掉空格、换行",
    "marks": "去掉看不见的字符",
    "name": "改成规定的写法",
}


@click.group("register")
def register() -> None:
    """名录：空表和检查。"""


@register.command("template")
@click.argument("file", type=click.Path(dir_okay=False))
def template(file: str) -> None:
    """写出只有表头的空名录（.xlsx 或 .csv）。"""
    kind = Path(file).suffix.lower().lstrip(".")
    if kind not in KINDS:
        fail("模板文件名须以 .xlsx 或 .csv 结尾")
    if _filled(file):
        fail(f"{file} 里已经有内容，没有改动它。请换一个文件名")
    write_whole(file, register_template(kind))
    click.echo(file)


def _filled(file: str) -> bool:
    """Whether there is something to lose at this place; an empty template may be written over."""
    path = Path(file)
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        table = open_table(path.name, read_bytes(file, MAX_BYTES), HEADER)
    except Unreadable:
        return True
    return bool(table.rows) or table.header != list(HEADER)


@register.command("check")
@click.argument("file")
@as_json
def check(file: str, as_json: bool) -> None:
    """逐行检查名录；有问题时退出状态为 2。"""
    checked = _checked(file)
    if checked.ok and not checked.count:
        checked.warnings.append(Problem(1, "", "", "no_rows", NO_ROWS))
    if as_json:
        print_json(checked.as_json())
    else:
        for kind, found in (("问题", checked.problems), ("提醒", checked.warnings)):
            for one in found:
                click.echo(f"{kind}\t第 {one.row} 行\t{one.column}\t{one.seen}\t{one.message}")
        for word, count in Counter(MENDED[kind] for one in checked.mended for kind in one.kinds).items():
            click.echo(f"已自动改写\t{word}\t{count} 格")
        click.echo(f"共 {checked.count} 行，问题 {len(checked.problems)} 处，提醒 {len(checked.warnings)} 处")
    if not checked.ok:
        raise click.exceptions.Exit(2)


def _checked(file: str) -> Checked:
    try:
        table = open_table(Path(file).name, read_bytes(file, MAX_BYTES), HEADER)
        return check_register(table, today=Clock(settings().clock).today())
    except Unreadable as error:
        fail(str(error))


def _inspectors(file: str | None) -> list[Inspector]:
    if file is None:
        return []
    try:
        checked = check_inspectors(open_table(Path(file).name, read_bytes(file, MAX_BYTES), INSPECTORS_HEADER))
    except Unreadable as error:
        fail(str(error))
    if not checked.ok:
        first = checked.problems[0]
        fail(f"检查人员名单第 {first.row} 行「{first.column}」：{first.message}")
    rows = [{**row, "user_id": None, "active": 1} for row in checked.rows]
    return [Inspector.of(row) for row in as_persons(rows, [rows], {})]


def _strata(text: str | None) -> tuple[str, ...]:
    """Keys of the columns named, separated by commas. Names are matched whole: 县(市、区) has a 、 of its own."""
    names = {**{_plain(header): key for key, header in COLUMNS.items()}, **{key: key for key in COLUMNS}}
    rest, chosen = _plain("district" if text is None else text), []
    while rest:
        name = next((one for one in names if rest == one or rest.startswith(tuple(one + sign for sign in SIGNS))), None)
        if name is None:
            fail(f"分层用的列「{re.split('[,、;]', rest)[0]}」名录里没有。请改用名录表头里的列")
        chosen.append(names[name])
        rest = rest[len(name) :].lstrip(SIGNS)
    if not chosen:
        fail("--strata 没有写列名。请写名录表头里的列，用逗号分开")
    return tuple(dict.fromkeys(chosen))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@click.command("draw")
@click.argument("file", metavar="REGISTER")
@click.option("--quota", required=True, type=int)
@click.option("--minimum", type=int, help="最低家数，默认按规则包")
@click.option("--because", default="", help="家数少于最低时的原因，至少 10 个字")
@click.option("--seed", required=True)
@click.option("--inspectors", "inspectors_file")
@click.option("--on", "on", help="抽取当天，默认今天")
@click.option("--strata", help="分层用的列，用逗号分开；默认县(市、区)")
@as_json
def draw(
    file: str,
    quota: int,
    minimum: int | None,
    because: str,
    seed: str,
    inspectors_file: str | None,
    on: str | None,
    strata: str | None,
    as_json: bool,
) -> None:
    """双随机抽取：名录、种子、日期相同，结果就相同。"""
    day = Clock(settings().clock).today() if on is None else read_day("--on", on)
    least = _minimum() if minimum is None else minimum
    if least < 1:
        fail("--minimum 须是 1 以上的整数")
    checked = _checked(file)
    if not checked.ok:
        first = checked.problems[0]
        fail(
            f"名录有 {len(checked.problems)} 处问题，不能抽取。第一处在第 {first.row} 行「{first.column}」：{first.message}"
        )
    try:
        check_minimum(quota, least, because)
        found = draw_of(checked.rows, quota, plain_seed(seed), day, _strata(strata), _inspectors(inspectors_file))
    except Refused as refusal:
        fail(refusal.sentence)
    if as_json:
        said = {"minimum": least, "because": because.strip() or None}
        print_json({**found.as_json(), "strata": [COLUMNS[key] for key in found.strata], **said})
        return
    click.echo(f"名录摘要 {found.register_digest}")
    by = "、".join(COLUMNS[key] for key in found.strata)
    click.echo(f"日期 {found.on.isoformat()}  家数 {found.quota}  分层 {by}  种子 {found.seed}  算法 {found.algorithm}")
    if quota < least:
        click.echo(f"少于最低 {least} 家  原因 {because.strip()}")
    for at, company in enumerate(found.drawn, 1):
        sent = "、".join(f"{one['name']}（{one['card_no']}）" for one in company.inspectors)
        click.echo(f"{at}\t{company.uscc}\t{company.name}\t{company.certificate}\t{company.stratum}\t{sent}")
    click.echo(f"备选 {len(found.reserve)} 家")


def _minimum() -> int:
    """The minimum of the newest rule pack of regulators."""
    packs = [rulepack(name) for name in rulepacks()]
    return int([one for one in packs if "spot_check.ladder" in one.rules][-1].value("spot_check.minimum_per_city"))


COMMANDS = (register, draw)
