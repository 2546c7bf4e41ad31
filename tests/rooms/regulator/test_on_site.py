"""What the tablet recorded on site stands in the desk's check record; one tap each takes it over as a problem."""

import json
import re

import pytest
from flask import Flask

from audit_app import access_log
from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.rules import ids
from audit_app.store import log
from audit_app.store.access import list_looks
from audit_app.store.people import get_actor
from audit_app.store.registers import list_inspectors
from audit_app.store.tables import audit_team, judgements, photos, rectifications, spot_checks
from tests.ops.test_recused_work import written_at
from tests.rooms.cast import noted
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words
from tests.rooms.regulator.test_asked import agree, press

SHA = "ab" * 32
WHY = "外发图纸的审批记录当天已经补看，核对后不作为问题"
OUT, SEALED = "外发图纸没有审批记录", "保密区门禁登记缺 9 月"


@pytest.fixture
def walked(drawn: Campaign) -> str:
    """钱磊 judged three clauses of a check on site: 7.6 fails with a photo, 7.5 is an observation, 5.3.2 conforms."""
    mine = drawn.values(audit_team.c.visit_id, audit_team.c.role == "inspector")
    check = next(one for one in drawn.checks["320600"] if one in mine)
    drawn.begin(check, "wuhao", "2023-10-26")
    drawn.script.at("2023-10-26 10:00")
    for ref, value, text in (
        ("7.6", "nonconforming", OUT),
        ("7.5", "observation", ""),
        ("5.3.2", "conforms", "已分解"),
    ):
        do = drawn.script.do
        do("qianlei", "judgement.set", f"{check}/{ref}", {"visit": check, "ref": ref, "value": value})
        if text:
            author = drawn.values(audit_team.c.user_id, audit_team.c.visit_id == check)[0]
            body = {"visit": check, "ref": ref, "department": "", "text": text}
            do("qianlei", "record.set", f"{check}/{ref}//{author}", body)
    picture = {"visit": check, "ref": "7.6", "department": "", "sha256": SHA, "size": 10, "number": "海门-7.6-A01"}
    more = {"label": "", "source": "camera", "taken_at": "2023-10-26T02:00:00.000Z"}
    drawn.script.do("qianlei", "photo.add", ids.new_id(), {**picture, **more})
    drawn.script.flush()
    return check


def form(**more: str) -> dict[str, str]:
    given = {"step": "ordinary", "due_on": "2023-11-27", "measure": "reminder", "note": "", "fed_back_on": "2023-10-27"}
    return {**given, **more}


def three() -> list[str]:
    return [ids.new_id() for _n in range(3)]


def test_the_record_shows_what_was_judged_with_its_words_and_photos(
    drawn: Campaign, walked: str, signed_in: SignedIn
) -> None:
    page = signed_in("qianlei").get(f"/regulator/checks/{walked}")
    text = words(page)
    assert "7.6 保密 不符合" in text and OUT in page.text and "海门-7.6-A01" in text and "还没有上传" in text
    assert 'name="take-7.6" value="ordinary"' in page.text and 'name="take-7.5" value="slight"' in page.text
    assert "take-5.3.2" not in page.text and "已分解" in text and "已判 3 条" in text
    # who reads only gets the same, and nothing to choose
    above = signed_in("zhoumin").get(f"/regulator/checks/{walked}").text
    assert OUT in above and "take-7.6" not in above


def test_one_tap_takes_a_judgement_over_as_a_problem(drawn: Campaign, walked: str, signed_in: SignedIn) -> None:
    answer = send(
        signed_in("qianlei"),
        f"/regulator/checks/{walked}/conclude",
        three(),
        **form(**{"take-7.6": "ordinary", "said-7.6": OUT, "take-7.5": "", "said-7.5": SEALED}),
    )
    assert answer.status_code == 303
    assert json.loads(drawn.row(spot_checks, walked)["problems"]) == [
        {"ref": "7.6", "text": OUT, "severity": "ordinary"}
    ]
    page = words(signed_in("wuhao").get(f"/regulator/checks/{walked}"))
    assert f"7.6 保密：{OUT} 一般" in page and "7.5 " in page


def test_taken_and_written_problems_stand_together(drawn: Campaign, walked: str, signed_in: SignedIn) -> None:
    given = {
        "take-7.5": "slight",
        "said-7.5": SEALED,
        "ref": "6.2.1",
        "problem": "没有培训记录",
        "severity": "ordinary",
        "note": WHY,
    }
    assert send(
        signed_in("wuhao"), f"/regulator/checks/{walked}/conclude", three(), **form(**given)
    ).status_code == 303  # fmt: skip
    kept = json.loads(drawn.row(spot_checks, walked)["problems"])
    assert [(one["ref"], one["severity"]) for one in kept] == [("7.5", "slight"), ("6.2.1", "ordinary")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"take-7.5": "slight", "said-7.5": " "}, "said-7.5"),
        ({"take-7.5": "slight", "said-7.5": "长" * 1001}, "said-7.5"),
        ({"take-7.6": "serious", "said-7.6": OUT}, "step"),
        ({"take-7.6": "ordinary", "said-7.6": OUT, "step": "slight"}, "step"),
    ],
)
def test_an_empty_or_a_graver_problem_is_refused_beside_its_field(
    drawn: Campaign, walked: str, signed_in: SignedIn, given: dict[str, str], field: str
) -> None:
    answer = send(signed_in("wuhao"), f"/regulator/checks/{walked}/conclude", three(), **form(**given))
    assert answer.status_code == 422 and f'href="#f-{field}"' in answer.text and f'id="f-{field}-err"' in answer.text
    taken = next(name for name in given if name.startswith("take-"))
    assert f'name="{taken}" value="{given[taken]}" checked' in answer.text
    assert drawn.row(spot_checks, walked)["state"] == "begun" and drawn.count(rectifications) == 0


def test_only_what_was_judged_a_problem_on_site_can_be_taken_over(
    drawn: Campaign, walked: str, signed_in: SignedIn
) -> None:
    given = form(
        **{"take-5.3.2": "slight", "said-5.3.2": "编造", "take-9.9": "slight", "said-9.9": "x"},
        problem="制度没有执行",
        note=WHY,
    )
    assert send(signed_in("wuhao"), f"/regulator/checks/{walked}/conclude", three(), **given).status_code == 303
    assert json.loads(drawn.row(spot_checks, walked)["problems"]) == [{"ref": None, "text": "制度没有执行"}]
    assert drawn.count(judgements, judgements.c.visit_id == walked) == 3


def test_what_was_judged_nonconforming_is_listed_or_the_note_says_why(
    drawn: Campaign, walked: str, signed_in: SignedIn
) -> None:
    client, path = signed_in("wuhao"), f"/regulator/checks/{walked}/conclude"
    fine = form(step="none", due_on="", measure="")
    for short in ("", "没有问题"):
        refused = send(client, path, three(), **{**fine, "note": short})
        assert refused.status_code == 422 and "现场判为不符合的 7.6 保密 没有列为问题" in words(refused)
        assert 'id="f-note-err"' in refused.text
    assert drawn.row(spot_checks, walked)["state"] == "begun"
    question = press(client, path, **{**fine, "note": WHY})
    assert "现场判为不符合、没有列为问题：7.6 保密" in words(question)
    assert agree(client, question).status_code == 303
    page = words(client.get(f"/regulator/checks/{walked}"))
    assert "现场判为不符合、没有列为问题：7.6 保密" in page and WHY in page


ORDERS = [("nonconforming", "conforms"), ("conforms", "nonconforming"), ("nonconforming", "")]


@pytest.mark.parametrize("values", ORDERS)
def test_a_version_that_nobody_settled_is_listed_and_marked_whichever_is_shown(
    drawn: Campaign, walked: str, signed_in: SignedIn, values: tuple[str, str]
) -> None:
    client, page = signed_in("wuhao"), f"/regulator/checks/{walked}"
    judged(drawn, walked, *((ref, value) for ref in ("6.1.2", "6.3") for value in values))
    text = words(client.get(page))
    shown = " ".join({"nonconforming": "不符合", "conforms": "符合", "": "未审"}[value] for value in values)
    assert re.search(rf"6\.1\.2 \S+ {shown} 待核对", text), text
    assert re.search(r"现场判定有几个版本，还没有核对：6\.1\.2 \S+（", text)
    fine = form(**{"take-7.6": "ordinary", "said-7.6": OUT, "take-6.3": "slight", "said-6.3": SEALED})
    refused = send(client, f"{page}/conclude", three(), **fine)
    assert refused.status_code == 422
    assert re.search(r"6\.1\.2 \S+ 的现场判定有几个版本，还没有核对", words(refused))
    question = press(client, f"{page}/conclude", **{**fine, "note": WHY})
    asked = words(question)
    assert re.search(r"还没有核对：6\.1\.2 [^、]+、6\.3 ", asked), asked
    assert re.search(r"没有列为问题：6\.1\.2 [^、]+（待核对）", asked), asked
    assert agree(client, question).status_code == 303
    after = words(client.get(page))
    assert re.search(r"还没有核对：6\.1\.2 [^、]+、6\.3 ", after) and "（待核对）" in after


def test_an_observation_that_nobody_settled_can_be_taken_over_and_is_named(
    drawn: Campaign, walked: str, signed_in: SignedIn
) -> None:
    client, path = signed_in("wuhao"), f"/regulator/checks/{walked}/conclude"
    judged(drawn, walked, ("6.1.2", "observation"), ("6.1.2", "conforms"))
    fine = form(**{"take-7.6": "ordinary", "said-7.6": OUT})
    assert "还没有核对：6.1.2" in words(press(client, path, **fine))
    taken = {"take-6.1.2": "slight", "said-6.1.2": SEALED}
    assert send(client, path, three(), **{**fine, **taken}).status_code == 303
    assert [one["ref"] for one in json.loads(drawn.row(spot_checks, walked)["problems"])] == ["6.1.2", "7.6"]


def test_what_all_versions_call_fine_is_named_but_not_listed(drawn: Campaign, walked: str, signed_in: SignedIn) -> None:
    judged(drawn, walked, ("6.1.2", "not_applicable"), ("6.1.2", "conforms"))
    page = signed_in("wuhao").get(f"/regulator/checks/{walked}")
    assert "take-6.1.2" not in page.text and "还没有核对：6.1.2" in words(page)


def judged(drawn: Campaign, check: str, *values: tuple[str, str]) -> None:
    """Judgements of one person on two tablets, none of which knew of the other."""
    for ref, value in values:
        body = {"visit": check, "ref": ref, "value": value or None}
        drawn.script.do("qianlei", "judgement.set", f"{check}/{ref}", body)
    drawn.script.flush()


def test_late_work_is_read_before_it_is_let_in_and_the_history_names_it(
    drawn: Campaign, walked: str, signed_in: SignedIn
) -> None:
    client, page = signed_in("wuhao"), f"/regulator/checks/{walked}"
    given = form(**{"take-7.6": "ordinary", "said-7.6": OUT})
    assert send(client, f"{page}/conclude", three(), **given).status_code == 303
    body = {"visit": walked, "ref": "6.1.2", "value": "nonconforming"}
    with drawn.database.reading() as connection:
        actor = get_actor(connection, known_id("qianlei"))
    late = apply(drawn.database, make("judgement.set", f"{walked}/6.1.2", body), actor, "2023-10-27T02:00:00.000Z")
    assert late.outcome == "held"
    waiting = client.get(page)
    assert re.search(r"6\.1\.2 \S+ · 判定 不符合", words(waiting)), words(waiting)
    release = f"{page}/held/{late.id}/release"
    question = press(client, release)
    assert "6.1.2" in words(question) and "不符合" in words(question)
    assert agree(client, question).status_code == 303
    after = words(client.get(page))
    assert re.search(r"放行：6\.1\.2 \S+ · 判定 不符合（钱磊） 吴昊", after), after
    assert re.search(r"没有列为问题：6\.1\.2", after)


def test_photos_of_a_check_are_for_its_readers(drawn: Campaign, walked: str, signed_in: SignedIn) -> None:
    other = next(one for one in drawn.checks["320600"] if one != walked)
    url = f"/regulator/checks/{walked}/photos/{SHA}/thumb"
    # announced but not here yet, so nobody gets bytes; and through another check or another office it does not exist
    assert signed_in("wuhao").get(url).status_code == 404
    assert signed_in("suzhou").get(url).status_code == 404
    assert signed_in("wuhao").get(f"/regulator/checks/{other}/photos/{SHA}/thumb").status_code == 404


@pytest.mark.parametrize(
    ("note", "word"),
    [("不完整：有一部分画面缺失", "不完整"), ("文件的数据校验不符，画面可能有误", "数据校验不符")],
)
def test_what_is_wrong_with_the_data_of_a_photo_stands_on_it(
    drawn: Campaign, walked: str, signed_in: SignedIn, note: str, word: str
) -> None:
    address = f"/regulator/checks/{walked}"
    assert 'class="mark"' not in signed_in("wuhao").get(address).text
    noted(drawn.script, drawn.values(photos.c.organisation_id, photos.c.sha256 == SHA)[0], SHA, note)
    page = signed_in("wuhao").get(address).text
    assert f'<span class="mark">{word}</span>' in page and page.count(f" · {note}") == 2


def looks(drawn: Campaign) -> list[tuple[str, int]]:
    with drawn.database.reading() as connection:
        return [(look["path"], look["status"]) for look in list_looks(connection, known_id("320600"))]


def test_a_look_at_what_others_recorded_is_written_down_wherever_it_is_shown(
    drawn: Campaign, walked: str, signed_in: SignedIn
) -> None:
    client = signed_in("qianlei")
    others = signed_in("wuhao")
    client.get(f"/field/s/{walked}/pack")
    client.get("/field/pack/today")
    others.get("/api/register?campaign=T1")
    asked = {"device": "平板-09", "visits": [walked], "ops": [], "since": 0}
    assert client.post("/field/sync", json=asked).json["news"]
    assert looks(drawn) == [
        (f"/field/s/{walked}/pack", 200),
        ("/field/pack/today", 200),
        ("/api/register?campaign=T1", 200),
        ("/field/sync", 200),
    ]


def test_what_shows_nothing_of_others_is_no_look(drawn: Campaign, walked: str, signed_in: SignedIn) -> None:
    client = signed_in("qianlei")
    for address in ("/", "/me", "/static/site.css", "/field", "/field/me", "/field/help", "/field/unsent", "/api/"):
        client.get(address)
    with drawn.database.reading() as connection:
        since = log.get_head(connection)[0]
    newest = client.post("/field/sync", json={"device": "平板-09", "visits": [walked], "ops": [], "since": since})
    assert newest.json["news"] == [] and looks(drawn) == []


def test_any_address_is_a_look_that_is_not_named_as_empty(drawn: Campaign, app: Flask, signed_in: SignedIn) -> None:
    client = signed_in("wuhao")
    ends = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert ends >= access_log.WITHOUT_DATA
    for rule in app.url_map.iter_rules():
        room = rule.endpoint.partition(".")[0]
        if "GET" not in (rule.methods or ()) or room in {"static", "home", "auth"}:
            continue
        first = re.sub(r"<any\(\W*(\w+)[^)]*\):\w+>", r"\1", rule.rule)
        address = re.sub(r"<[^<>]+>", "1", first)
        before = len(looks(drawn))
        client.get(address)
        assert len(looks(drawn)) - before == (rule.endpoint not in access_log.WITHOUT_DATA), rule.endpoint


def test_a_body_reading_its_own_is_no_look(drawn: Campaign, app: Flask, signed_in: SignedIn) -> None:
    for address in ("/review", "/field/pack/today", "/api/audits"):
        assert signed_in("liyan").get(address).status_code == 200
    with drawn.database.reading() as connection:
        assert list_looks(connection, known_id("JX")) == []


@pytest.mark.parametrize("since", [True, False])
def test_late_work_of_a_recused_inspector_is_told_as_such(
    drawn: Campaign, walked: str, signed_in: SignedIn, since: bool
) -> None:
    """What was written after the recusal has no way in; what was written before is the office's to decide. No 审核组长 here."""
    check = drawn.row(spot_checks, walked)
    with drawn.database.reading() as connection:
        known = list_inspectors(connection, check["organisation_id"])
        actor, office = get_actor(connection, known_id("qianlei")), get_actor(connection, known_id("wuhao"))
    rows = [
        {
            **{name: one[name] for name in ("id", "name", "card_no", "unit")},
            "recusals": [check["uscc"]] if one["user_id"] == actor.id else one["recusals"],
            "user": one["user_id"],
        }
        for one in known
    ]
    listed = make("inspectors.import", check["organisation_id"], {"inspectors": rows, "agreed": [], "reason": ""})
    assert apply(drawn.database, listed, office, "2023-10-26T08:00:00.000Z").outcome == "done"
    body = {"visit": walked, "ref": "6.1.2", "value": "conforms"}
    written = written_at("2023-10-26T09:00:00.000Z" if since else "2023-10-26T07:00:00.000Z")
    op = make("judgement.set", f"{walked}/6.1.2", body, id=written)
    assert apply(drawn.database, op, actor, "2023-10-26T10:00:00.000Z").outcome == "held"
    client, page = signed_in("wuhao"), f"/regulator/checks/{walked}"
    shown = client.get(page)
    told = words(shown)
    assert f"钱磊对{check['name']}回避" in told and "审核组" not in told
    assert (f"{page}/held/{written}/release" in shown.text) is not since
    assert ("不能放行" in told) is since and ("列为回避以前写的" in told) is not since
    question = press(client, f"{page}/held/{written}/release")
    assert f"钱磊对{check['name']}回避" in words(question)
    assert ('name="agreed"' in question.text) is not since
    if not since:
        agree(client, question)
    assert drawn.count(judgements, judgements.c.ref == "6.1.2") == (0 if since else 1)
