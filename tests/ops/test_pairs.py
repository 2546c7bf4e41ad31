"""Two people, one thing, neither knowing of the other: every pair of kinds ends as the decision record says, in both orders."""

from audit_app.ops.handlers import HANDLERS
from audit_app.store.db import Database
from tests.ops import pair_table
from tests.ops.pairs import Row
from tests.ops.test_two_tablets import empty

MEANT = {
    "nonconformities.withdrawn_at",  # a restored draft is not withdrawn
    "users.active",  # the later of 停用 and 启用 stands; both are in the history
}
"""Cells in which the later act takes the place of the earlier one by its meaning."""
OPEN = {
    # both stand: what is added comes after what is there; a conclusion that has not seen it is refused
    ("spot_check.amend", "spot_check.amend", "spot_checks.problems"),
    ("spot_check.amend", "spot_check.conclude", "spot_checks.problems"),
    # the record of acts: the one takes its last act away, the other puts the day of an earlier one right
    ("reminder.undo_step", "reminder.correct_dates", "reminders.content"),
}
"""Pairs in which the later act changes a cell that the earlier one wrote; the record names each."""

__all__ = ["empty"]


def test_every_pair_ends_as_the_record_says(database: Database, empty: Database) -> None:
    rows = pair_table.rows_of(database, empty)
    assert pair_table.kinds_of(rows) == set(HANDLERS), "a kind that meets no other: it needs a moment in pair_worlds.py"
    said = pair_table.written().splitlines()
    now = pair_table.text(rows).splitlines()
    assert [line for line in now if line not in said] == [], "python -m tests.ops.pair_table writes the table anew"
    assert now == said
    over = {(row.one.split()[0], row.other.split()[0], cell) for row in rows for cell in row.lost if cell not in MEANT}
    assert over == OPEN
    rules = pair_table.RECORD.read_text(encoding="utf-8").split(pair_table.START)[0]
    assert [cell for cell in {*MEANT, *(cell for _, _, cell in OPEN)} if f"`{cell}`" not in rules] == []
    _nobody_waits_for_ever(rows)
    _a_kind_without_its_rows_is_found_out(rows)


def _nobody_waits_for_ever(rows: list[Row]) -> None:
    """What was held because a thing had not come is carried out, or refused with a sentence, once the thing is there."""
    makes = [row for row in rows if row.one.endswith((".add", ".draft")) and row.state == "审核中，还没有"]
    alike = [row for row in makes if row.one.split(".")[0] == row.other.split(".")[0] and row.other != "photo.checked"]
    late = [row for row in alike if row.other_first.startswith("等待 subject_not_here")]
    assert len(late) >= 6
    assert [row for row in late if "随后" not in row.other_first] == []


def _a_kind_without_its_rows_is_found_out(rows: list[Row]) -> None:
    """The control: without one kind's rows the text differs and the kind is missing."""
    fewer = [row for row in rows if "spot_check.replace" not in (row.one, row.other)]
    assert pair_table.text(fewer) != pair_table.written()
    assert set(HANDLERS) - pair_table.kinds_of(fewer) == {"spot_check.replace"}
