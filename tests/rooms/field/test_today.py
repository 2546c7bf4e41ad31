"""/field: today's and the next visits of whoever is signed in, with counts that add up."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from audit_app.demo.script import Script, known_id
from audit_app.field.cards import cards
from audit_app.ops import apply, make
from audit_app.rules.ids import new_id
from audit_app.rules.permits import Actor
from audit_app.store.people import get_actor
from tests.rooms.conftest import SignedIn


def card_of(app: Flask, account: str) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    with app.test_request_context(), app.extensions["database"].reading() as connection:
        actor: Actor = get_actor(connection, known_id(account))
        return cards(connection, actor, app.extensions["clock"].today())


def test_the_card_of_a1_counts_what_was_judged_and_names_the_next_clause_of_mine(app: Flask, a1: str) -> None:
    (today,), (later,) = card_of(app, "chenjing")
    assert (today["judged"], today["total"], today["nonconforming"], today["observations"]) == (33, 45, 1, 2)
    assert (today["next_label"], today["next_url"]) == ("7.4.1 风险管理", "/field/a/A1/c/7.4.1")
    assert (today["day_no"], today["days"], today["leader"], today["awaited"]) == (2, 2, "李岩", 0)
    assert (later["code"], later["client"], later["day_no"]) == ("A2", "常州恒拓材料有限公司", None)


@pytest.mark.parametrize("values", [("conforms", "nonconforming"), ("nonconforming", "conforms"), ("conforms", None)])
def test_an_unsettled_judgement_counts_as_two_whichever_is_shown(
    app: Flask, a1: str, script: Script, signed_in: SignedIn, values: tuple[str | None, str | None]
) -> None:
    for account, value in zip(("chenjing", "liyan"), values, strict=True):
        with script.database.reading() as connection:
            actor = get_actor(connection, known_id(account))
        body = {"visit": a1, "ref": "7.5", "value": value}
        assert apply(script.database, make("judgement.set", f"{a1}/7.5", body), actor, script.time).outcome == "done"
    (today,), _ = card_of(app, "chenjing")
    counted = (today["judged"], today["nonconforming"], today["observations"], today["two"])
    assert counted == (34, 1, 2, 1)
    html = signed_in("chenjing").get("/field/pack/today").json["html"]
    assert re.search(r"待核对 <span data-count=\"two\">1<", html)
    desk = signed_in("sunqian").get("/review/audits/A1/findings").text
    said = re.sub(r"<[^>]+>", " ", desk)
    assert [re.search(rf"{word} +(\d+)", said)[1] for word in ("未审", "有问题")] == ["11", "4"]
    cover = signed_in("sunqian").get("/review/audits/A1").text
    assert re.search(r"34<small>/ 45", cover)


def test_the_leader_gets_the_next_clause_of_his_own(app: Flask, a1: str) -> None:
    (today,), _ = card_of(app, "liyan")
    assert today["next_ref"] == "8.1"


def test_somebody_without_visits_sees_none(app: Flask, a1: str) -> None:
    assert card_of(app, "heming") == ([], [])


def test_the_card_counts_the_photos_that_stand_under_no_clause(
    app: Flask, a1: str, script: Script, signed_in: SignedIn
) -> None:
    with script.database.reading() as connection:
        actor = get_actor(connection, known_id("chenjing"))
    assert card_of(app, "chenjing")[0][0]["unfiled"] == 0
    body = {
        "visit": a1,
        "ref": None,
        "department": "",
        "sha256": "0" * 64,
        "size": 9,
        "number": "启衡-B09",
        "label": "",
    }
    more = {"source": "camera", "taken_at": script.time}
    op = make("photo.add", new_id(), body | more)
    assert apply(script.database, op, actor, script.time).outcome == "done"
    assert card_of(app, "chenjing")[0][0]["unfiled"] == 1
    html = signed_in("chenjing").get("/field/pack/today").json["html"]
    assert re.search(
        r'href="/field/a/A1/photos#unfiled" data-slot="unfiled">照片待归类 <span data-count="unfiled">1<', html
    )
    assert 'href="/field/a/A1/photos#camera"' in html


def test_the_page_names_company_and_standard_type(signed_in: SignedIn, a1: str) -> None:
    html = signed_in("chenjing").get("/field/pack/today").json["html"]
    assert "江苏启衡精密仪器有限公司" in html and "常州恒拓材料有限公司" in html
    assert re.search(r"33\s*/\s*45", html)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_an_office_may_not_enter(
    stranger: FlaskClient, signed_in: SignedIn
) -> None:
    assert stranger.get("/field").status_code == 302
    assert signed_in("zhoumin").get("/field").status_code == 403
    assert signed_in("xuning").get("/field").status_code == 403
