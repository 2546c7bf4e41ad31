"""inspectors.import: the whole list of an office; a card keeps its inspector, who is missing is not drawn any more."""

import json
import random

import pytest
from sqlalchemy import delete

from audit_app.demo.script import known_id
from audit_app.ops import apply, make
from audit_app.rules.permits import Actor
from audit_app.store.db import Database
from audit_app.store.tables import inspectors
from audit_app.store.visits import resource_of_visit
from tests.ops.office_kit import CITY, NOW, ROUND, Office, rows, staff

KIND = "inspectors.import"


def test_inspectors_are_kept_with_card_recusals_and_account(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    given = staff()
    given[1]["recusals"] = [rows()[0]["uscc"]]
    assert office.changed(step, inspectors=given) == {"inspectors"}
    kept = {row["id"]: row for row in office.rows("inspectors")}
    assert kept[given[0]["id"]]["user_id"] == known_id("qianlei")
    assert json.loads(kept[given[1]["id"]]["recusals"]) == [rows()[0]["uscc"]]
    assert {row["organisation_id"] for row in kept.values()} == {CITY}


def test_only_a_city_imports_its_own_list(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    assert office.turned_away(step, "wuhao", "taoran") == dict.fromkeys(
        ("zhoumin", "qianlei", "liyan"), "not_permitted"
    )
    assert office.take(step).outcome == "done"
    stolen = office.do("taoran", KIND, known_id("320500"), {"inspectors": [{**one, "user": None} for one in staff()]})
    assert (stolen.outcome, stolen.why) == ("refused", "already_exists")


def test_a_new_list_replaces_the_old_and_keeps_who_is_known_by_card(database: Database) -> None:
    office, three = Office(database, 3), staff(3)
    office.take(office.until(KIND))
    new = [{**one, "id": known_id(f"T new {at}"), "name": f"新{at}"} for at, one in enumerate(three)][:2]
    office.new_list(new)
    kept = {row["card_no"]: row for row in office.rows("inspectors")}
    assert [kept[one["card_no"]]["id"] for one in three] == [one["id"] for one in three]
    assert [(kept[one["card_no"]]["name"], kept[one["card_no"]]["active"]) for one in three][:2] == [
        ("新0", 1),
        ("新1", 1),
    ]
    assert kept[three[2]["card_no"]]["active"] == 0


def test_the_same_op_twice_is_once(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    office.take(step)
    before = office.all()
    assert office.take(step).outcome == "done"
    assert office.all() == before


def test_bad_lists_are_refused_whole(database: Database) -> None:
    office = Office(database)
    step = office.until(KIND)
    doubled = [*staff(), {**staff()[0], "id": known_id("T x"), "user": None}]
    assert office.take(step, inspectors=doubled).why == "inspector_doubled"
    foreign = [{**staff()[0], "user": known_id("taoran")}]
    assert office.take(step, inspectors=foreign).why == "absent"
    assert office.take(step, inspectors=[{**staff()[0], "recusals": ["123"]}]).why == "bad_uscc"
    assert not office.rows("inspectors")


def test_recusal_keeps_an_inspector_away_from_the_company(database: Database) -> None:
    office = Office(database)
    given = staff(3)
    given[2]["recusals"] = [row["uscc"] for row in rows()]
    office.take(office.until(KIND), inspectors=given)
    for kind in ("register.import", "city_round.freeze", "city_round.draw"):
        office.did("wuhao", kind, *_rest(kind))
    sent = {row["inspector_id"] for row in office.rows("spot_check_inspectors")}
    assert sent == {given[0]["id"], given[1]["id"]}


def _rest(kind: str) -> tuple[str, dict[str, object]]:
    register = known_id("T register")
    return {
        "register.import": (register, {"round": ROUND, "file_name": "a.csv", "rows": rows()}),
        "city_round.freeze": (ROUND, {"register": register}),
        "city_round.draw": (ROUND, {"seed": "s", "on": "2023-08-28", "quota": 3, "strata": ["district"]}),
    }[kind]


def test_nobody_is_renamed_unless_the_list_says_so(database: Database) -> None:
    office = Office(database)
    office.take(office.until(KIND))
    before = office.rows("inspectors")
    one = next(row for row in staff() if row["user"])
    other = {**staff()[1], "id": known_id("T new card"), "card_no": "3206009999"}
    for changed, what, was in (
        ([{**one, "name": "钱垒"}, staff()[1]], "name", one["name"]),
        ([{**one, "user": known_id("wuhao")}, staff()[1]], "account", known_id("qianlei")),
        ([{**one, "user": None}, staff()[1]], "account", known_id("qianlei")),
        ([{name: one[name] for name in one if name != "user"}, staff()[1]], "account", known_id("qianlei")),
        ([one, other], "card", staff()[1]["card_no"]),
    ):
        said = office.do("wuhao", KIND, CITY, {"inspectors": changed})
        assert (said.why, said.field) == ("inspectors_differ", "agreed"), what
        card = changed[1]["card_no"] if what == "card" else one["card_no"]
        seen = {"card_no": card, "what": what, "was": was}
        for wrong in ({**seen, "was": "别的"}, {**seen, "card_no": "X"}):
            assert office.do("wuhao", KIND, CITY, {"inspectors": changed, "agreed": [wrong]}).why == "inspectors_differ"
        assert office.rows("inspectors") == before
        office.did("wuhao", KIND, CITY, {"inspectors": changed, "agreed": [seen]})
        office.new_list(staff())


@pytest.mark.usefixtures("of_before")
def test_a_list_of_the_first_version_renames_nobody_today(database: Database) -> None:
    office = Office(database)
    office.take(office.until(KIND))
    op = {**make(KIND, CITY, {"inspectors": [{**one, "name": "另"} for one in staff()]}), "v": 1}
    op["body"].pop("agreed", None)
    assert apply(database, op, office.actor("wuhao"), NOW).why == "inspectors_differ"


def test_a_known_inspector_is_not_given_another_card(database: Database) -> None:
    office = Office(database)
    office.take(office.until(KIND))
    stolen = [{**staff()[0], "card_no": "3206009999", "name": "别人", "user": None}]
    assert office.do("wuhao", KIND, CITY, {"inspectors": stolen}).why == "already_exists"


def test_a_name_is_kept_in_its_normal_form(database: Database) -> None:
    office = Office(database)
    spaced = [{**one, "name": f"{one['name'][0]}　{one['name'][1:]}"} for one in staff()]
    assert office.take(office.until(KIND), inspectors=spaced).outcome == "done"
    assert sorted(row["name"] for row in office.rows("inspectors")) == sorted(one["name"] for one in staff())
    assert office.do("wuhao", KIND, CITY, {"inspectors": spaced}).outcome == "done"


def test_a_recusal_ends_only_when_it_is_named_with_a_reason(database: Database) -> None:
    office, code = Office(database), rows()[0]["uscc"]
    office.take(office.until(KIND))
    first, second = staff()
    office.new_list([first, {**second, "recusals": [code]}])
    card = second["card_no"]
    seen, because = {"card_no": card, "what": "recusal", "was": code}, "该企业已经注销，原来的利害关系不存在"
    new_card = {**second, "id": known_id("T new card"), "card_no": "3206009999"}
    moved = [
        {**seen, "card_no": "3206009999"},
        {"card_no": "3206009999", "what": "card", "was": card},
    ]
    before = office.rows("inspectors")
    for body, why in (
        ({"inspectors": [first, second], "reason": because}, "inspectors_differ"),
        ({"inspectors": [first, second], "agreed": [seen]}, "reason_short"),
        ({"inspectors": [first, second], "agreed": [seen], "reason": "不用"}, "reason_short"),
        ({"inspectors": [first, new_card], "agreed": moved[1:], "reason": because}, "inspectors_differ"),
        ({"inspectors": [first, new_card], "agreed": moved}, "reason_short"),
    ):
        assert office.do("wuhao", KIND, CITY, body).why == why, body
        old = {**make(KIND, CITY, {"inspectors": body["inspectors"], "agreed": []}), "v": 3}
        assert apply(database, old, office.actor("wuhao"), NOW).outcome == "refused"
    assert office.rows("inspectors") == before
    office.did("wuhao", KIND, CITY, {"inspectors": [first]})
    assert office.do("wuhao", KIND, CITY, {"inspectors": [first, second]}).why in ("reason_short", "inspectors_differ")
    office.did("wuhao", KIND, CITY, {"inspectors": [first, second], "agreed": [seen], "reason": because})


def test_nobody_ends_a_recusal_of_his_own(database: Database) -> None:
    office, code = Office(database), rows()[0]["uscc"]
    office.take(office.until(KIND))
    first, second = staff()
    own = {**second, "user": known_id("wuhao"), "recusals": [code]}
    office.new_list([first, own])
    card = second["card_no"]
    agreed = [
        {"card_no": who, "what": what, "was": was}
        for who in (card, "3206009999", first["card_no"])
        for what, was in (("recusal", code), ("card", card), ("account", known_id("wuhao")), ("name", second["name"]))
    ]
    before = office.rows("inspectors")
    for listed in (
        [{**own, "recusals": []}],
        [{**own, "user": None}],
        [{**own, "user": None, "name": "另一人"}],
        [{**own, "id": known_id("T new card"), "card_no": "3206009999", "recusals": []}],
    ):
        body = {"inspectors": [first, *listed], "agreed": agreed, "reason": "该企业已经注销，原来的利害关系不存在"}
        assert office.do("wuhao", KIND, CITY, body).why == "own_recusal", listed
    assert office.rows("inspectors") == before


BECAUSE = "该企业已经注销，原来的利害关系不存在"


def _row(card: str, user: str | None = "wuhao", off: str = "", name: str = "wuhao") -> dict[str, object]:
    given = {"id": known_id(f"T {card}"), "name": name, "card_no": card, "unit": ""}
    return {**given, "recusals": [off] if off else [], "user": user and known_id(user)}


def _imports(office: Office, who: Actor | str, *listed: dict[str, object]) -> str | None:
    """The list with every tick and a reason."""
    known = office.rows("inspectors")
    agreed = [
        {"card_no": card, "what": what, "was": was}
        for card in {row["card_no"] for row in listed}
        for what, those in (
            ("name", {row["name"] for row in known}),
            ("account", {row["user_id"] for row in known if row["user_id"]}),
            ("card", {row["card_no"] for row in known}),
            ("recusal", {code for row in known for code in json.loads(row["recusals"])}),
        )
        for was in sorted(those)
    ]
    done = office.do(who, KIND, CITY, {"inspectors": list(listed), "agreed": agreed, "reason": BECAUSE})
    return None if done.outcome == "done" else done.why


def _is_recused(office: Office, check: str, account: str = "wuhao") -> bool:
    with office.database.reading() as connection:
        return known_id(account) in resource_of_visit(connection, check).recused


def _second_officer(office: Office) -> Actor:
    body = {"organisation": CITY, "account": "luchuan", "name": "陆川", "roles": ["city"]}
    office.did("wuhao", "user.create", known_id("luchuan"), body)
    return office.actor("luchuan")


def test_a_recusal_follows_its_account_through_a_namesake(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.begin")
    check = office.checks()[0]
    code = office.row("spot_checks", check)["uscc"]
    assert not _is_recused(office, check)
    assert _imports(office, "wuhao", _row("A", off=code), _row("B", None)) is None
    assert _imports(office, "wuhao", _row("B", None)) is None
    assert _is_recused(office, check)
    assert _imports(office, "wuhao", _row("B")) == "own_recusal"
    other = _second_officer(office)
    without = {"inspectors": [_row("B")], "agreed": []}
    assert office.do(other, KIND, CITY, without).why in ("inspectors_differ", "reason_short")
    assert _imports(office, other, _row("B")) is None
    assert not _is_recused(office, check)
    assert [json.loads(row["recusals"]) for row in office.rows("inspectors", card_no="A")] == [[]]
    assert _imports(office, "wuhao", _row("A")) is None


def test_no_lists_of_his_own_free_an_officer(database: Database) -> None:
    office, dice = Office(database), random.Random(4)
    office.until("spot_check.begin")
    check = office.checks()[0]
    code = office.row("spot_checks", check)["uscc"]
    done = 0
    for _ in range(40):
        with database.writing() as connection:
            connection.execute(delete(inspectors).where(inspectors.c.card_no.in_(["A", "B"])))
        assert _imports(office, "wuhao", _row("A", dice.choice(["wuhao", None]), code)) is None
        for _ in range(4):
            listed = [
                _row(
                    card, dice.choice(["wuhao", None]), dice.choice(["", code]), dice.choice(["wuhao", "wuhao", "孙浩"])
                )
                for card in ("A", "B")
                if dice.random() < 0.6
            ]
            done += bool(listed) and _imports(office, "wuhao", *listed) is None
            assert _is_recused(office, check), listed
    assert done > 20


def test_whoever_is_named_as_a_recused_inspector_is_recused(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.begin")
    check = office.checks()[0]
    code = office.row("spot_checks", check)["uscc"]
    other = _second_officer(office)
    for user in ("wuhao", None):
        with database.writing() as connection:
            connection.execute(delete(inspectors).where(inspectors.c.card_no == "A"))
        assert _imports(office, other, _row("A", user, code, "陆 川")) is None
        assert _is_recused(office, check, "luchuan")
        assert _is_recused(office, check) == bool(user)
        assert _imports(office, other, _row("A", user, "", "陆 川")) == "own_recusal"
    assert _imports(office, "wuhao", _row("A", None, "", "陆川")) is None
    assert not _is_recused(office, check, "luchuan")


def test_a_card_under_another_name_leaves_its_account_recused_by_name(database: Database) -> None:
    """A second account of one's own name opens nothing once the card is renamed: the account that it belongs to bars, too."""
    office = Office(database)
    office.until("spot_check.begin")
    check = office.checks()[0]
    code = office.row("spot_checks", check)["uscc"]
    name = office.actor("wuhao").name
    twin = {"organisation": CITY, "account": "twin", "name": name, "roles": ["city"], "namesakes": ["wuhao"]}
    office.did("wuhao", "user.create", known_id("twin"), twin)
    assert _imports(office, "wuhao", _row("A", off=code)) is None
    assert _imports(office, "wuhao", _row("A", off=code, name=f"{name}（产业处）")) is None
    assert _is_recused(office, check, "twin") and _is_recused(office, check)
    assert _imports(office, office.actor("twin"), _row("A", name=f"{name}（产业处）")) == "own_recusal"
    renamed = {"was": {"name": name}, "now": {"name": f"{name}甲"}, "reason": "两位同名，加上部门以便区分"}
    for whose in ("wuhao", "twin"):
        assert office.do("wuhao", "user.correct", known_id(whose), renamed).why == "recused_by_name"


def test_a_recusal_without_account_is_not_put_on_a_colleagues(database: Database) -> None:
    office = Office(database)
    office.until("spot_check.begin")
    check = office.checks()[0]
    code, other = office.row("spot_checks", check)["uscc"], _second_officer(office)
    assert _imports(office, other, _row("A", None, code, "孙浩")) is None
    before = office.rows("inspectors")
    assert _imports(office, other, _row("A", "wuhao", code, "孙浩")) == "recusal_of_other"
    assert office.rows("inspectors") == before and not _is_recused(office, check)
    # whoever bears the card now may have his own account
    assert _imports(office, other, _row("A", "wuhao", "", "wuhao")) is None
    assert not _is_recused(office, check)


def test_who_is_recused_by_name_does_not_change_the_name(database: Database) -> None:
    office = Office(database)
    office.take(office.until(KIND))
    other, code = _second_officer(office), rows()[0]["uscc"]
    office.did("luchuan", "user.create", known_id("twin"), {
        "organisation": CITY, "account": "twin", "name": "陆　川", "roles": ["city"], "namesakes": ["luchuan"],
    })  # fmt: skip
    assert _imports(office, other, _row("A", None, code, "陆川")) is None
    for whose, was in (("luchuan", "陆川"), ("twin", "陆　川")):
        body = {"was": {"name": was}, "now": {"name": "陆川（综合科）"}, "reason": "两位同名，加上部门以便区分"}
        for by in ("luchuan", "twin"):
            assert office.do(by, "user.correct", known_id(whose), body).why == "recused_by_name"
        if whose == "twin":
            office.did("wuhao", "user.correct", known_id(whose), body)
