"""What waits to be let into an audit, by person and by thing (one nonconformity, one clause); what the question before the release
says of it, and what became of it. A thing is let in as a whole, the things of one person with one act.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.asking import Ask, Question
from audit_app.late_work import around_of, ended_words, groups_of, kind_word, things_of
from audit_app.review.questions import lead
from audit_app.review.reading import edition_of
from audit_app.rules.permits import REVIEWED, Resource
from audit_app.show import count_words, listed, name_then
from audit_app.store import held, people

Plain = dict[str, Any]
PLANNING = frozenset({"planner", "body_admin"})


def releasing(visit: str, subjects: Sequence[str]) -> Ask:
    """放行: which things, in whose words, and which of them go in and which do not, each by its number."""

    def ask(connection: Connection) -> Question:
        things = became_of(connection, visit, subjects)
        lost = [one for one in things if one["lost"]]
        names = listed(one["short"] for one in things)
        then = [("go", _("记入这次审核，和审核组自己记的一样"))]
        if lost:
            then.append(("warn", _("记不进去的写明原因；放行以后，写的人在平板上也看得到")))
        return Question(
            heading=_("放行 %(n)s 项：%(names)s", n=len(things), names=names),
            button=_("放行 %(n)s 项", n=len(things)),
            lead=lead(),
            columns=(_("内容"), _("写的是"), _("谁写的"), _("放行以后")),
            rows=[
                (
                    one["name"],
                    _("；").join(f"{label} {words}".removesuffix("。") for label, words, _now in one["lines"]),
                    one["who"],
                    one["said"],
                )
                for one in things
            ],
            then=then,
            basis=_("放行后不能收回，只能由审核组更正。"),
        )

    return ask


def became_of(connection: Connection, visit: str, subjects: Iterable[str]) -> list[Plain]:
    """The things of these ops as they stand after a release: `lost` names each op that did not go in, with its reason;
    `said` tells it in words."""
    subjects = list(subjects)
    around = around_of(connection, visit, edition_of(connection, visit), held.kept_ops(connection, subjects))
    ends = held.ends_of(connection, subjects)
    found = []
    for thing in things_of(around):
        lost = [(kind_word(ends[op]["kind"]), ended_words(ends[op])) for op in thing["all"] if not _is_in(ends[op])]
        found.append({**thing, "lost": lost, "said": _said(thing, lost)})
    return found


def _is_in(end: Mapping[str, Any]) -> bool:
    return bool(end["outcome"] == "done")


def _said(thing: Plain, lost: Sequence[tuple[str, str]]) -> str:
    if not lost:
        return _("记入")
    reasons = " ".join(dict.fromkeys(f"{what}{_('：')}{why}" for what, why in lost))
    if len(lost) == len(thing["all"]):
        return _("记不进去：%(reasons)s", reasons=reasons)
    return _("一部分记不进去：%(reasons)s", reasons=reasons)


def released_on(connection: Connection, visit: str, span: str) -> dict[str, Any] | None:
    """What one's own last release let in and what not; `span` is the first and last row of the log that it wrote."""
    first, _dash, last = span.partition("-")
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit()):
        return None
    subjects = held.released_by(connection, visit, g.actor.id, int(first[:18]), int(last[:18]))
    things = became_of(connection, visit, subjects)
    if not things:
        return None
    inside = [one for one in things if not one["lost"]]
    return {
        "inside": _("已记入 %(n)s：%(names)s。", n=count_words(len(inside), "item"), names=listed(one["short"] for one in inside))
        if inside
        else "",
        "lost": [one for one in things if one["lost"]],
    }  # fmt: skip


def held_on(connection: Connection, visit: str) -> list[dict[str, Any]]:
    """What waits on an audit by person: {who, things, n, ops}; `ops` are those of all things that a release lets in."""
    edition = edition_of(connection, visit)
    return groups_of(around_of(connection, visit, edition, held.list_with_followers(connection, visit)))


def released_things(connection: Connection, visit: str) -> list[str]:
    """What a person has to let in on an audit, each nonconformity or clause of each person by its number, once."""
    return [one["short"] for group in held_on(connection, visit) for one in group["things"] if one["ops"]]


def let_in_since(connection: Connection, visit: str) -> list[Plain]:
    """What was let in since the audit was submitted, for who reviews it: each thing with `by` and `let_in_at`, the latest of its
    releases, the first thing first. Nothing of it was there when the leader submitted."""
    releases = {row["subject"]: row for row in held.released_since_submitted(connection, visit)}
    if not releases:
        return []
    ends = held.ends_of(connection, releases)
    inside = [row for row in held.kept_ops(connection, releases) if _is_in(ends[row["op_id"]])]
    names = people.names_then(connection, {(row["actor"], row["received_at"]) for row in releases.values()})
    found = []
    for thing in things_of(around_of(connection, visit, edition_of(connection, visit), inside)):
        last = max((releases[op] for op in thing["all"]), key=lambda row: int(row["seq"]))
        found.append(
            {
                **thing,
                "by": name_then(names.get((last["actor"], last["received_at"]))),
                "let_in_at": last["received_at"],
            }
        )
    return sorted(found, key=lambda one: str(one["let_in_at"]))


def releasers_of(
    connection: Connection, organisation: str, team: Iterable[Mapping[str, Any]], resource: Resource
) -> str:
    """Who may let it in, in a sentence for those who only look: the leader of the audit, or who plans; who took no part once it
    is reviewed."""
    if resource.state in REVIEWED:
        return _("已经开始复核，由没有参加审核的计划人员、认证决定人员或机构管理员放行；您可以看，不用处理。")
    leaders = [one["name"] for one in team if one["role"] == "lead" and not one["removed_at"]]
    users = people.list_users(connection, organisation)
    planners = [row["name"] for row in users if row["active"] and set(json.loads(row["roles"])) & PLANNING]
    return _(
        "由审核组长%(leaders)s或者计划人员%(planners)s放行；您可以看，不用处理。",
        leaders=listed(leaders),
        planners=listed(planners),
    )
