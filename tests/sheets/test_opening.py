"""What somebody sent is read in a process with little memory and time: it gives the same table and the same refusals, and
whatever becomes of it is a sentence here."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import threading
from typing import Any, BinaryIO

import openpyxl
import pytest
from openpyxl.styles import Font

from audit_app.sheets import archive, opening
from audit_app.sheets.opening import open_table
from audit_app.sheets.packing import packed, unpacked
from audit_app.sheets.reading import read_table
from audit_app.sheets.unreadable import Unreadable
from tests.sheets.hostile_files import HOSTILE, bomb_of_zeros, many_entries, overlap
from tests.sheets.register_files import HEADER, csv_bytes, good_rows, xlsx_bytes


def marked() -> bytes:
    """A workbook with everything that is remembered of where a table was read."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    for row in (HEADER, *good_rows(6)):
        sheet.append(row)
    sheet.merge_cells("C3:C4")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["D"].hidden = True
    for cell in sheet[6]:
        cell.font = Font(strike=True)
    sheet["A7"].font = Font(strike=True)
    sheet["B7"] = 0.5
    sheet["B7"].number_format = "0"
    for name in ("备用", "示例"):
        book.create_sheet(name).append(HEADER)
    book["备用"].append(good_rows(1)[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes, name: str = "名录.xlsx") -> str:
    with pytest.raises(Unreadable) as no:
        open_table(name, data, HEADER)
    return no.value.words


@pytest.mark.usefixtures("shipped_opening")
@pytest.mark.parametrize(
    "data", [marked(), csv_bytes([HEADER, ['="1"'], *good_rows(3)], "gb18030", ";")], ids=["xlsx", "csv"]
)
def test_the_process_gives_the_table_that_is_in_the_file(data: bytes) -> None:
    there, here = open_table("名录.x", data, HEADER), read_table("名录.x", data, HEADER)
    assert there == here and there.source == here.source
    assert any((here.source.merged, here.source.formulas))


def test_all_that_is_remembered_of_a_table_crosses_over() -> None:
    """The workbook of these tests has something of everything but what only a text file has."""
    source = read_table("名录.xlsx", marked(), HEADER).source
    empty = [
        name
        for name, value in vars(source).items()
        if not value and name not in ("formulas", "is_text", "hidden_sheet")
    ]
    assert empty == []


@pytest.mark.usefixtures("shipped_opening")
@pytest.mark.parametrize("make", [bomb_of_zeros, many_entries, overlap], ids=lambda make: make.__name__)
def test_the_process_refuses_a_hostile_file_with_the_sentence_of_its_reader(make: Any) -> None:
    data = make()
    with pytest.raises(Unreadable) as no:
        read_table("名录.xlsx", data, HEADER)
    assert refusal(data) == no.value.words


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_every_refusal_of_a_reader_is_one_that_is_believed(make: Any) -> None:
    with pytest.raises(Unreadable) as no:
        read_table("名录.xlsx", make())
    assert no.value.words in opening.SENTENCES


@pytest.mark.usefixtures("shipped_opening")
def test_a_file_that_takes_too_much_memory_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"a,b\n" + (b"x" * 30_000 + b",1\n") * 500
    assert len(open_table("名录.csv", data).rows) == 500
    monkeypatch.setattr(opening, "MEMORY", 60 << 20)
    assert refusal(data) == opening.TOO_HEAVY


@pytest.mark.usefixtures("shipped_opening")
def test_a_file_that_takes_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SECONDS", 1)
    assert refusal(xlsx_bytes([HEADER, *good_rows(20_000)])) == opening.TOO_HEAVY


@pytest.mark.usefixtures("shipped_opening")
def test_an_answer_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_ANSWER", 10_000)
    assert refusal(xlsx_bytes([HEADER, *good_rows(200)])) == opening.TOO_HEAVY


GOOD = json.loads(packed(read_table("a.csv", b"a,b\n1,2\n")))
ANSWERS = {
    "nothing": b"",
    "no answer": b"table\n{",
    "another sentence": b'unreadable\n{"words": "{x.__class__}", "details": {"x": 1}}',
    "a list": b"unreadable\n[]",
    "details that are none": json.dumps({"words": archive.BROKEN, "details": []}).encode().join([b"unreadable\n", b""]),
    "a number as a cell": b"table\n" + json.dumps({**GOOD, "rows": [[2, [1]]]}).encode(),
    "a text as a row": b"table\n" + json.dumps({**GOOD, "rows": [["2", ["1"]]]}).encode(),
    "no source": b"table\n" + json.dumps({**GOOD, "source": None}).encode(),
    "deep": b"table\n" + b"[" * 100_000,
}


@pytest.mark.parametrize("said", ANSWERS.values(), ids=ANSWERS.keys())
def test_a_process_that_was_taken_over_is_believed_only_in_the_shape_it_was_asked_for(
    said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_over(asked: str, stream: BinaryIO, answer: BinaryIO) -> int:
        answer.write(said)
        answer.flush()
        return 0

    monkeypatch.setattr(opening, "_child", taken_over)
    assert refusal(b"a,b\n1,2\n") == opening.TOO_HEAVY


def test_the_control_of_those_answers_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unpacked(json.dumps(GOOD).encode()).rows == [(2, ["1", "2"])]


@pytest.mark.parametrize(("ended", "words"), [(1, opening.TOO_HEAVY), (-signal.SIGABRT, opening.TOO_HEAVY),
                                              (-signal.SIGXCPU, opening.TOO_HEAVY), (-signal.SIGKILL, opening.STOPPED)])  # fmt: skip
def test_how_the_process_ended_is_a_sentence(ended: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_child", lambda asked, stream, answer: ended)
    assert refusal(b"a,b\n1,2\n") == words


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def stuck(asked: str, stream: BinaryIO, answer: BinaryIO) -> int:
        raise subprocess.TimeoutExpired(asked, 1)

    monkeypatch.setattr(opening, "_child", stuck)
    assert refusal(b"a,b\n1,2\n") == opening.STOPPED
    monkeypatch.undo()
    assert open_table("x.csv", b"a,b\n1,2\n").rows == [(2, ["1", "2"])]


def test_while_another_file_is_read_this_one_waits_for_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    turn = threading.Lock()
    monkeypatch.setattr(opening, "_turn", turn)
    monkeypatch.setattr(opening, "MOST_WAIT", 0.01)
    with turn:
        assert refusal(b"a,b\n1,2\n") == opening.BUSY
    assert open_table("x.csv", b"a,b\n1,2\n").rows == [(2, ["1", "2"])]
