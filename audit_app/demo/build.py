"""Puts the demo together: a database and an evidence folder in a place of their own, and the annexes made from them."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from audit_app.annexes import annex3, find_campaign
from audit_app.clock import Clock
from audit_app.config import Config
from audit_app.demo import audits, campaigns, people
from audit_app.demo.script import NOW, Script
from audit_app.documents.render import render_annex
from audit_app.effects.worker import run_once
from audit_app.rules.instants import SITE, instant
from audit_app.store import search
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from evidence.folder import open_store

FOLDER = Path("demo")
MARK = "样例数据.txt"
CLOCK = instant(datetime.strptime(NOW, "%Y-%m-%d %H:%M").replace(tzinfo=SITE))


class NotOurs(Exception):
    """The folder holds something that is not the demo; it is left alone."""


def config_of(folder: Path) -> Config:
    """The settings with which the demo in this folder is served; its clock stands still."""
    data = folder / "data"
    return replace(
        Config(),
        database=f"sqlite:///{data}/audit.db",
        evidence=str(data / "evidence"),
        uploads=str(data / "uploads"),
        clock=CLOCK,
        demo=True,
    )


def build(folder: Path) -> Database:
    """Make the demo anew in `folder/data` and return its database. Raises NotOurs when other data lies there."""
    data = folder / "data"
    if data.exists() and any(data.iterdir()) and not (data / MARK).exists():
        raise NotOurs(f"{data} 里有不是样例的内容，没有改动它。请把它移走再运行")
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    (data / MARK).write_text("贯标审核的样例数据，可以随时删除或重做。企业、机构和人员均为虚构。\n", encoding="utf-8")
    config = config_of(folder)
    Path(config.uploads).mkdir()
    database = Database(config.database)
    tell(database, config.evidence)
    return database


def tell(database: Database, evidence: str) -> None:
    """Migrate an empty database on either engine and replay the whole story through `ops`."""
    migrate(database)
    script = Script(database, open_store(evidence))
    for chapter in (people, audits, campaigns):
        chapter.tell(script)
        script.flush()
    while run_once(database, script.evidence, Clock(CLOCK), most=200):
        pass
    with database.writing() as connection:
        search.rebuild(connection)


def write_annexes(database: Database, out: Path) -> list[Path]:
    """附件 3 of the whole province in its three formats; returns the files."""
    out.mkdir(parents=True, exist_ok=True)
    with database.reading() as connection:
        data = annex3(connection, find_campaign(connection, "K1"), as_of=CLOCK, sample=True)
    written = []
    for kind in ("xlsx", "docx", "pdf"):
        path = out / f"附件3.{kind}"
        path.write_bytes(render_annex(data, kind))
        written.append(path)
    return written
