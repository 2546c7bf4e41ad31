"""Decodes a received original in full, in a limited process, and says with an op what came out. The original is
never touched.
"""

from typing import Any

from audit_app.ops import SYSTEM, apply, make
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from audit_app.store.db import Database
from evidence.decode import decode
from evidence.store import EvidenceStore


def run(database: Database, shelf: EvidenceStore, clock: Any, organisation: str, sha256: str) -> None:
    """Submit `photo.checked` with the perceptual hash, or with the problem (打不开); both where the picture can be seen
    and something is wrong with its data.
    """
    with shelf.get(organisation, sha256) as stream:
        verdict = decode(stream if hasattr(stream, "fileno") else stream.read())
    body = {"organisation": organisation, "problem": verdict.problem or verdict.note, "phash": verdict.phash}
    now = clock.now()
    outcome = apply(database, make("photo.checked", sha256, body, id=ids.new_id(milliseconds(now))), SYSTEM, now)
    if outcome.outcome == "refused":
        raise RuntimeError(f"photo.checked was refused: {outcome.why}")
