"""That a conclusion agrees with what is written beside it: its problems and its remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit_app.rules.ladder import Step
from audit_app.rules.reasons import LEAST_SAID, says_something
from audit_app.rules.refusals import Refused


def check_agreed(step: Step, problems: Sequence[Any], note: str) -> None:
    """Refused("problem_with_none") for a problem under 未发现问题, Refused("note_says_nothing") where 备注 is no text."""
    no_problems(step, len(problems), "step")
    if step["code"] == "slight" and not says_something(note):
        raise Refused("note_says_nothing", "note", step_word=step["title"], least=LEAST_SAID)


def no_problems(step: Step, count: int, field: str) -> None:
    """Where a check ended in 未发现问题 no problem is written beside it, with the conclusion or later."""
    if step["code"] == "none" and count:
        raise Refused("problem_with_none", field, step_word=step["title"], count=count)
