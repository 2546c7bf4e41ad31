"""The severity ladder of a spot check: from the step an inspector chose to 达到 or 未达到, and to what it opens.

The ladder itself is data of a rule pack and comes in as an argument; nothing of its content is a constant here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit_app.rules.followup import FOLLOW_UPS
from audit_app.rules.refusals import Refused
from audit_app.rules.vocabulary import CHECK_RESULTS

STEPS = ("none", "slight", "ordinary", "serious", "suspected_breach", "uncheckable", "refused")
"""The step codes a ladder is made of (decisions.md, Machines; regulator.md 3.4)."""

SEVERITIES = ("slight", "ordinary", "serious", "suspected_breach")
"""The steps that say how bad a problem is, mildest first; a single problem may carry one of them."""

Step = Mapping[str, Any]
"""{code, title, result, opens: [follow-up codes]}"""


def find(step: str, ladder: Iterable[Step]) -> Step:
    """The step with this code; Refused("step_unknown") when the ladder has none."""
    for one in ladder:
        if one["code"] == step:
            return one
    raise Refused("step_unknown", "step", value=step)


def result_of(step: str, ladder: Iterable[Step]) -> str:
    """ "meets", "not_met" or "uncheckable"; Refused("step_unknown") for a step the ladder does not have."""
    return str(find(step, ladder)["result"])


def opens(step: str, ladder: Iterable[Step]) -> tuple[str, ...]:
    """The follow-ups a step opens, as codes of `followup.FOLLOW_UPS`."""
    return tuple(find(step, ladder).get("opens") or ())


def check_severities(step: str, severities: Iterable[str | None]) -> None:
    """Refused("problem_graver") when a problem is graver than the step of the whole check.

    Without this a problem that asks for rectification could hide under 达到标准 (notice 001, item 23).
    """
    order = ("none", *SEVERITIES)
    worst = max((order.index(one) for one in severities if one), default=0)
    if step in order and worst > order.index(step):
        raise Refused("problem_graver", "step", severity=order[worst])


def check_written(step: Step, problems: Sequence[Any], note: str) -> None:
    """Refused("problem_missing") for 未达标准 without a problem, Refused("note_missing") for 轻微 without 备注.

    Notice 001, item 23: what is put right by the company itself is written into 备注. CONFIRMED
    """
    if step["result"] == "not_met" and not problems:
        raise Refused("problem_missing", "problems", step_word=step["title"])
    if step["code"] == "slight" and not note.strip():
        raise Refused("note_missing", "note", step_word=step["title"])


def problems(ladder: Sequence[Step]) -> list[str]:
    """What is wrong with a ladder, for lint: doubled or missing codes, unknown results and follow-ups.

    A step that ends in 未达标准 must open both the company's rectification and the body's measure (notice 001, 23).
    """
    found = []
    codes = [one.get("code") for one in ladder]
    found += [f"missing step: {code}" for code in STEPS if code not in codes]
    found += [f"doubled step: {code}" for code in sorted({str(c) for c in codes if codes.count(c) > 1})]
    for one in ladder:
        found += _step_problems(one)
    return found


def _step_problems(step: Step) -> list[str]:
    code, result, opened = step.get("code"), step.get("result"), step.get("opens") or ()
    found = [f"{code}: unknown follow-up {each}" for each in opened if each not in FOLLOW_UPS]
    if result not in CHECK_RESULTS:
        found.append(f"{code}: unknown result {result}")
    if result == "not_met" and not {"rectification", "body_measure"} <= set(opened):
        found.append(f"{code}: not_met must open rectification and body_measure")
    return found
