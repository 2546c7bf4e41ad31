"""What each act on a check or a paper wrote, and what that replaced: read again from the log, in order.

One walk for all histories of these pages. A value that is written for the first time is told as it is; one that comes in the place of
another, with both; one that a correction or a taking-back takes away, with what stands there now: nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from audit_app.ops.conclusions import DEFAULT_REQUIREMENT
from audit_app.ops.followups import counted_from
from audit_app.regulator import words
from audit_app.rules.followup import INTERVIEW_DAYS, RECTIFICATION, REGULATORY_INTERVIEW, REMINDER
from audit_app.rules.instants import local_day
from audit_app.rules.ladder import find
from audit_app.rules.steps import UNDO
from audit_app.show import bracketed, day_full
from checklists import rulepack

Act = Mapping[str, Any]
Row = Mapping[str, Any]
Values = dict[str, Any]
Change = tuple[str, str, str]
"""What is called how; what stood there, empty where it is written for the first time; what stands there now."""
PUTTING_RIGHT = ("amend", "correct", "correct_dates", "correct_conclusion", "set_number", "take_back")
STEPS = RECTIFICATION.verbs | REMINDER.verbs | REGULATORY_INTERVIEW.verbs
"""Acts in whose lines an empty place is named, too: they are there to put something right."""


class _Walk:
    """The values of one thing as the acts on it left them; `labels` in the order in which they are told."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.labels = labels
        self.kept: Values = {}
        self.found: list[Values] = []
        """What each step of the paper that stands found in the places where it wrote."""

    def of(self, act: Act) -> list[Change]:
        """The changes that one act made. What the act names as read stands where no act before it wrote anything."""
        self.kept = {**self.read(act), **self.kept}
        if _verb(act) == UNDO:
            return self._undone(act)
        values, before = self.values(act), self.kept
        if _verb(act) in STEPS:
            self.found.append({name: before.get(name) for name in values})
        self.kept = {**before, **values}
        right = _verb(act) in PUTTING_RIGHT
        return [
            (
                label,
                self._worded(name, before.get(name), _("没有写") if right else ""),
                self._worded(name, values[name]),
            )
            for name, label in self.labels.items()
            if name in values and (before.get(name) or None) != (values[name] or None)
        ]

    def _undone(self, act: Act) -> list[Change]:
        """The step that was taken back, as it stood; and what stands again in its place."""
        before, values = self.kept, self.again(self.found.pop() if self.found else {})
        self.kept = {**before, **values}
        again = [
            (label, self._worded(name, before.get(name)), self._worded(name, values[name]))
            for name, label in self.labels.items()
            if values.get(name) and before.get(name) != values[name]
        ]
        return [words.undone(act["kind"].partition(".")[0], act["body"]), *again]

    def again(self, found: Values) -> Values:
        """What stands again once a step that found this is taken back."""
        return found

    def values(self, act: Act) -> Values:
        """What an act writes, by name; None or an empty one for what it takes away."""
        raise NotImplementedError

    def said(self, name: str, value: Any) -> str:
        raise NotImplementedError

    def read(self, act: Act) -> Values:
        named = act["body"].get("was")
        return dict(named) if isinstance(named, Mapping) else {}

    def _worded(self, name: str, value: Any, nothing: str | None = None) -> str:
        if not value:
            return _("没有写") if nothing is None else nothing
        return self.said(name, value)


def _verb(act: Act) -> str:
    return str(act["kind"]).partition(".")[2]


# ---- a check ---------------------------------------------------------------------------------------------------------


class OfCheck(_Walk):
    """通知 to 完成 of one spot check: `row` is the check, `pack` the rule pack of its campaign."""

    def __init__(self, row: Row, pack: str, methods: Mapping[str, str], columns: Mapping[str, str]) -> None:
        super().__init__(
            {
                "notified_on": _("通知日期"),
                "checked_on": _("抽查日期"),
                "method": _("抽查方式"),
                "step": _("结论"),
                "problems": _("发现的问题"),
                "rectification": _("限期整改"),
                "measure": _("对认证机构的处理"),
                "transfer": _("移交"),
                "transferred_on": _("移交日期"),
                "note": _("备注"),
                "fed_back_on": _("反馈企业的日期"),
                **columns,
            }
        )
        self.row, self.pack, self.methods = row, pack, methods

    def values(self, act: Act) -> Values:
        body, verb = act["body"], _verb(act)
        if verb in ("conclude", "correct_conclusion"):
            return self._concluded(act)
        if verb == "take_back":
            return {
                "step": None,
                "problems": [],
                "note": None,
                **({} if self.kept.get("method") else {"checked_on": None}),
            }
        if verb == "amend":
            value = body["value"].strip()
            if body["field"] != "problems":
                return {body["field"]: value}
            return {"problems": [*self.kept.get("problems", []), {"ref": None, "text": value}]}
        written: dict[str, Callable[[], Values]] = {
            "approve": lambda: {"note": body["note"]} if body.get("note") else {},
            "notify": lambda: {"notified_on": body["on"]},
            "begin": lambda: {"checked_on": body["on"], "method": body["method"]},
            "feed_back": lambda: {"fed_back_on": body["on"]},
            "transfer": lambda: {"transferred_on": body["on"]},
            "set_measure": lambda: {"measure": body["kind"]},
            "correct": lambda: dict(body["now"]),
            "replace": lambda: {"note": self.kept.get("note") or body.get("reason")},
        }
        return written.get(verb, dict)()

    def _concluded(self, act: Act) -> Values:
        body, again = act["body"], _verb(act) == "correct_conclusion"
        rectification, measure = body.get("rectification") or {}, (body.get("measure") or {}).get("kind", "none")
        found = {
            "step": body["step"],
            "problems": body["problems"],
            "note": body["note"],
            "rectification": {name: rectification.get(name) for name in ("due_on", "days")} if rectification else None,
            "measure": None if measure == "none" else measure,
        }
        if find(body["step"], self._ladder())["result"] != "uncheckable":
            return {**found, "transfer": body.get("transfer"), "transferred_on": body.get("transferred_on")}
        if again:
            found |= {"transfer": None, "transferred_on": None, "fed_back_on": None}
        if not self.kept.get("method"):
            found["checked_on"] = body.get("on") or local_day(act["at"]).isoformat()
        return found

    def read(self, act: Act) -> Values:
        if _verb(act) == "amend":
            return {} if act["body"]["field"] == "problems" else {act["body"]["field"]: act["body"].get("was")}
        return super().read(act)

    def said(self, name: str, value: Any) -> str:
        if name == "step":
            step = find(value, self._ladder())
            word, title = words.result_word(step["result"]), words.step_title(self.pack, value)
            return word if word == title else word + bracketed(title)
        if name == "problems":
            return _("；").join(self._problem(one) for one in value)
        if name == "rectification":
            return day_full(value["due_on"]) if value["due_on"] else _("送达后 %(n)s 天", n=value["days"])
        if name == "measure":
            return str(_(words.BODY_PAPERS[value]))
        if name == "method":
            return self.methods.get(value, value)
        return day_full(value) if name.endswith("_on") or name == "valid_from" else str(value)

    def _problem(self, one: Row) -> str:
        clause = words.clause_label(self.row["standard"], one.get("ref"))
        graded = words.step_title(self.pack, one["severity"]) if one.get("severity") else ""
        return f"{clause + _('：') if clause else ''}{one['text']}{bracketed(graded)}"

    def _ladder(self) -> Any:
        return rulepack(self.pack).value("spot_check.ladder")


# ---- papers ----------------------------------------------------------------------------------------------------------


class OfRectification(_Walk):
    """限期整改 with the conclusions that drafted it; `unit` is what terms of its campaign are counted in."""

    DAYS = {
        "issue": "issued_on",
        "serve": "served_on",
        "respond": "responded_on",
        "recheck": "rechecked_on",
        "close": "closed_on",
    }

    def __init__(self, unit: str) -> None:
        labels = {name: label for name, label in words.paper_labels("rectification").items() if name != "extended_to"}
        super().__init__(
            {
                "requirement": _("整改要求"),
                "due_on": _("整改期限"),
                "number": _("文号"),
                **labels,
                "response": _("企业的整改情况"),
            }
        )
        self.unit = unit
        self.term: str | None = None

    def values(self, act: Act) -> Values:
        body, verb = act["body"], _verb(act)
        if "rectification" in body:
            return self._drafted(body["rectification"] or {})
        if verb == "extend":
            return {"due_on": body["until"], "extended_to": body["until"]}
        if verb == "correct_dates":
            return self._corrected(dict(body["now"]))
        if verb == "set_number":
            return {"number": body["number"].strip()}
        if verb not in self.DAYS:
            return {}
        found: Values = {self.DAYS[verb]: body["on"]}
        if verb == "issue" and body.get("number"):
            found["number"] = body["number"]
        if verb == "serve":
            found |= self._counted(body["on"])
        if verb == "respond" and act["v"] >= 2:
            found["response"] = body.get("note")
        return found

    def again(self, found: Values) -> Values:
        served_on = self.kept.get("served_on")
        if "extended_to" in found and not found["extended_to"] and self.term and served_on:
            return {**found, **self._counted(served_on)}
        return found

    def _drafted(self, given: Row) -> Values:
        self.found = []
        self.kept.pop("extended_to", None)
        due_on, days = given.get("due_on"), given.get("days")
        self.term = f"{days} {self.unit}" if days and not due_on else None
        if not due_on and not days:
            return {"due_on": None, "requirement": None}
        requirement = (given.get("requirement") or "").strip() or DEFAULT_REQUIREMENT
        return {"due_on": due_on or self.term, "requirement": requirement}

    def _corrected(self, now: Values) -> Values:
        if "extended_to" in now:
            now["due_on"] = now["extended_to"]
        elif "served_on" in now and not self.kept.get("extended_to"):
            now |= self._counted(now["served_on"])
        return now

    def _counted(self, served_on: str) -> Values:
        return {name: day for name, day in counted_from(self.term, served_on).items() if name == "due_on"}

    def read(self, act: Act) -> Values:
        if _verb(act) == "set_number":
            return {"number": act["body"].get("was")}
        return {} if "rectification" in act["body"] else super().read(act)

    def said(self, name: str, value: Any) -> str:
        if name == "due_on" and " " in value:  # a term in days, of this draft or of one before it
            return words.term_of({"term": value})
        return day_full(value) if name.endswith("_on") else str(value)


class OfPaper(_Walk):
    """书面提醒 or 约谈, by its own acts."""

    def __init__(self, kind: str) -> None:
        super().__init__({**words.paper_labels(kind), "number": _("文号")})
        days = {"issue": "issued_on", "serve": "served_on", "close": "closed_on"}
        self.days = days if kind == "reminder" else {verb: name for name, verb in INTERVIEW_DAYS.items()}

    def values(self, act: Act) -> Values:
        body, verb = act["body"], _verb(act)
        if verb == "correct_dates":
            return dict(body["now"])
        found: Values = {name: body[name] for name in ("at", "place") if verb == "notify"}
        if verb in self.days:
            found[self.days[verb]] = body["on"]
        return {**found, "number": body["number"].strip()} if body.get("number") else found

    def read(self, act: Act) -> Values:
        return {"number": act["body"].get("was")} if _verb(act) == "set_number" else super().read(act)

    def said(self, name: str, value: Any) -> str:
        return str(value) if name == "number" else words.said_day(name, value)


def as_past(history: Iterable[Act]) -> list[dict[str, Any]]:
    """A history as a page of correction shows it, the latest first."""
    return [
        {
            "at": one["at"],
            "who": one["name"],
            "what": one["verb"],
            "changes": one.get("days", ()),
            "reason": one["body"].get("reason") or one["body"].get("because") or "",
        }
        for one in reversed(list(history))
    ]


def told(walk: _Walk, acts: Iterable[Act], verb: Callable[[Act], str]) -> list[dict[str, Any]]:
    """A history: each act in words, with what it wrote and what that replaced."""
    return [{**act, "verb": verb(act), "days": walk.of(act)} for act in acts]
