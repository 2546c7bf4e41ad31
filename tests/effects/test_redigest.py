"""Originals are read again: a share each night, those longest not looked at first, and what was found is noted."""

import hashlib
import io
from pathlib import Path

import pytest

from audit_app.effects import redigest
from audit_app.effects.redigest import look_through, older_than, share_of_the_night
from audit_app.ops import SYSTEM, apply
from audit_app.store.db import Database
from evidence.folder import FolderStore
from tests.ops.site_kit import NOW, Site

BY_DAY, BY_NIGHT = "2023-11-20T02:00:00.000Z", "2023-11-20T18:00:00.000Z"


class Shelf:
    """A site with seven originals that came in at NOW."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.site, self.shelf = Site(database), FolderStore(folder)
        self.organisation, self.files = self.site.organisations["JX"], []
        for n in range(7):
            data = b"photo %d" % n
            self.files.append(hashlib.sha256(data).hexdigest())
            self.shelf.put(self.organisation, self.files[-1], io.BytesIO(data))
            assert apply(database, self.site.received(self.files[-1]), SYSTEM, NOW).outcome == "done"

    def looked(self) -> dict[str, tuple[str, str | None]]:
        return {row["sha256"]: (row["looked_at"], row["problem"]) for row in self.site.rows("digests")}


@pytest.fixture
def kept(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    monkeypatch.setattr(redigest, "PORTION", 3)
    return Shelf(database, tmp_path / "shelf")


def test_each_night_has_its_share_until_all_were_looked_at(kept: Shelf) -> None:
    database = kept.site.database
    assert share_of_the_night(database, kept.shelf, BY_DAY, 30) == 0
    assert share_of_the_night(database, kept.shelf, BY_NIGHT, 60) == 0, "24 days are within half of the set time"
    assert [share_of_the_night(database, kept.shelf, BY_NIGHT, 30) for _ in range(4)] == [3, 3, 1, 0]
    assert kept.looked() == dict.fromkeys(kept.files, (BY_NIGHT, None))


def test_what_is_spoilt_or_lost_is_noted_and_so_is_its_return(kept: Shelf) -> None:
    database, (spoilt, lost, *_) = kept.site.database, kept.files
    place = kept.shelf.root / kept.organisation / spoilt[:2] / spoilt[2:4] / spoilt
    place.chmod(0o640)
    place.write_bytes(b"photp 0")
    kept.shelf.drop(kept.organisation, lost)
    assert sum(1 for _ in look_through(database, kept.shelf, BY_DAY)) == 7
    looked = kept.looked()
    assert {digest for digest, (_, problem) in looked.items() if problem} == {spoilt, lost}
    assert (looked[spoilt][1], looked[lost][1]) == ("original", "original_missing")
    kept.shelf.put(kept.organisation, lost, io.BytesIO(b"photo 1"))
    again = list(look_through(database, kept.shelf, BY_NIGHT, older_than(BY_NIGHT, 1)))
    assert {digest: problem for _, digest, problem in again} == {spoilt: "original", lost: None}
