"""Many who ask for a PDF at once leave the memory of the process where it was: one is set at a time, in a process that ends,
a few wait, the others are told to come again. The control sets it in the process that is asked."""

import json
import subprocess
import sys

from audit_app.documents.setting import PLACES

MOST_KB = 25 * 1024


def asked(count: int, how: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.faults.setter", str(count), how]
    said: dict[str, int] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return said


def sound(said: dict[str, int]) -> bool:
    return said["children"] == 1 and said["most"] <= MOST_KB and said["set"] == PLACES


def test_twenty_at_once_leave_the_memory_where_it_was() -> None:
    said = asked(20, "child")
    assert sound(said) and said["crowded"] == 20 - PLACES, said


def test_control_set_in_the_process_that_is_asked() -> None:
    said = asked(3, "in-process")
    assert not sound(said) and said["most"] > MOST_KB, said
