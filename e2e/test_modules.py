"""The tablet's modules by themselves, imported into a blank page, and against the rules written in Python."""

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from audit_app import create_app
from audit_app.config import Config
from audit_app.field.offline import kept_files
from audit_app.rules import claims, deadlines, ids, merge
from audit_app.rules.calendar import Calendar
from audit_app.rules.instants import of_milliseconds
from audit_app.rules.nonconformity import tick_patterns, ticks
from checklists import calendar_data

STATIC = Path(__file__).parents[1] / "audit_app" / "static"
WORDS = STATIC.parent / "translations" / "field.json"
BLANK = "http://tablet.test/"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
Run = Callable[..., Any]


@pytest.fixture
def run(browser: Browser) -> Iterator[Run]:
    """`run(script, argument)`: the script's function on a page that serves our static files and nothing else."""
    page = browser.new_page()
    page.route("**/*", lambda route: answer(route))
    page.goto(BLANK)
    yield page.evaluate
    page.close()


def answer(route: Any) -> None:
    path = STATIC / route.request.url.removeprefix(f"{BLANK}static/").split("?")[0]
    if path.is_file():
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>blank</title>", content_type="text/html")


def test_ids_grow_also_when_the_clock_stands_or_goes_back(run: Run) -> None:
    made = run("""async () => {
      const { newId, after } = await import('/static/field/ids.js');
      const list = [];
      for (let n = 0; n < 500; n += 1) list.push(newId(1698374520000));
      for (let n = 0; n < 500; n += 1) list.push(newId(1698374520000 - n));
      after('018b6f00-0000-7fff-bfff-ffffffffffff');
      list.push(newId(1698374520000));
      return list;
    }""")
    assert made == sorted(made) and len(set(made)) == 1001
    assert all(ids.is_id(one) for one in made)
    assert ids.time_of(made[0]) == 1698374520000


def test_ids_of_a_page_opened_again_come_after_those_that_are_kept(run: Run) -> None:
    first, kept, later = run("""async () => {
      const one = await import('/static/field/ids.js');
      const first = one.newId(1698374520000);
      const other = await import('/static/field/ids.js?again');
      const kept = Array.from({ length: 50 }, () => one.newId(1698374520000)).at(-1);
      other.after(kept);
      return [first, kept, other.newId(1698374520000)];
    }""")
    assert first < kept < later


def test_a_clock_years_ahead_on_one_tablet_moves_no_other(run: Run) -> None:
    now, day = 1698374520000, 86_400_000
    far = ["ffffffff-ffff-7fff-bfff-fffffffffff0", ids.new_id(now + 50 * 365 * day), ids.new_id(now + 2 * day)]
    near = ids.Ids().new(now + day // 2)
    after_far, after_near, own = run(
        """async ([now, far, near]) => {
      const { newId, heard, after } = await import('/static/field/ids.js?apart');
      for (const one of far) heard(one, now);
      const afterFar = newId(now);
      heard(near, now);
      const afterNear = newId(now);
      after(far[0]);
      return [afterFar, afterNear, newId(now)];
    }""",
        [now, far, near],
    )
    assert ids.time_of(after_far) == now
    assert near < after_near < own and ids.time_of(own) == ids.time_of(near)
    assert ids.is_id(own)


def test_severities_are_called_as_the_body_calls_them_and_anything_else_as_before(run: Run) -> None:
    said = run("""async () => {
      const { look, nameSeverities } = await import('/static/field/look.js');
      const words = () => ['minor', 'major', 'conforms'].map((one) => look(one).word);
      const first = words();
      nameSeverities({ minor: '轻微', major: '严重' });
      const second = words();
      nameSeverities(undefined); // a pack that was kept before bodies had their own words
      return [first, second, words()];
    }""")
    assert said == [["一般", "严重", "符合"], ["轻微", "严重", "符合"], ["一般", "严重", "符合"]]


def test_a_term_ends_on_the_day_the_rules_say(run: Run) -> None:
    calendar, chance = Calendar(calendar_data()), random.Random(29490)
    cases: list[tuple[date, int, deadlines.Unit]] = [
        (date(2023, 10, 31), 1, "month"), (date(2024, 1, 31), 1, "month"), (date(2023, 11, 30), 3, "month"),
    ]  # fmt: skip
    for _ in range(200):
        start = date(2004, 1, 2) + timedelta(days=chance.randrange(23 * 365))
        cases.append((start, chance.choice([1, 15, 30, 60, 90, 365, 400, chance.randrange(1, 400)]), "day"))
        cases.append((start, chance.randrange(1, 13), "month"))
    asked = [
        {
            "start": start.isoformat(),
            "term": {"days": n, "on": None} if unit == "day" else {"days": None, "on": None, "months": n},
            "provisional": first_provisional(calendar, start),
            "rest": [day.isoformat() for day in calendar.rest_days(start, start + timedelta(days=430))],
            "until": (start + timedelta(days=430)).isoformat(),
        }
        for start, n, unit in cases
    ]
    found = run(
        """async (cases) => {
      const { due } = await import('/static/field/due.js');
      const calendar = (one) => ({ rest: one.rest, until: one.until, provisionalFrom: one.provisional });
      return cases.map((one) => due(one.start, one.term, calendar(one)));
    }""",
        asked,
    )
    rolled = 0
    for (start, n, unit), one in zip(cases, found, strict=True):
        due = deadlines.due(start, n, unit, calendar)
        rolled += due.rolled
        last = one["rolled"] or one["nominal"]
        said = (one["nominal"], last, one["provisional"])
        assert said == (due.nominal.isoformat(), due.date.isoformat(), due.provisional), (start, n, unit)
    assert rolled > 20


def first_provisional(calendar: Calendar, start: date) -> str:
    year = start.year
    while not calendar.provisional(date(year, 1, 1)):
        year += 1
    return f"{year}-01-01"


def test_the_four_ticks_are_those_of_the_rules(run: Run) -> None:
    departments = ["知识产权部", "研发中心", "生产部（一）", "C++ 组"]
    pieces = [
        "2023 年 10 月 27 日",
        "10月27日",
        "2023-10-27",
        "２０２３年１０月",
        "在知识产权部",
        "研发中心",
        "生产部（一）",
        "C++ 组",
        "《台账》",
        "ZC-JL-018",
        "QH200",
        "管理者代表",
        "工程师",
        "张三",
        "部门",
        "3 月",
        "未见记录",
        "《",
        "\u3000",
        "a-1",
        "12",
    ]
    chance = random.Random(7)
    facts = ["".join(chance.sample(pieces, chance.randrange(0, 6))) for _ in range(300)]
    found = run(
        """async ([facts, patterns]) => {
      const { ticks } = await import('/static/field/ticks.js');
      return facts.map((fact) => ticks(fact, patterns));
    }""",
        [facts, tick_patterns(departments)],
    )
    assert found == [ticks(fact, departments) for fact in facts]
    assert all({one[name] for one in found} == {True, False} for name in ("time", "place", "document", "post"))


def test_heads_settle_as_on_the_server(run: Run) -> None:
    chance = random.Random(11)
    runs = [[head_of(chance, at) for at in range(chance.randrange(1, 9))] for _ in range(150)]
    found = run(
        """async (runs) => {
      const { settle, shown, conflict } = await import('/static/field/merge.js');
      return runs.map((ops) => {
        let heads = [];
        ops.forEach((op) => { heads = settle(heads, { op: op.op, value: op.value, stamp: op.stamp }, op.base); });
        return { heads: heads.map((head) => head.op), shown: shown(heads).value, conflict: conflict(heads) };
      });
    }""",
        runs,
    )
    expected = []
    for ops in runs:
        heads: tuple[merge.Head, ...] = ()
        for op in ops:
            heads = merge.settle(heads, op["op"], op["base"], op["value"], op["stamp"])
        shown = merge.shown(heads).value
        expected.append({"heads": [head.op for head in heads], "shown": shown, "conflict": merge.conflict(heads)})
    assert found == expected
    assert {one["conflict"] for one in found} == {True, False}


def head_of(chance: random.Random, at: int) -> dict[str, Any]:
    op = f"op-{chance.randrange(6)}"
    base = [f"op-{n}" for n in range(6) if chance.random() < 0.3]
    return {"op": op, "stamp": f"{chance.randrange(4)}-{op}", "value": chance.choice(["甲", "乙"]), "base": base}


def test_the_order_of_names_makes_no_second_version(run: Run) -> None:
    """Terms come from the pack, from the server and from this tablet, each with its names in an order of its own."""
    pairs = [
        ({"days": 30, "on": None}, {"on": None, "days": 30}),
        ([{"a": {"b": 1, "c": 2}}], [{"a": {"c": 2, "b": 1}}]),
        ({"days": 30, "on": None}, {"days": 60, "on": None}),
        ([1, 2], [2, 1]),
    ]
    found = run(
        """async (pairs) => {
      const { conflict } = await import('/static/field/merge.js');
      return pairs.map((values) => conflict(values.map((value, at) => ({ op: `${at}`, value, stamp: `${at}` }))));
    }""",
        pairs,
    )
    heads = [tuple(merge.Head(f"{at}", value, f"{at}") for at, value in enumerate(values)) for values in pairs]
    assert found == [merge.conflict(some) for some in heads] == [False, False, True, True]


def test_every_word_of_the_modules_has_its_english(run: Run) -> None:
    known = json.loads(WORDS.read_text(encoding="utf-8"))
    texts = set[str]()
    for path in (STATIC / "field").glob("*.js"):
        code = re.sub(r"(?m)^\s*//.*$|\s//\s.*$", "", path.read_text(encoding="utf-8"))
        code = re.sub(r"/\*\*.*?\*/", "", code, flags=re.S)
        texts |= set(re.findall(r'"([^"\n]*)"', code))
    used = {text for text in texts if CHINESE.search(text) or text in {"、", "；", "。"}}
    assert used <= set(known), sorted(used - set(known))
    assert set(known) <= texts, sorted(set(known) - texts)
    places = re.compile(r"%\((\w+)\)s")
    assert all(known.values())
    assert [msgid for msgid in known if set(places.findall(known[msgid])) != set(places.findall(msgid))] == []


def test_our_own_digest_is_sha256(run: Run) -> None:
    chance = random.Random(3)
    texts = [chance.randbytes(size) for size in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000)]
    found = run(
        """async (texts) => {
      const { slow, digest } = await import('/static/field/sha256.js');
      const sums = texts.map((one) => slow(Uint8Array.from(one)));
      Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined });
      return [sums, await Promise.all(texts.map((one) => digest(Uint8Array.from(one).buffer)))];
    }""",
        [list(text) for text in texts],
    )
    assert found == [[hashlib.sha256(text).hexdigest() for text in texts]] * 2


def test_two_texts_are_marked_where_they_differ(run: Run) -> None:
    found = run(
        """async (pairs) => {
      const { differing } = await import('/static/field/versions.js');
      return pairs.map(([one, other]) => differing(one, other));
    }""",
        [["三月未见记录", "五月未见记录"], ["同样", "同样"], ["", "新写的"], ["好👍了", "好👎了"], ["记录", "记录。"]],
    )
    assert found == [["", "三", "月未见记录"], ["同样", "", ""], ["", "", ""], ["好", "👍", "了"], ["记录", "", ""]]


def test_no_module_is_longer_than_a_screen_can_hold() -> None:
    modules = (STATIC / "field").glob("*.js")
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert max(length for name, length in lengths.items() if name != "sw.js") <= 150, lengths
    assert lengths["sw.js"] <= 200


def test_the_worker_keeps_every_module(tmp_path: Path) -> None:
    folder = str(tmp_path)
    app = create_app(Config(database=f"sqlite:///{folder}/a.db", evidence=f"{folder}/e", uploads=f"{folder}/u"))
    with app.test_request_context():
        kept = {url for url, _ in kept_files()}
    assert {f"/static/field/{path.name}" for path in (STATIC / "field").glob("*.js") if path.name != "sw.js"} <= kept


def test_the_pill_says_one_thing_at_a_time(run: Run) -> None:
    said = run("""async () => {
      document.body.innerHTML = '<svg><use href="/static/icons.svg#local"/></svg>';
      const { meaning } = await import('/static/field/pill.js');
      const of = (counts, net) => {
        const one = meaning({ local: 0, two: 0, failed: 0, ...counts }, { state: 'idle', proven: null, ...net }, true);
        return [one.level, one.text];
      };
      return [
        of({ local: 20, failed: 3 }, { state: 'offline', note: 'session' }), of({ held: 3, kept: { person: 1, server: 2 }, two: 1 }, {}),
        of({ local: 23, two: 1, failed: 2 }, { state: 'offline' }), of({ local: 23, two: 1 }, {}), of({ lost: 3 }, { proven: 'x' }),
        of({ local: 16, round: { sent: 7, all: 23 } }, { state: 'sending' }), of({ local: 23 }, { state: 'offline' }),
        of({ local: 23, failed: 2 }), of({ failed: 2 }, { proven: 'x' }),
        of({}, { proven: '2023-10-27T06:32:00.000Z', heard: false }), of({}, { proven: '2023-10-27T06:32:00.000Z', heard: true }),
        of({ local: 2, kept: { company: 1 } }, { note: 'portal' }), of({ two: 2 }, { note: 'server' }),
        of({ typed: 1 }, { proven: '2023-10-27T06:32:00.000Z', heard: true }), of({ local: 2, two: 1, typed: 1 }, {}),
        of({ typed: 1 }, { state: 'offline' }), of({ failed: 2, typed: 1 }, {}), of({ lost: 3, typed: 1 }, {}),
        of({ local: 1, typed: 2 }, { note: 'session' }), of({ two: 1, failed: 5 }, {}), of({}, {}),
      ];
    }""")
    assert said == [
        ["ended", "登录过期 · 23 项已存本机"],
        ["two", "1 项等待放行 · 服务器先保留 2 项 · 1 项待核对"],
        ["offline", "离线 · 25 项已存本机"],
        ["waiting", "23 项等待上传 · 1 项待核对"],
        ["bad", "3 项丢失"],
        ["sending", "上传中 7 / 23"],
        ["offline", "离线 · 23 项已存本机"],
        ["waiting", "23 项等待上传"],
        ["bad", "2 项上传失败"],
        ["idle", "正在和服务器核对"],
        ["done", "全部已存服务器 14:32"],
        ["waiting", "2 项等待上传 · 1 项要对方重新确认"],
        ["two", "2 项待核对"],
        ["waiting", "1 段没加的文字"],
        ["waiting", "2 项等待上传 · 1 项待核对 · 1 段没加的文字"],
        ["offline", "离线 · 1 段没加的文字"],
        ["bad", "2 项上传失败 · 1 段没加的文字"],
        ["bad", "3 项丢失 · 1 段没加的文字"],
        ["ended", "登录过期 · 1 项已存本机 · 2 段没加的文字"],
        ["two", "1 项待核对 · 5 项上传失败"],
        ["idle", "正在和服务器核对"],
    ]


def test_what_joins_a_round_counts_in_it_and_what_fails_does_not(run: Run) -> None:
    said = run("""async () => {
      const { beginRound, endRound, counts } = await import('/static/field/items.js');
      const { field } = await import('/static/field/state.js');
      field.pack = { visit: null, me: { id: 'u' } };
      const one = (id) => ({ id, subject: id, kind: 'record.set', visit: 'v', author: 'u', body: { ref: id }, base: {} });
      const put = (id, state) => field.ops.set(id, { ...one(id), state });
      const now = () => { const { sent, all } = counts().round; return `${sent} / ${all}`; };
      const before = now();
      for (let n = 0; n < 10; n += 1) put(`a${n}`, 'local');
      beginRound();
      const said = [now()];
      for (let n = 0; n < 8; n += 1) put(`a${n}`, 'done');
      said.push(now());
      for (let n = 0; n < 4; n += 1) put(`b${n}`, 'local');
      said.push(now());
      put('a8', 'refused');
      field.ops.delete('b3');
      said.push(now());
      for (const id of ['a9', 'b0', 'b1', 'b2']) put(id, 'done');
      said.push(now());
      endRound();
      return [before, ...said, now()];
    }""")
    assert said == ["0 / 0", "0 / 10", "8 / 10", "8 / 14", "8 / 12", "12 / 12", "0 / 0"]


def test_what_is_done_to_a_thing_comes_after_its_making_whatever_the_clocks_say(run: Run) -> None:
    number, fact, clauses = run("""async () => {
      const { fold } = await import('/static/field/fold.js');
      const state = { judgements: {}, records: [], samples: [], interviews: [], photos: [], nonconformities: [] };
      const op = (id, kind, base, body) => ({ id, kind, subject: 'n', base, body, author: 'u', author_name: '', at: '', seq: 9 });
      const model = fold({ seq: 0, state }, [op('b', 'nonconformity.draft', {}, { number: 'B-02', ref: '7.4.1', severity: null })],
        [op('a', 'nonconformity.set', { fact: [] }, { fact: '未见记录' })]);
      const one = model.nonconformities.get('n');
      return [one.number, one.fact, one.clauses];
    }""")
    assert (number, fact, clauses) == ("B-02", "未见记录", ["7.4.1"])


def test_a_later_version_by_a_slower_clock_is_no_second_version(run: Run) -> None:
    fact, conflict = run("""async () => {
      const { fold } = await import('/static/field/fold.js');
      const state = { judgements: {}, records: [], samples: [], interviews: [], photos: [], nonconformities: [] };
      const op = (id, kind, base, body) => ({ id, kind, subject: 'n', base, body, author: 'u', author_name: '', at: '', seq: 9 });
      const model = fold({ seq: 0, state }, [op('a', 'nonconformity.set', { fact: ['c'] }, { fact: '后写的' })], [
        op('b', 'nonconformity.draft', {}, { number: 'B-02', ref: '7.4.1', severity: null }),
        op('c', 'nonconformity.set', { fact: [] }, { fact: '先写的' }),
      ]);
      const one = model.nonconformities.get('n');
      return [one.fact, one.conflict];
    }""")
    assert (fact, conflict) == ("后写的", False)


def test_deletions_count_in_the_order_of_the_server_whatever_the_clocks_say(run: Run) -> None:
    """Deleted, brought back and deleted again, and an own deletion, not sent yet, of what was raised meanwhile: both are gone."""
    twice, raised = run("""async () => {
      const { fold } = await import('/static/field/fold.js');
      const state = { judgements: {}, records: [], samples: [], interviews: [], photos: [], nonconformities: [] };
      const body = { number: 'B-02', ref: '7.4.1', severity: null, reason: '' };
      const op = (id, seq, subject, verb) => ({ id, seq, subject, kind: `nonconformity.${verb}`, base: {}, body, author: 'u',
        author_name: '', at: id });
      const model = fold({ seq: 0, state }, [op('a', 1, 'one', 'draft'), op('b', 2, 'one', 'withdraw'), op('d', 3, 'one', 'restore'),
        op('c', 4, 'one', 'withdraw'), op('e', 5, 'two', 'draft'), op('g', 6, 'two', 'raise')], [op('f', null, 'two', 'withdraw')]);
      const gone = (id) => model.withdrawn.get(id);
      return ['one', 'two'].map((id) => [model.nonconformities.has(id), gone(id)?.gone.at, gone(id)?.raised_at ?? null]);
    }""")
    assert twice == [False, "c", None]
    assert raised == [False, "f", "g"]


def test_the_tablet_tells_times_apart_as_the_server_does(run: Run) -> None:
    received, dice = 1698374520000, random.Random(14)
    times = [received + step for step in (-43_200_001, -43_200_000, 0, 300_000, 300_001)]
    times += [received + dice.randint(-90_000_000, 900_000) for _ in range(300)]
    pairs = [(of_milliseconds(one), of_milliseconds(received)) for one in times]
    found = run(
        """async (pairs) => {
      const { off } = await import('/static/field/claims.js');
      return pairs.map((one) => off(...one));
    }""",
        pairs,
    )
    assert found == [claims.off(*one) for one in pairs] and {True, False} == set(found)


def test_news_of_another_time_are_told_with_both(run: Run) -> None:
    received = of_milliseconds(1698374520000)
    ops = [
        {"id": ids.Ids().new(at), "kind": "judgement.set", "device": "平板-03", "body": {}, "at": received}
        for at in (86_400_000, 1698374519000)
    ]
    found = run(
        """async (ops) => {
      const { readClaims, told } = await import('/static/field/claims.js');
      readClaims({}, ops);
      readClaims({}, ops);
      return ops.map((op) => told(op.at));
    }""",
        ops,
    )
    assert found[0].startswith("平板时间 1970-01-02 08:00，服务器收到 ") and found[0].endswith("10-27 10:42")
    assert found[1].endswith("10-27 10:42") and "平板时间" not in found[1]


def test_a_batch_is_no_larger_than_the_server_reads_at_once(run: Run) -> None:
    counts = run("""async () => {
      const { batch } = await import('/static/field/wire.js');
      const of = (length) => ({ body: { text: '字'.repeat(length) } });
      const many = (count, length) => Array(count).fill(of(length));
      return [many(600, 10), many(300, 20000), [of(3000000), of(1)], []].map((some) => batch(some).length);
    }""")
    assert counts == [500, 99, 1, 0]
