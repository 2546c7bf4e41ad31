"""Whoever is on two audits cannot reach a thing of the one by naming the other: what is done stays on its own visit."""

from collections.abc import Callable
from typing import Any

import pytest

from audit_app.ops import apply_all, make
from audit_app.store.db import Database
from tests.ops.site_kit import NOW, Site
from tests.ops.test_interview_add import interview
from tests.ops.test_sample_add import sample


def subject_of(site: Site, op: dict[str, Any]) -> str:
    site.done(op)
    return str(op["subject"])


CASES: dict[str, tuple[Callable[[Site], str], dict[str, Any]]] = {
    "photo.file": (lambda site: subject_of(site, site.photo()), {"ref": "8.4"}),
    "photo.withdraw": (lambda site: subject_of(site, site.photo()), {"reason": "拍错了"}),
    "sample.withdraw": (lambda site: subject_of(site, sample(site)), {"reason": "记错了"}),
    "interview.withdraw": (lambda site: subject_of(site, interview(site)), {"reason": "记错了"}),
    "nonconformity.set": (lambda site: subject_of(site, site.draft()), {"fact": "另一处"}),
    "nonconformity.raise": (lambda site: site.complete()[0], {}),
    "nonconformity.confirm": (
        lambda site: site.raised()[0],
        {"name": "许宁", "post": "知识产权部经理", "how": "typed"},
    ),
    "nonconformity.withdraw": (lambda site: subject_of(site, site.draft()), {"reason": "不成立"}),
    "nonconformity.restore": (lambda site: subject_of(site, site.draft()), {}),
}


@pytest.mark.parametrize("kind", CASES)
def test_a_thing_of_another_audit_is_not_there(database: Database, kind: str) -> None:
    site = Site(database)
    make_one, body = CASES[kind]
    subject = make_one(site)
    other = site.plan("A2")
    apply_all(database, [make(f"audit.{verb}", other, {}) for verb in ("prepare", "open")], site.actors["sunqian"], NOW)
    site.done(site.op("judgement.set", f"{other}/7.5", **{"visit": other, "ref": "7.5", "value": "conforms"}), "liyan")
    tables = ("photos", "samples", "interviews", "nonconformities", "heads")
    before = {table: site.rows(table) for table in tables}
    said = site.apply(site.op(kind, subject, **{**body, "visit": other}), "liyan")
    assert (said.outcome, said.why) == ("refused", "absent")
    assert {table: site.rows(table) for table in tables} == before
    assert site.apply(site.op(kind, subject, **body), "chenjing").outcome == "done", "on its own visit it can be done"
