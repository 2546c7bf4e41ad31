"""Makes the two renditions people look at (thumb, screen) and keeps them in the store. Renditions are disposable and can be
made again.
"""

from typing import Any

from audit_app.effects.redigest import is_whole
from audit_app.store.db import Database
from evidence.derive import RECIPES, renditions
from evidence.refusal import Undecodable
from evidence.store import Damaged, EvidenceStore


def run(database: Database, shelf: EvidenceStore, clock: Any, organisation: str, sha256: str) -> None:
    """Keep both renditions of an original; one that cannot be decoded has none, and that is no failure."""
    make(shelf, organisation, sha256)


def make(shelf: EvidenceStore, organisation: str, sha256: str) -> dict[str, bytes]:
    """Make and keep both renditions; returns them by name. Where the original cannot be decoded, empty ones are kept: nobody
    tries again at each look. Raises `Absent`, `Damaged` for an original with other bytes than its digest's, and `Busy`
    where too many pictures wait.
    """
    with shelf.get(organisation, sha256) as stream:
        if not is_whole(stream, sha256):
            raise Damaged(sha256)
        try:
            made = renditions(stream if hasattr(stream, "fileno") else stream.read())
        except Undecodable:
            made = dict.fromkeys(RECIPES, b"")
    for name, data in made.items():
        shelf.put_rendition(organisation, sha256, RECIPES[name], data)
    return made
