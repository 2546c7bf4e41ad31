"""`audit-app held`: what waits and what was refused, with who, when, kind, why and size; what was done is not in it."""

import json
from collections.abc import Iterator

import pytest

from audit_app.ops import SYSTEM, apply, make
from audit_app.rules import ids
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from tests.cli.test_commands import run

NOW = "2023-10-27T02:42:00.000Z"


@pytest.fixture
def house(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("AUDIT_DATABASE", database_url)
    database = Database(database_url)
    migrate(database)
    yield database
    database.close()


def test_it_lists_what_waits_and_what_was_refused(house: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "held")[:2] == (0, "")
    newer = make("organisation.create", "o1", {"kind": "house", "code": "house", "name": "本系统"}) | {"v": 99}
    wrong = make("user.disable", "nobody", {})
    done = make("organisation.create", ids.new_id(), {"kind": "house", "code": "house", "name": "本系统"})
    assert [apply(house, one, SYSTEM, NOW).outcome for one in (newer, wrong, done)] == ["held", "refused", "done"]
    status, out, err = run(capsys, "held")
    first, second = out.splitlines()
    assert status == 0 and "等待 1 项，拒收 1 项" in err
    assert first.split("\t")[:2] == [newer["id"], "等待"] and "newer_version" in first and NOW in first
    assert second.split("\t")[:2] == [wrong["id"], "拒收"] and "user.disable" in second and "absent" in second
    rows = json.loads(run(capsys, "held", "--json")[1])
    assert [(one["id"], one["account"], one["size"]) for one in rows] == [
        (newer["id"], SYSTEM.id, len(json.dumps(newer["body"], ensure_ascii=False, separators=(",", ":")).encode())),
        (wrong["id"], SYSTEM.id, 2),
    ]


def test_it_takes_off_the_list_what_nobody_will_end(house: Database, capsys: pytest.CaptureFixture[str]) -> None:
    newer = make("organisation.create", "o1", {"kind": "house", "code": "house", "name": "本系统"}) | {"v": 99}
    assert apply(house, newer, SYSTEM, NOW).outcome == "held"
    why = "这个版本不会再有，内容已另行登记"
    for arguments, sentence in (
        (("--remove", newer["id"]), "要一起写"),
        (("--because", why), "要一起写"),
        (("--remove", newer["id"], "--because", "不要了"), "至少写 10 个字"),
        (("--remove", "018b0000-0000-7000-8000-000000000001", "--because", why), "等待的操作里没有 018b0000"),
        (("--remove", newer["id"], "--because", why, "--json"), "--json 只用于列出"),
    ):
        status, out, err = run(capsys, "held", *arguments)
        assert (status, out) == (2, "") and sentence in err, err
        rows = json.loads(run(capsys, "held", "--json")[1])
        assert [one["id"] for one in rows if one["state"] == "held"] == [newer["id"]]
    assert run(capsys, "held", "--remove", newer["id"], "--because", why)[0] == 0
    rows = json.loads(run(capsys, "held", "--json")[1])
    assert (newer["id"], "refused", "held_removed") in [(one["id"], one["state"], one["why"]) for one in rows]
    assert "held" not in {one["state"] for one in rows}
    assert run(capsys, "held", "--remove", newer["id"], "--because", why)[0] == 2
