"""An address that only takes what a form sends, opened again, leads to the page above it instead of a refusal."""

import re

import pytest
from flask import Flask

from tests.whole.routes import bare_app, methods_of

PLACES = {
    "/review/audits/A1/submit": "/review/audits/A1",
    "/review/audits/A1/held/release": "/review/audits/A1",
    "/regulator/campaigns/K1/summary/report": "/regulator/campaigns/K1/summary",
    "/regulator/campaigns/K1/confirm/register": "/regulator/campaigns/K1",
    "/regulator/talks/interview/x/withdraw": "/regulator/talks/interview/x",
    "/regulator/talks/new": "/regulator/talks",
    "/regulator/rectify/x/serve": "/regulator/rectify/x",
    "/admin/people/x/password": "/admin/people/x",
    "/admin/review-days": "/admin",
    "/admin/severity-words": "/admin",
    "/me/sessions/x/end": "/me",
    "/logout": "/",
    "/undo": "/",
}
PROGRAMS = ("/api/", "/field/sync", "/field/uploads")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return bare_app(str(tmp_path_factory.mktemp("bare")))


def opened(app: Flask, path: str) -> str:
    answer = app.test_client().get(path)
    assert answer.status_code == 302, (path, answer.status_code)
    return answer.location


def filled(rule: str) -> str:
    """An address of a rule with something in each place."""
    of_list = re.sub(r"<any\(([a-z_]+)[^>]*>", r"\1", rule)
    return re.sub(r"<[^>]+>", "x", of_list)


@pytest.mark.parametrize(("path", "page"), PLACES.items())
def test_the_page_is_the_one_with_the_form(app: Flask, path: str, page: str) -> None:
    assert opened(app, path) == page


def test_every_address_of_a_form_leads_to_a_page(app: Flask) -> None:
    known = {}
    for rule in app.url_map.iter_rules():
        known.setdefault(filled(rule.rule), set()).update(methods_of(rule))
    posted = [path for path, methods in known.items() if "GET" not in methods and not path.startswith(PROGRAMS)]
    assert len(posted) > 30
    adapter = app.url_map.bind("localhost")
    assert [path for path in posted if not adapter.test(opened(app, path), method="GET")] == []


def test_a_program_is_still_told_that_it_asked_wrong(app: Flask) -> None:
    assert app.test_client().get("/api/ops").status_code == 405
