"""R30: hostile files get a verdict of their allowed set; nobody dies, nothing leaks, a refusal leaves nothing behind.
Two controls show that the limits do the work: without them a bomb comes in, and foreign formats open."""

import contextlib
import io
import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from evidence.check import check_file
from evidence.decode import Stalled, _read, decode
from evidence.derive import RENDITIONS, renditions
from evidence.folder import FolderStore
from evidence.header import hide_tags, read_header
from evidence.limits import Limits
from evidence.refusal import Refusal, Undecodable
from evidence.take_in import take_in
from tests.evidence.hostile_files import KEPT, PIXELS, UNKNOWN, UNSEEN, corpus
from tests.evidence.photo_kit import ORGANISATION, digest, files_under, noise, saved, segments

LIMITS = Limits()


@pytest.fixture(scope="module")
def seed():
    chosen = int(os.environ.get("HOSTILE_SEED", random.randrange(2**32)))
    print("HOSTILE_SEED", chosen)
    return chosen


@pytest.fixture(scope="module")
def files(seed):
    return corpus(seed)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return FolderStore(tmp_path_factory.mktemp("hostile"))


def own_memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) * 1024


def judged(shelf, file):
    """The verdict on one file, with the decoder's peak where it ran."""
    try:
        take_in(shelf, ORGANISATION, io.BytesIO(file.data), digest(file.data), len(file.data), "IMG_1.jpg")
    except Refusal as refusal:
        assert not shelf.has(ORGANISATION, digest(file.data)), file.what
        return refusal.code, 0
    decoded = decode(file.data)
    assert decoded.ok or decoded.problem.startswith("打不开"), file.what
    return (KEPT if decoded.ok else UNSEEN), decoded.peak * 1024


@pytest.fixture(scope="module")
def verdicts(shelf, files):
    before = own_memory()
    with ThreadPoolExecutor(2) as workers:
        found = list(workers.map(lambda file: judged(shelf, file), files))
    assert own_memory() - before < 150 * 2**20
    return found


def test_there_are_at_least_two_hundred_and_all_verdicts_occur(files, verdicts):
    assert len({digest(file.data) for file in files}) >= 200
    assert {KEPT, UNSEEN, UNKNOWN, PIXELS} <= {verdict for verdict, _ in verdicts}


def test_each_verdict_is_an_allowed_one(files, verdicts, seed):
    wrong = [
        (file.what, verdict, sorted(file.allowed))
        for file, (verdict, _) in zip(files, verdicts, strict=True)
        if verdict not in file.allowed
    ]
    assert wrong == [], seed


def test_what_was_taken_in_lies_there_unchanged_and_nothing_else_does(files, verdicts, shelf):
    taken = {
        digest(file.data): file.data
        for file, (verdict, _) in zip(files, verdicts, strict=True)
        if verdict in (KEPT, UNSEEN)
    }
    assert {path.rsplit("/", 1)[1] for path in files_under(shelf.root)} == set(taken)
    for sha256, data in taken.items():
        with shelf.get(ORGANISATION, sha256) as stream:
            assert stream.read() == data


def test_the_decoder_stays_within_memory_in_proportion_to_the_picture(files, verdicts):
    for file, (_, peak) in zip(files, verdicts, strict=True):
        if peak:
            header = read_header(io.BytesIO(file.data))
            assert peak <= LIMITS.base_memory + LIMITS.memory_per_pixel * header.width * header.height, file.what


def test_views_of_what_was_kept_carry_nothing_over_and_of_the_rest_raise_one_error(files, verdicts):
    for file, (verdict, _) in zip(files, verdicts, strict=True):
        if verdict == KEPT:
            for jpeg in renditions(file.data).values():
                assert {marker for marker, _ in segments(jpeg)} <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9, 0}, file.what
                assert b"alert(" not in jpeg and b"<?php" not in jpeg, file.what
        else:
            with contextlib.suppress(Undecodable):
                renditions(file.data)


def test_the_process_that_is_shipped_says_the_same_within_its_memory(files, verdicts, shipped_decoder):
    """The others were decoded in forks of one that had imported everything."""
    taken = [(file, said) for file, (said, _) in zip(files, verdicts, strict=True) if said in (KEPT, UNSEEN)]
    for file, verdict in taken[::19]:
        shipped = decode(file.data)
        header = read_header(io.BytesIO(file.data))
        assert (KEPT if shipped.ok else UNSEEN) == verdict, file.what
        assert shipped.peak * 1024 <= LIMITS.base_memory + LIMITS.memory_per_pixel * header.width * header.height
        if verdict == KEPT:
            assert set(renditions(file.data)) == set(RENDITIONS), file.what


def test_control_without_the_pixel_limit_the_bomb_comes_in(shelf, files):
    bomb = next(file for file in files if "gigapixel" in file.what)
    open_handed = Limits(max_pixels=10**11)
    taken = take_in(
        shelf, ORGANISATION, io.BytesIO(bomb.data), digest(bomb.data), len(bomb.data), "IMG_1.jpg", open_handed
    )
    assert taken.width * taken.height == 3_600_000_000
    shelf.drop(ORGANISATION, digest(bomb.data))


def test_control_with_all_formats_pillow_opens_what_must_not_come_in(files):
    opened = set()
    for file in files:
        if file.what.endswith("with a photo's name"):
            try:
                with Image.open(io.BytesIO(file.data)) as image:
                    opened.add(image.format)
            except (OSError, SyntaxError, ValueError):
                continue
    assert {"GIF", "TIFF", "BMP", "PSD", "EPS", "JPEG2000"} <= opened and len(opened) >= 12


def test_a_decoder_that_is_held_up_is_ended_and_says_nothing_about_the_file(monkeypatch, tmp_path, shipped_decoder):
    monkeypatch.setattr("evidence.decode.SECONDS", 0.01)
    with pytest.raises(Stalled):
        decode(saved(noise(64, 64)))
    (tmp_path / "台账.jpg").write_bytes(saved(noise(64, 64)))
    assert check_file(tmp_path / "台账.jpg")["problem"] == "台账.jpg 的解码被系统中断，没有结果。请稍后再查一次"


def test_a_decoder_that_is_killed_from_outside_says_nothing_about_the_file(monkeypatch, tmp_path, shipped_decoder):
    killed = tmp_path / "python"
    killed.write_text("#!/bin/sh\nkill -9 $$\n")
    killed.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(killed))
    with pytest.raises(Stalled):
        decode(saved(noise(64, 64)))


def test_a_decoder_that_wants_too_much_memory_gets_a_verdict(shipped_decoder):
    large = io.BytesIO()
    Image.new("RGB", (8000, 8000)).save(large, "PNG")
    starved = decode(large.getvalue(), Limits(base_memory=160 * 2**20, memory_per_pixel=0))
    assert not starved.ok and starved.problem in ("打不开：解码所需内存超过上限", "打不开：解码进程异常终止")
    assert decode(large.getvalue()).ok


def test_a_decoder_that_uses_too_much_processor_time_is_ended(shipped_decoder):
    wave = saved(noise(1500, 1500), progressive=True)
    last = wave.rindex(b"\xff\xda")
    slow = decode(wave[:-2] + wave[last:-2] * 300 + wave[-2:], Limits(cpu_seconds=1))
    assert (slow.ok, slow.problem) == (False, "打不开：解码超时")


def test_tags_of_a_photo_are_never_read_by_pillow(files):
    attack = next(file.data for file in files if "overlapping tags" in file.what)
    with Image.open(io.BytesIO(hide_tags(attack))) as image:
        assert "exif" not in image.info and "mp" not in image.info
    assert decode(attack).peak < 200 * 1024


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data", "ignore:Image appears to be a malformed MPO")
def test_a_list_of_further_pictures_is_hidden_from_pillow_too():
    plain = saved(noise(64, 48))
    listed = plain[:2] + b"\xff\xe2\x00\x12MPF\0II*\0\x08\0\0\0\0\0\0\0" + plain[2:]
    with Image.open(io.BytesIO(listed)) as seen, Image.open(io.BytesIO(hide_tags(listed))) as hidden:
        assert "mp" in seen.info and "mp" not in hidden.info
        assert seen.tobytes() == hidden.tobytes()
    assert decode(listed).ok


LIES = [
    b"", b"{}", b"[]", b"null", b"\xff", b'{"peak": 1, "problem": "no such"}', b'{"peak": 1, "problem": []}',
    b'{"peak": 1, "rotations": [], "width": 1, "height": 1}', b'{"peak": 1, "rotations": ["zz"]}',
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_is_not_in_shape_is_not_believed(lie):
    assert _read(lie).problem == "打不开：解码进程异常终止"
