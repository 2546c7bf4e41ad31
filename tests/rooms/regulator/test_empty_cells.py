"""Every empty cell of 附件 3 leads to a place that the check's page has, whatever the table's state and whoever reads."""

import re

import pytest

from audit_app.store.tables import city_rounds, spot_checks
from checklists.annexes import layout
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign

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
