"""What waits for a person on an audit, in words: what it would do, to which clause or form, what it says, whose, why."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.ops.nonconformities import WORDS
from audit_app.rules.kinds import BY_PERSON, KIND_WORDS
from audit_app.rules.refusals import N_, SENTENCES, Refused
from audit_app.rules.vocabulary import JUDGEMENTS
from audit_app.severities import labels
from audit_app.show import count_words, language, listed
from audit_app.store import held, judgements, nonconformities, people, photos
from checklists import Edition, UnknownRef

Line = dict[str, Any]
COMPANY = frozenset({"words_changed", "words_unproven"})
"""Reasons for waiting that the company ends, by confirming what is written now."""
NEWER = frozenset({"unknown_kind", "newer_version"})
LATER = frozenset({"base_not_here", "subject_not_here"})
"""Reasons that say nothing where what it waits for is let in with it."""
DESK_WORDS = {
    "not_on_team": N_("收到时已不在审核组"),
    "visit_closed": N_("审核提交以后才收到"),
    "check_closed": N_("写了检查结论以后才收到"),
    "recused_since": N_("%(name)s对%(company)s回避，列为回避以后写的，不能放行"),
    "recused_before": N_("%(name)s对%(company)s回避，按平板的时间是列为回避以前写的，以后才收到"),
    "recused_then": N_("收到时%(name)s对%(company)s回避，现在不回避了"),
}
"""The reasons that a person ends, as the desk says them, body and office (`desk_words`); the log's own sentences speak to who wrote."""


@dataclass(frozen=True)
class Around:
    """Kept ops and what they are told by: the edition, the people, and the rows as they stand, by their ids or clauses."""

    rows: Sequence[Mapping[Any, Any]]
    edition: Edition
    names: Mapping[str, str]
    forms: Mapping[str, Mapping[str, Any]]
    judged: Mapping[str, Sequence[str | None]]
    shots: Mapping[str, Mapping[Any, Any]]


def around_of(connection: Connection, visit: str, edition: Edition, rows: Sequence[Mapping[Any, Any]]) -> Around:
    """These kept ops of a visit with everything that it takes to word them."""
    return Around(
        rows,
        edition,
        people.names_of(connection, {row["actor"] for row in rows}),
        {one["id"]: one for one in nonconformities.list_nonconformities(connection, visit)},
        judgements.list_standing(connection, visit),
        {one["id"]: one for one in photos.list_photos(connection, visit)},
    )


def waiting_things(connection: Connection, visit: str, edition: Edition) -> list[Line]:
    """Everything that waits on an audit, a nonconformity or a clause of one person at a time."""
    return things_of(around_of(connection, visit, edition, held.list_with_followers(connection, visit)))


def groups_of(around: Around) -> list[dict[str, Any]]:
    """The things by person, the longest waiting first: {who, things, n, ops}; `n` and `ops` are of those a release lets in."""
    found: dict[str, dict[str, Any]] = {}
    for thing in things_of(around):
        group = found.setdefault(thing["actor"], {"who": thing["who"], "things": [], "n": 0, "ops": []})
        group["things"].append(thing)
        if thing["ops"]:
            group["n"] += 1
            group["ops"] += thing["ops"]
    place = {row["op_id"]: n for n, row in enumerate(around.rows)}
    for group in found.values():
        group["ops"].sort(key=lambda op: place[op])
    return list(found.values())


def things_of(around: Around) -> list[Line]:
    """One line for each nonconformity or clause and person: its name, what came (of one field the last), why it waits.

    `all` are its ops, `ops` those that one release lets in, none where nothing of it waits for a person.
    """
    gathered: dict[tuple[str, str], list[Mapping[Any, Any]]] = {}
    for row in around.rows:
        gathered.setdefault((row["actor"], key_of(row, around)), []).append(row)
    return [_thing(rows, around) for rows in gathered.values()]


def _thing(rows: Sequence[Mapping[Any, Any]], around: Around) -> Line:
    lines: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        for name, line in changes_of(row, around):
            lines.pop(name, None)
            lines[name] = line
    open_to_us = any(row["why"] in BY_PERSON for row in rows)
    name, short = name_of(rows, around)
    return {
        "name": name,
        "short": short,
        "actor": rows[0]["actor"],
        "who": around.names.get(rows[0]["actor"], ""),
        "at": rows[-1]["received_at"],
        "lines": list(lines.values()),
        "why": list(dict.fromkeys(why_of(row) for row in rows if not (open_to_us and row["why"] in LATER))),
        "all": [row["op_id"] for row in rows],
        "ops": [row["op_id"] for row in rows if row["why"] not in COMPANY | NEWER] if open_to_us else [],
    }


def key_of(row: Mapping[Any, Any], around: Around) -> str:
    """What the op belongs to: its nonconformity, else its clause, else itself."""
    if row["kind"].startswith("nonconformity."):
        return str(row["subject"])
    return clause_of(row, around) or str(row["subject"])


def clause_of(row: Mapping[Any, Any], around: Around) -> str | None:
    """The clause that it is about, also where only what it takes back was under one."""
    ref = json.loads(row["body"]).get("ref")
    if ref or not row["kind"].startswith("photo."):
        return ref or None
    own = next((one for one in around.rows if one["subject"] == row["subject"] and one["kind"] == "photo.add"), None)
    return json.loads(own["body"]).get("ref") if own else (around.shots.get(row["subject"]) or {}).get("ref")


def name_of(rows: Sequence[Mapping[Any, Any]], around: Around) -> tuple[str, str]:
    """What the thing is called: number and clauses in full, and the number alone for a list."""
    if not rows[0]["kind"].startswith("nonconformity."):
        ref = clause_of(rows[0], around)
        return (label_of(around.edition, ref), number_of(around.edition, ref)) if ref else (_("待归类的照片"),) * 2
    known, bodies = around.forms.get(rows[0]["subject"]), [json.loads(row["body"]) for row in rows]
    refs = known["clauses"] if known else [body["ref"] for body in bodies if body.get("ref")]
    number = (
        known["number"] if known else next((body["number"] for body in bodies if body.get("number")), _("不符合项"))
    )
    return " · ".join([number, *(label_of(around.edition, str(ref)) for ref in refs or [])]), number


def number_of(edition: Edition, ref: str) -> str:
    """The number of a clause; its name where it has none that is proven."""
    try:
        item = edition.item(ref)
    except UnknownRef:
        return ref
    return item.number if item.number and item.number_status != "likely" else item.label(language())


def changes_of(row: Mapping[Any, Any], around: Around) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """What an op would write, field by field: its name, and (label, words, what stands there now where that is something else)."""
    body, kind = json.loads(row["body"]), row["kind"]
    word = kind_word(kind)
    known = around.forms.get(row["subject"])
    if kind in ("nonconformity.set", "nonconformity.draft"):
        if kind == "nonconformity.draft":
            yield kind, (word, label_of(around.edition, body["ref"]), "")
        for name in WORDS:
            if body.get(name) is not None:
                words = field_words(name, body[name], around)
                now = field_words(name, known[name], around) if known and known[name] else ""
                yield name, (_(WORDS[name]), words, now if now != words else "")
    elif kind == "judgement.set":
        now = " / ".join(judgement_word(value) for value in around.judged.get(body["ref"], ()))
        words = judgement_word(body["value"])
        yield kind, (word, words, now if now != words else "")
    elif kind.startswith("photo."):
        yield f"{kind}/{row['subject']}", (word, photo_name(row["subject"], around), "")
    else:
        one = "record.set" if kind == "record.set" else row["op_id"]
        yield f"{one}/{body.get('department')}", (word, content_of(body), "")


def field_words(name: str, value: Any, around: Around) -> str:
    """The value of a field of a nonconformity as it is read."""
    match name:
        case "severity":
            return labels().get(value) or _("未定")
        case "clauses":
            return listed(label_of(around.edition, str(ref)) for ref in value)
        case "photos":
            return listed(photo_name(one, around) for one in value) or _("不选用照片")
        case "term":
            units = (("months", "month"), ("days", "day"))
            told = (count_words(value[part], unit) for part, unit in units if value.get(part))
            return str(value.get("on") or next(told, ""))
        case "moved":
            return _("顺延") if value else _("不顺延")
    return str(value)


def photo_name(photo: str, around: Around) -> str:
    """The name of a photo that is here or waits itself."""
    own = next((one for one in around.rows if one["subject"] == photo and one["kind"] == "photo.add"), None)
    known = json.loads(own["body"]) if own else around.shots.get(photo)
    return str(known["label"] or known["number"]) if known else _("照片")


def judgement_word(value: str | None) -> str:
    return _(JUDGEMENTS[value]) if value in JUDGEMENTS else _("清除判定")


def why_of(row: Mapping[Any, Any]) -> str:
    """Why it waits, for the desk, with all that the reason names: which fields were changed, which kind is not known."""
    if row["why"] in DESK_WORDS:
        return desk_words(row["why"])
    if row["why"] not in SENTENCES:
        return str(row["why"])
    told = json.loads(row["answer"] or "{}") if row["said"] == row["why"] else {}
    return Refused(row["why"], **{"kind": row["kind"], **told.get("details", {})}).in_words(_)


def desk_words(why: str, **named: str) -> str:
    """A reason that a person ends, as the desk says it; those of a spot check name who is recused from what company."""
    return _(DESK_WORDS[why], **named)


def label_of(edition: Edition, ref: str) -> str:
    """Number and title of a clause; what the edition does not know stays as it is."""
    try:
        return edition.item(ref).label(language())
    except UnknownRef:
        return ref


def content_of(body: Mapping[str, Any]) -> str:
    """The words it carries, as the person wrote them."""
    drawn = _("%(population)s 份中抽 %(drawn)s 份", **body) if "drawn" in body else ""
    texts = (body.get(name) for name in ("department", "name", "post", "text", "topic", "method", "result", "reason"))
    read = body.get("read") or {}
    return _("，").join(str(text) for text in (drawn, *texts, read.get("fact")) if text)


def ended_words(end: Mapping[Any, Any]) -> str:
    """Why an op that was let in did not go in, or waits on: by the log's last word on it."""
    if end["why"] not in SENTENCES:
        return str(end["why"])
    details = json.loads(end["answer"] or "{}").get("details", {})
    return Refused(end["why"], **{"kind": end["kind"], **details}).in_words(_)


def kind_word(kind: str) -> str:
    """What an op of this kind does, in words."""
    return _(KIND_WORDS.get(kind, kind))


def states_waiting(connection: Connection, subjects: Collection[str]) -> dict[str, str]:
    """Nonconformities whose raising or confirmation is kept back, by id: what it waits for, in words."""
    found = {}
    for row in held.on_subjects(connection, subjects):
        if row["kind"] in ("nonconformity.raise", "nonconformity.confirm"):
            found[row["subject"]] = (
                _("等待放行")
                if row["why"] in BY_PERSON
                else _("要对方重新确认")
                if row["why"] in COMPANY
                else _("等待前面的内容")
            )
    return found
