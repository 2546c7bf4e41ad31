"""Audits A1 (in full swing on its second day) and A2 (ready, next week) of the demo. What was recorded on A1 is data in `a1`."""

import hashlib
import io
from collections import Counter
from datetime import datetime

from audit_app.demo import a1
from audit_app.demo.pictures import picture
from audit_app.demo.script import Script, known_id
from audit_app.effects.intake import said_of
from audit_app.ops import HOUSE
from evidence.take_in import take_in

LETTERS = {"liyan": "A", "chenjing": "B"}
DEVICES = {"liyan": "平板-01", "chenjing": "平板-03"}
VISIT = known_id("A1")


def tell(script: Script) -> None:
    _plan(script)
    _judge(script)
    _record(script)
    photos = _photograph(script)
    _nonconformity(script, photos)
    script.flush()


def _plan(script: Script) -> None:
    script.at("2023-10-09 09:30")
    for code, client in (("QH-client", a1.CLIENT), ("HT-client", a1.SECOND_CLIENT)):
        script.do("sunqian", "client.create", known_id(code), client)
    team = [{"user": known_id("liyan"), "role": "lead"}, {"user": known_id("chenjing"), "role": "auditor"}]
    script.do("sunqian", "audit.plan", VISIT, {
        "code": "A1", "client": known_id("QH-client"), "edition": "gbt-29490-2013", "type": "initial_stage_2",
        "starts_on": "2023-10-26", "ends_on": "2023-10-27", "team": team, "departments": list(a1.DEPARTMENTS),
        "chapters": [{"chapter": chapter, "user": known_id(who)} for chapter, who in a1.OWNERS.items()],
    })
    script.do("sunqian", "audit.plan", known_id("A2"), {
        "code": "A2", "client": known_id("HT-client"), "edition": "gbt-29490-2023", "type": "surveillance",
        "starts_on": "2023-10-31", "ends_on": "2023-10-31", "team": team, "departments": a1.SECOND_CLIENT["departments"],
        "chapters": [],
    })
    script.at("2023-10-20 16:00")
    for code in ("A1", "A2"):
        script.do("sunqian", "audit.prepare", known_id(code), {})
    script.at("2023-10-26 09:00")
    script.do("liyan", "audit.open", VISIT, {})


def _owner(ref: str) -> str:
    return a1.OWNERS[ref.split(".")[0]]


def _judge(script: Script) -> None:
    for at, ref in enumerate(a1.JUDGED):
        value = (
            "not_applicable" if ref in a1.NOT_APPLICABLE else "observation" if ref in a1.OBSERVATIONS
            else "nonconforming" if ref in a1.NONCONFORMING else "conforms"
        )
        script.at(f"2023-10-26 {9 + (30 + 13 * at) // 60:02d}:{(30 + 13 * at) % 60:02d}")
        body = {"visit": VISIT, "ref": ref, "value": value}
        script.do(_owner(ref), "judgement.set", f"{VISIT}/{ref}", body, device=DEVICES[_owner(ref)])


def _record(script: Script) -> None:
    for ref, (department, text) in a1.RECORDS.items():
        script.at("2023-10-27 10:36" if ref == "7.4.1" else "2023-10-26 17:10")
        who = _owner(ref)
        body = {"visit": VISIT, "ref": ref, "department": department, "text": text}
        script.do(who, "record.set", f"{VISIT}/{ref}/{department}/{known_id(who)}", body, device=DEVICES[who])
    for at, (ref, department, population, drawn, method, result) in enumerate(a1.SAMPLES):
        body = {
            "visit": VISIT, "ref": ref, "department": department, "population": population, "drawn": drawn, "method": method,
            "result": result,
        }
        script.do(_owner(ref), "sample.add", known_id(f"A1/sample/{at}"), body, device=DEVICES[_owner(ref)])
    for at, (ref, department, post, topic) in enumerate(a1.INTERVIEWS):
        body = {"visit": VISIT, "ref": ref, "department": department, "post": post, "topic": topic}
        script.do(_owner(ref), "interview.add", known_id(f"A1/interview/{at}"), body, device=DEVICES[_owner(ref)])


def _photograph(script: Script) -> dict[str, list[str]]:
    """Photos by clause, and their bytes on the shelf; returns the ids by clause."""
    counted: Counter[str] = Counter()
    by_ref: dict[str, list[str]] = {}
    for ref, department, label, scene, local in a1.PHOTOS:
        who = _owner(ref)
        counted[ref] += 1
        number = f"启衡-{ref}-{LETTERS[who]}{counted[ref]:02d}"
        data = picture(scene, number, datetime.strptime(local, "%Y-%m-%d %H:%M"))
        digest, photo = hashlib.sha256(data).hexdigest(), known_id(f"A1/photo/{number}")
        body = {
            "visit": VISIT, "ref": ref, "department": department, "sha256": digest, "size": len(data), "number": number,
            "label": label, "source": "camera", "taken_at": script.at(local),
        }
        script.do(who, "photo.add", photo, body, device=DEVICES[who])
        taken = take_in(script.evidence, known_id("JX"), io.BytesIO(data), digest, len(data), f"{number}.jpg")
        script.do(HOUSE, "photo.received", digest, said_of(taken, known_id("JX")))
        by_ref.setdefault(ref, []).append(photo)
    return by_ref


def _nonconformity(script: Script, photos: dict[str, list[str]]) -> None:
    """B-01 on 7.6: raised on the first day, thirty days from the closing meeting, rolled to the Monday after."""
    nonconformity = known_id("A1/B-01")
    script.at("2023-10-26 16:45")
    drafted = script.do(
        "chenjing", "nonconformity.draft", nonconformity, {"visit": VISIT, "ref": "7.6", "number": "B-01", "severity": "minor"},
        device=DEVICES["chenjing"],
    )
    written = script.do(
        "chenjing", "nonconformity.set", nonconformity,
        {
            "visit": VISIT, "fact": a1.FACT, "department": a1.RND, "photos": photos["7.6"], "term": {"days": 30, "on": None},
            "moved": True,
        },
        device=DEVICES["chenjing"],
    )
    script.at("2023-10-26 17:30")
    base = {"severity": [drafted], "clauses": [drafted], "fact": [written]}
    script.do("chenjing", "nonconformity.raise", nonconformity, {"visit": VISIT}, base=base, device=DEVICES["chenjing"])
