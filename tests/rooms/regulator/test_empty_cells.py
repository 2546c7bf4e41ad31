"""Every empty cell of 附件 3 leads to a place that the check's page has, whatever the table's state and whoever reads."""

import re

import pytest

from audit_app.store.tables import city_rounds, spot_checks
from checklists.annexes import layout
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words

KEYS = {one.key for one in layout(3).columns if one.required != "no"} - {"seq"} | {"transfer"}


@pytest.mark.parametrize("who", ["wuhao", "zhoumin"])
@pytest.mark.parametrize("state", ["checking", "reported", "returned", "accepted"])
def test_each_column_has_its_place_once(told: Campaign, signed_in: SignedIn, state: str, who: str) -> None:
    told.change(city_rounds, told.round("320600"), state=state)
    client = signed_in(who)
    failed, slight, closed = (told.checks["320600"][at] for at in (0, 3, 4))
    told.change(spot_checks, failed, certificate_no="", district="", transfer="市场监管综合执法", transferred_on=None)
    told.change(spot_checks, slight, certificate_no="", problems="[]")
    for check in (failed, slight, closed):
        ids = re.findall(r'\bid="f-([\w-]+)"', client.get(f"/regulator/checks/{check}").text)
        assert set(ids) >= KEYS, (check, KEYS - set(ids))
        assert {one for one in KEYS - {"transfer"} if ids.count(one) > 1} == set(), check


def test_what_is_said_of_filling_the_cells_of_a_reported_table_is_true(told: Campaign, signed_in: SignedIn) -> None:
    """What is filled in later enters by a return only."""
    first, client = told.checks["320500"][0], signed_in("suzhou")
    told.change(spot_checks, first, certificate_no="")
    export, page = "/regulator/campaigns/T1/export?city=320500", "/regulator/campaigns/T1/summary"
    before = words(client.get(export))
    assert "补齐后再导出" in before and "已报送的表照报送时的样子" not in before
    digest = client.get(f"{page}?city=320500").text.split('name="digest" value="')[1].split('"')[0]
    assert send(client, f"{page}/report", city="320500", digest=digest).status_code == 303
    after = words(client.get(export))
    assert "补齐后再导出" not in after and "已报送的表照报送时的样子，后来补齐的不进这份表" in after
    told.change(spot_checks, told.checks["320600"][0], certificate_no="")
    both = words(signed_in("zhoumin").get("/regulator/campaigns/T1/export"))
    assert "补齐后再导出" in both and "已报送的表照报送时的样子" in both
