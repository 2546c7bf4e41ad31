"""Two tablets that know only what they did and what they heard: histories of ops with honest bases, and ways to
deliver them badly.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from audit_app.ops import SYSTEM, Actor, make
from audit_app.rules import ids
from audit_app.rules.instants import milliseconds
from tests.ops.site_kit import NOW, Site

REFS = ("7.5", "7.6")
VALUES = ("conforms", "nonconforming", "observation", "not_applicable", None)
DEPARTMENT = "知识产权部"
ADDS = ("sample.add", "interview.add", "photo.add", "nonconformity.draft")
KINDS = (
    "judgement.set",
    "record.set",
    *ADDS,
    "sample.withdraw",
    "interview.withdraw",
    "photo.withdraw",
    "nonconformity.withdraw",
    "photo.file",
    "photo.use",
    "nonconformity.set",
    "photo.received",
    "hear",
)
OFTEN = (*KINDS, *("judgement.set", "record.set", "nonconformity.set") * 2)
FIELDS: dict[str, tuple[Any, ...]] = {
    "fact": ("事实一", "事实二"),
    "severity": ("minor", "major"),
    "department": ("知识产权部", "研发中心"),
    "clauses": (["7.6"], ["7.6", "7.5"]),
    "term": ({"days": 30, "on": None}, {"days": None, "on": "2023-12-08"}),
    "moved": (True, False),
    "photos": ([],),
}


@dataclass(frozen=True)
class Sent:
    """An op and whose it is."""

    op: dict[str, Any]
    actor: Actor


@dataclass
class Tablet:
    """One tablet: its person, its clock's error in minutes, the ops it knows."""

    actor: Actor
    name: str
    clock: int
    letter: str
    known: list[dict[str, Any]] = field(default_factory=list)

    def heads(self, subject: str, name: str) -> list[str]:
        """The ops on this field that nobody it knows of has built upon."""
        mine = [op for op in self.known if op["subject"] == subject and name in _fields(op)]
        gone = {id for op in mine for id in op["base"].get(name, ())}
        return [op["id"] for op in mine if op["id"] not in gone]

    def things(self, kind: str) -> list[str]:
        return [op["subject"] for op in self.known if op["kind"] == kind]


def _fields(op: dict[str, Any]) -> list[str]:
    match op["kind"]:
        case "judgement.set":
            return ["value"]
        case "record.set":
            return ["text"]
        case "photo.file":
            return ["ref"]
        case "photo.use":
            return [f"also.{op['body']['ref']}"]
        case "photo.add":
            return ["ref"] if op["body"]["ref"] else []
        case "nonconformity.draft":
            return ["clauses", *(["severity"] if op["body"]["severity"] else [])]
        case "nonconformity.set":
            return [name for name in op["body"] if name != "visit"]
    return []


class History:
    """What two people did, in the order they did it: `sent` is all of it."""

    def __init__(self, site: Site, same_person: bool, seed: int) -> None:
        self.site, self.chance = site, random.Random(seed)
        source = random.Random(seed ^ 0x5EED)
        self.ids = [ids.Ids(source.getrandbits), ids.Ids(source.getrandbits)]
        second = "chenjing" if same_person else "liyan"
        self.tablets = [
            Tablet(site.actors["chenjing"], "平板-03", 0, "B"),
            Tablet(site.actors[second], "平板-01", self.chance.choice((-30, 0, 2, 40)), "B" if same_person else "A"),
        ]
        self.sent: list[Sent] = []
        self.steps = 0

    def step(self, at: int, kind: str) -> None:
        """One person does one thing, or hears what the other did."""
        tablet, other = self.tablets[at], self.tablets[1 - at]
        self.steps += 1
        if kind == "hear":
            tablet.known += [op for op in other.known if op not in tablet.known]
            return
        if kind == "photo.received":
            self._receive(tablet)
            return
        if kind == "nonconformity.withdraw" and tablet.actor != other.actor:
            return  # refused over words of the other that were not seen: its order matters, and test_nonconformity_withdraw has it
        made = self._made(tablet, at, kind)
        if made is not None:
            tablet.known.append(made)
            self.sent.append(Sent(made, tablet.actor))

    def _id(self, at: int) -> str:
        return self.ids[at].new(milliseconds(NOW) + self.steps * 1000 + self.tablets[at].clock * 60_000 - 3_600_000)

    def _made(self, tablet: Tablet, at: int, kind: str) -> dict[str, Any] | None:
        subject, body, fields = self._what(tablet, at, kind)
        if subject is None:
            return None
        base = {name: heads for name in fields if (heads := tablet.heads(subject, name))}
        body = {"visit": self.site.visit, **body}
        return make(kind, subject, body, id=self._id(at), base=base, device=tablet.name)

    def _what(self, tablet: Tablet, at: int, kind: str) -> tuple[str | None, dict[str, Any], Sequence[str]]:
        pick, visit = self.chance.choice, self.site.visit
        ref = pick(REFS)
        resource = kind.split(".")[0]
        known = tablet.things("nonconformity.draft" if resource == "nonconformity" else f"{resource}.add")
        match kind:
            case "judgement.set":
                return f"{visit}/{ref}", {"ref": ref, "value": pick(VALUES)}, ["value"]
            case "record.set":
                subject = f"{visit}/{ref}/{DEPARTMENT}/{tablet.actor.id}"
                return subject, {"ref": ref, "department": DEPARTMENT, "text": f"记录 {self.chance.random()}"}, ["text"]
            case "sample.add":
                row = {"population": 9, "drawn": pick((1, 9)), "method": "随机", "result": ""}
                return self._id(at), {"ref": ref, "department": DEPARTMENT, **row}, []
            case "interview.add":
                return self._id(at), {"ref": ref, "department": DEPARTMENT, "post": "经理", "topic": "监测"}, []
            case "photo.add":
                return self._id(at), self._photo(pick((ref, None))), []
            case "nonconformity.draft":
                number = f"{tablet.letter}-{10 * (at + 1) + len(known):02d}"
                return self._id(at), {"ref": ref, "number": number, "severity": pick(("minor", None))}, []
        if not known:
            return None, {}, []
        if kind == "photo.file":
            return pick(known), {"ref": ref}, ["ref"]
        if kind == "photo.use":
            return pick(known), {"ref": ref, "used": pick((True, False))}, [f"also.{ref}"]
        if kind == "nonconformity.set":
            names = self.chance.sample(sorted(FIELDS), self.chance.randint(1, 3))
            return pick(known), {name: pick(FIELDS[name]) for name in names}, names
        return pick(known), {"reason": pick(("", "记错了", "重复"))}, []

    def _photo(self, ref: str | None) -> dict[str, Any]:
        return {
            "ref": ref,
            "department": DEPARTMENT,
            "sha256": self.chance.choice(("ab" * 32, "cd" * 32)),
            "size": 10,
            "number": "启衡-B01",
            "label": "台账",
            "source": "camera",
            "taken_at": NOW,
        }

    def _receive(self, tablet: Tablet) -> None:
        sha256 = self.chance.choice(("ab" * 32, "cd" * 32))
        done = {sent.op["kind"] for sent in self.sent if sent.op["subject"] == sha256}
        received = {**self.site.received(sha256), "id": self._id(0)}
        problem = self.chance.choice((None, "打不开：文件已损坏或不完整"))
        organisation = self.site.organisations["JX"]
        checked = make(
            "photo.checked", sha256, {"organisation": organisation, "problem": problem, "phash": None}, id=self._id(0)
        )
        if not done:
            self.sent += [Sent(received, SYSTEM), Sent(checked, SYSTEM)]


def badly(sent: Sequence[Sent], chance: random.Random) -> list[list[Sent]]:
    """The same ops in any order, in batches, some batches lost on the way back and sent again, some ops repeated."""
    mixed = list(sent)
    chance.shuffle(mixed)
    batches: list[list[Sent]] = []
    while mixed:
        size = chance.randint(1, 6)
        batch, mixed = mixed[:size], mixed[size:]
        batches.append(batch)
        if chance.random() < 0.3:
            batches.append(list(batch))
    chance.shuffle(extra := [one for one in sent if chance.random() < 0.2])
    return [*batches, extra] if extra else batches
