"""The look in a real browser under the content security policy: keys, choices, sizes, targets, themes."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response, render_template_string
from flask_babel import Babel
from markupsafe import Markup
from playwright.sync_api import Browser, Page, Playwright
from werkzeug.serving import make_server

from audit_app import show
from audit_app.security import CSP
from tests.look.conftest import TODAY

PAGES = Path(__file__).parent / "pages"
SIZES = [(1180, 820), (820, 1180), (390, 844)]
CITIES = [
    {"name": "连云港", "count": 17, "late": 0, "col": 3, "row": 1, "url": "#l", "current": False},
    {"name": "南通", "count": 28, "late": 2, "col": 4, "row": 3, "url": "#n", "current": True},
    {"name": "苏州", "count": 36, "late": 0, "col": 5, "row": 4, "url": "#s", "current": False},
]
WEEKS = [{"label": "10/23", "done": 4, "going": 3, "late": 2}, {"label": "10/30", "done": 0, "going": 6, "late": 0}]


def page_text(name: str) -> str:
    return (PAGES / f"{name}.html").read_text()


FRAME = """{% extends "field/shell.html" %}{% block head %}
<script type="module" src="{{ url_for('static', filename='parts/pressed.js') }}"></script>{% endblock %}
{% block body %}{{ inside }}{% endblock %}"""


def field_page() -> str:
    """The inside of a field page in its shell, put together here as the tablet does it."""
    inside = render_template_string(page_text("field"), who="江苏启衡精密仪器有限公司")
    return render_template_string(FRAME, inside=Markup(inside), shell="audit", build="")


def application() -> Flask:
    app = Flask("audit_app")
    Babel(app, default_locale="zh_Hans_CN")
    show.register(app, lambda: TODAY)
    app.jinja_env.globals["undo"] = lambda: None
    severities = [
        ("minor", "一般不符合", "v-mi", "minor", "c-minor"),
        ("major", "严重不符合", "v-ma", "major", "c-major"),
    ]
    data = {
        "cities": CITIES, "weeks": WEEKS, "rows": [1, 2, 3], "errors": {"name": "还要写企业名称"},
        "days": [("15", "15 天"), ("30", "30 天")], "severities": severities, "user_name": "周敏",
    }  # fmt: skip
    app.add_url_rule(
        "/office",
        "office",
        lambda: render_template_string(page_text("office"), tabs=[("office", "总览", True)], **data),
    )
    app.add_url_rule("/field", "field", field_page)

    @app.after_request
    def strict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
    started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield started
    started.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, viewport={"width": 1180, "height": 820}, locale="zh-CN")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []
    context.close()


def test_icons_come_from_the_sprite_under_the_policy(page: Page) -> None:
    page.goto("/office")
    page.wait_for_load_state("networkidle")
    assert page.locator(".brandname use").evaluate("u => u.getBoundingClientRect().width") > 10


def test_arrow_keys_move_without_choosing_and_space_chooses(page: Page) -> None:
    page.goto("/field")
    page.locator(".seg button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.value") == "ob"
    assert page.locator('.seg [aria-pressed="true"]').count() == 0
    page.evaluate("document.addEventListener('choose', e => { window.chosen = e.detail; })")
    page.keyboard.press("Space")
    assert page.evaluate("window.chosen") == {"name": "r", "value": "ob"}
    assert page.locator('.seg [aria-pressed="true"]').get_attribute("data-value") == "ob"
    assert page.locator('.seg input[name="r"]').input_value() == "ob"
    assert page.locator('.seg button[tabindex="0"]').count() == 1


def test_a_pressed_choice_has_edge_tint_and_weight(page: Page) -> None:
    page.goto("/field")
    page.locator(".seg .v-nc").click()
    look = page.locator(".seg .v-nc").evaluate(
        "b => { const c = getComputedStyle(b); return [c.backgroundColor, c.color, c.fontWeight, c.boxShadow]; }"
    )
    assert look[:3] == ["rgb(252, 236, 234)", "rgb(179, 38, 30)", "600"]
    assert "3px inset" in look[3]


def test_a_checked_radio_has_the_same_look_without_script(page: Page) -> None:
    page.goto("/office")
    face = page.locator(".seg .v-mi .face")
    assert face.evaluate("f => getComputedStyle(f).backgroundColor") == "rgb(252, 240, 226)"
    assert page.locator(".opt :checked + span").evaluate("s => getComputedStyle(s).color") == "rgb(23, 82, 143)"


def test_j_and_k_walk_the_rows_and_slash_finds(page: Page) -> None:
    page.goto("/office")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "企业 2"
    assert page.locator("[data-keys-item].on").count() == 1
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.locator("[data-keys-search]").input_value() == "jk"
    assert page.evaluate("document.querySelector('[data-keys-item].on a').textContent") == "企业 2"


def test_the_question_mark_shows_the_keys_and_escape_hides_them(page: Page) -> None:
    page.goto("/office")
    page.keyboard.press("?")
    assert page.locator("[data-keys-help]").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("[data-keys-help]").is_hidden()


def test_the_chosen_theme_stays_and_is_there_before_the_first_paint(page: Page) -> None:
    page.goto("/field")
    page.get_by_text("深色").click()
    page.goto("/office")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(18, 22, 28)"
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_theme_nobody_knows_is_ignored(page: Page) -> None:
    page.add_init_script("localStorage.setItem('look.theme', 'pink'); localStorage.setItem('look.size', '9em')")
    page.goto("/office")
    assert page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.size]") == [
        "light", "normal",
    ]  # fmt: skip


def test_following_the_system_turns_dark_with_it(page: Page) -> None:
    page.add_init_script("localStorage.setItem('look.theme', 'auto')")
    page.emulate_media(color_scheme="dark")
    page.goto("/office")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(232, 236, 242)"


def test_left_hand_puts_the_main_act_first(page: Page) -> None:
    page.goto("/field")
    right = page.locator(".bottom .main").bounding_box()
    page.evaluate("document.documentElement.dataset.hand = 'left'")
    left = page.locator(".bottom .main").bounding_box()
    assert right and left and left["x"] < 400 < right["x"]


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("size", ["normal", "xlarge"])
@pytest.mark.parametrize("path", ["/office", "/field"])
def test_nothing_overflows_and_targets_are_big_enough(
    page: Page, path: str, size: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(f"localStorage.setItem('look.size', '{size}')")
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
        .filter(e => !e.classList.contains('skip') && e.getClientRects().length)
        .map(e => [e.outerHTML.slice(0, 80), (e.closest('label') ?? e).getBoundingClientRect()])
        .filter(([, r]) => r.width < 43.9 || r.height < 43.9).map(([html]) => html)"""
    )
    assert small == []


@pytest.mark.parametrize("path", ["/office", "/field"])
def test_paper_has_no_bars_buttons_or_colours(page: Page, path: str) -> None:
    page.goto(path)
    page.emulate_media(media="print")
    assert page.locator(".top").is_hidden()
    assert page.locator(".btn:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
