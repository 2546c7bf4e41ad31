"""The form of a conclusion: from what was typed to the op's body, and from what stands to the form of its correction.

What a step opens is said by the ladder; what is refused, by `audit_app/ops/conclusions.py`.
"""

import json
import re
from collections.abc import Collection
from itertools import zip_longest
from typing import Any

from flask import request
from flask_babel import gettext as _

from audit_app.regulator.acting import FORM, Errors, read_day, read_text
from audit_app.rules.campaign import was_begun
from audit_app.rules.ladder import SEVERITIES
from audit_app.security import clock
from checklists import rulepack


def read_problems() -> list[dict[str, Any]]:
    """The problems written by hand; what was taken over from the tablet is read by `on_site`."""
    columns = (request.form.getlist(name) for name in ("ref", "problem", "severity"))
    return [
        {"ref": ref or None, "text": text.strip(), **({"severity": severity} if severity in SEVERITIES else {})}
        for ref, text, severity in zip_longest(*columns, fillvalue="")
        if ref or text.strip()
    ]


SAID = "先填一个理由，看看还有没有别的错"
"""A text that passes, where the form is read for its other mistakes; it is never kept."""
FIELDS = {"rectification": "due_on", "body_measure": "measure", "value": FORM}
"""The form's field for one of an op's, or for what a step opens."""
BLANKS = 3
READ = ("step", "note", "transfer", "transferred_on", "checked_on", "fed_back_on")


def as_read(row: dict[str, Any]) -> str:
    """What stands of a conclusion, as a form carries it to the act that replaces it or takes it back."""
    return json.dumps({name: row[name] for name in ("problems", *READ)}, ensure_ascii=False)


def conclusion_read(name: str = "conclusion") -> dict[str, Any]:
    """What stood of the conclusion on the page when its form was made: {problems, step, note, …}; {} where the form kept nothing."""
    try:
        kept = json.loads(request.form.get(f"was_{name}") or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def seen_of(read: dict[str, Any]) -> dict[str, Any]:
    """The part of an op's body that names what its writer saw."""
    return {"was_problems": read.get("problems", []), "was": {name: read.get(name) for name in READ}}


def conclusion(step: dict[str, Any], problems: list[dict[str, Any]], errors: Errors) -> dict[str, Any]:
    """The body of the conclusion; what the chosen step does not ask for is left out, whatever was typed before."""
    if any(not one["text"] for one in read_problems()):
        errors["problems"] = _("选了条款的一行还没有写问题")
    asks = step["opens"]
    return {
        "step": step["code"],
        "problems": problems,
        "note": read_text("note", errors),
        "transfer": read_text("transfer", errors, most=500) if "transfer" in asks else "",
        "transferred_on": given_day("transferred_on", errors) if "transfer" in asks else None,
        "on": given_day("known_on", errors) if step["result"] == "uncheckable" else None,
        "rectification": read_rectification(errors) if "rectification" in asks else None,
        "measure": measure() if "body_measure" in asks else None,
    }


def made_sound(body: dict[str, Any], bad: Collection[str]) -> dict[str, Any]:
    """The body of a conclusion with something sound in the fields of the form named in `bad`, so that the others can be judged."""
    sound = {
        "due_on": {"rectification": {"due_on": None, "days": 30, "requirement": ""}},
        "days": {"rectification": {"due_on": None, "days": 30, "requirement": ""}},
        "measure": {"measure": {"kind": "reminder", "existing": None}},
        "transfer": {"transfer": SAID},
        "transferred_on": {"transferred_on": None},
        "note": {"note": SAID},
        "problems": {"problems": [{"ref": None, "text": SAID}]},
        "known_on": {"on": clock().today().isoformat()},
        "reason": {"reason": SAID},
    }
    found = dict(body)
    if body["step"] == "none":
        sound["step"] = {"problems": [], "note": SAID}
    for name in bad:
        found |= {key: value for key, value in sound.get(name, {}).items() if key in body}
    return found


def given_day(name: str, errors: Errors) -> str | None:
    """A day that may be left out."""
    return read_day(name, errors) if request.form.get(name, "").strip() else None


def read_rectification(errors: Errors) -> dict[str, Any] | None:
    """A last day, or a term of days from service; None while neither is written, and `ops` refuses both."""
    days = request.form.get("days", "")
    due_on = given_day("due_on", errors)
    counted = int(days) if days.isdecimal() and 0 < int(days) <= 400 else None
    if not due_on and not counted:
        return None
    return {"due_on": due_on, "days": counted, "requirement": read_text("requirement", errors)}


def measure() -> dict[str, Any] | None:
    """`reminder` or `interview`, alone or followed by `:id` of a draft it is put under."""
    given = re.fullmatch(r"(reminder|interview)(?::([0-9a-f-]{36}))?", request.form.get("measure", ""))
    return {"kind": given[1], "existing": given[2]} if given else None


def as_concluded(row: dict[str, Any], rectification: Any, kinds: list[str]) -> dict[str, Any]:
    """The conclusion as the form of its correction starts: everything that stands now."""
    return {
        "step": row["step"],
        "note": row["note"],
        "transfer": row["transfer"],
        "transferred_on": row["transferred_on"],
        "known_on": row["checked_on"] if row["state"] == "uncheckable" else "",
        "due_on": rectification["due_on"] if rectification and not rectification["term"] else "",
        "days": (rectification["term"] or "").split(" ")[0] if rectification else "",
        "requirement": rectification["requirement"] if rectification else "",
        "measure": kinds[0] if kinds else "",
        "fed_back_on": row["fed_back_on"],
    }


def problem_rows(row: dict[str, Any]) -> list[dict[str, str]]:
    """What the form shows of the problems: what was sent, with some empty rows, and one more where it was asked for."""
    given = read_problems() if request.method == "POST" else row["problems"]
    wanted = len(request.form.getlist("problem")) + ("more" in request.form) - len(given)
    return [*given, *({"ref": "", "text": ""} for _n in range(max(BLANKS, wanted)))]


def chosen_step(row: dict[str, Any], pack: str, problems: list[dict[str, Any]], errors: Errors) -> Any:
    """The step of the form; where none is chosen that is a mistake, and the rest is judged by the mildest step that the problems
    allow.
    """
    ladder = rulepack(pack).value("spot_check.ladder")
    codes = {one["code"]: one for one in ladder}
    if (step := codes.get(request.form.get("step", ""))) is not None:
        return step
    errors["step"] = _("还没有选结论")
    if not was_begun(row):
        return next(one for one in ladder if one["result"] == "uncheckable")
    marked = [one["severity"] for one in problems if one.get("severity") in codes]
    return codes[max(marked, key=SEVERITIES.index)] if marked else ladder[0]


def fields_of(step: Any) -> dict[str, str]:
    """The form's field for `on`: of the feedback, or of the day on which it was known that a company cannot be checked."""
    return {**FIELDS, "on": "known_on" if step["result"] == "uncheckable" else "fed_back_on"}
