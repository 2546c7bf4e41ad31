"""People: only one's own, each with roles in words."""

import pytest

from audit_app.demo.script import known_id
from tests.rooms.conftest import SignedIn


def test_it_lists_ones_own_people_with_roles_in_words(signed_in: SignedIn) -> None:
    page = signed_in("fengjie").get("/admin/people").text
    assert "李岩" in page and "审核组长、审核员" in page and "林帆" not in page
    assert page.count("<tr data-keys-item>") == 7


def test_an_office_has_its_own(signed_in: SignedIn) -> None:
    page = signed_in("wuhao").get("/admin/people").text
    assert "吴昊" in page and "钱磊" in page and "陆川" not in page and "周敏" not in page


@pytest.mark.parametrize("account", ["fengjie", "wuhao", "zhoumin"])
def test_another_organisation_is_absent_even_below_ones_own(signed_in: SignedIn, account: str) -> None:
    client = signed_in(account)
    foreign = client.get(f"/admin/people?organisation={known_id('ZY')}")
    absent = client.get(f"/admin/people?organisation={known_id('nothing')}")
    assert foreign.status_code == absent.status_code == 404 and foreign.text == absent.text


def test_the_operator_chooses_whose(signed_in: SignedIn) -> None:
    client = signed_in("operator")
    assert "中元认证" in client.get("/admin/people").text
    assert "林帆" in client.get(f"/admin/people?organisation={known_id('ZY')}").text
