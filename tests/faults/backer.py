"""A process that makes one backup and is killed while it does: backer.py URL SHELF FILE whole|straight.

`straight` is the control: it writes into the place of the backup itself.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from audit_app.packages import backup
from audit_app.store.db import Database
from evidence.folder import FolderStore
from tests.conftest import NOW


@contextlib.contextmanager
def straight(target: Path) -> Iterator[BinaryIO]:
    with open(target, "w+b") as out:
        yield out


if __name__ == "__main__":
    url, shelf, file, how = sys.argv[1:]
    if how == "straight":
        backup.writing_beside = straight  # type: ignore[assignment]
    database = Database(url)
    print("ready", flush=True)
    sys.stdin.readline()
    backup.write_backup(database, Path(file), NOW, FolderStore(Path(shelf)))
    print("done", flush=True)
