"""A drill of the backup: made while people work, bytes flipped on the shelf and in the file, restored elsewhere, and
everything compared. What the drill complains of is its answer; a sound product leaves it nothing to say.
"""

import random
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

from audit_app.ops import apply_all
from audit_app.ops.verify import verify_log
from audit_app.packages.backup import Unfit, restore_backup, write_backup
from audit_app.store import log
from audit_app.store.db import Database
from audit_app.store.migrate import migrate
from audit_app.store.portable import holds_rows, rows_of, tables
from evidence.folder import FolderStore
from evidence.store import Absent, Damaged, verify
from tests.conftest import NOW
from tests.evidence.photo_kit import digest
from tests.packages.test_backup_photos import Shelved, named

Complaints = list[str]


class Drill:
    """A site with `photos` photos in `folder`; `back_up` is what makes the backup, the product's unless a control."""

    def __init__(self, folder: Path, photos: int, seed: int) -> None:
        self.folder, self.chance, self.turn = folder, random.Random(seed), 0
        self.seq = 0
        self.source = self._empty("source")
        self.shelved = Shelved(self.source, folder, photos)

    def under_load(self, back_up: Callable[[Database, Path], object]) -> Complaints:
        """Back up while answers come in, restore, compare: the chain, its head, every count and every photo."""
        stop, site = threading.Event(), self.shelved.site
        with self.source.reading() as connection:
            before, *_ = log.get_head(connection)

        def work() -> None:
            while not stop.is_set():
                said = [site.judge(self.chance.choice(("7.4.1", "7.5", "7.6")), "conforms") for _ in range(3)]
                apply_all(self.source, said, site.actors["chenjing"], NOW)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            back_up(self.source, self.folder / "load.zip")
        finally:
            stop.set()
            worker.join()
        target, shelf = self._empty("load"), FolderStore(self.folder / "load")
        complaints = self._restored(self.folder / "load.zip", target, shelf, set())
        return complaints + ([] if self.seq >= before else [f"only up to row {self.seq}, {before} were acknowledged"])

    def flip_on_the_shelf(self) -> Complaints:
        """One bit of one kept photo: the backup names it, and gives everything else back."""
        number = self.chance.choice(list(self.shelved.bytes))
        place, whole = self.shelved.place(number), self.shelved.bytes[number]
        self.shelved.spoil(number, self.chance.randrange(len(whole)))
        file = self.folder / "shelf.zip"
        manifest = write_backup(self.source, file, NOW, self.shelved.shelf)
        place.write_bytes(whole)
        complaints = [] if named(manifest["lost"]) == {number: "damaged"} else [f"{number} was not named"]
        target, shelf = self._next()
        return complaints + self._restored(file, target, shelf, {number})

    def flip_in_the_file(self) -> Complaints:
        """One bit of the backup: refused whole, or the photo named, or nothing that counts was changed."""
        file, damaged = self.folder / "whole.zip", self.folder / "flipped.zip"
        if not file.exists():
            write_backup(self.source, file, NOW, self.shelved.shelf)
        content = bytearray(file.read_bytes())
        at = self.chance.randrange(len(content))
        content[at] ^= 1 << self.chance.randrange(8)
        damaged.write_bytes(content)
        target, shelf = self._next()
        return [f"byte {at}: {one}" for one in self._restored(damaged, target, shelf, None)]

    def _restored(self, file: Path, target: Database, shelf: FolderStore, lost: set[str] | None) -> Complaints:
        """`lost`: numbers that cannot be there; None where the backup may also be refused, or name whatever it lost."""
        try:
            manifest = restore_backup(target, file, shelf)
        except (Unfit, zipfile.BadZipFile) as problem:
            with target.reading() as connection:
                half = holds_rows(connection)
            target.close()
            return ["refused, yet rows were left"] if half else [] if lost is None else [f"refused: {problem}"]
        except Damaged as problem:
            target.close()
            return [f"one photo stopped the restore: {problem}"]
        complaints = self._rows(target, manifest)
        missing = set(named(manifest["lost"]))
        if lost is not None and missing != lost:
            complaints.append(f"named {sorted(missing)} instead of {sorted(lost)}")
        for number, content in self.shelved.bytes.items():
            try:
                verify(shelf, self.shelved.body, digest(content))
            except Absent:
                complaints += [] if number in missing else [f"{number} is not there, and nobody says so"]
            except Damaged:
                complaints.append(f"{number} was restored to something else")
        target.close()
        return complaints

    def _rows(self, target: Database, manifest: dict[str, object]) -> Complaints:
        with target.reading() as connection:
            seq, chain, _ = log.get_head(connection)
            counts = {table.name: sum(1 for _ in rows_of(connection, table)) for table in tables()}
            complaints = [] if verify_log(connection, chain).ok else ["the chain does not hold"]
        self.seq = seq
        if (seq, chain) != (manifest["seq"], manifest["head"]):
            complaints.append("another head than the manifest's")
        return complaints + ([] if counts == manifest["rows"] else ["other counts than the manifest's"])

    def _next(self) -> tuple[Database, FolderStore]:
        self.turn += 1
        return self._empty(f"t{self.turn}"), FolderStore(self.folder / f"s{self.turn}")

    def _empty(self, name: str) -> Database:
        empty = self.folder / "empty.db"
        if not empty.exists():
            database = Database(f"sqlite:///{empty}")
            migrate(database)
            database.close()
        shutil.copy(empty, self.folder / f"{name}.db")
        return Database(f"sqlite:///{self.folder}/{name}.db")
