"""A tablet whose photo was swept before its op came gives it again; one that meets the sweep on its way is not told yes."""

import time
from typing import Any

import pytest
from flask import Flask

from audit_app.demo.script import known_id
from audit_app.effects import intake
from audit_app.effects.sweep import sweep
from audit_app.rules.instants import of_milliseconds
from tests.evidence.photo_kit import digest
from tests.rooms.conftest import SignedIn
from tests.rooms.field.test_sync import photo_op, sync
from tests.rooms.field.test_uploads import TUS, begin, send

LATER = of_milliseconds(round((time.time() + 31 * 86_400) * 1000))


def test_a_tablet_that_comes_back_after_the_sweep_gives_its_photo_again(
    signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes
) -> None:
    client, shelf = signed_in("chenjing"), app.extensions["evidence"]
    assert send(client, begin(client, jpeg), 0, jpeg).status_code == 204
    swept = sweep(app.extensions["database"], shelf, LATER, 30)
    assert digest(jpeg) in {one.sha256 for one, _ in swept.removed} and not shelf.has(known_id("JX"), digest(jpeg))
    assert sync(client, photo_op(jpeg), have=[digest(jpeg)]).json["kept"] == []
    assert send(client, begin(client, jpeg), 0, jpeg).status_code == 204
    assert [one["sha256"] for one in sync(client, have=[digest(jpeg)]).json["kept"]] == [digest(jpeg)]
    assert shelf.has(known_id("JX"), digest(jpeg))


def test_bytes_that_were_swept_on_their_way_are_not_acknowledged(
    signed_in: SignedIn, a1: str, app: Flask, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, shelf = signed_in("chenjing"), app.extensions["evidence"]
    address = begin(client, jpeg)
    with monkeypatch.context() as patched:

        def met_by_the_sweep(*arguments: Any) -> Any:
            shelf.drop(known_id("JX"), digest(jpeg))
            return apply(*arguments)

        apply = intake.apply
        patched.setattr(intake, "apply", met_by_the_sweep)
        assert send(client, address, 0, jpeg).status_code == 500
    assert sync(client, have=[digest(jpeg)]).json["kept"] == []
    assert client.head(address, headers=TUS).headers["Upload-Offset"] == "0"
    assert send(client, address, 0, jpeg).status_code == 204
    assert [one["sha256"] for one in sync(client, have=[digest(jpeg)]).json["kept"]] == [digest(jpeg)]
