"""What became of an act that did not count is said as it happened: in the history, beside what waits, over the form."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.taps import Taps
from e2e.test_field import Tablet, offline
from e2e.test_field_credit import drafted
from e2e.test_field_day import online, safe
from e2e.test_field_evidence import choose, view_at_home
from e2e.test_field_words_read import confirm
from e2e.test_modules import Run, run

__all__ = ["run"]
FORM = "/field/a/A1/nc/B-02"
REFUSALS = (Path(__file__).parents[1] / "audit_app/static/field/refusals.js").read_text(encoding="utf-8")
ANEW, UNDONE = "后来重新确认过", "没有办："
BECAME: dict[str, str] = {
    "superseded": ANEW,
    "asked_anew": ANEW,
    "already_raised": f"{UNDONE}已经开具",
    "already_confirmed": f"{UNDONE}高峰已经确认",
    "stands_already": f"{UNDONE}已经是这样写的",
    "photo_raised": f"{UNDONE}照片是不符合项的证据",
    "photo_confirmed": f"{UNDONE}照片是不符合项的证据，对方已经确认",
    "photo_number_fixed": f"{UNDONE}照片是不符合项的证据，编号不能再改",
}
"""By reason, written by hand: only where somebody confirmed anew is this said."""
HISTORY = """async ({ ops, form, withdrawn }) => {
  const { field } = await import('/static/field/state.js');
  const { historyOf } = await import('/static/field/history.js');
  const { over, OVER_REASONS } = await import('/static/field/refusals.js');
  const forms = (one) => new Map(one ? [['nc', one]] : []);
  Object.assign(field, {
    pack: { state: { judgements: {}, records: [], nonconformities: [] } }, news: [], ops: new Map(ops.map((op) => [op.id, op])),
    model: { nonconformities: forms(withdrawn ? null : form), withdrawn: forms(withdrawn ? form : null) },
  });
  return { over: ops.map(over), reasons: OVER_REASONS, words: historyOf(['nc']).map((row) => row.words) };
}"""
CONFIRMED: dict[str, Any] = {"confirmed_at": "2023-10-27T02:42:00.000Z", "confirmed_by": "高峰", "raised_at": "x"}


def refused(why: str, **more: Any) -> dict[str, Any]:
    op = {"id": "1", "kind": "nonconformity.confirm", "subject": "nc", "body": {"name": "王芳", "post": "管理者代表"}}
    return {**op, "state": "refused", "why": why, "base": {}, **more}


@pytest.mark.parametrize("why", BECAME)
def test_the_history_says_what_happened_for_each_reason_that_leaves_nothing_to_mend(run: Run, why: str) -> None:
    told = run(HISTORY, {"ops": [refused(why)], "form": CONFIRMED})
    assert sorted(told["reasons"]) == sorted(BECAME)
    assert (told["over"], told["words"]) == ([True], [f"管理者代表 王芳 确认（输入姓名确认）（{BECAME[why]}）"])


HELD = {
    "visit_closed": "等待放行",
    "not_on_team": "等待放行",
    "words_changed": "还不算：内容后来改了",
    "words_unproven": "要对方重新确认",
    "subject_not_here": "服务器先保留",
}
"""By reason, written by hand: what the server keeps back stands in the history with a word that it does not count."""


@pytest.mark.parametrize("why", HELD)
@pytest.mark.parametrize(
    ("kind", "words"),
    [("nonconformity.confirm", "管理者代表 王芳 确认（输入姓名确认）"), ("nonconformity.raise", "开具")],
)
def test_the_history_says_what_the_server_keeps_back(run: Run, kind: str, words: str, why: str) -> None:
    told = run(HISTORY, {"ops": [refused(why, state="held", kind=kind)], "form": {}})
    assert told["words"] == [f"{words}（{HELD[why]}）"]


def test_every_reason_that_is_told_once_is_over() -> None:
    [told] = re.findall(r"const TOLD = new Set\(\[(.*)\]\)", REFUSALS)
    assert set(re.findall(r'"(\w+)"', told)) <= set(BECAME)


def test_a_choice_that_let_go_of_a_photo_was_not_confirmed_anew(run: Run) -> None:
    ops = [
        refused("confirmed_words", kind="nonconformity.set", body={"photos": []}, lets_go="p"),
        {"id": "2", "kind": "photo.withdraw", "subject": "p", "state": "refused", "why": "photo_confirmed", "body": {}},
    ]
    told = run(HISTORY, {"ops": ops, "form": CONFIRMED})
    assert told == {
        "over": [True, True],
        "reasons": told["reasons"],
        "words": ["选用照片 0 张（没有办：照片没有删除）"],
    }
    plain = run(HISTORY, {"ops": [{**ops[0], "lets_go": None}], "form": CONFIRMED})
    assert (plain["over"], plain["words"]) == ([False], ["选用照片 0 张（服务器没有收下）"])


WHY_NOT = """async ({ op, form }) => {
  const { field } = await import('/static/field/state.js');
  const { whyNot } = await import('/static/field/refusals.js');
  Object.assign(field, { ops: new Map([[op.id, op]]), model: { nonconformities: new Map([['nc', form]]), withdrawn: new Map() } });
  return whyNot(op);
}"""


@pytest.mark.parametrize(
    ("op", "said"),
    [
        (
            {"kind": "nonconformity.set", "body": {"photos": []}, "sentence": "B-02 已由高峰确认，没有改。旧的话。"},
            "「选用照片」没有存到服务器：B-02 已由高峰确认，没有改。确认时间：2023-10-27 10:42。需要说明的，请写在审核记录里",
        ),
        (
            {"kind": "photo.withdraw", "subject": "p", "body": {}, "why": "photo_confirmed", "sentence": "没有删除。"},
            "没有删除。确认时间：2023-10-27 10:42。需要说明的，请写在审核记录里。",
        ),
    ],
    ids=["choice", "deletion"],
)
def test_what_the_confirmation_keeps_says_when_it_was_and_what_to_do(run: Run, op: dict[str, Any], said: str) -> None:
    form = {**CONFIRMED, "number": "B-02", "photos": ["p"]}
    assert run(WHY_NOT, {"op": refused(**{"why": "confirmed_words", **op}), "form": form}).startswith(said)


@pytest.mark.parametrize(("raised", "said"), [(None, "草稿后来删除了"), ("x", "不符合项后来撤回了")])
def test_what_a_withdrawal_ended_was_not_confirmed_anew(run: Run, raised: str | None, said: str) -> None:
    told = run(HISTORY, {"ops": [refused("superseded")], "form": {"raised_at": raised}, "withdrawn": True})
    assert told["words"] == [f"管理者代表 王芳 确认（输入姓名确认）（{UNDONE}{said}）"]


def test_a_deleted_photo_is_named_with_who_deleted_it_and_no_words_are_said_to_have_changed(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    choose(owner, 0)
    safe(owner)
    name = owner.locator("[data-slot=evidence] label .cap").first.inner_text()
    leader = offline(tablet("liyan", FORM))
    confirm(leader)
    view_at_home(owner)
    Taps(owner).tap(owner.locator("[data-act=withdraw-photo]"))
    owner.wait_for_timeout(8_500)
    safe(owner)
    online(leader)
    changed = leader.locator("[data-slot=changed]")
    expect(changed).to_contain_text("对方确认以后，内容改了", timeout=20_000)
    for _ in range(2):
        why = leader.locator("[data-slot=ch-why]")
        expect(why).to_contain_text(re.compile(rf"陈静 .* 删除了照片 {re.escape(name)}"), timeout=20_000)
        expect(why).not_to_contain_text("改了选用照片")
        expect(leader.locator("[data-slot=reasons]")).to_contain_text("对方看过的内容（选用照片）后来改了")
        leader.reload()


def deleted(page: Page) -> None:
    taps = Taps(page)
    taps.button("删除草稿")
    dialog = page.get_by_role("dialog")
    if dialog.count():
        taps.tap(dialog.get_by_role("button", name="删除", exact=True))
    page.wait_for_timeout(8_500)


def test_who_deleted_a_draft_that_was_confirmed_meanwhile_is_told_by_whom_and_led_there(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    confirm(owner)
    safe(owner)
    deleted(leader)
    online(leader)
    way = leader.locator("[data-slot=reasons] a")
    expect(way).to_contain_text(
        "B-02 已由高峰确认，没有删除。确认时间：10-27 10:42。确认以后要撤回，须写明理由。", timeout=20_000
    )
    expect(way).to_have_attribute("href", FORM)


def test_a_confirmation_of_a_draft_that_was_deleted_says_who_did_it_and_leads_to_its_restoring(tablet: Tablet) -> None:
    owner = tablet("chenjing")
    drafted(owner)
    leader = offline(tablet("liyan", FORM))
    confirm(leader)
    deleted(owner)
    safe(owner)
    online(leader)
    way = leader.locator("[data-slot=reasons] a")
    expect(way).to_have_count(2, timeout=20_000)
    for at in range(2):
        expect(way.nth(at)).to_contain_text("草稿 B-02 已被陈静删除，这一步没有办。请先恢复草稿，再请对方确认。")
    expect(leader.locator("[data-slot=reasons]")).not_to_contain_text("您写的内容")
    expect(way.first).to_have_attribute("href", "/field/a/A1/nc")
