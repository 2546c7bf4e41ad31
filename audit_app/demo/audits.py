"""Audits A1 (in full swing on its second day) and A2 (ready, for January, by the edition of 2023), told in the order of time.

What was recorded on A1 is data in `a1`; every step goes through `ops` like anybody's work.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit_app.demo import a1
from audit_app.demo.pictures import picture
from audit_app.demo.script import Script, instant_of, known_id
from audit_app.effects.intake import said_of
from audit_app.ops import SYSTEM
from evidence.take_in import take_in

LETTERS = {"liyan": "A", "chenjing": "B"}
DEVICES = {"liyan": "平板-01", "chenjing": "平板-03"}
VISIT, NONCONFORMITY = known_id("A1"), known_id("A1/B-01")


@dataclass(frozen=True)
class Step:
    """One thing somebody did at a local time; `base` names earlier steps by their `name`, `photo` are bytes to take
    in.
    """

    local: str
    who: str
    kind: str
    subject: str
    body: Mapping[str, Any]
    name: str = ""
    base: Mapping[str, Sequence[str]] = field(default_factory=dict)
    photo: bytes = b""


def tell(script: Script) -> None:
    made: dict[str, str] = {}
    steps = [*_planning(), *_judging(), *_recording(), *_photographing(), *_finding()]
    for step in sorted(steps, key=lambda step: step.local):
        script.at(step.local)
        base = {name: [made[one] for one in named] for name, named in step.base.items()}
        made[step.name] = script.do(
            step.who, step.kind, step.subject, step.body, base=base, device=DEVICES.get(step.who)
        )
        if step.photo:
            _take_in(script, step)
    script.flush()


def _take_in(script: Script, step: Step) -> None:
    digest, name = step.body["sha256"], f"{step.body['number']}.jpg"
    taken = take_in(script.evidence, known_id("JX"), io.BytesIO(step.photo), digest, len(step.photo), name)
    script.do(SYSTEM, "photo.received", digest, said_of(taken, known_id("JX")))


def _planning() -> Iterator[Step]:
    planned, prepared = "2023-10-09 09:30", "2023-10-20 16:00"
    for code, client in (("QH-client", a1.CLIENT), ("HT-client", a1.SECOND_CLIENT)):
        yield Step(planned, "sunqian", "client.create", known_id(code), client)
    team = [{"user": known_id("liyan"), "role": "lead"}, {"user": known_id("chenjing"), "role": "auditor"}]
    yield Step(
        planned,
        "sunqian",
        "audit.plan",
        VISIT,
        {
            "code": "A1",
            "client": known_id("QH-client"),
            "edition": "gbt-29490-2013.2",
            "type": "initial_stage_2",
            "starts_on": "2023-10-26",
            "ends_on": "2023-10-27",
            "team": team,
            "departments": list(a1.DEPARTMENTS),
            "chapters": [{"chapter": chapter, "user": known_id(who)} for chapter, who in a1.OWNERS.items()],
        },
    )
    yield Step(
        planned,
        "sunqian",
        "audit.plan",
        known_id("A2"),
        {
            "code": "A2",
            "client": known_id("HT-client"),
            "edition": "gbt-29490-2023.2",
            "type": "surveillance_transition",
            "starts_on": "2024-01-09",
            "ends_on": "2024-01-09",
            "team": team,
            "departments": a1.SECOND_CLIENT["departments"],
            "chapters": [],
        },
    )
    for code in ("A1", "A2"):
        yield Step(prepared, "sunqian", "audit.prepare", known_id(code), {})
    yield Step("2023-10-26 09:00", "liyan", "audit.open", VISIT, {})


def _owner(ref: str) -> str:
    return a1.OWNERS[ref.split(".")[0]]


def _value(ref: str) -> str:
    for value, refs in (
        ("not_applicable", a1.NOT_APPLICABLE),
        ("observation", a1.OBSERVATIONS),
        ("nonconforming", a1.NONCONFORMING),
    ):
        if ref in refs:
            return value
    return "conforms"


def _judging() -> Iterator[Step]:
    """Each walks through the own chapters on the first day, one clause every twenty minutes or so."""
    walked: Counter[str] = Counter()
    for ref in a1.JUDGED:
        who = _owner(ref)
        minutes = 30 + 24 * walked[who]
        walked[who] += 1
        body = {"visit": VISIT, "ref": ref, "value": _value(ref)}
        yield Step(
            f"2023-10-26 {9 + minutes // 60:02d}:{minutes % 60:02d}", who, "judgement.set", f"{VISIT}/{ref}", body
        )


def _recording() -> Iterator[Step]:
    for at, (ref, (department, text)) in enumerate(a1.RECORDS.items()):
        local, who = "2023-10-27 10:36" if ref == "7.4.1" else f"2023-10-26 17:{5 + at:02d}", _owner(ref)
        body = {"visit": VISIT, "ref": ref, "department": department, "text": text}
        yield Step(local, who, "record.set", f"{VISIT}/{ref}/{department}/{known_id(who)}", body)
    for at, (ref, department, population, drawn, method, result) in enumerate(a1.SAMPLES):
        body = {
            "visit": VISIT,
            "ref": ref,
            "department": department,
            "population": population,
            "drawn": drawn,
            "method": method,
            "result": result,
        }
        yield Step(_noted(ref), _owner(ref), "sample.add", known_id(f"A1/sample/{at}"), body)
    for at, (ref, department, post, topic) in enumerate(a1.INTERVIEWS):
        body = {"visit": VISIT, "ref": ref, "department": department, "post": post, "topic": topic}
        yield Step(_noted(ref), _owner(ref), "interview.add", known_id(f"A1/interview/{at}"), body)


def _noted(ref: str) -> str:
    return "2023-10-27 10:30" if ref == "7.4.1" else "2023-10-26 17:25"


def _numbered() -> Iterator[tuple[str, tuple[str, str, str, str, str]]]:
    counted: Counter[str] = Counter()
    for photo in a1.PHOTOS:
        counted[photo[0]] += 1
        yield f"启衡-{photo[0]}-{LETTERS[_owner(photo[0])]}{counted[photo[0]]:02d}", photo


def _photographing() -> Iterator[Step]:
    for number, (ref, department, label, scene, local) in _numbered():
        data = picture(scene, number, datetime.strptime(local, "%Y-%m-%d %H:%M"))
        body = {
            "visit": VISIT,
            "ref": ref,
            "department": department,
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "number": number,
            "label": label,
            "source": "camera",
            "taken_at": instant_of(local),
        }
        yield Step(local, _owner(ref), "photo.add", known_id(f"A1/photo/{number}"), body, photo=data)


def _finding() -> Iterator[Step]:
    """B-01 on 7.6: raised on the first day, thirty days from the closing meeting, moved to the Monday after."""
    photos = [known_id(f"A1/photo/{number}") for number, photo in _numbered() if photo[0] == "7.6"]
    yield Step(
        "2023-10-26 17:40",
        "chenjing",
        "nonconformity.draft",
        NONCONFORMITY,
        {"visit": VISIT, "ref": "7.6", "number": "B-01", "severity": "minor"},
        name="drafted",
    )
    written = {"fact": a1.FACT, "department": a1.RND, "photos": photos, "term": {"days": 30, "on": None}, "moved": True}
    yield Step(
        "2023-10-26 17:46", "chenjing", "nonconformity.set", NONCONFORMITY, {"visit": VISIT, **written}, name="written"
    )
    base = {"severity": ["drafted"], "clauses": ["drafted"], "fact": ["written"]}
    read = {**written, "severity": "minor", "clauses": ["7.6"], "due_on": "2023-11-27"}
    yield Step(
        "2023-10-26 17:50", "chenjing", "nonconformity.raise", NONCONFORMITY, {"visit": VISIT, "read": read}, base=base
    )
