"""`due` and `uscc`: the rules at the command line, without a database."""

import click

from audit_app.cli.common import as_json, fail, print_json, read_day
from audit_app.rules.calendar import Calendar
from audit_app.rules.deadlines import due as due_of
from audit_app.rules.identifiers import uscc as normal_uscc
from audit_app.rules.refusals import Refused
from checklists import calendar_data


@click.command("due")
@click.option("--from", "start", required=True, help="起算事件当天，如送达日 2026-02-10；当天不计")
@click.option("--n", required=True, type=int, help="几个单位")
@click.option("--unit", required=True, type=click.Choice(["workday", "day", "month", "year"]))
@click.option("--roll", default="next", type=click.Choice(["next", "none"]), help="末日遇休息日是否顺延")
@as_json
def due(start: str, n: int, unit: str, roll: str, as_json: bool) -> None:
    """算期限：从哪天起、几个工作日/日/月/年，到哪天止。"""
    day = read_day("--from", start)
    try:
        found = due_of(day, n, unit, Calendar(calendar_data()), roll)  # type: ignore[arg-type]
    except Refused as refusal:
        fail(refusal.sentence)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(f"{found.date.isoformat()} provisional" if found.provisional else found.date.isoformat())


@click.command("uscc")
@click.argument("code")
def uscc(code: str) -> None:
    """核对统一社会信用代码，输出规范写法。"""
    try:
        click.echo(normal_uscc(code))
    except Refused as refusal:
        fail(refusal.sentence)


COMMANDS = (due, uscc)
