"""R4: many large and hostile pictures looked at together leave the memory of the process where it was, and are decoded
one at a time. The control decodes in the process that is asked.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MOST_KB = 60 * 1024


def looked(folder: Path, count: int, how: str = "whole") -> dict[str, int]:
    command = [sys.executable, "-m", "tests.faults.looker", str(folder / "shelf"), str(count), how]
    said: dict[str, int] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert said["asked"] == count
    return said


def sound(said: dict[str, int]) -> bool:
    return said["children"] <= 1 and said["most"] <= MOST_KB and said["shown"] > 0


def test_fifty_hostile_pictures_leave_the_memory_where_it_was(tmp_path: Path) -> None:
    said = looked(tmp_path, 50)
    assert sound(said), said


@pytest.mark.torture
def test_two_hundred_hostile_pictures_leave_the_memory_where_it_was(tmp_path: Path) -> None:
    said = looked(tmp_path, 200)
    assert sound(said), said


@pytest.mark.parametrize(("photos", "bombs"), [(4, 6), pytest.param(100, 50, marks=pytest.mark.torture)])
def test_photos_of_twelve_megapixels_among_bombs_are_all_shown(tmp_path: Path, photos: int, bombs: int) -> None:
    """R4 in its numbers: every real photo is seen, no bomb ends it, and the memory stays where it was."""
    said = looked(tmp_path, photos + bombs, f"photos {photos}")
    assert sound(said) and said["photos_shown"] == photos, said


def test_control_decoding_in_the_process_that_is_asked(tmp_path: Path) -> None:
    said = looked(tmp_path, 10, "in-process")
    assert not sound(said), said
