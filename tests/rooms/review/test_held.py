"""What waits to be let in: by person and by thing, one at a time or all of a person, and what became of it."""

import re
from typing import Any

from flask.testing import FlaskClient

from audit_app.demo.script import Script, known_id
from audit_app.ops import apply, make
from audit_app.ops.nonconformities import words_of
from audit_app.rules import ids
from audit_app.store import judgements, nonconformities, people
from audit_app.store.held import list_with_followers
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import agree, press
from tests.rooms.review.conftest import VISIT
from tests.whole.forms import Reader

RELEASE = "/review/audits/A1/held/release"


class Late:
    """陈静 has drafted B-08 and left the team; her tablet goes on sending."""

    def __init__(self, story: Script) -> None:
        self.story, self.form, self.own = story, ids.new_id(), ids.new_id()
        body = {"visit": VISIT, "ref": "8.3", "number": "B-08", "severity": "minor"}
        self.drafted = story.do("chenjing", "nonconformity.draft", self.form, body)
        self.fact = story.do("chenjing", "nonconformity.set", self.form, {"visit": VISIT, "fact": "旧的事实"})
        story.do("sunqian", "audit.remove_member", VISIT, {"user": known_id("chenjing")})
        story.flush()

    def sends(self, kind: str, subject: str, base: Any = None, **body: Any) -> str:
        with self.story.database.reading() as connection:
            actor = people.get_actor(connection, known_id("chenjing"))
        op = make(kind, subject, {"visit": VISIT, **body}, base=base)
        said = apply(self.story.database, op, actor, self.story.time)
        assert said.outcome == "held", said
        return str(op["id"])

    def everything(self) -> None:
        """Four edits of B-08, a judgement, and a form of its own that is raised without its fact."""
        last = self.fact
        for fact in ("新", "新的", "新的事实"):
            last = self.sends("nonconformity.set", self.form, base={"fact": [last]}, fact=fact)
        self.sends("nonconformity.set", self.form, base={"severity": [self.drafted]}, severity="major")
        self.sends("judgement.set", f"{VISIT}/7.5", ref="7.5", value="conforms")
        self.sends("nonconformity.draft", self.own, ref="6.2", number="B-09", severity="minor")
        with self.story.database.reading() as connection:
            read = {**words_of(connection, self.form), "fact": "", "clauses": ["6.2"]}
        self.sends("nonconformity.raise", self.own, read=read)

    def waiting(self) -> int:
        with self.story.database.reading() as connection:
            return len(list_with_followers(connection, VISIT))


def shown(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def section(client: FlaskClient) -> str:
    return client.get("/review/audits/A1").text.split('id="held"')[1].split("</main>")[0]


def buttons(client: FlaskClient) -> list[dict[str, list[str]]]:
    """The fields of each form of the list, in its order."""
    reader = Reader("/review/audits/A1")
    reader.feed(client.get("/review/audits/A1").text)
    forms = [form for form in reader.finished() if form.action.endswith("/held/release")]
    return [{name: [f.value for f in form.fields if f.name == name] for name in ("op", "of")} for form in forms]


def test_what_came_stands_by_person_and_thing_with_what_it_would_change(story: Script, signed_in: SignedIn) -> None:
    Late(story).everything()
    page = section(signed_in("sunqian"))
    assert re.findall(r"<li><div class=\"t\"><b>([^<]+)</b>", page) == [
        "B-08 · 8.3 采购",
        "7.5 合同管理",
        "B-09 · 6.2 基础设施",
    ]
    said = shown(page)
    assert "陈静 3 项" in said and "事实描述 新的事实 现在是：旧的事实" in said and "严重程度 严重 现在是：一般" in said
    assert (
        "判定 符合" in said and "收到时已不在审核组" in said and "修改不符合项" not in said and "您已不在" not in said
    )
    assert "3 项内容等待放行：B-08、7.5、B-09" in shown(signed_in("sunqian").get("/review").text)


def test_one_thing_is_let_in_by_itself_with_all_that_came_for_it(story: Script, signed_in: SignedIn) -> None:
    late, planner = Late(story), signed_in("sunqian")
    late.everything()
    _all, first, *_rest = buttons(planner)
    assert len(first["of"]) == 4
    question = press(planner, RELEASE, first["op"], of=first["of"])
    assert (
        "放行 1 项：B-08" in question.text
        and "不" not in shown(question.text).split("放行以后")[1].split("做了以后")[0]
    )
    page = shown(planner.get(agree(planner, question).location).text)
    assert "已记入 1 项：B-08。" in page and "7.5 合同管理" in page and late.waiting() == 3
    with story.database.reading() as connection:
        form: Any = nonconformities.get_nonconformity(connection, late.form)
    assert (form["fact"], form["severity"]) == ("新的事实", "major")


def test_all_of_a_person_are_asked_about_once_and_what_does_not_go_in_is_named(
    story: Script, signed_in: SignedIn
) -> None:
    late, planner = Late(story), signed_in("sunqian")
    late.everything()
    everything = buttons(planner)[0]
    question = press(planner, RELEASE, everything["op"], of=everything["of"])
    asked = shown(question.text)
    assert "放行 3 项：B-08、7.5、B-09" in asked and "一部分记不进去：开具不符合项：" in asked and late.waiting() == 7
    answers = [agree(planner, question) for _press in range(2)]
    assert len({one.location for one in answers}) == 1 and late.waiting() == 0
    page = shown(planner.get(answers[0].location).text)
    assert "已记入 2 项：B-08、7.5。" in page
    assert re.search(r"B-09 · 6.2 基础设施 一部分记不进去：开具不符合项：还差 1 处：事实描述", page), page
    with story.database.reading() as connection:
        form: Any = nonconformities.get_nonconformity(connection, late.own)
        assert form["state"] == "draft" and form["number"] == "B-09"
        assert "conforms" in [
            row["value"] for row in judgements.list_judgements(connection, VISIT) if row["ref"] == "7.5"
        ]


def test_what_somebody_let_in_meanwhile_is_passed_over(story: Script, signed_in: SignedIn) -> None:
    late, planner, leader = Late(story), signed_in("sunqian"), signed_in("liyan")
    late.everything()
    everything, _first, judgement, *_rest = buttons(planner)
    agree(leader, press(leader, RELEASE, judgement["op"], of=judgement["of"]))
    question = press(planner, RELEASE, everything["op"], of=everything["of"])
    assert "放行 2 项：B-08、B-09" in question.text
    assert agree(planner, question).status_code == 303 and late.waiting() == 0
    gone = press(planner, RELEASE, [ids.new_id()], of=judgement["of"])
    assert gone.status_code == 422 and "刚刚已经处理过了" in gone.text


def test_who_only_looks_is_told_who_lets_it_in(story: Script, signed_in: SignedIn) -> None:
    Late(story).everything()
    said = shown(section(signed_in("zhaoweidong")))
    assert (
        "由审核组长李岩或者计划人员冯洁、孙倩放行；您可以看，不用处理。" in said
        and buttons(signed_in("zhaoweidong")) == []
    )
    assert "您可以看" not in section(signed_in("sunqian"))


def test_what_the_company_has_to_confirm_anew_has_no_button_and_says_so(story: Script, signed_in: SignedIn) -> None:
    late = Late(story)
    late.sends("judgement.set", f"{VISIT}/7.5", ref="7.5", value="conforms")
    with story.database.reading() as connection:
        lead = people.get_actor(connection, known_id("liyan"))
        kept = {**words_of(connection, late.form), "fact": "别的"}
    act = {"visit": VISIT, "name": "高峰", "post": "管理者代表", "how": "typed", "read": kept}
    assert apply(story.database, make("nonconformity.confirm", late.form, act), lead, story.time).outcome == "held"
    page = shown(section(signed_in("sunqian")))
    assert "李岩 1 项 B-08 · 8.3 采购" in page and "请对方看过现在的内容，再确认一次" in page
    assert [len(one["of"]) for one in buttons(signed_in("sunqian"))] == [1]


def test_who_reviews_reads_what_was_let_in_since_the_submission_and_when(story: Script, signed_in: SignedIn) -> None:
    with story.database.reading() as connection:
        leader, decider = (people.get_actor(connection, known_id(who)) for who in ("liyan", "zhaoweidong"))

    def does(kind: str, subject: str, actor: Any, body: Any, at: str) -> Any:
        return apply(story.database, make(kind, subject, body), actor, at)

    assert 'id="late"' not in signed_in("zhaoweidong").get("/review/audits/A1").text
    at = "2023-10-28T{}:00.000Z".format
    assert does("audit.submit", VISIT, leader, {}, at("01:00")).outcome == "done"
    assert does("audit.review", VISIT, decider, {}, at("01:10")).outcome == "done"
    late = make("judgement.set", f"{VISIT}/7.5", {"visit": VISIT, "ref": "7.5", "value": "conforms"})
    assert apply(story.database, late, leader, at("01:20")).why == "visit_closed"
    assert "held/release" not in signed_in("liyan").get("/review/audits/A1").text
    assert press(signed_in("liyan"), RELEASE, of=late["id"]).status_code == 403
    assert "等待放行：7.5" in shown(signed_in("zhaoweidong").get("/review").text)
    assert "等待放行：7.5" not in shown(signed_in("liyan").get("/review").text)
    assert 'id="late"' not in signed_in("zhaoweidong").get("/review/audits/A1").text, "nothing is let in yet"
    assert does("held.release", late["id"], decider, {}, at("01:30")).outcome == "done"
    page = signed_in("zhaoweidong").get("/review/audits/A1").text.split('id="late"')[1].split("</section>")[0]
    assert "7.5 合同管理" in page and "判定" in page and "符合" in page
    assert "李岩写，" in page and "09:20" in page and "赵卫东 " in page and "09:30" in page
    assert (
        does("audit.return", VISIT, decider, {"reason": "合同管理的记录请写完整再提交"}, at("02:00")).outcome == "done"
    )
    assert does("audit.submit", VISIT, leader, {}, at("03:00")).outcome == "done"
    assert 'id="late"' not in signed_in("zhaoweidong").get("/review/audits/A1").text, (
        "it was there when this was submitted"
    )
