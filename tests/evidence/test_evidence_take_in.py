"""What stands before the yes: size, format, pixels, digest, durability; and what a refusal says and leaves behind."""

import io
import resource
from contextlib import contextmanager

import pytest

from evidence.folder import FolderStore
from evidence.limits import Limits
from evidence.refusal import TEMPLATES, Refusal, megabytes, shown
from evidence.take_in import check_header, check_name, check_size, check_whole, take_in
from tests.evidence.photo_kit import ORGANISATION, digest, drawing, files_under, photo, saved


@pytest.fixture
def shelf(tmp_path):
    return FolderStore(tmp_path / "shelf")


def send(shelf, data, name="IMG_1.jpg", sha256=None, size=None, limits=Limits()):
    return take_in(
        shelf, ORGANISATION, io.BytesIO(data), sha256 or digest(data), len(data) if size is None else size, name, limits
    )


class OneWay(io.RawIOBase):
    """A stream that cannot seek, as a socket gives it."""

    def __init__(self, data):
        self._data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._data.readinto(buffer)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_good_photo_is_kept_bit_for_bit_and_described(shelf, kind):
    data = photo(kind, orientation=6)
    taken = send(shelf, data)
    assert (taken.sha256, taken.size, taken.format, taken.width, taken.height) == (
        digest(data),
        len(data),
        kind,
        96,
        64,
    )
    assert taken.exif["taken_at"] == "2023-10-27T10:42:00" and taken.exif["orientation"] == (1 if kind == "WEBP" else 6)
    with shelf.get(ORGANISATION, digest(data)) as kept:
        assert kept.read() == data


def test_a_stream_that_cannot_seek_is_taken_in_as_well(shelf):
    data = photo()
    assert take_in(shelf, ORGANISATION, OneWay(data), digest(data), len(data), "a.jpg").size == len(data)


def test_a_stream_without_end_is_cut_off_at_the_limit(shelf):
    class Endless(OneWay):
        def readinto(self, buffer):
            buffer[:] = bytes(len(buffer))
            return len(buffer)

    with pytest.raises(Refusal) as refused:
        take_in(shelf, ORGANISATION, Endless(b""), "0" * 64, 10, "a.jpg", Limits(max_bytes=5_000_000))
    assert refused.value.code == "too_large"


def test_the_same_photo_twice_is_one_file(shelf):
    data = photo()
    send(shelf, data)
    before = files_under(shelf.root)
    send(shelf, data)
    assert files_under(shelf.root) == before and len(before) == 1


BIG = saved(drawing(9000, 9000, "L"), "PNG")
REFUSED = {
    "too_large": ({"data": photo(), "size": 62 * 2**20}, "IMG_1.jpg 有 62 MB，超过 50 MB。可以压缩后再传"),
    "empty": ({"data": b""}, "IMG_1.jpg 是空文件（0 字节）。请重新选择照片"),
    "unknown_format": ({"data": b"hello" * 9}, "IMG_1.jpg 不是可用的照片，或文件头已损坏。只收 JPEG、PNG、WEBP"),
    "too_many_pixels": ({"data": BIG}, "IMG_1.jpg 有 9000×9000 像素，超过 6500 万像素。请缩小后再传"),
    "wrong_digest": ({"data": photo(), "sha256": "0" * 64}, "IMG_1.jpg 的校验值不符，传输中有损坏。请重新上传"),
    "wrong_size": ({"data": photo(), "size": 9}, f"IMG_1.jpg 应有 9 字节，收到 {len(photo())} 字节。请重新上传"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refused_file_gets_its_sentence_and_leaves_nothing_behind(shelf, code):
    arguments, sentence = REFUSED[code]
    with pytest.raises(Refusal) as refused:
        send(shelf, **arguments)
    assert (refused.value.code, refused.value.sentence) == (code, sentence)
    assert refused.value.template % refused.value.details == sentence
    assert files_under(shelf.root) == set()


def test_another_kind_of_file_is_called_by_its_kind(shelf):
    with pytest.raises(Refusal) as refused:
        send(shelf, saved(drawing(), "GIF"))
    assert refused.value.code == "unknown_format" and "GIF 文件" in refused.value.sentence


@contextmanager
def room_for(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_refuses_and_leaves_nothing_behind(shelf):
    data = photo()
    with room_for(100), pytest.raises(Refusal) as refused:
        send(shelf, data)
    assert refused.value.code == "no_space" and "存储空间不足" in refused.value.sentence
    assert files_under(shelf.root) == set()
    assert send(shelf, data).size == len(data)


def test_the_name_does_not_decide_the_format_but_can_be_checked(shelf):
    assert send(shelf, photo("PNG"), name="照片.jpg").format == "PNG"
    with pytest.raises(Refusal) as refused:
        check_name("照片.jpg", "PNG")
    assert refused.value.code == "name_mismatch"
    for name in ("照片.png", "照片.PNG", "照片", "照片.tmp7"):
        check_name(name, "PNG")
    with pytest.raises(Refusal):
        check_name("报告.pdf", "JPEG")


def test_the_first_bytes_are_enough_to_stop_an_upload_early():
    assert check_header(photo()[:64], 3_000_000, "a.jpg") == "JPEG"
    for head, size, code in ((BIG[:64], len(BIG), "too_many_pixels"), (b"%PDF-1.7", 900, "unknown_format"),
                             (photo()[:64], 51 * 2**20, "too_large"), (b"", 0, "empty")):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            check_header(head, size, "a.jpg")
        assert refused.value.code == code


def test_limits_are_data_and_another_limit_is_named():
    with pytest.raises(Refusal) as refused:
        check_header(photo()[:64], 3 * 2**20, "a.jpg", Limits(max_bytes=2 * 2**20))
    assert refused.value.sentence.startswith("a.jpg 有 3 MB，超过 2 MB")
    assert megabytes(50 * 2**20 + 1) == "50.1 MB"


def test_what_is_just_at_a_limit_is_taken():
    data = photo()
    just = Limits(max_bytes=len(data), max_pixels=96 * 64)
    assert (
        check_header(data[:64], len(data), "a.jpg", just)
        == check_whole(io.BytesIO(data), "a.jpg", just).format
        == "JPEG"
    )
    for less in (Limits(max_bytes=len(data) - 1), Limits(max_pixels=96 * 64 - 1)):
        with pytest.raises(Refusal):
            check_size(len(data), "a.jpg", less)
            check_whole(io.BytesIO(data), "a.jpg", less)


def test_every_template_names_the_file_and_ends_with_what_to_do_or_what_is_allowed():
    for template in TEMPLATES.values():
        assert "%(name)s" in template
        assert any(word in template for word in ("请", "可以", "只收"))


def test_a_name_in_a_sentence_cannot_turn_or_break_the_line():
    assert shown("../../etc/\u202egpj.exe\x00\n\x1b[31m") == "gpj.exe[31m"
    assert shown("\u202e\u200f") == "未命名文件" and len(shown("长" * 500 + ".jpg")) <= 80
