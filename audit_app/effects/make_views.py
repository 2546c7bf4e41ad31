"""Makes the two views people look at (thumb, screen) and keeps them on the shelf. Views are disposable and can be
made again.
"""

from typing import Any

from audit_app.store.db import Database
from evidence.derive import RECIPES, views
from evidence.store import EvidenceStore
from evidence.upright import Undecodable


def run(database: Database, shelf: EvidenceStore, clock: Any, organisation: str, sha256: str) -> None:
    """Keep both views of an original; one that cannot be decoded has none, and that is no failure."""
    make(shelf, organisation, sha256)


def make(shelf: EvidenceStore, organisation: str, sha256: str) -> dict[str, bytes]:
    """Make and keep both views; returns them by name, none where the original cannot be decoded. Raises `Absent`."""
    with shelf.get(organisation, sha256) as stream:
        try:
            made = views(stream.read())
        except Undecodable:
            return {}
    for name, data in made.items():
        shelf.put_view(organisation, sha256, RECIPES[name], data)
    return made
