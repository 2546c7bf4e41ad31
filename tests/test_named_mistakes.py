"""The box of mistakes above a form names the field of each and leads to it, whatever kind of field it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel

from audit_app import mistakes, show

FORM = '{% import "_parts/form.html" as f %}{{ f.problems(e, labels=labels) }}'


@pytest.fixture
def bare() -> Iterator[Flask]:
    app = Flask("audit_app")
    Babel(app, default_locale="zh_Hans_CN")
    show.register(app)
    with app.test_request_context("/"):
        yield app


def page(fields: str, e: dict[str, str], labels: Any = None) -> str:
    return mistakes.filled(render_template_string(FORM + fields, e=e, labels=labels))


@pytest.mark.parametrize(
    "field",
    [
        '{{ f.text("x", "截止日期", errors=e) }}',
        '{{ f.area("x", "截止日期", errors=e) }}',
        '{{ f.choose("x", "截止日期", [], errors=e) }}',
        '{{ f.pills("x", "截止日期", [], errors=e) }}',
        '{{ f.segments("x", "截止日期", [], errors=e) }}',
        '{{ f.check("x", "截止日期", errors=e) }}',
        '{{ field_named("x", "截止日期") }}<fieldset id="f-x"></fieldset>',
    ],
)
def test_the_field_is_named_and_linked(bare: Flask, field: str) -> None:
    assert '<a href="#f-x"><b>截止日期</b> 还没有写</a>' in page(field, {"x": "还没有写"})
    assert '<a href="#f-x">截止日期还没有写</a>' in page(field, {"x": "截止日期还没有写"}), "not said twice"
    assert '<a href="#f-x"><b>期限</b> 还没有写</a>' in page(field, {"x": "还没有写"}, {"x": "期限"})
    if "f." in field:
        html = page(field, {"x": "还没有写"})
        assert html.count("还没有写") == 2 and 'id="f-x-err"' in html and 'aria-invalid="true"' in html


def test_the_lines_stand_in_the_order_of_the_page(bare: Flask) -> None:
    fields = '{{ f.text("from", "开始", errors=e) }}{{ f.text("to", "结束", errors=e) }}'
    html = page(fields, {"to": "没有这一天", "form": "抽查已经报送", "from": "没有这一天"})
    box = html.split('id="problems"')[1].split("</div>")[0]
    assert box.index("开始") < box.index("结束") < box.index("抽查已经报送") and "还差 3 处" in box
    assert html.index('id="problems"') < html.index('id="f-from"') and "autofocus" in html


def test_what_is_about_no_field_is_no_link(bare: Flask) -> None:
    html = page('{{ f.text("x", "截止日期", errors=e) }}', {"form": "抽查已经报送"})
    assert "<a " not in html and "<span>抽查已经报送</span>" in html


def test_a_page_without_mistakes_has_no_box_and_what_is_typed_is_no_place(bare: Flask) -> None:
    typed = '{{ f.text("x", "截止日期", "<!-- mistakes -->") }}'
    assert "problems" not in page(typed, {})
    assert page(typed, {"x": "<b>坏</b>"}).count('id="problems"') == 1
    assert "&lt;b&gt;坏" in page(typed, {"x": "<b>坏</b>"}) and "&lt;!-- mistakes" in page(typed, {"x": "坏"})
