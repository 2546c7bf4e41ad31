"""`held`: what waits and what was refused, for whoever runs the system; and taking off the list what nobody will end."""

import click

from audit_app import ops
from audit_app.cli.common import as_json, fail, open_database, print_json, settings
from audit_app.cli.content import COMMAND_LINE
from audit_app.clock import Clock
from audit_app.rules.reasons import is_reason
from audit_app.store.held import list_kept

WORDS = {"held": "等待", "refused": "拒收"}


@click.command()
@click.option("--remove", metavar="ID", help="取消一项等待的操作；内容留在日志里，平板上写明原因")
@click.option("--because", metavar="TEXT", help="取消的原因，至少 10 个字")
@as_json
def held(remove: str | None, because: str | None, as_json: bool) -> None:
    """列出等待和拒收的操作：编号、谁、什么时候、什么操作、为什么、多大；或取消一项等待的操作。"""
    if remove is None and because is None:
        return _list(as_json)
    if remove is None or because is None:
        fail("--remove 和 --because 要一起写：取消哪一项，为什么")
    if as_json:
        fail("--json 只用于列出，不能和 --remove 一起写")
    _remove(remove, because)


def _remove(op_id: str, reason: str) -> None:
    if not is_reason(reason):
        fail("--because 至少写 10 个字：这一项为什么不再等待")
    op = ops.make("held.remove", op_id, {"reason": reason.strip()})
    outcome = ops.apply(open_database(), op, COMMAND_LINE, Clock(settings().clock).now())
    if outcome.why == "absent":
        fail(f"等待的操作里没有 {op_id}。用 audit-app held 看编号")
    if outcome.outcome != "done":
        fail(outcome.sentence or "没有完成")
    click.echo(f"已取消 {op_id}，内容留在日志里")


def _list(as_json: bool) -> None:
    with open_database().reading() as connection:
        rows = list_kept(connection)
    if as_json:
        return print_json(rows)
    for one in rows:
        kept = (
            one["id"],
            WORDS[one["state"]],
            one["at"],
            one["account"],
            one["kind"],
            one["why"],
            f"{one['size']} 字节",
        )
        click.echo("\t".join(kept))
    waiting = sum(one["state"] == "held" for one in rows)
    click.echo(f"等待 {waiting} 项，拒收 {len(rows) - waiting} 项", err=True)


COMMANDS = (held,)
