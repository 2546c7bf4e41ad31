"""The first page of the settings offers what the person may use, and nothing else."""

import pytest

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
