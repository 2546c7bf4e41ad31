"""Originals that nothing names are swept after a term, on both engines and both kinds of shelf; whatever names one keeps it."""

import hashlib
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audit_app.clock import Clock
from audit_app.effects import sweep as sweeping
from audit_app.effects.intake import Upload, receive
from audit_app.effects.sweep import Daily, Swept, sweep
from audit_app.effects.worker import run_forever
from audit_app.ops import apply, make
from audit_app.ops.checking import check
from audit_app.rules import ids
from audit_app.rules.instants import of_milliseconds
from audit_app.store import uploads
from audit_app.store.db import Database
from evidence.folder import FolderStore
from evidence.store import Absent, EvidenceStore
from tests.evidence.photo_kit import photo
from tests.evidence.shelves import bucket_server, shelf
from tests.ops.site_kit import NOW, Site

__all__ = ["bucket_server", "shelf"]
DATA = photo()
SHA = hashlib.sha256(DATA).hexdigest()
TERM = 30


def days_on(days: float) -> str:
    """So many days from now: bytes come to a shelf by the real clock."""
    return of_milliseconds(round((time.time() + days * 86_400) * 1000))


class Place:
    """A site whose shelf holds one original, received through the door and named by nobody."""

    def __init__(self, database: Database, shelf: EvidenceStore) -> None:
        self.database, self.shelf, self.site = database, shelf, Site(database)
        self.organisation = self.site.organisations["JX"]
        self.send()

    def send(self, data: bytes = DATA, now: str = NOW) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        upload = Upload(self.organisation, io.BytesIO(data), sha256, len(data), "台账.jpg")
        assert receive(self.database, self.shelf, upload, now).outcome == "done"
        return sha256

    def name(self, **changed: Any) -> str:
        return self.site.done(self.site.photo(sha256=SHA, size=len(DATA), **changed))

    def sweep(self, days: float = TERM + 1, **how: Any) -> Swept:
        return sweep(self.database, self.shelf, days_on(days), TERM, **how)

    def here(self, sha256: str = SHA) -> bool:
        return self.shelf.has(self.organisation, sha256)


@pytest.fixture
def place(database: Database, shelf: EvidenceStore) -> Iterator[Place]:
    yield Place(database, shelf)
    assert check(database).differences == [], "log and tables say the same after it all"


def test_it_is_swept_after_the_term_and_not_before(place: Place) -> None:
    place.shelf.put_rendition(place.organisation, SHA, "800", b"a view")
    young = place.sweep(TERM - 1)
    assert (young.removed, young.waiting, place.here()) == ([], 1, True)
    dry = place.sweep(dry=True)
    assert [one.sha256 for one, _ in dry.removed] == [SHA] and place.here() and len(place.site.rows("originals")) == 1
    done = place.sweep()
    assert [(one.organisation, one.sha256, one.size) for one, _ in done.removed] == [
        (place.organisation, SHA, len(DATA))
    ]
    assert not place.here() and place.site.rows("originals") == []
    with pytest.raises(Absent):
        place.shelf.get_rendition(place.organisation, SHA, "800")
    last = place.site.rows("log")[-1]
    assert (last["kind"], last["subject"], last["outcome"]) == ("photo.swept", SHA, "done")
    assert place.sweep() == Swept()


def photo_taken(place: Place) -> None:
    place.name()


def photo_taken_back(place: Place) -> None:
    taken = place.site.photo(sha256=SHA, size=len(DATA))
    place.site.done(taken)
    place.site.done(place.site.op("photo.withdraw", taken["subject"], reason="拍错了"))


def op_that_waits(place: Place) -> None:
    place.site.close()
    assert place.site.apply(place.site.photo(sha256=SHA, size=len(DATA))).outcome == "held"


def op_of_a_kind_to_come(place: Place) -> None:
    later = make("sketch.add", ids.new_id(), {"visit": place.site.visit, "of": {"image": SHA}})
    assert place.site.apply(later).outcome == "held"


def op_that_was_refused(place: Place) -> None:
    assert place.site.apply(place.site.photo(sha256=SHA, size=len(DATA), ref="99.9")).outcome == "refused"


def op_of_another_organisation(place: Place) -> None:
    assert place.site.apply(place.site.photo(sha256=SHA, size=len(DATA)), "linfan").outcome == "refused"


def upload_announced(place: Place) -> None:
    with place.database.noting() as connection:
        uploads.put_upload(
            connection,
            id=ids.new_id(),
            organisation_id=place.organisation,
            user_id=place.site.users["chenjing"],
            sha256=SHA,
            size=len(DATA),
            received=0,
            name="台账.jpg",
            path="part",
            expires_at=days_on(TERM + 2),
        )


def upload_again(place: Place) -> None:
    place.send(now=days_on(TERM - 1))


NAMES = (
    photo_taken, photo_taken_back, op_that_waits, op_of_a_kind_to_come, op_that_was_refused, op_of_another_organisation,
    upload_announced, upload_again,
)  # fmt: skip


@pytest.mark.parametrize("named", NAMES, ids=lambda one: one.__name__)
def test_what_anything_names_is_never_swept(place: Place, named: Callable[[Place], None]) -> None:
    other = place.send(photo(width=97))
    named(place)
    done = place.sweep()
    assert place.here() and len(place.site.rows("originals")) == 1
    assert [one.sha256 for one, _ in done.removed] == [other], "the control: its neighbour, which nothing names, went"
    assert not place.here(other)


def test_a_photo_that_is_named_after_the_look_stays(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    look = sweeping.photo_names.named_in_log

    def looked(*arguments: Any) -> Any:
        found = look(*arguments)
        place.name()
        return found

    monkeypatch.setattr(sweeping.photo_names, "named_in_log", looked)
    assert place.sweep().removed == [] and place.here()
    last = place.site.rows("log")[-1]
    assert (last["kind"], last["why"]) == ("photo.swept", "original_named")
    assert [row["state"] for row in place.site.rows("photos")] == ["kept"]


def test_bytes_that_come_again_before_they_are_taken_stay(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def said(*arguments: Any) -> Any:
        outcome = apply(*arguments)
        place.send(now=arguments[-1])
        return outcome

    monkeypatch.setattr(sweeping, "apply", said)
    assert place.sweep().removed == [] and place.here()
    assert len(place.site.rows("originals")) == 1


def test_whoever_comes_back_later_gives_the_photo_again(place: Place) -> None:
    place.sweep()
    place.name()
    assert [row["state"] for row in place.site.rows("photos")] == ["awaited"]
    place.send(now=days_on(TERM + 2))
    assert [row["state"] for row in place.site.rows("photos")] == ["kept"] and place.here()
    assert place.sweep(10 * TERM).removed == [] and place.here()


def test_bytes_that_are_lost_leave_the_table_too(place: Place) -> None:
    place.shelf.drop(place.organisation, SHA)
    assert [one.sha256 for one, _ in place.sweep().removed] == [SHA]
    assert place.site.rows("originals") == []


def test_after_an_older_backup_the_term_begins_with_the_newest_original_it_does_not_know(
    database: Database, tmp_path: Path
) -> None:
    """The log was longer once: an op that it has lost, and a tablet still holds, may have named what it does know."""
    shelf = FolderStore(tmp_path / "shelf")
    place, now = Place(database, shelf), time.time()
    unknown = photo(width=97)
    digest = hashlib.sha256(unknown).hexdigest()
    shelf.put(place.organisation, digest, io.BytesIO(unknown))
    for sha256, age in ((SHA, 400), (digest, 5)):
        path = shelf.root / place.organisation / sha256[:2] / sha256[2:4] / sha256
        os.utime(path, (now - age * 86_400,) * 2)
    found = place.sweep(0)
    assert (found.removed, found.waiting) == ([], 2)
    assert place.sweep(TERM - 6).removed == []
    assert {one.sha256 for one, _ in place.sweep(TERM - 4).removed} == {SHA, digest}
    assert not place.here() and not place.here(digest)


def test_without_an_unknown_original_age_alone_decides(database: Database, tmp_path: Path) -> None:
    """The control of the one before."""
    shelf = FolderStore(tmp_path / "shelf")
    place = Place(database, shelf)
    old = time.time() - 400 * 86_400
    os.utime(shelf.root / place.organisation / SHA[:2] / SHA[2:4] / SHA, (old, old))
    assert [one.sha256 for one, _ in place.sweep(0).removed] == [SHA]


def test_the_worker_sweeps_once_a_day_and_not_at_all_without_a_term(database: Database, tmp_path: Path) -> None:
    place, daily = Place(database, FolderStore(tmp_path / "shelf")), Daily()
    now = days_on(TERM + 1)
    assert daily.sweep(database, place.shelf, now, 0) == 0 and place.here()
    assert daily.sweep(database, place.shelf, now, TERM) == 1 and not place.here()
    place.send()
    assert daily.sweep(database, place.shelf, now, TERM) == 0 and place.here()
    assert daily.sweep(database, place.shelf, days_on(2 * TERM + 3), TERM) == 1 and not place.here()


@pytest.mark.parametrize("term", [TERM, 0])
def test_the_background_worker_does_so(database: Database, tmp_path: Path, term: int) -> None:
    place, stop = Place(database, FolderStore(tmp_path / "shelf")), threading.Event()
    clock, until = Clock(days_on(TERM + 1)), time.monotonic() + 60
    settings = {"pause": 0.01, "sweep_days": term}
    worker = threading.Thread(target=run_forever, args=(database, place.shelf, clock, stop), kwargs=settings)
    worker.start()
    try:
        while (place.here() or place.site.rows("originals")) and time.monotonic() < until and (term or not idle(place)):
            time.sleep(0.05)
        assert place.here() == (not term)
    finally:
        stop.set()
        worker.join()


def idle(place: Place) -> bool:
    """Whether the worker is through with all its effects."""
    return all(row["state"] == "done" for row in place.site.rows("effects"))
