"""`annex`: the annexes a regulator reports, as XLSX, DOCX or PDF."""

from pathlib import Path

import click

from audit_app.annexes import annex3, find_campaign
from audit_app.cli.common import fail, open_database, settings, write_whole
from audit_app.clock import Clock
from audit_app.documents.annex import missing_cells, sources_text
from audit_app.documents.annex_pdf import Unprintable
from audit_app.documents.render import WRITERS, render_annex
from audit_app.rules.refusals import Refused
from checklists import regions


@click.command("annex")
@click.argument("number", type=click.Choice(["3"]))
@click.option("--campaign", required=True, help="抽查任务代号")
@click.option("--city", help="设区市代码或名称；不写就是全省")
@click.option("--organisation", help="主办单位代号；只有一家有这个任务代号时可以不写")
@click.option("--format", "kind", required=True, type=click.Choice(sorted(WRITERS)))
@click.option("--out", required=True, type=click.Path(dir_okay=False))
def annex(number: str, campaign: str, city: str | None, organisation: str | None, kind: str, out: str) -> None:
    """导出附件 3；有空格时先说出来，照样导出。"""
    config = settings()
    found = regions().city(city) if city else None
    if city and found is None:
        fail(f"没有设区市 {city}")
    try:
        with open_database().reading() as connection:
            row = find_campaign(connection, campaign, organisation)
            data = annex3(
                connection, row, found.code if found else None, as_of=Clock(config.clock).now(), sample=config.demo
            )
    except Refused as refusal:
        fail(f"没有抽查任务 {campaign}" if refusal.code == "absent" else refusal.sentence)
    if not Path(out).absolute().parent.is_dir():
        fail(f"写不了 {out}：没有这个文件夹")
    for cell in missing_cells(data):
        why = cell.why and f"，{'报送时' if cell.reported else ''}{cell.why}"
        click.echo(f"空格：第 {cell.row} 行 {cell.company}「{cell.header}」{why}", err=True)
    try:
        content = render_annex(data, kind)
    except Unprintable as boxes:
        fail(f"PDF 没有生成，字体里没有这些字：{boxes}。请导出 docx，在装有这些字的电脑上打印")
    write_whole(out, content)
    if said := sources_text(data):
        click.echo(said, err=True)
    click.echo(f"{out}\t{len(data.rows)} 行")


COMMANDS = (annex,)
