"""The frame, the one door out, and the macros: what they write into a page."""

import json
import re
from datetime import date, datetime

import pytest
from flask import Flask, g, render_template, render_template_string
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader

from audit_app import show
from audit_app.mistakes import filled
from audit_app.rules.permits import Actor

WEEKS = [
    {"label": "10/9", "done": 8, "going": 0, "late": 1},
    {"label": "10/16", "done": 9, "going": 0, "late": 1},
    {"label": "10/23", "done": 4, "going": 3, "late": 2},
    {"label": "11/6", "done": 0, "going": 7, "late": 0},
]


@pytest.fixture(autouse=True)
def room(look: Flask) -> None:
    pages = {"room.html": '{% extends "office.html" %}{% block content %}{% include "room_part.html" %}{% endblock %}'}
    look.jinja_env.loader = ChoiceLoader(
        [DictLoader(pages | {"room_part.html": '<p id="part">{{ name }}</p>'}), look.jinja_env.loader]
    )


def macro(source: str, **ctx: object) -> str:
    return filled(render_template_string(source, **ctx))


def test_a_page_comes_whole_and_a_part_for_htmx(browser: FlaskClient) -> None:
    whole, part = browser.get("/list"), browser.get("/list", headers={"HX-Request": "true"})
    assert "<!doctype html>" in whole.text and 'id="part"' in whole.text
    assert part.text == '<p id="part">甲</p>'
    assert whole.headers["Vary"] == part.headers["Vary"] == "HX-Request"


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_or_restored_page_comes_whole(browser: FlaskClient, header: str) -> None:
    assert "<!doctype html>" in browser.get("/list", headers={"HX-Request": "true", header: "true"}).text


def test_the_frame_has_language_theme_and_a_valid_htmx_configuration(chinese: Flask) -> None:
    html = render_template("base.html")
    assert '<html lang="zh-CN" data-theme="light" data-size="normal" data-hand="right">' in html
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", html)[1])
    assert config["allowEval"] is False and config["includeIndicatorStyles"] is False
    assert {"code": "422", "swap": True} in config["responseHandling"]
    assert 'href="#main"' in html


class FrozenClock:
    frozen = "2022-03-04T16:30:00.000Z"

    def now(self) -> str:
        return self.frozen

    def today(self) -> date:
        return date(2022, 3, 5)


def test_the_frame_follows_the_frozen_clock_of_the_application(look: Flask) -> None:
    look.extensions["clock"] = FrozenClock()
    show.register(look)
    with look.test_request_context():
        assert "演示时间 2022 年 3 月 5 日 周六 00:30" in render_template("base.html")
        assert (
            render_template_string('{{ "2022-03-10"|days_left }} {{ "2022-03-10"|day_words|striptags }}')
            == "5 2022 年 3 月 10 日 周四"
        )


def test_without_a_clock_the_day_is_the_one_at_the_site(look: Flask) -> None:
    show.register(look)
    with look.test_request_context():
        assert render_template_string("{{ today }}") == datetime.now(show.SITE).date().isoformat()


def test_the_bar_names_whoever_is_signed_in(chinese: Flask) -> None:
    assert 'class="menu"' not in render_template("office.html")
    g.actor = Actor("u1", "o1", "body", frozenset({"planner"}), "孙倩")
    assert "孙倩" in render_template("office.html")


def test_a_refusal_for_htmx_is_one_sentence_and_no_page(chinese: Flask) -> None:
    html = render_template("errors/_refusal.html", sentence="审核组成员不能作决定")
    assert "审核组成员不能作决定" in html and "<html" not in html and 'role="alert"' in html


def test_the_frame_says_english_in_english(english: Flask) -> None:
    assert '<html lang="en"' in render_template("base.html")


def test_sample_data_is_named_with_its_time_and_only_then(chinese: Flask) -> None:
    assert "样例数据 · 演示时间 2023 年 10 月 27 日 周五 10:42" in render_template(
        "base.html", demo_time="2023-10-27T02:42:00.000Z"
    )
    assert "样例数据" not in render_template("base.html")


def test_every_static_file_the_frames_name_is_there(chinese: Flask, browser: FlaskClient) -> None:
    pages = render_template("office.html", user_name="孙倩") + render_template("field/base.html")
    named = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', pages))
    assert len(named) >= 10
    assert {path: browser.get(path).status_code for path in named} == dict.fromkeys(named, 200)


def test_the_desktop_bar_marks_the_open_tab_and_offers_me_and_logout(chinese: Flask) -> None:
    html = render_template(
        "office.html", user_name="孙倩", tabs=[("room.list", "工作台", True), ("room.missing", "排期", False)]
    )
    assert '<a href="/list" class="on" aria-current="page">工作台</a>' in html
    assert '<a href="/missing">排期</a>' in html
    assert 'href="/me"' in html and 'method="post" action="/logout"' in html


def test_the_field_frame_has_the_pill_and_no_htmx(chinese: Flask) -> None:
    html = render_template("field/base.html", who="启衡", back_label="概况")
    assert "vendor/htmx" not in html
    assert {"pill", "n-local", "n-server", "n-two", "n-failed", "save"} - set(
        re.findall(r'data-slot="([a-z-]+)"', html)
    ) == {"save"}


@pytest.mark.parametrize("page", ["403", "404", "422", "429", "500", "offline"])
def test_an_error_page_says_what_what_to_do_and_the_way_back(chinese: Flask, page: str) -> None:
    html = render_template(f"errors/{page}.html")
    assert len(re.findall(r"<h1>[^<]{4,}</h1>", html)) == 1
    assert len(re.findall(r"<p>[^<]{8,}</p>", html)) == 2
    assert ('href="/field"' if page == "offline" else 'href="/"') in html
    assert page not in re.sub(r"<head>.*?</head>|<[^>]+>", "", html, flags=re.S)


def test_an_error_page_takes_its_own_sentence(chinese: Flask) -> None:
    assert "<p>第 3 行缺企业名称。</p>" in render_template("errors/422.html", sentence="第 3 行缺企业名称。")


def test_a_refused_field_says_the_same_in_the_summary_and_beside_it(chinese: Flask) -> None:
    html = macro(
        '{% import "_parts/form.html" as f %}{{ f.problems(e) }}'
        '{{ f.text("name", "企业名称", "<甲>", hint="同证书", errors=e) }}',
        e={"name": "还要写企业名称"},
    )
    assert html.count("还要写企业名称") == 2
    assert 'href="#f-name"' in html and 'id="f-name"' in html and 'aria-invalid="true"' in html
    assert 'aria-describedby="f-name-hint f-name-err"' in html
    assert "&lt;甲&gt;" in html


def test_a_summary_with_labels_names_each_field_in_the_order_of_the_page(chinese: Flask) -> None:
    html = macro(
        '{% import "_parts/form.html" as f %}{{ f.problems(e, labels={"from": "开始", "to": "结束"}) }}'
        '<i id="f-from"></i><i id="f-to"></i><i id="f-form"></i>',
        e={"to": "没有这一天", "form": "别的", "from": "没有这一天"},
    )
    assert re.findall(r'href="#f-(\w+)">(?:<b>(\w+)</b> )?', html) == [("from", "开始"), ("to", "结束"), ("form", "")]


def test_a_password_is_never_written_back(chinese: Flask) -> None:
    assert "geheim" not in macro(
        '{% import "_parts/form.html" as f %}{{ f.text("pw", "密码", "geheim", type="password") }}'
    )


def test_pills_and_segments_keep_what_was_chosen(chinese: Flask) -> None:
    html = macro(
        '{% import "_parts/form.html" as f %}{{ f.pills("due", "期限", days, "30") }}'
        '{{ f.pills("m", "标", [("a", "甲"), ("b", "乙")], ["b"], many=True) }}',
        days=[(15, "15 天"), (30, "30 天")],
    )
    assert re.findall(r'value="(\w+)" checked', html) == ["30", "b"]


def test_dots_are_one_company_each_and_add_up(chinese: Flask) -> None:
    html = macro(
        '{% from "_parts/dots.html" import dots, dots_legend %}{{ dots_legend(w) }}{{ dots(w, 2.5, "今天 10-27") }}',
        w=WEEKS,
    )
    assert (html.count('class="d-ok"'), html.count('class="d-go"'), html.count('class="d-late"')) == (21, 10, 4)
    assert "已完成 21" in html and "整改中 10" in html and "逾期 4" in html
    assert "已完成 21 家，整改中 10 家，逾期 4 家" in html


def test_the_table_behind_the_dots_has_the_same_numbers(chinese: Flask) -> None:
    html = macro('{% from "_parts/dots.html" import dots_panel %}{{ dots_panel(w, []) }}', w=WEEKS)
    cells = [int(cell) for cell in re.findall(r'<td class="r">(\d+)</td>', html)]
    assert sum(cells) == len(re.findall(r'class="d-', html)) == 35


def test_a_tall_week_stays_inside_the_picture(chinese: Flask) -> None:
    html = macro(
        '{% from "_parts/dots.html" import dots %}{{ dots(w) }}', w=[{"label": "x", "done": 60, "going": 0, "late": 0}]
    )
    assert html.count('class="d-ok"') == 60
    assert min(float(y) for y in re.findall(r'cy="([\d.-]+)"', html)) > 10


def test_tiles_show_count_minimum_and_late_with_word_and_triangle(chinese: Flask) -> None:
    cities = [
        {"name": "南通", "count": 28, "late": 2, "col": 4, "row": 3, "url": "#n", "current": True},
        {"name": "苏州", "count": 36, "late": 0, "col": 5, "row": 4, "url": "#s", "current": False},
    ]
    html = macro('{% from "_parts/tiles.html" import tiles %}{{ tiles(c, 30) }}', c=cities)
    assert 'class="col-4 row-3 on"' in html and "28<small>/30</small>" in html and 'width="93.33%"' in html
    assert 'class="col-5 row-4 full"' in html and 'width="100%"' in html
    assert html.count("家逾期") == 1


@pytest.mark.parametrize(
    ("part", "whole", "width"), [(8, 12, "66.67%"), (0, 12, "0.0%"), (3, 0, "0%"), (40, 30, "100%")]
)
def test_a_bar_is_the_share_and_never_more_than_whole(chinese: Flask, part: int, whole: int, width: str) -> None:
    assert f'width="{width}"' in macro('{% from "_parts/bar.html" import bar %}{{ bar(p, w) }}', p=part, w=whole)


@pytest.mark.parametrize(
    ("day", "said", "triangle"),
    [("2023-10-15", "逾期 12 天", True), ("2023-10-27", "今天到期", False), ("2023-11-05", "还有 9 天", False)],
)
def test_a_deadline_names_its_days_and_late_has_a_triangle(chinese: Flask, day: str, said: str, triangle: bool) -> None:
    html = macro('{% from "_parts/deadline.html" import deadline %}{{ deadline(d) }}', d=day)
    assert said in html
    assert ("#late" in html) is triangle


def test_what_is_closed_is_not_late(chinese: Flask) -> None:
    assert "逾期" not in macro(
        '{% from "_parts/deadline.html" import deadline %}{{ deadline("2023-10-15", closed=True) }}'
    )


def test_a_glyph_has_shape_word_and_colour(chinese: Flask) -> None:
    html = macro(
        '{% from "_parts/glyph.html" import glyph, state_tag %}{{ glyph("major") }}{{ state_tag("overdue", "逾期 3") }}'
    )
    assert "#major" in html and "c-major" in html and "严重" in html and "逾期 3" in html


def test_an_empty_table_says_so(chinese: Flask) -> None:
    source = (
        '{% from "_parts/table.html" import table %}'
        '{% call(r) table([("nm", "企业")], rows, "表", empty="还没有企业") %}<td>{{ r }}</td>{% endcall %}'
    )
    assert "还没有企业" in macro(source, rows=[])
    assert "<td>甲</td>" in macro(source, rows=["甲"])
