"""R23: nobody sees or does what is another's. Every address, every role; own, foreign and absent things.

What is expected is written by hand in `access_table`; foreign and absent must look the same.
"""

import random
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from audit_app.demo.script import known_id
from audit_app.rules import ids
from audit_app.security import COOKIE
from audit_app.store import people
from audit_app.store.tables import (
    audit_team,
    photos,
    rectifications,
    registers,
    regulatory_interviews,
    reminders,
    spot_checks,
    uploads,
)  # fmt: skip
from tests.access_table import CAST, TABLE, Expected
from tests.rooms.refusing import writes_refused
from tests.whole import routes
from tests.whole.source import ROOT
from tests.whole.told import Forgetful, copy_of_told, open_house
from tests.whole.visitors import token_of

NANTONG, UPLOAD = known_id("320600"), ids.new_id()
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NO_ONE = ("a stranger", "a revoked session", "a disabled user")
BEHIND_ANOTHER = {
    "require in audit_app.regulator.scope",
    "require in audit_app.admin.editions",
    "require in audit_app.review.audits",
}
"""Second locks: the query or the kind of organisation already keeps everybody out whom they would stop; of a release
`check_release` beside it does, which lets in fewer."""
TOLD_OTHERWISE = {"POST auth.end_session", "GET admin.contents", "GET regulator.list_progress"}
"""A session that is over stays over; an edition nobody has is a sentence at the page, not a missing page; of a list that is not being
taken in there is nothing to tell (204), which is no mistake of who asks."""
HEADERS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
FIXED = {"view", "size", "verb", "what", "kind", "field", "act", "rest", "filename"}
"""Parts of an address that choose among a few words, not among things."""


class House:
    """The told house with its visitors and its things."""

    def __init__(self, folder: Path) -> None:
        config = copy_of_told(folder)
        self.app: Flask = open_house(config)
        self.things = self._things()
        self.tokens = {account: token_of(self.app, account) for account in CAST} | {"a stranger": ""}
        self.tokens["a revoked session"] = self._lost("suqian", revoke=True)
        self.tokens["a disabled user"] = self._lost("taizhou", revoke=False)
        self.app.extensions["database"] = Forgetful(config.database)

    def _lost(self, account: str, *, revoke: bool) -> str:
        token = token_of(self.app, account)
        with self.app.extensions["database"].writing() as connection:
            if revoke:
                people.revoke_sessions_of(connection, known_id(account), "2023-10-27T02:42:00.000Z")
            else:
                people.change_user(connection, known_id(account), active=0)
        return token

    def _things(self) -> dict[str, str]:
        with self.app.test_request_context():
            handle = token_of(self.app, "operator")
        database = self.app.extensions["database"]
        with database.writing() as connection:
            connection.execute(uploads.insert().values(
                id=UPLOAD, organisation_id=known_id("JX"), user_id=known_id("liyan"), sha256="ab" * 32, size=10,
                received=0, name="a.jpg", path=str(ROOT / "nowhere"), expires_at="2099-01-01T00:00:00.000Z",
            ))  # fmt: skip

            def one(column: Any, *where: Any) -> str:
                return str(connection.execute(select(column).where(*where).limit(1)).scalar_one())

            on_team = select(audit_team.c.visit_id).where(audit_team.c.user_id == known_id("qianlei"))
            return {
                "A1": "A1", "A1's id": known_id("A1"), "K1": "K1", "a nonconformity": known_id("A1/B-01"), "liyan": known_id("liyan"),
                "a photo": one(photos.c.sha256, photos.c.visit_id == known_id("A1")),
                "a check": one(spot_checks.c.id, spot_checks.c.organisation_id == NANTONG, spot_checks.c.id.in_(on_team)),
                "a walked check": one(photos.c.visit_id, photos.c.organisation_id == NANTONG, photos.c.ref == "6.1.3"),
                "its photo": one(photos.c.sha256, photos.c.organisation_id == NANTONG, photos.c.ref == "6.1.3"),
                "a rectification": one(rectifications.c.id, rectifications.c.organisation_id == NANTONG),
                "a register": one(registers.c.id, registers.c.organisation_id == NANTONG),
                "a reminder": one(reminders.c.id, reminders.c.organisation_id == known_id("320100")),
                "an interview": one(regulatory_interviews.c.id, regulatory_interviews.c.body.contains("华衡")),
                "an edition": "gbt-29490-2013", "an office": known_id("321200"), "an upload": UPLOAD, "somebody's session": handle[:16],
            }  # fmt: skip

    def ask(self, who: str, rule: str, *, absent: bool = False) -> TestResponse:
        """What this visitor is answered at an address, for the story's thing or for one that never was."""
        method, endpoint = rule.split(" ")
        expected = TABLE[rule]
        words = {name: self.things.get(resource, resource) for name, resource in expected.of}
        if absent:
            words = {name: word if name in FIXED else absent_like(word) for name, word in words.items()}
        with self.app.test_request_context():
            address = self.app.url_map.bind("localhost").build(endpoint, words, method=method)
        query = expected.query.replace("320600", "329999") if absent else expected.query
        headers = {"Sec-Fetch-Site": "same-origin", **(HEADERS if endpoint.startswith("field.upload") else {})}
        if rule == "POST field.uploads":
            headers |= announced(known_id("nowhere") if absent else known_id("A1"))
        if self.tokens[who]:
            headers["Cookie"] = f"{COOKIE}={self.tokens[who]}"
        body: dict[str, Any] = {"json": []} if endpoint == "api.apply_ops" else {}
        if method == "POST" and endpoint.startswith("regulator."):
            body = {"data": {**filled(), "register": self.things["a register"]}}
        client = self.app.test_client(use_cookies=False)
        return client.open(address, method=method, query_string=query, headers=headers, **body)

    def close(self) -> None:
        self.app.extensions["database"].close()


def announced(visit: str) -> dict[str, str]:
    """The headers that announce a photo of this visit."""
    told = {"sha256": "ab" * 32, "filename": "a.jpg", "visit": visit}
    pairs = [f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items()]
    return {"Upload-Length": "10", "Upload-Metadata": ",".join(pairs)}


def filled() -> dict[str, Any]:
    """A form of this room with every field filled, so that the answer is about the person and not about a gap."""
    return {
        "op": [ids.new_id() for _ in range(4)], "on": "2023-10-27", "on_issue": "2023-10-27", "district": "崇川区", "seed": "种子",
        "reason_district": "照证书", "quota": "3", "strata": "district", "note": "关门",
        "step": "uncheckable", "subject": ids.new_id(), "body": "示例机构", "fed_back_on": "2023-10-27", "reason": "理由",
    }  # fmt: skip


def absent_like(word: str) -> str:
    """A word of the same kind that names nothing."""
    if UUID.fullmatch(word):
        return ids.new_id()
    return "0" * 64 if len(word) == 64 else "".join(reversed(word)) + "x"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("access"))
    yield house
    house.close()


def verdict(response: TestResponse) -> str:
    """in, sign in, forbidden or absent."""
    status = response.status_code
    if status == 401 or (status in {302, 303} and "/login" in response.headers.get("Location", "")):
        return "sign in"
    return {403: "forbidden", 404: "absent"}.get(status, "in" if status < 500 else f"failure {status}")


def wanted(expected: Expected, who: str, *, absent: bool = False) -> str:
    if expected.open:
        return "in"
    if who in NO_ONE:
        return "sign in"
    if who not in expected.enter or (who in expected.denied and not absent):
        return "forbidden"
    return "in" if who in expected.ok and not absent else "absent"


def listed(app: Flask) -> list[str]:
    return sorted({" ".join(line.rsplit(" ", 2)[1:]) for line in routes.lines(app)})


def surprises(house: House, rules: list[str], most: int = 10_000) -> list[str]:
    """Where an answer is not the one the table wants; stops at `most`."""
    found = []
    for rule in rules:
        for who in (*CAST, *NO_ONE):
            said, want = verdict(house.ask(who, rule)), wanted(TABLE[rule], who)
            if said != want and not (TABLE[rule].open and said == "sign in"):
                found.append(f"{rule} {who}: {said}, not {want}")
                if len(found) >= most:
                    return found
    return found


def shape_of(response: TestResponse) -> tuple[int, str]:
    """Status and body without ids: what is left must not tell foreign from absent."""
    return response.status_code, UUID.sub("ID", response.get_data(as_text=True))


def test_every_address_has_a_written_expectation(house: House) -> None:
    assert [rule for rule in listed(house.app) if rule not in TABLE] == []
    assert [rule for rule in TABLE if rule not in listed(house.app)] == []


def test_everybody_gets_what_the_table_says(house: House) -> None:
    assert surprises(house, sorted(TABLE)) == []


def test_everybody_still_reads_it_where_nothing_can_be_written(house: House) -> None:
    with writes_refused(house.app):
        assert surprises(house, [rule for rule in sorted(TABLE) if rule.startswith("GET ")]) == []


def test_foreign_looks_like_absent(house: House) -> None:
    differ = []
    for rule, expected in TABLE.items():
        if not any(name not in FIXED for name, _ in expected.of) and not expected.query:
            continue
        for who in sorted(expected.enter - expected.ok - expected.denied):
            foreign, absent = shape_of(house.ask(who, rule)), shape_of(house.ask(who, rule, absent=True))
            for word in house.things.values():
                foreign = (foreign[0], foreign[1].replace(word, "IT"))
            if foreign[0] != absent[0] or strip_names(foreign[1]) != strip_names(absent[1]):
                differ.append(f"{rule} {who}: {foreign[0]} {len(foreign[1])}, {absent[0]} {len(absent[1])}")
    assert differ == []


def strip_names(text: str) -> str:
    """Without the address itself, where a page repeats it."""
    return re.sub(r'(href|action|value)="[^"]*"', r"\1", text)


def test_what_never_was_is_absent_for_those_who_may_read_too(house: House) -> None:
    wrong = []
    for rule, expected in TABLE.items():
        if expected.open or not any(name not in FIXED for name, _ in expected.of) or rule in TOLD_OTHERWISE:
            continue
        for who in sorted(expected.ok)[:2]:
            said = verdict(house.ask(who, rule, absent=True))
            if said != "absent":
                wrong.append(f"{rule} {who}: {said}")
    assert wrong == []


# ---- controls


def guards(app: Flask) -> dict[str, Callable[[pytest.MonkeyPatch], None]]:
    """Every guard by name, with what takes it away: a room's door, or a check inside a module of a room."""
    found: dict[str, Callable[[pytest.MonkeyPatch], None]] = {}
    for room in ("field", "review", "regulator", "admin"):
        found[f"the door of {room}"] = lambda patch, room=room: patch.setitem(app.before_request_funcs, room, [])
    for path in sorted((ROOT / "audit_app").glob("*/*.py")):
        if path.parent.name in {"field", "review", "regulator", "admin", "api"}:
            module = f"audit_app.{path.parent.name}.{path.stem}".removesuffix(".__init__")
            for name in ("require", "permitted"):
                if getattr(import_module(module), name, None) is people_check():
                    found[f"{name} in {module}"] = lambda patch, m=module, n=name: patch.setattr(
                        f"{m}.{n}", lambda *_: None
                    )
    return found


def people_check() -> Any:
    from audit_app.rules.permits import require

    return require


def rules_of(guard: str) -> list[str]:
    """The addresses of the room to which a guard belongs."""
    room = guard.rpartition(" ")[2].split(".")[1] if "audit_app" in guard else guard.rpartition(" ")[2]
    return sorted(rule for rule in TABLE if rule.split(" ")[1].startswith(f"{room}."))


def test_every_second_lock_is_a_guard(house: House) -> None:
    assert guards(house.app).keys() >= BEHIND_ANOTHER


def test_a_guard_taken_away_at_random_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    every = guards(house.app)
    for guard in random.sample(sorted(set(every) - BEHIND_ANOTHER), 3):
        with monkeypatch.context() as patch:
            every[guard](patch)
            assert surprises(house, rules_of(guard), 1), f"nobody noticed: {guard}"


@pytest.mark.torture
def test_every_guard_taken_away_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    unseen = []
    for guard, take_away in guards(house.app).items():
        with monkeypatch.context() as patch:
            take_away(patch)
            if not surprises(house, rules_of(guard), 1):
                unseen.append(guard)
    assert set(unseen) <= BEHIND_ANOTHER
