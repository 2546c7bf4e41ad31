"""Rule packs, regions, posts and finding codes: the values decided, each with source and status."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from checklists import UnknownRule, finding_codes, posts, regions, rulepack, rulepacks

DECIDED = {
    "body-default": {
        "nonconformity.minor.days": 30, "nonconformity.major.days": 90,
        "nonconformity.presets": [15, 30, 60],
        "stage_gap.months": 6, "nonconformity.review_days": 7, "nonconformity.review_unit": "workday",
        "nonconformity.escalation": [-10, -3, 0, 1, 7], "appeal.days": 30, "signin.distance_km": 5,
        "signin.photos": [1, 3], "signin.explain_days": 5, "signin.opening_hours_after_start": 2,
    },
    "body-default.2": {
        "nonconformity.minor.days": 30, "nonconformity.major.days": 90,
        "nonconformity.presets": [15, 30, 60, 90], "nonconformity.preset_months": [1, 3],
        "stage_gap.months": 6, "nonconformity.review_days": 7, "nonconformity.review_unit": "workday",
        "nonconformity.escalation": [-10, -3, 0, 1, 7], "appeal.days": 30, "signin.distance_km": 5,
        "signin.photos": [1, 3], "signin.explain_days": 5, "signin.opening_hours_after_start": 2,
    },
    "jiangsu-2023": {
        "spot_check.minimum_per_city": 30, "spot_check.report_on": "11-30", "rectification.days": 30,
        "rectification.presets": [15, 30, 60], "filing.windows": [4, 6, 8, 10], "filing.stock_years": 5,
        "filing.grace_years": 1, "filing.new_years": 3, "filing.new_grace_years": 0,
        "filing.stock_cutoff": "2023-04-19", "spot_check.uncheckable_counts": False,
        "filing.stock_comparison": "more_than", "filing.new_comparison": "at_least", "reporting.roll": "none",
    },
}  # fmt: skip


@pytest.mark.parametrize(("pack", "key"), [(pack, key) for pack, values in DECIDED.items() for key in values])
def test_the_pack_holds_the_decided_value(pack: str, key: str) -> None:
    assert rulepack(pack).value(key) == DECIDED[pack][key]


@pytest.mark.parametrize("pack", rulepacks())
def test_every_value_has_its_source_and_status_and_no_address(pack: str) -> None:
    for key, rule in rulepack(pack).rules.items():
        assert rule.source and rule.status in ("CONFIRMED", "LIKELY", "ASSUMED"), key
        assert "http" not in rule.source + rule.note and "www." not in rule.source + rule.note, key


def test_the_projects_own_settings_are_marked_as_assumed() -> None:
    for pack in rulepacks():
        assert {r.status for r in rulepack(pack).rules.values() if r.source == "本系统设置"} <= {"ASSUMED"}


def test_days_by_severity_were_seen_in_one_form_alone() -> None:
    rules = [rulepack("body-default.2").rule(f"nonconformity.{severity}.days") for severity in ("minor", "major")]
    assert {(one.status, one.source) for one in rules} == {("LIKELY", "一份审核报告表格")}


def test_the_second_version_changes_the_terms_offered_alone() -> None:
    first, second = (rulepack(name).rules for name in ("body-default", "body-default.2"))
    named = ("minor.days", "major.days", "presets", "preset_months")
    assert {key for key in second if first.get(key) != second[key]} == {f"nonconformity.{name}" for name in named}
    assert first.keys() < second.keys()


def test_the_ladder_leads_to_met_not_met_and_uncheckable() -> None:
    ladder = {step["code"]: step for step in rulepack("jiangsu-2023").value("spot_check.ladder")}
    assert {code: step["result"] for code, step in ladder.items()} == {
        "none": "meets", "slight": "meets", "ordinary": "not_met", "serious": "not_met",
        "suspected_breach": "not_met", "uncheckable": "uncheckable", "refused": "uncheckable",
    }  # fmt: skip
    for step in ladder.values():
        both = {"rectification", "body_measure"} <= set(step["opens"])
        assert both == (step["result"] == "not_met"), step["code"]
    assert "transfer" in ladder["suspected_breach"]["opens"]
    assert ladder["uncheckable"]["reasons"] == ["无法联系", "停产", "搬迁", "注销"]


def test_the_audit_time_table_rises() -> None:
    table = rulepack("body-default").value("audit_time.half_days")
    assert table == sorted(table) and table[0] == [5, 3] and table[5] == [65, 10] and table[-1][0] == 10700
    assert all(before[1] < after[1] for before, after in itertools.pairwise(table))


def test_unknown_packs_and_keys_are_answered_with_a_sentence() -> None:
    with pytest.raises(UnknownRule, match="没有规则包 x"):
        rulepack("x")
    with pytest.raises(UnknownRule, match=r"没有 no\.such"):
        rulepack("body-default").rule("no.such")


def test_jiangsu_has_13_cities_95_counties_and_9_zones() -> None:
    units = [county for city in regions().cities for county in city.counties]
    assert len(regions().cities) == 13
    assert Counter(unit.zone for unit in units) == {False: 95, True: 9}
    assert len({unit.code for unit in units}) == 104


def test_every_unit_lies_under_the_code_of_its_city_and_has_its_full_name() -> None:
    for city in regions().cities:
        assert city.code.startswith("32") and city.code.endswith("00") and city.name == city.short + "市"
        for unit in city.counties:
            assert unit.code[:4] == city.code[:4]
            assert unit.name[-1] in "市县区", unit.name


def test_the_two_gulou_districts_are_told_apart_by_their_city() -> None:
    assert regions().city("南京市").county("鼓楼区").code == "320106"
    assert regions().city("320300").county("鼓楼区").code == "320302"
    assert regions().city("苏州").county("鼓楼区") is None
    assert regions().city("无锡").county("320281").name == "江阴市"
    assert regions().city("上海") is None


def test_no_two_tiles_share_a_place_and_the_map_is_the_mocks() -> None:
    places = {(city.column, city.row): city.short for city in regions().cities}
    assert len(places) == 13
    assert places[(1, 1)] == "徐州" and places[(4, 3)] == "南通" and places[(5, 4)] == "苏州"
    assert all(1 <= column <= 5 and 1 <= row <= 4 for column, row in places)


def test_posts_and_finding_codes_are_there_once_each() -> None:
    assert "知识产权部经理" in posts() and len(set(posts())) == len(posts())
    codes = finding_codes()
    assert len(codes) == 26 and all({"code", "group", "zh", "en"} == set(row) for row in codes.values())
