"""Photos that FTP, mail or an editor has taken for text: the sentence says so and what to do. Sound ones are never accused."""

import io

import pytest
from PIL import Image

from evidence.decode import decode
from evidence.jpeg_data import jpeg_data
from evidence.refusal import Refusal
from evidence.take_in import check_header, check_whole
from evidence.transfer import changed, changed_head, changed_lines
from evidence.upright import load_photo
from tests.evidence.photo_kit import drawing, noise, saved

WAYS = {
    "LF to CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "CRLF to LF": lambda data: data.replace(b"\r\n", b"\n"),
    "CR to LF": lambda data: data.replace(b"\r", b"\n"),
    "seven bits": lambda data: bytes(byte & 127 for byte in data),
    "read as UTF-8": lambda data: data.decode("utf-8", "replace").encode(),
    "read as Latin-1": lambda data: data.decode("latin-1").encode(),
}
SAID = "a.png 在传输时被改动（按文本方式传输）。请用二进制方式从原处重新复制"


@pytest.mark.parametrize(
    ("kind", "way"), [*(("PNG", way) for way in WAYS), *(("JPEG", way) for way in WAYS if " to " not in way)]
)
def test_what_was_sent_as_text_is_called_so(kind: str, way: str) -> None:
    data = WAYS[way](saved(noise(320, 200), kind))
    for check in (
        lambda: check_header(data[:65536], len(data), "a.png"),
        lambda: check_whole(io.BytesIO(data), "a.png"),
    ):
        with pytest.raises(Refusal) as refused:
            check()
        assert (refused.value.code, refused.value.sentence) == ("unknown_format", SAID)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_photo_whose_pixels_were_changed_is_kept_with_its_remark_or_its_problem(kind: str) -> None:
    said = decode(WAYS["LF to CRLF"](saved(noise(640, 480), kind)))
    assert "传输时被改动" in str(said.note or said.problem) and "请用二进制方式从原处重新复制" in str(
        said.note or said.problem
    )


def test_a_photo_of_which_nothing_is_left_says_it_was_the_transfer() -> None:
    cut = WAYS["LF to CRLF"](saved(noise(1600, 1200), "WEBP"))[:16000]
    assert decode(cut).problem == "打不开：传输时被改动，请用二进制方式从原处重新复制"


def test_sound_photos_and_photos_with_another_fault_are_never_accused() -> None:
    flat = Image.new("RGB", (1600, 1200), (13, 10, 13))
    for kind in ("JPEG", "PNG", "WEBP"):
        for picture in (noise(640, 480), drawing(900, 600), flat):
            data = saved(picture, kind)
            assert not changed_head(data[:64]) and not changed_lines(data) and not changed(data[: len(data) // 2])
    repeated = b"\xff\xd8\xff\xda" + b"\x88\r\n" * 500  # a plain surface whose code happens to be this
    assert not changed_lines(repeated)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("picture", [noise(320, 240), drawing(640, 480)], ids=["noise", "drawing"])
def test_a_jpeg_short_of_its_last_bytes_is_incomplete_only_where_pixels_are(
    picture: Image.Image, progressive: bool
) -> None:
    whole = saved(picture, "JPEG", progressive=progressive)
    pixels = load_photo(whole).image.tobytes()
    for cut in range(1, 12):
        short = load_photo(whole[:-cut])
        if cut <= 2 or short.image.tobytes() != pixels:
            assert short.note == ("endless" if cut <= 2 else "incomplete"), cut
        assert short.note in ("endless", "incomplete")
    assert jpeg_data(whole).ended and not jpeg_data(whole[:-1]).ended
