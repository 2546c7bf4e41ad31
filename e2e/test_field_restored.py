"""R17 in its first form: a server restored, or rolled back by copied files, is noticed at first contact and gets everything back."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from audit_app.demo.build import config_of
from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.rules.ids import Ids, new_id
from audit_app.rules.instants import milliseconds
from audit_app.store.db import Database
from audit_app.store.people import get_actor
from audit_app.store.tables import log
from e2e.between import Between
from e2e.conftest import free_port
from e2e.serving import environment, served
from e2e.taps import Taps
from e2e.test_field import FACT
from e2e.test_field_day import safe
from e2e.test_field_opening import behind, line
from e2e.test_field_sending import PILL, judged, rows, shoot, until_there

__all__ = ["behind", "line"]
OPS = """async () => {
  const done = (asked) => new Promise((ok, no) => { asked.onsuccess = () => ok(asked.result); asked.onerror = no; });
  const db = await done(indexedDB.open('audit-field'));
  const all = await done(db.transaction('ops').objectStore('ops').getAll());
  db.close();
  return all.map((op) => op.id);
}"""


def command(folder: Path, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "audit_app.cli", *words],
        env=environment(config_of(folder)),
        check=True,
        capture_output=True,
    )


def restored(folder: Path, file: Path, target: Path) -> Path:
    """The server as a backup brings it back: everybody has to sign in again."""
    (target / "data").mkdir(parents=True)
    command(target, "migrate")
    command(target, "restore", str(file))
    return target


@pytest.fixture
def other() -> Iterator[Callable[[Between, Path], None]]:
    """`other(line, folder)`: from now on the way leads to a server over this folder."""
    with ExitStack() as stack:

        def lead(line: Between, folder: Path) -> None:
            port = free_port()
            stack.enter_context(served(folder, port))
            line.target = port

        yield lead


def work(first: Page, second: Page) -> None:
    """What the server acknowledged after the backup: judgements, a text, a picture, a draft and an act."""
    taps = Taps(first)
    taps.button("符合")
    first.get_by_role("textbox", name="审核记录").locator("visible=true").fill("内审计划 1 份")
    shoot(first, "9.1")
    taps.link("下一条 9.2", exact=False)
    taps.button("不符合")
    taps.button("一般")
    first.get_by_role("textbox", name="事实描述").fill(FACT)
    taps.button("请对方确认")
    first.locator("#d-confirm").wait_for()
    first.get_by_label("姓名").fill("高峰")
    first.get_by_label("职务").fill("管理者代表")
    taps.button("确认事实")
    Taps(second).button("符合")
    safe(first)
    safe(second)


def meet(page: Page) -> None:
    """The tablet meets the server; where the session is gone its owner types the password in place."""
    with page.expect_response("**/field/sync", timeout=30_000):
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(500)
    if (page.locator(PILL).text_content() or "").startswith("登录过期"):
        if not page.locator("#again-password").is_visible():
            Taps(page).tap("details.sync summary")
        page.locator("#again-password").fill(PASSWORD)
        Taps(page).button("继续上传")


def back(page: Page) -> None:
    """As `meet`, and everything is safe afterwards."""
    meet(page)
    safe(page)


@pytest.mark.camera
@pytest.mark.parametrize("how", ["restored", "restored twice", "rolled back"])
def test_two_tablets_give_everything_back(
    behind: Callable[..., Page], line: Between, folder: Path, tmp_path: Path, other: Any, how: str
) -> None:
    first, second = behind("chenjing", "/field/a/A1/c/9.1"), behind("liyan", "/field/a/A1/c/8.1")
    file, target = tmp_path / "b.zip", tmp_path / "other"
    if how == "rolled back":
        shutil.copytree(folder, target)
    else:
        command(folder, "backup", str(file), "--with-evidence")
    work(first, second)
    held = first.evaluate(OPS) + second.evaluate(OPS)
    assert len(held) > 6
    if how != "rolled back":
        restored(folder, file, target)
    other(line, target)
    if how == "restored twice":  # the tablets were clean with the first restoration, too
        back(first)
        back(second)
        target = restored(folder, file, tmp_path / "again")
        other(line, target)
    assert judged(target, "9.1") == [] == judged(target, "8.1")
    if how == "restored":
        nothing_is_called_safe(first)
    back(first)
    back(second)
    said = {row[0]: row[1:] for row in rows(target, "SELECT id, outcome, kind, why FROM log ORDER BY seq")}
    before = dict(rows(folder, "SELECT id, outcome FROM log"))
    assert [(one, said.get(one), before[one]) for one in held if said.get(one, [""])[0] != before[one]] == []
    assert (judged(target, "9.1"), judged(target, "8.1")) == ([("conforms",)], [("conforms",)])
    assert rows(target, "SELECT state FROM photos WHERE ref = '9.1' AND visit_id = ?", known_id("A1")) == [("kept",)]
    states = "SELECT state, fact FROM nonconformities WHERE number = 'B-02' AND visit_id = ?"
    assert rows(target, states, known_id("A1")) == rows(folder, states, known_id("A1"))
    first.reload()
    safe(first)


def nothing_is_called_safe(page: Page) -> None:
    """Between the restoration and the sign-in the tablet has not heard what the server lacks: it says when it last did."""
    at = page.url
    page.goto("/field/unsent")
    expect(page.locator(PILL)).to_have_text(re.compile("^登录过期"), timeout=30_000)
    expect(page.locator("[data-slot=unsent-lead]")).to_have_text(
        re.compile("核对时，您记的都已经在服务器上；以后还没有核对$")
    )
    expect(page.locator("[data-slot=hand-in]")).to_have_text("先不要交回")
    page.goto(at)


def another_audit(folder: Path) -> str:
    """B9, planned and prepared as A1 was, and opened by its leader; its id."""
    database, ours = Database(config_of(folder).database), Ids()
    with database.reading() as connection:
        planned = connection.execute(select(log).where(log.c.kind == "audit.plan", log.c.subject == known_id("A1")))
        body = {**json.loads(planned.mappings().one()["body"]), "code": "B9"}
        people = {who: get_actor(connection, known_id(who)) for who in ("sunqian", "liyan")}
    visit, now = new_id(), "2023-10-26T02:00:00.000Z"
    for kind, given, who in (
        ("audit.plan", body, "sunqian"),
        ("audit.prepare", {}, "sunqian"),
        ("audit.open", {}, "liyan"),
    ):
        told = apply(database, make(kind, visit, given, id=ours.new(milliseconds(now))), people[who], now)
        assert told.outcome == "done", told
    database.close()
    return visit


@pytest.mark.camera
def test_a_backup_that_was_too_old_takes_nothing_from_the_right_one(
    behind: Callable[..., Page], line: Between, folder: Path, tmp_path: Path, other: Any, complaints: list[str]
) -> None:
    """By mistake an older one is restored first, which knows nothing of the audit and refuses all; then the right one."""
    command(folder, "backup", str(tmp_path / "old.zip"), "--with-evidence")
    visit = another_audit(folder)
    command(folder, "backup", str(tmp_path / "right.zip"), "--with-evidence")
    page = behind("chenjing", "/field/a/B9/c/9.1")
    Taps(page).button("符合")
    page.get_by_role("textbox", name="审核记录").locator("visible=true").fill("内审计划 1 份")
    shoot(page, "9.1")
    safe(page)
    other(line, restored(folder, tmp_path / "old.zip", tmp_path / "older"))
    meet(page)
    expect(page.locator(PILL)).not_to_have_text(re.compile("登录过期"), timeout=20_000)
    expect(page.locator("[data-slot=gone]")).to_be_hidden()
    page.goto("/field/unsent")
    expect(page.locator("[data-slot=refused-rows] li")).to_have_count(2)
    expect(page.locator("[data-slot=refused-rows] li").first).to_contain_text("可能恢复了较早的备份")
    expect(page.locator("[data-act=row-seen]").locator("visible=true")).to_have_count(0)
    expect(page.locator("[data-slot=hand-in]")).to_have_text("先不要交回")
    page.goto("/field")
    meet(page)
    expect(page.locator(PILL)).to_have_text(re.compile("上传失败"), timeout=20_000)
    target = restored(folder, tmp_path / "right.zip", tmp_path / "right")
    other(line, target)
    back(page)
    assert rows(target, "SELECT ref, value FROM judgements WHERE visit_id = ?", visit) == [("9.1", "conforms")]
    assert rows(target, "SELECT text FROM records WHERE visit_id = ?", visit) == [("内审计划 1 份",)]
    assert rows(target, "SELECT state FROM photos WHERE visit_id = ?", visit) == [("kept",)]
    page.goto("/field/a/B9/c/9.1")
    expect(page.get_by_role("textbox", name="审核记录").locator("visible=true")).to_have_value("内审计划 1 份")
    safe(page)
    assert [one for one in complaints if "404" not in one] == [], "only that the older server does not know the audit"
    complaints.clear()


def test_the_control_a_tablet_that_does_not_compare_gives_nothing_back(
    behind: Callable[..., Page], line: Between, folder: Path, tmp_path: Path, other: Any
) -> None:
    page = behind("chenjing", "/field/a/A1/c/9.1")
    shutil.copytree(folder, tmp_path / "other")
    Taps(page).button("符合")
    until_there(page, folder, "9.1", "conforms")
    safe(page)

    def blind(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=json.dumps({**answer.json(), "same": True}))

    page.route("**/field/sync", blind)
    other(line, tmp_path / "other")
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(3000)
    assert judged(tmp_path / "other", "9.1") == []
    expect(page.locator(PILL)).to_have_text(re.compile("^全部已存服务器"))
