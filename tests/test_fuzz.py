"""R22: no input makes the house fail. Requests made from the description of the API and over every form of every page.

Half of them are signed in. Every operation and every form is answered well at least once; nothing is answered 500 or more.
"""

import io
import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask, request
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

from audit_app import ops
from audit_app.config import Config
from audit_app.demo.people import PASSWORD
from audit_app.demo.script import known_id
from audit_app.security import COOKIE
from tests.rooms.admin.test_new_edition import BASE, as_csv, numbered
from tests.sheets.register_files import HEADER, csv_bytes, good_rows
from tests.whole.forms import Field, Form, crawl
from tests.whole.told import Forgetful, copy_of_told, open_house
from tests.whole.visitors import token_of

WHO = ("liyan", "zhaoweidong", "sunqian", "fengjie", "zhoumin", "wuhao", "nanjing", "qianlei", "xuning", "operator", "")
QUICK, TORTURE = 1500, 10_000
LAST = {"POST auth.sign_out", "POST auth.change_password", "POST admin.disable"}
NASTY = (
    "", " ", "0", "-1", "1e999", "NaN", "9" * 400,
    "2023-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "null", "\x00", "a\x00b", "\ufeff",
    "\ud7ff\ue000", "%00", "../../etc/passwd", "' OR '1'='1", "\"; DROP TABLE log; --", "<script>alert(1)</script>", "{{ 7*7 }}",
    "${7*7}", "=1+1", "\u202eabc", "龘" * 3000, "x" * 20_000, "\r\nSet-Cookie: a=b", "00000000-0000-0000-0000-000000000000",
    "[]", "{}", "true", "\u0663\u0661", "１２", "😀", "\t", "a" * 36, "0190a1b2-0000-7000-8000-000000000000", "A1", "K1", "gbt-29490-2013",
)  # fmt: skip


class House:
    """The told house, asked by somebody at a time; keeps what was answered."""

    def __init__(self, config: Config) -> None:
        self.app: Flask = open_house(config)
        self.failures: list[str] = []
        self.well: set[str] = set()
        self.asked = self.signed_in = 0
        self.tokens: dict[str, str] = {}
        logging.getLogger("audit_app").setLevel(logging.CRITICAL)

    def ask(self, who: str, method: str, address: str, name: str = "", **how: Any) -> Any:
        """One request; failures and good answers are noted under `name`."""
        headers = {"Sec-Fetch-Site": "same-origin", **(how.pop("headers", None) or {})}
        if who:
            headers["Cookie"] = f"{COOKIE}={self.tokens.get(who) or token_of(self.app, who)}"
        answer = self.app.test_client(use_cookies=False).open(address, method=method, headers=headers, **how)
        self.asked += 1
        self.signed_in += bool(who)
        late = answer.status_code == 503 and "Retry-After" in answer.headers and ".pdf" in address
        if answer.status_code >= 500 and not late:  # a machine that sets a paper too slowly says when to ask again
            self.failures.append(f"{method} {address} by {who}: {answer.status_code} {str(how)[:300]}")
        elif answer.status_code < 300 or answer.status_code == 303:
            self.well.add(name)
        return answer


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(copy_of_told(tmp_path_factory.mktemp("fuzz")))
    yield house
    house.app.extensions["database"].close()


# ---- the API


def good_requests(house: House) -> dict[str, Any]:
    """One right request for each operation of the description: (who, method, address, how)."""
    visit = known_id("A1")
    op = ops.make("judgement.set", f"{visit}/4.1", {"visit": visit, "ref": "4.1", "value": "conforms"})
    return {
        "open_session": ("", "POST", "/api/sessions", {"json": {"account": "liyan", "password": PASSWORD}}),
        "end_session": ("liyan", "DELETE", "/api/sessions/current", {}), "apply_ops": ("liyan", "POST", "/api/ops", {"json": op}),
        "list_checklists": ("liyan", "GET", "/api/checklists", {}), "list_audits": ("liyan", "GET", "/api/audits?limit=1", {}),
        "get_checklist": ("liyan", "GET", "/api/checklists/gbt-29490-2023", {}),

        "get_audit": ("liyan", "GET", f"/api/audits/{visit}", {}),
        "get_register": ("wuhao", "GET", "/api/register?campaign=K1", {}), "get_description": ("", "GET", "/api/openapi.json", {}),
        "get_page": ("", "GET", "/api/", {}),
    }  # fmt: skip


def hunt_api(house: House, description: dict[str, Any], each: int) -> None:
    """`each` generated requests for every operation, right ones and wrong ones in turn."""
    schema, chance = schemathesis.openapi.from_dict(description), random.Random(22)
    for at, result in enumerate(schema.get_all_operations()):
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                strategy = operation.as_strategy(generation_mode=mode)
            except Exception:
                continue

            @seed(at)
            @settings(
                max_examples=max(1, each // 2), database=None, deadline=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=strategy)
            def send(case: Any) -> None:
                who = chance.choice(("liyan", "fengjie", "wuhao", "zhoumin")) if chance.random() < 0.55 else ""
                how: dict[str, Any] = {"query_string": plain_query(case.query)}
                if isinstance(case.body, (dict, list, str, int, float, bool, type(None))):
                    how["data"] = json.dumps(case.body)
                    how["content_type"] = case.media_type or "application/json"
                try:
                    address = case.formatted_path
                except Exception:
                    address = case.path
                house.ask(who, case.method.upper(), address, case.operation.label, **how)

            try:
                send()
            except schemathesis.errors.SchemathesisError:
                continue
            except Exception as error:
                if type(error).__name__ not in {"Unsatisfiable", "InvalidArgument", "SkipTest", "Skipped"}:
                    raise


def plain_query(query: Any) -> dict[str, str]:
    return {str(name): str(value) for name, value in query.items()} if isinstance(query, dict) else {}


# ---- forms


def endpoint_of(app: Flask, form: Form) -> str:
    adapter = app.url_map.bind("localhost")
    path = form.action.partition("?")[0].partition("#")[0]
    try:
        endpoint, parts = adapter.match(path, method=form.method)
    except Exception:
        return f"{form.method} {path}"
    return f"{form.method} {endpoint} {parts.get('act', '')}{parts.get('verb', '')}".strip()


def all_forms(house: House, start: str = "/", visitors: tuple[str, ...] = WHO) -> list[Form]:
    """Every form that anybody of the visitors sees, one of each kind for each who sees it."""
    found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for who in visitors:
        forms, statuses = crawl(
            house.app, lambda address, who=who: house.ask(who, "GET", address, f"GET {address}"), start
        )
        assert [one for one in statuses.items() if one[1] >= 500] == []
        for form in forms:
            form.who = who
            found.setdefault((who, endpoint_of(house.app, form), tuple(f.name for f in form.fields)), form)
    return list(found.values())


HINTS = {
    "account": "xinren", "name": "新人", "code": "N-9", "password": PASSWORD, "old": PASSWORD, "new": "correct horse battery 27",
    "again": "correct horse battery 27", "reason": "对照原件核对以后更正的", "count": "1",
    "seed": "2023-10-27", "quota": "3", "number": "苏知〔2023〕9号",
    "year": "2023",
    "at": "2023-11-02T09:00", "place": "会议室", "value": "照证书改", "title": "第三批抽查", "minimum": "3", "short_name": "示例",
    "approval_no": "CNCA-R-2099-909", "body": "示例认证", "source": "正版目录",
}  # fmt: skip


RIGHT: dict[str, dict[str, list[str]]] = {
    "POST auth.take_password": {"account": ["liyan"]},
    "POST admin.set_review_days": {"days": ["10"]},
    "POST admin.set_severity_words": {"words": ["slight"]},
    "POST admin.create_organisation": {"uscc": [""], "region": [""], "parent": [""]},
    "POST admin.publish_edition": {"based_on": [BASE], "pasted": [as_csv(numbered())]},
    "POST regulator.rectification_act extend": {"until": ["2024-03-01"]},
    "POST regulator.conclude": {"severity": ["", "", ""]},
    "POST regulator.correct_conclusion": {"severity": ["", "", ""]},
    # a correction changes something
    "POST regulator.correct_campaign_now": {"title": ["2023 年度企业贯标质量抽查（更正）"]},
    "POST regulator.correct_check_now": {"method": ["on_site"]},
    "POST regulator.paper_dates_now": {"issued_on": ["2023-10-12"], "served_on": ["2023-10-13"]},
    "POST review.correct_company_now": {"uscc": [""], "short_name": ["更正"]},
    "POST review.correct_audit_now": {f"team-{known_id(who)}": [""] for who in ("heming", "qinyu")},
    "POST admin.correct_organisation_now": {"uscc": [""], "short_name": ["更正"]},
    "POST admin.correct_person_now": {"name": ["更正"]},
}
"""Where a form wants more than any sentence."""


def files_for(name: str) -> bytes:
    """The file a form asks for, as somebody would prepare it."""
    if name == "POST regulator.register_check":
        return csv_bytes([HEADER, *[row for row in good_rows() if row[2] in {"南通市", "南通", "320600"}]])
    inspectors = [["姓名", "执法证号", "单位", "回避企业统一社会信用代码"], ["检查员", "苏N-001", "促进科", ""]]
    return csv_bytes(inspectors)


def good_value(one: Field) -> str | None:
    """What a willing person would put in; None leaves the field out."""
    if one.kind in {"hidden", "submit", "button"}:
        return one.value
    if one.kind in {"checkbox", "radio"}:
        return one.value or "on" if one.chosen else None
    if one.kind == "select":
        return one.value or next((choice for choice in one.choices if choice), "")
    if one.kind == "date":
        return one.value or "2023-10-27"
    if one.kind == "file":
        return None
    return (
        one.value
        or HINTS.get(one.name)
        or HINTS.get(one.name.partition("_")[0])
        or ("7" if one.kind == "number" else "写一句话")
    )


def filled(form: Form) -> dict[str, list[str]]:
    """The form as a willing person fills it: the first of each group of radios or boxes is taken where none is."""
    given: dict[str, list[str]] = {}
    for one in form.fields:
        value = good_value(one)
        if value is not None:
            given.setdefault(one.name, []).append(value)
    for one in form.fields:
        if one.kind in {"radio", "checkbox"} and one.name not in given:
            given[one.name] = [one.value or "on"]
    return given


def spoiled(form: Form, chance: random.Random) -> dict[str, list[str]]:
    """The same with at least one field gone wrong, missing, doubled or strange."""
    given = filled(form)
    for name in [chance.choice(sorted(given)), *(n for n in given if chance.random() < 0.4)] if given else []:
        match chance.randrange(5):
            case 0:
                given.pop(name, None)
            case 1:
                given[name] = given.get(name, []) * 2 + [chance.choice(NASTY)]
            case _:
                given[name] = [chance.choice(NASTY)]
    if chance.random() < 0.2:
        given[chance.choice(NASTY)[:40] or "more"] = [chance.choice(NASTY)]
    return given


def send_right(house: House, form: Form) -> None:
    """The form as the person who saw it would send it."""
    name = endpoint_of(house.app, form)
    given: dict[str, Any] = {**filled(form), **RIGHT.get(name, {})}
    if name.endswith("_check"):
        given |= {one.name: (io.BytesIO(files_for(name)), "list.csv") for one in form.fields if one.kind == "file"}
    send_form(house, form.who, form, given)


def send_form(house: House, who: str, form: Form, given: dict[str, Any]) -> Any:
    name = endpoint_of(house.app, form)
    if form.method == "GET":
        return house.ask(who, "GET", form.action.partition("?")[0], name, query_string=given)
    kind = "multipart/form-data" if form.files else "application/x-www-form-urlencoded"
    return house.ask(who, "POST", form.action, name, data=given, content_type=kind)


def hunt_forms(house: House, forms: list[Form], most: int, chance: random.Random) -> None:
    """Spoiled forms, half by the person who saw them and half by nobody."""
    for _ in range(most):
        form = chance.choice(forms)
        send_form(house, form.who if chance.random() < 0.55 else "", form, spoiled(form, chance))


def hunt_addresses(house: House, most: int, chance: random.Random) -> None:
    """Every reading address with strange parts and strange questions."""
    rules = [r for r in house.app.url_map.iter_rules() if "GET" in (r.methods or ()) and r.endpoint != "static"]
    adapter = house.app.url_map.bind("localhost")
    for _ in range(most):
        rule = chance.choice(rules)
        words: dict[str, Any] = {n: chance.choice([w for w in NASTY if w.strip("./")]) for n in rule.arguments}
        words |= {n: next(iter(c.items)) for n, c in rule._converters.items() if hasattr(c, "items")}
        names = (
            "campaign",
            "city",
            "state",
            "q",
            "after",
            "limit",
            "ref",
            "sort",
            "page",
            "organisation",
            "clause",
            "next",
        )
        query = {chance.choice(names): chance.choice(NASTY) for _ in range(chance.randrange(4))}
        house.ask(chance.choice(WHO), "GET", adapter.build(rule.endpoint, words), query_string=query)


def each_alone(house: House, forms: list[Form]) -> None:
    """Every form met by the story as it was told, whatever the others would have changed.

    A view that reads back what it wrote finds nothing here; whether such a one fails is seen when all is kept.
    """
    kept, failed = house.app.extensions["database"], list(house.failures)
    house.tokens = {who: token_of(house.app, who) for who in WHO if who}
    house.app.extensions["database"] = Forgetful(kept.url)
    for form in forms:
        send_right(house, form)
    house.app.extensions["database"].close()
    house.app.extensions["database"], house.tokens, house.failures = kept, {}, failed


def test_every_operation_is_answered_well_and_none_fails(house: House) -> None:
    description = house.app.extensions["api_description"]
    wanted = {o["operationId"] for path in description["paths"].values() for o in path.values() if isinstance(o, dict)}
    right = good_requests(house)
    assert set(right) == wanted
    for name, (who, method, address, how) in right.items():
        house.ask(who, method, address, name, **how)
    assert wanted - house.well == set()
    hunt_api(house, description, 60)
    assert house.failures == []


def test_every_form_and_address_bears_bad_input(house: House) -> None:
    before, chance = house.asked, random.Random(22)
    forms = all_forms(house)
    assert len({endpoint_of(house.app, form) for form in forms}) > 20
    each_alone(house, forms)
    for form in sorted(forms, key=lambda form: endpoint_of(house.app, form) in LAST):
        send_right(house, form)
    hunt_forms(house, forms, 800, chance)
    hunt_addresses(house, 300, chance)
    print(f"{house.asked} requests, {house.signed_in} signed in, {house.asked - before} over pages and forms")
    assert house.failures == []
    unanswered = {endpoint_of(house.app, form) for form in forms} - house.well
    assert unanswered == set()
    assert house.asked >= QUICK and house.signed_in > house.asked * 0.4


@pytest.mark.torture
def test_ten_thousand_requests(house: House) -> None:
    hunt_api(house, house.app.extensions["api_description"], 400)
    forms, chance = all_forms(house), random.Random()
    while house.asked < TORTURE:
        hunt_forms(house, forms, 300, chance)
        hunt_addresses(house, 100, chance)
    assert house.failures == []


def test_a_planted_view_that_trusts_its_input_is_found(tmp_path: Path) -> None:
    house = House(copy_of_told(tmp_path))
    house.app.add_url_rule(
        "/planted", "planted", lambda: '<form action="/planted/go"><input name="n" value="1"></form>'
    )
    house.app.add_url_rule("/planted/go", "planted_go", lambda: str(int(request.args["n"])))
    forms = all_forms(house, "/planted")
    hunt_forms(house, forms, 40, random.Random(1))
    assert house.failures and all("/planted/go" in one for one in house.failures)
    house.failures.clear()
    parameter = {"name": "n", "in": "query", "required": True, "schema": {"type": "integer"}}
    path = {"get": {"operationId": "go", "parameters": [parameter], "responses": {"200": {"description": "n"}}}}
    hunt_api(house, {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/planted/go": path}}, 40)
    assert house.failures
    house.app.extensions["database"].close()
