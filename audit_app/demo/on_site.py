"""One spot check of the demo as the tablet recorded it: every point of the short list judged, the bad ones with text and photo."""

import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from audit_app.demo.pictures import picture
from audit_app.demo.script import instant_of, known_id
from audit_app.effects.intake import said_of
from audit_app.ops import SYSTEM
from audit_app.ops.draws import short_name
from audit_app.rules.permits import Actor
from checklists import load
from evidence.store import EvidenceStore
from evidence.take_in import take_in

COMPANY = "崇川芯科电子有限公司"
OBSERVED = {"7.6": "来访登记缺离开时间，门禁正常"}

Event = tuple[str, Actor | str, str, str, dict[str, Any]]
"""(local time, who, kind, subject, body)"""


def walk(shelf: EvidenceStore, check: dict[str, Any], day: date, who: str, found: dict[str, str]) -> Iterator[Event]:
    """What is recorded between opening and conclusion; `found` is the text by clause that fails."""
    at = datetime.combine(day, datetime.min.time()).replace(hour=10, minute=5)
    for leaf in load("spot-check-29490").leaves:
        at += timedelta(minutes=14)
        text = found.get(leaf.ref) or OBSERVED.get(leaf.ref)
        value = "nonconforming" if leaf.ref in found else "observation" if text else "conforms"
        clause = {"visit": check["id"], "ref": leaf.ref}
        yield said(at), who, "judgement.set", f"{check['id']}/{leaf.ref}", {**clause, "value": value}
        if text:
            subject = f"{check['id']}/{leaf.ref}//{known_id(who)}"
            yield said(at), who, "record.set", subject, {**clause, "department": "", "text": text}
            yield from photograph(shelf, check, leaf.ref, at + timedelta(minutes=2), who)


def said(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def photograph(shelf: EvidenceStore, check: dict[str, Any], ref: str, at: datetime, who: str) -> Iterator[Event]:
    number, office = f"{short_name(check['name'])}-{ref}-A01", check["organisation_id"]
    data = picture("page", number, at)
    digest = hashlib.sha256(data).hexdigest()
    body = {
        "visit": check["id"],
        "ref": ref,
        "department": "",
        "sha256": digest,
        "size": len(data),
        "number": number,
        "label": "",
        "source": "camera",
        "taken_at": instant_of(said(at)),
    }
    yield said(at), who, "photo.add", known_id(number), body
    taken = take_in(shelf, office, io.BytesIO(data), digest, len(data), f"{number}.jpg")
    yield said(at), SYSTEM, "photo.received", digest, said_of(taken, office)
