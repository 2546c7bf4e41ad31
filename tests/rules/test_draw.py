"""The draw: the same for everyone who has the file, fair over many seeds, and agreed with by a second program."""

import hashlib
import json
import math
import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_app.rules import draw as law
from audit_app.rules.draw import Inspector, draw, frame, key, quotas, register_digest
from audit_app.rules.refusals import Refused
from tests.rules.registers import DISTRICTS, ON, code_of, good_register, register, write_csv
from tests.rules.second_draw import second_draw

STAFF = [Inspector(f"检查员{n}", f"苏NT{n:03d}", "南通市知识产权局") for n in range(8)]


def no(code, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        draw(*args, **kwargs)
    assert refused.value.code == code
    assert "{" not in refused.value.sentence
    return refused.value


@pytest.mark.parametrize("number", range(10))
def test_a_second_program_that_shares_no_code_agrees_on_ten_files(tmp_path, number):
    rng = random.Random(number)
    rows = register(rng, 60 + 40 * number)
    quota = rng.randint(1, len(frame(rows, ON)))
    digest, drawn, reserve = second_draw(
        write_csv(tmp_path / "名录.csv", rows), quota, f"种子 {number}", ON.isoformat()
    )
    ours = draw(rows, quota, f"种子 {number}", ON)
    assert ours.register_digest == digest
    assert [(one.uscc, one.stratum) for one in ours.drawn] == drawn
    assert [(one.uscc, one.stratum) for one in ours.reserve] == reserve


NAME, ONE, OTHER = "同名认证有限公司", "CNCA-R-2020-501", "CNCA-R-2020-502"


def of_bodies(rows, bodies):
    """The rows in turn certified by these bodies, as (name, approval number)."""
    return [
        row | {"body": body, "approval_no": number}
        for row, (body, number) in zip(rows, bodies * len(rows), strict=False)
    ]


def test_two_bodies_of_one_name_are_two_strata_for_the_second_program_too(tmp_path):
    rows = of_bodies(
        register(random.Random(5), 120), [(NAME, ONE), (NAME, ONE), (NAME, OTHER), ("别家", "CNCA-R-2020-503")]
    )
    ours = draw(rows, 20, "种子", ON, ["body"])
    told = second_draw(write_csv(tmp_path / "名录.csv", rows), 20, "种子", ON.isoformat(), "认证机构名称")
    assert [(one.uscc, one.stratum) for one in ours.drawn] == told[1]
    assert [(one.uscc, one.stratum) for one in ours.reserve] == told[2]
    assert {one.stratum for one in ours.drawn} == {f"{NAME}（{ONE}）", f"{NAME}（{OTHER}）", "别家"}
    assert ours.algorithm == "sha256-stratified-2"


@pytest.mark.parametrize(
    ("bodies", "strata"),
    [
        ([(NAME, ONE), ("同名认证", ONE)], {"同名认证"}),
        ([(NAME, ONE), (NAME, "")], {NAME}),
        ([(NAME, ONE), (NAME, OTHER), (NAME, "")], {f"{NAME}（{ONE}）", f"{NAME}（{OTHER}）", f"{NAME}（没有批准号）"}),
        ([(NAME, ONE), (NAME, " cnca-r-2020-501")], {NAME}),
        ([(NAME, ""), ("别家", "")], {NAME, "别家"}),
    ],
)
def test_a_body_is_known_by_its_number_however_its_name_is_written(bodies, strata):
    ours = draw(of_bodies(register(random.Random(5), 60), bodies), 12, "种子", ON, ["body"])
    assert {one.stratum for one in (*ours.drawn, *ours.reserve)} == strata


def test_a_draw_of_before_takes_them_by_name_and_one_by_county_is_as_it_was():
    rows = of_bodies(register(random.Random(5), 60), [(NAME, ONE), (NAME, OTHER)])
    before = draw(rows, 12, "种子", ON, ["body"], by_number=False)
    assert {one.stratum for one in before.drawn} == {NAME} and before.algorithm == "sha256-stratified-1"
    assert draw(rows, 12, "种子", ON) == draw(rows, 12, "种子", ON, by_number=False)


def test_the_second_program_would_notice_another_register(tmp_path):
    rows = register(random.Random(3), 120)
    changed = [rows[0] | {"credit_class": "D"}, *rows[1:]]
    digest, drawn, _ = second_draw(write_csv(tmp_path / "名录.csv", changed), 30, "种子", ON.isoformat())
    ours = draw(rows, 30, "种子", ON)
    assert ours.register_digest != digest
    assert [one.uscc for one in ours.drawn] != [code for code, _ in drawn]


def test_digest_and_key_are_what_the_page_of_rules_says():
    row = {"name": "甲", "uscc": "1", "credit_class": "A"}
    line = "甲\x1f1" + "\x1f" * 10 + "A"
    assert register_digest([row]) == hashlib.sha256(line.encode()).hexdigest()
    two = sorted([line, "\x1f" * 11])
    assert register_digest([row, {}]) == hashlib.sha256("\n".join(two).encode()).hexdigest()
    assert key("ab", "种子", "x") == hashlib.sha256("ab|种子|x".encode()).hexdigest()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 90), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(seed, size, rng):
    rows = register(random.Random(seed), size)
    in_frame = len(frame(rows, ON))
    if not in_frame:
        no("quota_too_large", rows, 1, "s", ON)
        return
    mixed = rng.sample(rows, len(rows))
    quota = 1 + seed % in_frame
    assert draw(rows, quota, str(seed), ON, inspectors=STAFF) == draw(mixed, quota, str(seed), ON, inspectors=STAFF)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 120))
def test_the_quota_is_met_nobody_is_drawn_twice_and_the_reserve_is_the_rest(seed, size):
    rows = register(random.Random(seed), size)
    companies = frame(rows, ON)
    quota = 1 + seed % max(1, len(companies))
    if not companies:
        return
    made = draw(rows, quota, "s", ON)
    drawn, reserve = ({one.uscc for one in part} for part in (made.drawn, made.reserve))
    assert len(made.drawn) == len(drawn) == quota
    assert not drawn & reserve
    assert drawn | reserve == {row["uscc"] for row in companies}
    lots = [key(made.register_digest, "s", one.uscc) for one in made.drawn]
    assert lots == sorted(lots)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.integers(1, 60), min_size=1, max_size=9), st.data())
def test_each_stratum_gets_its_share_rounded_down_or_up(sizes, data):
    total = sum(sizes.values())
    quota = data.draw(st.integers(1, total))
    share = quotas(sizes, quota, "d", "s")
    assert sum(share.values()) == quota
    cut = {name: quota * size % total for name, size in sizes.items()}
    for name, size in sizes.items():
        assert share[name] - quota * size // total in ((0, 1) if cut[name] else (0,))
        assert share[name] <= size
    given_up = [cut[name] for name in sizes if share[name] > quota * sizes[name] // total]
    passed = [cut[name] for name in sizes if share[name] == quota * sizes[name] // total]
    assert min(given_up, default=total) >= max(passed, default=0)


def test_equal_remainders_go_to_the_smaller_key():
    sizes = {"甲": 5, "乙": 5}
    for seed in map(str, range(20)):
        winner = min(sizes, key=lambda name: key("d", seed, name))
        assert quotas(sizes, 3, "d", seed)[winner] == 2
    assert {max(quotas(sizes, 3, "d", str(n)), key=quotas(sizes, 3, "d", str(n)).get) for n in range(20)} == set(sizes)


def test_in_each_stratum_the_smallest_keys_are_drawn():
    made = draw(good_register([12, 7, 5, 16]), 11, "种子", ON)
    for stratum in {one.stratum for one in made.drawn}:
        lots = [
            [key(made.register_digest, "种子", one.uscc) for one in part if one.stratum == stratum]
            for part in (made.drawn, made.reserve)
        ]
        assert max(lots[0]) < min(lots[1])


def test_over_ten_thousand_seeds_each_company_has_its_share():
    rows = frame(good_register([12, 7, 5, 16]), ON)
    digest, quota, seeds = register_digest(rows), 11, 10_000
    member = {row["uscc"]: row["district"] for row in rows}
    size, times, chance, spread = Counter(member.values()), Counter(), Counter(), Counter()
    for seed in map(str, range(seeds)):
        drawn, _ = law.select(rows, quota, digest, seed, ("district",))
        times.update(one.uscc for one in drawn)
        for stratum, count in Counter(one.stratum for one in drawn).items():
            p = count / size[stratum]
            chance[stratum] += p
            spread[stratum] += p * (1 - p)
    for uscc, stratum in member.items():
        assert abs(times[uscc] - chance[stratum]) <= 4 * math.sqrt(spread[stratum]), uscc
    assert sum(times.values()) == quota * seeds


def test_only_certificates_in_force_on_the_day_are_in_the_frame():
    base = {"name": "甲", "district": "海门区", "status": "有效", "valid_from": "2023-01-01", "valid_to": "2023-08-15"}
    cases = {
        "ends today": ({}, True),
        "ended yesterday": ({"valid_to": "2023-08-14"}, False),
        "begins today": ({"valid_from": "2023-08-15"}, True),
        "begins tomorrow": ({"valid_from": "2023-08-16", "valid_to": "2026-08-15"}, False),
        "begin not known": ({"valid_from": ""}, True),
        "end not known": ({"valid_to": ""}, False),
        "suspended": ({"status": "暂停"}, False),
        "withdrawn": ({"status": "撤销"}, False),
        "cancelled": ({"status": "注销"}, False),
    }
    for n, (name, (change, is_in)) in enumerate(cases.items()):
        assert bool(frame([base | {"uscc": code_of(n)} | change], date(2023, 8, 15))) is is_in, name


def test_a_company_with_several_certificates_is_in_once_with_the_latest_end_then_the_number():
    rows = [
        {"uscc": "1", "status": "有效", "valid_to": end, "certificate_no": number}
        for end, number in [("2024-01-01", "Z"), ("2025-01-01", "A"), ("2025-01-01", "B"), ("2025-06-01", "C")]
    ]
    rows[3]["status"] = "暂停"
    for mixed in (rows, rows[::-1]):
        assert [row["certificate_no"] for row in frame(mixed, ON)] == ["B"]


def test_rows_that_differ_in_nothing_but_words_leave_the_same_one_in_whatever_their_order():
    rows = [
        {"uscc": "1", "status": "有效", "valid_to": "2025-01-01", "certificate_no": "A", "name": name}
        for name in "甲乙"
    ]
    assert frame(rows, ON) == frame(rows[::-1], ON)


def test_rows_outside_the_frame_still_change_the_digest_and_so_the_draw():
    rows = good_register([20, 20])
    ended = rows[0] | {"uscc": code_of(999), "status": "注销"}
    assert frame([*rows, ended], ON) == frame(rows, ON)
    assert draw([*rows, ended], 5, "s", ON).register_digest != draw(rows, 5, "s", ON).register_digest


def test_strata_may_be_several_columns_or_none():
    rows = good_register([20, 20])
    made = draw(rows, 6, "s", ON, ("city", "district"))
    assert {one.stratum for one in made.drawn} == {"南通市/崇川区", "南通市/通州区"}
    assert {one.stratum for one in draw(rows, 6, "s", ON, ()).drawn} == {""}


@pytest.mark.parametrize("quota", [0, -1, True, 2.5, "30", None])
def test_a_quota_that_is_no_count_is_refused(quota):
    no("quota_wrong", good_register([5]), quota, "s", ON)


def test_a_quota_above_the_frame_is_refused_with_both_numbers():
    assert no("quota_too_large", good_register([5]), 6, "s", ON).details == {"quota": 6, "frame": 5}


@pytest.mark.parametrize("seed", ["", "  "])
def test_a_draw_without_a_seed_is_refused(seed):
    no("seed_missing", good_register([5]), 2, seed, ON)


def test_an_unknown_stratum_is_refused():
    no("strata_unknown", good_register([5]), 2, "s", ON, ("street",))


def test_every_company_gets_two_inspectors_and_the_work_is_even():
    made = draw(good_register([40]), 30, "s", ON, inspectors=STAFF)
    load = Counter(person["card_no"] for one in made.drawn for person in one.inspectors)
    assert all(len({person["card_no"] for person in one.inspectors}) == 2 for one in made.drawn)
    assert max(load.values()) - min(load.values()) <= 1
    assert sum(load.values()) == 60
    assert all(one.inspectors == () for one in made.reserve)


def test_nobody_is_sent_to_a_company_they_must_not_check():
    rows = good_register([40])
    barred = [Inspector(one.name, one.card_no, recusals=frozenset(code_of(k) for k in range(n, 40, 8))) for n, one in
              enumerate(STAFF)]  # fmt: skip
    made = draw(rows, 40, "s", ON, inspectors=barred)
    recusals = {one.card_no: one.recusals for one in barred}
    assert all(one.uscc not in recusals[person["card_no"]] for one in made.drawn for person in one.inspectors)


def test_fewest_assigned_first_then_the_smaller_key():
    made = draw(good_register([10]), 3, "s", ON, inspectors=STAFF[:4])
    first, second, third = made.drawn
    lot = lambda company, card: key(made.register_digest, "s", f"{company.uscc}|{card}")  # noqa: E731
    cards = [one.card_no for one in STAFF[:4]]
    pair = sorted(cards, key=lambda card: lot(first, card))[:2]
    assert [person["card_no"] for person in first.inspectors] == pair
    rest = sorted(set(cards) - set(pair), key=lambda card: lot(second, card))
    assert [person["card_no"] for person in second.inspectors] == rest
    assert [person["card_no"] for person in third.inspectors] == sorted(cards, key=lambda card: lot(third, card))[:2]


def test_inspectors_may_come_as_rows_and_in_any_order():
    rows = good_register([10])
    staff = [
        {"name": one.name, "card_no": one.card_no, "unit": one.unit, "recusals": [code_of(1)]} for one in STAFF[:5]
    ]
    staff[3]["recusals"] = staff[4]["recusals"] = []
    assert draw(rows, 10, "s", ON, inspectors=staff) == draw(rows, 10, "s", ON, inspectors=staff[::-1])


def test_fewer_than_two_inspectors_left_is_refused_with_the_companys_name():
    staff = [STAFF[0], STAFF[1], Inspector("检查员9", "苏NT009", recusals=frozenset({code_of(0)}))]
    staff[1] = Inspector("检查员1", "苏NT001", recusals=frozenset({code_of(0)}))
    refused = no("inspectors_too_few", good_register([1]), 1, "s", ON, inspectors=staff)
    assert refused.details["count"] == 1
    assert refused.details["name"] in refused.sentence
    no("inspectors_too_few", good_register([1]), 1, "s", ON, inspectors=STAFF[:1])


def test_an_inspector_without_a_card_number_or_twice_on_the_list_is_refused():
    no("inspector_without_card", good_register([1]), 1, "s", ON, inspectors=[*STAFF, {"name": "无证", "card_no": " "}])
    no("inspector_doubled", good_register([1]), 1, "s", ON, inspectors=[*STAFF, STAFF[0]])


def test_the_json_is_what_the_command_prints():
    made = draw(good_register([9, 9]), 4, "种子", ON, inspectors=STAFF)
    served = json.loads(json.dumps(made.as_json()))
    assert list(served) == ["register_digest", "on", "quota", "seed", "strata", "algorithm", "drawn", "reserve"]
    assert (served["on"], served["quota"], served["strata"]) == ("2023-08-15", 4, ["district"])
    assert list(served["drawn"][0]) == ["uscc", "name", "certificate", "stratum", "inspectors"]
    assert list(served["drawn"][0]["inspectors"][0]) == ["name", "card_no"]
    assert list(served["reserve"][0]) == ["uscc", "name", "certificate", "stratum"]
    assert (len(served["drawn"]), len(served["reserve"])) == (4, 14)


def test_a_replacement_comes_from_the_same_stratum_then_from_the_whole_reserve():
    seeds = (draw(good_register([6, 3]), 6, str(n), ON) for n in range(100))
    made = next(one for one in seeds if one.reserve[0].stratum == DISTRICTS[0])
    small = [one for one in made.reserve if one.stratum == DISTRICTS[1]]
    assert law.replacement(made.reserve, DISTRICTS[1]) == small[0]
    used = {one.uscc for one in small}
    left = [one for one in made.reserve if one.uscc not in used]
    assert law.replacement(made.reserve, DISTRICTS[1], used) == left[0]
    assert law.replacement(made.reserve, DISTRICTS[1], {one.uscc for one in made.reserve}) is None
