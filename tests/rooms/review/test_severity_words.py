"""一般 or 轻微: what a body calls the severities stands on its pages, its papers and its tablets, and on nobody else's."""

import pytest
from flask.testing import FlaskClient

from audit_app.demo.script import Script, known_id
from audit_app.store.db import Database
from tests.ops.all_rows import Rows, rows_of
from tests.rooms.conftest import SignedIn
from tests.rooms.pressing import press
from tests.rooms.review.test_held import Late, section, shown
from tests.rooms.screen import on_screen

FORM = f"/review/nc/{known_id('B-01')}"
PAGES = ("/review/nc", FORM, "/review/audits/A1/findings?ref=7.6", "/help")


def stored(database: Database) -> Rows:
    with database.reading() as connection:
        return rows_of(connection, "nonconformities")


def words_on(client: FlaskClient, path: str) -> set[str]:
    page = on_screen(client.get(path).text)
    return {word for word in ("一般", "轻微") if word in page}


@pytest.mark.usefixtures("story")
def test_the_bodys_words_are_on_every_page_and_paper(signed_in: SignedIn, database: Database) -> None:
    admin, reviewer, auditor, stranger = (signed_in(one) for one in ("fengjie", "zhaoweidong", "chenjing", "linfan"))
    before = stored(database)
    assert {path: words_on(reviewer, path) for path in PAGES} == {path: {"一般"} for path in PAGES}
    assert press(admin, "/admin/severity-words", words="slight").status_code == 303
    assert {path: words_on(reviewer, path) for path in PAGES} == {path: {"轻微"} for path in PAGES}
    assert words_on(stranger, "/help") == {"一般"}, "another body keeps its own"
    assert stored(database) == before, "what is stored stays minor and major"
    page = admin.get("/admin").text
    assert 'value="slight" checked' in page and 'value="general" checked' not in page
    assert press(admin, "/admin/severity-words", words="general").status_code == 303
    assert words_on(reviewer, FORM) == {"一般"} == words_on(auditor, FORM)


@pytest.mark.usefixtures("story")
def test_a_tablet_hears_them_with_the_audit(signed_in: SignedIn) -> None:
    admin, auditor = signed_in("fengjie"), signed_in("chenjing")

    def opened() -> tuple[object, list[str]]:
        page = auditor.get("/field/a/A1/pack").json
        small = auditor.get("/field/pack/help").json
        html = page["html"] + small["html"]
        assert small["pack"]["severities"] == page["pack"]["severities"]
        return page["pack"]["severities"], [
            word for word in ("一般不符合", "轻微不符合", ">轻微<", "再选轻微或严重") if word in html
        ]

    assert opened() == ({"major": "严重", "minor": "一般"}, ["一般不符合"])
    press(admin, "/admin/severity-words", words="slight")
    said, found = opened()
    assert said == {"major": "严重", "minor": "轻微"} and found[:1] == ["轻微不符合"] and "再选轻微或严重" in found
    assert "一般</button>" not in auditor.get("/field/a/A1/pack").json["html"]


def test_what_waits_is_told_in_the_bodys_words(story: Script, signed_in: SignedIn) -> None:
    press(signed_in("fengjie"), "/admin/severity-words", words="slight")
    Late(story).everything()
    assert "严重程度 严重 现在是：轻微" in shown(section(signed_in("sunqian")))


def test_only_a_body_chooses_and_only_from_the_list(signed_in: SignedIn) -> None:
    for account in ("wuhao", "operator"):
        assert 'id="severity-words"' not in signed_in(account).get("/admin").text
    wrong = press(signed_in("fengjie"), "/admin/severity-words", words="grave")
    assert wrong.status_code == 422 and 'id="severity-words"' in wrong.text
