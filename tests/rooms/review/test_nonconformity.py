"""One nonconformity, read only: fact with its ticks, clauses, evidence, confirmation, history."""

from audit_app.demo.script import Script, known_id
from tests.rooms.conftest import SignedIn
from tests.rooms.review.conftest import DIGEST, FACT, READ, VISIT

AT = f"/review/nc/{known_id('B-01')}"


def test_it_shows_fact_ticks_clause_evidence_and_history(story: Script, signed_in: SignedIn) -> None:
    page = signed_in("zhaoweidong").get(AT).text
    assert "<dt>审核准则</dt><dd>GB/T 29490—2013</dd>" in page
    assert FACT in page and "7.6 保密" in page and "研发中心" in page and "11 月 26 日" in page
    assert page.count('<span class="vh">有</span>') == 4
    assert f"/review/photos/{DIGEST}/thumb" in page
    assert [page.index(word) for word in ("起草 · 陈静", "修改 · 陈静", "开具 · 陈静")] == sorted(
        page.index(word) for word in ("起草 · 陈静", "修改 · 陈静", "开具 · 陈静")
    )
    assert "还没有确认" in page and "<form" not in page.split("</header>", 1)[1]


def test_a_confirmation_names_who_and_when(story: Script, signed_in: SignedIn) -> None:
    body = {"visit": VISIT, "name": "许宁", "post": "知识产权部经理", "how": "typed", "read": READ}
    story.do("chenjing", "nonconformity.confirm", known_id("B-01"), body)
    story.flush()
    page = signed_in("liyan").get(AT).text
    assert "许宁（知识产权部经理）" in page and "受审核方确认 · 陈静" in page and "已确认" in page


def test_another_bodys_looks_like_none(story: Script, signed_in: SignedIn) -> None:
    client = signed_in("linfan")
    foreign, absent = client.get(AT), client.get(f"/review/nc/{known_id('nothing')}")
    assert foreign.status_code == absent.status_code == 404 and foreign.text == absent.text


def test_who_is_not_on_the_team_may_not_look(story: Script, signed_in: SignedIn) -> None:
    story.do(
        "fengjie",
        "user.set_roles",
        known_id("heming"),
        {"roles": ["auditor"], "was": ["expert"], "reason": "岗位有变动，管理员改的角色"},
    )
    story.flush()
    assert signed_in("heming").get(AT).status_code == 403
