"""The whole history of a paper: its own acts, and what conclusions did to it: which company drafted it, joined it, left it.

A check is put under a paper by an op of its own, so those ops are read again from the log, in order.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import Connection

from audit_app.regulator import queries, words, written
from audit_app.rules.followup import RECTIFICATION
from audit_app.store import campaigns, spot_checks

Act = Mapping[str, Any]
CITES = {"spot_check.conclude": "measure", "spot_check.correct_conclusion": "measure", "spot_check.set_measure": ""}
"""The ops that put a check under a paper, and where in their body that stands."""
STAYS_TO_BE_SEEN = 3
"""The version of `spot_check.correct_conclusion` since which a paper that rested on it alone is withdrawn, not emptied."""


def of_paper(connection: Connection, kind: str, row: Any) -> list[dict[str, Any]]:
    """The history of an interview or a reminder in words, oldest first; companies by name where the reader may see them."""
    own = queries.list_history(connection, row["id"])
    machine = words.MACHINES[kind]
    told = written.told(written.OfPaper(kind), own, lambda act: words.act_word(machine, act["kind"], act["body"]))
    return sorted([*told, *_Companies(connection, kind, row, own).events()], key=lambda one: one["seq"])


def of_rectification(connection: Connection, row: Any) -> list[dict[str, Any]]:
    """The history of a rectification with the conclusions that drafted it, anew or for the first time."""
    own, concluded = (queries.list_history(connection, row[name]) for name in ("id", "spot_check_id"))
    drafting = [act for act in concluded if act["kind"] in ("spot_check.conclude", "spot_check.correct_conclusion")]
    check: Any = spot_checks.get_spot_check(connection, row["spot_check_id"])
    round_: Any = campaigns.get_round(connection, check["round_id"])
    campaign: Any = campaigns.get_campaign(connection, round_["campaign_id"])
    walk, found, drafted = written.OfRectification(campaign["term"].split()[1]), [], False
    for act in sorted([*own, *drafting], key=lambda one: one["seq"]):
        changes = walk.of(act)
        if act["kind"].startswith("rectification."):
            found.append({**act, "verb": words.act_word(RECTIFICATION, act["kind"], act["body"]), "days": changes})
            continue
        given = act["body"].get("rectification") or {}
        if given.get("due_on") or given.get("days"):
            again = _("更正结论，重新起草")
            found.append(_event(act, again if drafted else _("由抽查结论起草"), _why(act), changes))
            drafted = True
        elif drafted:
            found.append(_event(act, _("更正结论，不再要求整改"), _why(act)))
    return found


class _Companies:
    """Which companies were under a paper, replayed from the acts on checks."""

    def __init__(self, connection: Connection, kind: str, row: Any, own: Iterable[Act]) -> None:
        self.kind, self.row = kind, row
        self.by_hand = any(act["kind"] == "regulatory_interview.draft" for act in own)
        self.acts = [
            act if _seen(act) else {**act, "name": ""} for act in queries.list_acts_on_checks(connection, kind, row)
        ]
        self.inside: set[str] = set()
        self.drafted = self.by_hand

    def events(self) -> list[dict[str, Any]]:
        return [event for act in self.acts if (event := self._event_of(act))]

    def _event_of(self, act: Act) -> dict[str, Any] | None:
        company, was_in = self._named(act), act["subject"] in self.inside
        if act["kind"] == "spot_check.amend":
            return self._number(act, company) if was_in and act["body"]["field"] in ("approval_no", "body") else None
        if self._cited(act):
            self.inside.add(act["subject"])
            if not self.drafted:
                self.drafted = True
                return _event(act, _("由 %(name)s 的抽查结论起草", name=company), _why(act))
            said = _("更正 %(name)s 的结论，仍在其中", name=company) if was_in else _("并入 %(name)s", name=company)
            return _event(act, said, _why(act))
        if not was_in or act["kind"] != "spot_check.correct_conclusion":
            return None
        if self.inside == {act["subject"]} and not self.by_hand and act["v"] >= STAYS_TO_BE_SEEN:
            return _event(act, _("更正 %(name)s 的结论，随之撤回", name=company), _why(act))
        self.inside.discard(act["subject"])
        return _event(act, _("更正结论，移出 %(name)s", name=company), _why(act))

    def _cited(self, act: Act) -> bool:
        """Whether the act put its check under this paper: named as it stands, or the new one that it drafted."""
        field = CITES[act["kind"]]
        given = (act["body"].get(field) if field else act["body"]) or {}
        if given.get("kind") != self.kind:
            return False
        if given.get("existing"):
            return bool(given["existing"] == self.row["id"])
        made = [str(uuid.uuid5(uuid.UUID(act["id"]), self.kind))]
        if not self.drafted:
            made.append(str(uuid.uuid5(uuid.UUID(act["subject"]), self.kind)))
        return self.row["id"] in made

    def _number(self, act: Act, company: str) -> dict[str, Any]:
        name, said = _("认证机构批准号"), _("补正 %(name)s 的批准号", name=company)
        if act["body"]["field"] == "body":
            name, said = _("认证机构名称"), _("补正 %(name)s 的认证机构名称", name=company)
        change = (name, act["body"].get("was") or _("没有写"), act["body"]["value"])
        return _event(act, said, act["body"]["reason"], [change])

    def _named(self, act: Act) -> str:
        return str(act["company"]) if _seen(act) else _("其他市的一家企业")


def _seen(act: Act) -> bool:
    """Whether the reader may see this check: a province all, a city its own."""
    return g.actor.organisation_kind == "province_office" or bool(act["office"] == g.actor.organisation)


def _why(act: Act) -> str:
    return str(act["body"].get("reason") or "")


def _event(act: Act, verb: str, why: str, days: Iterable[tuple[str, str, str]] = ()) -> dict[str, Any]:
    """A line of a history, as `written.told` gives them."""
    body = {"because": why, "reason": why}
    return {"seq": act["seq"], "at": act["at"], "name": act["name"], "verb": verb, "days": list(days), "body": body}
