"""A small campaign told through the door on the cast: what the pages of the regulator's room are tested on."""

import csv
import html
import io
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, func, select
from werkzeug.test import TestResponse

from audit_app.demo import companies
from audit_app.demo.script import Script, known_id
from audit_app.sheets import inspectors, register
from audit_app.store.db import Database
from audit_app.store.tables import city_rounds, draws, rectifications, regulatory_interviews, reminders, spot_checks
from checklists import regions
from tests.rooms.pressing import agree as agree
from tests.rooms.pressing import press as press
from tests.rooms.pressing import send as send
from tests.rooms.screen import on_screen

CODE = "T1"
CITY_USERS = {"320600": "wuhao", "320500": "suzhou"}
COUNTIES = {"320600": {"崇川区": 6, "海门区": 6}, "320500": {"姑苏区": 6, "吴江区": 6}}
FAILED = {"step": "ordinary", "problems": [{"ref": "7.6", "text": "涉密图纸外发没有登记"}], "note": ""}


class Campaign:
    """Steps of the story, each on top of the one before; `checks` are ids by city in drawn order."""

    late: str
    done: str
    going: str
    other: str

    def __init__(self, script: Script, memory: Mapping[str, Any] | None = None) -> None:
        self.script, self.id = script, known_id("T1")
        self.checks: dict[str, list[str]] = {}
        vars(self).update(memory or {})

    def memory(self) -> dict[str, Any]:
        """What it knows beside the database, for a campaign on a copy of it."""
        return {name: value for name, value in vars(self).items() if name != "script"}

    @property
    def database(self) -> Database:
        return self.script.database

    def round(self, region: str) -> str:
        return known_id(f"T1 {region}")

    def open(self) -> "Campaign":
        self.script.at("2023-05-08 09:30")
        rounds = [{"id": self.round(city.code), "organisation": known_id(city.code)} for city in regions().cities]
        self.script.do(
            "zhoumin",
            "campaign.create",
            self.id,
            {
                "code": CODE,
                "title": "2023 年度试点抽查",
                "year": 2023,
                "basis": "2023 年 4 月 19 日通知",
                "minimum": 3,
                "because": "城市试点，全市只抽三家企业",
                "due_on": "2023-11-30",
                "rule_pack": "jiangsu-2023",
                "term": {"unit": "day", "n": 30},
                "rounds": rounds,
            },
        )
        self.script.flush()
        return self

    def second(self, title: str = "2023 年度试点抽查（第二批）") -> "Campaign":
        """T2, opened later and due earlier; nothing of it is drawn."""
        self.script.at("2023-10-23 09:00")
        rounds = [{"id": known_id(f"T2 {city.code}"), "organisation": known_id(city.code)} for city in regions().cities]
        body = {
            "code": "T2",
            "title": title,
            "year": 2023,
            "basis": "2023 年 10 月 20 日通知",
            "minimum": 3,
            "because": "城市试点，全市只抽三家企业",
            "due_on": "2023-11-20",
            "rule_pack": "jiangsu-2023",
            "term": {"unit": "day", "n": 30},
            "rounds": rounds,
        }
        self.script.do("zhoumin", "campaign.create", known_id("T2"), body)
        self.script.flush()
        return self

    def of_the_draw(self, region: str, minimum: int) -> None:
        """The minimum on the day on which a city drew was another one."""
        with self.database.writing() as connection:
            drawn = draws.update().where(draws.c.round_id == self.round(region))
            connection.execute(drawn.values(minimum=minimum))

    def accept(self, code: str, region: str) -> None:
        """A city's table of T1 or T2 stands as accepted."""
        self.change(city_rounds, known_id(f"{code} {region}"), state="accepted")

    def report_and_accept(self, region: str, signed_in: Any) -> None:
        """The city reports its table of T1 as the page shows it, the province accepts it."""
        page = "/regulator/campaigns/T1/summary"
        for who, act in ((CITY_USERS[region], "report"), ("zhoumin", "accept")):
            client = signed_in(who)
            shown = client.get(f"{page}?city={region}").text
            digest = shown.split('name="digest" value="')[1].split('"')[0]
            assert send(client, f"{page}/{act}", city=region, digest=digest).status_code == 303, act

    def bring(self, region: str) -> "Campaign":
        """Import a register of 12 (one of them 注销, one without a number) and three inspectors."""
        who = CITY_USERS[region]
        self.script.do(
            who,
            "register.import",
            known_id(f"T1 register {region}"),
            {
                "round": self.round(region),
                "file_name": "名录.xlsx",
                "rows": register_of(region),
            },
        )
        body = {"inspectors": [{"id": known_id(f"T1 {one['card_no']}"), **one} for one in staff_of(region)]}
        self.script.do(who, "inspectors.import", known_id(region), body)
        self.script.flush()
        return self

    def draw(self, region: str, quota: int, *, seal: bool = True) -> "Campaign":
        self.bring(region)
        who, round_ = CITY_USERS[region], self.round(region)
        self.script.at("2023-08-07 10:00")
        self.script.do(who, "city_round.freeze", round_, {"register": known_id(f"T1 register {region}")})
        body = {"seed": "T1", "on": "2023-08-07", "quota": quota, "strata": ["district"]}
        self.script.do(who, "city_round.draw", round_, body)
        if seal:
            self.script.do(who, "city_round.seal", round_, {})
        self.script.flush()
        return self.found(region)

    def found(self, *regions: str) -> "Campaign":
        """Read the drawn companies from the rows: of these cities, or of both."""
        for region in regions or CITY_USERS:
            drawn = spot_checks.c.round_id == self.round(region)
            with self.database.reading() as connection:
                wanted = select(spot_checks.c.id).where(drawn).order_by(spot_checks.c.position)
                self.checks[region] = list(connection.scalars(wanted))
        return self

    def begin(self, check: str, who: str, on: str) -> None:
        self.script.at(f"{on} 09:00")
        self.script.do(who, "spot_check.approve", check, {})
        self.script.do(who, "spot_check.notify", check, {"on": on})
        self.script.do(who, "spot_check.begin", check, {"on": on, "method": "on_site"})

    def end(self, check: str, who: str, on: str, conclusion: Mapping[str, Any]) -> None:
        self.begin(check, who, on)
        given = {"problems": [], "note": "", "rectification": None, "measure": None, **conclusion}
        self.script.do(who, "spot_check.conclude", check, given)
        if conclusion["step"] != "uncheckable":
            self.script.do(who, "spot_check.feed_back", check, {"on": on})
            self.script.do(who, "spot_check.complete", check, {})

    def fail(self, check: str, who: str, on: str, due_on: str, measure: str) -> str:
        """A failed check whose rectification is served; gives the rectification's id."""
        rectification = {"due_on": due_on, "days": None, "requirement": "补齐登记"}
        self.end(
            check, who, on, {**FAILED, "rectification": rectification, "measure": {"kind": measure, "existing": None}}
        )
        self.script.flush()
        with self.database.reading() as connection:
            paper = connection.scalar(select(rectifications.c.id).where(rectifications.c.spot_check_id == check))
        self.script.do(who, "rectification.issue", str(paper), {"on": on})
        self.script.do(who, "rectification.serve", str(paper), {"on": on})
        return str(paper)

    def check(self) -> "Campaign":
        one, two, three, four, five, six = self.checks["320600"]
        self.late = self.fail(one, "wuhao", "2023-09-14", "2023-10-15", "reminder")
        self.done = self.fail(two, "wuhao", "2023-09-15", "2023-10-16", "interview")
        self.going = self.fail(three, "wuhao", "2023-10-09", "2023-11-08", "reminder")
        self.end(four, "wuhao", "2023-10-10", {"step": "slight", "note": "自行整改", "problems": FAILED["problems"]})
        self.end(five, "wuhao", "2023-10-11", {"step": "uncheckable", "note": "停产"})
        self.script.do("wuhao", "spot_check.approve", six, {})
        self.script.at("2023-10-16 09:00")
        for verb in ("respond", "recheck", "close"):
            self.script.do("wuhao", f"rectification.{verb}", self.done, {"on": "2023-10-16"})
        first, *others = self.checks["320500"]
        self.other = self.fail(first, "suzhou", "2023-10-18", "2023-11-17", "interview")
        for check in others:
            self.end(check, "suzhou", "2023-10-19", {"step": "none"})
        self.script.flush()
        return self

    # -- reading what the rows say, without the room's own SQL

    def row(self, table: Table, id: str) -> Any:
        with self.database.reading() as connection:
            return connection.execute(select(table).where(table.c.id == id)).mappings().one()

    def change(self, table: Table, id: str, **values: Any) -> None:
        with self.database.writing() as connection:
            connection.execute(table.update().where(table.c.id == id).values(**values))

    def count(self, table: Table, *conditions: Any) -> int:
        with self.database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0)

    def values(self, column: Any, *conditions: Any) -> list[Any]:
        with self.database.reading() as connection:
            return list(connection.scalars(select(column).where(*conditions)))

    def paper(self, kind: str, region: str) -> str:
        table = {"reminder": reminders, "interview": regulatory_interviews}[kind]
        with self.database.reading() as connection:
            wanted = select(table.c.id).where(table.c.organisation_id == known_id(region)).order_by(table.c.created_at)
            return str(connection.scalars(wanted).first())


def register_of(region: str) -> list[dict[str, Any]]:
    city = regions().city(region)
    assert city is not None
    return companies.register(city, COUNTIES[region], cancelled=1, unnumbered=4)


def staff_of(region: str) -> list[dict[str, Any]]:
    city = regions().city(region)
    assert city is not None
    named = [("钱磊", known_id("qianlei"))] if region == "320600" else []
    return companies.inspectors(city, 3, named)


def register_file(rows: list[dict[str, Any]]) -> bytes:
    """Rows as the CSV a person would upload."""
    return _file(register.HEADER, [[row[key] for key in register.COLUMNS] for row in rows])


def staff_file(rows: list[dict[str, Any]]) -> bytes:
    table = [[row["name"], row["card_no"], row["unit"], "；".join(row["recusals"])] for row in rows]
    return _file(inspectors.HEADER, table)


def _file(header: Any, table: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([list(header), *table])
    return text.getvalue().encode("utf-8-sig")


def conclusion_read(client: Any, at: str, name: str = "conclusion") -> str:
    """What stands of the conclusion, as the form of this page carries it."""
    found = re.search(rf'name="was_{name}" value="([^"]*)"', client.get(at).text)
    assert found
    return html.unescape(found[1])


def words(response: TestResponse) -> str:
    """The text of a page as the screen shows it, without its tags, blanks folded."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", on_screen(response.get_data(as_text=True)), flags=re.S)
    return re.sub(r"\s+", " ", bare)
