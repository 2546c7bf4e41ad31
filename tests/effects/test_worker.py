"""The worker: carries out what follows once, tries again later, gives up at last; two workers never take the same."""

import io
import threading
from typing import Any

import pytest
from PIL import Image

from audit_app.clock import Clock
from audit_app.config import Config
from audit_app.effects import worker
from audit_app.effects.intake import Upload, receive
from audit_app.photo_files import rendition
from audit_app.rules.instants import milliseconds, of_milliseconds
from audit_app.store.db import Database
from audit_app.store.effects import claim, finish, put_off
from evidence import derive
from evidence.derive import RECIPES
from evidence.folder import open_store
from evidence.store import Absent
from tests.evidence.photo_kit import noise, saved
from tests.ops.site_kit import NOW, Site


def photo(size: tuple[int, int] = (1800, 1200)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#3F6E9E").save(out, "JPEG")
    return out.getvalue()


class Kept:
    """A site with one photo whose bytes came in."""

    def __init__(self, database: Database, config: Config, data: bytes) -> None:
        import hashlib

        self.site, self.shelf, self.clock = Site(database), open_store(config.evidence), Clock(NOW)
        self.digest = hashlib.sha256(data).hexdigest()
        self.organisation = self.site.organisations["JX"]
        self.site.done(self.site.photo(sha256=self.digest, size=len(data)))
        upload = Upload(self.organisation, io.BytesIO(data), self.digest, len(data), "台账.jpg")
        assert receive(database, self.shelf, upload, NOW).outcome == "done"

    def work(self) -> int:
        return worker.run_once(self.site.database, self.shelf, self.clock)

    def states(self) -> list[tuple[Any, ...]]:
        return [(row["name"], row["state"], row["tries"]) for row in self.site.rows("effects")]

    def later(self, minutes: int) -> None:
        self.clock.frozen = of_milliseconds(milliseconds(self.clock.now()) + minutes * 60_000)


def test_a_received_photo_gets_its_hash_and_its_views_and_nothing_is_done_twice(
    database: Database, config: Config
) -> None:
    kept = Kept(database, config, photo())
    assert kept.work() == 2 and kept.work() == 0
    assert kept.states() == [("check_photo", "done", 1), ("make_views", "done", 1)]
    (original,) = kept.site.rows("originals")
    assert original["phash"] and original["problem"] is None and original["checked_at"] == NOW
    for recipe, edge in ((RECIPES["thumb"], 320), (RECIPES["screen"], 1600)):
        with Image.open(io.BytesIO(kept.shelf.get_rendition(kept.organisation, kept.digest, recipe))) as view:
            assert max(view.size) == edge


def test_a_photo_whose_decoder_was_held_up_is_tried_again(
    database: Database, config: Config, monkeypatch: pytest.MonkeyPatch, shipped_decoder: None
) -> None:
    kept = Kept(database, config, photo())
    with monkeypatch.context() as held_up:
        held_up.setattr("evidence.decode.SECONDS", 0.01)
        kept.work()
    assert kept.states() == [("check_photo", "waiting", 1), ("make_views", "waiting", 1)]
    assert [row["state"] for row in kept.site.rows("photos")] == ["kept"]
    kept.later(11)
    kept.work()
    assert kept.states() == [("check_photo", "done", 2), ("make_views", "done", 2)]
    (original,) = kept.site.rows("originals")
    assert original["phash"] and original["problem"] is None


def test_an_undecodable_photo_is_marked_and_kept(database: Database, config: Config) -> None:
    data = photo()
    kept = Kept(database, config, data[: data.rindex(b"\xff\xda") + 14])
    kept.work()
    assert [row["state"] for row in kept.site.rows("photos")] == ["unreadable"]
    assert kept.shelf.has(kept.organisation, kept.digest)
    assert "打不开" in kept.site.rows("originals")[0]["problem"]


def test_a_photo_without_its_tail_is_seen_and_called_incomplete(database: Database, config: Config) -> None:
    data = saved(noise(640, 480))
    kept = Kept(database, config, data[: len(data) // 2])
    kept.work()
    assert [row["state"] for row in kept.site.rows("photos")] == ["kept"]
    (original,) = kept.site.rows("originals")
    assert original["phash"] and "不完整" in original["problem"]
    assert kept.shelf.get_rendition(kept.organisation, kept.digest, RECIPES["thumb"])


def test_a_photo_that_cannot_be_decoded_is_tried_once_however_often_it_is_looked_at(
    database: Database, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = photo()
    kept = Kept(database, config, data[: data.rindex(b"\xff\xda") + 14])
    tried = []
    render = derive.render
    monkeypatch.setattr(derive, "render", lambda *given: tried.append(1) or render(*given))
    for _ in range(3):
        with pytest.raises(Absent):
            rendition(kept.shelf, kept.organisation, kept.digest, "thumb")
    assert len(tried) == 1


def test_what_fails_is_tried_again_after_ten_minutes_and_given_up_after_five_times(
    database: Database, config: Config
) -> None:
    kept = Kept(database, config, photo())
    kept.shelf.drop(kept.organisation, kept.digest)
    for tried in range(1, 6):
        assert kept.work() == 2
        assert {(state, tries) for _, state, tries in kept.states()} == {
            ("given_up" if tried == 5 else "waiting", tried)
        }
        assert kept.work() == 0
        kept.later(9)
        assert kept.work() == 0
        kept.later(2)
    assert kept.work() == 0
    assert all("Absent" in row["problem"] for row in kept.site.rows("effects"))


def test_what_a_dead_worker_claimed_is_taken_up_after_half_an_hour(database: Database, config: Config) -> None:
    kept = Kept(database, config, photo())
    with database.writing() as connection:
        assert len(claim(connection, NOW, "2000", 10)) == 2
    assert kept.work() == 0
    kept.later(31)
    assert kept.work() == 2
    assert {state for _, state, _ in kept.states()} == {"done"}


def test_work_that_kills_its_worker_is_given_up_after_five_kills(database: Database, config: Config) -> None:
    kept = Kept(database, config, photo())
    for killed in range(1, 6):
        with database.writing() as connection:
            taken = claim(connection, kept.clock.now(), stale(kept), 10, most_tries=5)
        assert [one.tries for one in taken] == [killed] * 2
        assert {(state, tries) for _, state, tries in kept.states()} == {("claimed", killed)}
        kept.later(31)
    assert kept.work() == 0
    assert {(state, tries) for _, state, tries in kept.states()} == {("given_up", 5)}
    assert all("killed" in row["problem"] for row in kept.site.rows("effects"))


@pytest.mark.parametrize("late", ["finish", "put_off"])
def test_a_late_worker_closes_no_claim_that_is_anothers_by_now(database: Database, config: Config, late: str) -> None:
    kept = Kept(database, config, photo())
    with database.writing() as connection:
        first = claim(connection, NOW, stale(kept), 1)[0]
    kept.later(31)
    with database.writing() as connection:
        second = claim(connection, kept.clock.now(), stale(kept), 1)[0]
        assert (first.id, first.tries, second.id, second.tries) == (second.id, 1, first.id, 2)
        if late == "finish":
            assert not finish(connection, first.id, first.tries)
        else:
            assert not put_off(connection, first.id, first.tries, "late", None)
    assert kept.states()[0][1:] == ("claimed", 2)
    with database.writing() as connection:
        assert finish(connection, second.id, second.tries)
        assert not put_off(connection, second.id, second.tries, "late", None)
    assert kept.states()[0][1:] == ("done", 2)


def stale(kept: Kept) -> str:
    return of_milliseconds(milliseconds(kept.clock.now()) - worker.STALE_MS)


def test_two_workers_share_the_work_and_never_take_the_same(database: Database, config: Config) -> None:
    kept = Kept(database, config, photo())
    taken: list[list[int]] = []
    barrier = threading.Barrier(2)

    def claim_one() -> None:
        barrier.wait()
        with database.writing() as connection:
            taken.append([one.id for one in claim(connection, NOW, "2000", 1)])

    threads = [threading.Thread(target=claim_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    both = sorted(id for some in taken for id in some)
    assert len(both) == len(set(both)) >= 1
    assert {row["id"] for row in kept.site.rows("effects") if row["state"] == "claimed"} == set(both)


def test_an_effect_nobody_wrote_is_given_up_with_its_name(database: Database, config: Config) -> None:
    kept = Kept(database, config, photo())
    for _ in range(6):
        kept.work()
        kept.later(11)
    from sqlalchemy import update

    from audit_app.store.tables import effects

    with database.writing() as connection:
        connection.execute(update(effects).values(name=effects.c.name + "x", state="waiting", tries=4, not_before=None))
    kept.work()
    assert all(row["state"] == "given_up" and row["problem"] for row in kept.site.rows("effects"))


def test_it_goes_on_until_it_is_stopped(database: Database, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(database, config, photo())
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_forever, args=(database, kept.shelf, kept.clock, stop, 0.05))
    thread.start()
    for _ in range(400):
        if {state for _, state, _ in kept.states()} == {"done"}:
            break
        stop.wait(0.05)
    stop.set()
    thread.join(10)
    assert not thread.is_alive() and {state for _, state, _ in kept.states()} == {"done"}
