"""One city's round in the demo: who is visited when, who fails, and what becomes of it. Told in the order of time."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from audit_app import annexes
from audit_app.demo import campaign_data as data
from audit_app.demo import on_site
from audit_app.demo.companies import lot
from audit_app.demo.people import BODIES, CITY_PEOPLE
from audit_app.demo.script import Script, known_id
from audit_app.rules.calendar import Calendar
from audit_app.rules.deadlines import due
from audit_app.rules.permits import Actor
from audit_app.store import issued
from audit_app.store.spot_checks import list_check_inspectors, list_spot_checks
from checklists import City, calendar_data

CALENDAR = Calendar(calendar_data())
LAST = date(2023, 10, 26)
TERM = 30
Check = dict[str, Any]
Body = dict[str, Any] | Callable[[Any], dict[str, Any]]


def account(city: City) -> str:
    """The city office's account."""
    return CITY_PEOPLE[city.code][0] if city.code in CITY_PEOPLE else "wuhao"


class Events:
    """What happened, gathered in any order and told in the order of time in one transaction."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.kept: list[tuple[str, int, Actor | str, str, str, Body]] = []

    def add(self, at: str, who: Actor | str, kind: str, subject: str, body: Body) -> None:
        """`body` may be read from the tables as they are when it is told."""
        self.kept.append((at, len(self.kept), who, kind, subject, body))

    def on(self, day: date, clock: str, who: str, kind: str, subject: str, body: dict[str, Any]) -> None:
        self.add(f"{day} {clock}", who, kind, subject, body)

    def tell(self) -> None:
        for at, _, who, kind, subject, body in sorted(self.kept, key=lambda one: one[:2]):
            if callable(body):
                self.script.flush()
                with self.script.database.reading() as connection:
                    body = body(connection)
            self.script.at(at)
            self.script.do(who, kind, subject, body)
        self.script.flush()
        self.kept = []


def worked(day: date) -> date:
    """The day itself, or the last working day before it."""
    return CALENDAR.last_workday_on_or_before(day)


def after(day: date) -> date:
    """The next working day, but not later than the story goes."""
    return min(CALENDAR.next_workday(day + timedelta(days=1)), LAST)


def last_day(served: date) -> date:
    """The last day of the campaign's term for a notice served on this day, by the rule itself."""
    return due(served, TERM, "day", CALENDAR).date


def served_for(wanted: date) -> date:
    """A working day on which a notice is served so that its term ends on the wanted day, or as near to it in that week as a
    term can end (no term of 30 days ends on an ordinary Tuesday).
    """
    days = [wanted - timedelta(days=TERM + n) for n in range(-6, 13)]
    week = [
        day for day in days if CALENDAR.is_workday(day) and last_day(day).isocalendar()[:2] == wanted.isocalendar()[:2]
    ]
    return min(
        week,
        key=lambda day: (last_day(day) != wanted, last_day(day) < wanted, abs(last_day(day) - wanted), wanted - day),
    )


def dated(day: date, number: str | None = None) -> dict[str, Any]:
    return {"on": day.isoformat(), "number": number, "note": ""}


def _due_days() -> dict[tuple[str, str, int], tuple[str, str]]:
    """Last days that no name fixes, dealt out over cities and papers: (city, paper, nth) -> (day, standing)."""
    pool = [(f"2023-{day}", "closed") for day in data.CLOSED.split()] + [
        (f"2023-{day}", "going") for day in data.GOING.split()
    ]
    taken = {name: code for code, some in data.NAMED.items() for name, _, _ in some if name in data.FIXED}
    slots: list[tuple[str, str, int]] = []
    for code, papers in data.PAPERS.items():
        for paper, count in papers.items():
            of_body = [n for n, _, body in data.NAMED.get(code, ()) if n in taken and paper == f"i:{body}"]
            slots += [(code, paper, nth) for nth in range(len(of_body), count)]
    assert len(slots) == len(pool), (len(slots), len(pool))
    return {slot: pool[(at * 17 + 5) % len(pool)] for at, slot in enumerate(slots)}


class Round:
    """One city's checks: who is visited when, who fails, and what becomes of it."""

    def __init__(self, events: Events, city: City) -> None:
        self.events, self.city, self.who = events, city, account(city)
        with events.script.database.reading() as connection:
            self.checks = list_spot_checks(connection, known_id(f"K1 {city.code}"))
            self.sent = list_check_inspectors(connection, [one["id"] for one in self.checks])
        self.count = data.COUNTS[city.code]
        self.done = self._visited()
        self.short = data.LETTERS[city.code]

    def _visited(self) -> list[Check]:
        waiting = [one for one in self.checks if one["name"] == data.WAITING]
        return [one for one in self.checks if one not in waiting][: self.count]

    def tell(self) -> None:
        failed = dict(self._failed())
        for place, check in enumerate(self.done):
            if check["id"] in failed:
                continue
            self._visit(check, self._day_of(place), *self._passing(check))
        papers: dict[str, list[tuple[date, Check]]] = {}
        in_order = sorted(failed.values(), key=lambda one: (one["day"], one["check"]["position"]))
        for number, one in enumerate(in_order, 1):
            first = papers.setdefault(one["paper"], [])
            self._visit(one["check"], one["day"], *self._failing(one, first))
            self._rectify(one, number)
            first.append((one["day"], one["check"]))
        for paper, cited in papers.items():
            if paper.startswith("r:"):
                self._remind(cited)
        self._open_ones()
        self._amend()
        self._report()

    # -- who and when

    def _failed(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for paper, count in data.PAPERS[self.city.code].items():
            body = next(title for code, title, _, _ in BODIES if code == paper[2:])
            some = [one for one in self.done if one["body"] == body]
            some.sort(key=lambda one: (one["name"] not in data.FIXED, one["position"]))
            for nth, check in enumerate(some[:count]):
                yield check["id"], {"check": check, "paper": paper, **self._terms(check, paper, nth)}
            assert len(some) >= count, (self.city.name, paper)

    def _terms(self, check: Check, paper: str, nth: int) -> dict[str, Any]:
        if check["name"] in data.FIXED:
            day, due, end, ref = data.FIXED[check["name"]]
            return {"day": date.fromisoformat(day), "due": date.fromisoformat(due), "end": end, "ref": ref}
        wanted, end = DUE_DAYS[self.city.code, paper, nth]
        day = served_for(date.fromisoformat(wanted))
        refs = sorted(data.PROBLEMS)
        ref = refs[lot(check["uscc"], of=len(refs))]
        return {
            "day": day,
            "due": last_day(day),
            "end": end,
            "ref": ref,
        }

    def _day_of(self, place: int) -> date:
        first = date(2023, 9, 4) if self.city.code == data.NANTONG else date(2023, 8, 24)
        span = (date(2023, 10, 24) - first).days
        return worked(first + timedelta(days=span * place // max(1, len(self.done) - 1)))

    def _inspector(self, check: Check) -> str:
        """钱磊 records where he was sent; elsewhere the office does."""
        return "qianlei" if any(one["user_id"] for one in self.sent.get(check["id"], ())) else self.who

    # -- a visit

    def _passing(self, check: Check) -> tuple[str, list[dict[str, str]], str, None, None]:
        if lot(check["uscc"], "slight", of=5):
            return "none", [], "", None, None
        ref, text = data.SLIGHT[lot(check["uscc"], "what", of=4)]
        return "slight", [{"ref": ref, "text": text}], "自行整改", None, None

    def _failing(self, one: dict[str, Any], cited: list[tuple[date, Check]]) -> tuple[str, Any, str, Any, Any]:
        found, asked = data.PROBLEMS[one["ref"]]
        assert one["due"] == last_day(one["day"]), one
        rectification = {"due_on": None, "days": TERM, "requirement": asked}
        kind = "interview" if one["paper"][0] == "i" else "reminder"
        existing = known_id(f"K1 {one['paper'][2:]}") if kind == "interview" else reminder_id(cited) if cited else None
        step = "serious" if lot(one["check"]["uscc"], "step", of=6) == 0 else "ordinary"
        return step, [{"ref": one["ref"], "text": found}], "", rectification, {"kind": kind, "existing": existing}

    def _visit(
        self, check: Check, day: date, step: str, problems: Any, note: str, rectification: Any, measure: Any
    ) -> None:
        events, id, minute = self.events, check["id"], lot(check["uscc"], "minute", of=50) + 10
        team = self._inspector(check)
        method = ("on_site", "on_site", "both", "documents")[lot(check["uscc"], "method", of=4)]
        told = worked(day - timedelta(days=3))
        events.on(worked(day - timedelta(days=6)), f"10:{minute}", self.who, "spot_check.approve", id, {"note": ""})
        events.on(told, f"11:{minute}", self.who, "spot_check.notify", id, {"on": told.isoformat()})
        events.on(day, f"09:{minute}", team, "spot_check.begin", id, {"on": day.isoformat(), "method": method})
        if check["name"] == on_site.COMPANY:
            found = {one["ref"]: one["text"] for one in problems}
            for event in on_site.walk(events.script.evidence, check, day, team, found):
                events.add(*event)
        events.on(
            day,
            f"15:{minute}",
            team,
            "spot_check.conclude",
            id,
            {
                "step": step,
                "problems": problems,
                "note": note,
                "rectification": rectification,
                "measure": measure,
            },
        )
        heard = after(day)
        events.on(heard, f"16:{minute}", team, "spot_check.feed_back", id, {"on": heard.isoformat()})
        events.on(heard, f"17:{minute}", team, "spot_check.complete", id, {})

    def _open_ones(self) -> None:
        """The next two are approved; in 南通 the inspectors have just gone in to one and the other has been told."""
        left = [one for one in self.checks if one not in self.done][:2]
        for place, check in enumerate(sorted(left, key=lambda one: one["name"] != data.WAITING)):
            self.events.on(
                date(2023, 10, 19), f"14:2{place}", self.who, "spot_check.approve", check["id"], {"note": ""}
            )
            if self.city.code != data.NANTONG:
                continue
            self.events.on(
                date(2023, 10, 24), f"10:3{place}", self.who, "spot_check.notify", check["id"], {"on": "2023-10-24"}
            )
            if check["name"] == data.WAITING:
                body = {"on": "2023-10-27", "method": "on_site"}
                self.events.add("2023-10-27 09:00", self._inspector(check), "spot_check.begin", check["id"], body)

    def _amend(self) -> None:
        """Two of 南通's thirty still lack a certificate number; what else was missing has been filled in."""
        if self.city.code != data.NANTONG:
            return
        bare = [one for one in self.done if not one["certificate_no"]]
        left = 2 - sum(1 for one in self.checks if not one["certificate_no"] and one not in bare)
        for place, check in enumerate(bare[left:]):
            body = {"field": "certificate_no", "value": f"90122IP0699{place:02d}R0M", "reason": "企业补交证书复印件"}
            self.events.on(date(2023, 10, 25), f"15:1{place}", self.who, "spot_check.amend", check["id"], body)

    def _report(self) -> None:
        round_id = known_id(f"K1 {self.city.code}")
        for at, verb, reason in data.REPORTED.get(self.city.code, ()):
            who = self.who if verb == "report" else "zhoumin"
            read = {"report": self._table_read(at), "accept": self._table_reported}
            self.events.add(at, who, f"city_round.{verb}", round_id, read.get(verb, {"reason": reason}))

    def _table_read(self, at: str) -> Body:
        """What the city says of the table that it reads then."""

        def body(connection: Any) -> dict[str, Any]:
            campaign = annexes.find_campaign(connection, "K1")
            rows = annexes.live_rows(connection, campaign, self.city.code, date.fromisoformat(at[:10]))
            return {"digest": annexes.frozen(rows)[1]}

        return body

    def _table_reported(self, connection: Any) -> dict[str, Any]:
        return {"digest": issued.newest_digest(connection, "annex3", known_id(f"K1 {self.city.code}"))}

    # -- what follows

    def _rectify(self, one: dict[str, Any], number: int) -> None:
        id = str(uuid.uuid5(uuid.UUID(one["check"]["id"]), "rectification"))
        day, due, who = one["day"], one["due"], self.who
        title = f"{self.short}知改〔2023〕{number} 号"
        self.events.on(day, "17:20", who, "rectification.issue", id, dated(day, title))
        self.events.on(day, "17:40", who, "rectification.serve", id, dated(day))
        respond, recheck, close = (worked(due - timedelta(days=n)) for n in (7, 4, 2))
        if one["end"] == "returned":
            self.events.on(respond, "10:05", who, "rectification.respond", id, dated(respond))
            reason = {"reason": "内部审核记录只有封面，缺检查表和不符合的跟踪，请补"}
            self.events.on(recheck, "16:10", who, "rectification.return", id, reason)
        if one["end"] == "closed":
            self.events.on(respond, "10:05", who, "rectification.respond", id, dated(respond))
            if number == 3 and recheck > respond:
                self.events.on(respond, "16:30", who, "rectification.return", id, {"reason": "缺证明材料，请补"})
                self.events.on(recheck, "09:15", who, "rectification.respond", id, dated(recheck))
            self.events.on(recheck, "14:05", who, "rectification.recheck", id, dated(recheck))
            self.events.on(close, "15:35", who, "rectification.close", id, dated(close))

    def _remind(self, cited: list[tuple[date, Check]]) -> None:
        id, last = reminder_id(cited), max(day for day, _ in cited)
        title = f"{self.short}知醒〔2023〕1 号"
        self.events.on(after(last), "10:40", self.who, "reminder.issue", id, dated(after(last), title))
        self.events.on(after(last), "15:10", self.who, "reminder.serve", id, dated(after(last)))


def reminder_id(cited: list[tuple[date, Check]]) -> str:
    """The reminder that the first of these checks opened."""
    return str(uuid.uuid5(uuid.UUID(cited[0][1]["id"]), "reminder"))


DUE_DAYS = _due_days()
