"""Photos as they come: taken in and seen as far as they decode, with a remark only where something is missing."""

import io
from pathlib import Path

import pytest
from PIL import Image

from evidence.check import check_file
from evidence.derive import renditions
from evidence.exif import read_exif
from evidence.folder import FolderStore
from evidence.refusal import Undecodable
from evidence.take_in import take_in
from evidence.upright import load_photo
from tests.evidence.photo_kit import ORGANISATION, digest, photo
from tests.evidence.wild_photos import Wild, pngs_by_mode, wild_photos

WILD = wild_photos()


@pytest.mark.parametrize("one", WILD, ids=[one.what for one in WILD])
def test_each_kind_is_taken_in_and_said_to_be_what_it_is(one: Wild, tmp_path: Path) -> None:
    (tmp_path / one.name).write_bytes(one.data)
    said = check_file(tmp_path / one.name)
    assert said["note"] == one.note
    assert said["problem"] == (f"{one.name} {one.problem}" if one.problem else None)
    assert (said["position"], said["taken_at"]) == (one.position, one.taken_at)
    shelf = FolderStore(tmp_path / "shelf")
    taken = take_in(shelf, ORGANISATION, io.BytesIO(one.data), digest(one.data), len(one.data), one.name)
    assert (taken.width, taken.height) == (said["width"], said["height"])
    if one.problem:
        with pytest.raises(Undecodable):
            renditions(one.data)
    else:
        for view in renditions(one.data).values():
            with Image.open(io.BytesIO(view)) as seen:
                assert abs(seen.width / seen.height - taken.width / taken.height) < 0.02
                assert any(low != high for low, high in seen.getextrema())  # type: ignore[misc]


def test_every_cut_of_a_photo_is_seen_and_called_incomplete() -> None:
    from evidence.decode import decode

    whole = photo(width=320, height=240)
    start = whole.rindex(b"\xff\xda")
    assert decode(whole).note is None
    for part in (0.3, 0.6, 0.9):
        cut = decode(whole[: start + int((len(whole) - start) * part)])
        assert (cut.ok, cut.note) == (True, "不完整：有一部分画面缺失")


@pytest.mark.parametrize("mode", pngs_by_mode())
def test_every_cut_of_a_png_is_called_incomplete_whatever_its_colours(mode: str) -> None:
    whole = pngs_by_mode()[mode]
    assert load_photo(whole).note is None
    for part in (0.3, 0.6, 0.9, 0.99):
        assert load_photo(whole[: int(len(whole) * part)]).note == "incomplete", part
    assert load_photo(whole[:-16]).note == "endless"  # the end and a check sum are missing, no pixel is


def test_a_megabyte_of_stray_bytes_takes_no_time_and_no_second_marker_is_made_up() -> None:
    data = photo()
    assert read_exif(data[:2] + b"\xff\x00" * 2**20 + data[2:])["taken_at"] == "2023-10-27T10:42:00"
