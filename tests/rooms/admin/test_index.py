"""The first page of the settings offers what the person may use, and nothing else."""

import sys

import pytest
from sqlalchemy import select

from audit_app.store import people
from audit_app.store.db import Database
from audit_app.store.tables import effects, users
from tests.rooms.conftest import SignedIn


@pytest.mark.parametrize(
    ("account", "offered"),
    [
        ("fengjie", {"people", "editions"}),
        ("wuhao", {"people"}),
        ("zhoumin", {"people"}),
        ("operator", {"people", "organisations"}),
    ],
)
def test_it_offers_what_one_may_use(signed_in: SignedIn, account: str, offered: set[str]) -> None:
    client = signed_in(account)
    page = client.get("/admin").text
    main = page[page.index("<main") :]
    assert {name for name in ("people", "organisations", "editions") if f'href="/admin/{name}"' in main} == offered
    assert all(client.get(f"/admin/{name}").status_code == 200 for name in offered)


@pytest.mark.parametrize("account", ["liyan", "sunqian", "zhaoweidong", "xuning", "qianlei"])
@pytest.mark.parametrize("path", ["/admin", "/admin/people", "/admin/organisations", "/admin/editions"])
def test_others_are_not_let_in(signed_in: SignedIn, account: str, path: str) -> None:
    assert signed_in(account).get(path).status_code == 403


def test_the_menu_leads_to_the_rooms_one_may_enter(signed_in: SignedIn) -> None:
    page = signed_in("fengjie").get("/me").text
    assert 'href="/admin">设置' in page and 'href="/review">机构' in page and 'href="/field">现场' not in page
    assert 'href="/field">现场' in signed_in("liyan").get("/me").text


def test_the_operator_is_told_what_comes_next(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("operator")
    lacks = "还没有计划人员或机构管理员"
    assert lacks not in client.get("/admin").text and "下一步" not in signed_in("fengjie").get("/admin").text
    with database.writing() as connection:
        planning = users.c.account.in_(("sunqian", "fengjie", "gaoyuan"))
        connection.execute(users.update().values(roles='["auditor"]').where(planning))
    assert lacks in client.get("/admin").text


def test_a_house_without_organisations_counts_itself_not(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client, listed = signed_in("operator"), people.list_organisations
    alone = lambda *of, **how: [row for row in listed(*of, **how) if row["kind"] == "house"]  # noqa: E731
    monkeypatch.setattr(people, "list_organisations", alone)
    page = client.get("/admin").text
    assert "先添加第一个单位" in page and "还没有单位" in page and "1 个单位" not in page
    assert "还没有单位" in client.get("/admin/organisations").text


def test_the_operator_counts_the_people_of_every_organisation(
    signed_in: SignedIn, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not himself alone; and where nothing is left to set up, that is said in the place of the steps."""
    with database.reading() as connection:
        everybody = len(list(connection.scalars(select(users.c.id))))
    page = signed_in("operator").get("/admin").text
    assert f"{everybody} 人，其中" in page and everybody > 1
    assert "现在没有要做的" not in page
    monkeypatch.setattr(sys.modules["audit_app.admin.index"], "next_steps", lambda *_of: [])
    page = signed_in("operator").get("/admin").text
    steps = page.split('id="steps"')[1].split("</section>")[0]
    assert "现在没有要做的" in steps and "<li>" not in steps
    assert 'id="steps"' not in signed_in("fengjie").get("/admin").text


def test_the_operator_is_told_of_work_that_was_given_up_and_what_to_do(signed_in: SignedIn, database: Database) -> None:
    client, told = signed_in("operator"), "有 2 项试了五次没有完成"

    def work(state: str) -> None:
        with database.writing() as connection:
            for name in ("check_photo", "make_views"):
                row = {"op_id": f"op of {state}", "name": name, "args": "{}", "state": state, "tries": 5}
                connection.execute(effects.insert().values(**row))

    for state in ("waiting", "claimed", "done"):
        work(state)
    assert "没有完成" not in client.get("/admin").text
    work("given_up")
    page = client.get("/admin").text
    assert told in page and "audit-app check" in page and "服务日志" in page
    assert told not in signed_in("fengjie").get("/admin").text
