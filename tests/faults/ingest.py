"""A process that takes in answers and photos through the door and says on its standard output what it promised.

Run by test_power_cut.py under strace: ingest.py FOLDER whole|normal|off|no-photo-sync|no-directory-sync. The last four
break one promise of the product on purpose. One line, one write: `ready`, `begin`, `ack` and `photo`.
"""

import io
import os
import random
import sys
from typing import Any

from sqlalchemy import Pool, event

import evidence.folder
from audit_app.ops import SYSTEM, apply_all
from audit_app.store import db, rates
from audit_app.store.migrate import migrate
from evidence import take_in as shelf
from tests.evidence.photo_kit import digest, noise, saved
from tests.ops.site_kit import NOW, Site

BATCHES = 60
OPS = 8
REFS = ("7.4.1", "7.4.2", "7.5", "7.6", "8.1")


def say(*words: str) -> None:
    os.write(1, (" ".join(words) + "\n").encode())


def spoil(how: str) -> None:
    """Break the product as the control asks."""
    if how in {"normal", "off"}:

        @event.listens_for(Pool, "checkout")
        def weaker(raw: Any, _record: Any, _proxy: Any) -> None:
            raw.execute(f"PRAGMA synchronous = {how}")

    if how == "no-photo-sync":
        evidence.folder._finish = lambda out, mode: (out.flush(), os.fchmod(out.fileno(), mode))  # type: ignore[assignment]
    if how == "no-directory-sync":
        evidence.folder._sync_directory = lambda directory: None


def answers(site: Site, chance: random.Random) -> list[dict[str, Any]]:
    mine, ops = site.users["chenjing"], []
    for turn in range(OPS):
        ref = chance.choice(REFS)
        if turn % 2:
            ops.append(site.judge(ref, chance.choice(("conforms", "observation", "nonconforming"))))
        else:
            words = {"ref": ref, "department": "研发中心", "text": "抽查研发立项检索记录。" * chance.randrange(1, 40)}
            ops.append(site.op("record.set", f"{site.visit}/{ref}/研发中心/{mine}", **words))
    return ops


def keep_photo(site: Site, store: Any, turn: int) -> None:
    data = saved(noise(70 + turn, 60), "JPEG", quality=90)
    sha = digest(data)
    part = store.root.with_name("part") if turn % 2 else None
    if part:
        part.write_bytes(data)
    taken = shelf.take_in(store, site.organisations["JX"], io.BytesIO(data), sha, len(data), f"{turn}.jpg", file=part)
    add = site.photo(sha256=sha, size=taken.size, number=f"启衡-7.4.1-B{turn:02}")
    received = site.received(sha)
    received["body"] |= {"size": taken.size, "width": taken.width, "height": taken.height}
    for op, actor in ((add, site.actors["chenjing"]), (received, SYSTEM)):
        (outcome,) = apply_all(site.database, [op], actor, NOW)
        assert outcome.outcome == "done", outcome
    say("photo", site.organisations["JX"], sha, add["id"], received["id"])


def main(folder: str, how: str) -> None:
    spoil(how)
    db.CHECKPOINT_PAGES = 60
    database = db.Database(f"sqlite:///{folder}/audit.db")
    migrate(database)
    site, store, chance = Site(database), evidence.folder.FolderStore(f"{folder}/evidence"), random.Random(5)
    say("ready")
    for turn in range(BATCHES):
        with database.noting() as connection:  # nothing promised: it must not take anything with it
            rates.count_one(connection, "notes", turn)
        ops = answers(site, chance)
        say("begin", *[op["id"] for op in ops])
        assert {o.outcome for o in apply_all(database, ops, site.actors["chenjing"], NOW)} == {"done"}
        say("ack", *[op["id"] for op in ops])
        if turn % 5 == 4:
            keep_photo(site, store, turn)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
