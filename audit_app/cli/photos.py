"""`evidence`: looking at files as they would be taken in, and sweeping originals that nothing names."""

import click

from audit_app.cli.common import as_json, open_database, open_shelf, print_json, settings
from audit_app.clock import Clock
from audit_app.effects.sweep import Swept, sweep
from evidence.check import check_file


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
            verdict = (f"可以收（{one['note']}）" if one["note"] else "可以收") if one["ok"] else one["problem"]
            click.echo(f"{one['file']}\t{verdict}\t{one['sha256'] or ''}")
    if not all(one["ok"] for one in reports):
        raise click.exceptions.Exit(2)


@evidence.command("sweep")
@click.option(
    "--older-than", "days", type=click.IntRange(1, 36500), help="没有用到多少天以后清理；默认按 AUDIT_SWEEP_DAYS（30）"
)
@click.option("--dry-run", is_flag=True, help="只列出，不清理")
@as_json
def evidence_sweep(days: int | None, dry_run: bool, as_json: bool) -> None:
    """清理没有用到的照片原件：日志里没有操作提到、也没有人正在上传、过了期限的。"""
    config = settings()
    shelf, days = open_shelf(config.evidence), days or config.sweep_days or 30
    done = sweep(open_database(), shelf, Clock(config.clock).now(), days, dry=dry_run)
    if as_json:
        return print_json(_report(done, days, dry_run))
    for original, since in done.removed:
        click.echo(f"{original.organisation}/{original.sha256}\t{original.size} 字节\t{since}")
    verb = "可以清理" if dry_run else "已清理"
    size = sum(original.size for original, _ in done.removed)
    click.echo(
        f"{verb} {len(done.removed)} 个原件，{size} 字节；没有用到、还不满 {days} 天的 {done.waiting} 个", err=True
    )


def _report(done: Swept, days: int, dry_run: bool) -> dict[str, object]:
    rows = [
        {"organisation": one.organisation, "sha256": one.sha256, "size": one.size, "since": since}
        for one, since in done.removed
    ]
    return {"older_than": days, "dry_run": dry_run, "removed": rows, "waiting": done.waiting}


COMMANDS = (evidence,)
