"""Guards beside the machines: what is missing, what is late, what a conclusion opens, what stops a decision."""

import itertools
import re
from datetime import date
from types import SimpleNamespace

import pytest

from audit_app.rules import audit, campaign, corrective_action, followup, ladder, nonconformity
from audit_app.rules.nonconformity import NONCONFORMITY
from audit_app.rules.refusals import Refused

FACT = (
    "2023 年 10 月 27 日在知识产权部查阅《知识产权风险监测台账》（ZC-JL-018），主导产品 QH-200 系列 2023 年 3 月至 9 月"
    "未见他人专利监测记录；知识产权部经理确认该期间未开展监测。"
)
FULL = {"severity": "minor", "fact": FACT, "clauses": ["7.4.1"]}
DAY = date(2023, 11, 27)
BOTH = ["rectification", "body_measure"]
JIANGSU = [
    {"code": "none", "title": "未发现问题", "result": "meets", "opens": []},
    {"code": "slight", "title": "轻微", "result": "meets", "opens": []},
    {"code": "ordinary", "title": "一般", "result": "not_met", "opens": BOTH},
    {"code": "serious", "title": "较严重", "result": "not_met", "opens": BOTH},
    {"code": "suspected_breach", "title": "涉嫌违法", "result": "not_met", "opens": [*BOTH, "transfer"]},
    {"code": "uncheckable", "title": "无法检查", "result": "uncheckable", "opens": []},
    {"code": "refused", "title": "拒不配合", "result": "uncheckable", "opens": []},
]


@pytest.mark.parametrize("present", list(itertools.product([True, False], repeat=3)))
def test_what_is_missing_before_confirmation_is_named_in_order(present):
    fields = {name: value for (name, value), there in zip(FULL.items(), present, strict=True) if there}
    lacking = [name for name, there in zip(FULL, present, strict=True) if not there]
    assert nonconformity.missing(fields) == lacking
    if lacking:
        with pytest.raises(Refused) as refused:
            nonconformity.check_complete(fields)
        assert refused.value.code == "not_complete"
        assert refused.value.details["missing"] == lacking
        assert refused.value.sentence.startswith(f"还差 {len(lacking)} 处：")
    else:
        nonconformity.check_complete(fields)


@pytest.mark.parametrize("empty", [{"severity": None}, {"severity": "观察"}, {"fact": " \u3000\n"}, {"fact": None},
                                   {"clauses": []}, {"clauses": None}])  # fmt: skip
def test_blank_and_unknown_values_count_as_missing(empty):
    assert nonconformity.missing(FULL | empty) == list(empty)


@pytest.mark.parametrize("state", sorted(NONCONFORMITY.states))
def test_a_nonconformity_is_overdue_only_while_the_company_has_to_act(state):
    waits = state in ("raised", "confirmed", "returned")
    assert nonconformity.overdue(state, DAY, date(2023, 11, 28)) is waits
    assert not nonconformity.overdue(state, DAY, DAY)
    assert not nonconformity.overdue(state, None, DAY)


@pytest.mark.parametrize(("how", "may"), [("document", True), ("on_site", True), ("next_audit", False), (None, False)])
def test_verification_at_the_next_audit_does_not_close(how, may):
    assert nonconformity.may_close(how) is may


def test_the_fact_of_the_scenario_gets_all_four_ticks():
    assert nonconformity.ticks(FACT, ["知识产权部"]) == {"time": True, "place": True, "document": True, "post": True}


@pytest.mark.parametrize(
    ("fact", "on"),
    [
        ("", ""),
        ("未见监测记录", ""),
        ("2023-10-27 查阅", "time"),
        ("２０２３年１０月查阅", "time"),
        ("10 月 27 日查阅", "time"),
        ("2023 年查阅", ""),
        ("在研发中心查看", "place"),
        ("研发中心主任说明", "place post"),
        ("查《保密制度》", "document"),
        ("查 ZC-JL-018", "document"),
        ("查QP/7.4", ""),
        ("采购员介绍", "post"),
        ("100 份", ""),
    ],
)
def test_each_tick_has_its_own_ground(fact, on):
    found = nonconformity.ticks(fact, ["研发中心", ""])
    assert {hint for hint, is_on in found.items() if is_on} == set(on.split())


def test_a_department_with_signs_in_its_name_is_taken_literally():
    assert nonconformity.ticks("在法务(合规)部", ["法务(合规)部"])["place"]
    assert not nonconformity.ticks("在法务合规部", ["法务(合规)部"])["place"]
    assert not nonconformity.ticks("任何地方", [".*"])["place"]


def test_the_tablet_reads_the_same_patterns():
    for patterns in nonconformity.tick_patterns(["法务(合规)部/一科"]).values():
        for pattern in patterns:
            re.compile(pattern)
            assert "(?" not in pattern, "not read alike by Python and JavaScript"


MAJOR = {"closed": True, "withdrawn": True}
MINOR = {"accepted": True, "closed": True, "withdrawn": True}


@pytest.mark.parametrize("state", sorted(NONCONFORMITY.states))
@pytest.mark.parametrize(("severity", "settled"), [("major", MAJOR), ("minor", MINOR), (None, {"withdrawn": True})])
def test_a_decision_needs_majors_closed_and_minors_accepted_or_closed(severity, settled, state):
    one = {"number": "A-01", "severity": severity, "state": state}
    reasons = audit.may_decide([one])
    assert bool(reasons) is not settled.get(state, False)
    assert all("A-01" in reason.sentence for reason in reasons)
    assert [reason.code for reason in audit.may_decide([SimpleNamespace(**one)])] == [reason.code for reason in reasons]


def test_all_reasons_against_a_decision_are_told_at_once():
    open_ones = [
        {"number": "A-01", "severity": "major", "state": "accepted"},
        {"number": "B-01", "severity": "minor", "state": "accepted"},
        {"number": "B-02", "severity": "minor", "state": "responded"},
    ]
    assert [(reason.code, reason.details["number"]) for reason in audit.may_decide(open_ones)] == [
        ("major_open", "A-01"),
        ("minor_open", "B-02"),
    ]
    with pytest.raises(Refused) as refused:
        audit.check_decide(open_ones)
    assert refused.value.code == "major_open"
    assert len(refused.value.details["reasons"]) == 2
    audit.check_decide(open_ones[1:2])


def test_states_named_beside_the_machine_exist_in_it():
    assert audit.AUDIT.states >= audit.WORKING | audit.CLOSED
    assert campaign.SPOT_CHECK.states >= campaign.ENDED
    assert NONCONFORMITY.states >= nonconformity.WAITING_FOR_COMPANY


@pytest.mark.parametrize("state", sorted(corrective_action.CORRECTIVE_ACTION.states))
def test_a_corrective_action_is_overdue_until_it_is_done(state):
    assert corrective_action.overdue(state, DAY, date(2023, 11, 28)) is (state in ("planned", "rejected"))
    assert not corrective_action.overdue(state, DAY, DAY)


@pytest.mark.parametrize("state", sorted(followup.RECTIFICATION.states))
def test_a_rectification_is_overdue_while_it_waits_for_the_company(state):
    assert followup.overdue(state, DAY, date(2023, 11, 28)) is (state in ("served", "returned", "escalated"))
    assert not followup.overdue(state, DAY, DAY)
    assert not followup.overdue(state, None, DAY)


@pytest.mark.parametrize(
    ("step", "result", "opened"),
    [
        ("none", "meets", ()),
        ("slight", "meets", ()),
        ("ordinary", "not_met", ("rectification", "body_measure")),
        ("serious", "not_met", ("rectification", "body_measure")),
        ("suspected_breach", "not_met", ("rectification", "body_measure", "transfer")),
        ("uncheckable", "uncheckable", ()),
        ("refused", "uncheckable", ()),
    ],
)
def test_the_ladder_leads_from_the_step_to_the_result_and_to_what_it_opens(step, result, opened):
    assert ladder.result_of(step, JIANGSU) == result
    assert ladder.opens(step, JIANGSU) == opened
    assert ladder.find(step, JIANGSU)["code"] == step


def test_a_step_the_ladder_does_not_have_is_refused():
    for ask in (ladder.find, ladder.result_of, ladder.opens):
        with pytest.raises(Refused) as refused:
            ask("terrible", JIANGSU)
        assert refused.value.code == "step_unknown"


def test_a_sound_ladder_has_no_problems_and_each_fault_is_named():
    assert ladder.problems(JIANGSU) == []
    assert ladder.problems(JIANGSU[1:]) == ["missing step: none"]
    assert ladder.problems([*JIANGSU, JIANGSU[0]]) == ["doubled step: none"]
    broken = [*JIANGSU[:2], JIANGSU[2] | {"opens": ["rectification"]}, *JIANGSU[3:]]
    assert ladder.problems(broken) == ["ordinary: not_met must open rectification and body_measure"]
    broken = [JIANGSU[0] | {"result": "fine", "opens": ["party"]}, *JIANGSU[1:]]
    assert ladder.problems(broken) == ["none: unknown follow-up party", "none: unknown result fine"]


@pytest.mark.parametrize("step", JIANGSU, ids=lambda step: step["code"])
@pytest.mark.parametrize("there", list(itertools.product(["written", None], repeat=3)))
def test_a_check_cannot_be_completed_while_a_follow_up_it_opens_is_missing(step, there):
    names = ("rectification", "body_measure", "transfer")
    lacking = [name for name, value in zip(names, there, strict=True) if not value and name in step["opens"]]
    assert followup.missing_follow_ups(step, *there) == lacking
    if lacking:
        with pytest.raises(Refused) as refused:
            followup.check_follow_ups(step, *there)
        assert (refused.value.code, refused.value.field) == ("two_follow_ups", lacking[0])
        assert all(followup.FOLLOW_UPS[name] in refused.value.sentence for name in lacking)
    else:
        followup.check_follow_ups(step, *there)


def test_the_scenarios_sentence_names_what_is_not_written():
    with pytest.raises(Refused) as refused:
        followup.check_follow_ups(ladder.find("ordinary", JIANGSU), "2023-11-27", None)
    assert refused.value.sentence == "还要写对认证机构的处理，写好才能完成这次检查。"


def test_a_round_is_reported_only_when_every_check_has_ended():
    campaign.check_report(["complete", "replaced", "uncheckable"])
    with pytest.raises(Refused) as refused:
        campaign.check_report(["complete", *sorted(campaign.SPOT_CHECK.states - campaign.ENDED)])
    assert refused.value.details["count"] == 7


def test_a_campaign_is_closed_only_when_every_city_is_accepted():
    campaign.check_close(["accepted"] * 13)
    with pytest.raises(Refused) as refused:
        campaign.check_close(sorted(campaign.CITY_ROUND.states))
    assert refused.value.details["count"] == 7


def test_replaced_and_uncheckable_companies_do_not_count_towards_the_minimum():
    checks = [("complete", "meets"), ("complete", "not_met"), ("complete", "uncheckable"), ("replaced", None),
              ("uncheckable", "uncheckable"), ("concluded", "meets")]  # fmt: skip
    assert campaign.counted(checks) == 2
    assert campaign.counted(checks, uncheckable_counts=True) == 3


@pytest.mark.parametrize(
    ("fact", "named"),
    [
        ("许宁未监测", True),
        ("3 月至 9 月，许宁没有监测", True),
        ("知识产权部经理高峰确认未开展", True),
        ("由陈静介绍", True),
        ("问李岩，李岩经理说没有", True),
        ("查台账，知识产权部许宁未监测", True),
        ("当日许宁不在场", True),
        ("该部门负责人许宁", True),
        ("访谈许宁、高峰两人", True),
        ("在车间由许宁和班长操作", True),
        ("现场许宁女士说明", True),
        ("公司曾多次未监测", False),
        ("公司高管未参加", False),
        ("由高压车间提供", False),
        ("经理周一没有签字", False),
        ("经理陈述：没有监测", False),
        ("该部门负责人未签字", False),
        (FACT, False),
        ("知识产权部经理未监测", False),
        ("高新技术企业未监测", False),
        ("许可合同未备案", False),
        ("周期未确认", False),
        ("", False),
    ],
)
def test_a_name_where_a_post_should_stand_is_noticed(fact, named):
    assert nonconformity.names_person(fact) is named
