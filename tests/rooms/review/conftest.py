"""A small audit on each engine: planned by 孙倩, led by 李岩 with 陈静, with one thing of every kind recorded."""

import hashlib
import io

import pytest
from PIL import Image

from audit_app.demo.script import Script, known_id
from audit_app.effects.intake import Upload, receive
from audit_app.rules import ids
from tests.rooms.cast import CAST, Stage

VISIT = known_id("A1")
FACT = "2023 年 10 月 26 日在研发中心查《图纸发放台账》YF-JL-05，研发中心经理不能出示 7 月至 9 月的记录。"


def jpeg(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


PICTURE = jpeg("navy")
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def story(script: Script) -> Script:
    """A1 is open on its second day: 4 clauses judged, one nonconformity raised, one photo here and one awaited."""
    return script


def tell(script: Script) -> None:
    plan(script, "A1", "江苏启衡精密仪器有限公司", "启衡", "gbt-29490-2013", "2023-10-26", "2023-10-27")
    script.do("sunqian", "audit.prepare", VISIT, {})
    script.at("2023-10-26 09:00")
    script.do("liyan", "audit.open", VISIT, {})
    for who, ref, value in (
        ("liyan", "4.1", "conforms"),
        ("liyan", "5.1", "observation"),
        ("chenjing", "7.6", "nonconforming"),
        ("chenjing", "7.3.2", "not_applicable"),
    ):
        script.do(who, "judgement.set", f"{VISIT}/{ref}", {"visit": VISIT, "ref": ref, "value": value})
    body = {"visit": VISIT, "ref": "7.6", "department": "研发中心"}
    subject = f"{VISIT}/7.6/研发中心/{known_id('chenjing')}"
    script.do("chenjing", "record.set", subject, {**body, "text": "查图纸发放台账 <三本>，7 月起没有记录。"})
    script.do("liyan", "record.set", f"{VISIT}/7.6/研发中心/{known_id('liyan')}", {**body, "text": "复核同上。"})
    sample = {**body, "population": 12, "drawn": 3, "method": "随机", "result": "3 份缺签收"}
    script.do("chenjing", "sample.add", known_id("s1"), sample)
    script.do("chenjing", "interview.add", known_id("i1"), {**body, "post": "研发工程师", "topic": "图纸怎样发放"})
    photographed(script)
    nonconforming(script)
    script.flush()
    receive(
        script.database,
        script.evidence,
        Upload(known_id("JX"), io.BytesIO(PICTURE), DIGEST, len(PICTURE), "a.jpg"),
        script.time,
    )


STORY = Stage("story", tell, CAST)


def photographed(script: Script) -> None:
    for number, digest in (("启衡-7.6-B01", DIGEST), ("启衡-7.6-B02", "0" * 64)):
        script.do(
            "chenjing",
            "photo.add",
            known_id(number),
            {
                "visit": VISIT,
                "ref": "7.6",
                "department": "研发中心",
                "sha256": digest,
                "size": len(PICTURE),
                "number": number,
                "label": "发放台账",
                "source": "camera",
                "taken_at": script.time,
            },
        )


WRITTEN = {
    "fact": FACT,
    "department": "研发中心",
    "photos": [known_id("启衡-7.6-B01")],
    "term": {"days": 30, "on": None},
}
READ = {**WRITTEN, "severity": "minor", "clauses": ["7.6"], "moved": False, "due_on": "2023-11-26"}


def nonconforming(script: Script) -> None:
    one = known_id("B-01")
    drafted = {"visit": VISIT, "ref": "7.6", "number": "B-01", "severity": "minor"}
    script.do("chenjing", "nonconformity.draft", one, drafted)
    script.do("chenjing", "nonconformity.set", one, {"visit": VISIT, **WRITTEN})
    script.do("chenjing", "nonconformity.raise", one, {"visit": VISIT, "read": READ})


def plan(script: Script, code: str, name: str, short: str, edition: str, start: str, end: str) -> None:
    script.at("2023-10-09 09:30")
    client = ids.new_id()
    script.do("sunqian", "client.create", client, {"name": name, "short_name": short, "departments": []})
    script.do(
        "sunqian",
        "audit.plan",
        known_id(code),
        {
            "code": code,
            "client": client,
            "edition": edition,
            "type": "initial_stage_2",
            "starts_on": start,
            "ends_on": end,
            "team": [{"user": known_id("liyan"), "role": "lead"}, {"user": known_id("chenjing"), "role": "auditor"}],
            "chapters": [{"chapter": "7", "user": known_id("chenjing")}] if edition == "gbt-29490-2013" else [],
            "departments": ["研发中心", "知识产权部"],
        },
    )
