"""What the tablet recorded on site stands in the desk's check record; one tap each takes it over as a problem."""

import json

import pytest

from audit_app.rules import ids
from audit_app.store.tables import audit_team, judgements, rectifications, spot_checks
from tests.rooms.conftest import SignedIn
from tests.rooms.regulator.kit import Campaign, send, words

SHA = "ab" * 32
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
    given = form(**{"take-5.3.2": "slight", "said-5.3.2": "编造", "take-9.9": "slight", "said-9.9": "x"})
    assert send(signed_in("wuhao"), f"/regulator/checks/{walked}/conclude", three(), **given).status_code == 303
    assert json.loads(drawn.row(spot_checks, walked)["problems"]) == []
    assert drawn.count(judgements, judgements.c.visit_id == walked) == 3


def test_photos_of_a_check_are_for_its_readers(drawn: Campaign, walked: str, signed_in: SignedIn) -> None:
    other = next(one for one in drawn.checks["320600"] if one != walked)
    url = f"/regulator/checks/{walked}/photos/{SHA}/thumb"
    # announced but not here yet, so nobody gets bytes; and through another check or another office it does not exist
    assert signed_in("wuhao").get(url).status_code == 404
    assert signed_in("suzhou").get(url).status_code == 404
    assert signed_in("wuhao").get(f"/regulator/checks/{other}/photos/{SHA}/thumb").status_code == 404
