"""The moments of people and of what a body sets: accounts, roles, settings, clients, plans."""

from collections.abc import Iterator
from typing import Any

from audit_app.ops import Actor, apply
from audit_app.rules import ids
from audit_app.store.db import Database
from checklists import load
from tests.ops.pairs import Doing, State
from tests.ops.site_kit import NOW, OPERATOR, Site


def house_states(database: Database) -> Iterator[State]:
    """Accounts, roles and settings of one body, a person active and disabled, a client and a plan not there yet."""
    site = Site(database, "R-")
    body, user = site.organisations["JX"], site.users["wangwu"]
    edition = load("gbt-29490-2013")
    rows = [{"ref": item.ref, "number": item.number, "title": item.title} for item in edition.leaves]
    new = {name: ids.new_id() for name in ("organisation", "user", "client", "audit")}
    planner = site.actors["sunqian"]
    person = {"organisation": body, "roles": ["auditor"]}
    acts: list[tuple[str, str, Actor, dict[str, Any], dict[str, Any]]] = [
        (
            "organisation.create",
            new["organisation"],
            OPERATOR,
            {"code": "R-NEW", "name": "新机构甲"},
            {"name": "新机构乙"},
        ),
        ("organisation.correct", body, OPERATOR, put_right("JX 认证", "江信认证"), put_right("JX 认证", "江新认证")),
        ("user.correct", user, OPERATOR, put_right("wangwu", "王五"), put_right("wangwu", "王伍")),
        ("user.create", new["user"], OPERATOR, {**person, "account": "R-new", "name": "甲"}, {"name": "乙"}),
        (
            "user.set_roles",
            user,
            OPERATOR,
            {"roles": ["auditor", "trainee"], "was": ["auditor"], "reason": "岗位有变动，管理员改的角色"},
            {"roles": ["expert"]},
        ),
        ("user.disable", user, OPERATOR, {}, {}),
        ("user.enable", user, OPERATOR, {}, {}),
        ("credential.set", user, OPERATOR, {"credential": "password"}, {}),
        ("setting.set", body, OPERATOR, SETTING, {"value": "gbt-29490-2023"}),
        (
            "edition.publish",
            ids.new_id(),
            OPERATOR,
            {"organisation": body, **OWN, "rows": rows},
            {"source": "另一份目录"},
        ),
        ("client.create", new["client"], planner, {"name": "苏州某公司", "short_name": "某"}, {"short_name": "另"}),
        (
            "client.correct",
            site.client,
            planner,
            put_right(COMPANY_NAME, "江苏启恒"),
            put_right(COMPANY_NAME, "江苏启横"),
        ),
        ("audit.plan", new["audit"], planner, site._plan("R7"), {"ends_on": "2023-10-28"}),
    ]
    doings = []
    for kind, subject, actor, said, changed in acts:
        given = {"kind": "body", **said} if kind == "organisation.create" else said
        about = frozenset({body, user, *([site.client] if kind == "audit.plan" else [])} - {subject})
        one, other = (Doing(kind, subject, one, actor, about) for one in (given, {**given, **changed}))
        doings.append((one, other))
    yield State("账号在用", doings)
    disable = next(one for one, _ in doings if one.kind == "user.disable")
    site._done([apply(database, disable.op(), OPERATOR, NOW)])
    yield State("账号已停用", [pair for pair in doings if pair[0].kind.startswith(("user", "credential"))])


def put_right(was: str, now: str) -> dict[str, Any]:
    """A correction of a name that was read as `was`."""
    return {"was": {"name": was}, "now": {"name": now}, "reason": "证照上是这个字，建立时打错了"}


COMPANY_NAME = "江苏启衡精密仪器有限公司"
SETTING = {"name": "default_edition", "value": "gbt-29490-2013"}
OWN = {"based_on": "gbt-29490-2013", "source": "本机构目录"}
